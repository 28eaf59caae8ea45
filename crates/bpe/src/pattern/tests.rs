//! Every scanner against golden pieces and against a backtracking engine that runs its regular
//! expression as it is written.

use super::*;
use proptest::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;

fn pieces<'a>(pattern: &Pattern, text: &'a str) -> Vec<&'a str> {
    pattern.pieces(text).unwrap()
}

/// All patterns with their expressions compiled.
fn patterns() -> &'static [(Pattern, fancy_regex::Regex)] {
    static PATTERNS: LazyLock<Vec<(Pattern, fancy_regex::Regex)>> = LazyLock::new(|| {
        let compile = |definition: &&'static Definition| {
            (Pattern(Kind::Known(definition)), fancy_regex::Regex::new(definition.source).unwrap())
        };
        DEFINITIONS.iter().map(compile).collect()
    });
    &PATTERNS
}

#[test]
fn golden_pieces() {
    let golden: Value =
        serde_json::from_str(include_str!("../../tests/golden/pretokens.json")).unwrap();
    let rows = golden["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 78);
    for row in rows {
        let text = row["text"].as_str().unwrap();
        for (pattern, _) in patterns() {
            let lengths: Vec<usize> =
                pieces(pattern, text).iter().map(|piece| piece.len()).collect();
            let expected: Vec<usize> = row[pattern.name().unwrap()]
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
    let text = "word ".repeat(10 * BATCH);
    let found = pieces(&Pattern::GPT2, &text);
    assert_eq!(found.len(), 10 * BATCH + 1);
    assert_eq!(found.concat(), text);
}

#[test]
fn names_find_patterns() {
    assert_eq!(Pattern::from_name("gpt2").unwrap(), Pattern::GPT2);
    assert_eq!(
        Pattern::from_name("gpt3").unwrap_err().to_string(),
        "Expected 'gpt2' for pattern but received 'gpt3'"
    );
}

/// Text that is rich in what the patterns distinguish.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-zA-Z]{1,20}",
        "[ \t\r\n\u{a0}\u{3000}\u{85}]{1,4}",
        "[0-9٣½]{1,4}",
        "[.,!'’\u{301}_$€😀\u{feff}\u{200b}\u{180e}\u{378}]{1,3}",
        "'(s|t|re|ve|m|ll|d|S|x|ſ|l)",
        "[éßλжשعह日あアǅʰªⅧ]{1,9}",
        " ",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

/// A block of a file may end within a character, and is searched before it is checked.
#[test]
fn bytes_before_a_cut_need_not_be_text() {
    for (pattern, _) in patterns() {
        for lead in [0x80, 0xc3, 0xe2, 0xf0, 0xff] {
            assert_eq!(pattern.last_cut(&[b'a', lead, b' '], 0), Some(2), "{pattern:?} {lead:x}");
        }
        assert_eq!(pattern.last_cut(b"a \xf0\x9f", 0), Some(1), "{pattern:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn equal_to_the_expression(text in text()) {
        for (pattern, expression) in patterns() {
            let expected: Vec<&str> =
                expression.find_iter(&text).map(|found| found.unwrap().as_str()).collect();
            prop_assert_eq!(pieces(pattern, &text), expected, "{:?}", pattern);
        }
    }

    #[test]
    fn any_bytes_are_searched_for_a_cut(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        for (pattern, _) in patterns() {
            pattern.last_cut(&bytes, 0);
        }
    }

    #[test]
    fn cuts_do_not_change_pieces(text in text(), at in 0..40usize) {
        for (pattern, _) in patterns() {
            for cut in [pattern.next_cut(&text, at), pattern.last_cut(text.as_bytes(), 0).unwrap_or(0)] {
                let (before, after) = text.split_at(cut);
                let mut parts = pieces(pattern, before);
                parts.extend(pieces(pattern, after));
                prop_assert_eq!(parts, pieces(pattern, &text), "{:?} cut at {}", pattern, cut);
            }
        }
    }
}

//! Expressions against the engine of `fancy-regex` run over the whole text, and against pieces that
//! V8 made.

use crate::error::Error;
use crate::pattern::Pattern;
use crate::pattern::tests::{SCRIPTS, random_text, split_plainly};
use gainful_kernels::{Control, Random};
use serde_json::Value;

fn expression(source: &str) -> Pattern {
    Pattern::from_expression(source).unwrap()
}

fn problem(source: &str) -> String {
    Pattern::from_expression(source).unwrap_err().to_string()
}

#[test]
fn expressions_split_as_they_are_written() {
    let sources = [
        r"\p{L}+|\s+",
        r"\w+",
        r"[^\s]+?(?i:s)",
        // The look-ahead that is done by hand, and what only looks like it.
        r"\p{L}+|\p{N}{1,2}|\s+(?!\S)|\s+",
        r"'(?:s|t)| ?\p{L}+|\s+(?!\S)|\s",
        r"(?:\p{L}|\s+(?!\S)|\s+)",
        r"(?x)\p{L} + |\s+(?!\S)|\s+",
        r"(?U)\p{L}+|\s+(?!\S)|\s+",
        r"a|\p{L}+(?= )|\s+(?!\S)|\s+",
        // The newest spelling of cl100k.
        r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
        r"(?<=\s)\p{L}+|(\p{L})\1",
        r"\b\p{L}",
    ];
    let mut random = Random::new(3, 0);
    let texts: Vec<String> = (0..3000).map(|_| random_text(&mut random)).collect();
    for source in sources {
        let pattern = expression(source);
        assert_eq!((pattern.name(), pattern.sources()), (None, vec![source]));
        let oracle = [fancy_regex::Regex::new(source).unwrap()];
        for text in texts.iter().map(String::as_str).chain([SCRIPTS]) {
            let expected = split_plainly(&oracle, true, text);
            assert_eq!(pattern.pieces(text).unwrap(), expected, "{source} {text:?}");
        }
    }
}

/// Rows made by Node.js 20 (V8 11.3): `text.matchAll(new RegExp(source, flags + "g"))`, and what lies
/// between the matches.
#[test]
fn javascript_expressions_split_as_v8_does() {
    let golden: Value =
        serde_json::from_str(include_str!("../../../tests/golden/javascript.json")).unwrap();
    let expressions = golden["expressions"].as_array().unwrap();
    assert!(expressions.len() >= 30);
    let texts: Vec<&str> =
        golden["texts"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
    for case in expressions {
        let (source, flags) = (case["source"].as_str().unwrap(), case["flags"].as_str().unwrap());
        let pattern = Pattern::from_javascript(source, flags).unwrap();
        for (text, expected) in texts.iter().zip(case["lengths"].as_array().unwrap()) {
            let lengths: Vec<usize> =
                pattern.pieces(text).unwrap().iter().map(|piece| piece.len()).collect();
            assert_eq!(Value::from(lengths), *expected, "/{source}/{flags} {text:?}");
        }
    }
}

#[test]
fn what_is_no_pattern_is_refused() {
    let empty = "a regular expression that cannot match the empty string";
    for (source, expected) in [
        (r"a*", empty),
        (r"\b", empty),
        (r"(?=a)", empty),
        (r"a|(?<=b)c?", empty),
        (r"\p{L}*|\s+(?!\S)|\s+", empty),
        (r"(a)\Kb(?!c)", r"a regular expression without \K and \G"),
        (r"\Ga(?!c)", r"a regular expression without \K and \G"),
        (
            r"(?:[\p{L}\p{N}]{1000}){1000}",
            "a regular expression that compiles to at most 10485760 bytes",
        ),
    ] {
        assert_eq!(
            problem(source),
            format!("Expected {expected} for pattern but received {source}")
        );
    }
    for source in ["(", "[a", r"\p{Nothing}+", r"a(?!b", "*", r"(?x)a(?!b) #"] {
        assert!(problem(source).starts_with("Expected a valid regular expression"), "{source}");
    }
    assert!(problem(&"(".repeat(100_000)).ends_with("((((..."));
}

#[test]
fn javascript_that_cannot_be_had_exactly_is_refused() {
    for (source, flags, expected) in [
        ("a", "", "a regular expression with the flag u or v"),
        ("a", "g", "a regular expression with the flag u or v"),
        ("a", "uy", "a regular expression without the flag y"),
        (r"(a)\1", "u", "a regular expression without back-references"),
        (r"(?<x>a)\k<x>", "u", "a regular expression without back-references"),
        (r"\ud83d+", "u", "a regular expression without halves of characters"),
        (r"[\ud800-\udfff]", "u", "a regular expression without halves of characters"),
        (r"\p{RGI_Emoji}", "v", r"a regular expression without \p{RGI_Emoji}"),
        (r"[\q{ab}]", "v", r"a regular expression without strings in classes (\q)"),
        (
            r"\P{Lu}+",
            "iu",
            r"a regular expression without \P and the flags i and u together (the flag v will do)",
        ),
        (
            "(?:a*)*b",
            "u",
            "a regular expression without repeated groups that can match the empty string",
        ),
        ("a*", "u", "a regular expression that cannot match the empty string"),
        ("a(", "u", "a valid regular expression"),
        (r"a\", "u", "a valid regular expression"),
        ("[a", "u", "a valid regular expression"),
        ("a{2", "u", "a valid regular expression"),
    ] {
        let error = Pattern::from_javascript(source, flags).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("Expected {expected} for pattern but received /{source}/{flags}")
        );
    }
    for open in ["(", "["] {
        assert!(Pattern::from_javascript(&open.repeat(100_000), "v").is_err());
    }
}

#[test]
fn endless_backtracking_is_an_error() {
    let pattern = expression(r"(?:(?:a|aa|a(?!b))+)+c|.(?!x)");
    let text = format!("ok {}", "a".repeat(200));
    let error = pattern.pieces(&text).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The pattern took more than 1000000 steps back at byte 3 of a text"
    );
}

#[test]
fn text_without_a_match_is_one_piece_of_any_length() {
    for source in ["b", "b(?!c)"] {
        let text = "a".repeat(3_000_000);
        assert_eq!(expression(source).pieces(&text).unwrap(), [text.as_str()]);
        assert!(expression(source).pieces("").unwrap().is_empty());
    }
}

#[test]
fn splitting_stops_when_cancelled() {
    for source in [r"\p{L}", r"\p{L}(?!b)", r"b(?!c)"] {
        let control = Control::cancelled_at(3);
        let split =
            expression(source).for_each_batch(&"ab".repeat(10_000), &control, |_, _| Ok(()));
        assert!(matches!(split, Err(Error::Cancelled(_))), "{source}");
        assert_eq!(control.looks(), 3, "{source}");
    }
}

#[test]
fn expressions_are_told_from_names() {
    assert_eq!(Pattern::parse("cl100k").unwrap().name(), Some("cl100k"));
    assert!(Pattern::parse("cl100").unwrap_err().to_string().contains("but received 'cl100'"));
    assert_eq!(Pattern::parse(r"\p{L}+").unwrap(), expression(r"\p{L}+"));
    assert_ne!(expression(r"\p{L}+"), expression(r"\p{L}"));
    let gpt2 = Pattern::parse(Pattern::GPT2.sources()[0]).unwrap();
    assert_eq!(gpt2, Pattern::GPT2);
}

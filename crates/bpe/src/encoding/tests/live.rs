//! Texts that grow against encoding them from scratch after each step.

use crate::encoding::{LiveEncoder, SpecialPolicy, SpecialTokens};
use crate::normalization::Normalizer;
use crate::{Input, Model, Parts, Pattern, Tokenizer, TrainingOptions, WordCounts, train};
use gainful_kernels::Control;
use proptest::prelude::*;

const PATTERNS: [&str; 12] = [
    "gpt2",
    "cl100k",
    "o200k",
    "llama3",
    "qwen2",
    "deepseek-v3",
    "whitespace",
    "none",
    r"a+b|a|\s+",
    r"\p{L}+(?=b)|\p{L}|\s+(?!\S)",
    r"(?<=a)b+|[^b]+",
    r"\p{L}+| ?\p{N}{1,3}|[^\p{L}\p{N}]+",
];

fn tokenizer(pattern: &str, normalizer: Option<Normalizer>) -> Tokenizer {
    let pattern = Pattern::parse(pattern).unwrap();
    let corpus = "ab aab b'll don't 's x'll  \r\n\r\n  aa  \u{a0}\n日本日本 e\u{301}e\u{301} 12 123 //\n/ abAB aB";
    let mut options = TrainingOptions::new(330);
    options.special_tokens = ["<a>", "<a><b>", "b<", "  "].map(str::to_owned).into();
    let counts = WordCounts::of_text(corpus, pattern.clone(), &Control::new()).unwrap();
    let model = train(&counts, pattern, &options, &Control::new()).unwrap();
    let parts = Parts {
        vocabulary: model.vocabulary().clone(),
        merges: model.merges().to_vec(),
        pattern: model.pattern().cloned(),
        normalizer,
        ..Parts::default()
    };
    Model::from_parts(parts).unwrap().tokenizer().unwrap()
}

fn check(
    tokenizer: &Tokenizer,
    policy: &SpecialPolicy,
    parts: &[String],
) -> Result<(), TestCaseError> {
    let mut live = LiveEncoder::new(policy.clone());
    let mut text = String::new();
    for (index, part) in parts.iter().enumerate() {
        // What a lone half of a character becomes until the other one comes.
        let rest = if index % 3 == 2 { "\u{fffd}" } else { "" };
        live.append(tokenizer, part, rest, &Control::new()).unwrap();
        text.push_str(part);
        let whole = [text.as_str(), rest].concat();
        let expected =
            tokenizer.encode_input(Input::Text(&whole), policy, &Control::new()).unwrap();
        prop_assert_eq!(live.tokens().concat(), &*expected, "{:?}", parts);
        prop_assert_eq!(live.count(), expected.len());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn equal_to_encoding_from_scratch(
        pattern in proptest::sample::select(&PATTERNS[..]),
        normalizer in proptest::option::weighted(0.2, Just(Normalizer::Nfc)),
        special in 0..4usize,
        parts in proptest::collection::vec(
            "[abBs']{0,3}|[ \r\n\t\u{a0}]{0,3}|[a ]{0,2}|[<ab> ]{0,4}|[e\u{301}\u{323}\u{327}]{0,3}|[1²日本、//\n]{0,3}|'(ll|re|s)?|\\PC{0,2}",
            0..8,
        ),
    ) {
        let tokenizer = tokenizer(pattern, normalizer);
        let names = ["<a>", "b<"].map(str::to_owned);
        let allowed = match special {
            0 | 1 => SpecialTokens::None,
            2 => SpecialTokens::These(&names),
            _ => SpecialTokens::All,
        };
        let policy = tokenizer.special_policy(allowed, SpecialTokens::None).unwrap();
        check(&tokenizer, &policy, &parts)?;
    }
}

#[test]
fn little_is_open_in_ordinary_text() {
    for pattern in &PATTERNS[..7] {
        let tokenizer = tokenizer(pattern, None);
        for allowed in [SpecialTokens::None, SpecialTokens::All] {
            let policy = tokenizer.special_policy(allowed, SpecialTokens::None).unwrap();
            let mut live = LiveEncoder::new(policy);
            for _ in 0..200 {
                for part in ["some wo", "rds, ", "and a <a", "> line.\n"] {
                    live.append(&tokenizer, part, "", &Control::new()).unwrap();
                    assert!(live.open.len() < 40, "{pattern}: {:?}", live.open);
                }
            }
            assert!(live.settled.len() > 2000);
        }
    }
    let normal = tokenizer("qwen2", Some(Normalizer::Nfc));
    let mut live = LiveEncoder::new(SpecialPolicy::ORDINARY);
    for _ in 0..200 {
        live.append(&normal, "e\u{301}e word, ", "", &Control::new()).unwrap();
        assert!(live.open.len() < 40);
    }
}

#[test]
fn what_cannot_be_appended_changes_nothing() {
    let tokenizer = tokenizer("gpt2", None);
    let policy = tokenizer.special_policy(SpecialTokens::None, SpecialTokens::All).unwrap();
    let mut live = LiveEncoder::new(policy.clone());
    live.append(&tokenizer, "some words é and a <", "", &Control::new()).unwrap();
    let before = live.tokens().concat();
    let error = live.append(&tokenizer, "a>", "", &Control::new()).unwrap_err();
    assert_eq!(error.to_string(), "The special token '<a>' at index 19 of the text is not allowed");
    assert_eq!(live.tokens().concat(), before);
    live.append(&tokenizer, "x>", "", &Control::new()).unwrap();
    let whole = Input::Text("some words é and a <x>");
    let expected = tokenizer.encode_input(whole, &policy, &Control::new()).unwrap();
    assert_eq!(live.tokens().concat(), expected);
    let control = Control::cancelled_at(1);
    assert!(live.append(&tokenizer, "more", "", &control).is_err());
    assert_eq!(live.tokens().concat(), expected);
}

//! Training against the golden cases and against a trainer that recounts everything.

use super::oracle::Oracle;
use super::*;
use crate::counting::{Counter, Feed};
use gainful_kernels::Workers;
use proptest::prelude::*;
use serde_json::Value;

/// Golden cases from tokenizers 0.23.3, each confirmed by an independent recount.
fn golden() -> Value {
    serde_json::from_str(include_str!("../../tests/golden/training.json")).unwrap()
}

fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

fn vocabulary(model: &Model) -> Vec<String> {
    (0..).map_while(|token| model.vocabulary().text(token)).collect()
}

fn words(text: &str) -> WordCounts {
    let mut counter = Counter::new(Pattern::GPT2);
    counter.feed_many(&[text], Feed::Lines, &Workers::single(), &Control::new()).unwrap();
    counter.finish(&Workers::single(), &Control::new()).unwrap()
}

#[test]
fn golden_cases() {
    let golden = golden();
    let cases = golden["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 30);
    for case in cases {
        let lines = strings(&golden["corpora"][case["corpus"].as_str().unwrap()]);
        let given = &case["options"];
        let number = |name: &str| given[name].as_u64().map(|number| number as usize);
        let mut options = TrainingOptions::new(number("vocabSize").unwrap());
        options.min_frequency = number("min_frequency").unwrap_or(0) as u64;
        // Hugging Face's limit excludes its own value.
        options.max_token_length = number("max_token_length").map(|length| length - 1);
        options.special_tokens = strings(&given["special_tokens"]);
        if given["initialAlphabet"].is_null() {
            options.alphabet = Alphabet::ObservedBytes;
        }
        let model =
            train(&words(&lines.join("\n")), Pattern::GPT2, &options, &Control::new()).unwrap();
        let id = &case["id"];
        assert_eq!(vocabulary(&model), strings(&case["vocab"]), "{id}");
        let merges: Vec<Value> =
            model.merge_texts().map(|(left, right)| serde_json::json!([left, right])).collect();
        assert_eq!(&merges, case["merges"].as_array().unwrap(), "{id}");
    }
}

#[test]
fn a_long_word_of_one_letter() {
    // A run of 2^20: each merge halves it, left to right.
    let text = "a".repeat(1 << 20);
    let model = train(&words(&text), Pattern::GPT2, &TrainingOptions::new(300), &Control::new());
    let lengths: Vec<usize> =
        model.unwrap().vocabulary().iter().skip(256).map(<[u8]>::len).collect();
    assert_eq!(lengths, (1..=20).map(|power| 1 << power).collect::<Vec<_>>());
}

#[test]
fn options_out_of_range() {
    let fails = |options: TrainingOptions| {
        train(&words("ab"), Pattern::GPT2, &options, &Control::new()).unwrap_err().to_string()
    };
    assert_eq!(
        fails(TrainingOptions::new(255)),
        "Expected an integer from 256 to 4294967294 for vocabularySize but received 255"
    );
    let mut options = TrainingOptions::new(300);
    options.max_token_length = Some(1);
    assert_eq!(
        fails(options),
        "Expected an integer of at least 2 for maxTokenLength but received 1"
    );
    let mut options = TrainingOptions::new(300);
    options.special_tokens = vec!["<s>".to_owned(), String::new()];
    assert_eq!(
        fails(options),
        "Expected strings that are not empty for specialTokens but received '' at index 1"
    );
    assert_eq!(
        TieBreak::from_name("newest").unwrap_err().to_string(),
        "Expected 'huggingface' for tieBreak but received 'newest'"
    );
}

/// What is counted are distinct tokens: "<s>" is given twice, and "a" is a start symbol.
#[test]
fn the_least_size_is_that_of_the_start() {
    let mut options = TrainingOptions::new(257);
    options.special_tokens = ["<s>", "<s>", "a"].map(str::to_owned).to_vec();
    let train =
        |options: &TrainingOptions| train(&words("ab"), Pattern::GPT2, options, &Control::new());
    assert_eq!(train(&options).unwrap().vocabulary().len(), 257);
    options.vocabulary_size = 256;
    assert_eq!(
        train(&options).unwrap_err().to_string(),
        "Expected an integer from 257 to 4294967294 for vocabularySize but received 256"
    );
}

#[test]
fn training_keeps_looking_at_the_control() {
    let text: String = (0..400_000u64)
        .map(|n| char::from(b'a' + (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 60) as u8))
        .collect();
    let words = words(&text);
    let run = |control: &Control| train(&words, Pattern::GPT2, &TrainingOptions::new(266), control);
    let control = Control::new();
    run(&control).unwrap();
    let looks = control.looks();
    assert!(looks > 25, "{looks} looks");
    for look in 1..=looks {
        let result = run(&Control::cancelled_at(look));
        assert!(matches!(result, Err(Error::Cancelled(_))), "look {look}");
    }
}

/// So many that comparing each with all before it would take minutes.
#[test]
fn special_tokens_are_many_and_given_twice() {
    let token = |n: usize| format!("<|reserved special token {n:06}|>");
    let mut options = TrainingOptions::new(1_000_000);
    options.special_tokens = (0..200_000).chain(0..200_000).map(token).collect();
    let model = train(&words("aa"), Pattern::GPT2, &options, &Control::new()).unwrap();
    assert_eq!(model.vocabulary().special_tokens().len(), 200_000);
    for index in [0, 1, 199_999] {
        assert_eq!(model.vocabulary().text(index), Some(token(index as usize)));
    }
    assert_eq!(model.vocabulary().len(), 200_000 + 256 + 1);
}

#[test]
fn counts_beyond_the_limit_are_refused() {
    let mut words = WordCounts::new(Pattern::GPT2);
    words.push(b"ab", 1 << 62).unwrap();
    let error = train(&words, Pattern::GPT2, &TrainingOptions::new(300), &Control::new());
    assert!(matches!(error, Err(Error::CorpusTooLarge(_))));
}

#[test]
fn a_cancelled_training_stops() {
    let control = Control::new();
    control.cancel();
    let result = train(&words("a b"), Pattern::GPT2, &TrainingOptions::new(300), &control);
    assert!(matches!(result, Err(Error::Cancelled(_))));
}

#[test]
fn nothing_to_merge() {
    let model = train(
        &WordCounts::new(Pattern::GPT2),
        Pattern::GPT2,
        &TrainingOptions::new(300),
        &Control::new(),
    )
    .unwrap();
    assert_eq!((model.vocabulary().len(), model.merges().len()), (256, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Few letters and long words, so that runs, ties and strings made twice are common.
    #[test]
    fn equal_to_a_full_recount(
        texts in proptest::collection::vec("[abc]{1,14}", 1..12),
        weights in proptest::collection::vec(1..5i64, 12),
        extra in 0..40usize,
        min_frequency in 0..4u64,
        max_token_length in prop_oneof![Just(None), (2..7usize).prop_map(Some)],
        special in prop_oneof![
            Just(vec![]), Just(vec!["ab", "<s>"]), Just(vec!["a", "bc", "abc"])
        ],
        all_bytes: bool,
    ) {
        let mut words = WordCounts::new(Pattern::GPT2);
        for (text, weight) in texts.iter().zip(weights) {
            words.push(text.as_bytes(), weight).unwrap();
        }
        let vocabulary_size = if all_bytes { 256 + special.len() } else { special.len() } + extra;
        let oracle = Oracle {
            vocabulary_size,
            min_frequency: min_frequency as i64,
            max_token_length: max_token_length.unwrap_or(usize::MAX),
            special_tokens: &special,
            all_bytes,
        };
        let mut options = TrainingOptions::new(vocabulary_size);
        options.min_frequency = min_frequency;
        options.max_token_length = max_token_length;
        options.special_tokens = special.iter().map(|token| (*token).to_owned()).collect();
        if !all_bytes {
            options.alphabet = Alphabet::ObservedBytes;
        }
        let model = train(&words, Pattern::GPT2, &options, &Control::new()).unwrap();
        let (expected_vocabulary, expected_merges) = oracle.train(&words);
        prop_assert_eq!(vocabulary(&model), expected_vocabulary);
        prop_assert_eq!(model.merge_texts().collect::<Vec<_>>(), expected_merges);
    }
}

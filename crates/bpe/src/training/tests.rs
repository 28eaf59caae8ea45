//! Training against the golden cases and against a trainer that recounts everything.

use super::oracle::{Found, Oracle, Start};
use super::*;
use crate::counting::{Counter, Feed, InvalidBytes};
use crate::spelling::Marks;
use crate::trace::Stop;
use gainful_kernels::Workers;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::HashSet;

/// Golden cases of five trainers, each confirmed by an independent recount.
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
    counted(text, Feed::Lines)
}

fn counted(text: &str, feed: Feed) -> WordCounts {
    let mut counter = Counter::new(Pattern::GPT2, feed, InvalidBytes::Refuse);
    counter.feed_many(&[text], &Workers::single(), &Control::new()).unwrap();
    counter.finish(&Workers::single(), &Control::new()).unwrap()
}

/// The words of a golden case: split as it says, in the order of their first occurrence.
fn golden_words(case: &Value, lines: &[String]) -> WordCounts {
    let mut words = WordCounts::new(Pattern::GPT2);
    let mut counts: Vec<(String, i64)> = Vec::new();
    for line in lines {
        let pieces: Vec<String> = match case["split"].as_str().unwrap() {
            "gpt2" if case["tie"] == "first-seen" => {
                return counted(&lines.join("\n"), Feed::Whole);
            }
            "gpt2" => return self::words(&lines.join("\n")),
            "spaces" => line.split_whitespace().map(|word| format!("\u{2581}{word}")).collect(),
            _ => line.split_whitespace().map(str::to_owned).collect(),
        };
        for piece in pieces {
            match counts.iter_mut().find(|(word, _)| *word == piece) {
                Some((_, count)) => *count += 1,
                None => counts.push((piece, 1)),
            }
        }
    }
    counts.iter().for_each(|(word, count)| words.push(word.as_bytes(), *count).unwrap());
    words
}

#[test]
fn golden_cases() {
    let golden = golden();
    let cases = golden["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 65);
    for case in cases {
        let lines = strings(&golden["corpora"][case["corpus"].as_str().unwrap()]);
        let given = &case["options"];
        let number = |name: &str| given[name].as_u64().map(|number| number as usize);
        let mut options = TrainingOptions::without_limit();
        options.vocabulary_size = number("vocabSize");
        options.merges = number("merges");
        let least = number("min_frequency").or(number("minFrequency"));
        options.min_frequency = least.unwrap_or(0) as u64;
        // Hugging Face's limit excludes its own value.
        options.max_token_length = number("max_token_length").map(|length| length - 1);
        options.special_tokens = strings(&given["special_tokens"]);
        let rule = case["tie"].as_str().unwrap();
        options.tie_break = TieBreak::from_name(rule).unwrap();
        if case["alphabet"] == "characters" {
            let suffix = if rule == "subword-nmt" { "</w>" } else { "" };
            options.alphabet = Alphabet::Characters(CharacterAlphabet {
                marks: Marks { end_of_word_suffix: suffix.to_owned(), ..Marks::default() },
                ..CharacterAlphabet::default()
            });
        } else if rule == "huggingface" && given["initialAlphabet"].is_null() {
            options.alphabet = Alphabet::ObservedBytes;
        }
        let words = golden_words(case, &lines);
        let model = train(&words, Pattern::GPT2, &options, &Control::new()).unwrap();
        let id = &case["id"];
        if case["vocab"].is_array() {
            assert_eq!(vocabulary(&model), strings(&case["vocab"]), "{id}");
        }
        if case["merges"].is_array() {
            let merges: Vec<Value> =
                model.merge_texts().map(|(left, right)| serde_json::json!([left, right])).collect();
            assert_eq!(&merges, case["merges"].as_array().unwrap(), "{id}");
        } else {
            // The original goes on with pieces that occur nowhere.
            let pieces: Vec<String> =
                model.merge_texts().map(|(left, right)| left + &right).collect();
            let expected = strings(&case["pieces"]);
            let known = pieces.len().min(expected.len());
            assert_eq!(pieces[..known], expected[..known], "{id}");
            let verified = case["verifiedBy"].to_string();
            assert!(verified.contains(&format!("(first {known} pieces")), "{id}: {known}");
        }
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
        "Expected an integer from 256 to 2147483648 for vocabularySize but received 255"
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
        "Expected 'huggingface' or 'raw-ids' or 'first-seen' or 'subword-nmt' or 'sentencepiece' for tieBreak but received 'newest'"
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
    options.vocabulary_size = Some(256);
    assert_eq!(
        train(&options).unwrap_err().to_string(),
        "Expected an integer from 257 to 2147483648 for vocabularySize but received 256"
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

/// A rule that shares no ids gives the string of a special token a second token.
#[test]
fn a_training_goes_on_though_special_tokens_are_written_like_others() {
    let words = words("abc abd abc bcd bcd ab b");
    let run = |tie_break, merges, initial: Option<Model>| {
        let mut options = TrainingOptions { tie_break, ..TrainingOptions::without_limit() };
        options.merges = Some(merges);
        match initial {
            Some(model) => options.initial = Some(Initial::Model(model.into())),
            None => options.special_tokens = ["b", "ab", "Ġabc"].map(str::to_owned).to_vec(),
        }
        train(&words, Pattern::GPT2, &options, &Control::new()).unwrap()
    };
    for rule in TieBreak::all() {
        let whole = run(rule, 9, None);
        assert!(vocabulary(&whole)[3..].contains(&"Ġabc".into()) != rule.shares_ids());
        for merges in 0..9 {
            let resumed = run(rule, 9, Some(run(rule, merges, None)));
            assert_eq!(resumed.merges(), whole.merges(), "{rule:?} {merges}");
            assert_eq!(vocabulary(&resumed), vocabulary(&whole));
        }
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
fn counts_of_more_than_32_bits() {
    let mut words = WordCounts::new(Pattern::GPT2);
    for (word, count) in [("ab", 1 << 40), ("cd", 1 << 35), ("ef", (1 << 35) - 1), ("gh", 5)] {
        words.push(word.as_bytes(), count).unwrap();
    }
    let mut options = TrainingOptions::without_limit();
    let merges = |options: &TrainingOptions| {
        let model = train(&words, Pattern::GPT2, options, &Control::new()).unwrap();
        let texts: Vec<String> = model.merge_texts().map(|(left, right)| left + &right).collect();
        (texts, model.trace().unwrap().stop())
    };
    let all = ["ab", "cd", "ef", "gh"];
    assert_eq!(merges(&options), (all.map(str::to_owned).to_vec(), Stop::Exhausted));
    options.min_frequency = 1 << 35;
    assert_eq!(
        merges(&options),
        (all[..2].iter().map(|&text| text.to_owned()).collect(), Stop::MinFrequency)
    );
}

/// Sums of them do not begin again at zero either.
#[test]
fn a_pair_of_several_words_occurs_more_than_32_bits_count() {
    let mut words = WordCounts::new(Pattern::GPT2);
    for (word, count) in [("ab", 1 << 31), ("abc", 1 << 31), ("xy", 7)] {
        words.push(word.as_bytes(), count).unwrap();
    }
    let options = TrainingOptions::without_limit();
    let model = train(&words, Pattern::GPT2, &options, &Control::new()).unwrap();
    let texts: Vec<String> = model.merge_texts().map(|(left, right)| left + &right).collect();
    assert_eq!(texts, ["ab", "abc", "xy"]);
}

/// Initial merges are steps like others: what is left after a step is that many symbols less than at
/// the start.
#[test]
fn the_trace_begins_before_initial_merges() {
    let words = words("aab aab");
    let mut options = TrainingOptions::without_limit();
    options.initial = Some(Initial::Texts(vec![("a".to_owned(), "b".to_owned())]));
    let model = train(&words, Pattern::GPT2, &options, &Control::new()).unwrap();
    let trace = model.trace().unwrap();
    assert_eq!(trace.start_symbols(), 7);
    // "a", "ab" twice with a space between; then two symbols, as the space is part of the second word.
    assert_eq!(trace.utilities().collect::<Vec<u64>>(), [2, 4, 5]);
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
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// Few letters and long words, so that runs, ties and strings made twice are common.
    #[test]
    fn equal_to_a_full_recount(
        corpus in corpora(),
        rule in prop::sample::select(RULES.to_vec()),
        alphabet in alphabets(),
        special_tokens in prop_oneof![
            3 => Just(vec![]), 1 => Just(vec!["ab", "<s>"]), 1 => Just(vec!["a", "bc", "abc"])
        ],
        sizes in prop_oneof![
            (0..40usize).prop_map(|extra| (Some(extra), None)),
            (0..30usize).prop_map(|merges| (None, Some(merges))),
            (0..40usize, 0..30usize).prop_map(|(extra, merges)| (Some(extra), Some(merges))),
            Just((None, None)),
        ],
        min_frequency in 0..4u64,
        max_token_length in prop_oneof![Just(None), (2..7usize).prop_map(Some)],
        overlap in prop_oneof![Just(Overlap::Windows), Just(Overlap::Disjoint)],
        refused in prop_oneof![2 => Just(0), 1 => 3..6usize],
    ) {
        let mut least = special_tokens.len();
        if matches!(alphabet, Start::AllBytes) {
            least += 256;
        }
        let oracle = Oracle {
            rule,
            vocabulary_size: sizes.0.map_or(usize::MAX, |extra| least + extra),
            merges: sizes.1.unwrap_or(usize::MAX),
            min_frequency: min_frequency as i64,
            max_token_length: max_token_length.unwrap_or(usize::MAX),
            special_tokens,
            alphabet,
            is_disjoint: overlap == Overlap::Disjoint,
            initial: Vec::new(),
            refused,
        };
        let found = train_as(&oracle, &corpus, None).ok();
        prop_assert_eq!(found, oracle.train(&corpus));
    }

    /// Going on from the merges of a shorter training, or from any of its merges in order, on the same
    /// corpus or another one.
    #[test]
    fn initial_merges_are_applied_as_given(
        first in corpora(),
        second in corpora(),
        is_same: bool,
        rule in prop::sample::select(RULES.to_vec()),
        alphabet in alphabets().prop_filter("marks", |alphabet| !matches!(alphabet, Start::ObservedBytes)),
        merges in 0..12usize,
        more in 0..12usize,
        overlap in prop_oneof![Just(Overlap::Windows), Just(Overlap::Disjoint)],
    ) {
        let alphabet = match alphabet {
            // All letters, so that the corpora have the same alphabet.
            Start::Characters { .. } => Start::Characters {
                limit: usize::MAX, initial: "abcdé</w>#".chars().collect(), prefix: "", suffix: "",
            },
            other => other,
        };
        let mut oracle = Oracle {
            rule, vocabulary_size: usize::MAX, merges, min_frequency: 0, max_token_length: usize::MAX,
            special_tokens: vec!["<s>"], alphabet, is_disjoint: overlap == Overlap::Disjoint,
            initial: Vec::new(), refused: 0,
        };
        let start = oracle.train(&first).unwrap();
        let model = model_as(&oracle, &first, None).unwrap();
        let second = if is_same { first } else { second };
        oracle.initial = start.merges.clone();
        oracle.merges = start.merges.len() + more;
        let expected = oracle.train(&second).unwrap();
        prop_assert_eq!(&train_as(&oracle, &second, None).unwrap(), &expected);
        prop_assert_eq!(&expected.vocabulary[..start.vocabulary.len()], &start.vocabulary[..]);
        let texts = oracle.initial.clone();
        oracle.special_tokens.clear();
        oracle.initial.clear();
        let of_model = train_as(&oracle, &second, Some(Initial::Model(model.into())));
        prop_assert_eq!(&of_model.unwrap(), &expected);
        if is_same {
            // Prefix property: going on is the same as never having stopped.
            oracle.special_tokens = vec!["<s>"];
            prop_assert_eq!(&train_as(&oracle, &second, None).unwrap(), &expected);
            prop_assert_eq!(&expected.merges[..texts.len()], &texts[..]);
        }
    }
}

const RULES: [&str; 5] = ["huggingface", "raw-ids", "first-seen", "subword-nmt", "sentencepiece"];

prop_compose! {
    /// Words that need not differ: each place of a word counts.
    fn corpora()(
        texts in prop::collection::vec("[abc]{1,14}|[ab]{1,30}|[abdé]{1,9}|[a</w>#]{1,9}|a{1,20}b?", 1..12),
        weights in prop::collection::vec(1..5i64, 12),
    ) -> WordCounts {
        let mut words = WordCounts::new(Pattern::GPT2);
        for (text, weight) in texts.iter().zip(weights) {
            words.push(text.as_bytes(), weight).unwrap();
        }
        words
    }
}

fn alphabets() -> impl Strategy<Value = Start> {
    let characters = (
        prop_oneof![Just(usize::MAX), 1..5usize],
        prop_oneof![Just(vec![]), Just(vec!['z', 'é', 'a'])],
        prop::sample::select(vec!["", "", "##", "a"]),
        prop::sample::select(vec!["", "", "</w>", "b"]),
    );
    prop_oneof![
        Just(Start::AllBytes),
        Just(Start::ObservedBytes),
        characters.prop_map(|(limit, initial, prefix, suffix)| {
            Start::Characters { limit, initial, prefix, suffix }
        }),
    ]
}

/// What the trainer makes of the oracle's question.
fn train_as(oracle: &Oracle, words: &WordCounts, initial: Option<Initial>) -> Result<Found, Error> {
    let model = model_as(oracle, words, initial)?;
    let trace = model.trace().unwrap();
    let steps: Vec<(u64, u64)> = trace.steps().iter().map(|step| (step.count, step.gain)).collect();
    let gains: Vec<u64> = trace.utilities().collect();
    assert_eq!(
        gains.last().copied().unwrap_or(0),
        steps.iter().map(|&(_, gain)| gain).sum::<u64>()
    );
    Ok(Found {
        vocabulary: vocabulary(&model),
        merges: model.merge_texts().collect(),
        start_symbols: trace.start_symbols(),
        steps,
        stop: trace.stop().name(),
    })
}

fn model_as(oracle: &Oracle, words: &WordCounts, initial: Option<Initial>) -> Result<Model, Error> {
    let limited = |size: usize| Some(size).filter(|&size| size < usize::MAX);
    let texts = || Initial::Texts(oracle.initial.clone());
    let options = TrainingOptions {
        vocabulary_size: limited(oracle.vocabulary_size),
        merges: limited(oracle.merges),
        min_frequency: oracle.min_frequency as u64,
        max_token_length: limited(oracle.max_token_length),
        special_tokens: oracle.special_tokens.iter().map(|&token| token.to_owned()).collect(),
        alphabet: match &oracle.alphabet {
            Start::AllBytes => Alphabet::AllBytes,
            Start::ObservedBytes => Alphabet::ObservedBytes,
            Start::Characters { limit, initial, prefix, suffix } => {
                Alphabet::Characters(CharacterAlphabet {
                    limit: limited(*limit),
                    initial: initial.clone(),
                    marks: Marks {
                        continuing_subword_prefix: (*prefix).to_owned(),
                        end_of_word_suffix: (*suffix).to_owned(),
                    },
                })
            }
        },
        tie_break: TieBreak::from_name(oracle.rule).unwrap(),
        picky: None,
        overlap: if oracle.is_disjoint { Overlap::Disjoint } else { Overlap::Windows },
        initial: initial.or_else(|| (!oracle.initial.is_empty()).then(texts)),
    };
    let mut asked = HashSet::new();
    let mut accept = |candidate: Candidate<'_>| {
        let pair = (candidate.left.to_owned(), candidate.right.to_owned());
        assert!(asked.insert(pair), "asked twice");
        Ok(oracle.refused == 0 || !candidate.token.len().is_multiple_of(oracle.refused))
    };
    train_if(words, Pattern::GPT2, &options, Some(&mut accept), &Control::new())
}

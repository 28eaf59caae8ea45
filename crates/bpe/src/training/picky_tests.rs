//! Picky training against one that follows the paper's algorithm word for word, and its encoder against
//! all events applied one after the other.

use super::*;
use crate::model::Event;
use crate::stages::testing::{corpus, counted, texts_of};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// An event in texts.
#[derive(Clone, Debug, PartialEq)]
enum Plain {
    Merge(String, String),
    Removal(String, Vec<String>),
}

/// Replaces `old` symbols by `new` ones, from left to right.
fn replace(word: &mut Vec<String>, old: &[String], new: &[String]) -> i64 {
    let (mut at, mut times) = (0, 0);
    while at + old.len() <= word.len() {
        if word[at..at + old.len()] == *old {
            word.splice(at..at + old.len(), new.iter().cloned());
            at += new.len();
            times += 1;
        } else {
            at += 1;
        }
    }
    times
}

fn happen(word: &mut Vec<String>, event: &Plain) -> i64 {
    match event {
        Plain::Merge(left, right) => {
            replace(word, &[left.clone(), right.clone()], &[format!("{left}{right}")])
        }
        Plain::Removal(token, parts) => replace(word, std::slice::from_ref(token), parts),
    }
}

fn letters(word: &[u8]) -> Vec<String> {
    word.iter().map(|&byte| crate::alphabet::to_characters(&[byte])).collect()
}

/// Recounts everything before each merge and each removal.
struct Recount {
    words: Vec<(Vec<String>, i64)>,
    /// All tokens ever made, in that order, with the pair that made each first.
    tokens: Vec<(String, Option<(String, String)>)>,
    present: BTreeSet<String>,
    events: Vec<Plain>,
}

impl Recount {
    fn train(
        words: &WordCounts,
        special: &[String],
        size: usize,
        merges: usize,
        threshold: f64,
    ) -> Self {
        let mut bytes: Vec<String> = (0..=255).flat_map(|byte| letters(&[byte])).collect();
        bytes.sort();
        bytes.retain(|byte| !special.contains(byte));
        bytes.splice(..0, special.iter().cloned());
        let mut run = Self {
            words: words.iter().map(|(word, count)| (letters(word), count)).collect(),
            present: bytes.iter().cloned().collect(),
            tokens: bytes.into_iter().map(|byte| (byte, None)).collect(),
            events: Vec::new(),
        };
        let mut count = 0;
        while run.present.len() < size && count < merges {
            let Some((left, right)) = run.best() else { break };
            count += 1;
            let token = format!("{left}{right}");
            if run.tokens.iter().all(|(known, _)| *known != token) {
                run.tokens.push((token.clone(), Some((left.clone(), right.clone()))));
            }
            run.present.insert(token);
            let merged = run.happen(Plain::Merge(left.clone(), right.clone()));
            run.judge(&left, merged, threshold);
            if left != right {
                run.judge(&right, merged, threshold);
            }
        }
        run
    }

    fn best(&self) -> Option<(String, String)> {
        let id = |text: &String| self.tokens.iter().position(|(token, _)| token == text).unwrap();
        let mut counts: BTreeMap<(usize, usize), i64> = BTreeMap::new();
        for (word, weight) in &self.words {
            for pair in word.windows(2) {
                *counts.entry((id(&pair[0]), id(&pair[1]))).or_default() += weight;
            }
        }
        let most = *counts.values().max()?;
        let (&(left, right), _) = counts.iter().find(|(_, count)| **count == most)?;
        Some((self.tokens[left].0.clone(), self.tokens[right].0.clone()))
    }

    fn happen(&mut self, event: Plain) -> i64 {
        let times = self.words.iter_mut().map(|(word, weight)| happen(word, &event) * *weight);
        let times = times.sum();
        self.events.push(event);
        times
    }

    fn judge(&mut self, token: &str, merged: i64, threshold: f64) {
        let count = |(word, weight): &(Vec<String>, i64)| {
            word.iter().filter(|symbol| *symbol == token).count() as i64 * weight
        };
        let left: i64 = self.words.iter().map(count).sum();
        let stays = self.tokens.iter().any(|(known, pair)| known == token && pair.is_none());
        if stays || merged as f64 / (left + merged) as f64 <= threshold {
            return;
        }
        self.present.remove(token);
        let parts = self.parts(token);
        self.happen(Plain::Removal(token.to_owned(), parts));
    }

    fn parts(&self, token: &str) -> Vec<String> {
        if self.present.contains(token) {
            return vec![token.to_owned()];
        }
        let (_, pair) = self.tokens.iter().find(|(known, _)| known == token).unwrap();
        let (left, right) = pair.as_ref().unwrap();
        [self.parts(left), self.parts(right)].concat()
    }
}

fn plain(model: &Model) -> Vec<Plain> {
    let text = |id: u32| model.vocabulary().text(id).unwrap();
    let events = model.events().iter().map(|event| match event {
        Event::Merge(merge) => Plain::Merge(text(merge.left), text(merge.right)),
        Event::Removal { token, parts } => {
            Plain::Removal(text(*token), parts.iter().map(|&part| text(part)).collect())
        }
    });
    events.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn events_are_those_of_a_recount_and_apply_in_their_order(
        texts in corpus(),
        other in corpus(),
        special in prop::sample::subsequence(vec!["<s>", "ab", "b", "Ġthe", "abc"], 0..=3),
        size in 260usize..300,
        merges in 0usize..80,
        threshold in prop_oneof![Just(0.05), Just(0.3), Just(0.5), Just(0.7), Just(0.9), Just(1.0)],
    ) {
        let words = counted(&texts);
        let special: Vec<String> = special.into_iter().map(str::to_owned).collect();
        let options = TrainingOptions {
            merges: Some(merges),
            special_tokens: special.clone(),
            picky: Some(threshold),
            ..TrainingOptions::new(size)
        };
        let control = Control::new();
        let model = train(&words, Pattern::GPT2, &options, &control).unwrap();
        let expected = Recount::train(&words, &special, size, merges, threshold);
        let removals = expected.events.iter().any(|event| matches!(event, Plain::Removal(..)));
        if removals {
            prop_assert_eq!(&plain(&model), &expected.events);
        } else {
            let plain_options = TrainingOptions { picky: None, ..options.clone() };
            let same = train(&words, Pattern::GPT2, &plain_options, &control).unwrap();
            prop_assert_eq!(model.merges(), same.merges());
            prop_assert!(model.events().is_empty());
        }
        let present = expected.tokens.iter().map(|(token, _)| token.clone());
        let present: Vec<String> = present.filter(|t| expected.present.contains(t)).collect();
        prop_assert_eq!(model.size(), present.len());
        prop_assert_eq!(&texts_of(&model)[..model.size()], &present[..]);

        // The words of the corpus are encoded as they ended, and any text by its events.
        let tokenizer = model.tokenizer().unwrap();
        let encoded = |word: &str| -> Vec<String> {
            let tokens = tokenizer.encode(word, &control).unwrap();
            tokens.iter().map(|&token| model.vocabulary().text(token).unwrap()).collect()
        };
        for ((word, _), (ended, _)) in words.iter().zip(&expected.words) {
            prop_assert_eq!(&encoded(str::from_utf8(word).unwrap()), ended);
        }
        for text in texts.iter().chain(&other) {
            let mut all = Vec::new();
            for piece in Pattern::GPT2.pieces(text).unwrap() {
                let mut word = letters(piece.as_bytes());
                for event in &expected.events {
                    happen(&mut word, event);
                }
                all.extend(word);
            }
            let tokens = tokenizer.encode(text, &control).unwrap();
            prop_assert_eq!(encoded(text), all);
            prop_assert!(tokens.iter().all(|&token| (token as usize) < model.size()));
            prop_assert_eq!(&tokenizer.decode(&tokens).unwrap(), text);
        }
        if removals {
            let workers = gainful_kernels::Workers::single();
            prop_assert!(model.to_tokenizer_json().is_err());
            prop_assert!(model.to_vocab_json().is_err() && model.to_merges_txt().is_err());
            prop_assert!(model.to_tiktoken(&workers, &control).is_err());
            if model.size() < model.vocabulary().len() {
                prop_assert!(tokenizer.decode(&[model.size() as u32]).is_err());
            }
        }
    }
}

#[test]
fn it_looks_at_the_control_in_many_words_and_in_long_ones() {
    let many: Vec<String> = (0..300).map(|word| format!("{word} {word}x")).collect();
    let texts = [many, vec!["abcabd".repeat(40_000)]];
    for (words, least) in texts.map(|texts| counted(&texts)).iter().zip([600, 20]) {
        let run = |control: &Control| {
            let base = TrainingOptions::without_limit();
            let options = TrainingOptions { merges: Some(4), picky: Some(0.5), ..base };
            train(words, Pattern::GPT2, &options, control).map(drop)
        };
        let control = Control::new();
        run(&control).unwrap();
        assert!(control.looks() >= least, "{} looks", control.looks());
        for look in 1..=control.looks() {
            assert!(matches!(run(&Control::cancelled_at(look)), Err(Error::Cancelled(_))));
        }
    }
}

#[test]
fn what_removals_do_not_go_with_is_refused() {
    let words = counted(&["ab ab".into()]);
    let base = TrainingOptions { picky: Some(0.5), ..TrainingOptions::new(260) };
    let fails = |options: TrainingOptions| {
        train(&words, Pattern::GPT2, &options, &Control::new()).unwrap_err().to_string()
    };
    for threshold in [0.0, 1.5, f64::NAN] {
        assert_eq!(
            fails(TrainingOptions { picky: Some(threshold), ..base.clone() }),
            format!("Expected a number above 0 and at most 1 for picky but received {threshold}")
        );
    }
    let tie_break = TieBreak::from_name("first-seen").unwrap();
    assert_eq!(
        fails(TrainingOptions { tie_break, ..base.clone() }),
        "Expected 'huggingface' or 'raw-ids' with picky for tieBreak but received 'first-seen'"
    );
    assert!(
        fails(TrainingOptions { overlap: Overlap::Disjoint, ..base.clone() }).contains("overlap")
    );
    let initial = Some(Initial::Texts(vec![("a".into(), "b".into())]));
    assert!(fails(TrainingOptions { initial, ..base }).contains("initialMerges"));
}

//! What the tests of all stages need: small corpora, and encoding by the plain rule.

use crate::counting::{Counter, Feed, InvalidBytes, WordCounts};
use crate::model::{Merge, Model, Parts};
use crate::pattern::Pattern;
use crate::spelling::Spelling;
use crate::vocabulary::Vocabulary;
use gainful_kernels::{Control, Pool, Workers};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

/// How the tests split texts.
pub(super) const SPLIT: Pattern = Pattern::GPT2;

/// Texts of few letters, so that pairs repeat.
pub(crate) fn corpus() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("[abc ]{0,24}|[aé.]{0,8}|(ab|abc| the cat){0,8}", 1..8)
}

/// So many threads.
pub(super) fn workers(threads: usize) -> Workers {
    let threads = NonZeroUsize::new(threads).unwrap();
    Workers::new(Arc::new(Pool::new(threads).unwrap()), threads)
}

/// The words of texts.
pub(crate) fn counted(texts: &[String]) -> WordCounts {
    counted_by(SPLIT, texts)
}

/// The words of texts by another pattern.
pub(super) fn counted_by(pattern: Pattern, texts: &[String]) -> WordCounts {
    let mut counter = Counter::new(pattern, Feed::Whole, InvalidBytes::Refuse);
    texts.iter().for_each(|text| counter.feed(text, &Control::new()).unwrap());
    counter.finish(&Workers::single(), &Control::new()).unwrap()
}

/// A model of bytes as another library could have made it. An empty token is a gap.
pub(super) fn imported(tokens: &[&str], special: &[&str], merges: &[[u32; 3]]) -> Model {
    let mut vocabulary = Vocabulary::new(Spelling::Bytes);
    for token in tokens {
        if special.contains(token) {
            vocabulary.push_special((*token).to_owned());
        } else if token.is_empty() {
            vocabulary.push_gap();
        } else {
            vocabulary.push(token.as_bytes());
        }
    }
    let merges = merges.iter().map(|&[left, right, token]| Merge { left, right, token });
    let parts =
        Parts { vocabulary, merges: merges.collect(), pattern: Some(SPLIT), ..Parts::default() };
    Model::from_parts(parts).unwrap()
}

/// The tokens as files write them.
pub(crate) fn texts_of(model: &Model) -> Vec<String> {
    let ids = 0..model.vocabulary().len() as u32;
    ids.map(|id| model.vocabulary().text(id).unwrap_or_default()).collect()
}

/// Each merge in its turn, everywhere, from left to right.
pub(super) fn plain_encode(model: &Model, text: &str) -> Vec<u32> {
    let texts = texts_of(model);
    let byte = |byte: u8| {
        let written = crate::alphabet::to_characters(&[byte]);
        texts.iter().rposition(|token| *token == written).unwrap() as u32
    };
    let bytes: Vec<u32> = (0..=255).map(byte).collect();
    let mut tokens = Vec::new();
    for word in model.pattern().unwrap().pieces(text).unwrap() {
        let mut word: Vec<u32> = word.bytes().map(|byte| bytes[usize::from(byte)]).collect();
        for merge in model.merges() {
            replace(&mut word, merge);
        }
        tokens.extend(word);
    }
    tokens
}

fn replace(word: &mut Vec<u32>, merge: &Merge) {
    let mut at = 0;
    while at + 1 < word.len() {
        if word[at] == merge.left && word[at + 1] == merge.right {
            word.splice(at..at + 2, [merge.token]);
        }
        at += 1;
    }
}

/// Whether a model is one that [`Model::from_parts`] takes.
pub(super) fn check_fits(model: &Model) -> Result<(), TestCaseError> {
    let parts = Parts {
        vocabulary: model.vocabulary().clone(),
        merges: model.merges().to_vec(),
        rules: model.rules(),
        pattern: model.pattern().cloned(),
        tie_break: model.tie_break(),
        trace: model.trace().cloned(),
        ..Parts::default()
    };
    Model::from_parts(parts).map(drop).map_err(|error| TestCaseError::fail(error.to_string()))
}

/// What [`super::shrink`] leaves, by the words of its rule: looks at everything again for each token.
pub(super) fn plain_shrink(model: &Model, counts: &[f64], size: usize) -> Option<Vec<u32>> {
    let special: Vec<u32> = model.vocabulary().special_tokens().map(|(id, _)| id).collect();
    let stays =
        |id: u32| special.contains(&id) || model.vocabulary().get(id).is_some_and(|t| t.len() == 1);
    let mut counts = counts.to_vec();
    let mut kept: Vec<u32> = (0..counts.len() as u32).collect();
    while kept.len() > size {
        let is_part = |id: u32| {
            let merges = model.merges().iter();
            merges.filter(|m| kept.contains(&m.token)).any(|m| m.left == id || m.right == id)
        };
        let leaves = kept.iter().copied().filter(|&id| !stays(id) && !is_part(id));
        let least = leaves
            .rev()
            .min_by(|&a, &b| counts[a as usize].partial_cmp(&counts[b as usize]).unwrap())?;
        kept.retain(|&id| id != least);
        if let Some(merge) = model.merges().iter().find(|merge| merge.token == least) {
            counts[merge.left as usize] += counts[least as usize];
            counts[merge.right as usize] += counts[least as usize];
        }
    }
    Some(kept)
}

/// The merges that a training adds to `initial` ones, by the rule of Hugging Face: recounts everything
/// before each merge. Tokens that `may_be_made` refuses are not.
pub(super) fn plain_training(
    words: &WordCounts,
    mut vocabulary: Vec<String>,
    initial: &[(String, String)],
    count: usize,
    may_be_made: impl Fn(&str) -> bool,
) -> Vec<(String, String)> {
    let letters = |word: &[u8]| -> Vec<String> {
        word.iter().map(|&byte| crate::alphabet::to_characters(&[byte])).collect()
    };
    let mut words: Vec<(Vec<String>, i64)> =
        words.iter().map(|(word, count)| (letters(word), count)).collect();
    let mut merges = Vec::new();
    let apply = |words: &mut Vec<(Vec<String>, i64)>, (left, right): &(String, String)| {
        for (word, _) in words {
            let mut at = 0;
            while at + 1 < word.len() {
                if word[at] == *left && word[at + 1] == *right {
                    word.splice(at..at + 2, [format!("{left}{right}")]);
                }
                at += 1;
            }
        }
    };
    initial.iter().for_each(|merge| apply(&mut words, merge));
    while merges.len() < count {
        let id = |text: &str| vocabulary.iter().position(|token| token == text).unwrap();
        let mut counts: BTreeMap<(usize, usize), i64> = BTreeMap::new();
        for (word, weight) in &words {
            for pair in word.windows(2) {
                if may_be_made(&pair.concat()) {
                    *counts.entry((id(&pair[0]), id(&pair[1]))).or_default() += weight;
                }
            }
        }
        let Some(most) = counts.values().max() else { break };
        let (&(left, right), _) = counts.iter().find(|(_, count)| *count == most).unwrap();
        let merge = (vocabulary[left].clone(), vocabulary[right].clone());
        apply(&mut words, &merge);
        let made = format!("{}{}", merge.0, merge.1);
        if !vocabulary.contains(&made) {
            vocabulary.push(made);
        }
        merges.push(merge);
    }
    merges
}

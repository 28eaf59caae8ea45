//! A trainer that recounts everything before each merge: slow, short, and independent of the real
//! one. Tokens are compared as strings, so equal strings are one token.

use crate::alphabet;
use crate::counting::WordCounts;
use std::collections::{BTreeMap, HashMap};

/// What the oracle is asked for; the tie rule is that of Hugging Face.
pub(super) struct Oracle<'a> {
    pub(super) vocabulary_size: usize,
    pub(super) min_frequency: i64,
    pub(super) max_token_length: usize,
    pub(super) special_tokens: &'a [&'a str],
    pub(super) all_bytes: bool,
}

impl Oracle<'_> {
    /// The vocabulary and the merges.
    pub(super) fn train(&self, words: &WordCounts) -> (Vec<String>, Vec<(String, String)>) {
        let mut vocabulary: Vec<String> = Vec::new();
        for token in self.special_tokens {
            if !vocabulary.iter().any(|known| known == token) {
                vocabulary.push((*token).to_owned());
            }
        }
        let mut segmented: Vec<(Vec<String>, i64)> = words
            .iter()
            .map(|(word, count)| {
                (word.iter().map(|&byte| alphabet::to_characters(&[byte])).collect(), count)
            })
            .collect();
        let mut start: Vec<String> = if self.all_bytes {
            alphabet::CHARACTERS.iter().map(char::to_string).collect()
        } else {
            segmented.iter().flat_map(|(word, _)| word.clone()).collect()
        };
        start.sort_by_key(|symbol| symbol.chars().next());
        start.dedup();
        start.retain(|symbol| !vocabulary.contains(symbol));
        vocabulary.extend(start);

        let mut merges: Vec<(String, String)> = Vec::new();
        while vocabulary.len() < self.vocabulary_size {
            let ids: HashMap<&str, usize> =
                vocabulary.iter().enumerate().map(|(id, token)| (token.as_str(), id)).collect();
            let mut counts: BTreeMap<(usize, usize), i64> = BTreeMap::new();
            for (word, count) in &segmented {
                for pair in word.windows(2) {
                    let ids = (ids[pair[0].as_str()], ids[pair[1].as_str()]);
                    *counts.entry(ids).or_default() += count;
                }
            }
            let length = |id: usize| vocabulary[id].chars().count();
            counts.retain(|&(left, right), _| {
                length(left) + length(right) <= self.max_token_length.max(2)
            });
            // The first of the greatest counts in the order of ids.
            let best = counts.into_iter().rev().max_by_key(|&(_, count)| count);
            let Some(((left, right), count)) = best else { break };
            if count < self.min_frequency.max(1) {
                break;
            }
            let (left, right) = (vocabulary[left].clone(), vocabulary[right].clone());
            let joined = format!("{left}{right}");
            if !vocabulary.contains(&joined) {
                vocabulary.push(joined.clone());
            } else {
                let is_special = self.special_tokens.contains(&joined.as_str());
                assert!(is_special, "a string is made twice");
            }
            for (word, _) in &mut segmented {
                let mut at = 0;
                while at + 1 < word.len() {
                    if word[at] == left && word[at + 1] == right {
                        word.splice(at..at + 2, [joined.clone()]);
                    }
                    at += 1;
                }
            }
            assert!(!merges.contains(&(left.clone(), right.clone())), "a pair came back");
            merges.push((left, right));
        }
        (vocabulary, merges)
    }
}

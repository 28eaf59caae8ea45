//! The input of all theory: words as sequences of symbols, with how often each occurs.
//!
//! A symbol is a token of a vocabulary, a byte or a character; only whether two are equal matters.
//! A merge replaces the two symbols of its pair by its token, in each word from left to right and
//! without overlap (Zouhar et al., "A Formal Perspective on Byte-Pair Encoding", ACL 2023, section 2).

use crate::counting::WordCounts;
use crate::error::Error;
use crate::model::{Merge, Model};
use rustc_hash::FxHashMap;

/// Two neighbouring symbols.
pub type Pair = (u32, u32);

/// The token of the first merge of a text: the numbers below are code points.
pub const FIRST_MERGED: u32 = 0x11_0000;

/// The most symbols, each as often as its word occurs: then no sum of this module overflows.
const MOST_SYMBOLS: i64 = 1 << 40;

/// Distinct words and how often each occurs. The order has no meaning, but decides nothing either.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Words {
    symbols: Vec<u32>,
    ends: Vec<usize>,
    weights: Vec<i64>,
}

impl Words {
    /// The characters of texts, which merges do not cross; equal texts become one word.
    ///
    /// # Errors
    ///
    /// [`Error::CorpusTooLarge`] beyond 2^40 characters.
    pub fn of_texts<T: AsRef<str>>(texts: &[T]) -> Result<Self, Error> {
        let mut index: FxHashMap<&str, usize> = FxHashMap::default();
        let mut words = Self::default();
        for text in texts.iter().map(AsRef::as_ref).filter(|text| !text.is_empty()) {
            let known = *index.entry(text).or_insert(words.len());
            if known == words.len() {
                words.push(text.chars().map(u32::from), 0);
            }
            words.weights[known] += 1;
        }
        words.checked()
    }

    /// The words of a corpus, in the tokens that `model` gives to single bytes.
    ///
    /// # Errors
    ///
    /// [`Error::CorpusTooLarge`] beyond 2^40 bytes.
    pub fn of_counts(counts: &WordCounts, model: &Model) -> Result<Self, Error> {
        // A byte that the alphabet lacks takes part in no merge, so any unused number serves.
        let mut tokens: [u32; 256] = std::array::from_fn(|byte| u32::MAX - byte as u32);
        for (token, bytes) in (0..).zip(model.vocabulary().iter()) {
            if let &[byte] = bytes {
                tokens[usize::from(byte)] = token;
            }
        }
        let mut words = Self::default();
        for (word, count) in counts.iter().filter(|&(_, count)| count > 0) {
            words.push(word.iter().map(|&byte| tokens[usize::from(byte)]), count);
        }
        words.checked()
    }

    fn checked(self) -> Result<Self, Error> {
        let total: i128 =
            self.iter().map(|(word, weight)| word.len() as i128 * i128::from(weight)).sum();
        if total > i128::from(MOST_SYMBOLS) {
            return Err(Error::CorpusTooLarge("theory takes at most 2^40 symbols"));
        }
        Ok(self)
    }

    fn push(&mut self, word: impl Iterator<Item = u32>, weight: i64) {
        self.symbols.extend(word);
        self.ends.push(self.symbols.len());
        self.weights.push(weight);
    }

    /// The number of distinct words.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The symbols of one word.
    pub fn word(&self, index: usize) -> &[u32] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.symbols[start..self.ends[index]]
    }

    /// How often one word occurs.
    pub fn weight(&self, index: usize) -> i64 {
        self.weights[index]
    }

    /// Each word and how often it occurs.
    pub fn iter(&self) -> impl Iterator<Item = (&[u32], i64)> {
        (0..self.len()).map(|index| (self.word(index), self.weights[index]))
    }

    /// The number of symbols, each counted as often as its word occurs.
    pub fn total_length(&self) -> i64 {
        self.iter().map(|(word, weight)| word.len() as i64 * weight).sum()
    }

    /// The distinct words in one array; of interest for its length.
    pub fn symbols(&self) -> &[u32] {
        &self.symbols
    }

    /// Applies a merge; returns by how many symbols it shortens the words: its gain.
    pub fn merge(&mut self, merge: Merge) -> i64 {
        let (mut read, mut write, mut gain) = (0, 0, 0);
        for (end, weight) in self.ends.iter_mut().zip(&self.weights) {
            while read < *end {
                let is_pair = read + 1 < *end
                    && self.symbols[read] == merge.left
                    && self.symbols[read + 1] == merge.right;
                self.symbols[write] = if is_pair { merge.token } else { self.symbols[read] };
                gain += if is_pair { *weight } else { 0 };
                read += 1 + usize::from(is_pair);
                write += 1;
            }
            *end = write;
        }
        self.symbols.truncate(write);
        gain
    }

    /// The gain that each pair would have if it was merged next, in the order of pairs.
    pub fn gains(&self) -> Vec<(Pair, i64)> {
        let mut gains: FxHashMap<Pair, i64> = FxHashMap::default();
        for (word, weight) in self.iter() {
            for_each_disjoint(word, |pair| *gains.entry(pair).or_default() += weight);
        }
        let mut gains: Vec<(Pair, i64)> = gains.into_iter().collect();
        gains.sort_unstable();
        gains
    }
}

/// Calls `found` for the places of all pairs in a word; those of one pair do not overlap.
pub(super) fn for_each_disjoint(word: &[u32], mut found: impl FnMut(Pair)) {
    let mut overlaps = false;
    for (index, pair) in word.windows(2).enumerate() {
        // Places of one pair overlap in runs of one symbol only, where every other one counts.
        let continues = index > 0 && word[index - 1] == pair[0] && pair[0] == pair[1];
        overlaps = continues && !overlaps;
        if !overlaps {
            found((pair[0], pair[1]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_texts_are_one_word() {
        let words = Words::of_texts(&["ab", "", "abc", "ab"]).unwrap();
        let pairs: Vec<_> = words.iter().map(|(word, weight)| (word.len(), weight)).collect();
        assert_eq!(pairs, [(2, 2), (3, 1)]);
        assert_eq!((words.total_length(), words.symbols().len()), (7, 5));
    }

    proptest! {
        #[test]
        fn a_gain_is_what_the_merge_saves(texts in prop::collection::vec("[ab]{0,9}", 1..4)) {
            let words = Words::of_texts(&texts).unwrap();
            for ((left, right), gain) in words.gains() {
                let mut merged = words.clone();
                prop_assert_eq!(merged.merge(Merge { left, right, token: FIRST_MERGED }), gain);
                prop_assert_eq!(words.total_length() - merged.total_length(), gain);
            }
        }
    }
}

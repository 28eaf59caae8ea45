//! One thread's table of words and counts.

use super::WordCounts;
use crate::packed::{PackedMap, PackedWord};
use crate::pattern::Pattern;
use gainful_kernels::{Cancelled, Control};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fmt;

/// Words moved between two looks at the [`Control`]: about a millisecond.
const WORDS_PER_CHECK: usize = 1 << 14;

/// Words and how often each was seen: short ones in an open-addressing table that holds them
/// inline, the others, rare in most languages, in a hash map.
pub(super) struct WordTable {
    short: PackedMap<i64>,
    long: FxHashMap<Box<[u8]>, i64>,
}

impl WordTable {
    /// Counts the pre-tokens of `text`.
    pub(super) fn count(&mut self, pattern: Pattern, text: &str) {
        let bytes = text.as_bytes();
        pattern.for_each_batch(text, |mut start, ends| {
            for &end in ends {
                self.add(bytes, start, end, 1);
                start = end;
            }
        });
    }

    /// Counts the pre-tokens of each line of `text` by itself, its line end kept.
    pub(super) fn count_lines(&mut self, pattern: Pattern, text: &str) {
        text.split_inclusive('\n').for_each(|line| self.count(pattern, line));
    }

    /// Adds `count` occurrences of the word `text[start..end]`.
    #[inline(always)]
    pub(super) fn add(&mut self, text: &[u8], start: usize, end: usize, count: i64) {
        match PackedWord::new(text, start, end) {
            Some(word) => *self.short.entry(word) += count,
            None => self.add_long(&text[start..end], count),
        }
    }

    fn add_long(&mut self, word: &[u8], count: i64) {
        match self.long.get_mut(word) {
            Some(sum) => *sum += count,
            None => {
                self.long.insert(word.into(), count);
            }
        }
    }

    /// Adds all counts of another table.
    pub(super) fn add_all(&mut self, other: &Self, control: &Control) -> Result<(), Cancelled> {
        for (index, (word, count)) in other.short.iter().enumerate() {
            if index % WORDS_PER_CHECK == 0 {
                control.check()?;
            }
            *self.short.entry(word) += count;
        }
        for (index, (word, &count)) in other.long.iter().enumerate() {
            if index % WORDS_PER_CHECK == 0 {
                control.check()?;
            }
            self.add_long(word, count);
        }
        Ok(())
    }

    /// The number of distinct words.
    pub(super) fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }

    /// The words, ordered by length and then by bytes: an order that depends on the words alone, and
    /// that is made of many short sorts, between which `control` is looked at.
    pub(super) fn into_counts(self, control: &Control) -> Result<WordCounts, Cancelled> {
        let unpack = |(word, count): (PackedWord, i64)| (word.to_bytes(), count);
        let short: Vec<(([u8; 16], usize), i64)> = self.short.iter().map(unpack).collect();
        let short = short.iter().map(|((bytes, length), count)| (&bytes[..*length], *count));
        let long = self.long.iter().map(|(word, &count)| (&word[..], count));
        let mut by_length: BTreeMap<usize, Vec<(&[u8], i64)>> = BTreeMap::new();
        short.chain(long).for_each(|word| by_length.entry(word.0.len()).or_default().push(word));
        let mut counts = WordCounts::default();
        for words in by_length.values_mut() {
            control.check()?;
            words.sort_unstable();
            words.iter().for_each(|&(word, count)| counts.push(word, count));
        }
        Ok(counts)
    }
}

impl Default for WordTable {
    fn default() -> Self {
        Self { short: PackedMap::new(), long: FxHashMap::default() }
    }
}

impl fmt::Debug for WordTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WordTable").field("words", &self.len()).finish_non_exhaustive()
    }
}

//! One thread's table of words and counts.

use super::WordCounts;
use crate::packed::{PackedMap, PackedWord};
use crate::pattern::Pattern;
use rustc_hash::FxHashMap;
use std::fmt;

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
    pub(super) fn add_all(&mut self, other: &Self) {
        other.short.iter().for_each(|(word, count)| *self.short.entry(word) += count);
        other.long.iter().for_each(|(word, &count)| self.add_long(word, count));
    }

    /// The number of distinct words.
    pub(super) fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }

    /// The words in the order of their bytes.
    pub(super) fn into_counts(self) -> WordCounts {
        let short: Vec<([u8; 16], usize, i64)> = self
            .short
            .iter()
            .map(|(word, count)| {
                let (bytes, length) = word.to_bytes();
                (bytes, length, count)
            })
            .collect();
        let mut words: Vec<(&[u8], i64)> =
            short.iter().map(|(bytes, length, count)| (&bytes[..*length], *count)).collect();
        words.extend(self.long.iter().map(|(word, &count)| (&word[..], count)));
        words.sort_unstable_by_key(|&(word, _)| word);
        let mut counts = WordCounts::default();
        words.into_iter().for_each(|(word, count)| counts.push(word, count));
        counts
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

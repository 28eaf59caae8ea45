//! One thread's table of words and counts.

use super::WordCounts;
use crate::error::Error;
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
    pub(super) fn count(
        &mut self,
        pattern: &Pattern,
        text: &str,
        control: &Control,
    ) -> Result<(), Error> {
        let bytes = text.as_bytes();
        pattern.for_each_batch(text, control, |mut start, ends| {
            for &end in ends {
                self.add(bytes, start, end, 1);
                start = end;
            }
            Ok(())
        })
    }

    /// Counts the pre-tokens of each line of `text` by itself, its line end kept.
    pub(super) fn count_lines(
        &mut self,
        pattern: &Pattern,
        text: &str,
        control: &Control,
    ) -> Result<(), Error> {
        text.split_inclusive('\n').try_for_each(|line| self.count(pattern, line, control))
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

    /// The words, ordered by length and then by bytes: an order that depends on the words alone.
    ///
    /// Large groups are divided by one byte after the other, and small ones sorted, so that
    /// `control` is looked at throughout whatever the words are.
    pub(super) fn into_counts(self, control: &Control) -> Result<WordCounts, Cancelled> {
        let mut short = Vec::with_capacity(self.short.len());
        for (index, (word, count)) in self.short.iter().enumerate() {
            if index % WORDS_PER_CHECK == 0 {
                control.check()?;
            }
            short.push((word.to_bytes(), count));
        }
        let short = short.iter().map(|((bytes, length), count)| (&bytes[..*length], *count));
        let long = self.long.iter().map(|(word, &count)| (&word[..], count));
        let mut by_length: BTreeMap<usize, Vec<Counted<'_>>> = BTreeMap::new();
        for (index, word) in short.chain(long).enumerate() {
            if index % WORDS_PER_CHECK == 0 {
                control.check()?;
            }
            by_length.entry(word.0.len()).or_default().push(word);
        }

        let mut counts = WordCounts::default();
        // Groups still to be written, the last one first, with how many bytes their words share.
        let mut groups: Vec<(usize, Vec<Counted<'_>>)> =
            by_length.into_values().rev().map(|words| (0, words)).collect();
        while let Some((shared, mut words)) = groups.pop() {
            control.check()?;
            if words.len() <= WORDS_PER_CHECK {
                words.sort_unstable();
                words.iter().for_each(|&(word, count)| counts.push(word, count));
            } else {
                let by_byte = divide(&words, shared, control)?;
                groups.extend(by_byte.into_iter().rev().map(|words| (shared + 1, words)));
            }
        }
        Ok(counts)
    }
}

/// A word and its count.
type Counted<'a> = (&'a [u8], i64);

/// Words by their byte at `index`, in the order of that byte.
fn divide<'a>(
    words: &[Counted<'a>],
    index: usize,
    control: &Control,
) -> Result<Vec<Vec<Counted<'a>>>, Cancelled> {
    let mut by_byte = vec![Vec::new(); 256];
    for words in words.chunks(WORDS_PER_CHECK) {
        control.check()?;
        words.iter().for_each(|&word| by_byte[usize::from(word.0[index])].push(word));
    }
    by_byte.retain(|words| !words.is_empty());
    Ok(by_byte)
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

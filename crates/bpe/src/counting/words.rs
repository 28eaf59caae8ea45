//! What a count results in: distinct words, how often each occurs, in the order in which they first
//! occurred.

use crate::error::Error;
use crate::pattern::Pattern;
use crate::room;

/// The most occurrences that words may have together, so that no sum of counts overflows.
const MOST_OCCURRENCES: i64 = 1 << 62;

/// Words that are moved between two looks at the control: a few milliseconds.
pub(super) const WORDS_PER_CHECK: usize = 1 << 14;

/// Distinct words in the order in which they first occurred, and how often each of them occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordCounts {
    pattern: Pattern,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    counts: Vec<i64>,
    total: i64,
}

impl WordCounts {
    /// No words, of the pre-tokens that `pattern` makes.
    pub fn new(pattern: Pattern) -> Self {
        Self { pattern, bytes: Vec::new(), ends: Vec::new(), counts: Vec::new(), total: 0 }
    }

    /// The pattern that made the words.
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// The number of distinct words.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The number of occurrences of all words.
    pub fn total(&self) -> i64 {
        self.total
    }

    /// The lengths of the distinct words together, in bytes.
    pub fn total_length(&self) -> usize {
        self.bytes.len()
    }

    /// The word of that index, which must be less than [`Self::len`].
    pub fn word(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.bytes[start..self.ends[index]]
    }

    /// How often the word of that index occurs.
    pub fn count(&self, index: usize) -> i64 {
        self.counts[index]
    }

    /// Each word and its count.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], i64)> {
        (0..self.len()).map(|index| (self.word(index), self.counts[index]))
    }

    /// Memory held, in bytes.
    pub fn memory(&self) -> usize {
        self.bytes.capacity()
            + self.ends.capacity() * size_of::<usize>()
            + self.counts.capacity() * size_of::<i64>()
    }

    /// Makes room for as many words and bytes more.
    pub(super) fn reserve(&mut self, words: usize, bytes: usize) -> Result<(), Error> {
        room::reserve(&mut self.bytes, bytes)?;
        room::reserve(&mut self.ends, words)?;
        room::reserve(&mut self.counts, words)
    }

    /// Adds a word that is not there yet.
    pub(crate) fn push(&mut self, word: &[u8], count: i64) -> Result<(), Error> {
        self.total = added(self.total, count)?;
        self.reserve(1, word.len())?;
        self.bytes.extend_from_slice(word);
        self.ends.push(self.bytes.len());
        self.counts.push(count);
        Ok(())
    }

    /// Adds the words of `other`, none of which is there yet.
    pub(super) fn append(&mut self, other: &Self) -> Result<(), Error> {
        self.total = added(self.total, other.total)?;
        self.reserve(other.len(), other.bytes.len())?;
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&other.bytes);
        self.ends.extend(other.ends.iter().map(|end| start + end));
        self.counts.extend_from_slice(&other.counts);
        Ok(())
    }
}

/// The sum of two numbers of occurrences.
pub(super) fn added(one: i64, other: i64) -> Result<i64, Error> {
    one.checked_add(other)
        .filter(|&sum| sum <= MOST_OCCURRENCES)
        .ok_or(Error::CorpusTooLarge("its words occur more than 2^62 times"))
}

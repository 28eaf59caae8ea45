//! Finding the count of a word.

use super::table::{Tally, WordTable};
use super::words::{WORDS_PER_CHECK, WordCounts};
use crate::error::Error;
use gainful_kernels::Control;

/// The counts of [`WordCounts`] by their words.
#[derive(Debug)]
pub struct WordIndex(WordTable);

impl WordIndex {
    /// Takes in all words: linear time, and memory of 64 to 128 bytes for each word.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`], [`Error::Cancelled`].
    pub fn new(counts: &WordCounts, control: &Control) -> Result<Self, Error> {
        let mut table = WordTable::default();
        for (index, (word, count)) in counts.iter().enumerate() {
            if index % WORDS_PER_CHECK == 0 {
                control.check()?;
            }
            table.add_word(word, Tally { count, first: 0 }, control)?;
        }
        table.order = Vec::new();
        Ok(Self(table))
    }

    /// The number of distinct words.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// How often a word occurs.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`].
    pub fn count(&self, word: &str, control: &Control) -> Result<i64, Error> {
        Ok(self.0.get(word.as_bytes(), control)?.map_or(0, |tally| tally.count))
    }

    /// Memory held, in bytes.
    pub fn memory(&self) -> usize {
        self.0.memory()
    }
}

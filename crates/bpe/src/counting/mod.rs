//! The words of a corpus and how often each occurs: all that training looks at.
//!
//! Texts are split into pre-tokens and counted in one pass, on all cores, in memory bounded by the
//! number of distinct words. Counts are sums, so the result does not depend on how the work was
//! divided.

mod files;
mod table;
#[cfg(test)]
mod tests;

use crate::error::Error;
use crate::pattern::Pattern;
use gainful_kernels::{Cancelled, Control, Workers};
use std::sync::{Mutex, PoisonError};
use table::WordTable;

/// Bytes of text that are counted between two looks at the [`Control`]: about a millisecond.
const BLOCK: usize = 1 << 18;

/// Distinct words with their counts, shorter words first and words of one length in the order of
/// their bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordCounts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    counts: Vec<i64>,
}

impl WordCounts {
    /// The number of distinct words.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The lengths of the distinct words together, in bytes.
    pub fn total_length(&self) -> usize {
        self.bytes.len()
    }

    /// Each word and its count.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], i64)> {
        (0..self.len()).map(|index| {
            let start = if index == 0 { 0 } else { self.ends[index - 1] };
            (&self.bytes[start..self.ends[index]], self.counts[index])
        })
    }

    /// Adds a word.
    pub(crate) fn push(&mut self, word: &[u8], count: i64) {
        self.bytes.extend_from_slice(word);
        self.ends.push(self.bytes.len());
        self.counts.push(count);
    }
}

/// Splits texts into pre-tokens and counts these.
#[derive(Debug)]
pub struct Counter {
    pattern: Pattern,
    /// One table per thread that has counted so far; a word may be in several of them.
    tables: Mutex<Vec<WordTable>>,
}

impl Counter {
    /// A counter of the pre-tokens that `pattern` makes.
    pub fn new(pattern: Pattern) -> Self {
        Self { pattern, tables: Mutex::default() }
    }

    /// Counts the pre-tokens of one text.
    pub fn feed(&mut self, text: &str, control: &Control) -> Result<(), Error> {
        self.with_table(|table| table.count(&self.pattern, text, control))
    }

    /// Counts the pre-tokens of each of `texts`, which do not touch one another.
    ///
    /// Long texts are cut where no pre-token can reach across, and all is spread over the workers.
    /// A call that fails leaves part of the texts counted.
    pub fn feed_many(
        &mut self,
        texts: &[&str],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Error> {
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        control.begin("counting", Some(bytes as u64))?;
        let blocks = cut_into_blocks(&self.pattern, texts);
        let failure: Mutex<Option<(usize, Error)>> = Mutex::new(None);
        workers.for_each(blocks.len(), |index| {
            let block = &blocks[index];
            if control.is_cancelled() {
                return;
            }
            let counted = self.with_table(|table| {
                block.iter().try_for_each(|text| table.count(&self.pattern, text, control))
            });
            let length: usize = block.iter().map(|text| text.len()).sum();
            if let Err(error) = counted.and_then(|()| Ok(control.advance(length as u64)?)) {
                let mut failure = failure.lock().unwrap_or_else(PoisonError::into_inner);
                if failure.as_ref().is_none_or(|(earliest, _)| index < *earliest) {
                    *failure = Some((index, error));
                }
            }
        });
        control.check()?;
        match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some((_, error)) => Err(error),
            None => Ok(()),
        }
    }

    /// The words counted so far.
    pub fn finish(self, control: &Control) -> Result<WordCounts, Cancelled> {
        let mut tables = self.tables.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Adding the smaller tables to the largest one moves the fewest words.
        tables.sort_by_key(WordTable::len);
        let mut all = tables.pop().unwrap_or_default();
        for table in &tables {
            all.add_all(table, control)?;
        }
        all.into_counts(control)
    }

    /// Lends a table to the calling thread.
    fn with_table<T>(&self, body: impl FnOnce(&mut WordTable) -> T) -> T {
        let tables = || self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let mut table = tables().pop().unwrap_or_default();
        let result = body(&mut table);
        tables().push(table);
        result
    }
}

/// Texts, or parts of them, in groups of about [`BLOCK`] bytes.
fn cut_into_blocks<'a>(pattern: &Pattern, texts: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut blocks = Vec::new();
    let (mut block, mut room) = (Vec::new(), BLOCK);
    for &text in texts {
        let mut rest = text;
        while !rest.is_empty() {
            let (part, after) = if rest.len() > room {
                rest.split_at(pattern.next_cut(rest, room))
            } else {
                (rest, "")
            };
            block.push(part);
            room = room.saturating_sub(part.len());
            if room == 0 {
                blocks.push(std::mem::take(&mut block));
                room = BLOCK;
            }
            rest = after;
        }
    }
    if !block.is_empty() {
        blocks.push(block);
    }
    blocks
}

//! The counter, which takes a corpus piece by piece.

use super::blocks::{Feed, cut_into_blocks};
use super::fold::fold;
use super::stream::Stream;
use super::table::WordTable;
use super::utf8::{InvalidBytes, decode};
use super::words::WordCounts;
use crate::error::Error;
use crate::pattern::Pattern;
use gainful_kernels::{Control, Workers};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

impl WordCounts {
    /// The pre-tokens that `pattern` makes of one text.
    ///
    /// # Errors
    ///
    /// As [`Counter::feed_many`].
    pub fn of_text(text: &str, pattern: Pattern, control: &Control) -> Result<Self, Error> {
        let mut counter = Counter::new(pattern, Feed::Whole, InvalidBytes::Refuse);
        counter.feed(text, control)?;
        counter.finish(&Workers::single(), control)
    }
}

/// Splits texts into pre-tokens and counts these.
#[derive(Debug)]
pub struct Counter {
    pub(super) pattern: Pattern,
    pub(super) feed: Feed,
    pub(super) invalid: InvalidBytes,
    /// One table for each thread that has counted so far; a word may be in several of them.
    tables: Vec<WordTable>,
    pub(super) stream: Stream,
    /// The number of bytes that were fed. A word has the position of its first occurrence.
    pub(super) position: u64,
}

impl Counter {
    /// A counter of the pre-tokens that `pattern` makes of what `feed` says, which reads bytes that are
    /// not UTF-8 as `invalid` says.
    pub fn new(pattern: Pattern, feed: Feed, invalid: InvalidBytes) -> Self {
        let (tables, stream) = (Vec::new(), Stream::default());
        Self { pattern, feed, invalid, tables, stream, position: 0 }
    }

    /// Counts the pre-tokens of one text.
    ///
    /// # Errors
    ///
    /// As [`Self::feed_many`].
    pub fn feed(&mut self, text: &str, control: &Control) -> Result<(), Error> {
        self.feed_many(&[text], &Workers::single(), control)
    }

    /// Counts the pre-tokens of each of `texts`, between which no pre-token lies.
    ///
    /// Long texts are cut where no pre-token can reach across, and all is spread over the workers.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`] if there is no room for the words, [`Error::Cancelled`]. A call that fails leaves
    /// part of the texts counted.
    pub fn feed_many(
        &mut self,
        texts: &[&str],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Error> {
        let bytes: u64 = texts.iter().map(|text| text.len() as u64).sum();
        control.begin("counting", Some(bytes))?;
        let blocks = cut_into_blocks(&self.pattern, self.feed, texts, self.position);
        let next = AtomicUsize::new(0);
        let feed = self.feed;
        self.count_with(workers, blocks.len(), |table, pattern| {
            // Blocks are taken in order, so that a table meets a word's first occurrence first.
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(block) = blocks.get(index) else { return Ok(()) };
                for part in block {
                    let counted = table.count(pattern, feed, part.text, part.position, control);
                    let advanced =
                        counted.and_then(|()| Ok(control.advance(part.text.len() as u64)?));
                    advanced.map_err(|error| {
                        next.store(blocks.len(), Ordering::Relaxed);
                        (index, error)
                    })?;
                }
            }
        })?;
        self.position += bytes;
        Ok(())
    }

    /// Counts the pre-tokens of each of `texts`, the first of which has the number `first` in messages
    /// that call them `corpus[...]`.
    ///
    /// # Errors
    ///
    /// As [`Self::feed_many`], and [`Error::InvalidUtf8`] if such bytes are refused.
    pub fn feed_bytes(
        &mut self,
        texts: &[&[u8]],
        first: u64,
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Error> {
        let texts = (first..)
            .zip(texts)
            .map(|(index, bytes)| {
                decode(bytes, self.invalid, 0, || format!("corpus[{index}]"), control)
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
        self.feed_many(&texts, workers, control)
    }

    /// The words counted so far.
    ///
    /// # Errors
    ///
    /// As [`Self::feed_many`].
    pub fn finish(self, workers: &Workers, control: &Control) -> Result<WordCounts, Error> {
        fold(&self.pattern, &self.tables, workers, control)
    }

    /// Runs `body` on several threads, at most `most`, each of which fills a table of its own. Of
    /// several failures, the first one in the order of the corpus is returned.
    pub(super) fn count_with<P: Ord + Send>(
        &mut self,
        workers: &Workers,
        most: usize,
        body: impl Fn(&mut WordTable, &Pattern) -> Result<(), (P, Error)> + Sync,
    ) -> Result<(), Error> {
        let threads = workers.threads().min(most);
        if self.tables.len() < threads {
            self.tables.resize_with(threads, WordTable::default);
        }
        let first: Mutex<Option<(P, Error)>> = Mutex::new(None);
        workers.for_each_chunk(&mut self.tables[..threads], 1, |_, tables| {
            if let Err((place, error)) = body(&mut tables[0], &self.pattern) {
                let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
                if first.as_ref().is_none_or(|(earliest, _)| place < *earliest) {
                    *first = Some((place, error));
                }
            }
        });
        match first.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some((_, error)) => Err(error),
            None => Ok(()),
        }
    }
}

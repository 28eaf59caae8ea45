//! Sums and differences of counts: a corpus that is counted in parts, and texts that are forgotten.

use super::fold::fold;
use super::table::{Tally, WordTable};
use super::words::{WORDS_PER_CHECK, WordCounts, added};
use crate::error::Error;
use crate::format::shown_bytes;
use gainful_kernels::{ArgumentError, Control, Workers};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

impl WordCounts {
    /// The counts of this corpus and then `others`, one after the other: what counting all of them
    /// together gives, in the same order. Takes time linear in the numbers of distinct words.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `others` if their pattern is another one, [`Error::CorpusTooLarge`] beyond
    /// 2^62 occurrences, [`Error::Memory`], [`Error::Cancelled`].
    pub fn merged(
        &self,
        others: &[&Self],
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        for other in others {
            self.check_pattern("others", other)?;
        }
        let (mut occurrences, mut words) = (0, 0);
        // Each part with the number of words before it.
        let mut parts = Vec::with_capacity(others.len() + 1);
        for part in [self].into_iter().chain(others.iter().copied()) {
            occurrences = added(occurrences, part.total())?;
            parts.push((part, words));
            words += part.len() as u64;
        }
        control.begin("merging", Some(words))?;
        let mut tables = Vec::new();
        tables.resize_with(workers.threads().min(parts.len()), WordTable::default);
        let (next, failure) = (AtomicUsize::new(0), Mutex::new(None));
        workers.for_each_chunk(&mut tables, 1, |_, table| {
            while let Some((part, start)) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
                if let Err(error) = table[0].add_all(part, *start, control) {
                    *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    return;
                }
            }
        });
        match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => fold(self.pattern(), &tables, workers, control),
        }
    }

    /// The counts of this corpus without the texts that `other` counts, which are part of it. Words that
    /// do not occur any more are gone; the others stay in the order in which they are.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `other` if its pattern is another one, or a word occurs more often in it
    /// than here; [`Error::Memory`], [`Error::Cancelled`].
    pub fn without(
        &self,
        other: &Self,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        self.check_pattern("other", other)?;
        control.begin("subtracting", Some((self.len() + other.len()) as u64))?;
        let mut table = WordTable::default();
        table.add_all(self, 0, control)?;
        for (index, (word, count)) in other.iter().enumerate() {
            if index % WORDS_PER_CHECK == 0 {
                control.advance(WORDS_PER_CHECK.min(other.len() - index) as u64)?;
            }
            let tally = table.get_mut(word, control)?;
            let here = tally.as_ref().map_or(0, |tally| tally.count);
            match tally {
                Some(tally) if count <= here => tally.count -= count,
                _ => {
                    return Err(ArgumentError::invalid(
                        "other",
                        "counts of texts that were counted here",
                        format!("{count} times {}, which occurs {here} times", shown_bytes(word)),
                    )
                    .into());
                }
            }
        }
        fold(self.pattern(), &[table], workers, control)
    }

    fn check_pattern(&self, argument: &str, other: &Self) -> Result<(), Error> {
        if self.pattern() == other.pattern() {
            return Ok(());
        }
        let expected = format!("counts by the pattern {}", self.pattern().title());
        let found = format!("counts by the pattern {}", other.pattern().title());
        Err(ArgumentError::invalid(argument, expected, found).into())
    }
}

impl WordTable {
    /// Adds all words of `counts`, the first of which is the one of number `start`.
    fn add_all(&mut self, counts: &WordCounts, start: u64, control: &Control) -> Result<(), Error> {
        for (index, (word, count)) in counts.iter().enumerate() {
            if index % WORDS_PER_CHECK == 0 {
                control.advance(WORDS_PER_CHECK.min(counts.len() - index) as u64)?;
            }
            self.add_word(word, Tally { count, first: start + index as u64 }, control)?;
        }
        Ok(())
    }
}

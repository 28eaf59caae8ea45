//! One thread's table of words and counts.
//!
//! Pre-tokens are looked up in batches: the slots of all of a batch are asked for before the first
//! one is looked at, so that the memory's answers overlap.

use super::blocks::Feed;
use super::long_words::{LongWords, hash_of};
use crate::error::Error;
use crate::packed::{PackedMap, PackedWord};
use crate::pattern::Pattern;
use crate::room;
use gainful_kernels::Control;
use std::fmt;

/// Pre-tokens that are looked up together: their slots fit into the first-level cache.
const BATCH: usize = 64;

/// How often a word occurs, and where first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) count: i64,
    /// The number of bytes of the corpus before it.
    pub(super) first: u64,
}

impl Tally {
    /// Adds occurrences. Whatever the corpus, there are fewer than it has bytes, and so than 2^63.
    #[inline(always)]
    pub(super) fn add(&mut self, other: Self) {
        self.count += other.count;
        self.first = self.first.min(other.first);
    }
}

/// Words and their tallies: short ones in an open-addressing table that holds them inline, the others,
/// rare in most languages, in a table of their own.
pub(super) struct WordTable {
    pub(super) short: PackedMap<Tally>,
    /// The short words in the order in which they came.
    pub(super) order: Vec<PackedWord>,
    /// The lengths of the short words together, in bytes.
    pub(super) short_length: usize,
    pub(super) long: LongWords,
}

impl WordTable {
    /// Counts the pre-tokens of `text`, before which the corpus has `position` bytes.
    pub(super) fn count(
        &mut self,
        pattern: &Pattern,
        feed: Feed,
        text: &str,
        position: u64,
        control: &Control,
    ) -> Result<(), Error> {
        let mut reading = Reading::new(self, text.as_bytes(), position, control);
        reading.split(pattern, feed, text)?;
        reading.flush_short()?;
        reading.flush_long()
    }

    /// Adds occurrences of a short word whose hash is given.
    #[inline(always)]
    fn add_short(
        &mut self,
        word: PackedWord,
        hash: u64,
        tally: Tally,
        control: &Control,
    ) -> Result<(), Error> {
        match self.short.get_mut(word, hash) {
            Some(sum) => {
                sum.add(tally);
                Ok(())
            }
            None => self.insert_short(word, tally, control),
        }
    }

    #[cold]
    fn insert_short(
        &mut self,
        word: PackedWord,
        tally: Tally,
        control: &Control,
    ) -> Result<(), Error> {
        room::reserve(&mut self.order, 1)?;
        self.short.insert(word, tally, control)?;
        self.order.push(word);
        self.short_length += word.length();
        Ok(())
    }

    /// Adds occurrences of one word, which is not empty.
    pub(super) fn add_word(
        &mut self,
        word: &[u8],
        tally: Tally,
        control: &Control,
    ) -> Result<(), Error> {
        match PackedWord::new(word, 0, word.len()) {
            Some(word) => self.add_short(word, self.short.hash(word), tally, control),
            None => self.long.add(word, hash_of(word, control)?, tally, control),
        }
    }

    /// What is known of a word.
    pub(super) fn get(&self, word: &[u8], control: &Control) -> Result<Option<Tally>, Error> {
        Ok(match PackedWord::new(word, 0, word.len()) {
            Some(PackedWord::NONE) => None,
            Some(word) => self.short.get(word),
            None => self.long.get(word, hash_of(word, control)?),
        })
    }

    /// What is known of a word, to be changed.
    pub(super) fn get_mut(
        &mut self,
        word: &[u8],
        control: &Control,
    ) -> Result<Option<&mut Tally>, Error> {
        Ok(match PackedWord::new(word, 0, word.len()) {
            Some(word) => self.short.get_mut(word, self.short.hash(word)),
            None => self.long.get_mut(word, hash_of(word, control)?),
        })
    }

    /// Memory held, in bytes.
    pub(super) fn memory(&self) -> usize {
        self.short.bytes() + self.order.capacity() * size_of::<PackedWord>() + self.long.memory()
    }

    /// The number of distinct words.
    pub(super) fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }
}

impl Default for WordTable {
    fn default() -> Self {
        Self {
            short: PackedMap::new(),
            order: Vec::new(),
            short_length: 0,
            long: LongWords::default(),
        }
    }
}

impl fmt::Debug for WordTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WordTable").field("words", &self.len()).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy)]
struct ShortWord {
    word: PackedWord,
    hash: u64,
    start: usize,
}

#[derive(Clone, Copy, Default)]
struct LongWord {
    hash: u64,
    start: usize,
    end: usize,
}

/// The pre-tokens of one text on their way into a table.
struct Reading<'a> {
    table: &'a mut WordTable,
    text: &'a [u8],
    position: u64,
    control: &'a Control,
    short: [ShortWord; BATCH],
    short_filled: usize,
    long: [LongWord; BATCH],
    long_filled: usize,
}

impl<'a> Reading<'a> {
    fn new(table: &'a mut WordTable, text: &'a [u8], position: u64, control: &'a Control) -> Self {
        Self {
            table,
            text,
            position,
            control,
            short: [ShortWord { word: PackedWord::NONE, hash: 0, start: 0 }; BATCH],
            short_filled: 0,
            long: [LongWord::default(); BATCH],
            long_filled: 0,
        }
    }

    #[inline(always)]
    fn split(&mut self, pattern: &Pattern, feed: Feed, text: &str) -> Result<(), Error> {
        let control = self.control;
        let add = |mut start: usize, ends: &[usize]| {
            for &end in ends {
                self.add(start, end)?;
                start = end;
            }
            Ok(())
        };
        match feed {
            Feed::Whole => pattern.for_each_batch(text, control, add),
            Feed::Lines => pattern.for_each_batch_of_lines(text, control, add),
        }
    }

    #[inline(always)]
    fn add(&mut self, start: usize, end: usize) -> Result<(), Error> {
        let Some(word) = PackedWord::new(self.text, start, end) else {
            return self.add_long(start, end);
        };
        let hash = self.table.short.hash(word);
        self.table.short.prefetch(hash);
        self.short[self.short_filled] = ShortWord { word, hash, start };
        self.short_filled += 1;
        if self.short_filled == BATCH { self.flush_short() } else { Ok(()) }
    }

    fn flush_short(&mut self) -> Result<(), Error> {
        for ShortWord { word, hash, start } in &self.short[..self.short_filled] {
            let tally = Tally { count: 1, first: self.position + *start as u64 };
            self.table.add_short(*word, *hash, tally, self.control)?;
        }
        self.short_filled = 0;
        Ok(())
    }

    fn add_long(&mut self, start: usize, end: usize) -> Result<(), Error> {
        let hash = hash_of(&self.text[start..end], self.control)?;
        self.table.long.prefetch(hash);
        self.long[self.long_filled] = LongWord { hash, start, end };
        self.long_filled += 1;
        if self.long_filled == BATCH { self.flush_long() } else { Ok(()) }
    }

    fn flush_long(&mut self) -> Result<(), Error> {
        for &LongWord { hash, start, end } in &self.long[..self.long_filled] {
            let tally = Tally { count: 1, first: self.position + start as u64 };
            self.table.long.add(&self.text[start..end], hash, tally, self.control)?;
        }
        self.long_filled = 0;
        Ok(())
    }
}

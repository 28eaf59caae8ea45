//! The words that are too long to be packed into a slot: their bytes one after the other, and slots
//! that find them.

use super::table::Tally;
use crate::error::Error;
use crate::packed::LongHash;
use crate::room;
use crate::slots::{Part, SLOTS_PER_CHECK, shift_of};
use gainful_kernels::{Control, prefetch};

/// Bytes of a word between two looks at the control.
const BYTES_PER_CHECK: usize = 1 << 20;

/// The slots that a new table has.
const INITIAL_SLOTS: usize = 256;

#[derive(Clone, Copy)]
struct Slot {
    hash: u64,
    /// One more than the number of the word; 0 if the slot is free.
    word: usize,
}

const FREE: Slot = Slot { hash: 0, word: 0 };

struct Word {
    start: usize,
    length: usize,
    tally: Tally,
}

/// Words of any length with their tallies.
#[derive(Default)]
pub(super) struct LongWords {
    /// A power of two many, at most half of them taken; none before the first word.
    slots: Vec<Slot>,
    words: Vec<Word>,
    bytes: Vec<u8>,
}

/// The hash of a word.
pub(super) fn hash_of(word: &[u8], control: &Control) -> Result<u64, Error> {
    let mut hasher = LongHash::new(word.len());
    let mut parts = word.chunks(BYTES_PER_CHECK);
    if let Some(part) = parts.next() {
        hasher.write(part);
    }
    for part in parts {
        control.check()?;
        hasher.write(part);
    }
    Ok(hasher.finish())
}

impl LongWords {
    /// The number of words.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Asks for the slot of a word that will be looked up soon.
    #[inline(always)]
    pub(super) fn prefetch(&self, hash: u64) {
        if let Some(first) = self.first_slot(hash) {
            prefetch(&self.slots[first..][..1]);
        }
    }

    #[inline(always)]
    fn first_slot(&self, hash: u64) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        Some((hash >> shift_of(self.slots.len())) as usize)
    }

    /// The slot of a word, or the free one where it belongs.
    #[inline(always)]
    fn find(&self, word: &[u8], hash: u64) -> Option<usize> {
        let mut index = self.first_slot(hash)?;
        loop {
            let slot = self.slots[index];
            if slot.word == 0 || (slot.hash == hash && self.word(slot.word - 1) == word) {
                return Some(index);
            }
            index = (index + 1) & (self.slots.len() - 1);
        }
    }

    fn word(&self, number: usize) -> &[u8] {
        let word = &self.words[number];
        &self.bytes[word.start..][..word.length]
    }

    /// Adds occurrences of a word whose hash is given.
    #[inline(always)]
    pub(super) fn add(
        &mut self,
        word: &[u8],
        hash: u64,
        tally: Tally,
        control: &Control,
    ) -> Result<(), Error> {
        match self.find(word, hash).map(|index| self.slots[index].word) {
            None | Some(0) => self.insert(word, hash, tally, control),
            Some(number) => {
                self.words[number - 1].tally.add(tally);
                Ok(())
            }
        }
    }

    /// What is known of a word.
    pub(super) fn get(&self, word: &[u8], hash: u64) -> Option<Tally> {
        let number = self.slots[self.find(word, hash)?].word;
        Some(self.words.get(number.checked_sub(1)?)?.tally)
    }

    /// What is known of a word, to be changed.
    pub(super) fn get_mut(&mut self, word: &[u8], hash: u64) -> Option<&mut Tally> {
        let number = self.slots[self.find(word, hash)?].word;
        Some(&mut self.words.get_mut(number.checked_sub(1)?)?.tally)
    }

    /// Memory held, in bytes.
    pub(super) fn memory(&self) -> usize {
        self.slots.capacity() * size_of::<Slot>()
            + self.words.capacity() * size_of::<Word>()
            + self.bytes.capacity()
    }

    #[cold]
    fn insert(
        &mut self,
        word: &[u8],
        hash: u64,
        tally: Tally,
        control: &Control,
    ) -> Result<(), Error> {
        if 2 * (self.words.len() + 1) > self.slots.len() {
            self.grow(control)?;
        }
        room::reserve(&mut self.words, 1)?;
        room::reserve(&mut self.bytes, word.len())?;
        let start = self.bytes.len();
        for (index, part) in word.chunks(BYTES_PER_CHECK).enumerate() {
            if index > 0
                && let Err(cancelled) = control.check()
            {
                self.bytes.truncate(start);
                return Err(cancelled.into());
            }
            self.bytes.extend_from_slice(part);
        }
        self.words.push(Word { start, length: word.len(), tally });
        if let Some(index) = self.find(word, hash) {
            self.slots[index] = Slot { hash, word: self.words.len() };
        }
        Ok(())
    }

    fn grow(&mut self, control: &Control) -> Result<(), Error> {
        let slots = (2 * self.slots.len()).max(INITIAL_SLOTS);
        let mut larger = Vec::new();
        room::append(&mut larger, slots, FREE, control)?;
        for part in self.slots.chunks(SLOTS_PER_CHECK) {
            control.check()?;
            for &slot in part.iter().filter(|slot| slot.word != 0) {
                let mut index = (slot.hash >> shift_of(slots)) as usize;
                while larger[index].word != 0 {
                    index = (index + 1) & (slots - 1);
                }
                larger[index] = slot;
            }
        }
        self.slots = larger;
        Ok(())
    }

    /// The words in the order in which they came, with their tallies.
    pub(super) fn in_order(&self) -> impl Iterator<Item = (&[u8], Tally)> {
        self.words.iter().enumerate().map(|(number, word)| (self.word(number), word.tally))
    }

    /// The lengths of all words together, in bytes.
    pub(super) fn total_length(&self) -> usize {
        self.bytes.len()
    }

    /// The words whose hashes begin as `part` says, with their hashes and tallies.
    pub(super) fn part(&self, part: Part) -> impl Iterator<Item = (&[u8], u64, Tally)> {
        let slots = if self.slots.is_empty() { &[FREE][..] } else { &self.slots };
        part.slots(slots, |slot| slot.word != 0).filter(move |slot| part.holds(slot.hash)).map(
            |slot| {
                let number = slot.word - 1;
                (self.word(number), slot.hash, self.words[number].tally)
            },
        )
    }
}

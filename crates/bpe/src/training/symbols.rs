//! The distinct words of a corpus as one long array of symbols that merge in place.
//!
//! A symbol made of n start symbols occupies n cells: the first one holds its token, the last one its length, so
//! that both neighbours are found in constant time, as with the boundary tags of a memory allocator
//! (Knuth, "The Art of Computer Programming", section 2.5). A merge therefore costs the same in a
//! word of five bytes and in one of five million.

use super::speller::Speller;
use super::steps::{BLOCK, Steps};
use crate::counting::WordCounts;
use crate::error::Error;
use crate::room;
use gainful_kernels::Control;
use rustc_hash::FxHashMap;

/// The token of cells that begin no symbol: the separators of words and the insides of symbols.
pub(super) const NO_TOKEN: u32 = u32::MAX;

/// One start symbol of a word, or a separator. The neighbourhood of a pair is within one or two cache lines.
#[derive(Clone, Copy)]
struct Cell {
    token: u32,
    /// In the first cell of a symbol, the number of its word's weight. In the last cell of a longer
    /// symbol, the symbol's length. In a separator, 1.
    detail: u32,
}

/// All words, each followed by a separator, after a separator at the start.
pub(super) struct Symbols {
    cells: Vec<Cell>,
    /// The different counts of words; they are few.
    weights: Vec<i64>,
    /// The number of symbols at the start, times the weights of their words.
    total: u64,
}

/// A pair of tokens to look for.
pub(super) struct Target {
    pub(super) left: u32,
    pub(super) right: u32,
    /// The length of the left token, and of both together.
    pub(super) left_length: usize,
    pub(super) length: usize,
}

/// What stands beside a pair.
pub(super) struct Place {
    /// The first cell of the symbol before the pair; its token may be [`NO_TOKEN`].
    pub(super) before: u32,
    pub(super) before_token: u32,
    /// The token of the symbol after the pair, or [`NO_TOKEN`].
    pub(super) after_token: u32,
    /// How often the word occurs.
    pub(super) weight: i64,
}

impl Symbols {
    /// Sets out the words in their start symbols.
    pub(super) fn new(
        words: &WordCounts,
        speller: &Speller,
        control: &Control,
    ) -> Result<Self, Error> {
        let mut length = 1;
        for (word, _) in words.iter() {
            control.check()?;
            length += speller.length(word) + 1;
        }
        if u32::try_from(length).is_err() {
            return Err(Error::CorpusTooLarge("its distinct words hold more than 2^32 symbols"));
        }
        let separator = Cell { token: NO_TOKEN, detail: 1 };
        let mut cells = Vec::new();
        room::reserve(&mut cells, length)?;
        let mut weights = Vec::new();
        let mut weight_numbers = FxHashMap::default();
        let mut steps = Steps::default();
        let mut total = 0;
        cells.push(separator);
        for (word, weight) in words.iter() {
            let detail = *weight_numbers.entry(weight).or_insert_with(|| {
                weights.push(weight);
                weights.len() as u32 - 1
            });
            let before = cells.len();
            match speller {
                // Known to be as many as bytes, so that no symbol looks for room by itself.
                Speller::Bytes(tokens) => {
                    for part in word.chunks(BLOCK) {
                        control.check()?;
                        let tokens = part.iter().map(|&byte| tokens[usize::from(byte)]);
                        cells.extend(tokens.map(|token| Cell { token, detail }));
                    }
                }
                Speller::Characters(_) => {
                    for token in speller.spell(word) {
                        steps.next(control)?;
                        cells.push(Cell { token, detail });
                    }
                }
            }
            total += (cells.len() - before) as u64 * weight.unsigned_abs();
            cells.push(separator);
        }
        Ok(Self { cells, weights, total })
    }

    /// The places of all pairs of neighbouring start symbols, in order: position, left and right
    /// token, weight.
    pub(super) fn start_pairs(&self) -> impl Iterator<Item = (u32, u32, u32, i64)> {
        let places = (0..).zip(self.cells.windows(2));
        places
            .filter(|(_, pair)| pair[0].token != NO_TOKEN && pair[1].token != NO_TOKEN)
            .map(|(at, pair)| (at, pair[0].token, pair[1].token, self.weight(pair[0])))
    }

    /// The number of symbols of the corpus before the first merge, each word as often as it occurs.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    fn weight(&self, first: Cell) -> i64 {
        self.weights[first.detail as usize]
    }

    /// Whether the target still is at `at`.
    #[inline(always)]
    pub(super) fn holds(&self, at: u32, target: &Target) -> bool {
        let at = at as usize;
        self.cells[at].token == target.left
            && self.cells[at + target.left_length].token == target.right
    }

    /// How many symbols `token`, of `length` cells each, follow one another up to the one at `at`.
    pub(super) fn run_up_to(&self, at: u32, token: u32, length: usize) -> usize {
        let starts = (0..=at as usize).rev().step_by(length);
        starts.take_while(|&at| self.cells[at].token == token).count()
    }

    /// How many symbols `token`, of `length` cells each, follow one another from `at` on.
    pub(super) fn run_from(&self, at: u32, token: u32, length: usize) -> usize {
        let starts = self.cells[at as usize..].iter().step_by(length);
        starts.take_while(|cell| cell.token == token).count()
    }

    /// What stands beside the target at `at`, if it still is there.
    #[inline(always)]
    pub(super) fn find(&self, at: u32, target: &Target) -> Option<Place> {
        if !self.holds(at, target) {
            return None;
        }
        let at = at as usize;
        let first = self.cells[at];
        let last = self.cells[at - 1];
        let before = at - if last.token == NO_TOKEN { last.detail as usize } else { 1 };
        Some(Place {
            before: before as u32,
            before_token: self.cells[before].token,
            after_token: self.cells[at + target.length].token,
            weight: self.weight(first),
        })
    }

    /// Makes one symbol of the target, which stands at `at`.
    #[inline(always)]
    pub(super) fn merge(&mut self, at: u32, target: &Target, token: u32) {
        let at = at as usize;
        self.cells[at].token = token;
        self.cells[at + target.left_length].token = NO_TOKEN;
        self.cells[at + target.length - 1] = Cell { token: NO_TOKEN, detail: target.length as u32 };
    }

    /// Hints that the cells around `at` will be needed.
    #[inline(always)]
    pub(super) fn prefetch(&self, at: u32) {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            let cell = self.cells.as_ptr().wrapping_add(at as usize);
            // SAFETY: a prefetch reads no memory that the program can observe, for any address.
            unsafe { _mm_prefetch(cell.cast(), _MM_HINT_T0) };
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = at;
    }
}

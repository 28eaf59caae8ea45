//! The distinct words of a corpus as one long array of symbols that merge in place.
//!
//! A symbol of n bytes occupies n cells: the first one holds its token, the last one its length, so
//! that both neighbours are found in constant time, as with the boundary tags of a memory allocator
//! (Knuth, "The Art of Computer Programming", section 2.5). A merge therefore costs the same in a
//! word of five bytes and in one of five million.

use super::Start;
use super::steps::BLOCK;
use crate::counting::WordCounts;
use crate::error::Error;
use crate::room;
use gainful_kernels::Control;
use rustc_hash::FxHashMap;

/// The token of cells that begin no symbol: the separators of words and the insides of symbols.
pub(super) const NO_TOKEN: u32 = u32::MAX;

/// One byte of a word, or a separator. The neighbourhood of a pair is within one or two cache lines.
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
    /// Sets out the words in their start symbols, the bytes.
    pub(super) fn new(words: &WordCounts, start: &Start, control: &Control) -> Result<Self, Error> {
        let length = words.total_length() + words.len() + 1;
        if u32::try_from(length).is_err() {
            return Err(Error::CorpusTooLarge("its distinct words hold more than 2^32 symbols"));
        }
        let separator = Cell { token: NO_TOKEN, detail: 1 };
        let mut cells = Vec::new();
        room::reserve(&mut cells, length)?;
        let mut weights = Vec::new();
        let mut weight_numbers = FxHashMap::default();
        cells.push(separator);
        for (word, weight) in words.iter() {
            let detail = *weight_numbers.entry(weight).or_insert_with(|| {
                weights.push(weight);
                weights.len() as u32 - 1
            });
            for part in word.chunks(BLOCK) {
                control.check()?;
                cells.extend(part.iter().map(|&byte| Cell { token: start.token(byte), detail }));
            }
            cells.push(separator);
        }
        Ok(Self { cells, weights })
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
        let starts = self.cells.iter().filter(|cell| cell.token != NO_TOKEN);
        starts.map(|&cell| self.weight(cell).unsigned_abs()).sum()
    }

    fn weight(&self, first: Cell) -> i64 {
        self.weights[first.detail as usize]
    }

    /// What stands beside the target at `at`, if it still is there.
    #[inline(always)]
    pub(super) fn find(&self, at: u32, target: &Target) -> Option<Place> {
        let at = at as usize;
        let first = self.cells[at];
        if first.token != target.left || self.cells[at + target.left_length].token != target.right {
            return None;
        }
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

//! The distinct words of a corpus as one long array of symbols that merge in place.
//!
//! A symbol that covers n bytes occupies n cells: its first cell holds its token, and its first and
//! last cells hold n, so that both neighbours are found in constant time, as with the boundary tags
//! of a memory allocator (Knuth, "The Art of Computer Programming", section 2.5). A merge therefore
//! costs the same in a word of five bytes and in one of five million.

use super::Start;
use crate::counting::WordCounts;
use crate::error::Error;
use gainful_kernels::Control;

/// The token of cells that begin no symbol: the separators of words and the insides of symbols.
pub(super) const NO_TOKEN: u32 = u32::MAX;

/// One byte of a word, or a separator. 16 bytes, so a short word lies in one or two cache lines.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    pub(super) token: u32,
    /// The number of cells of the symbol, in its first and its last cell.
    span: u32,
    /// How often the word occurs.
    pub(super) weight: i64,
}

/// All words, each followed by a separator, after a separator at the start.
pub(super) struct Symbols(Vec<Cell>);

impl Symbols {
    /// Sets out the words in their start symbols, the bytes.
    pub(super) fn new(words: &WordCounts, start: &Start, control: &Control) -> Result<Self, Error> {
        let length = words.total_length() + words.len() + 1;
        if u32::try_from(length).is_err() {
            return Err(Error::CorpusTooLarge("its distinct words hold more than 2^32 symbols"));
        }
        let separator = Cell { token: NO_TOKEN, span: 1, weight: 0 };
        let mut cells = Vec::with_capacity(length);
        cells.push(separator);
        for (word, weight) in words.iter() {
            control.check()?;
            cells.extend(word.iter().map(|&byte| Cell {
                token: start.token(byte),
                span: 1,
                weight,
            }));
            cells.push(separator);
        }
        Ok(Self(cells))
    }

    /// The places of all pairs of neighbouring start symbols, in order: position, left and right
    /// token, weight.
    pub(super) fn start_pairs(&self) -> impl Iterator<Item = (u32, u32, u32, i64)> {
        let places = self.0.windows(2).enumerate();
        places
            .filter(|(_, pair)| pair[0].token != NO_TOKEN && pair[1].token != NO_TOKEN)
            .map(|(at, pair)| (at as u32, pair[0].token, pair[1].token, pair[0].weight))
    }

    /// The neighbourhood of the pair that stands at `at`, if it still does.
    #[inline(always)]
    pub(super) fn find(&self, at: u32, left: u32, right: u32) -> Option<Place> {
        let left_cell = self.0[at as usize];
        let next = at as usize + left_cell.span as usize;
        // A dead cell's span may be stale, but then its token is not `left`.
        if left_cell.token != left || self.0[next].token != right {
            return None;
        }
        let end = next + self.0[next].span as usize;
        let before = at as usize - self.0[at as usize - 1].span as usize;
        Some(Place {
            before: before as u32,
            before_token: self.0[before].token,
            next: next as u32,
            end: end as u32,
            end_token: self.0[end].token,
            weight: left_cell.weight,
        })
    }

    /// Makes one symbol of the pair at `at`.
    #[inline(always)]
    pub(super) fn merge(&mut self, at: u32, place: &Place, token: u32) {
        let span = place.end - at;
        self.0[place.next as usize].token = NO_TOKEN;
        self.0[place.end as usize - 1].span = span;
        let first = &mut self.0[at as usize];
        first.token = token;
        first.span = span;
    }

    /// Hints that the cells around `at` will be needed.
    #[inline(always)]
    pub(super) fn prefetch(&self, at: u32) {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            // SAFETY: a prefetch reads no memory that the program can observe, for any address.
            unsafe { _mm_prefetch(self.0.as_ptr().wrapping_add(at as usize).cast(), _MM_HINT_T0) };
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = at;
    }
}

/// Where a pair stands and what stands beside it.
pub(super) struct Place {
    /// The first cell of the symbol before the pair; its token may be [`NO_TOKEN`].
    pub(super) before: u32,
    pub(super) before_token: u32,
    /// The first cell of the pair's right symbol.
    next: u32,
    /// The first cell after the pair; its token may be [`NO_TOKEN`].
    end: u32,
    pub(super) end_token: u32,
    pub(super) weight: i64,
}

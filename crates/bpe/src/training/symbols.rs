//! The distinct words of a corpus as one long array of symbols that merge in place.
//!
//! A symbol made of n start symbols occupies n cells: the first one holds its token, the last one its length, so
//! that both neighbours are found in constant time, as with the boundary tags of a memory allocator
//! (Knuth, "The Art of Computer Programming", section 2.5). A merge therefore costs the same in a
//! word of five bytes and in one of five million.

use super::speller::Speller;
use super::steps::{BLOCK, Steps};
use super::weights::Weights;
use crate::counting::WordCounts;
use crate::error::Error;
use crate::room;
use gainful_kernels::Control;
use std::cmp::Reverse;

/// What begins no symbol has this bit: the separators of words, which are symbols of length 1 without
/// a token, and in longer symbols the cells after the first one. The last of these holds the length.
const NO_TOKEN: u32 = 1 << 31;

/// The longest symbol; also the greatest token.
pub(super) const LONGEST: usize = NO_TOKEN as usize - 1;

/// All words, each followed by a separator, after a separator at the start. The neighbourhood of a
/// pair is within one or two cache lines.
pub(super) struct Symbols {
    cells: Vec<u32>,
    weights: Weights,
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
    /// The first cell of the symbol before the pair, and its token.
    pub(super) before: u32,
    pub(super) before_token: Option<u32>,
    /// The token of the symbol after the pair.
    pub(super) after_token: Option<u32>,
    /// How often the word occurs.
    pub(super) weight: i64,
}

/// Two neighbouring symbols.
#[derive(Clone, Copy)]
pub(super) struct Window {
    /// The first cells of both.
    pub(super) at: u32,
    pub(super) right_at: u32,
    pub(super) left: u32,
    pub(super) right: u32,
    /// How often the word occurs.
    pub(super) weight: i64,
}

/// The token of a cell that may be the first one of a symbol.
#[inline(always)]
fn token_of(cell: u32) -> Option<u32> {
    (cell < NO_TOKEN).then_some(cell)
}

impl Symbols {
    /// Sets out the words in their start symbols, in the order of the corpus or the most frequent ones
    /// first.
    pub(super) fn new(
        words: &WordCounts,
        speller: &Speller,
        in_corpus_order: bool,
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
        let mut order: Vec<u32> = Vec::new();
        room::reserve(&mut order, words.len())?;
        order.extend(0..words.len() as u32);
        if !in_corpus_order {
            order.sort_by_key(|&word| Reverse(words.count(word as usize)));
        }
        let mut cells = Vec::new();
        room::reserve(&mut cells, length)?;
        let mut weights = Weights::new();
        let mut steps = Steps::default();
        let mut total = 0;
        let separator = NO_TOKEN | 1;
        cells.push(separator);
        for index in order {
            let (word, weight) = (words.word(index as usize), words.count(index as usize));
            let before = cells.len();
            match speller {
                // Known to be as many as bytes, so that no symbol looks for room by itself.
                Speller::Bytes(tokens) => {
                    for part in word.chunks(BLOCK) {
                        control.check()?;
                        cells.extend(part.iter().map(|&byte| tokens[usize::from(byte)]));
                    }
                }
                Speller::Characters(_) => {
                    for token in speller.spell(word) {
                        steps.next(control)?;
                        cells.push(token);
                    }
                }
            }
            total += (cells.len() - before) as u64 * weight.unsigned_abs();
            cells.push(separator);
            weights.push(cells.len(), weight)?;
        }
        Ok(Self { cells, weights, total })
    }

    /// Visits all pairs of neighbouring symbols from left to right. `lengths` has those of all tokens.
    #[inline(always)]
    pub(super) fn for_each_pair(
        &self,
        lengths: &[u32],
        control: &Control,
        mut visit: impl FnMut(Window) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut steps = Steps::default();
        let mut at = 0;
        for (end, weight) in self.weights.runs() {
            while at < end {
                let Some(left) = token_of(self.cells[at]) else {
                    at += 1;
                    continue;
                };
                let right_at = at + lengths[left as usize] as usize;
                if let Some(right) = token_of(self.cells[right_at]) {
                    steps.next(control)?;
                    let (at, right_at) = (at as u32, right_at as u32);
                    visit(Window { at, right_at, left, right, weight })?;
                }
                at = right_at;
            }
        }
        Ok(())
    }

    /// The number of cells.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The number of symbols of the corpus before the first merge, each word as often as it occurs.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Whether the target still is at `at`.
    #[inline(always)]
    pub(super) fn holds(&self, at: u32, target: &Target) -> bool {
        let at = at as usize;
        self.cells[at] == target.left && self.cells[at + target.left_length] == target.right
    }

    /// How many symbols `token`, of `length` cells each, follow one another up to the one at `at`.
    pub(super) fn run_up_to(&self, at: u32, token: u32, length: usize) -> usize {
        let starts = (0..=at as usize).rev().step_by(length);
        starts.take_while(|&at| self.cells[at] == token).count()
    }

    /// How many symbols `token`, of `length` cells each, follow one another from `at` on.
    pub(super) fn run_from(&self, at: u32, token: u32, length: usize) -> usize {
        let starts = self.cells[at as usize..].iter().step_by(length);
        starts.take_while(|&&cell| cell == token).count()
    }

    /// What stands beside the target at `at`, if it still is there.
    #[inline(always)]
    pub(super) fn find(&self, at: u32, target: &Target) -> Option<Place> {
        if !self.holds(at, target) {
            return None;
        }
        let at = at as usize;
        let last = self.cells[at - 1];
        let before = at - token_of(last).map_or((last & !NO_TOKEN) as usize, |_| 1);
        Some(Place {
            before: before as u32,
            before_token: token_of(self.cells[before]),
            after_token: token_of(self.cells[at + target.length]),
            weight: self.weights.at(at),
        })
    }

    /// Makes one symbol of the target, which stands at `at`.
    #[inline(always)]
    pub(super) fn merge(&mut self, at: u32, target: &Target, token: u32) {
        let at = at as usize;
        self.cells[at] = token;
        self.cells[at + target.left_length] = NO_TOKEN;
        self.cells[at + target.length - 1] = NO_TOKEN | target.length as u32;
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

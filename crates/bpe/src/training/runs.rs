//! Counting disjoint occurrences of pairs of equal symbols.
//!
//! A run of n equal symbols has n - 1 windows, but only n/2 (rounded down) disjoint pairs, which is
//! what a merge replaces from left to right. Everything else about the two ways of counting is equal,
//! so the trainer counts windows, and where a merge changes a run this corrects the counts.
//!
//! A merge of (l, r) takes an l from the end of a run of l, an r from the beginning of a run of r, and
//! makes runs of its token. Going through a run to learn its length costs no more than the pair of
//! its symbols is counted in it, and that pair did not come first.

use super::options::Overlap;
use super::pairs::Pairs;
use super::symbols::{Place, Symbols, Target, Window};

/// What one pass over the corpus learns about runs.
pub(super) struct Runs {
    is_disjoint: bool,
    /// Where the last symbol of a run is, and how many windows the run has so far.
    last: u32,
    windows: u32,
    /// Windows that are counted off or on in excess, times the weights of their words: of the left
    /// token, the right one and the new one with itself.
    left: i64,
    right: i64,
    made: i64,
}

impl Runs {
    pub(super) fn new(overlap: Overlap) -> Self {
        let is_disjoint = overlap == Overlap::Disjoint;
        Self { is_disjoint, last: u32::MAX, windows: 0, left: 0, right: 0, made: 0 }
    }

    /// The weight with which a window counts; windows come from left to right.
    #[inline(always)]
    pub(super) fn count(&mut self, window: &Window) -> i64 {
        if !self.is_disjoint || window.left != window.right {
            return window.weight;
        }
        let goes_on = self.windows > 0 && self.last == window.at;
        self.windows = if goes_on { self.windows + 1 } else { 1 };
        self.last = window.right_at;
        if self.windows.is_multiple_of(2) { 0 } else { window.weight }
    }

    /// Notes how the merge at `at` changes runs; merges come from left to right.
    #[inline(always)]
    pub(super) fn look(
        &mut self,
        symbols: &Symbols,
        target: &Target,
        at: u32,
        place: &Place,
        token: u32,
    ) {
        if self.is_disjoint {
            self.look_closely(symbols, target, at, place, token);
        }
    }

    #[cold]
    fn look_closely(
        &mut self,
        symbols: &Symbols,
        target: &Target,
        at: u32,
        place: &Place,
        token: u32,
    ) {
        let Target { left, right, left_length, length } = *target;
        if place.before_token == Some(token) {
            self.windows += 1;
            if self.windows.is_multiple_of(2) {
                self.made += place.weight;
            }
        } else {
            self.windows = 0;
        }
        // Of a pair of equal symbols all occurrences go, so nothing needs to be known of its runs.
        if left == right {
            return;
        }
        // A run of odd length keeps its number of disjoint pairs when it loses a symbol.
        let is_odd = |length: usize| length % 2 == 1;
        if place.before_token == Some(left) && is_odd(symbols.run_up_to(at, left, left_length)) {
            self.left += place.weight;
        }
        let right_at = at + left_length as u32;
        if place.after_token == Some(right)
            && is_odd(symbols.run_from(right_at, right, length - left_length))
        {
            self.right += place.weight;
        }
    }

    /// Corrects what the trainer counted for the runs.
    pub(super) fn correct(&self, pairs: &mut Pairs, left: u32, right: u32, token: u32) {
        if self.is_disjoint {
            pairs.add(left, left, self.left);
            pairs.add(right, right, self.right);
            pairs.add(token, token, -self.made);
        }
    }
}

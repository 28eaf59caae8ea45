//! All pairs of neighbouring symbols that were ever seen, their counts and where they stand.
//!
//! The places of a pair are all made in one step, the one that makes the younger of its two tokens,
//! so they are one range of a single growing array. Only a token that was made twice (see
//! [`super::tie::TieBreak`]) can bring more places later; these few are kept aside. Places are never
//! deleted: where the pair has gone, the cells say so.

use crate::pair_map::{PairMap, pair_key};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// One pair.
struct Pair {
    left: u32,
    right: u32,
    /// The number of windows in the corpus that show the pair: "aaa" shows (a, a) twice.
    count: i64,
    places: Range<usize>,
}

/// The pairs, numbered in the order in which they appeared.
pub(super) struct Pairs {
    index: PairMap<u32>,
    pairs: Vec<Pair>,
    places: Vec<u32>,
    late_places: FxHashMap<u32, Vec<u32>>,
}

impl Pairs {
    /// No pairs yet; room for about `expected`.
    pub(super) fn with_capacity(expected: usize) -> Self {
        Self {
            index: PairMap::with_capacity(expected),
            pairs: Vec::with_capacity(expected),
            places: Vec::new(),
            late_places: FxHashMap::default(),
        }
    }

    pub(super) fn len(&self) -> u32 {
        self.pairs.len() as u32
    }

    /// The left and the right token of a pair.
    pub(super) fn tokens(&self, pair: u32) -> (u32, u32) {
        let found = &self.pairs[pair as usize];
        (found.left, found.right)
    }

    /// How often a pair occurs now.
    pub(super) fn count(&self, pair: u32) -> i64 {
        self.pairs[pair as usize].count
    }

    pub(super) fn set_count(&mut self, pair: u32, count: i64) {
        self.pairs[pair as usize].count = count;
    }

    /// Adds to a pair's count; returns the pair and whether it is new. A new pair gets the room for
    /// its places by [`Self::reserve_places`].
    #[inline(always)]
    pub(super) fn increase(&mut self, left: u32, right: u32, count: i64) -> (u32, bool) {
        let (pair, new) = self.index.get_or_insert(pair_key(left, right), self.pairs.len() as u32);
        if new {
            self.pairs.push(Pair { left, right, count, places: 0..0 });
        } else {
            self.pairs[pair as usize].count += count;
        }
        (pair, new)
    }

    /// Takes from the count of a pair, if the pair is known.
    #[inline(always)]
    pub(super) fn decrease(&mut self, left: u32, right: u32, count: i64) {
        if let Some(pair) = self.index.get(pair_key(left, right)) {
            self.pairs[pair as usize].count -= count;
        }
    }

    /// Makes room for the places of a new pair and returns where it begins.
    #[inline(always)]
    pub(super) fn reserve_places(&mut self, pair: u32, count: u32) -> usize {
        let start = self.places.len();
        let end = start + count as usize;
        self.places.resize(end, 0);
        self.pairs[pair as usize].places = start..end;
        start
    }

    /// Writes one place into reserved room.
    #[inline(always)]
    pub(super) fn set_place(&mut self, at: usize, place: u32) {
        self.places[at] = place;
    }

    /// Adds a place to a pair that has its room already.
    pub(super) fn add_late_place(&mut self, pair: u32, place: u32) {
        self.late_places.entry(pair).or_default().push(place);
    }

    /// Moves the places of a pair, in increasing order, to `places`. Some may be stale.
    pub(super) fn take_places(&mut self, pair: u32, places: &mut Vec<u32>) {
        places.clear();
        let range = std::mem::take(&mut self.pairs[pair as usize].places);
        places.extend_from_slice(&self.places[range]);
        if let Some(late) = self.late_places.remove(&pair) {
            places.extend(late);
            places.sort_unstable();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_places_come_in_order() {
        let mut pairs = Pairs::with_capacity(0);
        let (pair, new) = pairs.increase(7, 7, 2);
        assert!(new);
        let start = pairs.reserve_places(pair, 2);
        pairs.set_place(start, 4);
        pairs.set_place(start + 1, 9);
        assert_eq!(pairs.increase(7, 7, 1), (pair, false));
        pairs.add_late_place(pair, 5);
        pairs.decrease(7, 7, 2);
        pairs.decrease(7, 8, 2);
        assert_eq!((pairs.len(), pairs.tokens(pair), pairs.count(pair)), (1, (7, 7), 1));

        // A run is merged from left to right, so the order of the places matters.
        let mut places = vec![1];
        pairs.take_places(pair, &mut places);
        assert_eq!(places, [4, 5, 9]);
        pairs.take_places(pair, &mut places);
        assert!(places.is_empty());
    }
}

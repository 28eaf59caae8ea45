//! The pairs of neighbouring symbols that the trainer knows, their counts and where they stand.
//!
//! The places of a pair are all made in one step, the one that makes the younger of its two tokens
//! (see [`super::trainer`]), so they are one range of a single growing array. Places are never
//! deleted: where the pair has gone, the cells say so.

use crate::error::Error;
use crate::pair_map::{PairMap, pair_key};
use crate::room;
use gainful_kernels::Control;
use std::ops::Range;

/// One pair.
struct Pair {
    left: u32,
    right: u32,
    /// How often the corpus shows the pair: in windows, of which "aaa" has two for (a, a), or in
    /// disjoint places, of which it has one.
    count: i64,
    places: Range<usize>,
}

/// The pairs, numbered in the order in which they appeared.
pub(super) struct Pairs {
    index: PairMap<u32>,
    pairs: Vec<Pair>,
    places: Vec<u32>,
}

impl Pairs {
    /// No pairs yet.
    pub(super) fn new() -> Self {
        Self { index: PairMap::with_capacity(0), pairs: Vec::new(), places: Vec::new() }
    }

    pub(super) fn len(&self) -> u32 {
        self.pairs.len() as u32
    }

    /// The left and the right token of a pair.
    pub(super) fn tokens(&self, pair: u32) -> (u32, u32) {
        let found = &self.pairs[pair as usize];
        (found.left, found.right)
    }

    /// The number of a pair, if it is known.
    pub(super) fn find(&self, left: u32, right: u32) -> Option<u32> {
        self.index.get(pair_key(left, right))
    }

    /// How often a pair occurs now.
    pub(super) fn count(&self, pair: u32) -> i64 {
        self.pairs[pair as usize].count
    }

    pub(super) fn set_count(&mut self, pair: u32, count: i64) {
        self.pairs[pair as usize].count = count;
    }

    /// Adds to the count of a pair, if the pair is known.
    #[inline(always)]
    pub(super) fn add(&mut self, left: u32, right: u32, count: i64) {
        if let Some(pair) = self.find(left, right) {
            self.pairs[pair as usize].count += count;
        }
    }

    /// Adds to a pair's count; returns the pair and whether it is new. A new pair gets the room for
    /// its places by [`Self::reserve_places`].
    #[inline(always)]
    pub(super) fn increase(
        &mut self,
        left: u32,
        right: u32,
        count: i64,
        control: &Control,
    ) -> Result<(u32, bool), Error> {
        self.index.make_room(control)?;
        let (pair, new) = self.index.get_or_insert(pair_key(left, right), self.pairs.len() as u32);
        if new {
            room::reserve(&mut self.pairs, 1)?;
            self.pairs.push(Pair { left, right, count, places: 0..0 });
        } else {
            self.pairs[pair as usize].count += count;
        }
        Ok((pair, new))
    }

    /// Makes room for the places of a new pair and returns where it begins.
    #[inline(always)]
    pub(super) fn reserve_places(
        &mut self,
        pair: u32,
        count: u32,
        control: &Control,
    ) -> Result<usize, Error> {
        let start = self.places.len();
        room::append(&mut self.places, count as usize, 0, control)?;
        self.pairs[pair as usize].places = start..self.places.len();
        Ok(start)
    }

    /// Writes one place into reserved room.
    #[inline(always)]
    pub(super) fn set_place(&mut self, at: usize, place: u32) {
        self.places[at] = place;
    }

    /// Forgets the first `count` places of a pair, where it will never stand again.
    pub(super) fn drop_places(&mut self, pair: u32, count: usize) {
        self.pairs[pair as usize].places.start += count;
    }

    /// The places where the pair stands or stood, in increasing order.
    pub(super) fn places(&self, pair: u32) -> &[u32] {
        &self.places[self.pairs[pair as usize].places.clone()]
    }
}

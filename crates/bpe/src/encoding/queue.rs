//! In which order the places of a long word are visited: by level, which is a merge's rank or an event's
//! number, and from left to right within a level.

use crate::error::Error;
use crate::room;
use gainful_kernels::Control;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Places that wait for their turn.
pub(super) trait Queue: Sized {
    /// An empty queue for `length` places and levels below `levels`.
    fn new(length: usize, levels: usize, control: &Control) -> Result<Self, Error>;

    /// Lets a place wait.
    fn push(&mut self, level: u32, at: u32) -> Result<(), Error>;

    /// The next one.
    fn pop(&mut self) -> Option<(u32, u32)>;
}

/// Takes any order of levels, and O(log n) a place.
impl Queue for BinaryHeap<Reverse<(u32, u32)>> {
    fn new(length: usize, _: usize, _: &Control) -> Result<Self, Error> {
        let mut places = Vec::new();
        room::reserve(&mut places, length)?;
        Ok(places.into())
    }

    #[inline(always)]
    fn push(&mut self, level: u32, at: u32) -> Result<(), Error> {
        if self.len() == self.capacity() {
            let bytes = 2 * self.len() * size_of::<(u32, u32)>();
            self.try_reserve(self.len().max(1)).map_err(|_| Error::Memory { bytes })?;
        }
        BinaryHeap::push(self, Reverse((level, at)));
        Ok(())
    }

    #[inline(always)]
    fn pop(&mut self) -> Option<(u32, u32)> {
        BinaryHeap::pop(self).map(|Reverse(place)| place)
    }
}

/// The last place of a chain.
const END: u32 = u32::MAX;

/// For places whose levels are above the one that is visited: then the places of a level are all there
/// when its turn comes. Takes O(1) a place and O(log n) a level, where places come from left to right.
pub(super) struct Levels {
    /// Of each level the place that came last, as an index of `waiting`.
    last: Vec<u32>,
    waiting: Vec<Waiting>,
    /// A chain of those that are used no more.
    free: u32,
    /// The levels that have places.
    levels: BinaryHeap<Reverse<u32>>,
    /// The level that is visited, and those of its places that were not visited, the last one first.
    level: u32,
    places: Vec<u32>,
}

/// A place, and the one of its level that came before.
#[derive(Clone, Copy)]
struct Waiting {
    at: u32,
    before: u32,
}

impl Queue for Levels {
    fn new(length: usize, levels: usize, control: &Control) -> Result<Self, Error> {
        let (mut last, mut waiting) = (Vec::new(), Vec::new());
        room::append(&mut last, levels, END, control)?;
        room::reserve(&mut waiting, length)?;
        let levels = BinaryHeap::new();
        Ok(Self { last, waiting, free: END, levels, level: 0, places: Vec::new() })
    }

    #[inline(always)]
    fn push(&mut self, level: u32, at: u32) -> Result<(), Error> {
        let last = &mut self.last[level as usize];
        if *last == END {
            self.levels.push(Reverse(level));
        }
        let place = Waiting { at, before: *last };
        if self.free == END {
            room::reserve(&mut self.waiting, 1)?;
            *last = self.waiting.len() as u32;
            self.waiting.push(place);
        } else {
            *last = self.free;
            let free = &mut self.waiting[self.free as usize];
            self.free = std::mem::replace(free, place).before;
        }
        Ok(())
    }

    #[inline(always)]
    fn pop(&mut self) -> Option<(u32, u32)> {
        loop {
            if let Some(at) = self.places.pop() {
                return Some((self.level, at));
            }
            let Reverse(level) = self.levels.pop()?;
            self.level = level;
            let mut index = std::mem::replace(&mut self.last[level as usize], END);
            while index != END {
                let place = &mut self.waiting[index as usize];
                self.places.push(place.at);
                let before = std::mem::replace(&mut place.before, self.free);
                self.free = index;
                index = before;
            }
            // From right to left. They came in stretches that do.
            if !self.places.is_sorted_by(|right, left| right >= left) {
                self.places.sort_unstable_by(|right, left| left.cmp(right));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Places that come while others are visited, always for later levels.
        #[test]
        fn both_visit_in_the_same_order(
            places in proptest::collection::vec((0..20u32, 0..50u32), 0..200),
            later in proptest::collection::vec(proptest::option::of((1..9u32, 0..50u32)), 200),
        ) {
            let control = Control::new();
            let mut heap = <BinaryHeap<_> as Queue>::new(9, 2000, &control).unwrap();
            let mut levels = Levels::new(9, 2000, &control).unwrap();
            for (level, at) in places {
                Queue::push(&mut heap, level, at).unwrap();
                levels.push(level, at).unwrap();
            }
            let mut later = later.into_iter().flatten();
            loop {
                let next = Queue::pop(&mut heap);
                prop_assert_eq!(levels.pop(), next);
                let Some((level, _)) = next else { break };
                if let Some((more, at)) = later.next() {
                    Queue::push(&mut heap, level + more, at).unwrap();
                    levels.push(level + more, at).unwrap();
                }
            }
        }
    }
}

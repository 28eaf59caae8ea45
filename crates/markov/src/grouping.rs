//! Weighted entries put into groups by a key: the entropy of the groups, and their numbers.
//!
//! A key is a number below a bound. Where the bound is not much above the number of entries, the
//! keys are the places of a table; beyond that only keys that occur get a place, in the order of
//! their first appearance, so that the sums have one order.

use gainful_kernels::Workers;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::entropy::entropy;

/// Places of a table per entry up to which a table is used: filling and scanning 16 places takes
/// about as long as looking up one key.
const PLACES_PER_ENTRY: u64 = 16;

/// The group of each entry.
pub(crate) struct Groups {
    /// For each entry a number below `count`.
    pub(crate) numbers: Vec<u32>,
    /// How many groups there are.
    pub(crate) count: u64,
}

impl Groups {
    /// All of `entries` entries in one group.
    pub(crate) fn one(entries: usize) -> Self {
        Self { numbers: vec![0; entries], count: 1 }
    }
}

/// Entries grouped by `key(entry)`, a number below `bound`.
pub(crate) struct Keys<K> {
    pub(crate) entries: usize,
    pub(crate) bound: u64,
    pub(crate) key: K,
}

impl<K: Fn(usize) -> u64> Keys<K> {
    /// The entropy of the groups' weights, in nats. O(entries) additions.
    pub(crate) fn entropy(&self, weights: &[f64], workers: &Workers) -> f64 {
        let sums = if self.fits_table() {
            let mut sums = vec![0.0; self.bound as usize];
            for (entry, weight) in weights.iter().enumerate() {
                sums[(self.key)(entry) as usize] += weight;
            }
            sums
        } else {
            let groups = self.groups();
            let mut sums = vec![0.0; groups.count as usize];
            for (&group, weight) in groups.numbers.iter().zip(weights) {
                sums[group as usize] += weight;
            }
            sums
        };
        entropy(&sums, workers)
    }

    /// The groups, numbered by first appearance.
    pub(crate) fn groups(&self) -> Groups {
        let mut count = 0;
        let mut number = |place: &mut u32| {
            if *place == u32::MAX {
                *place = count;
                count += 1;
            }
            *place
        };
        let keys = (0..self.entries).map(&self.key);
        let numbers = if self.fits_table() {
            let mut places = vec![u32::MAX; self.bound as usize];
            keys.map(|key| number(&mut places[key as usize])).collect()
        } else {
            let mut places = FxHashMap::with_capacity_and_hasher(self.entries, FxBuildHasher);
            keys.map(|key| number(places.entry(key).or_insert(u32::MAX))).collect()
        };
        Groups { numbers, count: u64::from(count) }
    }

    fn fits_table(&self) -> bool {
        self.bound <= PLACES_PER_ENTRY * self.entries as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_numbered_by_first_appearance() {
        let raw = [5, 2, 5, 9, 2, 0];
        for bound in [10, 1 << 40] {
            let keys = Keys { entries: raw.len(), bound, key: |entry| raw[entry] };
            let groups = keys.groups();
            assert_eq!(groups.numbers, [0, 1, 0, 2, 1, 3]);
            assert_eq!(groups.count, 4);
        }
    }

    #[test]
    fn the_entropy_is_that_of_the_sums() {
        let raw = [5, 2, 5, 9, 2, 0];
        let weights = [0.125, 0.125, 0.125, 0.25, 0.125, 0.25];
        for bound in [10, 1 << 40] {
            let keys = Keys { entries: raw.len(), bound, key: |entry| raw[entry] };
            let entropy = keys.entropy(&weights, &Workers::single());
            assert!((entropy - 4.0f64.ln()).abs() < 1e-15);
        }
    }
}

//! Sets as lists of elements. What is not covered is kept for all elements: as bits if their weights
//! are 1, so that a million elements fit the nearest caches, else as the weights that are left.

use gainful_kernels::{Cancelled, CompensatedSum, Control, Workers, prefetch};

use super::bits::{all, bit};
use crate::objective::State;
use crate::objectives::rows::rows_per_task;
use crate::objectives::sparse::SparsePattern;

/// Elements gone through between two looks at a control: a millisecond at most.
const BLOCK: usize = 1 << 16;

/// How many candidates later a set is that is asked for from memory; where its list is stored is
/// asked for as much earlier.
const AHEAD: usize = 4;

/// Writes the gains of `candidates`, given that of a part of a set.
fn sum_up(
    sets: &SparsePattern,
    candidates: &[u32],
    gains: &mut [f64],
    workers: &Workers,
    control: &Control,
    gain: impl Fn(&[u32]) -> f64 + Sync,
) -> Result<(), Cancelled> {
    let sets_per_task = rows_per_task(sets.entries() / sets.rows());
    workers.for_each_chunk(gains, sets_per_task, |task, gains| {
        let candidates = &candidates[task * sets_per_task..][..gains.len()];
        candidates.iter().take(2 * AHEAD).for_each(|&first| sets.prefetch_range(first as usize));
        candidates.iter().take(AHEAD).for_each(|&first| prefetch(sets.row(first as usize)));
        for (place, (sum, &set)) in gains.iter_mut().zip(candidates).enumerate() {
            if let Some(&later) = candidates.get(place + 2 * AHEAD) {
                sets.prefetch_range(later as usize);
            }
            if let Some(&later) = candidates.get(place + AHEAD) {
                prefetch(sets.row(later as usize));
            }
            let blocks = sets.row(set as usize).chunks(BLOCK);
            *sum = blocks.take_while(|_| !control.is_cancelled()).map(&gain).sum();
        }
    });
    control.check()
}

/// A selection of sets whose elements have weight 1.
#[derive(Clone)]
pub(super) struct Counting<'a> {
    sets: &'a SparsePattern,
    uncovered: Vec<u64>,
    covered: u64,
}

impl<'a> Counting<'a> {
    /// The empty selection.
    pub(super) fn new(sets: &'a SparsePattern) -> Self {
        Self { sets, uncovered: all(sets.columns()), covered: 0 }
    }
}

impl State for Counting<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let is_uncovered = |&element: &u32| {
            let (word, bit) = bit(element);
            // SAFETY: columns of a `SparsePattern` are in range, and there is a bit for each.
            u64::from(unsafe { self.uncovered.get_unchecked(word) } & bit != 0)
        };
        let count = |set: &[u32]| set.iter().map(is_uncovered).sum::<u64>() as f64;
        sum_up(self.sets, candidates, gains, workers, control, count)
    }

    fn insert(&mut self, element: u32, _: &Workers) {
        for &element in self.sets.row(element as usize) {
            let (word, bit) = bit(element);
            self.covered += u64::from(self.uncovered[word] & bit != 0);
            self.uncovered[word] &= !bit;
        }
    }

    fn value(&self) -> f64 {
        self.covered as f64
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(self.clone())
    }
}

/// A selection of sets whose elements have weights of their own.
#[derive(Clone)]
pub(super) struct Weighing<'a> {
    sets: &'a SparsePattern,
    /// The weight of each element that is not covered, and 0 for all others.
    left: Vec<f64>,
    value: CompensatedSum,
}

impl<'a> Weighing<'a> {
    /// The empty selection.
    pub(super) fn new(sets: &'a SparsePattern, weights: &[f64]) -> Self {
        Self { sets, left: weights.to_vec(), value: CompensatedSum::default() }
    }
}

impl State for Weighing<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        // In a fixed order of sums that round monotonically, gains never grow, to the last bit.
        let weigh = |set: &[u32]| set.iter().map(|&element| self.left[element as usize]).sum();
        sum_up(self.sets, candidates, gains, workers, control, weigh)
    }

    fn insert(&mut self, element: u32, _: &Workers) {
        for &element in self.sets.row(element as usize) {
            self.value.add(std::mem::take(&mut self.left[element as usize]));
        }
    }

    fn value(&self) -> f64 {
        self.value.value()
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(self.clone())
    }
}

//! Sets as bits, one for each element: an intersection takes one pass over words.

use gainful_kernels::{Cancelled, Control, Workers, count_common, zeros};

use crate::error::Error;
use crate::objective::State;
use crate::objectives::rows::rows_per_task;
use crate::objectives::sparse::SparsePattern;

/// Elements of a word.
const WORD: usize = u64::BITS as usize;

/// Numbers from 0 up to the number of elements, as the bits of words.
pub(super) fn bit(element: u32) -> (usize, u64) {
    (element as usize / WORD, 1 << (element as usize % WORD))
}

/// All numbers below `elements`.
pub(super) fn all(elements: usize) -> Vec<u64> {
    let mut words = vec![u64::MAX; elements.div_ceil(WORD)];
    if let (Some(last), rest @ 1..) = (words.last_mut(), elements % WORD) {
        *last = (1 << rest) - 1;
    }
    words
}

/// Sets whose elements have weight 1.
#[derive(Clone, Debug)]
pub(super) struct BitSets {
    words: Vec<u64>,
    words_per_set: usize,
    elements: usize,
}

impl BitSets {
    /// The memory that these sets would take.
    pub(super) fn bytes_of(sets: &SparsePattern) -> usize {
        let words = sets.columns().div_ceil(WORD).saturating_mul(sets.rows());
        words.saturating_mul(size_of::<u64>())
    }

    /// The same sets as bits.
    pub(super) fn new(
        sets: &SparsePattern,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let words_per_set = sets.columns().div_ceil(WORD);
        let mut words = zeros(words_per_set * sets.rows(), workers, control)?;
        workers.for_each_chunk(&mut words, words_per_set, |set, words| {
            if control.is_cancelled() {
                return;
            }
            for &element in sets.row(set) {
                let (word, bit) = bit(element);
                words[word] |= bit;
            }
        });
        control.check()?;
        Ok(Self { words, words_per_set, elements: sets.columns() })
    }

    /// The number of sets.
    pub(super) fn count(&self) -> usize {
        self.words.len() / self.words_per_set
    }

    /// The memory that the sets take.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.words.as_slice())
    }

    /// The empty selection.
    pub(super) fn begin(&self) -> Intersecting<'_> {
        Intersecting { sets: self, uncovered: all(self.elements), covered: 0 }
    }

    fn set(&self, set: u32) -> &[u64] {
        &self.words[set as usize * self.words_per_set..][..self.words_per_set]
    }
}

/// A selection, and what it does not cover.
#[derive(Clone)]
pub(super) struct Intersecting<'a> {
    sets: &'a BitSets,
    uncovered: Vec<u64>,
    covered: u64,
}

impl State for Intersecting<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let sets_per_task = rows_per_task(self.sets.words_per_set);
        workers.for_each_chunk(gains, sets_per_task, |task, gains| {
            if control.is_cancelled() {
                return;
            }
            for (gain, &set) in gains.iter_mut().zip(&candidates[task * sets_per_task..]) {
                *gain = count_common(self.sets.set(set), &self.uncovered) as f64;
            }
        });
        control.check()
    }

    fn insert(&mut self, element: u32, _: &Workers) {
        let set = self.sets.set(element);
        self.covered += count_common(set, &self.uncovered);
        for (uncovered, set) in self.uncovered.iter_mut().zip(set) {
            *uncovered &= !set;
        }
    }

    fn value(&self) -> f64 {
        self.covered as f64
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(self.clone())
    }
}

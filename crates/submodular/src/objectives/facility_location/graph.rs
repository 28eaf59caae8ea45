//! Similarities of few pairs: a row lists the points that a candidate is similar to at all, so a
//! gain is a pass over that list.
//!
//! Bound by fetching the largest similarities so far from places all over: 100,000 of them fit the
//! second-level cache.

use gainful_kernels::{Cancelled, Control, Workers};

use super::coverage::Similarities;
use crate::objectives::SparsePattern;
use crate::objectives::matrix::Narrow;

/// Entries that one task sums up: some tens of microseconds.
const ENTRIES_PER_TASK: usize = 1 << 14;

/// A sparse matrix; entries that are not listed are 0.
#[derive(Debug)]
pub(crate) struct Graph<T> {
    pattern: SparsePattern,
    values: Vec<T>,
}

impl<T: Narrow> Graph<T> {
    /// The matrix with one of `values` for each place of `pattern`.
    pub(crate) fn new(pattern: SparsePattern, values: Vec<T>) -> Self {
        Self { pattern, values }
    }

    /// The points that a candidate is similar to, and how much.
    fn row(&self, candidate: u32) -> impl Iterator<Item = (usize, T)> {
        let points = self.pattern.row(candidate as usize).iter().map(|&point| point as usize);
        let values = &self.values[self.pattern.range(candidate as usize)];
        points.zip(values.iter().copied())
    }

    /// Differences are taken in double precision, where those of single precision are exact or
    /// nearly so. Each operation is monotone, so that gains never grow.
    fn gain(&self, candidate: u32, largest: &[T]) -> f64 {
        self.row(candidate)
            .fold(0.0, |sum, (point, value)| sum + (value.into() - largest[point].into()).max(0.0))
    }
}

impl<T: Narrow> Similarities for Graph<T> {
    type Element = T;

    fn rows(&self) -> usize {
        self.pattern.rows()
    }

    fn columns(&self) -> usize {
        self.pattern.columns()
    }

    fn bytes(&self) -> usize {
        self.pattern.bytes() + size_of_val(self.values.as_slice())
    }

    fn gains(
        &self,
        candidates: &[u32],
        largest: &[T],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let rows_per_task = (ENTRIES_PER_TASK * self.pattern.rows())
            .div_ceil(self.pattern.entries().max(self.pattern.rows()));
        workers.for_each_chunk(gains, rows_per_task, |task, gains| {
            for (gain, &candidate) in gains.iter_mut().zip(&candidates[task * rows_per_task..]) {
                if control.is_cancelled() {
                    return;
                }
                *gain = self.gain(candidate, largest);
            }
        });
        control.check()
    }

    fn raise(&self, element: u32, largest: &mut [T], _: &Workers) {
        for (point, value) in self.row(element) {
            if value > largest[point] {
                largest[point] = value;
            }
        }
    }
}

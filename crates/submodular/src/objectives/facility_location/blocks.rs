//! Similarities that are computed when they are asked for, for matrices too large for memory: the same
//! function as that of the whole matrix, to the last bit.
//!
//! The gains of some candidates are a matrix product of their features and those of all points, strip
//! by strip, each of which becomes improvements before it leaves the cache. Bound by arithmetic where
//! there are dozens of candidates, and by reading all features where there are few.

use gainful_kernels::{
    COLUMNS_PER_SUM, Cancelled, Control, Workers, facility_gains, facility_update,
};

use super::coverage::Similarities;
use super::weights;
use crate::error::Error;
use crate::objectives::matrix::Narrow;
use crate::objectives::metric::{Comparison, Probe, ROWS_PER_STRIP};

/// Candidates whose sums are kept at once, a whole number of strips.
const CANDIDATES_AT_ONCE: usize = 64 * ROWS_PER_STRIP;

/// The numbers of a strip's rows.
const STRIP_ROWS: [u32; ROWS_PER_STRIP] = {
    let mut rows = [0; ROWS_PER_STRIP];
    let mut row = 0;
    while row < ROWS_PER_STRIP {
        rows[row] = row as u32;
        row += 1;
    }
    rows
};

/// The similarities of all pairs of rows of features.
#[derive(Debug)]
pub(crate) struct Blocks<T> {
    comparison: Comparison<T>,
    weights: Option<Vec<f64>>,
}

impl<T: Narrow> Blocks<T> {
    /// Those of `comparison`, times the `weights` of the points.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `weights`.
    pub(crate) fn new(comparison: Comparison<T>, weights: Option<Vec<f64>>) -> Result<Self, Error> {
        if let Some(weights) = &weights {
            weights::check(weights, comparison.rows())?;
            weights::check_largest::<T>(weights, comparison.largest())?;
        }
        Ok(Self { comparison, weights })
    }

    /// What `task` makes of the weighted similarities of some candidates to the points of a part.
    fn with_part<R>(
        &self,
        candidates: &Probe<T>,
        part: usize,
        control: &Control,
        task: impl FnOnce(&[T]) -> R,
    ) -> Result<R, Cancelled> {
        let begin = part * COLUMNS_PER_SUM;
        let range = begin..self.columns().min(begin + COLUMNS_PER_SUM);
        let weights = self.weights.as_ref().map(|weights| &weights[range.clone()]);
        self.comparison.with_strip(candidates, range, control, |strip| {
            if let Some(weights) = weights {
                strip.chunks_mut(weights.len()).for_each(|row| weights::scale(row, weights));
            }
            task(strip)
        })
    }
}

impl<T: Narrow> Similarities for Blocks<T> {
    type Element = T;

    fn rows(&self) -> usize {
        self.comparison.rows()
    }

    fn columns(&self) -> usize {
        self.comparison.rows()
    }

    fn bytes(&self) -> usize {
        let weights = self.weights.as_ref().map_or(0, |weights| size_of_val(weights.as_slice()));
        self.comparison.bytes() + weights
    }

    fn gains(
        &self,
        candidates: &[u32],
        largest: &[T],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let blocks = candidates.chunks(CANDIDATES_AT_ONCE);
        for (candidates, gains) in blocks.zip(gains.chunks_mut(CANDIDATES_AT_ONCE)) {
            let groups: Vec<&[u32]> = candidates.chunks(ROWS_PER_STRIP).collect();
            let probes = workers.map(groups.len(), |group| self.comparison.probe(groups[group]));
            let parts = self.columns().div_ceil(COLUMNS_PER_SUM);
            // Part by part, so that the features of a part are used while they are in the cache.
            let stride = groups.len() * ROWS_PER_STRIP;
            let mut sums = vec![0.0; parts * stride];
            workers.for_each_chunk(&mut sums, ROWS_PER_STRIP, |task, sums| {
                let (part, group) = (task / groups.len(), task % groups.len());
                let rows = groups[group].len();
                let largest = &largest[part * COLUMNS_PER_SUM..];
                let largest = &largest[..largest.len().min(COLUMNS_PER_SUM)];
                // A wish to stop is seen below.
                let _ = self.with_part(&probes[group], part, control, |strip| {
                    facility_gains(strip, &STRIP_ROWS[..rows], largest, &mut sums[..rows]);
                });
            });
            control.check()?;
            for (candidate, gain) in gains.iter_mut().enumerate() {
                let sums = sums[candidate..].iter().step_by(stride);
                *gain = sums.fold(0.0, |gain, sum| gain + sum);
            }
        }
        Ok(())
    }

    fn raise(&self, element: u32, largest: &mut [T], workers: &Workers) {
        let element = self.comparison.probe(&[element]);
        // Takes as long as a gain, so nobody needs to stop it.
        let control = Control::new();
        workers.for_each_chunk(largest, COLUMNS_PER_SUM, |part, largest| {
            let _ = self.with_part(&element, part, &control, |row| facility_update(row, largest));
        });
    }
}

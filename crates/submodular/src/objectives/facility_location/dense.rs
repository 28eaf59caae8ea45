//! Similarities in memory, row by row: a gain is one pass over the candidate's row, bound by the
//! memory that holds it.

use gainful_kernels::{
    Cancelled, Control, ROWS_PER_GROUP, Workers, facility_gains, facility_update,
};

use super::coverage::Similarities;
use crate::objectives::matrix::Narrow;

/// Entries of a row or rows that one task sums up: a few microseconds, long enough to outweigh
/// handing it out.
const ENTRIES_PER_TASK: usize = 1 << 15;

/// A matrix with at least one row and one column.
#[derive(Debug)]
pub(crate) struct Dense<T> {
    entries: Vec<T>,
    columns: usize,
    is_symmetric: bool,
}

impl<T> Dense<T> {
    /// The matrix of these entries, a whole number of rows; whether it equals its mirror image to the
    /// last bit.
    pub(crate) fn new(entries: Vec<T>, columns: usize, is_symmetric: bool) -> Self {
        Self { entries, columns, is_symmetric }
    }
}

impl<T: Narrow> Similarities for Dense<T> {
    type Element = T;

    fn rows(&self) -> usize {
        self.entries.len() / self.columns
    }

    fn columns(&self) -> usize {
        self.columns
    }

    fn bytes(&self) -> usize {
        size_of_val(self.entries.as_slice())
    }

    fn gains(
        &self,
        candidates: &[u32],
        largest: &[T],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let groups_per_task = ENTRIES_PER_TASK / (ROWS_PER_GROUP * self.columns);
        let rows_per_task = groups_per_task.max(1) * ROWS_PER_GROUP;
        workers.for_each_chunk(gains, rows_per_task, |task, gains| {
            if control.is_cancelled() {
                return;
            }
            let candidates = &candidates[task * rows_per_task..][..gains.len()];
            facility_gains(&self.entries, candidates, largest, gains);
        });
        control.check()
    }

    fn raise(&self, element: u32, largest: &mut [T], _: &Workers) {
        let row = &self.entries[element as usize * self.columns..][..self.columns];
        facility_update(row, largest);
    }

    fn symmetric(&self) -> Option<&[T]> {
        self.is_symmetric.then_some(&self.entries)
    }
}

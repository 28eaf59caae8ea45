//! How the gains of facility location fall when an element is selected, where similarities are
//! symmetric.
//!
//! The points whose best similarity has just grown are few once many elements are selected, on
//! average the number of points by the number of selected elements. Their rows of the matrix hold
//! what every candidate loses.

mod rivals;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use gainful_kernels::{Cancelled, Change, Control, Element, Workers, facility_decreases};

use self::rivals::{Rivals, are_few};
use super::matrix::Narrow;
use crate::objective::Descent;

/// Rows and columns compared at once: a tile and its mirror image fit the nearest cache.
const TILE: usize = 64;

/// Rows and columns of a square that is compared without a branch, so that the compiler uses vectors.
const SIDE: usize = 4;

/// Points that are compared at once, so that the compiler uses vectors.
const BLOCK: usize = 16;

/// Candidates whose losses one task adds up, at least: some microseconds, and losses and the parts of
/// a few rows that fit the nearest cache.
const CANDIDATES_PER_TASK: usize = 1024;

/// Changes whose losses are added up before they are subtracted from the bounds in double precision,
/// so that bounds stay within some millionths of the losses.
const CHANGES_PER_SUM: usize = 64;

/// Tasks for all candidates, at most, if there are not more than fit the nearest cache each.
const TASKS: usize = 4;

/// Whether the matrix of this `size` is symmetric to the last bit.
pub(crate) fn is_symmetric<T: Element + PartialEq>(
    entries: &[T],
    size: usize,
    workers: &Workers,
    control: &Control,
) -> Result<bool, Cancelled> {
    let differs = AtomicBool::new(false);
    workers.for_each(size.div_ceil(TILE), |band| {
        let rows = band * TILE..size.min((band + 1) * TILE);
        for begin in (0..rows.end).step_by(TILE) {
            if differs.load(Ordering::Relaxed) || control.is_cancelled() {
                return;
            }
            if differs_in(entries, size, rows.clone(), begin..rows.end.min(begin + TILE)) {
                differs.store(true, Ordering::Relaxed);
            }
        }
    });
    control.check()?;
    Ok(!differs.into_inner())
}

/// Whether entries of some rows and columns differ from their mirror images.
fn differs_in<T: Copy + PartialEq>(
    entries: &[T],
    size: usize,
    rows: Range<usize>,
    columns: Range<usize>,
) -> bool {
    let entry = |row: usize, column: usize| entries[row * size + column];
    rows.clone().step_by(SIDE).any(|row| {
        columns.clone().step_by(SIDE).any(|column| {
            if rows.end - row < SIDE || columns.end - column < SIDE {
                let pair = |row| move |column| entry(row, column) != entry(column, row);
                return (row..rows.end.min(row + SIDE))
                    .any(|row| (column..columns.end.min(column + SIDE)).any(pair(row)));
            }
            let read = |row: usize, column: usize| -> [[T; SIDE]; SIDE] {
                std::array::from_fn(|i| {
                    let values = &entries[(row + i) * size + column..][..SIDE];
                    std::array::from_fn(|j| values[j])
                })
            };
            let (square, mirror) = (read(row, column), read(column, row));
            (0..SIDE).fold(false, |differs, i| {
                (0..SIDE).fold(differs, |differs, j| differs | (square[i][j] != mirror[j][i]))
            })
        })
    })
}

/// The points that a selected row represents better than those before it.
///
/// `largest` are the best similarities before.
fn changes<T: Narrow>(row: &[T], largest: &[T]) -> Vec<Change<T>> {
    let mut changes = Vec::new();
    let weight = T::narrow(1.0);
    for (block, (row, largest)) in row.chunks(BLOCK).zip(largest.chunks(BLOCK)).enumerate() {
        let grows = row.iter().zip(largest).fold(false, |any, (row, best)| any | (row > best));
        if !grows {
            continue;
        }
        for (point, (&after, &before)) in (block * BLOCK..).zip(row.iter().zip(largest)) {
            if after > before {
                changes.push(Change { point: point as u32, before, after, weight });
            }
        }
    }
    changes
}

/// The fall of all gains by the changes of some points.
pub(crate) struct Fall<'a, T> {
    /// Symmetric, row by row.
    similarity: &'a [T],
    size: usize,
    changes: Vec<Change<T>>,
    /// For the candidates of each task.
    rivals: Vec<Mutex<Rivals<T>>>,
}

impl<'a, T: Narrow> Fall<'a, T> {
    /// No changes yet of this symmetric matrix, row by row.
    pub(crate) fn new(similarity: &'a [T], size: usize) -> Self {
        Self { similarity, size, changes: Vec::new(), rivals: Vec::new() }
    }

    /// Takes the selection of an element, given the best similarities before.
    pub(crate) fn insert(&mut self, element: u32, largest: &[T]) {
        let row = &self.similarity[element as usize * self.size..][..self.size];
        self.changes = changes(row, largest);
        if self.rivals.is_empty() && are_few(self.changes.len(), self.size) {
            let per_task = self.candidates_per_task();
            let candidates = |begin| per_task.min(self.size - begin);
            let rivals = |begin| Mutex::new(Rivals::new(candidates(begin), self.size));
            self.rivals = (0..self.size).step_by(per_task).map(rivals).collect();
        }
    }

    fn candidates_per_task(&self) -> usize {
        self.size.div_ceil(TASKS).next_multiple_of(BLOCK).max(CANDIDATES_PER_TASK)
    }

    /// The lists of a task's candidates, if there are any.
    fn rivals(&self, task: usize) -> Option<MutexGuard<'_, Rivals<T>>> {
        Some(self.rivals.get(task)?.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Subtracts from the bounds of candidates from `begin` on what they lose by these changes, as far
    /// as rows have to be read for it.
    fn lower_by_rows(
        &self,
        changes: &[Change<T>],
        begin: usize,
        bounds: &mut [f64],
        mut read: impl FnMut(u32, &[T], T),
        control: &Control,
    ) {
        let Self { similarity, size, .. } = self;
        let mut losses = vec![T::default(); bounds.len()];
        for changes in changes.chunks(CHANGES_PER_SUM) {
            if control.is_cancelled() {
                return;
            }
            losses.fill(T::default());
            facility_decreases(similarity, *size, changes, begin, &mut losses);
            for (bound, &loss) in bounds.iter_mut().zip(&losses) {
                *bound -= loss.into() * share::<T>();
            }
            for Change { point, after, .. } in changes {
                let row = &similarity[*point as usize * size + begin..][..bounds.len()];
                read(*point, row, *after);
            }
        }
    }
}

/// Losses are rounded sums, so a little less is subtracted.
fn share<T: Narrow>() -> f64 {
    1.0 - (CHANGES_PER_SUM + 4) as f64 * T::ROUNDING
}

impl<T: Narrow> Clone for Fall<'_, T> {
    fn clone(&self) -> Self {
        let copy = |task| self.rivals(task).map(|rivals| Mutex::new(rivals.clone()));
        Self {
            changes: self.changes.clone(),
            rivals: (0..self.rivals.len()).filter_map(copy).collect(),
            ..*self
        }
    }
}

impl<T: Narrow> Descent for Fall<'_, T> {
    fn error(&self) -> f64 {
        // Of a sum of at most 64 numbers in the type itself, each a rounded difference, and of all
        // numbers in double precision; with room to spare.
        66.0 * T::ROUNDING + self.size as f64 * f64::EPSILON
    }

    fn lower(
        &self,
        bounds: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let per_task = self.candidates_per_task();
        let are_few = are_few(self.changes.len(), self.size);
        workers.for_each_chunk(bounds, per_task, |task, bounds| {
            let begin = task * per_task;
            let Some(mut rivals) = self.rivals(task) else {
                return self.lower_by_rows(&self.changes, begin, bounds, |_, _, _| {}, control);
            };
            let (listed, others): (Vec<_>, Vec<_>) =
                self.changes.iter().copied().partition(|change| rivals.has(change.point));
            for change in &listed {
                rivals.lower(change, share::<T>(), bounds);
            }
            let read = |point, row: &[T], best| {
                if are_few {
                    rivals.list(point, row, best);
                }
            };
            self.lower_by_rows(&others, begin, bounds, read, control);
        });
        control.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_entry_that_differs_from_its_mirror_image_is_found() {
        for size in [1, 2, 3, 4, 5, 63, 64, 65, 70, 131] {
            let mut matrix: Vec<f32> = (0..size * size)
                .map(|entry| ((entry / size) * (entry % size) + entry / size + entry % size) as f32)
                .collect();
            let is_symmetric = |matrix: &[f32]| {
                is_symmetric(matrix, size, &Workers::single(), &Control::new()).unwrap()
            };
            assert!(is_symmetric(&matrix), "{size}");
            for row in 0..size {
                for column in (0..size).filter(|&column| column != row) {
                    let entry = row * size + column;
                    // All of the small ones, and the borders of tiles of the large ones.
                    if size > 5 && (row * 7 + column) % 13 != 0 && row + 1 != size {
                        continue;
                    }
                    matrix[entry] += 1.0;
                    assert!(!is_symmetric(&matrix), "{size}: {row}, {column}");
                    matrix[entry] -= 1.0;
                }
            }
        }
    }
}

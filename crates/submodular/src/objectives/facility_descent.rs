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

use gainful_kernels::{
    Cancelled, Change, Control, Element, ROWS_PER_GROUP, Workers, facility_decreases,
};

use self::rivals::{Found, ROUND_UP, Rivals, are_few};
use super::matrix::Narrow;
use crate::objective::Descent;

/// Rows and columns compared at once: a tile and its mirror image fit the nearest cache.
const TILE: usize = 64;

/// Rows and columns of a square that is compared without a branch, so that the compiler uses vectors.
const SIDE: usize = 4;

/// Points that are compared at once, so that the compiler uses vectors.
const BLOCK: usize = 16;

/// Parts into which the changes of an insertion are cut, at most. Each task reads whole rows, four side
/// by side: measured on rows of 40 kB from memory, that is a third faster than four tasks that each
/// read a quarter of all rows.
const TASKS: usize = 8;

/// Candidates whose losses are added up at once: losses and parts of a few rows fit the second cache.
const CANDIDATES_PER_BLOCK: usize = 1 << 14;

/// Changes of which a task adds up the losses, before bounds are lowered in double precision, so that
/// these stay within some millionths of the losses.
const CHANGES_PER_SUM: usize = 64;

/// Changes between two looks at the control: some hundred microseconds. Their rows are still in the
/// caches when rivals are looked for.
const CHANGES_PER_LOOK: usize = 16;

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
    /// What is kept from one insertion to the next, once there has been one.
    memory: Mutex<Memory<T>>,
}

/// The rivals of points, and room for what tasks find out.
#[derive(Clone, Default)]
struct Memory<T> {
    rivals: Option<Rivals<T>>,
    parts: Vec<Part<T>>,
}

/// What one task finds out.
#[derive(Clone, Default)]
struct Part<T> {
    /// What each candidate loses by the changes that are the task's share.
    losses: Vec<T>,
    found: Found<T>,
}

impl<'a, T: Narrow> Fall<'a, T> {
    /// No changes yet of this symmetric matrix, row by row.
    pub(crate) fn new(similarity: &'a [T], size: usize) -> Self {
        Self { similarity, size, changes: Vec::new(), memory: Mutex::default() }
    }

    /// Takes the selection of an element, given the best similarities before.
    pub(crate) fn insert(&mut self, element: u32, largest: &[T]) {
        let row = &self.similarity[element as usize * self.size..][..self.size];
        self.changes = changes(row, largest);
    }

    fn memory(&self) -> MutexGuard<'_, Memory<T>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds up what candidates lose by these changes, which takes the points' rows, and lists the rivals
    /// of those points that have few, if that is worth while.
    fn read(&self, changes: &[Change<T>], part: &mut Part<T>, lists: bool, control: &Control) {
        let Self { similarity, size, .. } = self;
        part.losses.clear();
        part.losses.resize(*size, T::default());
        for changes in changes.chunks(CHANGES_PER_LOOK) {
            if control.is_cancelled() {
                return;
            }
            for (block, losses) in part.losses.chunks_mut(CANDIDATES_PER_BLOCK).enumerate() {
                facility_decreases(
                    similarity,
                    *size,
                    changes,
                    block * CANDIDATES_PER_BLOCK,
                    losses,
                );
            }
            for Change { point, after, .. } in changes.iter().filter(|_| lists) {
                let row = &similarity[*point as usize * size..][..*size];
                part.found.list(*point, row, *after);
            }
        }
    }
}

/// Losses are rounded sums, so a little less is subtracted.
fn share<T: Narrow>() -> f64 {
    1.0 - (CHANGES_PER_SUM + TASKS + 4) as f64 * T::ROUNDING
}

/// Subtracts the losses of all parts from the bounds.
fn subtract<T: Narrow>(parts: &[Part<T>], bounds: &mut [f64], workers: &Workers) {
    workers.for_each_chunk(bounds, CANDIDATES_PER_BLOCK / TASKS, |block, bounds| {
        let begin = block * CANDIDATES_PER_BLOCK / TASKS;
        let mut losses = [0.0; CANDIDATES_PER_BLOCK / TASKS];
        for part in parts {
            for (sum, &loss) in losses.iter_mut().zip(&part.losses[begin..][..bounds.len()]) {
                *sum += loss.into();
            }
        }
        for (bound, loss) in bounds.iter_mut().zip(losses) {
            *bound = (*bound - loss * share::<T>()) * ROUND_UP;
        }
    });
}

impl<T: Narrow> Clone for Fall<'_, T> {
    fn clone(&self) -> Self {
        let memory = Mutex::new(self.memory().clone());
        Self { changes: self.changes.clone(), memory, ..*self }
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
        let mut memory = self.memory();
        let Memory { rivals, parts } = &mut *memory;
        let are_few = are_few(self.changes.len(), self.size);
        if are_few && rivals.is_none() {
            *rivals = Some(Rivals::new(self.size));
        }
        let mut others = Vec::new();
        for change in &self.changes {
            let is_listed =
                rivals.as_mut().is_some_and(|rivals| rivals.lower(change, share::<T>(), bounds));
            if !is_listed {
                others.push(*change);
            }
        }
        parts.resize_with(TASKS, || Part { losses: Vec::new(), found: Found::new(self.size) });
        for changes in others.chunks(TASKS * CHANGES_PER_SUM) {
            let per_task = changes.len().div_ceil(TASKS).next_multiple_of(ROWS_PER_GROUP);
            let parts = &mut parts[..changes.len().div_ceil(per_task)];
            workers.for_each_chunk(parts, 1, |task, part| {
                let begin = task * per_task;
                let changes = &changes[begin..changes.len().min(begin + per_task)];
                self.read(changes, &mut part[0], are_few, control);
            });
            control.check()?;
            subtract(parts, bounds, workers);
            if let Some(rivals) = rivals {
                parts.iter_mut().for_each(|part| rivals.adopt(&mut part.found));
            }
        }
        control.check()
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::sync::Arc;

    use gainful_kernels::{Pool, Random};

    use super::*;

    /// Candidates of more than one block, the last of which is not whole; the first rows alone are
    /// ever read, since no other point changes.
    #[test]
    fn bounds_of_many_candidates_fall_by_what_these_lose() {
        const CANDIDATES: usize = 2 * CANDIDATES_PER_BLOCK + 301;
        const POINTS: usize = 140;
        let mut random = Random::new(7, 0);
        // The first candidates are so similar to all points that few others are more so.
        let mut draw = |index: usize| match index % CANDIDATES {
            ..POINTS => 0.99 + 0.01 * random.unit() as f32,
            _ => random.unit() as f32,
        };
        let similarity: Vec<f32> = (0..POINTS * CANDIDATES).map(&mut draw).collect();
        let row = |point: usize| &similarity[point * CANDIDATES..][..CANDIDATES];
        // To other points no candidate is similar.
        let selected = |element: usize| -> Vec<f32> {
            let similarities = row(element)[..POINTS].iter().copied();
            similarities.chain(vec![0.0; CANDIDATES - POINTS]).collect()
        };
        let mut outcome: Option<Vec<f64>> = None;
        for threads in [1, 2, 3, 8] {
            let threads = NonZeroUsize::new(threads).unwrap();
            let workers = Workers::new(Arc::new(Pool::new(threads).unwrap()), threads);
            let mut fall = Fall::new(&similarity, CANDIDATES);
            let mut largest = vec![0.0f32; CANDIDATES];
            let mut bounds = vec![POINTS as f64; CANDIDATES];
            let mut expected = bounds.clone();
            for element in 0..4 {
                let after = selected(element);
                fall.changes = changes(&after, &largest);
                assert!(element > 0 || fall.changes.len() == POINTS);
                fall.lower(&mut bounds, &workers, &Control::new()).unwrap();
                for point in 0..POINTS {
                    let (before, after) = (largest[point], after[point].max(largest[point]));
                    for (expected, &similarity) in expected.iter_mut().zip(row(point)) {
                        *expected -= f64::from(similarity.clamp(before, after)) - f64::from(before);
                    }
                    largest[point] = after;
                }
                for (bound, expected) in bounds.iter().zip(&expected) {
                    assert!(bound >= expected && *bound <= expected + 1e-3, "{bound} {expected}");
                }
            }
            assert_eq!(*outcome.get_or_insert_with(|| bounds.clone()), bounds);
        }
    }

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

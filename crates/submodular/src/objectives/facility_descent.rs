//! How the gains of facility location fall when an element is selected, where similarities are
//! symmetric.
//!
//! The points whose best similarity has just grown are few once many elements are selected, on
//! average the number of points by the number of selected elements. Their rows of the matrix hold
//! what every candidate loses.

use std::sync::atomic::{AtomicBool, Ordering};

use gainful_kernels::{Cancelled, Change, Control, Element, Workers, facility_decreases};

use super::matrix::Narrow;
use crate::objective::Descent;

/// Rows and columns compared at once: a tile and its mirror image fit the nearest cache.
const TILE: usize = 64;

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
            let differ = rows.clone().any(|row| {
                let columns = begin..row.min(begin + TILE);
                columns
                    .into_iter()
                    .any(|column| entries[row * size + column] != entries[column * size + row])
            });
            if differ {
                differs.store(true, Ordering::Relaxed);
            }
        }
    });
    control.check()?;
    Ok(!differs.into_inner())
}

/// The points that a selected row represents better than those before it.
///
/// `largest` are the best similarities before.
pub(crate) fn changes<T: Narrow>(row: &[T], largest: &[T]) -> Vec<Change<T>> {
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
#[derive(Clone)]
pub(crate) struct Fall<'a, T> {
    /// Symmetric, row by row.
    pub(crate) similarity: &'a [T],
    pub(crate) size: usize,
    pub(crate) changes: Vec<Change<T>>,
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
        // Losses are rounded sums, so a little less is subtracted.
        let share = 1.0 - (CHANGES_PER_SUM + 4) as f64 * T::ROUNDING;
        let per_task = self.size.div_ceil(TASKS).next_multiple_of(BLOCK).max(CANDIDATES_PER_TASK);
        workers.for_each_chunk(bounds, per_task, |task, bounds| {
            let Self { similarity, size, changes } = self;
            let mut losses = vec![T::default(); bounds.len()];
            for changes in changes.chunks(CHANGES_PER_SUM) {
                if control.is_cancelled() {
                    return;
                }
                losses.fill(T::default());
                facility_decreases(similarity, *size, changes, task * per_task, &mut losses);
                for (bound, &loss) in bounds.iter_mut().zip(&losses) {
                    *bound -= loss.into() * share;
                }
            }
        });
        control.check()
    }
}

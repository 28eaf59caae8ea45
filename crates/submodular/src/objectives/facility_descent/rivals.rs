//! The candidates that are more similar to a point than the element that represents it.
//!
//! Only these lose anything when the point's best similarity grows again, and they become fewer, about
//! as a part 1 / t of all where t elements are selected. So once they are few they are listed, and the
//! point's row is not read any more. Measured on three data sets of 5,000 and 10,000 points of which a
//! tenth is selected: two fifths to three fifths of the rows are read.

use std::ops::Range;

use gainful_kernels::{Change, positions_above};

use crate::objectives::matrix::Narrow;

/// A list has at most this part of the candidates, and so all lists together take at most a 32nd of
/// the memory of the matrix. With 16 a third of the rows less is read, but making and using lists of
/// four times the length takes longer than that.
const SHARE: usize = 64;

/// What a difference of numbers in double precision is multiplied by to be no less than the exact one.
pub(super) const ROUND_UP: f64 = 1.0 + f64::EPSILON;

/// The rivals of points.
#[derive(Clone)]
pub(super) struct Rivals<T> {
    /// For each point the entries of its list, if it has one.
    lists: Vec<Option<Range<usize>>>,
    /// Candidates and their similarities to the point.
    entries: Vec<(u32, T)>,
}

/// Lists that have been made but not taken over yet.
#[derive(Clone, Default)]
pub(super) struct Found<T> {
    /// Points and the lengths of their lists.
    lengths: Vec<(u32, usize)>,
    /// The entries of all lists, one after the other.
    entries: Vec<(u32, T)>,
    /// Room for the positions of a list.
    positions: Vec<u32>,
}

/// Whether it is worth while to look whether lists are short if so many of all points have changed:
/// those that changed at the last insertion are about as many as the rivals of each.
pub(super) fn are_few(changes: usize, points: usize) -> bool {
    changes * SHARE / 2 <= points
}

impl<T: Narrow> Found<T> {
    /// No lists yet of so many candidates.
    pub(super) fn new(candidates: usize) -> Self {
        let positions = vec![0; candidates / SHARE];
        Self { lengths: Vec::new(), entries: Vec::new(), positions }
    }

    /// Lists the rivals of a point of these similarities to the candidates, the best one being `best`,
    /// unless they are too many or there is no memory.
    pub(super) fn list(&mut self, point: u32, similarities: &[T], best: T) {
        let Self { lengths, entries, positions } = self;
        let Some(count) = positions_above(similarities, best, positions) else { return };
        if entries.try_reserve(count).is_err() {
            return;
        }
        let listed = positions[..count].iter();
        entries.extend(listed.map(|&candidate| (candidate, similarities[candidate as usize])));
        lengths.push((point, count));
    }
}

impl<T: Narrow> Rivals<T> {
    /// No lists yet of this many points.
    pub(super) fn new(points: usize) -> Self {
        Self { lists: vec![None; points], entries: Vec::new() }
    }

    /// Takes over the lists that were found, unless there is no memory.
    pub(super) fn adopt(&mut self, found: &mut Found<T>) {
        let Found { lengths, entries, .. } = found;
        if self.entries.try_reserve(entries.len()).is_ok() {
            let mut end = self.entries.len();
            self.entries.append(entries);
            for (point, length) in lengths.drain(..) {
                self.lists[point as usize] = Some(end..end + length);
                end += length;
            }
        }
        lengths.clear();
        entries.clear();
    }

    /// Subtracts from `bounds` what the candidates lose by a change of a point and takes those out of
    /// the list who are no rivals any more; returns whether its rivals are listed.
    pub(super) fn lower(&mut self, change: &Change<T>, share: f64, bounds: &mut [f64]) -> bool {
        let Some(list) = &mut self.lists[change.point as usize] else { return false };
        let (before, after) = (change.before.into(), change.after.into());
        let entries = &mut self.entries[list.clone()];
        let mut kept = 0;
        for index in 0..entries.len() {
            let (candidate, similarity) = entries[index];
            let bound = &mut bounds[candidate as usize];
            let loss = (similarity.into().max(before).min(after) - before) * share;
            // So that rounding makes no bound too small, however many losses are subtracted.
            *bound = (*bound - loss) * ROUND_UP;
            entries[kept] = (candidate, similarity);
            kept += usize::from(similarity > change.after);
        }
        list.end = list.start + kept;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gainful_kernels::Random;

    #[test]
    fn lists_lower_bounds_as_rows_do() {
        const CANDIDATES: usize = 640;
        let mut random = Random::new(8, 0);
        for _ in 0..50 {
            let row: Vec<f32> = (0..CANDIDATES).map(|_| random.unit() as f32).collect();
            let mut rivals = Rivals::new(3);
            let mut found = Found::new(CANDIDATES);
            let mut best = 0.0;
            let mut bounds = [10.0; CANDIDATES];
            bounds[7] = f64::NEG_INFINITY;
            let mut expected = bounds;
            while best < 1.0 {
                let after = (best + 0.1 * random.unit() as f32).min(1.0);
                let change = Change { point: 1, before: best, after, weight: 1.0 };
                let few = row.iter().filter(|&&similarity| similarity > best).count() <= 10;
                let is_listed = rivals.lower(&change, 1.0, &mut bounds);
                assert_eq!(is_listed, few && best > 0.0);
                if is_listed {
                    for (expected, &similarity) in expected.iter_mut().zip(&row) {
                        *expected -= f64::from(similarity.clamp(best, after)) - f64::from(best);
                    }
                    for (bound, expected) in bounds.iter().zip(&expected) {
                        assert!(bound >= expected && *bound <= expected + 1e-13);
                    }
                }
                best = after;
                if !is_listed {
                    found.list(1, &row, best);
                    rivals.adopt(&mut found);
                }
            }
            assert!(rivals.lists[0].is_none() && rivals.lists[2].is_none());
            // Nobody is more similar than the most similar one.
            assert_eq!(rivals.lists[1].as_ref().map(ExactSizeIterator::len), Some(0));
        }
    }
}

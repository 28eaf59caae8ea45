//! The graph of exact nearest neighbours: each point is represented by the candidates that are most
//! similar to it, or not at all.
//!
//! A lower bound of the function of all similarities, which it approaches as neighbours are added.
//!
//! Lindgren, Wu & Dimakis, "Leveraging sparsity for efficient submodular data summarization" (2016).

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use gainful_kernels::{ArgumentError, Control, OutOfMemory, Workers, room, zeros};

use super::graph::Graph;
use super::weights;
use crate::error::Error;
use crate::objectives::SparsePattern;
use crate::objectives::matrix::Narrow;
use crate::objectives::metric::{COLUMNS_PER_STRIP, Comparison, ROWS_PER_STRIP};

/// Similarities that are compared with the least at once, so that the compiler uses vectors.
const BLOCK: usize = 16;

/// A point and how similar it is to that whose neighbours are sought.
#[derive(Clone, Copy, Debug, Default)]
struct Neighbour<T> {
    index: u32,
    similarity: T,
}

impl<T: Narrow> Ord for Neighbour<T> {
    /// The farther one is the greater: the less similar, then the one with the larger index.
    fn cmp(&self, other: &Self) -> Ordering {
        let [own, others]: [f64; 2] = [self.similarity.into(), other.similarity.into()];
        // Not `total_cmp`, to which zeros of different signs differ; no similarity is NaN.
        let by_similarity = others.partial_cmp(&own).unwrap_or(Ordering::Equal);
        by_similarity.then(self.index.cmp(&other.index))
    }
}

impl<T: Narrow> PartialOrd for Neighbour<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Narrow> PartialEq for Neighbour<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T: Narrow> Eq for Neighbour<T> {}

/// The neighbours of one point, itself included, among the candidates that were offered.
struct Nearest<T> {
    point: Neighbour<T>,
    /// The others, the farthest one on top.
    others: BinaryHeap<Neighbour<T>>,
    limit: usize,
}

impl<T: Narrow> Nearest<T> {
    /// No neighbours yet, and at most `limit` besides the point itself.
    fn new(point: u32, limit: usize) -> Self {
        let point = Neighbour { index: point, similarity: T::default() };
        Self { point, others: BinaryHeap::with_capacity(limit + 1), limit }
    }

    /// Offers the candidates from `begin` on; all before them were offered.
    fn offer(&mut self, begin: usize, similarities: &[T]) {
        for (block, similarities) in similarities.chunks(BLOCK).enumerate() {
            let candidates = begin + block * BLOCK..;
            if candidates.contains(&(self.point.index as usize))
                && let Some(&own) = similarities.get(self.point.index as usize - candidates.start)
            {
                self.point.similarity = own;
            }
            if let (Some(farthest), true) = (self.others.peek(), self.others.len() == self.limit) {
                let least = farthest.similarity;
                // At equal similarities those with smaller indices, which are in, stay.
                if !similarities.iter().fold(false, |any, &s| any | (s > least)) {
                    continue;
                }
            }
            for (index, &similarity) in candidates.zip(similarities) {
                self.push(Neighbour { index: index as u32, similarity });
            }
        }
    }

    fn push(&mut self, neighbour: Neighbour<T>) {
        if neighbour.index == self.point.index {
            return;
        }
        if self.others.len() < self.limit {
            self.others.push(neighbour);
        } else if let Some(mut farthest) = self.others.peek_mut()
            && neighbour < *farthest
        {
            *farthest = neighbour;
        }
    }

    /// All of them in any order.
    fn into_neighbours(self) -> impl Iterator<Item = Neighbour<T>> {
        self.others.into_iter().chain([self.point])
    }
}

/// The graph in which each point is similar to itself and to the `neighbours` - 1 other rows that are
/// most similar to it, those with smaller indices first; similarities are multiplied by the
/// points' weights.
///
/// Compares all pairs of rows, in strips.
///
/// # Errors
///
/// [`Error::Argument`] about `weights`, or about `neighbours`: none, or more pairs than 32 bits can
/// number; [`Error::Memory`]; [`Error::Cancelled`].
pub(crate) fn nearest_neighbours<T: Narrow>(
    comparison: &Comparison<T>,
    neighbours: usize,
    weights: Option<&[f64]>,
    workers: &Workers,
    control: &Control,
) -> Result<Graph<T>, Error> {
    let points = comparison.rows();
    let neighbours = check(neighbours, points)?;
    if let Some(weights) = weights {
        weights::check(weights, points)?;
        weights::check_largest::<T>(weights, comparison.largest())?;
    }
    let mut lists = zeros(points * neighbours, workers, control)?;
    let rows: Vec<u32> = (0..points as u32).collect();
    control.begin("nearest neighbours", Some(points as u64))?;
    workers.for_each_chunk(&mut lists, ROWS_PER_STRIP * neighbours, |group, lists| {
        let rows = rows.chunks(ROWS_PER_STRIP).nth(group).unwrap_or_default();
        let mut nearest: Vec<_> =
            rows.iter().map(|&point| Nearest::new(point, neighbours - 1)).collect();
        let probe = comparison.probe(rows);
        for begin in (0..points).step_by(COLUMNS_PER_STRIP) {
            let range = begin..points.min(begin + COLUMNS_PER_STRIP);
            let width = range.len();
            // A wish to stop is seen at the end.
            let _ = comparison.with_strip(&probe, range, control, |strip| {
                for (nearest, similarities) in nearest.iter_mut().zip(strip.chunks(width)) {
                    nearest.offer(begin, similarities);
                }
            });
        }
        let _ = control.advance(rows.len() as u64);
        for (list, nearest) in lists.chunks_mut(neighbours).zip(nearest) {
            list.iter_mut().zip(nearest.into_neighbours()).for_each(|(to, from)| *to = from);
        }
    });
    control.check()?;
    Ok(by_candidate(&lists, points, neighbours, weights)?)
}

/// The number of neighbours that there are if so many are asked for.
fn check(neighbours: usize, points: usize) -> Result<usize, ArgumentError> {
    let found = neighbours.to_string();
    if neighbours == 0 {
        return Err(ArgumentError::out_of_range("neighbours", "at least 1", found));
    }
    let neighbours = neighbours.min(points);
    if points.checked_mul(neighbours).is_none_or(|pairs| pairs > u32::MAX as usize) {
        let expected = format!("at most {} for so many rows", u32::MAX as usize / points);
        return Err(ArgumentError::out_of_range("neighbours", expected, found));
    }
    Ok(neighbours)
}

/// The lists of all points' neighbours, each of the same length, as a matrix whose rows are candidates.
fn by_candidate<T: Narrow>(
    lists: &[Neighbour<T>],
    points: usize,
    neighbours: usize,
    weights: Option<&[f64]>,
) -> Result<Graph<T>, OutOfMemory> {
    let mut offsets = vec![0u32; points + 1];
    for neighbour in lists {
        offsets[neighbour.index as usize + 1] += 1;
    }
    for candidate in 0..points {
        offsets[candidate + 1] += offsets[candidate];
    }
    let mut next = offsets.clone();
    let (mut indices, mut values) = (room(lists.len())?, room(lists.len())?);
    indices.resize(lists.len(), 0);
    values.resize(lists.len(), T::default());
    // Points come in ascending order, and so they stand in each row.
    for (point, list) in lists.chunks(neighbours).enumerate() {
        let weight = weights.map_or(1.0, |weights| weights[point]);
        for neighbour in list {
            let place = &mut next[neighbour.index as usize];
            indices[*place as usize] = point as u32;
            values[*place as usize] = T::narrow(neighbour.similarity.into() * weight);
            *place += 1;
        }
    }
    Ok(Graph::new(SparsePattern::trusted(offsets, indices, points), values))
}

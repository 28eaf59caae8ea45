//! By how much the gains of all candidates of facility location fall when one is selected.
//!
//! Selecting an element raises the best similarity of some points from b to a. A candidate of
//! similarity s to such a point loses min(max(s, b), a) - b there. In a symmetric matrix the
//! candidates' similarities to one point are a row, so the losses of all of them come from as many
//! rows as there are such points: few, once many elements are selected.

use crate::facility::ROWS_PER_GROUP;
use crate::simd::dispatch::{Kernels, kernels};
use crate::simd::lanes::Element;

/// A point whose best similarity has grown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change<T> {
    /// The point.
    pub point: u32,
    /// Its best similarity so far.
    pub before: T,
    /// Its best similarity now.
    pub after: T,
    /// What one unit of similarity is worth.
    pub weight: T,
}

/// Adds what the candidates from `begin` on lose by these changes to `decreases`, one after the
/// other: Σ w (min(max(s, before), after) - before), s being the symmetric matrix `similarities` of
/// as many `rows`, row by row.
///
/// A sum of c changes is exact up to a factor of 1 ± (c + 2) u, u being half the distance of 1 to the
/// next number of the type, if it was 0 before and no product is too small to be a normal number.
///
/// # Panics
///
/// If a point or a candidate is not a row.
pub fn facility_decreases<T: Element>(
    similarities: &[T],
    rows: usize,
    changes: &[Change<T>],
    begin: usize,
    decreases: &mut [T],
) {
    decreases_with(kernels(), similarities, rows, changes, begin, decreases);
}

fn decreases_with<T: Element>(
    kernels: &Kernels<T>,
    similarities: &[T],
    rows: usize,
    changes: &[Change<T>],
    begin: usize,
    decreases: &mut [T],
) {
    let length = decreases.len();
    assert!(begin + length <= rows, "candidates are rows");
    let row = |change: &Change<T>| &similarities[change.point as usize * rows + begin..][..length];
    let groups = changes.chunks(ROWS_PER_GROUP);
    let following = groups.clone().skip(1).chain(std::iter::once(&[][..]));
    for (group, next) in groups.zip(following) {
        let nothing = Change { weight: T::default(), ..group[0] };
        let group = std::array::from_fn(|i| *group.get(i).unwrap_or(&nothing));
        let next = std::array::from_fn(|i| row(next.get(i).unwrap_or(&group[0])));
        // SAFETY: kernels are only handed out for an available level; the slices are as long as
        // `decreases`.
        unsafe { (kernels.facility_decreases)(group.each_ref().map(row), next, group, decreases) }
    }
}

/// The loop, for any instruction set.
pub(crate) mod kernel {
    use super::{Change, ROWS_PER_GROUP};
    use crate::simd::lanes::{Lane, Lanes};

    /// Chunks between those in use and those that are asked for from memory.
    const PREFETCHED: usize = 32;

    /// The change in all lanes.
    #[inline(always)]
    fn decrease<V: Lanes>(set: V::Set, change: Change<V::Element>, row: V, sum: V) -> V {
        let (before, after) = (V::splat(set, change.before), V::splat(set, change.after));
        let loss = row.max(before).min(after).sub(before);
        loss.fused(V::splat(set, change.weight), sum)
    }

    /// # Panics
    ///
    /// If a row is not as long as `decreases`.
    #[inline(always)]
    pub(crate) fn decreases<V: Lanes>(
        set: V::Set,
        rows: [&[V::Element]; ROWS_PER_GROUP],
        next: [&[V::Element]; ROWS_PER_GROUP],
        changes: [Change<V::Element>; ROWS_PER_GROUP],
        decreases: &mut [V::Element],
    ) {
        let length = decreases.len();
        let (chunks, end) = Lane::chunks_mut(decreases);
        let row_chunks = rows.map(|row| V::Element::chunks(&row[..length]).0);
        let next_chunks = next.map(|row| V::Element::chunks(&row[..length]).0);
        let own = chunks.len().saturating_sub(PREFETCHED);
        for (chunk, decreases) in chunks.iter_mut().enumerate() {
            let mut sum = V::load(set, decreases);
            // The last chunks of a row ask for the first ones of a row that comes next.
            let (ahead, position) = if chunk < own {
                (&row_chunks, chunk + PREFETCHED)
            } else {
                (&next_chunks, chunk - own)
            };
            for ((change, row), ahead) in changes.into_iter().zip(&row_chunks).zip(ahead) {
                // SAFETY: both are less than the number of chunks of `decreases`, as many as those
                // of each row.
                let (row, ahead) =
                    unsafe { (row.get_unchecked(chunk), ahead.get_unchecked(position)) };
                V::prefetch(set, ahead, 0);
                sum = decrease(set, change, V::load(set, row), sum);
            }
            sum.store(decreases);
        }
        if !end.is_empty() {
            let zero = V::Element::default();
            let mut sum = V::load(set, &Lane::padded(end, zero));
            for (change, row) in changes.into_iter().zip(rows) {
                let row = Lane::padded(V::Element::chunks(&row[..length]).1, zero);
                sum = decrease(set, change, V::load(set, &row), sum);
            }
            let mut chunk = V::Element::filled(zero);
            sum.store(&mut chunk);
            let size = end.len();
            end.copy_from_slice(&chunk.as_ref()[..size]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::testing::{Sample, for_both_types, same_at_every_level};

    for_both_types!(decreases_are_the_losses_of_all_candidates);

    fn decreases_are_the_losses_of_all_candidates<T: Sample>() {
        same_at_every_level::<T, T>(|kernels, source| {
            const ROWS: usize = 6;
            // Six rows are as good as a symmetric matrix: no more points change.
            let rows = source.length + 3;
            let matrix: Vec<T> = (0..ROWS * rows).map(|_| source.value()).collect();
            let changes: Vec<Change<T>> = [5u32, 0, 3, 1, 2]
                .into_iter()
                .map(|point| {
                    let (a, b) = (source.value::<T>(), source.value::<T>());
                    let (before, after) = if a.into() < b.into() { (a, b) } else { (b, a) };
                    let weight = T::nearest(1.0 + Into::<f64>::into(source.value::<T>()));
                    Change { point, before, after, weight }
                })
                .collect();
            let mut decreases = vec![T::default(); source.length];
            decreases_with(kernels, &matrix, rows, &changes, 2, &mut decreases);
            for (candidate, &decrease) in decreases.iter().enumerate() {
                let losses = changes.iter().map(|change| {
                    let similarity: f64 =
                        matrix[change.point as usize * rows + candidate + 2].into();
                    let (before, after) = (change.before.into(), change.after.into());
                    (similarity.clamp(before, after) - before) * change.weight.into()
                });
                let expected: f64 = losses.sum();
                let error = (decrease.into() - expected).abs();
                // Products below the smallest number of the type are rounded to a multiple of it.
                assert!(error <= T::TOLERANCE * expected + 1e-44, "{decrease:?} {expected}");
            }
            decreases
        });
    }
}

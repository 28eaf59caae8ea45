//! The two loops of facility location over one row of similarities: what a candidate would add, and
//! what it leaves behind once added.
//!
//! Subtraction, maximum and addition round monotonically, so in a fixed order of summation a gain
//! never grows, bit for bit, as the set grows: no fused operation here. Both loops are bound by the
//! memory that the row comes from.

use crate::simd::dispatch::{Kernels, kernels};
use crate::simd::lanes::Element;

/// Rows whose gains are computed side by side: each value of `best` is then loaded once for all of
/// them, and memory answers four requests at a time. Measured on rows of 40 kB that come from
/// memory: one row at a time reaches nine tenths of the bandwidth of a plain read, four all of it.
/// Tasks are best made of whole groups.
pub const ROWS_PER_GROUP: usize = 4;

/// Columns whose improvements make one sum; a gain is the sum of these sums, one added after the
/// other. So it can be computed from parts of a row that begin at multiples of this, with the same
/// result. A multiple of what is summed in single precision, and of the step of a strip.
pub const COLUMNS_PER_SUM: usize = 3072;

/// Writes what each of `candidates`, rows of the matrix `similarities`, would add to a set whose best
/// similarities are `best` into `gains`: Σ_v max(0, row_v - best_v), the same number whatever the
/// other candidates.
///
/// f32 values are summed in f32 for at most 64 values per lane, then in f64; so finite values below
/// a 64th of the largest number of f32 have finite gains.
/// The matrix is in row-major order and has as many columns as `best` has values.
///
/// # Panics
///
/// If a candidate is not a row, or if there is not one gain per candidate.
pub fn facility_gains<T: Element>(
    similarities: &[T],
    candidates: &[u32],
    best: &[T],
    gains: &mut [f64],
) {
    gains_with(kernels(), similarities, candidates, best, gains);
}

/// Adds the row to the set: best_v becomes max(best_v, row_v).
///
/// # Panics
///
/// If the lengths differ.
pub fn facility_update<T: Element>(row: &[T], best: &mut [T]) {
    update_with(kernels(), row, best);
}

fn gain_with<T: Element>(kernels: &Kernels<T>, row: &[T], best: &[T]) -> f64 {
    assert_eq!(row.len(), best.len(), "one best similarity per value of the row");
    let parts = row.chunks(COLUMNS_PER_SUM).zip(best.chunks(COLUMNS_PER_SUM));
    parts.fold(0.0, |gain, (row, best)| {
        // SAFETY: kernels are only handed out for an available level.
        gain + unsafe { (kernels.facility_gain)(row, best) }
    })
}

fn gains_with<T: Element>(
    kernels: &Kernels<T>,
    similarities: &[T],
    candidates: &[u32],
    best: &[T],
    gains: &mut [f64],
) {
    assert_eq!(candidates.len(), gains.len(), "one gain per candidate");
    let row = |candidate: u32| &similarities[candidate as usize * best.len()..][..best.len()];
    let (groups, rest) = candidates.as_chunks::<ROWS_PER_GROUP>();
    let (group_gains, rest_gains) = gains.as_chunks_mut::<ROWS_PER_GROUP>();
    for (&group, gains) in groups.iter().zip(group_gains) {
        let rows = group.map(row);
        *gains = [0.0; ROWS_PER_GROUP];
        for (part, best) in best.chunks(COLUMNS_PER_SUM).enumerate() {
            let rows = rows.map(|row| &row[part * COLUMNS_PER_SUM..][..best.len()]);
            // SAFETY: kernels are only handed out for an available level; the parts of the rows are
            // as long as that of `best`.
            let sums = unsafe { (kernels.facility_gains)(rows, best) };
            gains.iter_mut().zip(sums).for_each(|(gain, sum)| *gain += sum);
        }
    }
    for (&candidate, gain) in rest.iter().zip(rest_gains) {
        *gain = gain_with(kernels, row(candidate), best);
    }
}

fn update_with<T: Element>(kernels: &Kernels<T>, row: &[T], best: &mut [T]) {
    assert_eq!(row.len(), best.len(), "one best similarity per value of the row");
    // SAFETY: kernels are only handed out for an available level.
    unsafe { (kernels.facility_update)(row, best) }
}

/// The loops, for any instruction set.
pub(crate) mod kernel {
    use crate::simd::lanes::{Lane, Lanes};

    /// Vectors added in their own precision before the sum goes on in f64.
    const STEPS: usize = 64;

    /// Bytes between the values in use and those that are asked for from memory, divided among the
    /// rows. Measured: without it one row at a time reaches two thirds of the bandwidth.
    const PREFETCH_DISTANCE: usize = 4096;

    /// The gains of `ROWS` rows.
    ///
    /// # Panics
    ///
    /// If a row is not as long as `best`.
    #[inline(always)]
    pub(crate) fn gains<V: Lanes, const ROWS: usize>(
        set: V::Set,
        rows: [&[V::Element]; ROWS],
        best: &[V::Element],
    ) -> [f64; ROWS] {
        let zero = V::splat(set, V::Element::default());
        let mut totals = [zero.widen(); ROWS];
        let (best_chunks, best_end) = V::Element::chunks(best);
        for (block, best_block) in best_chunks.chunks(STEPS).enumerate() {
            let begin = block * STEPS * V::Element::LANES;
            let size = best_block.len() * V::Element::LANES;
            let blocks = rows.map(|row| V::Element::chunks(&row[begin..begin + size]).0);
            let mut sums = [zero; ROWS];
            for (chunk, best) in best_block.iter().enumerate() {
                let best = V::load(set, best);
                for (sum, row) in sums.iter_mut().zip(&blocks) {
                    // SAFETY: `chunk` is less than the length of `best_block`, and so many chunks
                    // were taken from each row.
                    let row = unsafe { row.get_unchecked(chunk) };
                    V::prefetch(set, row, PREFETCH_DISTANCE / ROWS);
                    *sum = sum.add(V::load(set, row).sub(best).max(zero));
                }
            }
            for (total, sum) in totals.iter_mut().zip(sums) {
                *total = total.add(sum.widen());
            }
        }
        if !best_end.is_empty() {
            let best = V::load(set, &Lane::padded(best_end, V::Element::default()));
            for (total, row) in totals.iter_mut().zip(rows) {
                let (_, row_end) = Lane::chunks(row);
                let row = V::load(set, &Lane::padded(row_end, V::Element::default()));
                *total = total.add(row.sub(best).max(zero).widen());
            }
        }
        totals.map(|total| total.sum())
    }

    #[inline(always)]
    pub(crate) fn update<V: Lanes>(set: V::Set, row: &[V::Element], best: &mut [V::Element]) {
        let (row, row_end) = Lane::chunks(row);
        let (best, best_end) = Lane::chunks_mut(best);
        for (row, best) in row.iter().zip(best) {
            V::prefetch(set, row, PREFETCH_DISTANCE);
            V::load(set, best).max(V::load(set, row)).store(best);
        }
        for (best, &row) in best_end.iter_mut().zip(row_end) {
            *best = if *best > row { *best } else { row };
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::num::f32::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    use proptest::prelude::*;

    use super::*;
    use crate::simd::dispatch::available;
    use crate::simd::lanes::Lane;
    use crate::simd::testing::{Sample, for_both_types, same_at_every_level};

    /// As many values as there are, of any size, but neither NaN nor infinite.
    fn finite(length: usize) -> impl Strategy<Value = Vec<f32>> {
        vec(POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO, length)
    }

    for_both_types!(
        gain_is_the_sum_of_improvements,
        gains_side_by_side_are_those_one_by_one,
        gains_are_sums_of_those_of_parts,
        update_is_the_maximum,
        gains_never_grow
    );

    fn gain_is_the_sum_of_improvements<T: Sample>() {
        same_at_every_level::<T, f64>(|kernels, source| {
            let (row, best) = (source.slice::<T>(), source.slice::<T>());
            let gain = gain_with(kernels, &row, &best);
            let improvement = |(&row, &best): (&T, &T)| (row.into() - best.into()).max(0.0);
            let expected: f64 = row.iter().zip(best.iter()).map(improvement).sum();
            assert!((gain - expected).abs() <= T::TOLERANCE * expected, "{gain} {expected}");
            vec![gain]
        });
    }

    fn gains_side_by_side_are_those_one_by_one<T: Sample>() {
        same_at_every_level::<T, f64>(|kernels, source| {
            let (rows, columns) = (7, source.length);
            let matrix: Vec<T> = (0..rows * columns).map(|_| source.value()).collect();
            let best = source.slice::<T>();
            let candidates = [6, 0, 3, 3, 1, 5, 2];
            let mut gains = [f64::NAN; 7];
            gains_with(kernels, &matrix, &candidates, &best, &mut gains);
            for (&candidate, &gain) in candidates.iter().zip(&gains) {
                let row = &matrix[candidate as usize * columns..][..columns];
                assert_eq!(gain, gain_with(kernels, row, &best));
            }
            gains.to_vec()
        });
    }

    fn gains_are_sums_of_those_of_parts<T: Sample>() {
        let mut random = crate::Random::new(5, 0);
        for columns in [COLUMNS_PER_SUM - 1, COLUMNS_PER_SUM, 2 * COLUMNS_PER_SUM + 77] {
            let mut values =
                |count| (0..count).map(|_| T::nearest(random.unit())).collect::<Vec<T>>();
            let (matrix, best) = (values(5 * columns), values(columns));
            for level in available() {
                let kernels = T::kernels(level);
                let mut gains = [f64::NAN; 5];
                gains_with(kernels, &matrix, &[0, 1, 2, 3, 4], &best, &mut gains);
                for (row, gain) in matrix.chunks(columns).zip(gains) {
                    let parts = row.chunks(COLUMNS_PER_SUM).zip(best.chunks(COLUMNS_PER_SUM));
                    let sum: f64 = parts.map(|(row, best)| gain_with(kernels, row, best)).sum();
                    assert_eq!(gain, sum, "{}", level.name());
                }
            }
        }
    }

    fn update_is_the_maximum<T: Sample>() {
        same_at_every_level::<T, T>(|kernels, source| {
            let (row, before) = (source.slice::<T>(), source.slice::<T>());
            let mut best = before.to_vec();
            update_with(kernels, &row, &mut best);
            for ((&best, &before), &row) in best.iter().zip(before.iter()).zip(row.iter()) {
                assert_eq!(best.into(), before.into().max(row.into()));
            }
            best
        });
    }

    fn gains_never_grow<T: Sample>() {
        same_at_every_level::<T, f64>(|kernels, source| {
            let row = source.slice::<T>();
            let mut best = source.slice::<T>();
            let mut gains = vec![gain_with(kernels, &row, &best)];
            for _ in 0..6 {
                update_with(kernels, &source.slice::<T>(), &mut best);
                gains.push(gain_with(kernels, &row, &best));
            }
            assert!(gains.is_sorted_by(|before, after| before >= after), "{gains:?}");
            gains
        });
    }

    proptest! {
        #[test]
        fn gains_never_grow_whatever_the_values(
            (row, best, added) in (0..200usize)
                .prop_flat_map(|length| (finite(length), finite(length), finite(length)))
        ) {
            for level in available() {
                let kernels = f32::kernels(level);
                let mut best = best.clone();
                let before = gain_with(kernels, &row, &best);
                update_with(kernels, &added, &mut best);
                prop_assert!(gain_with(kernels, &row, &best) <= before, "{}", level.name());
                update_with(kernels, &row, &mut best);
                prop_assert_eq!(gain_with(kernels, &row, &best), 0.0);
            }
        }
    }

    #[test]
    #[should_panic(expected = "one best similarity per value")]
    fn lengths_must_agree() {
        facility_update(&[1.0f32; 3], &mut [0.0; 4]);
    }
}

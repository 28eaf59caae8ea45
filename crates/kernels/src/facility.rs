//! The two loops of facility location over one row of similarities: what a candidate would add, and
//! what it leaves behind once added.
//!
//! Subtraction, maximum and addition round monotonically, so in a fixed order of summation a gain
//! never grows, bit for bit, as the set grows: no fused operation here. Both loops are bound by the
//! memory that the row comes from.

use crate::simd::dispatch::{Kernels, kernels};
use crate::simd::lanes::Element;

/// What the row adds to a set whose best similarities are `best`: Σ_v max(0, row_v - best_v).
///
/// f32 values are summed in f32 for at most 64 values per lane, then in f64. Finite values only.
///
/// # Panics
///
/// If the lengths differ.
pub fn facility_gain<T: Element>(row: &[T], best: &[T]) -> f64 {
    gain_with(kernels(), row, best)
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
    // SAFETY: kernels are only handed out for an available level.
    unsafe { (kernels.facility_gain)(row, best) }
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

    #[inline(always)]
    pub(crate) fn gain<V: Lanes>(set: V::Set, row: &[V::Element], best: &[V::Element]) -> f64 {
        let zero = V::splat(set, V::Element::default());
        let (row, row_end) = Lane::chunks(row);
        let (best, best_end) = Lane::chunks(best);
        let mut total = zero.widen();
        for (row, best) in row.chunks(STEPS).zip(best.chunks(STEPS)) {
            let mut partial = zero;
            for (row, best) in row.iter().zip(best) {
                partial = partial.add(V::load(set, row).sub(V::load(set, best)).max(zero));
            }
            total = total.add(partial.widen());
        }
        if !row_end.is_empty() {
            let row = V::load(set, &Lane::padded(row_end, V::Element::default()));
            let best = V::load(set, &Lane::padded(best_end, V::Element::default()));
            total = total.add(row.sub(best).max(zero).widen());
        }
        total.sum()
    }

    #[inline(always)]
    pub(crate) fn update<V: Lanes>(set: V::Set, row: &[V::Element], best: &mut [V::Element]) {
        let (row, row_end) = Lane::chunks(row);
        let (best, best_end) = Lane::chunks_mut(best);
        for (row, best) in row.iter().zip(best) {
            V::load(set, best).max(V::load(set, row)).store(best);
        }
        for (best, &row) in best_end.iter_mut().zip(row_end) {
            *best = if *best > row { *best } else { row };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::testing::{Sample, for_both_types, same_at_every_level};

    for_both_types!(gain_is_the_sum_of_improvements, update_is_the_maximum, gains_never_grow);

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

    #[test]
    #[should_panic(expected = "one best similarity per value")]
    fn lengths_must_agree() {
        facility_gain(&[1.0f32; 3], &[0.0; 4]);
    }
}

//! What rows of features would add to sums of concave functions: the loops of feature-based
//! functions and of saturated coverage.
//!
//! A gain Σ_v w_v (φ(t_v + x_v) - φ(t_v)) is computed term by term in a form without the difference, so
//! that nothing cancels. Each term is a chain of operations that round monotonically, t_v only grows,
//! and the order of summation is fixed; so a gain never grows, bit for bit, as the set grows: no
//! fused operation here. What depends on t_v alone is computed once per element of the set, by the
//! caller.
//!
//! Square roots and ratios are bound by the arithmetic, one root and one division or two divisions
//! a term; capped sums by the memory that the row comes from.

use crate::simd::dispatch::kernels;
use crate::simd::lanes::Element;

/// Writes what each of `candidates`, rows of the matrix `features`, would add under the square root:
/// Σ_v w_v x_v / (√(t_v + x_v) + √t_v), given all t_v, √t_v and w_v. An x_v of 0 adds 0.
///
/// f32 values are summed in f32 for at most 64 values per lane, then in f64. The matrix is in
/// row-major order and has as many columns as there are weights; no number is negative.
///
/// # Panics
///
/// If a candidate is not a row, if the lengths of the columns' numbers differ, or if there is not one
/// gain per candidate.
pub fn square_root_gains<T: Element>(
    features: &[T],
    candidates: &[u32],
    [sums, roots, weights]: [&[T]; 3],
    gains: &mut [f64],
) {
    let kernel = kernels().square_root_gains;
    gains_with(kernel, features, candidates, [sums, roots, weights], gains);
}

/// As [`square_root_gains`] for the ratio t / (1 + t): Σ_v x_v / (a_v + x_v) b_v, given all a_v = 1 + t_v
/// and b_v = w_v / a_v.
///
/// # Panics
///
/// As [`square_root_gains`].
pub fn ratio_gains<T: Element>(
    features: &[T],
    candidates: &[u32],
    [shifted, scaled]: [&[T]; 2],
    gains: &mut [f64],
) {
    gains_with(kernels().ratio_gains, features, candidates, [shifted, scaled], gains);
}

/// As [`square_root_gains`] for a cap: Σ_v w_v min(x_v, r_v), given all r_v, by which the sum is below
/// the cap of the column, and w_v.
///
/// # Panics
///
/// As [`square_root_gains`].
pub fn capped_gains<T: Element>(
    features: &[T],
    candidates: &[u32],
    [rooms, weights]: [&[T]; 2],
    gains: &mut [f64],
) {
    gains_with(kernels().capped_gains, features, candidates, [rooms, weights], gains);
}

/// Computes the gain of a row from what is known of all columns.
pub(crate) type ConcaveKernel<T, const N: usize> = unsafe fn(&[T], [&[T]; N]) -> f64;

fn gains_with<T: Element, const N: usize>(
    kernel: ConcaveKernel<T, N>,
    features: &[T],
    candidates: &[u32],
    known: [&[T]; N],
    gains: &mut [f64],
) {
    assert_eq!(candidates.len(), gains.len(), "one gain per candidate");
    let columns = known[0].len();
    assert!(known.iter().all(|numbers| numbers.len() == columns), "one number per column");
    for (&candidate, gain) in candidates.iter().zip(gains) {
        let row = &features[candidate as usize * columns..][..columns];
        // SAFETY: kernels are only handed out for an available level.
        *gain = unsafe { kernel(row, known) };
    }
}

/// The loop, for any instruction set.
pub(crate) mod kernel {
    use crate::simd::lanes::{Lane, Lanes};

    /// Vectors added in their own precision before the sum goes on in f64.
    const STEPS: usize = 64;

    /// Bytes between the values in use and those that are asked for from memory.
    const PREFETCH_DISTANCE: usize = 4096;

    /// What one column adds.
    pub(crate) trait Term<const N: usize> {
        /// The gain of the entries x, given what is known of their columns; 0 where x is 0 and all
        /// that is known is 1.
        fn term<V: Lanes>(set: V::Set, x: V, known: [V; N]) -> V;
    }

    /// w x / (√(t + x) + √t)
    pub(crate) struct SquareRoot;

    impl Term<3> for SquareRoot {
        #[inline(always)]
        fn term<V: Lanes>(set: V::Set, x: V, [sum, root, weight]: [V; 3]) -> V {
            // Less than the root of any positive number, so that it matters only where x is 0.
            let least = V::splat(set, V::Element::LEAST);
            x.div(sum.add(x).sqrt().add(root).max(least)).mul(weight)
        }
    }

    /// x / (a + x) b: in this order because (1 + t) (1 + t + x) could overflow.
    pub(crate) struct Ratio;

    impl Term<2> for Ratio {
        #[inline(always)]
        fn term<V: Lanes>(_: V::Set, x: V, [shifted, scaled]: [V; 2]) -> V {
            x.div(shifted.add(x)).mul(scaled)
        }
    }

    /// w min(x, r)
    pub(crate) struct Cap;

    impl Term<2> for Cap {
        #[inline(always)]
        fn term<V: Lanes>(_: V::Set, x: V, [room, weight]: [V; 2]) -> V {
            x.min(room).mul(weight)
        }
    }

    /// The sum of the terms of all columns.
    ///
    /// # Panics
    ///
    /// If the lengths differ.
    #[inline(always)]
    pub(crate) fn gain<V: Lanes, F: Term<N>, const N: usize>(
        set: V::Set,
        row: &[V::Element],
        known: [&[V::Element]; N],
    ) -> f64 {
        let known = known.map(|numbers| &numbers[..row.len()]);
        let (row_chunks, row_end) = V::Element::chunks(row);
        let known_chunks = known.map(|numbers| V::Element::chunks(numbers).0);
        let zero = V::splat(set, V::Element::default());
        let mut total = zero.widen();
        for begin in (0..row_chunks.len()).step_by(STEPS) {
            let end = row_chunks.len().min(begin + STEPS);
            let mut sum = zero;
            for chunk in begin..end {
                // SAFETY: `chunk` is less than the number of chunks of the row, as many as there
                // are of everything that is known.
                let x = unsafe { row_chunks.get_unchecked(chunk) };
                V::prefetch(set, x, PREFETCH_DISTANCE);
                let known = known_chunks.map(|chunks| {
                    // SAFETY: as above.
                    V::load(set, unsafe { chunks.get_unchecked(chunk) })
                });
                sum = sum.add(F::term(set, V::load(set, x), known));
            }
            total = total.add(sum.widen());
        }
        if !row_end.is_empty() {
            let x = V::load(set, &Lane::padded(row_end, V::Element::default()));
            let known = known.map(|numbers| {
                let (_, end) = Lane::chunks(numbers);
                V::load(set, &Lane::padded(end, V::Element::ONE))
            });
            total = total.add(F::term(set, x, known).widen());
        }
        total.sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::dispatch::Kernels;
    use crate::simd::testing::{Sample, Source, for_both_types, same_at_every_level};

    for_both_types!(square_roots, ratios, caps, gains_never_grow);

    /// Numbers that are not negative, zeros among them.
    fn positive<T: Sample>(source: &mut Source) -> Vec<T> {
        (0..source.length).map(|_| T::nearest(source.value::<T>().into().abs())).collect()
    }

    fn image<T: Sample>(numbers: &[T], image: impl Fn(f64) -> f64) -> Vec<T> {
        numbers.iter().map(|&number| T::nearest(image(number.into()))).collect()
    }

    /// The gains of three rows by the kernel at every level, beside the plain sums of `term`.
    fn gains_are<T: Sample, const N: usize>(
        kernel: fn(&Kernels<T>) -> ConcaveKernel<T, N>,
        known: impl Fn(&[T], &[T]) -> [Vec<T>; N],
        term: impl Fn(f64, f64) -> f64,
    ) {
        same_at_every_level::<T, f64>(|kernels, source| {
            let (sums, weights) = (positive::<T>(source), positive::<T>(source));
            let rows: Vec<T> = (0..3).flat_map(|_| positive(source)).collect();
            let known = known(&sums, &weights);
            let known = std::array::from_fn(|i| known[i].as_slice());
            let mut gains = [f64::NAN; 3];
            gains_with(kernel(kernels), &rows, &[2, 0, 2], known, &mut gains);
            for (&row, &gain) in [2, 0, 2].iter().zip(&gains) {
                let row = &rows[row * source.length..][..source.length];
                let columns = row.iter().zip(&sums).zip(&weights);
                let expected: f64 = columns
                    .map(|((&x, &sum), &weight)| weight.into() * term(x.into(), sum.into()))
                    .sum();
                // Products of numbers too small to be normal have an absolute error.
                let tolerance = T::TOLERANCE * expected.max(1e-30);
                assert!((gain - expected).abs() <= tolerance, "{gain} {expected}");
            }
            gains.to_vec()
        });
    }

    fn known_roots<T: Sample>(sums: &[T], weights: &[T]) -> [Vec<T>; 3] {
        [sums.to_vec(), image(sums, f64::sqrt), weights.to_vec()]
    }

    fn square_roots<T: Sample>() {
        gains_are::<T, 3>(
            |kernels| kernels.square_root_gains,
            known_roots,
            |x, sum| if x > 0.0 { x / ((sum + x).sqrt() + sum.sqrt()) } else { 0.0 },
        );
    }

    fn ratios<T: Sample>() {
        gains_are::<T, 2>(
            |kernels| kernels.ratio_gains,
            |sums, weights| {
                let scaled = sums.iter().zip(weights);
                let scaled = scaled.map(|(&sum, &w)| T::nearest(w.into() / (1.0 + sum.into())));
                [image(sums, |sum| 1.0 + sum), scaled.collect()]
            },
            |x, sum| x / ((1.0 + sum) * (1.0 + sum + x)),
        );
    }

    fn caps<T: Sample>() {
        gains_are::<T, 2>(
            |kernels| kernels.capped_gains,
            |rooms, weights| [rooms.to_vec(), weights.to_vec()],
            f64::min,
        );
    }

    fn gains_never_grow<T: Sample>() {
        same_at_every_level::<T, f64>(|kernels, source| {
            let (row, weights) = (positive::<T>(source), positive::<T>(source));
            let mut sums = vec![0.0; source.length];
            let mut gains = Vec::new();
            for _ in 0..6 {
                let narrow: Vec<T> = sums.iter().map(|&sum| T::nearest(sum)).collect();
                let known = known_roots(&narrow, &weights);
                let known = std::array::from_fn(|i| known[i].as_slice());
                let mut gain = [f64::NAN];
                gains_with(kernels.square_root_gains, &row, &[0], known, &mut gain);
                gains.extend(gain);
                for (sum, x) in sums.iter_mut().zip(positive::<T>(source)) {
                    *sum += x.into() * 1e-7;
                }
            }
            assert!(gains.is_sorted_by(|before, after| before >= after), "{gains:?}");
            gains
        });
    }

    #[test]
    fn nothing_adds_nothing() {
        let mut gains = [f64::NAN];
        for columns in [1, 16, 17, 40] {
            let (zeros, ones) = (vec![0.0f32; columns], vec![1.0f32; columns]);
            square_root_gains(&zeros, &[0], [&zeros, &zeros, &ones], &mut gains);
            assert_eq!(gains, [0.0]);
        }
    }

    #[test]
    #[should_panic(expected = "one number per column")]
    fn lengths_must_agree() {
        capped_gains(&[1.0f32; 4], &[0], [&[1.0; 4], &[1.0; 3]], &mut [0.0]);
    }
}

//! The inner product of two vectors, in double precision whatever they come in.
//!
//! Products of f32 are exact in f64, so nothing overflows and the error is that of rounding f64
//! sums. It costs conversions, which memory hides: vectors that are not in the first-level cache
//! come no faster.

use crate::simd::dispatch::{Kernels, kernels};
use crate::simd::lanes::Element;

/// Σ_i x_i y_i, the same number with `x` and `y` exchanged. Not finite if one of the values is not;
/// finite for all finite vectors of f32.
///
/// The relative error is about 1e-15 of the product of the lengths.
///
/// # Panics
///
/// If the lengths differ.
pub fn inner_product<T: Element>(x: &[T], y: &[T]) -> f64 {
    product_with(kernels(), x, y)
}

fn product_with<T: Element>(kernels: &Kernels<T>, x: &[T], y: &[T]) -> f64 {
    assert_eq!(x.len(), y.len(), "vectors of the same length");
    // SAFETY: kernels are only handed out for an available level.
    unsafe { (kernels.inner_product)(x, y) }
}

/// The loop, for any instruction set.
pub(crate) mod kernel {
    use crate::simd::lanes::{Lane, Lanes};

    /// Vectors whose sums are kept apart, so that no addition waits for the one before it: with two
    /// sums each these fill the registers of AVX2.
    const CHAINS: usize = 2;

    #[inline(always)]
    pub(crate) fn sum<V: Lanes>(set: V::Set, x: &[V::Element], y: &[V::Element]) -> f64 {
        let zero = V::splat(set, V::Element::default()).widen();
        let mut sums = [[zero; 2]; CHAINS];
        let ((x, x_end), (y, y_end)) = (V::Element::chunks(x), V::Element::chunks(y));
        let ((x, x_rest), (y, y_rest)) = (x.as_chunks::<CHAINS>(), y.as_chunks::<CHAINS>());
        for (x, y) in x.iter().zip(y) {
            for ((sums, x), y) in sums.iter_mut().zip(x).zip(y) {
                *sums = V::load(set, x).fused_wide(V::load(set, y), *sums);
            }
        }
        for ((sums, x), y) in sums.iter_mut().zip(x_rest).zip(y_rest) {
            *sums = V::load(set, x).fused_wide(V::load(set, y), *sums);
        }
        if !x_end.is_empty() {
            let end = |values| V::load(set, &Lane::padded(values, V::Element::default()));
            sums[0] = end(x_end).fused_wide(end(y_end), sums[0]);
        }
        let [first, second] = sums.map(|[low, high]| low.add(high));
        first.add(second).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::testing::{Sample, for_both_types, same_at_every_level};

    for_both_types!(is_the_sum_of_products, is_not_finite_if_a_value_is_not);

    fn is_the_sum_of_products<T: Sample>() {
        same_at_every_level::<T, f64>(|kernels, source| {
            let (x, y) = (source.slice::<T>(), source.slice::<T>());
            let product = product_with(kernels, &x, &y);
            let terms = || x.iter().zip(y.iter()).map(|(&x, &y)| x.into() * y.into());
            let expected: f64 = terms().sum();
            // Double precision for both types: products of f32 are not rounded.
            let tolerance = 1e-14 * terms().map(f64::abs).sum::<f64>();
            assert!((product - expected).abs() <= tolerance, "{product} {expected}");
            assert_eq!(product, product_with(kernels, &y, &x));
            vec![product]
        });
    }

    fn is_not_finite_if_a_value_is_not<T: Sample>() {
        for length in [1, T::LANES - 1, 2 * T::LANES, 5 * T::LANES + 3] {
            for index in [0, length / 2, length - 1] {
                for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                    let mut x = vec![T::nearest(1.0); length];
                    let zeros = vec![T::default(); length];
                    x[index] = T::nearest(value);
                    assert!(!inner_product(&x, &zeros).is_finite(), "{value} at {index}");
                    assert!(!inner_product(&x, &x).is_finite(), "{value} at {index}");
                }
            }
        }
    }

    #[test]
    fn single_precision_does_not_overflow() {
        let x = [f32::MAX; 1000];
        let expected = 1000.0 * f64::from(f32::MAX).powi(2);
        assert!((inner_product(&x, &x) / expected - 1.0).abs() < 1e-14);
    }

    #[test]
    #[should_panic(expected = "vectors of the same length")]
    fn lengths_must_agree() {
        inner_product(&[1.0f32; 3], &[0.0; 4]);
    }
}

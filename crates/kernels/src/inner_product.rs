//! The inner product of two vectors, in double precision whatever they come in.
//!
//! Products of f32 are exact in f64, so nothing overflows and the error is that of rounding f64
//! sums. It costs conversions, which memory hides: vectors that are not in the first-level cache
//! come no faster.

use crate::simd::dispatch::{Kernels, kernels};
use crate::simd::lanes::Element;

/// Rows that [`inner_products`] takes.
pub const PRODUCTS: usize = 4;

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

/// What [`inner_product`] gives for `x` and each of `rows`, bit for bit, side by side: `x` is loaded
/// once for all of them, and no sum waits for another.
///
/// # Panics
///
/// If the lengths differ.
pub fn inner_products<T: Element>(x: &[T], rows: [&[T]; PRODUCTS]) -> [f64; PRODUCTS] {
    products_with(kernels(), x, rows)
}

fn product_with<T: Element>(kernels: &Kernels<T>, x: &[T], y: &[T]) -> f64 {
    assert_eq!(x.len(), y.len(), "vectors of the same length");
    // SAFETY: kernels are only handed out for an available level.
    unsafe { (kernels.inner_product)(x, y) }
}

fn products_with<T: Element>(
    kernels: &Kernels<T>,
    x: &[T],
    rows: [&[T]; PRODUCTS],
) -> [f64; PRODUCTS] {
    assert!(rows.iter().all(|row| row.len() == x.len()), "vectors of the same length");
    // SAFETY: kernels are only handed out for an available level.
    unsafe { (kernels.inner_products)(x, rows) }
}

/// The loop, for any instruction set.
pub(crate) mod kernel {
    use crate::simd::lanes::{Lane, Lanes};

    /// Vectors whose sums are kept apart, so that no addition waits for the one before it: with two
    /// sums each these fill the registers of AVX2.
    const CHAINS: usize = 2;

    /// The products of `x` with `ROWS` rows.
    ///
    /// # Panics
    ///
    /// If a row is not as long as `x`.
    #[inline(always)]
    pub(crate) fn sums<V: Lanes, const ROWS: usize>(
        set: V::Set,
        x: &[V::Element],
        rows: [&[V::Element]; ROWS],
    ) -> [f64; ROWS] {
        let zero = V::splat(set, V::Element::default()).widen();
        let mut sums = [[[zero; 2]; ROWS]; CHAINS];
        let ends = rows.map(|row| V::Element::chunks(&row[..x.len()]).1);
        let rows = rows.map(|row| V::Element::chunks(&row[..x.len()]).0);
        let (x, x_end) = V::Element::chunks(x);
        // Which sum is added to is never a variable, or they would not stay in registers: measured,
        // that takes twice the time.
        let [first, second] = &mut sums;
        let (groups, rest) = x.as_chunks::<CHAINS>();
        for (group, [even, odd]) in groups.iter().enumerate() {
            add::<V, ROWS>(set, first, even, &rows, CHAINS * group);
            add::<V, ROWS>(set, second, odd, &rows, CHAINS * group + 1);
        }
        if let [even] = rest {
            add::<V, ROWS>(set, first, even, &rows, CHAINS * groups.len());
        }
        if !x_end.is_empty() {
            let end = |values| V::load(set, &Lane::padded(values, V::Element::default()));
            let x = end(x_end);
            for (sums, row_end) in first.iter_mut().zip(ends) {
                *sums = x.fused_wide(end(row_end), *sums);
            }
        }
        let [first, second] = sums;
        std::array::from_fn(|row| {
            let [first, second] = [first[row], second[row]].map(|[low, high]| low.add(high));
            first.add(second).sum()
        })
    }

    /// Adds the products of one chunk of `x` with that chunk of each row.
    ///
    /// A function, since closures do not have the instructions of what is around them.
    #[inline(always)]
    fn add<V: Lanes, const ROWS: usize>(
        set: V::Set,
        sums: &mut [[V::Wide; 2]; ROWS],
        x: &<V::Element as Lane>::Chunk,
        rows: &[&[<V::Element as Lane>::Chunk]; ROWS],
        chunk: usize,
    ) {
        let x = V::load(set, x);
        for (sums, row) in sums.iter_mut().zip(rows) {
            *sums = x.fused_wide(V::load(set, &row[chunk]), *sums);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::testing::{Sample, for_both_types, same_at_every_level};

    for_both_types!(
        is_the_sum_of_products,
        side_by_side_is_one_by_one,
        is_not_finite_if_a_value_is_not
    );

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

    fn side_by_side_is_one_by_one<T: Sample>() {
        same_at_every_level::<T, f64>(|kernels, source| {
            let x = source.slice::<T>();
            let rows: [_; PRODUCTS] = std::array::from_fn(|_| source.slice::<T>());
            let products = products_with(kernels, &x, rows.each_ref().map(|row| &row[..]));
            for (row, product) in rows.iter().zip(products) {
                assert_eq!(product.to_bits(), product_with(kernels, &x, row).to_bits());
            }
            products.to_vec()
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

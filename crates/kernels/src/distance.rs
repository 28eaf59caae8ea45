//! Squared Euclidean distances between the rows of X.
//!
//! Computed as Σ (x - y)² and not from norms and products, whose difference loses the distances of
//! near rows; so the matrix is exactly symmetric, never negative, and zero on the diagonal. The
//! order is that of the Gram matrix: fused multiply-adds over blocks of 256 columns.

use std::ops::Range;

use crate::control::{Cancelled, Control};
use crate::memory::Error;
use crate::simd::dispatch::{Kernels, kernels};
use crate::simd::lanes::{Element, Lanes};
use crate::symmetric::{self, Method, Panels, Step};
use crate::workers::Workers;

/// Writes the squared Euclidean distances of all pairs of rows into `out`, `rows` x `rows` in
/// row-major order.
///
/// The relative error of each distance is about 1e-6 (f32) or 1e-15 (f64), also between near rows.
/// Takes twice the arithmetic of [`gram`](crate::gram), and as much memory.
///
/// # Errors
///
/// [`Error::OutOfMemory`] and [`Error::Cancelled`].
///
/// # Panics
///
/// If `features` is not `rows` x `columns` or `out` is not `rows` x `rows`.
pub fn pairwise_squared_distances<T: Element>(
    features: &[T],
    rows: usize,
    columns: usize,
    out: &mut [T],
    workers: &Workers,
    control: &Control,
) -> Result<(), Error> {
    let features = symmetric::Rows::new(features, rows, columns);
    symmetric::fill(features, method(kernels()), out, workers, control)
}

/// Writes the squared distances of each row of `left` with each row of `right` in `range` into `out`, row by
/// row: entries of what [`pairwise_squared_distances`] computes, the same bits.
///
/// # Errors
///
/// [`Cancelled`].
///
/// # Panics
///
/// If left and right have different numbers of columns, if `range` does not begin at a multiple of
/// [`STRIP_STEP`](crate::STRIP_STEP) or exceeds the rows of `right`, or if `out` has another size.
pub fn squared_distance_strip<T: Element>(
    left: &Panels<T>,
    right: &Panels<T>,
    range: Range<usize>,
    out: &mut [T],
    control: &Control,
) -> Result<(), Cancelled> {
    symmetric::strip(method(kernels()), left, right, range, out, control)
}

pub(crate) fn method<T: Element>(kernels: &Kernels<T>) -> Method<T> {
    Method { stage: "squared distances", sum: kernels.distance_block, transpose: kernels.transpose }
}

/// sum + (x - y)².
pub(crate) struct SquareDifference;

impl Step for SquareDifference {
    #[inline(always)]
    fn step<V: Lanes>(sum: V, x: V, y: V) -> V {
        let difference = x.sub(y);
        difference.fused(difference, sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::testing::{Sample, for_both_types};
    use crate::symmetric::tests::matrix_is;

    for_both_types!(entries_are_squared_distances);

    fn squared_distance<T: Sample>(x: &[T], y: &[T]) -> f64 {
        x.iter().zip(y).map(|(&x, &y)| (x.into() - y.into()).powi(2)).sum()
    }

    fn entries_are_squared_distances<T: Sample>() {
        matrix_is::<T>(method, squared_distance, |x, y| T::TOLERANCE * squared_distance(x, y));
    }

    #[test]
    fn near_rows_far_from_the_origin_keep_their_distance() {
        let x = [1000.0f32, 1000.0, 1000.001, 1000.0];
        let mut out = [f32::NAN; 4];
        let (workers, control) = (Workers::single(), Control::new());
        pairwise_squared_distances(&x, 2, 2, &mut out, &workers, &control).unwrap();
        let expected = (f64::from(x[2]) - f64::from(x[0])).powi(2) as f32;
        assert_eq!(out, [0.0, expected, expected, 0.0]);
    }
}

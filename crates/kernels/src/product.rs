//! The Gram matrix X Xᵀ of the rows of X.
//!
//! An entry is a fixed expression of its two rows: over each block of 256 columns, in ascending
//! order, a chain of fused multiply-adds from zero; the blocks' sums are then added one after the
//! other. Tiles, threads and instruction sets only decide when and where it is computed.

use std::ops::Range;

use crate::control::{Cancelled, Control};
use crate::memory::Error;
use crate::simd::dispatch::{Kernels, kernels};
use crate::simd::lanes::{Element, Lanes};
use crate::symmetric::{self, Method, Panels, Step};
use crate::workers::Workers;

/// Writes the inner products of all pairs of rows into `out`, `rows` x `rows` in row-major order,
/// exactly symmetric.
///
/// The relative error is about 1e-6 (f32) or 1e-15 (f64) of the product of the two rows' lengths.
/// Takes rows² columns fused multiply-adds divided by two, and as much memory again as `features`
/// where they have more than 192 rows, else less than 2 MB.
///
/// # Errors
///
/// [`Error::OutOfMemory`] and [`Error::Cancelled`].
///
/// # Panics
///
/// If `features` is not `rows` x `columns` or `out` is not `rows` x `rows`.
pub fn gram<T: Element>(
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

/// Writes the inner products of each row of `left` with each row of `right` in `range` into `out`, row by
/// row: entries of what [`gram`] computes, the same bits.
///
/// # Errors
///
/// [`Cancelled`].
///
/// # Panics
///
/// If left and right have different numbers of columns, if `range` does not begin at a multiple of
/// [`STRIP_STEP`](crate::STRIP_STEP) or exceeds the rows of `right`, or if `out` has another size.
pub fn product_strip<T: Element>(
    left: &Panels<T>,
    right: &Panels<T>,
    range: Range<usize>,
    out: &mut [T],
    control: &Control,
) -> Result<(), Cancelled> {
    symmetric::strip(method(kernels()), left, right, range, out, control)
}

pub(crate) fn method<T: Element>(kernels: &Kernels<T>) -> Method<T> {
    Method { stage: "inner products", sum: kernels.product_block, transpose: kernels.transpose }
}

/// sum + x y.
pub(crate) struct Multiply;

impl Step for Multiply {
    #[inline(always)]
    fn step<V: Lanes>(sum: V, x: V, y: V) -> V {
        x.fused(y, sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::testing::{Sample, for_both_types};
    use crate::symmetric::tests::matrix_is;

    for_both_types!(entries_are_inner_products);

    fn inner_product<T: Sample>(x: &[T], y: &[T]) -> f64 {
        x.iter().zip(y).map(|(&x, &y)| x.into() * y.into()).sum()
    }

    fn entries_are_inner_products<T: Sample>() {
        matrix_is::<T>(method, inner_product, |x, y| {
            T::TOLERANCE * (inner_product(x, x) * inner_product(y, y)).sqrt()
        });
    }

    #[test]
    fn agrees_with_another_implementation() {
        let (rows, columns) = (211, 300);
        let mut random = crate::Random::new(1, 0);
        let x: Vec<f32> = (0..rows * columns).map(|_| random.unit() as f32).collect();
        let mut ours = vec![0.0; rows * rows];
        gram(&x, rows, columns, &mut ours, &Workers::single(), &Control::new()).unwrap();
        let mut theirs = vec![0.0f32; rows * rows];
        let stride = |length: usize| isize::try_from(length).unwrap();
        // SAFETY: the shapes and strides are those of the slices.
        unsafe {
            matrixmultiply::sgemm(
                rows,
                columns,
                rows,
                1.0,
                x.as_ptr(),
                stride(columns),
                1,
                x.as_ptr(),
                1,
                stride(columns),
                0.0,
                theirs.as_mut_ptr(),
                stride(rows),
                1,
            );
        }
        assert!(ours.iter().zip(&theirs).all(|(a, b)| (a - b).abs() <= 2e-6 * b.abs()));
    }

    #[test]
    #[should_panic(expected = "rows x columns")]
    fn shapes_must_agree() {
        let control = Control::new();
        let _ = gram(&[1.0f32; 5], 2, 3, &mut [0.0; 4], &Workers::single(), &control);
    }
}

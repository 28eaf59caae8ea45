//! A band becomes tridiagonal: a reflection makes zeros in one column, which fills the band elsewhere, and
//! further ones push what does not fit down and out of the matrix.
//!
//! Of each bulge only the first column is removed at once; the next sweep meets the others one place further
//! (Haidar, Ltaief & Dongarra, "Parallel reduction to condensed forms for symmetric eigenvalue problems using
//! aggregated fine-grained and memory-aware kernels", 2011).

use super::WIDTH;
use super::band::reflection_with;
use crate::control::Control;
use crate::memory::{Error, room};
use crate::simd::dispatch::chase_kernel;

/// Partial sums of an inner product, so that the compiler may use vectors.
const SUMS: usize = 8;

/// The lower half of a symmetric band with room for bulges, row by row.
pub(crate) struct Band {
    values: Vec<f64>,
    size: usize,
}

impl Band {
    /// Zeros.
    pub(super) fn new(size: usize) -> Result<Self, Error> {
        let count = size * (Self::STRIDE + 1);
        let mut values = room(count)?;
        values.resize(count, 0.0);
        Ok(Self { values, size })
    }

    /// From a number to that below it.
    const STRIDE: usize = 2 * WIDTH;

    #[inline(always)]
    fn index(row: usize, column: usize) -> usize {
        row * Self::STRIDE + column + Self::STRIDE
    }

    /// The numbers of a row from a column up to the diagonal.
    #[inline(always)]
    pub(super) fn row_mut(&mut self, row: usize, column: usize) -> &mut [f64] {
        &mut self.values[Self::index(row, column)..=Self::index(row, row)]
    }
}

/// The instance of [`kernel`].
pub(crate) type ChaseKernel = unsafe fn(&mut Band, usize);

/// The diagonal of the tridiagonal matrix, and what is below it with a last entry that means nothing.
pub(super) fn tridiagonal(
    mut band: Band,
    control: &Control,
) -> Result<(Vec<f64>, Vec<f64>), Error> {
    for column in 0..band.size.saturating_sub(2) {
        control.check()?;
        // SAFETY: kernels are only handed out for an available level.
        unsafe { (chase_kernel())(&mut band, column) };
    }
    let (mut diagonal, mut below) = (room(band.size)?, room(band.size)?);
    for row in 0..band.size {
        diagonal.push(band.values[Band::index(row, row)]);
        let next = (row + 1).min(band.size - 1);
        below.push(band.values[Band::index(next, row)]);
    }
    Ok((diagonal, below))
}

/// A reflection: τ and v, of which only the first `length` entries are used.
struct Reflection {
    tau: f64,
    vector: [f64; WIDTH],
}

/// Makes zeros in one column below its second entry; the columns before are done.
#[inline(always)]
pub(crate) fn kernel(band: &mut Band, column: usize) {
    let mut first = column + 1;
    let mut length = WIDTH.min(band.size - first);
    let mut reflection = zero_column(band, first, length, column);
    loop {
        apply_to_both_sides(band, first, length, &reflection);
        let next = first + length;
        if next == band.size {
            return;
        }
        let rows = WIDTH.min(band.size - next);
        apply_from_the_right(
            band,
            next..next + rows,
            first,
            &reflection.vector[..length],
            reflection.tau,
        );
        reflection = zero_column(band, next, rows, first);
        apply_from_the_left(
            band,
            next,
            first + 1,
            length - 1,
            &reflection.vector[..rows],
            reflection.tau,
        );
        (first, length) = (next, rows);
    }
}

/// The reflection that makes zeros in a column from the row after `first` on, and these zeros.
#[inline(always)]
fn zero_column(band: &mut Band, first: usize, length: usize, column: usize) -> Reflection {
    let mut vector = [0.0; WIDTH];
    for (index, value) in vector[..length].iter_mut().enumerate() {
        let value_there = &mut band.values[Band::index(first + index, column)];
        *value = std::mem::take(value_there);
    }
    let rest = product(&vector[1..length], &vector[1..length]);
    let tau =
        reflection_with(&mut vector[..length], &mut band.values[Band::index(first, column)], rest);
    Reflection { tau, vector }
}

/// A symmetric block on the diagonal, of which the lower half is there: A - v wᵀ - w vᵀ with p = τ A v and
/// w = p - τ (p v) v / 2.
#[inline(always)]
fn apply_to_both_sides(band: &mut Band, first: usize, length: usize, reflection: &Reflection) {
    let vector = &reflection.vector[..length];
    let mut products = [0.0; WIDTH];
    for row in 0..length {
        let values = &band.values[Band::index(first + row, first)..][..=row];
        let (own, before) = (values[row], &values[..row]);
        products[row] += own * vector[row] + product(before, &vector[..row]);
        products[..row].iter_mut().zip(before).for_each(|(to, value)| *to += vector[row] * value);
    }
    let products = &mut products[..length];
    products.iter_mut().for_each(|value| *value *= reflection.tau);
    let half = -0.5 * reflection.tau * product(products, vector);
    products.iter_mut().zip(vector).for_each(|(to, value)| *to += half * value);
    for row in 0..length {
        let (v, w) = (vector[row], products[row]);
        let values = &mut band.values[Band::index(first + row, first)..][..=row];
        for ((to, x), y) in values.iter_mut().zip(&*products).zip(vector) {
            *to -= v * x + w * y;
        }
    }
}

/// B - τ (B v) vᵀ for the block B of these rows whose columns begin at `first`.
#[inline(always)]
fn apply_from_the_right(
    band: &mut Band,
    rows: std::ops::Range<usize>,
    first: usize,
    vector: &[f64],
    tau: f64,
) {
    for row in rows {
        let values = &mut band.values[Band::index(row, first)..][..vector.len()];
        let factor = tau * product(values, vector);
        values.iter_mut().zip(vector).for_each(|(to, value)| *to -= factor * value);
    }
}

/// B - τ v (vᵀ B) for the block B of as many rows as v has entries, from `first` on, with so many columns.
#[inline(always)]
fn apply_from_the_left(
    band: &mut Band,
    first: usize,
    column: usize,
    columns: usize,
    vector: &[f64],
    tau: f64,
) {
    let mut products = [0.0; WIDTH];
    for (row, &v) in (first..).zip(vector) {
        let values = &band.values[Band::index(row, column)..][..columns];
        products.iter_mut().zip(values).for_each(|(to, value)| *to += v * value);
    }
    for (row, &v) in (first..).zip(vector) {
        let factor = tau * v;
        let values = &mut band.values[Band::index(row, column)..][..columns];
        values.iter_mut().zip(&products).for_each(|(to, value)| *to -= factor * value);
    }
}

/// Σ x y, in eight partial sums.
#[inline(always)]
fn product(x: &[f64], y: &[f64]) -> f64 {
    let (x_blocks, x_rest) = x.as_chunks::<SUMS>();
    let (y_blocks, y_rest) = y.as_chunks::<SUMS>();
    let mut sums = [0.0; SUMS];
    for (x, y) in x_blocks.iter().zip(y_blocks) {
        sums.iter_mut().zip(x.iter().zip(y)).for_each(|(sum, (x, y))| *sum += x * y);
    }
    let rest: f64 = x_rest.iter().zip(y_rest).map(|(x, y)| x * y).sum();
    let [a, b, c, d, e, f, g, h] = sums;
    (((a + e) + (c + g)) + ((b + f) + (d + h))) + rest
}

//! Products of narrow matrices, added to what there is: what updates by blocks of reflections are made of.

use crate::simd::dispatch::add_products_kernel;
use crate::substitution::{BLOCK, Line};

/// Rows of numbers that lie at equal distances.
#[derive(Clone, Copy)]
pub(crate) struct Strided<'a> {
    /// The numbers from the first one of the first row on.
    pub(crate) values: &'a [f64],
    /// From the beginning of a row to that of the next one.
    pub(crate) stride: usize,
}

/// Adds to each of `rows` rows of `out`, which lie `stride` apart, the product of that row of `left` with a matrix of
/// `depth` rows that is given by panels of eight columns: panel p has `depth` lines of the columns from 8 p on.
///
/// A sum begins at zero and takes the products in order, each with a single rounding; so it does not depend on
/// the instruction set.
///
/// # Panics
///
/// If `left` or `out` have fewer numbers, or if `lines` are not whole panels.
pub(crate) fn add_products(
    left: Strided<'_>,
    lines: &[Line],
    depth: usize,
    out: &mut [f64],
    stride: usize,
    rows: usize,
) {
    if rows == 0 || depth == 0 {
        return;
    }
    assert!(lines.len().is_multiple_of(depth), "whole panels");
    let columns = lines.len() / depth * BLOCK;
    assert!((rows - 1) * left.stride + depth <= left.values.len(), "a number for each line");
    assert!((rows - 1) * stride + columns <= out.len(), "a sum for each column");
    // SAFETY: kernels are only handed out for an available level.
    unsafe { (add_products_kernel())(left, lines, depth, out, stride, rows) }
}

/// The instance of [`kernel::add_products`].
pub(crate) type AddProductsKernel =
    unsafe fn(Strided<'_>, &[Line], usize, &mut [f64], usize, usize);

/// The loops, for any instruction set.
pub(crate) mod kernel {
    use super::{BLOCK, Line, Strided};
    use crate::simd::lanes::Lanes;

    /// [`super::add_products`], with the sums of `TILE` rows in registers.
    #[inline(always)]
    pub(crate) fn add_products<V: Lanes<Element = f64>, const TILE: usize>(
        set: V::Set,
        left: Strided<'_>,
        lines: &[Line],
        depth: usize,
        out: &mut [f64],
        stride: usize,
        rows: usize,
    ) {
        let mut row = 0;
        while row + TILE <= rows {
            add_tiles::<V, TILE>(set, left, lines, depth, &mut out[row * stride..], stride, row);
            row += TILE;
        }
        for row in row..rows {
            add_tiles::<V, 1>(set, left, lines, depth, &mut out[row * stride..], stride, row);
        }
    }

    /// The rows from `row` on, with all panels one after the other.
    #[inline(always)]
    fn add_tiles<V: Lanes<Element = f64>, const TILE: usize>(
        set: V::Set,
        left: Strided<'_>,
        lines: &[Line],
        depth: usize,
        out: &mut [f64],
        stride: usize,
        row: usize,
    ) {
        let left: [&[f64]; TILE] = std::array::from_fn(|r| {
            let start = (row + r) * left.stride;
            &left.values[start..start + depth]
        });
        for (panel, lines) in lines.chunks_exact(depth).enumerate() {
            let mut sums = [V::splat(set, 0.0); TILE];
            for (index, line) in lines.iter().enumerate() {
                let line = V::load(set, &line.0);
                for (sum, left) in sums.iter_mut().zip(&left) {
                    // SAFETY: there are `depth` numbers in each row and as many lines.
                    let factor = V::splat(set, unsafe { *left.get_unchecked(index) });
                    *sum = line.fused(factor, *sum);
                }
            }
            for (r, sum) in sums.into_iter().enumerate() {
                if let Some(out) = out[r * stride + panel * BLOCK..].first_chunk_mut::<BLOCK>() {
                    V::load(set, out).add(sum).store(out);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;
    use crate::simd::dispatch::available;

    #[test]
    fn every_level_adds_alike_what_plain_loops_add() {
        for (rows, depth, panels) in [(1, 1, 1), (3, 5, 2), (4, 8, 1), (11, 33, 3), (19, 2, 0)] {
            let mut random = Random::new(rows as u64, depth as u64);
            let (left_stride, stride) = (depth + 3, panels * BLOCK + 2);
            let mut numbers = |count: usize| -> Vec<f64> {
                (0..count).map(|_| 2.0 * random.unit() - 1.0).collect()
            };
            let (left, before) = (numbers(rows * left_stride), numbers(rows * stride));
            let lines = numbers(panels * depth * BLOCK);
            let lines: Vec<Line> = lines.as_chunks().0.iter().map(|&line| Line(line)).collect();
            let mut expected = before.clone();
            for row in 0..rows {
                for column in 0..panels * BLOCK {
                    let (panel, lane) = (column / BLOCK * depth, column % BLOCK);
                    let sum = (0..depth).fold(0.0f64, |sum, i| {
                        lines[panel + i].0[lane].mul_add(left[row * left_stride + i], sum)
                    });
                    expected[row * stride + column] += sum;
                }
            }
            for level in available() {
                let left = Strided { values: &left, stride: left_stride };
                let mut out = before.clone();
                // SAFETY: the level is available; lengths agree.
                unsafe { (level.add_products)(left, &lines, depth, &mut out, stride, rows) };
                assert_eq!(out, expected, "{}", level.name());
            }
        }
    }
}

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

/// Adds to the first eight numbers of each of `rows` rows of `out`, which lie `stride` apart, the sum over i of
/// number i of that row of `left` times line i.
///
/// A sum begins at zero and takes the products in order, each with a single rounding; so it does not depend on
/// the instruction set.
///
/// # Panics
///
/// If `left` or `out` have fewer numbers.
pub(crate) fn add_products(
    left: Strided<'_>,
    lines: &[Line],
    out: &mut [f64],
    stride: usize,
    rows: usize,
) {
    if rows == 0 {
        return;
    }
    assert!((rows - 1) * left.stride + lines.len() <= left.values.len(), "a number for each line");
    assert!((rows - 1) * stride + BLOCK <= out.len(), "eight sums a row");
    // SAFETY: kernels are only handed out for an available level.
    unsafe { (add_products_kernel())(left, lines, out, stride, rows) }
}

/// The instance of [`kernel::add_products`].
pub(crate) type AddProductsKernel = unsafe fn(Strided<'_>, &[Line], &mut [f64], usize, usize);

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
        out: &mut [f64],
        stride: usize,
        rows: usize,
    ) {
        let mut row = 0;
        while row + TILE <= rows {
            add_tile::<V, TILE>(set, left, lines, out, stride, row);
            row += TILE;
        }
        for row in row..rows {
            add_tile::<V, 1>(set, left, lines, out, stride, row);
        }
    }

    #[inline(always)]
    fn add_tile<V: Lanes<Element = f64>, const TILE: usize>(
        set: V::Set,
        left: Strided<'_>,
        lines: &[Line],
        out: &mut [f64],
        stride: usize,
        row: usize,
    ) {
        let left: [&[f64]; TILE] = std::array::from_fn(|r| {
            let start = (row + r) * left.stride;
            &left.values[start..start + lines.len()]
        });
        let mut sums = [V::splat(set, 0.0); TILE];
        for (index, line) in lines.iter().enumerate() {
            let line = V::load(set, &line.0);
            for (sum, left) in sums.iter_mut().zip(&left) {
                *sum = line.fused(V::splat(set, left[index]), *sum);
            }
        }
        for (r, sum) in sums.into_iter().enumerate() {
            if let Some(out) = out[(row + r) * stride..].first_chunk_mut::<BLOCK>() {
                V::load(set, out).add(sum).store(out);
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
        for (rows, depth) in [(1, 1), (3, 5), (4, 8), (11, 33), (19, 0)] {
            let mut random = Random::new(rows as u64, depth as u64);
            let (left_stride, stride) = (depth + 3, BLOCK + 2);
            let mut numbers = |count: usize| -> Vec<f64> {
                (0..count).map(|_| 2.0 * random.unit() - 1.0).collect()
            };
            let (left, before) = (numbers(rows * left_stride), numbers(rows * stride));
            let lines = numbers(depth * BLOCK);
            let lines: Vec<Line> = lines.as_chunks().0.iter().map(|&line| Line(line)).collect();
            let mut expected = before.clone();
            for row in 0..rows {
                for lane in 0..BLOCK {
                    let sum = (0..depth).fold(0.0f64, |sum, i| {
                        lines[i].0[lane].mul_add(left[row * left_stride + i], sum)
                    });
                    expected[row * stride + lane] += sum;
                }
            }
            for level in available() {
                let left = Strided { values: &left, stride: left_stride };
                let mut out = before.clone();
                // SAFETY: the level is available; lengths agree.
                unsafe { (level.add_products)(left, &lines, &mut out, stride, rows) };
                assert_eq!(out, expected, "{}", level.name());
            }
        }
    }
}

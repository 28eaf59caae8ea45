//! A part of the matrix of all pairs: some rows and consecutive columns, the same bits as in the whole
//! matrix.
//!
//! For matrices that are too large to be kept: what is made of a strip is made while it lies in the
//! second-level cache.

use std::ops::Range;

use super::panels::Panels;
use super::{BLOCK, Method, Pairs, column_blocks};
use crate::control::{Cancelled, Control};
use crate::simd::lanes::Element;

/// The columns of a strip must begin at a multiple of this.
pub const STRIP_STEP: usize = BLOCK;

/// Writes what `method` makes of each row of `left` with each row of `right` in `range` into `out`, row
/// by row.
pub(crate) fn strip<T: Element>(
    method: Method<T>,
    left: &Panels<T>,
    right: &Panels<T>,
    range: Range<usize>,
    out: &mut [T],
    control: &Control,
) -> Result<(), Cancelled> {
    let width = left.columns();
    assert_eq!(width, right.columns(), "rows of the same length");
    assert!(range.start.is_multiple_of(STRIP_STEP) && range.end <= right.rows(), "rows of right");
    assert_eq!(out.len(), left.rows() * range.len(), "the strip is rows x columns");
    let padded = left.rows().next_multiple_of(T::LANES);
    let mut block = vec![T::default(); padded * BLOCK];
    let left = &left.of_rows(0..left.rows())[..padded * width];
    for begin in range.clone().step_by(BLOCK) {
        let end = range.end.min(begin + BLOCK);
        let right = right.of_rows(begin..end);
        for columns in column_blocks(width) {
            control.check()?;
            let first = columns.start == 0;
            let pairs = Pairs { left, right, width, columns, first, diagonal: false };
            // SAFETY: a method consists of instances of an available level.
            unsafe { (method.sum)(pairs, &mut block) };
        }
        let out = out.chunks_mut(range.len());
        for (out, block) in out.zip(block.chunks(BLOCK)) {
            out[begin - range.start..end - range.start].copy_from_slice(&block[..end - begin]);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::dispatch::{Kernels, available};
    use crate::simd::testing::{Sample, for_both_types};
    use crate::symmetric::{Rows, fill};
    use crate::{Random, Workers, distance, product};

    for_both_types!(strips_are_parts_of_the_matrix);

    fn strips_are_parts_of_the_matrix<T: Sample>() {
        for level in available() {
            for method in [product::method, distance::method] as [fn(&Kernels<T>) -> Method<T>; 2] {
                for (rows, columns) in [(5, 3), (192, 40), (430, 300)] {
                    strips_are_parts(rows, columns, || method(T::kernels(level)));
                }
            }
        }
    }

    fn strips_are_parts<T: Sample>(rows: usize, columns: usize, method: impl Fn() -> Method<T>) {
        let (workers, control) = (Workers::single(), Control::new());
        let mut random = Random::new(rows as u64, columns as u64);
        let features: Vec<T> =
            (0..rows * columns).map(|_| T::nearest(2.0 * random.unit() - 1.0)).collect();
        let mut matrix = vec![T::default(); rows * rows];
        let packed = Rows::new(&features, rows, columns);
        fill(packed, method(), &mut matrix, &workers, &control).unwrap();
        let right = Panels::new(&features, rows, columns, &workers, &control).unwrap();
        let selected: Vec<u32> = (0..70).map(|_| random.below(rows as u64) as u32).collect();
        for count in [0, 1, 17, 48, 70] {
            let left = right.select(&selected[..count]);
            for begin in (0..rows).step_by(STRIP_STEP) {
                for end in [begin, begin + 1, rows] {
                    let mut strip = vec![T::nearest(f64::NAN); count * (end - begin)];
                    super::strip(method(), &left, &right, begin..end, &mut strip, &control)
                        .unwrap();
                    for (&row, strip) in selected.iter().zip(strip.chunks((end - begin).max(1))) {
                        assert!(*strip == matrix[row as usize * rows..][begin..end]);
                    }
                }
            }
        }
    }

    #[test]
    fn a_strip_that_nobody_wants_any_more_is_not_computed() {
        let (workers, control) = (Workers::single(), Control::new());
        let panels = Panels::new(&[1.0f32; 400], 200, 2, &workers, &control).unwrap();
        let left = panels.select(&[7]);
        for (look, expected) in [(1, Err(Cancelled)), (2, Err(Cancelled)), (3, Ok(()))] {
            let control = Control::cancelled_at(look);
            let strip = crate::product_strip(&left, &panels, 0..200, &mut [0.0; 200], &control);
            assert_eq!(strip, expected);
        }
    }
}

//! The loops over one block of a symmetric matrix, for any instruction set.
//!
//! A tile of a few rows and a few panels of columns is summed up in registers: its left values are
//! broadcast one by one, its right values are whole vectors. The panels of the left rows stay in the
//! first-level cache while those of the right rows stream from the second.

use super::{BLOCK, Pairs, Step};
use crate::simd::lanes::{Lane, Lanes};

type Chunk<V> = <<V as Lanes>::Element as Lane>::Chunk;

/// Adds up all pairs into `block`, in tiles of `ROWS` rows and `PANELS` panels.
///
/// Columns that are not the first ones add to what `block` holds. In a block on the diagonal, tiles
/// below the diagonal are left out.
#[inline(always)]
pub(crate) fn sum<V: Lanes, S: Step, const ROWS: usize, const PANELS: usize>(
    set: V::Set,
    pairs: Pairs<'_, V::Element>,
    block: &mut [V::Element],
) {
    let lanes = V::Element::LANES;
    let Pairs { left, right, width, columns, first, diagonal } = pairs;
    let (left, _) = V::Element::chunks(left);
    let (right, _) = V::Element::chunks(right);
    let (block, _) = V::Element::chunks_mut(block);
    for row in (0..left.len() / width * lanes).step_by(ROWS) {
        let left = &left[row / lanes * width..][columns.clone()];
        for panel in (0..right.len() / width).step_by(PANELS) {
            if diagonal && (panel + PANELS) * lanes <= row {
                continue;
            }
            let right = &right[panel * width..(panel + PANELS) * width];
            let sums = tile::<V, S, ROWS, PANELS>(set, left, row % lanes, right, columns.start);
            for (r, sums) in sums.into_iter().enumerate() {
                let out = &mut block[(row + r) * (BLOCK / lanes) + panel..][..PANELS];
                for (sum, out) in sums.into_iter().zip(out) {
                    let earlier = V::load(set, out);
                    if first { sum } else { earlier.add(sum) }.store(out);
                }
            }
        }
    }
}

/// The sums of one tile: of the `ROWS` rows of a panel that begin at `lane`, given in the columns
/// in question, with `PANELS` panels, given in all columns, of which `begin` is the first to use.
#[inline(always)]
fn tile<V: Lanes, S: Step, const ROWS: usize, const PANELS: usize>(
    set: V::Set,
    left: &[Chunk<V>],
    lane: usize,
    right: &[Chunk<V>],
    begin: usize,
) -> [[V; PANELS]; ROWS] {
    let zero = V::splat(set, V::Element::default());
    let stride = right.len() / PANELS;
    assert!(lane + ROWS <= V::Element::LANES && begin + left.len() <= stride);
    let mut sums = [[zero; PANELS]; ROWS];
    let mut y = [zero; PANELS];
    for (column, x) in left.iter().enumerate() {
        for (p, y) in y.iter_mut().enumerate() {
            // SAFETY: `column < left.len()`, so by the assertion the index is less than
            // `(p + 1) * stride`, at most the length of `right`.
            *y = V::load(set, unsafe { right.get_unchecked(p * stride + begin + column) });
        }
        for (r, sums) in sums.iter_mut().enumerate() {
            // SAFETY: by the assertion the lane is less than the number of lanes.
            let x = V::splat(set, *unsafe { x.as_ref().get_unchecked(lane + r) });
            for (sum, &y) in sums.iter_mut().zip(&y) {
                *sum = S::step(*sum, x, y);
            }
        }
    }
    sums
}

/// Writes the transpose of a block.
#[inline(always)]
pub(crate) fn transpose<V: Lanes>(_: V::Set, block: &[V::Element], mirror: &mut [V::Element]) {
    let lanes = V::Element::LANES;
    for top in (0..BLOCK).step_by(lanes) {
        for left in (0..BLOCK).step_by(lanes) {
            for j in 0..lanes {
                let to = &mut mirror[(left + j) * BLOCK + top..][..lanes];
                for (i, to) in to.iter_mut().enumerate() {
                    *to = block[(top + i) * BLOCK + left + j];
                }
            }
        }
    }
}

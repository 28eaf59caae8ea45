//! Symmetric matrices of all pairs of rows, at the speed of the arithmetic: how the work is cut for
//! registers, caches and threads, whatever is summed over the columns.
//!
//! The rows are first packed into panels of as many rows as a vector has lanes, column by column.
//! The matrix is cut into square blocks, of which only those on and above the diagonal are computed;
//! each is a task for one thread, is summed up in scratch memory over blocks of columns, tile by
//! tile in registers, and is then written twice, as it is and transposed. A matrix of a single block
//! is packed one block of columns at a time.
//!
//! Goto & van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008).

mod panels;
mod strip;
pub(crate) mod tile;

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::control::Control;
use crate::memory::Error;
use crate::simd::lanes::{Element, Lanes};
use crate::workers::Workers;

pub use self::panels::Panels;
use self::panels::{PANEL_GROUP, pack_panel};
pub use self::strip::STRIP_STEP;
pub(crate) use self::strip::strip;

/// Rows (and columns) of a block of the matrix: a block of f32 takes 147 kB and two blocks of
/// panels 197 kB each, which fits second-level caches of 512 kB and more well enough.
const BLOCK: usize = 192;

/// Columns summed before the sum is added to those of earlier columns: so many of a panel take 16 kB,
/// and two panels fit a first-level cache. Part of the result: another number gives other roundings.
const COLUMN_BLOCK: usize = 256;

/// One step of a sum over columns.
pub(crate) trait Step {
    /// The sum after a column in which the rows have `x` and `y`; the same with `x` and `y`
    /// exchanged.
    fn step<V: Lanes>(sum: V, x: V, y: V) -> V;
}

/// A matrix whose rows are to be paired.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a, T> {
    values: &'a [T],
    rows: usize,
    columns: usize,
}

impl<'a, T> Rows<'a, T> {
    /// Panics if `values` is not `rows` x `columns`.
    pub(crate) fn new(values: &'a [T], rows: usize, columns: usize) -> Self {
        assert_eq!(Some(values.len()), rows.checked_mul(columns), "features are rows x columns");
        Self { values, rows, columns }
    }
}

/// What one block of the matrix is summed from.
///
/// Panels hold, for each panel, for each of `width` columns, the values of the panel's rows.
pub(crate) struct Pairs<'a, T> {
    /// The panels of the block's rows.
    pub(crate) left: &'a [T],
    /// The panels of the block's columns.
    pub(crate) right: &'a [T],
    /// The number of columns that are packed.
    pub(crate) width: usize,
    /// Which of them to sum over.
    pub(crate) columns: Range<usize>,
    /// Whether these are the first columns to be summed over.
    pub(crate) first: bool,
    /// Whether left and right are the same rows.
    pub(crate) diagonal: bool,
}

/// What is computed of each pair of rows.
pub(crate) struct Method<T> {
    /// The name that progress goes by.
    pub(crate) stage: &'static str,
    /// The instance of [`tile::sum`].
    pub(crate) sum: unsafe fn(Pairs<'_, T>, &mut [T]),
    /// The instance of [`tile::transpose`].
    pub(crate) transpose: unsafe fn(&[T], &mut [T]),
}

/// A block and its transpose.
struct Scratch<T> {
    block: Vec<T>,
    mirror: Vec<T>,
}

impl<T: Element> Scratch<T> {
    fn new() -> Self {
        let zeros = vec![T::default(); BLOCK * BLOCK];
        Self { block: zeros.clone(), mirror: zeros }
    }
}

/// Writes the sums over all columns for all pairs of rows into `out`.
pub(crate) fn fill<T: Element>(
    features: Rows<'_, T>,
    method: Method<T>,
    out: &mut [T],
    workers: &Workers,
    control: &Control,
) -> Result<(), Error> {
    let Rows { rows, columns: width, .. } = features;
    assert_eq!(Some(out.len()), rows.checked_mul(rows), "the result is rows x rows");
    if width == 0 {
        out.fill(T::default());
        return Ok(control.check()?);
    }
    let target = Target { start: out.as_mut_ptr(), rows };
    if rows <= BLOCK {
        return fill_block(features, method, target, control);
    }
    let blocks = rows.div_ceil(BLOCK);
    let tasks = blocks * (blocks + 1) / 2;
    control.begin(method.stage, Some(tasks as u64))?;
    let packed = Panels::pack(features, workers, control)?;
    let panels = |block: usize| packed.of_rows(block * BLOCK..rows.min((block + 1) * BLOCK));
    let spare = Mutex::new(Vec::new());
    let spare = || spare.lock().unwrap_or_else(PoisonError::into_inner);
    workers.for_each(tasks, |task| {
        let (row, column) = block_of(task);
        let (left, right, diagonal) = (panels(row), panels(column), row == column);
        let mut scratch = spare().pop().unwrap_or_else(Scratch::new);
        for columns in column_blocks(width) {
            if control.is_cancelled() {
                return;
            }
            let first = columns.start == 0;
            let pairs = Pairs { left, right, width, columns, first, diagonal };
            // SAFETY: a method consists of instances of an available level.
            unsafe { (method.sum)(pairs, &mut scratch.block) };
        }
        // SAFETY: as above.
        unsafe { (method.transpose)(&scratch.block, &mut scratch.mirror) };
        // SAFETY: no other task has this pair of blocks, and `out` is borrowed for the whole call.
        unsafe { target.write(&scratch, row, column) };
        spare().push(scratch);
        // A wish to stop is seen by the next task and at the end.
        let _ = control.advance(1);
    });
    Ok(control.check()?)
}

/// The same for a matrix of one block: there is one task, so it packs what it needs next, into
/// memory that stays in the caches however long the rows are.
fn fill_block<T: Element>(
    features: Rows<'_, T>,
    method: Method<T>,
    target: Target<T>,
    control: &Control,
) -> Result<(), Error> {
    let padded = features.rows.next_multiple_of(PANEL_GROUP * T::LANES);
    let mut packed = vec![T::default(); padded * COLUMN_BLOCK.min(features.columns)];
    let mut scratch = Scratch::new();
    control.begin(method.stage, Some(features.columns.div_ceil(COLUMN_BLOCK) as u64))?;
    for columns in column_blocks(features.columns) {
        let (first, width) = (columns.start == 0, columns.len());
        let panels = packed.chunks_mut(T::LANES * width).take(padded / T::LANES);
        for (panel, packed) in panels.enumerate() {
            pack_panel(features, panel, columns.clone(), packed);
        }
        // The rows that make the panels up hold whatever was there; so do then their own sums.
        let packed = &packed[..padded * width];
        let (left, right, columns) = (packed, packed, 0..width);
        let pairs = Pairs { left, right, width, columns, first, diagonal: true };
        // SAFETY: a method consists of instances of an available level.
        unsafe { (method.sum)(pairs, &mut scratch.block) };
        control.advance(1)?;
    }
    // SAFETY: as above.
    unsafe { (method.transpose)(&scratch.block, &mut scratch.mirror) };
    // SAFETY: the caller has borrowed the matrix for the whole call, and there is one thread.
    unsafe { target.write(&scratch, 0, 0) };
    Ok(())
}

/// The columns of `width` that are summed before they are added to earlier ones.
fn column_blocks(width: usize) -> impl Iterator<Item = Range<usize>> {
    (0..width).step_by(COLUMN_BLOCK).map(move |begin| begin..width.min(begin + COLUMN_BLOCK))
}

/// The block that task number `task` computes: (0, 0), (0, 1), (1, 1), (0, 2), ...
fn block_of(task: usize) -> (usize, usize) {
    let column = ((8 * task + 1).isqrt() - 1) / 2;
    (task - column * (column + 1) / 2, column)
}

/// The matrix that threads write blocks of.
struct Target<T> {
    start: *mut T,
    rows: usize,
}

// SAFETY: sharing the address is harmless; `write` demands that threads write different blocks.
unsafe impl<T: Send> Sync for Target<T> {}

impl<T: Element> Target<T> {
    /// Writes a block, on or above the diagonal, and its mirror image.
    ///
    /// # Safety
    ///
    /// The matrix must be alive and no other thread may use the same two blocks of it.
    unsafe fn write(&self, scratch: &Scratch<T>, row: usize, column: usize) {
        let (top, left) = (row * BLOCK, column * BLOCK);
        let height = BLOCK.min(self.rows - top);
        let width = BLOCK.min(self.rows - left);
        for (i, values) in scratch.block.chunks(BLOCK).take(height).enumerate() {
            let begin = if row == column { i } else { 0 };
            // SAFETY: `left + width <= rows`; the caller guarantees the rest.
            unsafe { self.write_row(top + i, left + begin, &values[begin..width]) };
        }
        for (j, values) in scratch.mirror.chunks(BLOCK).take(width).enumerate() {
            let end = if row == column { j } else { height };
            // SAFETY: `top + height <= rows`; the caller guarantees the rest.
            unsafe { self.write_row(left + j, top, &values[..end]) };
        }
    }

    /// # Safety
    ///
    /// `row` must be a row of the matrix, `column + values.len()` at most its width, and no other
    /// thread may use that part of it.
    unsafe fn write_row(&self, row: usize, column: usize, values: &[T]) {
        // SAFETY: promised by the caller; `values` are not part of the matrix.
        unsafe {
            let start = self.start.add(row * self.rows + column);
            start.copy_from_nonoverlapping(values.as_ptr(), values.len());
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::num::NonZeroUsize;
    use std::sync::Arc;

    use super::*;
    use crate::simd::dispatch::{Kernels, available};
    use crate::simd::testing::{Sample, for_both_types};
    use crate::{Cancelled, Pool};

    /// Shapes around the sizes of panels, groups, blocks and column blocks.
    const SHAPES: [(usize, usize); 12] = [
        (0, 3),
        (1, 1),
        (3, 0),
        (2, 7),
        (15, 16),
        (17, 255),
        (48, 256),
        (49, 257),
        (191, 31),
        (193, 3),
        (400, 5),
        (70, 1030),
    ];

    fn features<T: Sample>(rows: usize, columns: usize) -> Vec<T> {
        let mut random = crate::Random::new(rows as u64, columns as u64);
        (0..rows * columns).map(|_| T::nearest(2.0 * random.unit() - 1.0)).collect()
    }

    /// Compares the matrix of `method` with `expected`, entry by entry and level by level.
    pub(crate) fn matrix_is<T: Sample>(
        method: impl Fn(&Kernels<T>) -> Method<T>,
        expected: impl Fn(&[T], &[T]) -> f64,
        tolerance: impl Fn(&[T], &[T]) -> f64,
    ) {
        for (rows, columns) in SHAPES {
            let features = features::<T>(rows, columns);
            let row = |i: usize| &features[i * columns..(i + 1) * columns];
            let mut reference: Option<Vec<u64>> = None;
            for level in available() {
                for threads in [1, 2, 3, 8] {
                    let threads = NonZeroUsize::new(threads).unwrap();
                    let workers = Workers::new(Arc::new(Pool::new(threads).unwrap()), threads);
                    let mut out = vec![T::nearest(f64::NAN); rows * rows];
                    let features = Rows::new(&features, rows, columns);
                    let method = method(T::kernels(level));
                    fill(features, method, &mut out, &workers, &Control::new()).unwrap();
                    let bits: Vec<u64> = out.iter().map(|value| value.bits()).collect();
                    if reference.is_none() {
                        for (index, &value) in out.iter().enumerate() {
                            let (x, y) = (row(index / rows), row(index % rows));
                            let error = (value.into() - expected(x, y)).abs();
                            assert!(error <= tolerance(x, y), "entry {index} of {rows}");
                            assert_eq!(value, out[index % rows * rows + index / rows]);
                        }
                    }
                    let reference = reference.get_or_insert_with(|| bits.clone());
                    assert!(
                        bits == *reference,
                        "{rows} x {columns}, {} with {threads} threads",
                        level.name()
                    );
                }
            }
        }
    }

    #[test]
    fn tasks_are_all_blocks_of_the_upper_triangle() {
        let mut expected = (0..).flat_map(|column| (0..=column).map(move |row| (row, column)));
        assert!((0..10_000).all(|task| Some(block_of(task)) == expected.next()));
    }

    for_both_types!(cancelled_work_says_so);

    fn cancelled_work_says_so<T: Sample>() {
        // One block, and three blocks that are first packed, of two blocks of columns.
        for (rows, least) in [(5, 2), (BLOCK + 1, 2 * (BLOCK / T::LANES) + 3 * 2)] {
            let columns = COLUMN_BLOCK + 1;
            let (features, mut out) =
                (features::<T>(rows, columns), vec![T::default(); rows * rows]);
            let mut run = |control: &Control| {
                crate::gram(&features, rows, columns, &mut out, &Workers::single(), control)
            };
            let control = Control::cancelled_at(u64::MAX);
            assert_eq!(run(&control), Ok(()));
            assert!(control.looks() >= least as u64, "{} looks", control.looks());
            for look in (1..=control.looks()).step_by(3) {
                assert_eq!(run(&Control::cancelled_at(look)), Err(Cancelled.into()), "{look}");
            }
        }
    }
}

//! Tables of probabilities whose axes are coordinates of a chain, and their marginals.
//!
//! Summing out an axis adds slices of the table, so it runs at the speed of memory.

use std::borrow::Cow;
use std::ops::Range;

use gainful_kernels::Workers;

/// Values of a result in the share of one thread: 128 kB, about 20 µs.
const CHUNK: usize = 1 << 14;

/// Slices added in one pass at most: few enough for plain addition to stay accurate, and enough for
/// the pass to be one over the full table and hardly anything else.
const MAX_RUN: usize = 16;

/// The least length of slices that are added several at a time; shorter ones cost more per slice
/// than the passes they save.
const MIN_STRIDE: usize = 16;

/// Sums that stay in the first-level cache while slices are added to them: 4 kB.
const SLICE: usize = 512;

/// One dimension of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Axis {
    /// The coordinate of the chain that runs along it.
    pub(crate) coordinate: u32,
    /// How many values it takes.
    pub(crate) size: usize,
}

/// A table in row-major order: the first axis is the slowest.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    axes: Vec<Axis>,
    values: Vec<f64>,
}

impl Table {
    /// A table of as many values as its axes ask for.
    pub(crate) fn new(axes: Vec<Axis>, values: Vec<f64>) -> Self {
        debug_assert_eq!(axes.iter().map(|axis| axis.size).product::<usize>(), values.len());
        Self { axes, values }
    }

    /// The axes, the slowest first.
    pub(crate) fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// The values, first axis slowest.
    pub(crate) fn values(&self) -> &[f64] {
        &self.values
    }

    /// The values alone.
    pub(crate) fn into_values(self) -> Vec<f64> {
        self.values
    }

    /// The table without the axes of the coordinates for which `keep` is false.
    pub(crate) fn marginal(&self, keep: impl Fn(u32) -> bool, workers: &Workers) -> Cow<'_, Self> {
        let mut marginal = Cow::Borrowed(self);
        // The slowest axes first: their slices are the longest, and the table is largest then.
        while let Some(run) = marginal.first_run(&keep) {
            marginal = Cow::Owned(marginal.sum_out(run, workers));
        }
        marginal
    }

    /// The slowest adjacent axes not to `keep`, as many as are summed out in one pass.
    fn first_run(&self, keep: impl Fn(u32) -> bool) -> Option<Range<usize>> {
        let begin = self.axes.iter().position(|axis| !keep(axis.coordinate))?;
        let mut run = begin..begin + 1;
        for axis in &self.axes[run.end..] {
            let longer = run.start..run.end + 1;
            let fits = self.size(&longer) <= MAX_RUN && self.stride(&longer) >= MIN_STRIDE;
            if keep(axis.coordinate) || !fits {
                break;
            }
            run = longer;
        }
        Some(run)
    }

    /// How many values the axes of `run` take together.
    fn size(&self, run: &Range<usize>) -> usize {
        self.axes[run.clone()].iter().map(|axis| axis.size).product()
    }

    /// How far apart neighbours along the last axis of `run` are.
    fn stride(&self, run: &Range<usize>) -> usize {
        self.size(&(run.end..self.axes.len()))
    }

    /// The table without the axes of `run`.
    fn sum_out(&self, run: Range<usize>, workers: &Workers) -> Self {
        let (size, stride) = (self.size(&run), self.stride(&run));
        let mut values = vec![0.0; self.values.len() / size];
        workers.for_each_chunk(&mut values, CHUNK, |chunk, sums| {
            add_slices(&self.values, size, stride, chunk * CHUNK, sums);
        });
        let mut axes = self.axes.clone();
        axes.drain(run);
        Self { axes, values }
    }
}

/// Fills `sums` with the sums over an axis of `size` values `stride` apart, from the result's index
/// `begin` on.
fn add_slices(values: &[f64], size: usize, stride: usize, begin: usize, sums: &mut [f64]) {
    if size == 2 && stride == 1 {
        for (sum, pair) in sums.iter_mut().zip(values[2 * begin..].chunks_exact(2)) {
            *sum = pair[0] + pair[1];
        }
        return;
    }
    let mut done = 0;
    while done < sums.len() {
        let (block, offset) = ((begin + done) / stride, (begin + done) % stride);
        let length = (stride - offset).min(sums.len() - done).min(SLICE);
        let sums = &mut sums[done..done + length];
        let slice = |digit| {
            let start = (block * size + digit) * stride + offset;
            &values[start..start + length]
        };
        sums.copy_from_slice(slice(0));
        for digit in 1..size {
            for (sum, value) in sums.iter_mut().zip(slice(digit)) {
                *sum += value;
            }
        }
        done += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::workers;

    fn axes(sizes: &[usize]) -> Vec<Axis> {
        (0..).zip(sizes).map(|(coordinate, &size)| Axis { coordinate, size }).collect()
    }

    /// Small integers, so that every sum is exact.
    fn counting(sizes: &[usize]) -> Table {
        let length: usize = sizes.iter().product();
        Table::new(axes(sizes), (0..length).map(|i| (i * 7 % 31) as f64).collect())
    }

    /// Adds every value to the place of its kept digits, one at a time.
    fn by_digits(table: &Table, keep: impl Fn(u32) -> bool) -> Vec<f64> {
        let kept = |axis: &&Axis| keep(axis.coordinate);
        let length: usize = table.axes.iter().filter(kept).map(|axis| axis.size).product();
        let mut sums = vec![0.0; length];
        for (code, value) in table.values.iter().enumerate() {
            let (mut rest, mut index, mut stride) = (code, 0, 1);
            for axis in table.axes.iter().rev() {
                if keep(axis.coordinate) {
                    index += rest % axis.size * stride;
                    stride *= axis.size;
                }
                rest /= axis.size;
            }
            sums[index] += value;
        }
        sums
    }

    #[test]
    fn marginals_are_sums_over_the_other_digits() {
        for sizes in [&[2usize, 2, 2, 2][..], &[3, 2, 4], &[5], &[2, 1, 3, 2]] {
            let table = counting(sizes);
            for mask in 0..1u32 << sizes.len() {
                let keep = |coordinate: u32| mask >> coordinate & 1 == 1;
                let marginal = table.marginal(keep, &Workers::single());
                assert_eq!(marginal.values, by_digits(&table, keep), "{sizes:?} {mask:b}");
            }
        }
    }

    #[test]
    fn large_tables_are_cut_into_chunks() {
        let table = counting(&[2, 3, 1 << 12, 2, 3]);
        for position in 0..5 {
            let keep = |coordinate: u32| coordinate != position;
            let expected = by_digits(&table, keep);
            for threads in [1, 2, 3, 8] {
                assert_eq!(table.marginal(keep, &workers(threads)).values, expected);
            }
        }
    }
}

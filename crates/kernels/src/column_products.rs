//! The products of all pairs of columns of a matrix with many more rows than columns.

use crate::accumulate::{Strided, add_products};
use crate::control::Control;
use crate::memory::{Error, room};
use crate::substitution::{BLOCK, Line};
use crate::workers::Workers;

/// Rows that are prepared and multiplied while they lie in the second-level cache.
const ROWS: usize = 128;

/// Rows of one task; part of the result, as the sums of tasks are added in their order.
const TASK: usize = 64 * ROWS;

/// Bytes that the sums of all tasks may take.
const SUMS: usize = 64 << 20;

/// Writes Σ_i y_i y_iᵀ into `out`, `columns` x `columns`, over `rows` rows y_i that `prepare` writes when it is
/// given i.
///
/// Takes rows columns² multiplications and, besides `out`, at most 64 MB or as much as that again; the same bits
/// for any number of threads and any instruction set.
///
/// # Errors
///
/// [`Error::OutOfMemory`] and [`Error::Cancelled`].
///
/// # Panics
///
/// If `out` is not `columns` x `columns`.
pub fn column_products(
    rows: usize,
    columns: usize,
    prepare: impl Fn(usize, &mut [f64]) + Sync,
    out: &mut [f64],
    workers: &Workers,
    control: &Control,
) -> Result<(), Error> {
    assert_eq!(Some(out.len()), columns.checked_mul(columns), "the result is columns x columns");
    let padded = columns.next_multiple_of(BLOCK);
    let most = (SUMS / (8 * padded * columns).max(1)).max(1);
    let task = TASK.max(rows.div_ceil(most).next_multiple_of(ROWS));
    let sums = workers.map(rows.div_ceil(task), |index| -> Result<Vec<f64>, Error> {
        let range = index * task..rows.min((index + 1) * task);
        sum(range, columns, padded, &prepare, control)
    });
    out.fill(0.0);
    for sums in sums {
        for (to, sums) in
            out.chunks_exact_mut(columns.max(1)).zip(sums?.chunks_exact(padded.max(1)))
        {
            to.iter_mut().zip(sums).for_each(|(to, sum)| *to += sum);
        }
    }
    // One half is that of the other transposed but for rounding; now it is exactly.
    for row in 0..columns {
        for column in 0..row {
            out[row * columns + column] = out[column * columns + row];
        }
    }
    Ok(control.check()?)
}

/// The sum over some rows, `columns` rows of `padded` numbers.
fn sum(
    range: std::ops::Range<usize>,
    columns: usize,
    padded: usize,
    prepare: &impl Fn(usize, &mut [f64]),
    control: &Control,
) -> Result<Vec<f64>, Error> {
    let numbers = |count: usize| -> Result<Vec<f64>, Error> {
        let mut numbers = room(count)?;
        numbers.resize(count, 0.0);
        Ok(numbers)
    };
    let mut sums = numbers(columns * padded)?;
    let mut block = numbers(ROWS * padded)?;
    let mut transposed = numbers(columns * ROWS)?;
    let mut lines = room(ROWS)?;
    lines.resize(ROWS, Line::default());
    for start in range.clone().step_by(ROWS) {
        control.check()?;
        let count = ROWS.min(range.end - start);
        for (index, row) in block.chunks_exact_mut(padded.max(1)).take(count).enumerate() {
            prepare(start + index, &mut row[..columns]);
            for (column, value) in row[..columns].iter().enumerate() {
                transposed[column * ROWS + index] = *value;
            }
        }
        for panel in (0..padded).step_by(BLOCK) {
            for (line, row) in lines.iter_mut().zip(block.chunks_exact(padded)).take(count) {
                line.0.copy_from_slice(&row[panel..][..BLOCK]);
            }
            // Only rows up to the panel's last column are needed.
            let needed = columns.min(panel + BLOCK);
            let left = Strided { values: &transposed, stride: ROWS };
            add_products(left, &lines[..count], count, &mut sums[panel..], padded, needed);
        }
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Pool, Random};
    use std::num::NonZeroUsize;
    use std::sync::Arc;

    #[test]
    fn sums_are_those_of_plain_loops_for_any_number_of_threads() {
        let pool = Arc::new(Pool::new(NonZeroUsize::new(3).unwrap()).unwrap());
        for (rows, columns) in [(0, 3), (1, 1), (5, 9), (300, 8), (20_000, 17), (130, 70)] {
            let mut random = Random::new(rows as u64, columns as u64);
            let values: Vec<f64> = (0..rows * columns).map(|_| 2.0 * random.unit() - 1.0).collect();
            let of = |threads: usize| {
                let workers = Workers::new(Arc::clone(&pool), NonZeroUsize::new(threads).unwrap());
                let mut out = vec![f64::NAN; columns * columns];
                let prepare = |row: usize, to: &mut [f64]| {
                    to.copy_from_slice(&values[row * columns..][..columns]);
                };
                let control = Control::new();
                column_products(rows, columns, prepare, &mut out, &workers, &control).unwrap();
                out
            };
            let found = of(1);
            for i in 0..columns {
                for j in 0..columns {
                    let products =
                        (0..rows).map(|row| values[row * columns + i] * values[row * columns + j]);
                    let expected: f64 = products.sum();
                    let found = found[i * columns + j];
                    assert!((found - expected).abs() < 1e-13 * (1 + rows) as f64, "{rows} {i} {j}");
                }
            }
            assert_eq!(of(2), found);
            assert_eq!(of(3), found);
        }
    }
}

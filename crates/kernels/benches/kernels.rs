//! How fast the kernels are beside what bounds them: reading the same memory, and the arithmetic.
//!
//! `cargo bench -p gainful-kernels`; `GAINFUL_SIMD` chooses the instruction set. An item of the
//! matrices is one of the 2 n² d operations that computing every entry would take; since only half
//! of the entries are computed, rates up to twice the processor's peak are possible.

use std::num::NonZeroUsize;
use std::sync::Arc;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use gainful_kernels::{
    Control, Pool, Random, Workers, count_below, facility_gains, facility_update, gram,
    max_norm_distances, pairwise_squared_distances,
};

fn main() {
    divan::main();
}

/// Columns of the similarity matrix: a row of f32 takes 40 kB.
const COLUMNS: usize = 10_000;

/// Rows of a matrix that fits no cache (200 MB) and of one that the second level holds (640 kB).
const ROWS: [usize; 2] = [5000, 16];

/// Rows and columns of features.
const SHAPES: [(usize, usize); 5] =
    [(2048, 64), (2048, 256), (2048, 768), (2048, 1024), (8192, 64)];

fn values(count: usize) -> Vec<f32> {
    let mut random = Random::new(0, count as u64);
    (0..count).map(|_| random.unit() as f32).collect()
}

/// A plain read, the limit of what follows where rows come from memory: 64 sums side by side, which
/// no addition holds up.
#[divan::bench(args = [ROWS[0]])]
fn memory_read(bencher: Bencher, rows: usize) {
    let matrix = values(rows * COLUMNS);
    bencher.counter(BytesCount::of_slice(&matrix)).bench(|| {
        let mut sums = [0.0f32; 64];
        for chunk in black_box(&matrix).as_chunks::<64>().0 {
            for (sum, &value) in sums.iter_mut().zip(chunk) {
                *sum += value;
            }
        }
        sums
    });
}

#[divan::bench(args = ROWS)]
fn facility_gain(bencher: Bencher, rows: usize) {
    let (matrix, best) = (values(rows * COLUMNS), values(COLUMNS));
    let candidates: Vec<u32> = (0..rows as u32).collect();
    let mut gains = vec![0.0; rows];
    bencher
        .counter(BytesCount::of_slice(&matrix))
        .bench_local(|| facility_gains(&matrix, &candidates, black_box(&best), &mut gains));
}

#[divan::bench(args = ROWS)]
fn facility_update_row_by_row(bencher: Bencher, rows: usize) {
    let (matrix, mut best) = (values(rows * COLUMNS), values(COLUMNS));
    bencher.counter(BytesCount::of_slice(&matrix)).bench_local(|| {
        for row in matrix.chunks(COLUMNS) {
            facility_update(row, black_box(&mut best));
        }
    });
}

fn workers(threads: usize) -> Workers {
    let threads = NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN);
    Pool::new(threads)
        .map_or_else(|_| Workers::single(), |pool| Workers::new(Arc::new(pool), threads))
}

#[divan::bench(args = SHAPES, consts = [1, 2])]
fn gram_matrix<const THREADS: usize>(bencher: Bencher, (rows, columns): (usize, usize)) {
    let (features, mut out) = (values(rows * columns), vec![1.0; rows * rows]);
    let (workers, control) = (workers(THREADS), Control::new());
    bencher
        .counter(ItemsCount::new(2 * rows * rows * columns))
        .bench_local(|| gram(&features, rows, columns, &mut out, &workers, &control));
}

#[divan::bench(args = SHAPES, consts = [1, 2])]
fn squared_distances<const THREADS: usize>(bencher: Bencher, (rows, columns): (usize, usize)) {
    let (features, mut out) = (values(rows * columns), vec![1.0; rows * rows]);
    let (workers, control) = (workers(THREADS), Control::new());
    bencher.counter(ItemsCount::new(2 * rows * rows * columns)).bench_local(|| {
        pairwise_squared_distances(&features, rows, columns, &mut out, &workers, &control)
    });
}

/// From one point to 10,000 others, per coordinate and in all.
#[divan::bench(args = [1, 2, 8])]
fn maximum_norm(bencher: Bencher, dimension: usize) {
    let mut random = Random::new(0, 0);
    let column = |random: &mut Random| (0..COLUMNS).map(|_| random.unit()).collect::<Vec<f64>>();
    let columns: Vec<_> = (0..dimension).map(|_| column(&mut random)).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let (query, mut out) = (vec![0.5; dimension], vec![0.0; COLUMNS]);
    bencher.counter(ItemsCount::new(COLUMNS * dimension)).bench_local(|| {
        max_norm_distances(black_box(&query), &columns, 0..COLUMNS, &mut out);
    });
}

#[divan::bench]
fn count(bencher: Bencher) {
    let mut random = Random::new(0, 0);
    let distances: Vec<f64> = (0..COLUMNS).map(|_| random.unit()).collect();
    bencher
        .counter(ItemsCount::new(COLUMNS))
        .bench(|| count_below(black_box(&distances), black_box(0.5)));
}

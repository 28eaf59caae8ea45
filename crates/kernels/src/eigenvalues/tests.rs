//! Eigenvalues against closed forms and invariants.

use super::*;
use crate::{Pool, Random};
use std::f64::consts::PI;
use std::num::NonZeroUsize;
use std::sync::Arc;

fn eigenvalues(matrix: &[f64], size: usize) -> Vec<f64> {
    symmetric_eigenvalues(matrix, size, &Workers::single(), &Control::new()).unwrap()
}

/// Symmetric and dense, with numbers between -1 and 1.
fn random(size: usize, seed: u64) -> Vec<f64> {
    let mut random = Random::new(seed, size as u64);
    let mut matrix = vec![0.0; size * size];
    for row in 0..size {
        for column in 0..=row {
            let value = 2.0 * random.unit() - 1.0;
            (matrix[row * size + column], matrix[column * size + row]) = (value, value);
        }
    }
    matrix
}

const SIZES: [usize; 14] = [1, 2, 3, 7, 8, 9, 31, 32, 33, 34, 65, 96, 100, 203];

#[test]
fn those_of_a_path_are_cosines() {
    // The Laplacian of a path, in any order of its vertices: 2 - 2 cos(π k / n).
    for size in SIZES {
        let mut random = Random::new(1, size as u64);
        let mut order: Vec<usize> = (0..size).collect();
        for i in (1..size).rev() {
            order.swap(i, random.below(i as u64 + 1) as usize);
        }
        let mut matrix = vec![0.0; size * size];
        for pair in order.windows(2) {
            for (i, j) in [(pair[0], pair[1]), (pair[1], pair[0])] {
                matrix[i * size + j] = -1.0;
                matrix[i * size + i] += 1.0;
            }
        }
        let found = eigenvalues(&matrix, size);
        for (k, found) in found.iter().enumerate() {
            let expected = 2.0 - 2.0 * (PI * k as f64 / size as f64).cos();
            assert!((found - expected).abs() < 1e-13 * size as f64, "{size} {found} {expected}");
        }
    }
}

#[test]
fn those_of_a_product_are_given() {
    // Q D Qᵀ with reflections Q, for eigenvalues that repeat, are zero, and differ by many powers of ten.
    for size in SIZES {
        let mut values: Vec<f64> = (0..size)
            .map(|i| [0.0, 1.0, 1.0, -3.0, 1e-9, 250.0][i % 6] * (1 + i / 12) as f64)
            .collect();
        let mut matrix = vec![0.0; size * size];
        for (i, value) in values.iter().enumerate() {
            matrix[i * size + i] = *value;
        }
        let mut random = Random::new(7, size as u64);
        for _ in 0..3 {
            let vector: Vec<f64> = (0..size).map(|_| 2.0 * random.unit() - 1.0).collect();
            let square: f64 = vector.iter().map(|v| v * v).sum();
            let reflect = |row: &mut [f64]| {
                let product: f64 = row.iter().zip(&vector).map(|(a, b)| a * b).sum();
                row.iter_mut().zip(&vector).for_each(|(a, b)| *a -= 2.0 * product / square * b);
            };
            for _ in 0..2 {
                matrix.chunks_exact_mut(size).for_each(reflect);
                let transposed: Vec<f64> =
                    (0..size * size).map(|i| matrix[i % size * size + i / size]).collect();
                matrix = transposed;
            }
        }
        values.sort_unstable_by(f64::total_cmp);
        let tolerance = 1e-13 * values.iter().fold(1.0f64, |a, b| a.max(b.abs()));
        for (found, expected) in eigenvalues(&matrix, size).iter().zip(&values) {
            assert!(
                (found - expected).abs() < tolerance * size as f64,
                "{size} {found} {expected}"
            );
        }
    }
}

#[test]
fn powers_have_the_traces_of_the_matrix() {
    for size in SIZES {
        let matrix = random(size, 3);
        let found = eigenvalues(&matrix, size);
        assert!(found.is_sorted());
        let trace: f64 = (0..size).map(|i| matrix[i * size + i]).sum();
        let square: f64 = matrix.iter().map(|value| value * value).sum();
        let cube: f64 = (0..size * size)
            .map(|at| {
                let (i, j) = (at / size, at % size);
                let product: f64 =
                    (0..size).map(|k| matrix[i * size + k] * matrix[k * size + j]).sum();
                matrix[at] * product
            })
            .sum();
        let power = |n: i32| -> f64 { found.iter().map(|value| value.powi(n)).sum() };
        let n = size as f64;
        assert!((power(1) - trace).abs() < 1e-13 * n * n, "{size}");
        assert!((power(2) - square).abs() < 1e-13 * n * n, "{size}");
        assert!((power(3) - cube).abs() < 1e-12 * n * n, "{size}");
    }
}

#[test]
fn powers_of_two_scale_them_exactly() {
    let matrix = random(40, 9);
    let expected = eigenvalues(&matrix, 40);
    for power in [-900, -30, 30, 900] {
        let factor = 2f64.powi(power);
        let scaled: Vec<f64> = matrix.iter().map(|value| value * factor).collect();
        let found = eigenvalues(&scaled, 40);
        assert!(found.iter().zip(&expected).all(|(found, expected)| *found == expected * factor));
    }
    assert_eq!(eigenvalues(&[0.0; 9], 3), [0.0; 3]);
    assert_eq!(eigenvalues(&[], 0), []);
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let pool = Arc::new(Pool::new(NonZeroUsize::new(3).unwrap()).unwrap());
    for size in [33, 150, 301] {
        let matrix = random(size, 5);
        let expected = eigenvalues(&matrix, size);
        for threads in [2, 3, 8] {
            let workers = Workers::new(Arc::clone(&pool), NonZeroUsize::new(threads).unwrap());
            let found = symmetric_eigenvalues(&matrix, size, &workers, &Control::new()).unwrap();
            assert_eq!(found, expected);
        }
    }
}

#[test]
fn a_cancelled_call_ends() {
    let control = Control::new();
    control.cancel();
    let found = symmetric_eigenvalues(&random(70, 1), 70, &Workers::single(), &control);
    assert!(matches!(found, Err(Error::Cancelled(_))));
}

//! The eigenvalues of similarities as a distribution.

use gainful_kernels::{ArgumentError, Control, Workers, symmetric_eigenvalues};

use super::kernel::Matrix;
use crate::Error;

/// Eigenvalues of a matrix of trace 1 below minus this are no rounding errors.
const NEGATIVE: f64 = 1e-8;

/// The eigenvalues of a matrix of trace 1, which must not be negative: those that are greater than rounding makes
/// of zeros, largest first.
pub(super) fn distribution(
    argument: &str,
    matrix: &Matrix,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<f64>, Error> {
    let mut values = symmetric_eigenvalues(&matrix.values, matrix.size, workers, control)?;
    if let Some(&least) = values.first().filter(|&&least| least < -NEGATIVE) {
        let found = format!("one with the eigenvalue {} (of a matrix of trace 1)", least);
        let expected = "a matrix that is positive semidefinite";
        return Err(ArgumentError::invalid(argument, expected, found).into());
    }
    values.reverse();
    let largest = values.first().copied().unwrap_or(0.0);
    let least = largest * f64::EPSILON * matrix.size as f64;
    values.truncate(values.partition_point(|&value| value > least));
    Ok(values)
}

/// Rényi's entropy of a distribution, in nats: ln Σ p^q / (1 - q), with Shannon's at q = 1.
pub(super) fn renyi(shares: &[f64], order: f64) -> f64 {
    if order == f64::INFINITY {
        return 0.0 - shares.iter().fold(0.0f64, |most, &share| most.max(share)).ln();
    }
    if (order - 1.0).abs() < NEAR_ONE {
        return shares.iter().map(|share| 0.0 - share * share.ln()).sum();
    }
    let sum: f64 = shares.iter().map(|share| share.powf(order)).sum();
    sum.ln() / (1.0 - order)
}

/// Orders this close to 1 are taken for 1, where the formula has a gap.
const NEAR_ONE: f64 = 1e-6;

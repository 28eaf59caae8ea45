//! The Vendi score: how many different points there are, in effect.
//!
//! Friedman & Dieng, "The Vendi Score: a diversity evaluation metric for machine learning" (2023); of any order:
//! Pasarkar & Dieng, "Cousins of the Vendi Score" (2024).

use gainful_kernels::{ArgumentError, Control, Workers, pairwise_sum};

use super::kernel::{Points, Similarity};
use super::spectrum::{distribution, renyi};
use crate::{Bounds, Error, Estimate};

/// The exponential of Rényi's entropy of order q of the eigenvalues λ of K / n, K being the similarities of n
/// points: (Σ λ^q)^(1 / (1 - q)), exp(-Σ λ ln λ) for q = 1, 1 / max λ for q = ∞, the rank for q = 0.
///
/// From 1, where all points are alike, to n, where none is like another. Order 2 is n² / Σ K², without
/// eigenvalues. Cosines take the products of columns where these are fewer than the points: O(n d² + d³), else
/// O(n² d + n³).
///
/// # Errors
///
/// If the order is negative or NaN, for a similarity that is not positive semidefinite, not symmetric or not 1
/// on the diagonal, for points of length 0 with the cosine; for lack of memory, and on cancellation.
pub fn vendi_score(
    points: Points<'_>,
    similarity: Similarity,
    order: f64,
    workers: &Workers,
    control: &Control,
) -> Result<Estimate, Error> {
    if order.is_nan() || order < 0.0 {
        let expected = "a number from 0 to Infinity";
        return Err(ArgumentError::out_of_range("order", expected, order.to_string()).into());
    }
    let rows = points.rows();
    let matrix = similarity.matrix(points, workers, control)?;
    let value = if order == 2.0 {
        // The squares of the eigenvalues sum up to those of the entries.
        let squares: Vec<f64> = matrix
            .values
            .chunks(matrix.size)
            .map(|row| row.iter().map(|value| value * value).sum())
            .collect();
        pairwise_sum(&squares).recip()
    } else {
        let shares = distribution(points.argument(), &matrix, workers, control)?;
        if order == 0.0 { shares.len() as f64 } else { renyi(&shares, order).exp() }
    };
    let bounds = Bounds { least: 1.0, greatest: rows as f64 };
    Ok(Estimate { value, samples: rows as u64, bounds, ..Estimate::default() })
}

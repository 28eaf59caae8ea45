//! The entropy of the directions of representations.

use gainful_kernels::{Control, Workers};

use super::kernel::{Points, unit_rows};
use super::spectrum::{distribution, renyi};
use crate::{Bounds, Error, Estimate};

/// -Σ λ ln λ for the eigenvalues λ of Zᵀ Z / n, Z being the n rows less their mean, each divided by its length;
/// divided by the logarithm of the number of columns if `normalize`.
///
/// Wei et al., "Diff-eRank" (2024). Takes O(n d² + d³) for d columns, or O(n² d + n³) if rows are fewer.
///
/// # Errors
///
/// If a row equals the mean, so that it has no direction; for lack
/// of memory, and on cancellation.
pub fn matrix_entropy(
    points: Points<'_>,
    normalize: bool,
    workers: &Workers,
    control: &Control,
) -> Result<Estimate, Error> {
    let (rows, columns) = (points.rows(), points.columns());
    let means = points.means(control)?;
    let centered = |row: usize, to: &mut [f64]| {
        for ((to, value), mean) in to.iter_mut().zip(points.row(row)).zip(&means) {
            *to = value - mean;
        }
    };
    let matrix = unit_rows(points, &centered, workers, control)?;
    let shares = distribution(points.argument(), &matrix, workers, control)?;
    let entropy = renyi(&shares, 1.0);
    let most = (columns as f64).ln();
    let (value, greatest) = match (normalize, columns) {
        (false, _) => (entropy, most),
        // One direction is all there is.
        (true, 1) => (0.0, 1.0),
        (true, _) => (entropy / most, 1.0),
    };
    let bounds = Bounds { least: 0.0, greatest };
    Ok(Estimate { value, samples: rows as u64, bounds, ..Estimate::default() })
}

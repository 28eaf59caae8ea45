//! Grassberger, "Finite sample corrections to entropy and dimension estimates" (1988).

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation};
use crate::discrete::CountOfCounts;
use crate::gamma::digamma;

pub(super) const ESTIMATOR: EntropyEstimator =
    EntropyEstimator { name: "grassberger-1988", entropy };

/// Σ m(n) (n/N) [ln N - ψ(n) - (-1)ⁿ/(n + 1)]
///
/// Not zero for a single symbol.
fn entropy(
    counts: &CountOfCounts,
    _: &Assumptions,
    control: &Control,
) -> Result<Estimation, Cancelled> {
    let samples = counts.samples() as f64;
    let logarithm = samples.ln();
    let sum = counts.sum(control, |count, symbols| {
        let n = count as f64;
        let parity = if count % 2 == 0 { 1.0 } else { -1.0 };
        symbols as f64 * n * (logarithm - digamma(n) - parity / (n + 1.0))
    })?;
    Ok((sum / samples).into())
}

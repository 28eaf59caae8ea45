//! The plug-in estimate with each symbol weighted by how probable it was to be seen at all.
//!
//! Horvitz & Thompson, "A generalization of sampling without replacement" (1952).

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation};
use crate::discrete::CountOfCounts;

pub(super) const ESTIMATOR: EntropyEstimator =
    EntropyEstimator { name: "horvitz-thompson", entropy };

fn entropy(
    counts: &CountOfCounts,
    _: &Assumptions,
    control: &Control,
) -> Result<Estimation, Cancelled> {
    Ok(weighted(counts, 1.0, control)?.into())
}

/// -Σ m(n) p ln p / (1 - (1 - p)^N) with p = `coverage` n/N.
pub(super) fn weighted(
    counts: &CountOfCounts,
    coverage: f64,
    control: &Control,
) -> Result<f64, Cancelled> {
    let samples = counts.samples() as f64;
    counts.sum(control, |count, symbols| {
        let probability = coverage * (count as f64 / samples);
        let seen = -(samples * (-probability).ln_1p()).exp_m1();
        // Positive zero for a symbol that is certain.
        symbols as f64 * probability * (0.0 - probability.ln()) / seen
    })
}

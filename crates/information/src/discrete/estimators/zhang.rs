//! Zhang, "Entropy estimation in Turing's perspective" (2012), in the closed form of Schürmann (2004).

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation};
use crate::discrete::CountOfCounts;
use crate::gamma::digamma;

pub(super) const ESTIMATOR: EntropyEstimator = EntropyEstimator { name: "zhang", entropy };

fn entropy(
    counts: &CountOfCounts,
    _: &Assumptions,
    control: &Control,
) -> Result<Estimation, Cancelled> {
    Ok(turing(counts, control)?.into())
}

/// Σ m(n) (n/N) [ψ(N) - ψ(n)]: unbiased up to what was never seen.
pub(super) fn turing(counts: &CountOfCounts, control: &Control) -> Result<f64, Cancelled> {
    let samples = counts.samples() as f64;
    let whole = digamma(samples);
    let sum = counts.sum(control, |count, symbols| {
        symbols as f64 * count as f64 * (whole - digamma(count as f64))
    })?;
    Ok(sum / samples)
}

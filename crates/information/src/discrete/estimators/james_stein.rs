//! Frequencies shrunk towards the uniform distribution, by as much as their variance asks for.
//!
//! Hausser & Strimmer, "Entropy inference and the James-Stein estimator" (2009).

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation, surprise};
use crate::discrete::CountOfCounts;

pub(super) const ESTIMATOR: EntropyEstimator = EntropyEstimator { name: "james-stein", entropy };

/// -Σ q ln q over all K cells with q = λ/K + (1 - λ) n/N, where
/// λ = (1 - Σ p²) / ((N - 1) Σ (1/K - p)²), at most 1.
fn entropy(
    counts: &CountOfCounts,
    assumptions: &Assumptions,
    control: &Control,
) -> Result<Estimation, Cancelled> {
    let (samples, cells) = (counts.samples() as f64, assumptions.alphabet as f64);
    let unseen = (assumptions.alphabet - counts.observed()) as f64;
    let target = cells.recip();
    let squares = counts.sum(control, |count, symbols| {
        let p = count as f64 / samples;
        symbols as f64 * (p * p)
    })?;
    let distance = counts.sum(control, |count, symbols| {
        symbols as f64 * (target - count as f64 / samples).powi(2)
    })? + unseen * target * target;
    let variance = 1.0 - squares;
    let denominator = (samples - 1.0) * distance;
    let shrinkage = if denominator > 0.0 { (variance / denominator).clamp(0.0, 1.0) } else { 1.0 };
    let seen = counts.sum(control, |count, symbols| {
        let q = shrinkage * target + (1.0 - shrinkage) * (count as f64 / samples);
        symbols as f64 * surprise(q)
    })?;
    Ok((seen + unseen * surprise(shrinkage * target)).into())
}

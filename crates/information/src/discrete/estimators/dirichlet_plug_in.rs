//! The entropy of the mean of the posterior under a Dirichlet prior: as if each symbol had been seen
//! a times before.

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation, surprise};
use crate::discrete::CountOfCounts;

pub(super) const ESTIMATOR: EntropyEstimator =
    EntropyEstimator { name: "dirichlet-plug-in", entropy };

/// -Σ q ln q over all K cells with q = (n + a) / (N + K a).
fn entropy(
    counts: &CountOfCounts,
    assumptions: &Assumptions,
    control: &Control,
) -> Result<Estimation, Cancelled> {
    let (samples, cells) = (counts.samples() as f64, assumptions.alphabet as f64);
    let unseen = (assumptions.alphabet - counts.observed()) as f64;
    let a = assumptions.pseudo_count(counts.samples());
    let total = samples + cells * a;
    let seen = counts
        .sum(control, |count, symbols| symbols as f64 * surprise((count as f64 + a) / total))?;
    Ok((seen + unseen * surprise(a / total)).into())
}

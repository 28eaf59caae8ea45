//! Bonachela, Hinrichsen & Muñoz, "Entropy estimates of small data sets" (2008): least mean squared
//! error over all distributions of a cell.

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation};
use crate::discrete::CountOfCounts;
use crate::gamma::digamma;

pub(super) const ESTIMATOR: EntropyEstimator = EntropyEstimator { name: "bonachela", entropy };

/// (1/(N + 2)) Σ (n + 1) [ψ(N + 3) - ψ(n + 2)] over all K cells.
///
/// The bracket is the sum of 1/j over j = n + 2 ... N + 2. Not zero for a single symbol.
fn entropy(
    counts: &CountOfCounts,
    assumptions: &Assumptions,
    control: &Control,
) -> Result<Estimation, Cancelled> {
    let samples = counts.samples() as f64;
    let unseen = (assumptions.alphabet - counts.observed()) as f64;
    let whole = digamma(samples + 3.0);
    let term = |n: f64| (n + 1.0) * (whole - digamma(n + 2.0));
    let seen = counts.sum(control, |count, symbols| symbols as f64 * term(count as f64))?;
    Ok(((seen + unseen * term(0.0)) / (samples + 2.0)).into())
}

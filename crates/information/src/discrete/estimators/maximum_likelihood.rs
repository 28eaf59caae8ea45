//! The plug-in estimate: the entropy of the observed frequencies. Too small on average, by about
//! (S - 1)/2N for S symbols and N samples.

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation};
use crate::discrete::CountOfCounts;

pub(in crate::discrete) const ESTIMATOR: EntropyEstimator =
    EntropyEstimator { name: "maximum-likelihood", entropy };

fn entropy(
    counts: &CountOfCounts,
    _: &Assumptions,
    control: &Control,
) -> Result<Estimation, Cancelled> {
    Ok(plug_in(counts, control)?.into())
}

/// (1/N) Σ m(n) n ln(N/n), where m(n) symbols were seen n times.
///
/// The difference ln N - (1/N) Σ m(n) n ln n would cancel where one symbol dominates.
pub(in crate::discrete) fn plug_in(
    counts: &CountOfCounts,
    control: &Control,
) -> Result<f64, Cancelled> {
    let samples = counts.samples();
    let sum = counts.sum(control, |count, symbols| {
        (symbols as f64 * count as f64) * surprise(count, samples)
    })?;
    Ok(sum / samples as f64)
}

/// ln(N/n)
fn surprise(count: u64, samples: u64) -> f64 {
    let others = samples - count;
    if others < count {
        // N/n is close to 1, and its logarithm to what rounding would take from it.
        -(-(others as f64 / samples as f64)).ln_1p()
    } else {
        (samples as f64 / count as f64).ln()
    }
}

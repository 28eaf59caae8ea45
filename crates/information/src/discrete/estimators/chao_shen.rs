//! Chao & Shen, "Nonparametric estimation of Shannon's index of diversity when there are unseen
//! species in sample" (2003).

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation, horvitz_thompson};
use crate::discrete::CountOfCounts;

pub(super) const ESTIMATOR: EntropyEstimator = EntropyEstimator { name: "chao-shen", entropy };

/// The Horvitz-Thompson estimate with the frequencies scaled by the coverage C = 1 - f₁/N, where f₁
/// symbols were seen once; if all were, f₁ - 1 stands for f₁.
fn entropy(
    counts: &CountOfCounts,
    _: &Assumptions,
    control: &Control,
) -> Result<Estimation, Cancelled> {
    let (samples, once) = (counts.samples(), counts.seen(1));
    let unseen = if once == samples { once - 1 } else { once };
    let coverage = 1.0 - unseen as f64 / samples as f64;
    Ok(horvitz_thompson::weighted(counts, coverage, control)?.into())
}

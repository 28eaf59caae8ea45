//! The mean of the entropy over the posterior under a Dirichlet prior.
//!
//! Wolpert & Wolf, "Estimating functions of probability distributions from a finite set of samples"
//! (1995).

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation};
use crate::discrete::CountOfCounts;
use crate::discrete::estimators::posterior::Posterior;

pub(super) const ESTIMATOR: EntropyEstimator = EntropyEstimator { name: "dirichlet-mean", entropy };

/// ψ(A + 1) - Σ ((n + a)/A) ψ(n + a + 1) over all K cells with A = N + K a, and the standard deviation of
/// the entropy.
fn entropy(
    counts: &CountOfCounts,
    assumptions: &Assumptions,
    control: &Control,
) -> Result<Estimation, Cancelled> {
    let a = assumptions.pseudo_count(counts.samples());
    let moments = Posterior::new(counts, assumptions.alphabet).moments(a, control)?;
    Ok(Estimation {
        value: moments.mean,
        standard_deviation: Some(moments.variance.max(0.0).sqrt()),
        warning: None,
    })
}

//! The plug-in estimate plus the first term of its bias.
//!
//! Miller, "Note on the bias of information estimates" (1955).

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation, maximum_likelihood};
use crate::discrete::CountOfCounts;

pub(in crate::discrete) const ESTIMATOR: EntropyEstimator =
    EntropyEstimator { name: "miller-madow", entropy };

/// Maximum likelihood + (S - 1)/(2N), where S symbols were seen in N samples.
fn entropy(
    counts: &CountOfCounts,
    _: &Assumptions,
    control: &Control,
) -> Result<Estimation, Cancelled> {
    let correction = (counts.observed() - 1) as f64 / (2.0 * counts.samples() as f64);
    Ok((maximum_likelihood::plug_in(counts, control)? + correction).into())
}

//! The plug-in estimate plus the first term of its bias.
//!
//! Miller, "Note on the bias of information estimates" (1955).

use super::{CountOfCounts, EntropyEstimator, maximum_likelihood};

pub(super) const ESTIMATOR: EntropyEstimator = EntropyEstimator { name: "miller-madow", entropy };

/// Maximum likelihood + (S - 1)/(2N), where S symbols were seen in N samples.
fn entropy(counts: &CountOfCounts) -> f64 {
    let correction = (counts.observed() - 1) as f64 / (2.0 * counts.samples() as f64);
    maximum_likelihood::entropy(counts) + correction
}

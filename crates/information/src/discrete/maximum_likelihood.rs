//! The plug-in estimate: the entropy of the observed frequencies. Too small on average, by about
//! (S - 1)/2N for S symbols and N samples.

use gainful_kernels::CompensatedSum;

use super::{CountOfCounts, EntropyEstimator};

pub(super) const ESTIMATOR: EntropyEstimator =
    EntropyEstimator { name: "maximum-likelihood", entropy };

/// (1/N) Σ m(n) n ln(N/n), where m(n) symbols were seen n times.
///
/// The difference ln N - (1/N) Σ m(n) n ln n would cancel where one symbol dominates.
pub(super) fn entropy(counts: &CountOfCounts) -> f64 {
    let samples = counts.samples();
    let mut sum = CompensatedSum::default();
    for &(count, symbols) in counts.classes() {
        let others = samples - count;
        let surprise = if others < count {
            // N/n is close to 1, and its logarithm to what rounding would take from it.
            -(-(others as f64 / samples as f64)).ln_1p()
        } else {
            (samples as f64 / count as f64).ln()
        };
        sum.add((symbols as f64 * count as f64) * surprise);
    }
    sum.value() / samples as f64
}

//! The plug-in estimate: the entropy of the observed frequencies. Too small on average, by about
//! (S - 1)/2N for S symbols and N samples.

use gainful_kernels::CompensatedSum;

use super::{CountOfCounts, EntropyEstimator};

pub(super) const ESTIMATOR: EntropyEstimator =
    EntropyEstimator { name: "maximum-likelihood", entropy };

/// ln N - (1/N) Σ m(n) n ln n, where m(n) symbols were seen n times.
pub(super) fn entropy(counts: &CountOfCounts) -> f64 {
    if counts.observed() == 1 {
        // The formula's two terms are equal as real numbers but not always when rounded.
        return 0.0;
    }
    let mut sum = CompensatedSum::default();
    for &(count, symbols) in counts.classes() {
        let n = count as f64;
        sum.add(symbols as f64 * (n * n.ln()));
    }
    let samples = counts.samples() as f64;
    samples.ln() - sum.value() / samples
}

//! Grassberger, "Entropy estimates from insufficient samplings" (2003), arXiv physics/0307138, eq. 28.

use std::f64::consts::LN_2;

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation};
use crate::discrete::CountOfCounts;
use crate::gamma::digamma;

pub(super) const ESTIMATOR: EntropyEstimator =
    EntropyEstimator { name: "grassberger-2003", entropy };

/// ln N - (1/N) Σ m(n) n G(n)
///
/// Not zero for a single symbol.
fn entropy(
    counts: &CountOfCounts,
    _: &Assumptions,
    control: &Control,
) -> Result<Estimation, Cancelled> {
    let samples = counts.samples() as f64;
    let logarithm = samples.ln();
    let sum = counts.sum(control, |count, symbols| {
        symbols as f64 * count as f64 * (logarithm - correction(count))
    })?;
    Ok((sum / samples).into())
}

/// G(n) = ψ(n) + ½ (-1)ⁿ [ψ((n + 1)/2) - ψ(n/2)]: G(1) = -γ - ln 2, G(2) = 2 - γ - ln 2,
/// G(2m + 1) = G(2m) and G(2m + 2) = G(2m) + 2/(2m + 1).
fn correction(count: u64) -> f64 {
    // By the duplication formula, 2 ψ(2m) = ψ(m) + ψ(m + ½) + 2 ln 2, this is ψ(m + ½) + ln 2.
    let half = (count / 2) as f64;
    digamma(half + 0.5) + LN_2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gamma::EULER_GAMMA;

    #[test]
    fn the_correction_obeys_its_recursion() {
        let mut expected = -EULER_GAMMA - LN_2;
        assert!((correction(1) - expected).abs() < 1e-15);
        expected += 2.0;
        for half in 1..500u64 {
            assert!((correction(2 * half) - expected).abs() < 1e-14);
            assert!((correction(2 * half + 1) - expected).abs() < 1e-14);
            expected += 2.0 / (2 * half + 1) as f64;
        }
    }
}

//! Chao, Wang & Jost, "Entropy and the species accumulation curve" (2013).

use std::f64::consts::FRAC_PI_2;

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation, zhang};
use crate::discrete::CountOfCounts;

pub(in crate::discrete) const ESTIMATOR: EntropyEstimator =
    EntropyEstimator { name: "chao-wang-jost", entropy };

/// Zhang's estimate + (f₁/N) τ for what was never seen, where f₁ symbols were seen once and f₂ twice.
fn entropy(
    counts: &CountOfCounts,
    _: &Assumptions,
    control: &Control,
) -> Result<Estimation, Cancelled> {
    let seen = zhang::turing(counts, control)?;
    let (samples, once, twice) =
        (counts.samples() as f64, counts.seen(1) as f64, counts.seen(2) as f64);
    let others = samples - 1.0;
    let singletons = if twice > 0.0 {
        2.0 * twice / (others * once + 2.0 * twice)
    } else if once > 1.0 {
        2.0 / (others * (once - 1.0) + 2.0)
    } else {
        1.0
    };
    if once == 0.0 || singletons == 1.0 {
        return Ok(seen.into());
    }
    Ok((seen + once / samples * tail(samples, singletons)).into())
}

/// τ = (1 - A)^(1 - N) [-ln A - Σ (1 - A)^r / r, r = 1 ... N - 1] with A = `singletons`.
///
/// The power overflows and the bracket cancels for large N. It equals
/// ∫ e^(-u) B / (N (A - B (e^(-u/N) - 1))) du over u > 0 with B = 1 - A, which the trapezoidal rule
/// sums in t, where u = exp(π/2 sinh t), to the last digits for any N.
fn tail(samples: f64, singletons: f64) -> f64 {
    const STEP: f64 = 1.0 / 32.0;
    let others = 1.0 - singletons;
    let integrand = |t: f64| {
        let u = (FRAC_PI_2 * t.sinh()).exp();
        let weight = FRAC_PI_2 * t.cosh() * u;
        let denominator = samples * (singletons - others * (-u / samples).exp_m1());
        weight * (-u).exp() * others / denominator
    };
    // Beyond, the integrand is below the last digit: e^(-745) is 0.
    STEP * (-134..=102).map(|i| integrand(f64::from(i) * STEP)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_integral_is_the_closed_form() {
        for (samples, singletons) in [(2, 0.5), (19, 0.14), (50, 0.3), (200, 0.02)] {
            let others: f64 = 1.0 - singletons;
            let powers: f64 = (samples..samples + 20_000)
                .map(|r| others.powi(r - samples + 1) / f64::from(r))
                .sum();
            let found = tail(f64::from(samples), singletons);
            assert!((found - powers).abs() < 1e-13 * powers, "{found} {powers}");
        }
    }
}

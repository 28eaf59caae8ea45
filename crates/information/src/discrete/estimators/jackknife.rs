//! The jackknife of the plug-in estimate: N H - (N - 1) times the mean of the estimates that leave one
//! sample out.
//!
//! Zahl, "Jackknifing an index of diversity" (1977). Written so that nothing is multiplied by N: with
//! H = ln N - T/N and T = Σ m(n) n ln n, leaving out a sample of a symbol seen n times changes T by
//! d(n) = ln n - (n - 1) ln(1 - 1/n), and N H - (N - 1) ⟨H'⟩ becomes
//! H + (1/N) Σ m(n) n (n - 1) ln(1 - 1/n) - (N - 1) ln(1 - 1/N).

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation, maximum_likelihood};
use crate::discrete::CountOfCounts;

pub(super) const ESTIMATOR: EntropyEstimator = EntropyEstimator { name: "jackknife", entropy };

fn entropy(
    counts: &CountOfCounts,
    _: &Assumptions,
    control: &Control,
) -> Result<Estimation, Cancelled> {
    let samples = counts.samples() as f64;
    let without = counts
        .sum(control, |count, symbols| symbols as f64 * count as f64 * change(count as f64))?;
    let correction = without / samples - change(samples);
    Ok((maximum_likelihood::plug_in(counts, control)? + correction).into())
}

/// (n - 1) ln(1 - 1/n), which is 0 for n = 1 and tends to -1.
fn change(n: f64) -> f64 {
    if n == 1.0 { 0.0 } else { (n - 1.0) * (-n.recip()).ln_1p() }
}

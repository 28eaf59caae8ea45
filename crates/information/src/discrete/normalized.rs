//! Mutual information of two partitions, as a share of their entropies, and adjusted for chance.
//!
//! Vinh, Epps & Bailey, "Information theoretic measures for clusterings comparison" (2010).

use gainful_kernels::{Control, room};

use super::estimators::plug_in;
use super::{Codes, CountOfCounts, Measure, undersampled};
use crate::gamma::ln_gamma;
use crate::{Bounds, Error, Estimate};

/// What the mutual information is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalization {
    /// (H(X) + H(Y))/2
    Arithmetic,
    /// √(H(X) H(Y))
    Geometric,
    /// min(H(X), H(Y))
    Min,
    /// max(H(X), H(Y))
    Max,
    /// H(X, Y)
    Joint,
}

impl Normalization {
    fn of(self, x: f64, y: f64, joint: f64) -> f64 {
        match self {
            Self::Arithmetic => (x + y) / 2.0,
            Self::Geometric => (x * y).sqrt(),
            Self::Min => x.min(y),
            Self::Max => x.max(y),
            Self::Joint => joint,
        }
    }
}

/// The measure, one of the three of this file.
pub(super) fn estimate(
    measure: Measure,
    x: &Codes,
    y: &Codes,
    control: &Control,
) -> Result<Estimate, Error> {
    let joint = x.with(y, control)?.count(control)?;
    let (x, y) = (x.count(control)?, y.count(control)?);
    let [of_x, of_y, of_both] =
        [plug_in(&x, control)?, plug_in(&y, control)?, plug_in(&joint, control)?];
    let information = (of_x + of_y - of_both).max(0.0);
    let share = |numerator: f64, denominator: f64| {
        // Both partitions are trivial, and so the same.
        if of_x == 0.0 && of_y == 0.0 { 1.0 } else { numerator / denominator }
    };
    let (value, bounds) = match measure {
        Measure::NormalizedMutualInformation(normalization) => {
            let most = normalization.of(of_x, of_y, of_both);
            // One trivial partition has nothing in common with another.
            let value = if most == 0.0 && of_x != of_y { 0.0 } else { share(information, most) };
            (value, Bounds { least: 0.0, greatest: 1.0 })
        }
        Measure::AdjustedMutualInformation(normalization) => {
            let chance = expected(&x, &y, control)?;
            let most = normalization.of(of_x, of_y, of_both);
            let above = most - chance;
            // Where even the greatest value is what chance gives.
            let above =
                if above.abs() < f64::EPSILON { above.signum() * f64::EPSILON } else { above };
            (share(information - chance, above), Bounds { greatest: 1.0, ..Bounds::default() })
        }
        _ => ((2.0 * of_both - of_x - of_y).max(0.0), Bounds::NON_NEGATIVE),
    };
    let warnings = undersampled(&joint);
    Ok(Estimate { value, samples: joint.samples(), warnings, bounds, ..Estimate::default() })
}

/// The mean mutual information over all ways to pair partitions with these counts:
/// Σ over classes a of x and b of y, and over n from max(1, a + b - N) to min(a, b), of
/// (n/N) ln(N n/(a b)) times the hypergeometric probability of n.
fn expected(x: &CountOfCounts, y: &CountOfCounts, control: &Control) -> Result<f64, Error> {
    let samples = x.samples();
    let mut ln_factorials = room(samples as usize + 1)?;
    for n in 0..=samples {
        if n % (1 << 14) == 0 {
            control.check()?;
        }
        ln_factorials.push(ln_gamma(n as f64 + 1.0));
    }
    let factorial = |n: u64| ln_factorials[n as usize];
    let total = samples as f64;
    let mut sum = 0.0;
    for &(a, of_a) in x.classes() {
        for &(b, of_b) in y.classes() {
            control.check()?;
            let fixed =
                factorial(a) + factorial(b) + factorial(samples - a) + factorial(samples - b)
                    - factorial(samples);
            let mut inner = 0.0;
            for n in (a + b).saturating_sub(samples).max(1)..=a.min(b) {
                let rest = factorial(n)
                    + factorial(a - n)
                    + factorial(b - n)
                    + factorial(samples + n - a - b);
                let share = n as f64 / total;
                let logarithm = (total * n as f64 / (a as f64 * b as f64)).ln();
                inner += share * logarithm * (fixed - rest).exp();
            }
            sum += of_a as f64 * of_b as f64 * inner;
        }
    }
    Ok(sum)
}

//! The mean of the entropy over the posteriors of all Dirichlet priors, mixed so that the prior of the
//! entropy itself is nearly uniform.
//!
//! Nemenman, Shafee & Bialek, "Entropy and inference, revisited" (2002).

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation};
use crate::discrete::CountOfCounts;
use crate::discrete::estimators::posterior::Posterior;

pub(in crate::discrete) const ESTIMATOR: EntropyEstimator =
    EntropyEstimator { name: "nsb", entropy };

/// Steps of the integral over t = ln a, in standard deviations of its peak. The trapezoidal rule
/// then errs by e^(-2π²/0.8²) on a normal peak.
const STEP: f64 = 0.8;

/// The longest step: the integrand's singularities lie π away from the real axis.
const LONGEST_STEP: f64 = 0.5;

/// Nepers below the peak where the integrand ends.
const DEPTH: f64 = 40.0;

/// Relative change at which halving the step ends.
const TOLERANCE: f64 = 1e-13;

/// Halvings after which it ends in any case; two or three are usual.
const HALVINGS: usize = 8;

/// The range of ln a that is searched for the peak, and the step of the search.
const SEARCH: (i32, i32, usize) = (-40, 60, 4);

/// ∫ mean(a) w(a) da / ∫ w(a) da, and the standard deviation of the entropy likewise.
fn entropy(
    counts: &CountOfCounts,
    assumptions: &Assumptions,
    control: &Control,
) -> Result<Estimation, Cancelled> {
    let (value, deviation) = if assumptions.alphabet == 1 {
        (0.0, 0.0)
    } else {
        Integral { posterior: Posterior::new(counts, assumptions.alphabet), control }.moments()?
    };
    Ok(Estimation { value, standard_deviation: Some(deviation), warning: None })
}

/// The integral over t = ln a.
struct Integral<'a> {
    posterior: Posterior<'a>,
    control: &'a Control,
}

/// Sums over the nodes of one trapezoidal rule.
#[derive(Clone, Copy, Default)]
struct Sums {
    weight: f64,
    mean: f64,
    square: f64,
}

impl Integral<'_> {
    /// The logarithm of the integrand's weight; da = a dt.
    fn ln_weight(&self, t: f64) -> Result<f64, Cancelled> {
        Ok(self.posterior.ln_weight(t.exp(), self.control)? + t)
    }

    fn moments(&self) -> Result<(f64, f64), Cancelled> {
        let (mode, height, width) = self.peak()?;
        let mut step = LONGEST_STEP.min(STEP * width);
        let mut sums = Sums::default();
        self.add(&mut sums, mode, step, height)?;
        let mut found = sums.mean / sums.weight;
        for _ in 0..HALVINGS {
            // The nodes half way between those that were taken.
            self.add(&mut sums, mode + step / 2.0, step, height)?;
            step /= 2.0;
            let finer = sums.mean / sums.weight;
            let change = (finer - found).abs();
            found = finer;
            if change <= TOLERANCE * found {
                break;
            }
        }
        let variance = sums.square / sums.weight - found * found;
        Ok((found, variance.max(0.0).sqrt()))
    }

    /// Adds the nodes `start`, `start` ± `step`, and so on, until the weight has faded.
    fn add(&self, sums: &mut Sums, start: f64, step: f64, height: f64) -> Result<(), Cancelled> {
        for (first, direction) in [(start, step), (start - step, -step)] {
            let mut t = first;
            loop {
                let depth = self.ln_weight(t)? - height;
                if depth < -DEPTH || depth.is_nan() {
                    break;
                }
                let (weight, moments) =
                    (depth.exp(), self.posterior.moments(t.exp(), self.control)?);
                sums.weight += weight;
                sums.mean += weight * moments.mean;
                sums.square += weight * (moments.variance + moments.mean * moments.mean);
                t += direction;
            }
        }
        Ok(())
    }

    /// Where the weight is greatest, its logarithm there, and the standard deviation of the normal
    /// peak with the same curvature.
    fn peak(&self) -> Result<(f64, f64, f64), Cancelled> {
        let mut mode = 0.0;
        let mut height = f64::NEG_INFINITY;
        for t in (SEARCH.0..=SEARCH.1).step_by(SEARCH.2) {
            let weight = self.ln_weight(f64::from(t))?;
            if weight > height {
                (mode, height) = (f64::from(t), weight);
            }
        }
        let mut reach = SEARCH.2 as f64;
        // Halving the reach around the best of three points.
        while reach > 1e-3 {
            reach /= 2.0;
            for t in [mode - reach, mode + reach] {
                let weight = self.ln_weight(t)?;
                if weight > height {
                    (mode, height) = (t, weight);
                }
            }
        }
        let beside = self.ln_weight(mode - reach)? + self.ln_weight(mode + reach)?;
        let curvature = (2.0 * height - beside) / (reach * reach);
        let width = if curvature > 0.0 { curvature.sqrt().recip() } else { LONGEST_STEP };
        Ok((mode, height, width))
    }
}

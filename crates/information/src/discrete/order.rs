//! Rényi and Tsallis entropies and Hill numbers of any order q.
//!
//! Rényi, "On measures of entropy and information" (1961); Tsallis, "Possible generalization of
//! Boltzmann-Gibbs statistics" (1988); Hill, "Diversity and evenness" (1973). With Σ p^q over the symbols
//! with p > 0: Rényi ln Σ p^q / (1 - q), Tsallis (Σ p^q - 1)/(1 - q), Hill (Σ p^q)^(1/(1 - q)), whose
//! limits at q = 1 are Shannon's entropy and its exponential.

use gainful_kernels::{ArgumentError, Cancelled, CompensatedSum, Control};

use super::estimators::plug_in;
use super::{CountOfCounts, undersampled};
use crate::{Bounds, Error, Estimate};

/// Which function of the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Diversity {
    /// ln Σ p^q / (1 - q), in nats.
    Renyi,
    /// (Σ p^q - 1)/(1 - q), a number without unit except at q = 1, where it is in nats.
    Tsallis,
    /// (Σ p^q)^(1/(1 - q)), the effective number of symbols.
    Hill,
}

/// How Σ p^q is estimated from counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderEstimator {
    /// With the frequencies n/N.
    MaximumLikelihood,
    /// By falling factorials, Σ n (n - 1) ... (n - q + 1) / (N (N - 1) ... (N - q + 1)), which is right on
    /// average; for whole orders from 2 on.
    Unbiased,
}

/// What is known of the probabilities.
#[derive(Clone, Copy, Debug)]
pub enum Probabilities<'a> {
    /// Estimated from counts.
    Counts(&'a CountOfCounts, OrderEstimator),
    /// Known: none negative, sum 1.
    Known(&'a [f64]),
}

/// Distance of q from 1 below which Σ p^q - 1 is summed by its small terms, since it would cancel.
const NEAR_ONE: f64 = 1e-4;

/// Numbers treated between two looks at the control.
const BLOCK: usize = 1 << 12;

/// The diversity of order `order` >= 0, infinity included. Symbols of probability 0 are left out.
///
/// # Errors
/// If the order is negative or NaN, if the estimator does not know it, if there are fewer samples than
/// an unbiased estimate needs, or on cancellation.
pub fn diversity(
    kind: Diversity,
    probabilities: Probabilities<'_>,
    order: f64,
    control: &Control,
) -> Result<Estimate, Error> {
    if order.is_nan() || order < 0.0 {
        let found = order.to_string();
        return Err(
            ArgumentError::out_of_range("order", "a number that is not negative", found).into()
        );
    }
    let value = match probabilities {
        Probabilities::Counts(counts, OrderEstimator::Unbiased) => {
            kind.of_power_sum(unbiased_power_sum(counts, order, control)?, order)
        }
        _ => plug_in_value(kind, &probabilities, order, control)?,
    };
    let (samples, warnings) = match probabilities {
        Probabilities::Counts(counts, _) => (counts.samples(), undersampled(counts)),
        Probabilities::Known(_) => (0, Vec::new()),
    };
    let least = if kind == Diversity::Hill { 1.0 } else { 0.0 };
    let bounds = Bounds { least, ..Bounds::default() };
    Ok(Estimate { value, samples, warnings, bounds, ..Estimate::default() })
}

impl Diversity {
    fn of_power_sum(self, sum: f64, order: f64) -> f64 {
        let rest = 1.0 - order;
        match self {
            Self::Renyi => sum.ln() / rest,
            Self::Tsallis => (sum - 1.0) / rest,
            Self::Hill => (sum.ln() / rest).exp(),
        }
    }
}

fn plug_in_value(
    kind: Diversity,
    probabilities: &Probabilities<'_>,
    order: f64,
    control: &Control,
) -> Result<f64, Cancelled> {
    if order == 1.0 {
        let shannon = match probabilities {
            Probabilities::Counts(counts, _) => plug_in(counts, control)?,
            Probabilities::Known(_) => probabilities.sum(control, |p| -p * p.ln())?,
        };
        return Ok(if kind == Diversity::Hill { shannon.exp() } else { shannon });
    }
    if order == f64::INFINITY {
        let greatest = probabilities.greatest(control)?;
        return Ok(match kind {
            Diversity::Renyi => 0.0 - greatest.ln(),
            Diversity::Tsallis => 0.0,
            Diversity::Hill => greatest.recip(),
        });
    }
    let above = order - 1.0;
    if above.abs() < NEAR_ONE {
        let excess = probabilities.sum(control, |p| p * (above * p.ln()).exp_m1())?;
        return Ok(match kind {
            Diversity::Renyi => -excess.ln_1p() / above,
            Diversity::Tsallis => -excess / above,
            Diversity::Hill => (-excess.ln_1p() / above).exp(),
        });
    }
    if order == 0.0 {
        let symbols = probabilities.sum(control, |_| 1.0)?;
        // Exactly, where a logarithm and its power would leave a digit.
        return Ok(if kind == Diversity::Hill {
            symbols
        } else {
            kind.of_power_sum(symbols, order)
        });
    }
    // Relative to the greatest, so that no power of a large order is lost.
    let greatest = probabilities.greatest(control)?;
    let relative = probabilities.sum(control, |p| (p / greatest).powf(order))?;
    let logarithm = relative.ln() + order * greatest.ln();
    Ok(match kind {
        Diversity::Renyi => logarithm / -above,
        Diversity::Tsallis => -logarithm.exp_m1() / above,
        Diversity::Hill => (logarithm / -above).exp(),
    })
}

impl Probabilities<'_> {
    /// The sum of `term` over the symbols with a probability above 0.
    fn sum(&self, control: &Control, mut term: impl FnMut(f64) -> f64) -> Result<f64, Cancelled> {
        match self {
            Self::Counts(counts, _) => {
                let samples = counts.samples() as f64;
                counts.sum(control, |count, symbols| symbols as f64 * term(count as f64 / samples))
            }
            Self::Known(probabilities) => {
                let mut sum = CompensatedSum::default();
                for block in probabilities.chunks(BLOCK) {
                    control.check()?;
                    block.iter().filter(|&&p| p > 0.0).for_each(|&p| sum.add(term(p)));
                }
                Ok(sum.value())
            }
        }
    }

    fn greatest(&self, control: &Control) -> Result<f64, Cancelled> {
        let mut greatest = 0f64;
        self.sum(control, |p| {
            greatest = greatest.max(p);
            0.0
        })?;
        Ok(greatest)
    }
}

/// The mean of this over all samples is Σ p^q.
fn unbiased_power_sum(counts: &CountOfCounts, order: f64, control: &Control) -> Result<f64, Error> {
    if order < 2.0 || order.fract() != 0.0 || order == f64::INFINITY {
        let found = order.to_string();
        let expected = "a whole number from 2 on, for the unbiased estimator,";
        return Err(ArgumentError::out_of_range("order", expected, found).into());
    }
    let samples = counts.samples();
    if order > samples as f64 {
        let expected =
            format!("at most the number of samples, {samples}, for the unbiased estimator,");
        return Err(ArgumentError::out_of_range("order", expected, order.to_string()).into());
    }
    let last = order as u64;
    let mut cancelled = Ok(());
    let sum = counts.sum(control, |count, symbols| {
        if count < last {
            return 0.0;
        }
        let mut product = 1.0;
        for j in 0..last {
            if j % BLOCK as u64 == 0 && cancelled.is_ok() {
                cancelled = control.check();
            }
            product *= (count - j) as f64 / (samples - j) as f64;
            // A product that has vanished stays so.
            if product == 0.0 {
                break;
            }
        }
        symbols as f64 * product
    })?;
    cancelled?;
    Ok(sum)
}

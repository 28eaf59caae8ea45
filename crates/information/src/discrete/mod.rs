//! Entropy of symbols from how often each was seen.
//!
//! A sample is counted once ([`count`]); every estimator then depends on the [`CountOfCounts`] alone,
//! so that bytes, integers, strings and given counts all lead to the same bits, in time proportional
//! to the number of distinct counts.

mod codes;
mod compare;
pub mod count;
mod count_of_counts;
mod estimators;
mod histogram;
mod information;
mod normalized;
mod order;
mod symbols;
mod transfer;

use gainful_kernels::{ArgumentError, Control};

use crate::{Bounds, Error, Estimate, Warning};

pub use codes::Codes;
pub use compare::{Comparison, compare, recommend};
pub use count_of_counts::CountOfCounts;
pub use estimators::{Assumptions, ESTIMATORS, EntropyEstimator, Prior};
pub use information::{InformationOptions, Measure, information};
pub use normalized::Normalization;
pub use order::{Diversity, OrderEstimator, Probabilities, diversity};
pub use symbols::Symbols;

/// Samples of each symbol from which on the estimators agree.
const ENOUGH_PER_SYMBOL: u64 = 10;

/// The estimator that is chosen by the sample.
pub const AUTO: &str = "auto";

/// How to estimate entropy.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EntropyOptions {
    /// K: the number of symbols there are; by default as many as were seen.
    pub alphabet: Option<u64>,
    /// The prior of the Dirichlet estimators.
    pub prior: Prior,
}

impl EntropyOptions {
    /// What the options say about `counts`.
    fn assumptions(&self, counts: &CountOfCounts) -> Result<Assumptions, ArgumentError> {
        let observed = counts.observed();
        match self.alphabet {
            Some(alphabet) if alphabet < observed => Err(ArgumentError::out_of_range(
                "alphabet",
                format!("at least {observed}, the number of symbols seen,"),
                alphabet.to_string(),
            )),
            alphabet => {
                Ok(Assumptions { alphabet: alphabet.unwrap_or(observed), prior: self.prior })
            }
        }
    }
}

/// The Shannon entropy, in nats, of the distribution that `counts` were drawn from.
///
/// Takes time proportional to the number of distinct counts.
///
/// # Errors
/// If the alphabet is smaller than what was seen, or on cancellation.
pub fn entropy(
    counts: &CountOfCounts,
    estimator: EntropyEstimator,
    options: &EntropyOptions,
    control: &Control,
) -> Result<Estimate, Error> {
    let assumptions = options.assumptions(counts)?;
    let found = (estimator.entropy)(counts, &assumptions, control)?;
    let mut warnings = undersampled(counts);
    warnings.extend(found.warning);
    let greatest = options.alphabet.map_or(f64::INFINITY, |alphabet| (alphabet as f64).ln());
    // Rounding puts the plug-in estimate of a uniform sample a digit above.
    if found.value > greatest + 1e-12 {
        warnings.push(Warning::AboveMaximum { maximum: "the logarithm of the alphabet's size" });
    }
    if found.value < 0.0 {
        warnings.push(Warning::Negative);
    }
    Ok(Estimate {
        value: found.value,
        standard_deviation: found.standard_deviation,
        samples: counts.samples(),
        warnings,
        bounds: Bounds { least: 0.0, greatest },
        ..Estimate::default()
    })
}

/// A warning if there are fewer than ten samples for each symbol.
fn undersampled(counts: &CountOfCounts) -> Vec<Warning> {
    let (samples, symbols) = (counts.samples(), counts.observed());
    let few = symbols > 1 && samples / symbols < ENOUGH_PER_SYMBOL;
    few.then_some(Warning::Undersampled { samples, symbols }).into_iter().collect()
}

#[cfg(test)]
mod information_tests;
#[cfg(test)]
mod tests;

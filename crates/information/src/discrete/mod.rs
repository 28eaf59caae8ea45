//! Entropy of symbols from how often each was seen.
//!
//! A sample is counted once ([`count`]); every estimator then depends on the [`CountOfCounts`] alone,
//! so that bytes, integers, strings and given counts all lead to the same bits. To add an
//! estimator, write its file and add it to [`ESTIMATORS`].

pub mod count;
mod count_of_counts;
mod histogram;
mod maximum_likelihood;
mod miller_madow;

use gainful_kernels::ArgumentError;

use crate::Estimate;

pub use count_of_counts::CountOfCounts;

/// An estimator of Shannon entropy.
#[derive(Clone, Copy, Debug)]
pub struct EntropyEstimator {
    /// The name by which users choose it.
    pub name: &'static str,
    /// The estimate in nats.
    entropy: fn(&CountOfCounts) -> f64,
}

/// All estimators.
pub const ESTIMATORS: &[EntropyEstimator] =
    &[maximum_likelihood::ESTIMATOR, miller_madow::ESTIMATOR];

impl EntropyEstimator {
    /// The estimator called `name`.
    ///
    /// # Errors
    /// If there is none; the message lists those that exist.
    pub fn named(name: &str) -> Result<Self, ArgumentError> {
        ESTIMATORS.iter().find(|estimator| estimator.name == name).copied().ok_or_else(|| {
            let names: Vec<String> =
                ESTIMATORS.iter().map(|estimator| format!("'{}'", estimator.name)).collect();
            ArgumentError::invalid("estimator", names.join(" or "), format!("'{name}'"))
        })
    }
}

/// The Shannon entropy, in nats, of the distribution that `counts` were drawn from.
///
/// Takes time proportional to the number of distinct counts.
pub fn entropy(counts: &CountOfCounts, estimator: EntropyEstimator) -> Estimate {
    Estimate {
        value: (estimator.entropy)(counts),
        samples: counts.samples(),
        warnings: Vec::new(),
        local: None,
    }
}

#[cfg(test)]
mod tests;

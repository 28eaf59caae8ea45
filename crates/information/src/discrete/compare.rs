//! All estimators on the same counts, and which of them to trust.

use gainful_kernels::Control;

use super::estimators::{CHAO_WANG_JOST, MILLER_MADOW, NSB};
use super::{
    CountOfCounts, ENOUGH_PER_SYMBOL, ESTIMATORS, EntropyEstimator, EntropyOptions, Prior, entropy,
};
use crate::{Error, Estimate};

/// One of the estimates that are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The name of the estimator.
    pub estimator: &'static str,
    /// The name of the prior, for an estimator that has one.
    pub prior: Option<&'static str>,
    /// What it finds.
    pub estimate: Estimate,
}

/// The estimates of all estimators, those with a prior under each prior that has a name.
///
/// # Errors
/// If the alphabet is smaller than what was seen, or on cancellation.
pub fn compare(
    counts: &CountOfCounts,
    options: &EntropyOptions,
    control: &Control,
) -> Result<Vec<Comparison>, Error> {
    let mut found = Vec::new();
    for &estimator in ESTIMATORS {
        let name = estimator.name;
        if name.starts_with("dirichlet") {
            for (prior_name, prior) in Prior::NAMED {
                let options = EntropyOptions { prior, ..*options };
                let estimate = entropy(counts, estimator, &options, control)?;
                found.push(Comparison { estimator: name, prior: Some(prior_name), estimate });
            }
        } else {
            let estimate = entropy(counts, estimator, options, control)?;
            found.push(Comparison { estimator: name, prior: None, estimate });
        }
    }
    Ok(found)
}

/// The estimator that suits `counts`, and why.
pub fn recommend(counts: &CountOfCounts, options: &EntropyOptions) -> (EntropyEstimator, String) {
    let (samples, observed) = (counts.samples(), counts.observed());
    let symbols = options.alphabet.unwrap_or(observed);
    if samples / symbols >= ENOUGH_PER_SYMBOL {
        (
            MILLER_MADOW,
            format!(
                "{samples} samples are at least ten for each of {symbols} symbols: all estimators agree, \
                 and the first correction of the bias suffices"
            ),
        )
    } else if options.alphabet.is_some() {
        (
            NSB,
            format!(
                "{samples} samples are fewer than ten for each of {symbols} symbols, and the alphabet is \
                 known: the mixture of Dirichlet priors uses that, and tells its standard deviation"
            ),
        )
    } else {
        (
            CHAO_WANG_JOST,
            format!(
                "{samples} samples are fewer than ten for each of {symbols} symbols, and the alphabet is \
                 not known: the symbols seen once and twice tell what was not seen"
            ),
        )
    }
}

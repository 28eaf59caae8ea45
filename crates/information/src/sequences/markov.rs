//! The entropy rate of the Markov chain with the observed transitions.

use gainful_kernels::Control;

use super::{RateMethod, too_short};
use crate::Error;
use crate::discrete::{Codes, EntropyEstimator, InformationOptions, Measure, information};

pub(super) const METHOD: RateMethod = RateMethod { name: "markov", rate };

/// H(X_t | X_{t-1} ... X_{t-k}) over the positions with k symbols before them, by maximum likelihood: for order 1,
/// -Σ (n_ij/N) ln(n_ij/n_i).
fn rate(sequence: &Codes, order: usize, control: &Control) -> Result<f64, Error> {
    if sequence.len() <= order {
        return Err(too_short(order + 1, sequence.len()));
    }
    let length = sequence.len() - order;
    let options = InformationOptions {
        estimator: Some(EntropyEstimator::named("maximum-likelihood")?),
        ..InformationOptions::default()
    };
    let present = sequence.window(order, length)?;
    if order == 0 {
        let alone = [("sequence", present)];
        return Ok(information(Measure::JointEntropy, &alone, &options, control)?.1.value);
    }
    let mut past = sequence.window(0, length)?;
    for start in 1..order {
        past = past.with(&sequence.window(start, length)?, control)?;
    }
    let pair = [("sequence", present), ("past", past)];
    Ok(information(Measure::ConditionalEntropy, &pair, &options, control)?.1.value)
}

//! Differences of the entropies of blocks.
//!
//! Shannon, "Prediction and entropy of printed English" (1951); Crutchfield & Feldman, "Regularities
//! unseen, randomness observed" (2003).

use gainful_kernels::Control;

use super::{RateMethod, too_short};
use crate::Error;
use crate::discrete::{Codes, EntropyEstimator, EntropyOptions, entropy};

pub(super) const METHOD: RateMethod = RateMethod { name: "block", rate };

/// H(L + 1) - H(L) of blocks, by maximum likelihood, where L is the order.
fn rate(sequence: &Codes, order: usize, control: &Control) -> Result<f64, Error> {
    let estimator = EntropyEstimator::named("maximum-likelihood")?;
    let entropies = block_entropies(sequence, order + 1, estimator, control)?;
    let before = if order == 0 { 0.0 } else { entropies[order - 1] };
    Ok(entropies[order] - before)
}

/// The entropies H(1), ..., H(`longest`) of the blocks of 1, ..., `longest` consecutive symbols, in nats.
///
/// # Errors
/// If the sequence is shorter, if there is no memory, or on cancellation.
pub fn block_entropies(
    sequence: &Codes,
    longest: usize,
    estimator: EntropyEstimator,
    control: &Control,
) -> Result<Vec<f64>, Error> {
    if sequence.len() < longest {
        return Err(too_short(longest, sequence.len()));
    }
    let options = EntropyOptions::default();
    let mut entropies = Vec::new();
    let mut blocks = sequence.clone();
    for length in 1..=longest {
        if length > 1 {
            // The blocks that still have a symbol after them, with that symbol.
            let count = sequence.len() - length + 1;
            let next = sequence.window(length - 1, count)?;
            blocks = blocks.window(0, count)?.with(&next, control)?;
        }
        entropies.push(entropy(&blocks.count(control)?, estimator, &options, control)?.value);
    }
    Ok(entropies)
}

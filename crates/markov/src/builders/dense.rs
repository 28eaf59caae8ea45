//! A chain from its transition matrix.

use gainful_kernels::{ArgumentError, Control, Workers, check_finite, pairwise_sum};

use crate::chain::MarkovChain;
use crate::error::Error;
use crate::pair_law::{Dense, PairLaw, Sparse};
use crate::stationary::stationary_law;

/// How far the sum of a row, or of the stationary law, may be from 1, and how far the law may be
/// from stationary in total variation.
const TOLERANCE: f64 = 1e-9;

/// The share of possible transitions from which on a table is faster than a list of entries;
/// measured on ten binary coordinates, where both select equally fast at 0.035.
const DENSE: f64 = 0.05;

impl MarkovChain {
    /// The chain of the transition matrix `transition`, row-major: P(x, y) at `x * n + y`, where
    /// n is the product of `shape` and states are coded with coordinate 0 slowest.
    ///
    /// Without `stationary` the stationary law is computed, in O(n³) operations; then the chain
    /// must have one recurrent class, so that there is only one. It may be periodic, and states may
    /// be transient; those have no mass. A given law settles the question for any chain.
    ///
    /// Fails for numbers that are negative or not finite, for rows that do not sum to 1 within
    /// 1e-9, and for a given law that does not, or with |πP - π|₁ > 1e-9.
    pub fn from_dense(
        transition: &[f64],
        shape: Vec<u32>,
        stationary: Option<Vec<f64>>,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let states = check_shape(&shape, transition.len())?;
        check_rows(transition, states)?;
        let stationary = match stationary {
            Some(stationary) => {
                check_stationary(&stationary, transition, states)?;
                stationary
            }
            None => stationary_law(transition, states, workers, control)?,
        };
        let possible = transition.iter().filter(|&&probability| probability > 0.0).count();
        let law: Box<dyn PairLaw> = if possible as f64 >= DENSE * transition.len() as f64 {
            Box::new(Dense::new(&shape, stationary, transition)?)
        } else {
            Box::new(Sparse::new(shape.clone(), stationary, transition, control)?)
        };
        Ok(Self::new(shape, law))
    }
}

/// The number of states, if the matrix has as many rows and columns.
fn check_shape(shape: &[u32], length: usize) -> Result<usize, ArgumentError> {
    if shape.is_empty() {
        return Err(ArgumentError::invalid("shape", "at least one coordinate", "none"));
    }
    if let Some(position) = shape.iter().position(|&size| size == 0) {
        let found = format!("0 at index {position}");
        return Err(ArgumentError::out_of_range("shape", "sizes of at least 1", found));
    }
    let states = shape.iter().try_fold(1usize, |n, &size| n.checked_mul(size as usize));
    states.filter(|states| states.checked_mul(*states) == Some(length)).ok_or_else(|| {
        let sizes: Vec<String> = shape.iter().map(u32::to_string).collect();
        ArgumentError::invalid(
            "transition",
            format!("a square matrix with a row for each state of shape {}", sizes.join(" x ")),
            format!("{length} values"),
        )
    })
}

/// Fails unless every row is a probability law.
fn check_rows(transition: &[f64], states: usize) -> Result<(), ArgumentError> {
    check_probabilities("transition", transition)?;
    for (x, row) in transition.chunks_exact(states).enumerate() {
        let sum = pairwise_sum(row);
        if (sum - 1.0).abs() > TOLERANCE {
            let found = format!("{sum} as the sum of row {x}");
            return Err(ArgumentError::invalid("transition", "rows that sum to 1", found));
        }
    }
    Ok(())
}

/// Fails for values that are not finite or negative.
fn check_probabilities(argument: &str, values: &[f64]) -> Result<(), ArgumentError> {
    check_finite(argument, values)?;
    match values.iter().position(|&value| value < 0.0) {
        None => Ok(()),
        Some(index) => {
            let found = format!("{} at index {index}", values[index]);
            Err(ArgumentError::out_of_range(argument, "probabilities", found))
        }
    }
}

/// Fails unless `stationary` is a stationary law of `transition`.
fn check_stationary(
    stationary: &[f64],
    transition: &[f64],
    states: usize,
) -> Result<(), ArgumentError> {
    let invalid = |expected: &str, found| ArgumentError::invalid("stationary", expected, found);
    if stationary.len() != states {
        let expected = format!("{states} values, one per state,");
        return Err(invalid(&expected, stationary.len().to_string()));
    }
    check_probabilities("stationary", stationary)?;
    let sum = pairwise_sum(stationary);
    if (sum - 1.0).abs() > TOLERANCE {
        return Err(invalid("probabilities that sum to 1", sum.to_string()));
    }
    let mut next = vec![0.0; states];
    for (mass, row) in stationary.iter().zip(transition.chunks_exact(states)) {
        for (next, probability) in next.iter_mut().zip(row) {
            *next += mass * probability;
        }
    }
    let residual: f64 = next.iter().zip(stationary).map(|(next, mass)| (next - mass).abs()).sum();
    if residual > TOLERANCE {
        let found = format!("a law that one step moves by {residual:e} in total");
        return Err(invalid("a law that transition leaves as it is", found));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(transition: &[f64], shape: &[u32], stationary: Option<&[f64]>) -> String {
        let (workers, control) = (Workers::single(), Control::new());
        let stationary = stationary.map(<[f64]>::to_vec);
        let chain =
            MarkovChain::from_dense(transition, shape.to_vec(), stationary, &workers, &control);
        chain.unwrap_err().to_string()
    }

    #[test]
    fn shapes_are_checked() {
        assert_eq!(
            message(&[], &[], None),
            "Expected at least one coordinate for shape but received none"
        );
        assert_eq!(
            message(&[], &[2, 0], None),
            "Expected sizes of at least 1 for shape but received 0 at index 1"
        );
        let square = "Expected a square matrix with a row for each state of shape 2 x 2 for \
                      transition but received 15 values";
        assert_eq!(message(&[0.25; 15], &[2, 2], None), square);
        assert!(message(&[], &[u32::MAX; 3], None).ends_with("received 0 values"));
    }

    #[test]
    fn rows_are_checked() {
        assert_eq!(
            message(&[0.5, 0.5, 0.5, 0.25], &[2], None),
            "Expected rows that sum to 1 for transition but received 0.75 as the sum of row 1"
        );
        assert_eq!(
            message(&[0.5, 0.5, 1.5, -0.5], &[2], None),
            "Expected probabilities for transition but received -0.5 at index 3"
        );
        assert_eq!(
            message(&[0.5, f64::NAN, 0.5, 0.5], &[2], None),
            "Expected finite numbers for transition but received NaN at index 1"
        );
    }

    #[test]
    fn a_given_law_is_checked() {
        let transition = [0.5, 0.5, 0.25, 0.75];
        let message = |law: &[f64]| message(&transition, &[2], Some(law));
        assert_eq!(
            message(&[1.0]),
            "Expected 2 values, one per state, for stationary but received 1"
        );
        assert_eq!(
            message(&[-0.5, 1.5]),
            "Expected probabilities for stationary but received -0.5 at index 0"
        );
        assert_eq!(
            message(&[0.5, 0.25]),
            "Expected probabilities that sum to 1 for stationary but received 0.75"
        );
        assert_eq!(
            message(&[0.5, 0.5]),
            "Expected a law that transition leaves as it is for stationary but received a law \
             that one step moves by 2.5e-1 in total"
        );
        assert!(message(&[f64::INFINITY, 0.0]).ends_with("received Infinity at index 0"));
    }

    #[test]
    fn a_given_law_settles_a_chain_with_several_classes() {
        let (workers, control) = (Workers::single(), Control::new());
        let identity = [1.0, 0.0, 0.0, 1.0];
        let law = Some(vec![0.25, 0.75]);
        let chain = MarkovChain::from_dense(&identity, vec![2], law, &workers, &control).unwrap();
        assert_eq!(chain.stationary(), [0.25, 0.75]);
        assert_eq!(chain.entropy_rate(&[0]), Ok(0.0));
        assert!(message(&identity, &[2], None).contains("states 1 and 0, which recur"));
    }
}

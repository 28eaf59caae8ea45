//! A stationary Markov chain whose states have several coordinates.
//!
//! The chain is held as the law of two consecutive states, from which every quantity of this crate
//! follows; it never changes, so any number of calls may read it at once.

use std::fmt;

use gainful_kernels::{ArgumentError, Control, Workers};

use crate::entropy::Entropies;
use crate::error::Error;
use crate::objectives::{EntropyRate, InformationObjective, without_dust};
use crate::pair_law::PairLaw;

/// A Markov chain on the product of finite sets, with its stationary law.
///
/// State (x_0, ..., x_{d-1}), with x_i from 0 to `shape[i]` - 1, has the code
/// Σ_i x_i Π_{j>i} shape\[j\]: coordinate 0 is the slowest.
pub struct MarkovChain {
    shape: Vec<u32>,
    law: Box<dyn PairLaw>,
}

impl MarkovChain {
    /// A chain of these coordinates with this law of two consecutive states.
    pub(crate) fn new(shape: Vec<u32>, law: Box<dyn PairLaw>) -> Self {
        Self { shape, law }
    }

    /// How many values each coordinate takes.
    pub fn shape(&self) -> &[u32] {
        &self.shape
    }

    /// The number of coordinates.
    pub fn dimension(&self) -> usize {
        self.shape.len()
    }

    /// The stationary law π, one probability per state.
    pub fn stationary(&self) -> &[f64] {
        self.law.stationary()
    }

    /// The memory in use, in bytes.
    pub fn bytes(&self) -> usize {
        self.law.bytes()
    }

    /// The entropy rate h(S) = H(J^S) - H(π^S) of the coordinates `subset`, in nats; 0 for none.
    ///
    /// It is the entropy rate of the Markov chain closest to the projection on S: J^S and π^S are
    /// the laws of two consecutive states and of one, summed over all other coordinates. The order
    /// of `subset` does not matter. Fails for a coordinate that does not exist or comes twice.
    pub fn entropy_rate(&self, subset: &[u32]) -> Result<f64, Error> {
        self.value(&EntropyRate, subset)
    }

    /// The value of `objective` on the coordinates `subset`, in nats; 0 for none.
    ///
    /// Fails as [`Self::entropy_rate`] does.
    pub fn value(
        &self,
        objective: &dyn InformationObjective,
        subset: &[u32],
    ) -> Result<f64, Error> {
        let workers = Workers::single();
        let subset = self.sorted(subset)?;
        let score = objective.on(self, &workers, &Control::new())?;
        let projected = |subset: &[u32]| self.projected(subset, &workers);
        Ok(without_dust(score.value(&subset, projected(&subset), &projected)))
    }

    /// The entropies of the projection on `subset`, whatever its order.
    ///
    /// Reads the chain once at most: d = 20 binary coordinates take 0.1 s. Fails as
    /// [`Self::entropy_rate`] does.
    pub fn entropies(&self, subset: &[u32]) -> Result<Entropies, Error> {
        Ok(self.projected(&self.sorted(subset)?, &Workers::single()))
    }

    /// `subset` in ascending order, if its coordinates exist and are different.
    fn sorted(&self, subset: &[u32]) -> Result<Vec<u32>, ArgumentError> {
        let mut sorted = subset.to_vec();
        sorted.sort_unstable();
        let outside = sorted.iter().find(|&&coordinate| coordinate as usize >= self.dimension());
        if let Some(coordinate) = outside {
            let expected = format!("coordinates from 0 to {}", self.dimension() - 1);
            let found = coordinate.to_string();
            return Err(ArgumentError::out_of_range("subset", expected, found));
        }
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            let found = format!("{} twice", pair[0]);
            return Err(ArgumentError::invalid("subset", "different coordinates", found));
        }
        Ok(sorted)
    }

    /// The entropies of the projection on `subset`, which is ascending and exists.
    pub(crate) fn projected(&self, subset: &[u32], workers: &Workers) -> Entropies {
        if subset.is_empty() {
            return Entropies::default();
        }
        self.law.entropies(subset, workers)
    }

    /// The law of two consecutive states.
    pub(crate) fn law(&self) -> &dyn PairLaw {
        &*self.law
    }
}

impl fmt::Debug for MarkovChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MarkovChain")
            .field("shape", &self.shape)
            .field("bytes", &self.bytes())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;
    use crate::testing::{random_chain, random_transition};

    /// The entropies by the definition: every pair of states is added to the place of its digits.
    fn by_definition(
        transition: &[f64],
        stationary: &[f64],
        shape: &[u32],
        subset: &[u32],
    ) -> Entropies {
        let project = |code: usize| -> Vec<usize> {
            let digit = |&i: &u32| {
                let stride: u32 = shape[i as usize + 1..].iter().product();
                code / stride as usize % shape[i as usize] as usize
            };
            subset.iter().map(digit).collect()
        };
        let (mut states, mut pairs) = (HashMap::new(), HashMap::new());
        for (x, mass) in stationary.iter().enumerate() {
            *states.entry(project(x)).or_insert(0.0) += mass;
            for y in 0..stationary.len() {
                let weight = mass * transition[x * stationary.len() + y];
                *pairs.entry((project(x), project(y))).or_insert(0.0) += weight;
            }
        }
        let plogp = |p: &f64| if *p > 0.0 { -p * p.ln() } else { 0.0 };
        Entropies { state: states.values().map(plogp).sum(), pair: pairs.values().map(plogp).sum() }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn entropies_follow_the_definition(
            shape in prop::collection::vec(1u32..5, 1..4),
            density in prop::sample::select(vec![0.05, 0.3, 1.0]),
            seed: u64,
        ) {
            let states = shape.iter().product::<u32>() as usize;
            let transition = random_transition(states, density, seed);
            let chain = random_chain(&shape, density, seed);
            for mask in 0..1u32 << shape.len() {
                let subset: Vec<u32> =
                    (0..shape.len() as u32).rev().filter(|i| mask >> i & 1 == 1).collect();
                let found = chain.entropies(&subset).unwrap();
                let expected = by_definition(&transition, chain.stationary(), &shape, &subset);
                prop_assert!((found.state - expected.state).abs() < 1e-12);
                prop_assert!((found.pair - expected.pair).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn no_coordinates_have_no_entropy() {
        assert_eq!(random_chain(&[2, 3], 1.0, 1).entropy_rate(&[]), Ok(0.0));
    }

    #[test]
    fn subsets_are_checked() {
        let chain = random_chain(&[2, 3], 1.0, 1);
        let message = |subset: &[u32]| chain.entropy_rate(subset).unwrap_err().to_string();
        assert_eq!(message(&[0, 2]), "Expected coordinates from 0 to 1 for subset but received 2");
        assert_eq!(
            message(&[1, 0, 1]),
            "Expected different coordinates for subset but received 1 twice"
        );
    }

    #[test]
    fn the_memory_is_that_of_the_tables() {
        // The cycle of 32 states: 32 probabilities, and a weight and two codes per entry.
        assert_eq!(random_chain(&[8, 4], 0.0, 1).bytes(), 32 * 8 + 32 * (8 + 4 + 4));
        // All pairs of four states are possible: 4 probabilities and a table of 16.
        assert_eq!(random_chain(&[2, 2], 1.0, 1).bytes(), (4 + 16) * 8);
        let shared = std::sync::Arc::new(random_chain(&[2, 2], 1.0, 1));
        assert!(format!("{shared:?}").contains("bytes: 160"));
        let _: &(dyn Send + Sync) = &*shared;
    }
}

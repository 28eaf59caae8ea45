//! Stochastic greedy: the best element of a random sample, n ln(1/epsilon) gains in all whatever the
//! number of elements to select.
//!
//! The sample is drawn from what is not selected yet and has n/k ln(1/epsilon) elements, so that it
//! is likely to hold one of the optimum's. Reaches 1 - 1/e - epsilon of the optimum of k elements in
//! expectation.
//!
//! Mirzasoleiman, Badanidiyuru, Karbasi, Vondrak & Krause, "Lazier than lazy greedy" (2015).

use gainful_kernels::ArgumentError;

use super::growth::{Candidate, Growth, winner};
use super::outside::Outside;
use super::sampled::{self, shuffle};
use super::{Optimizer, Problem};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::Selection;

/// The stochastic greedy algorithm.
#[derive(Clone, Copy, Debug)]
pub struct StochasticGreedy;

impl Optimizer for StochasticGreedy {
    fn name(&self) -> &'static str {
        "stochastic-greedy"
    }

    fn takes(&self) -> &'static [&'static str] {
        &["stopping", "epsilon"]
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        problem.demand_cardinality(self)?;
        problem.options.parameters.check_epsilon()
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        sampled::guarantee(problem)
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        Outside::run(self, problem, |growth, outside| {
            let draw = shuffle(problem.options.parameters.seed);
            sampled::select(growth, outside, problem, best, draw)
        })
    }
}

/// The winner of all.
pub(crate) fn best(
    growth: &mut Growth<'_>,
    sample: &mut [Candidate],
    tolerance: f64,
) -> Result<Option<usize>, Error> {
    growth.evaluate(sample)?;
    Ok(winner(sample, tolerance))
}

//! Density threshold: greedy by gain among the elements that gain enough for what they cost, for
//! knapsacks together with matroids; the best over a series of densities.
//!
//! Greedy by gain per cost alone fills the places that a cardinality or a matroid leaves with what is
//! cheap, and can lose all but one of them by that. Of a monotone submodular function and p matroids
//! with d knapsacks this one reaches 1 / (p + 1 + 2 d (1 + epsilon)), which follows from the
//! inequalities of [`density_search`](super::density_search). A cardinality alone is one matroid. Of one
//! knapsack alone it reaches what cost-benefit greedy does, from whose set it begins.
//!
//! Badanidiyuru & Vondrak, "Fast algorithms for maximizing submodular functions" (2014), section 5.

use gainful_kernels::ArgumentError;

use super::cost_benefit_greedy::{CostBenefitGreedy, check_knapsack};
use super::density_search::{Proof, search};
use super::{Optimizer, Problem};
use crate::constraints::Knapsack;
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::Selection;

/// Greedy among dense elements, for monotone functions.
#[derive(Clone, Copy, Debug)]
pub struct DensityThreshold;

impl Optimizer for DensityThreshold {
    fn name(&self) -> &'static str {
        "density-threshold"
    }

    fn takes(&self) -> &'static [&'static str] {
        &["stopping", "epsilon"]
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        check_knapsack(self, problem)?;
        problem.demand_submodular(self)?;
        problem.options.parameters.check_epsilon()
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        let constraint = problem.constraint;
        if constraint.only::<Knapsack>().is_some() && constraint.cardinality.is_none() {
            return CostBenefitGreedy.guarantee(problem);
        }
        Guarantee::for_monotone(problem, || {
            Proof::for_monotone(problem).guarantee(problem, "badanidiyuru-vondrak")
        })
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        search(self, problem, Proof::for_monotone(problem), 1)
    }
}

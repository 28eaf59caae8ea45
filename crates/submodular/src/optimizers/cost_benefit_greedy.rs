//! Cost-benefit greedy: the element of the largest gain per cost again and again, and the best single
//! addition to any of the sets passed on the way.
//!
//! For a monotone submodular function and one knapsack it reaches half of the optimum (Yaroslavtsev,
//! Zhou & Avdiukhin 2020). Gain per cost alone reaches no share at all: one cheap element can
//! keep out the expensive one that is worth most.

use gainful_kernels::ArgumentError;

use super::density::DensityGreedy;
use super::growth::Growth;
use super::{Optimizer, Problem};
use crate::constraints::{Family, Knapsack};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::Selection;

/// Greedy by gain per cost, for knapsacks alone and together with other constraints.
#[derive(Clone, Copy, Debug)]
pub struct CostBenefitGreedy;

impl Optimizer for CostBenefitGreedy {
    fn name(&self) -> &'static str {
        "cost-benefit-greedy"
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        check_knapsack(self, problem)
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        of_knapsack(problem, || Guarantee::ratio(0.5, "yaroslavtsev-zhou-avdiukhin"))
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        let mut growth = Growth::new(problem);
        let mut greedy = DensityGreedy::new(problem);
        let stop = growth.run(|growth| greedy.grow(growth))?;
        // If the time was over, the best set was passed on the way, perhaps.
        greedy.restore(&mut growth);
        Ok(growth.finish(self, stop))
    }
}

/// Fails unless there are costs to spend.
pub(super) fn check_knapsack(
    optimizer: &dyn Optimizer,
    problem: &Problem<'_>,
) -> Result<(), ArgumentError> {
    if problem.constraint.count(Family::Knapsack) > 0 {
        return Ok(());
    }
    let expected = "an optimizer that serves constraints without a knapsack, such as 'greedy',";
    Err(ArgumentError::invalid("optimizer", expected, format!("'{}'", optimizer.name())))
}

/// That of `theorem` if it is about a knapsack alone.
pub(super) fn of_knapsack(problem: &Problem<'_>, theorem: impl FnOnce() -> Guarantee) -> Guarantee {
    Guarantee::for_monotone(problem, || {
        let alone = problem.constraint.only::<Knapsack>().is_some();
        if alone && problem.constraint.cardinality.is_none() {
            theorem()
        } else {
            Guarantee::none("no share is known for a knapsack together with another limit")
        }
    })
}

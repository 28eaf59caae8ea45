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

#[cfg(test)]
mod tests {
    use gainful_kernels::{Control, Random, Workers};

    use super::*;
    use crate::constraint::Constraint;
    use crate::maximize::{Options, Stopping, maximize};
    use crate::objective::Objective;
    use crate::testing::{cut_instance, monotone_instance};

    #[test]
    fn an_element_that_adds_nothing_ends_no_run_however_little_it_costs() {
        let mut ended = 0;
        for instance in 0..300 {
            for mut objective in [monotone_instance(instance), cut_instance(instance)] {
                objective.tolerance = 1e-9;
                let mut random = Random::new(5, instance);
                // Some cost nothing, some next to nothing.
                let costs: Vec<f64> = (0..objective.size)
                    .map(|_| [0.0, 1e-12, 0.5 + random.unit()][random.below(3) as usize])
                    .collect();
                let knapsack = Knapsack::new("knapsack", costs.clone(), 2.0).unwrap();
                let constraint =
                    Constraint { systems: vec![Box::new(knapsack)], ..Constraint::default() };
                let options = Options {
                    optimizer: Some(&CostBenefitGreedy),
                    stopping: Some(Stopping::Positive),
                    ..Options::default()
                };
                let (workers, control) = (Workers::single(), Control::new());
                let selection =
                    maximize(&objective, &constraint, &options, &workers, &control).unwrap();
                let spent: f64 = selection.elements.iter().map(|&e| costs[e as usize]).sum();
                for element in 0..objective.size() as u32 {
                    if selection.elements.contains(&element)
                        || spent + costs[element as usize] > 2.0
                    {
                        continue;
                    }
                    ended += 1;
                    let with = [&selection.elements[..], &[element]].concat();
                    let gain = objective.value(&with) - selection.value;
                    assert!(gain <= objective.tolerance, "{element} gains {gain} on {instance}");
                }
            }
        }
        assert!(ended > 300);
    }
}

//! Batch greedy: the elements of largest gain, several at once, before the gains are computed again.
//!
//! Needs n gains a batch instead of n a pick. The elements of a batch may say the same, so nothing is
//! promised; a batch of one is greedy.

use std::iter;

use gainful_kernels::ArgumentError;

use super::growth::{Candidate, Growth, winner};
use super::outside::Outside;
use super::{Optimizer, Problem};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop};

/// How many elements are added at once unless the caller says otherwise.
const BATCH: usize = 2;

/// The batch greedy algorithm.
#[derive(Clone, Copy, Debug)]
pub struct BatchGreedy;

impl Optimizer for BatchGreedy {
    fn name(&self) -> &'static str {
        "batch-greedy"
    }

    fn takes(&self) -> &'static [&'static str] {
        &["stopping", "batch"]
    }

    fn check(&self, _: &Problem<'_>) -> Result<(), ArgumentError> {
        Ok(())
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        match batch(problem) {
            1 => Guarantee::of_greedy(problem),
            _ => Guarantee::none("the elements of a batch may say the same"),
        }
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        Outside::run(self, problem, |growth, outside| {
            select(growth, outside, problem, iter::repeat(batch(problem)))
        })
    }
}

fn batch(problem: &Problem<'_>) -> usize {
    problem.options.parameters.batch.unwrap_or(BATCH)
}

/// Adds batches of these sizes.
fn select(
    growth: &mut Growth<'_>,
    outside: &mut Outside,
    problem: &Problem<'_>,
    sizes: impl Iterator<Item = usize>,
) -> Result<Stop, Error> {
    outside.sweep(growth)?;
    for size in sizes {
        if let Some(stop) = growth.completion() {
            return Ok(stop);
        }
        outside.reject(growth);
        if outside.admitted.is_empty() {
            return Ok(Stop::Constraint);
        }
        let batch = take_best(outside, growth, size, problem.objective.tie_tolerance());
        if batch.is_empty() {
            return Ok(Stop::Gain);
        }
        // Back among the others until they are added, so that none is missing if the time is over.
        outside.admitted.extend(&batch);
        for mut candidate in batch {
            if growth.completion().is_some() || !growth.admits(candidate.element) {
                continue;
            }
            // What it adds to those of the batch that came before.
            growth.evaluate(std::slice::from_mut(&mut candidate))?;
            outside.remove(candidate.element);
            growth.insert(candidate)?;
        }
        growth.evaluate(&mut outside.admitted)?;
        outside.tighten(growth);
    }
    Ok(growth.completion().unwrap_or(Stop::Rounds))
}

/// Takes out the best `size` candidates that are worth while, the best first.
fn take_best(
    outside: &mut Outside,
    growth: &Growth<'_>,
    size: usize,
    tolerance: f64,
) -> Vec<Candidate> {
    let admitted = &mut outside.admitted;
    let best = || {
        let position = winner(admitted, tolerance)?;
        growth.is_worthwhile(admitted[position]).then(|| admitted.swap_remove(position))
    };
    iter::from_fn(best).take(size).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraint::Constraint;
    use crate::constraints::Cardinality;
    use crate::testing::golden::{
        assert_close, cases, count, elements, golden, numbers, objective,
    };
    use crate::testing::with_problem;

    #[test]
    fn orders_and_values_after_each_batch() {
        let golden = golden();
        for case in cases(&golden, "batch_greedy", 9) {
            let objective = objective(&golden, case);
            let sizes = elements(&case["batch_sizes"]);
            let order = elements(&case["order"]);
            let limit = sizes.iter().sum::<u32>() as usize;
            let constraint = Constraint::from(Cardinality::new(limit));
            let selection = with_problem(&objective, &constraint, |problem| {
                Outside::run(&BatchGreedy, problem, |growth, outside| {
                    select(growth, outside, problem, sizes.iter().map(|&size| size as usize))
                })
            });
            assert_eq!(selection.elements, order, "{case}");
            let mut end = 0;
            for (&size, value) in sizes.iter().zip(numbers(&case["values_after_each_batch"])) {
                end += size as usize;
                let sum = selection.gains[..end].iter().sum();
                assert_close(sum, value, &case.to_string());
            }
            assert_eq!(end, count(&case["order"].as_array().unwrap().len().into()));
        }
    }
}

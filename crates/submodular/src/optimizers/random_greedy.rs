//! Random greedy: in each of k rounds one of the k best elements, chosen by chance.
//!
//! Serves functions that are not monotone, where plain greedy can be arbitrarily bad: an element that
//! spoils all others is avoided often enough. Elements that do not raise the value count as empty
//! places, which may be chosen as well: nothing is added then. Of a function that is never negative
//! it reaches (1 - 1/k)^(k - 1) > 1/e of the optimum of k elements in expectation, of a monotone one
//! 1 - (1 - 1/k)^k. k n gains.
//!
//! Buchbinder, Feldman, Naor & Schwartz, "Submodular maximization with cardinality constraints"
//! (2014), section 3.

use gainful_kernels::{ArgumentError, Random};

use super::growth::Growth;
use super::outside::Outside;
use super::{Optimizer, Problem};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop, Stopping};

/// The random greedy algorithm.
#[derive(Clone, Copy, Debug)]
pub struct RandomGreedy;

impl Optimizer for RandomGreedy {
    fn name(&self) -> &'static str {
        "random-greedy"
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        problem.demand_cardinality(self)
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        const RULE: &str = "buchbinder-feldman-naor-schwartz";
        let k = problem.constraint.limit(problem.objective.size()) as f64;
        let expected = |ratio| Guarantee::Ratio { ratio, rule: RULE.into(), in_expectation: true };
        if !problem.constraint.is_uniform() {
            Guarantee::none("random greedy has no guarantee for a constraint of this kind")
        } else if problem.objective.properties().monotone.holds {
            Guarantee::for_monotone(problem, || expected(1.0 - (1.0 - 1.0 / k).powf(k)))
        } else if problem.stopping() == Stopping::Full {
            Guarantee::none("elements are added that may lower the value")
        } else {
            Guarantee::for_non_negative(problem, || expected((1.0 - 1.0 / k).powf(k - 1.0)))
        }
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        let seed = problem.options.parameters.seed;
        Outside::run(self, problem, |growth, outside| {
            select(growth, outside, problem, |round| Random::new(seed, round).unit())
        })
    }
}

/// Selects, given for each round a number from 0 up to 1.
fn select(
    growth: &mut Growth<'_>,
    outside: &mut Outside,
    problem: &Problem<'_>,
    draw: impl Fn(u64) -> f64,
) -> Result<Stop, Error> {
    outside.sweep(growth)?;
    let rounds = problem.room();
    for round in 0..rounds as u64 {
        outside.reject(growth);
        if outside.admitted.is_empty() {
            return Ok(Stop::Constraint);
        }
        let worthwhile = sort_best(outside, growth, rounds);
        if worthwhile == 0 {
            return Ok(Stop::Gain);
        }
        // There are empty places only where elements are not added whatever they gain.
        let places = match problem.stopping() {
            Stopping::Full => worthwhile,
            Stopping::Positive => rounds,
        };
        let place = (draw(round) * places as f64) as usize;
        if place < worthwhile {
            growth.insert(outside.admitted.swap_remove(place))?;
            growth.evaluate(&mut outside.admitted)?;
            outside.tighten(growth);
        }
    }
    Ok(growth.completion().unwrap_or(Stop::Rounds))
}

/// Brings the best `count` elements to the front, the best first, and tells how many of them are
/// worth while.
fn sort_best(outside: &mut Outside, growth: &Growth<'_>, count: usize) -> usize {
    let admitted = &mut outside.admitted;
    let count = count.min(admitted.len());
    if count < admitted.len() {
        admitted.select_nth_unstable_by(count, |a, b| b.cmp(a));
    }
    admitted[..count].sort_unstable_by(|a, b| b.cmp(a));
    admitted[..count].partition_point(|&candidate| growth.is_worthwhile(candidate))
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
    fn orders_and_values_for_given_draws() {
        let golden = golden();
        for case in cases(&golden, "nonmonotone", 3) {
            let objective = objective(&golden, case);
            for limited in case["cardinality"].as_array().unwrap() {
                let expected = &limited["random_greedy"];
                let draws = numbers(&expected["uniform_draws"]);
                let constraint = Constraint::from(Cardinality::new(count(&limited["limit"])));
                let selection = with_problem(&objective, &constraint, |problem| {
                    Outside::run(&RandomGreedy, problem, |growth, outside| {
                        select(growth, outside, problem, |round| draws[round as usize])
                    })
                });
                assert_eq!(selection.elements, elements(&expected["order"]), "{limited}");
                assert_close(selection.value, expected["value"].as_f64().unwrap(), "value");
            }
        }
    }
}

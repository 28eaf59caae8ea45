//! Double greedy: for functions that are not monotone, without any limit.
//!
//! Two sets, X from below and Y from above, come together: each element in turn is added to X or
//! removed from Y, whichever gains more. Of a submodular function that is never negative it reaches
//! 1/3 of the optimum, and, if it decides by chance in proportion to the two gains, 1/2 in
//! expectation, which no efficient algorithm exceeds. 2 n gains and n log n insertions.
//!
//! Buchbinder, Feldman, Naor & Schwartz, "A tight linear time (1/2)-approximation for unconstrained
//! submodular maximization" (2012).

use gainful_kernels::{ArgumentError, Random};

use super::growth::{Candidate, Growth};
use super::{Optimizer, Problem};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop};
use crate::objective::State;

/// The double greedy algorithm.
#[derive(Clone, Copy, Debug)]
pub struct DoubleGreedy;

impl Optimizer for DoubleGreedy {
    fn name(&self) -> &'static str {
        "double-greedy"
    }

    fn takes(&self) -> &'static [&'static str] {
        &["randomized"]
    }

    fn serves_unlimited(&self) -> bool {
        true
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        problem.demand_no_cardinality(self)?;
        problem.demand_no_cover(self)?;
        problem.demand_no_systems(self)
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        const RULE: &str = "buchbinder-feldman-naor-schwartz";
        let in_expectation = is_randomized(problem);
        let ratio = if in_expectation { 1.0 / 2.0 } else { 1.0 / 3.0 };
        Guarantee::for_non_negative(problem, || Guarantee::Ratio {
            ratio,
            rule: RULE.into(),
            in_expectation,
        })
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        let mut growth = Growth::new(problem);
        let stop = growth.run(|growth| {
            let elements: Vec<u32> =
                problem.candidates(&[]).iter().map(|candidate| candidate.element).collect();
            keep_best(growth, problem, &elements)
        })?;
        Ok(growth.finish(self, stop))
    }
}

/// Whether to decide by chance.
pub(super) fn is_randomized(problem: &Problem<'_>) -> bool {
    problem.options.parameters.randomized.unwrap_or(false)
}

/// Whether to add an element to X rather than to remove it from Y, given what either gains.
trait Decision: Fn(u32, f64, f64) -> bool {}

impl<T: Fn(u32, f64, f64) -> bool> Decision for T {}

/// Adds unless removing gains more. Of a function whose sets are worth as much as their complements,
/// the first element gains exactly as much either way, and rounding must not decide.
fn deterministic(problem: &Problem<'_>) -> impl Decision {
    let tolerance = problem.objective.tie_tolerance();
    move |_, added, removed| added >= removed - tolerance
}

/// Adds with a probability in proportion to the gains, given for each element a number from 0 up to
/// 1.
fn by_chance(draw: impl Fn(u32) -> f64) -> impl Decision {
    move |element, added, removed| {
        let (added, removed) = (added.max(0.0), removed.max(0.0));
        let sum = added + removed;
        draw(element) < if sum == 0.0 { 1.0 } else { added / sum }
    }
}

/// Adds to the set, at its start, those of `elements`, in this order, that double greedy keeps.
pub(crate) fn keep_best(
    growth: &mut Growth<'_>,
    problem: &Problem<'_>,
    elements: &[u32],
) -> Result<Stop, Error> {
    if is_randomized(problem) {
        let seed = problem.options.parameters.seed;
        let draw = |element| Random::new(seed, u64::from(element)).unit();
        decide_all(growth, problem, elements, by_chance(draw))
    } else {
        decide_all(growth, problem, elements, deterministic(problem))
    }
}

fn decide_all(
    growth: &mut Growth<'_>,
    problem: &Problem<'_>,
    elements: &[u32],
    decision: impl Decision,
) -> Result<Stop, Error> {
    descend(growth, problem, elements, &*problem.start(), &decision)?;
    Ok(Stop::Rounds)
}

/// Decides on `elements`, given the set of those that were added before and of all those that are
/// decided later.
///
/// Nothing can be removed from a state. So Y without the element in turn is built anew for each
/// element, but most of the way together with its neighbours: the first half is decided at a set that
/// holds the second half, and then the second half at one that holds what was added of the first.
fn descend(
    growth: &mut Growth<'_>,
    problem: &Problem<'_>,
    elements: &[u32],
    others: &dyn State,
    decision: &impl Decision,
) -> Result<(), Error> {
    let [element] = *elements else {
        let (first, second) = elements.split_at(elements.len() / 2);
        if first.is_empty() {
            return Ok(());
        }
        let before = growth.len();
        descend(growth, problem, first, &*with(problem, others, second)?, decision)?;
        let added = growth.elements()[before..].to_vec();
        return descend(growth, problem, second, &*with(problem, others, &added)?, decision);
    };
    let mut kept = [Candidate { gain: 0.0, element }];
    let mut added = kept;
    growth.evaluate_at(others, &mut kept)?;
    growth.evaluate(&mut added)?;
    if decision(element, added[0].gain, 0.0 - kept[0].gain) {
        growth.insert(added[0])?;
    }
    Ok(())
}

/// The set of `state` with `elements`.
fn with<'s>(
    problem: &Problem<'_>,
    state: &'s dyn State,
    elements: &[u32],
) -> Result<Box<dyn State + 's>, Error> {
    let mut state = state.fork();
    for &element in elements {
        problem.control.check()?;
        state.insert(element, problem.workers);
    }
    Ok(state)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraint::Constraint;
    use crate::testing::golden::{assert_close, cases, elements, golden, numbers, objective};
    use crate::testing::{cut_instance, select, with_problem};

    #[test]
    fn sets_and_values() {
        let golden = golden();
        for case in cases(&golden, "nonmonotone", 3) {
            let objective = objective(&golden, case);
            let constraint = Constraint::default();
            let deterministic =
                select("double-greedy", &objective, &constraint, Default::default());
            let expected = &case["double_greedy_deterministic"];
            assert_eq!(deterministic.elements, elements(&expected["set"]), "{case}");
            assert_close(deterministic.value, expected["value"].as_f64().unwrap(), "deterministic");

            let expected = &case["double_greedy_randomized"];
            let draws = numbers(&expected["uniform_draws"]);
            let randomized = with_problem(&objective, &constraint, |problem| {
                let mut growth = Growth::new(problem);
                let all: Vec<u32> = (0..objective.size as u32).collect();
                let draw = |element: u32| draws[element as usize];
                let stop =
                    growth.run(|growth| decide_all(growth, problem, &all, by_chance(draw)))?;
                Ok(growth.finish(&DoubleGreedy, stop))
            });
            assert_eq!(randomized.elements, elements(&expected["set"]), "{case}");
            assert_close(randomized.value, expected["value"].as_f64().unwrap(), "randomized");
        }
    }

    #[test]
    fn every_element_is_judged_at_the_sets_of_the_definition() {
        for instance in 0..200 {
            let objective = cut_instance(instance);
            let selection =
                select("double-greedy", &objective, &Constraint::default(), Default::default());
            let (mut low, mut high) = (Vec::new(), (0..objective.size as u32).collect::<Vec<_>>());
            for element in 0..objective.size as u32 {
                let with = [&low[..], &[element]].concat();
                let without: Vec<u32> = high.iter().copied().filter(|&e| e != element).collect();
                let added = objective.value(&with) - objective.value(&low);
                let removed = objective.value(&without) - objective.value(&high);
                if added >= removed - objective.tolerance { low = with } else { high = without }
            }
            assert_eq!(selection.elements, low, "{instance}");
        }
    }
}

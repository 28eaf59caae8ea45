//! Threshold greedy: passes over all elements in the order of their indices, each of which adds what
//! gains at least a threshold, and thresholds that fall by a factor from pass to pass.
//!
//! The first threshold is the largest gain d at the empty set, the last one is above epsilon d / n;
//! (n / epsilon) ln(n / epsilon) gains in all whatever the number of elements to select. Reaches
//! 1 - 1/e - epsilon of the optimum of k elements. For submodular functions only elements are
//! evaluated whose last known gain reaches the threshold.
//!
//! Badanidiyuru & Vondrak, "Fast algorithms for maximizing submodular functions" (2014), section 3.

use gainful_kernels::ArgumentError;

use super::growth::{Candidate, Growth};
use super::outside::Outside;
use super::thresholds::Thresholds;
use super::{Optimizer, Problem};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop};

/// By which share the threshold falls unless the caller says otherwise.
const EPSILON: f64 = 0.05;

/// Candidates evaluated at once, at least; twice as many after each block in which none reached the
/// threshold.
const SMALLEST_BLOCK: usize = 4;

/// The threshold greedy algorithm.
#[derive(Clone, Copy, Debug)]
pub struct ThresholdGreedy;

impl Optimizer for ThresholdGreedy {
    fn name(&self) -> &'static str {
        "threshold-greedy"
    }

    fn takes(&self) -> &'static [&'static str] {
        &["epsilon"]
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        problem.demand_no_cover(self)?;
        problem.demand_no_full_sets(self)?;
        problem.options.parameters.check_epsilon()
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        Guarantee::for_monotone(problem, || {
            let ratio = 1.0 - (-1.0f64).exp() - epsilon(problem);
            if !problem.constraint.is_uniform() {
                Guarantee::none("thresholds have no guarantee for a constraint of this kind")
            } else if ratio <= 0.0 {
                Guarantee::none("epsilon is so large that nothing is promised")
            } else {
                Guarantee::ratio(ratio, "badanidiyuru-vondrak")
            }
        })
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        Outside::run(self, problem, |growth, outside| {
            outside.sweep(growth)?;
            let Some(largest) = outside.admitted.iter().max().map(|candidate| candidate.gain)
            else {
                return Ok(Stop::Constraint);
            };
            let tolerance = problem.objective.tie_tolerance();
            if largest <= tolerance {
                return Ok(Stop::Gain);
            }
            // Gains of no more than the tolerance are none.
            let least = epsilon(problem) * largest / outside.admitted.len() as f64;
            let least = least.max(tolerance).max(f64::MIN_POSITIVE);
            let is_submodular = problem.objective.properties().submodular.holds;
            let thresholds = Thresholds { step: -epsilon(problem) };
            let mut threshold = largest;
            while threshold >= least {
                problem.control.check()?;
                let before = growth.len();
                // Gains of other functions may have grown since they were computed.
                let bound = if is_submodular { threshold - tolerance } else { f64::NEG_INFINITY };
                if let Some(stop) = pass(growth, outside, threshold, bound)? {
                    return Ok(stop);
                }
                let has_added = growth.len() > before;
                // The most that the next pass may find.
                let goal = if has_added && !is_submodular {
                    threshold
                } else {
                    let most = |candidate: &Candidate| {
                        let is_known = !has_added && candidate.gain >= bound;
                        candidate.gain + if is_known { 0.0 } else { tolerance }
                    };
                    outside.admitted.iter().map(most).fold(0.0, f64::max)
                };
                if goal < least {
                    break;
                }
                threshold = thresholds.next(threshold, goal);
            }
            Ok(Stop::Rounds)
        })
    }
}

fn epsilon(problem: &Problem<'_>) -> f64 {
    problem.options.parameters.epsilon.unwrap_or(EPSILON)
}

/// Adds, in the order of the indices, every element that gains at least `threshold`; only those
/// whose last known gain is at least `bound` can.
///
/// A block is evaluated at once and cut at its first element that is added, so the selection is that
/// of a pass element by element.
fn pass(
    growth: &mut Growth<'_>,
    outside: &mut Outside,
    threshold: f64,
    bound: f64,
) -> Result<Option<Stop>, Error> {
    let (mut next, mut size) = (0, SMALLEST_BLOCK);
    loop {
        if let Some(stop) = growth.completion() {
            return Ok(Some(stop));
        }
        outside.reject(growth);
        let admitted = &mut outside.admitted;
        let start = admitted.partition_point(|candidate| candidate.element < next);
        let may_reach = |&position: &usize| admitted[position].gain >= bound;
        let positions: Vec<usize> = (start..admitted.len()).filter(may_reach).take(size).collect();
        let mut block: Vec<Candidate> =
            positions.iter().map(|&position| admitted[position]).collect();
        let Some(last) = block.last() else { return Ok(None) };
        next = last.element + 1;
        growth.evaluate(&mut block)?;
        for (&position, &candidate) in positions.iter().zip(&block) {
            admitted[position] = candidate;
        }
        let first = positions.iter().find(|&&position| admitted[position].gain >= threshold);
        let Some(&first) = first else {
            size *= 2;
            continue;
        };
        let added = admitted.remove(first);
        (next, size) = (added.element + 1, SMALLEST_BLOCK);
        growth.insert(added)?;
    }
}

#[cfg(test)]
mod tests {
    use crate::constraint::Constraint;
    use crate::constraints::Cardinality;
    use crate::parameters::Parameters;
    use crate::testing::golden::{
        assert_all_close, assert_close, cases, count, elements, golden, numbers, objective,
    };
    use crate::testing::{Tabulated, cut_instance, monotone_instance, select};

    #[test]
    fn orders_and_gains() {
        let golden = golden();
        for case in cases(&golden, "threshold_greedy", 12) {
            let objective = objective(&golden, case);
            let constraint = Constraint::from(Cardinality::new(count(&case["limit"])));
            let parameters =
                Parameters { epsilon: case["epsilon"].as_f64(), ..Parameters::default() };
            let selection = select("threshold-greedy", &objective, &constraint, parameters);
            let what = case.to_string();
            assert_eq!(selection.elements, elements(&case["order"]), "{what}");
            assert_all_close(&selection.gains, &numbers(&case["gains"]), &what);
            assert_close(selection.value, case["value"].as_f64().unwrap(), &what);
        }
    }

    #[test]
    fn a_tiny_epsilon_takes_no_more_time_than_there_are_different_gains() {
        for instance in 0..100 {
            let objective = monotone_instance(instance);
            let constraint = Constraint::from(Cardinality::new(1 + objective.size / 2));
            let greedy = select("greedy", &objective, &constraint, Parameters::default());
            for epsilon in [1e-7, 1e-17, f64::MIN_POSITIVE] {
                let parameters = Parameters { epsilon: Some(epsilon), ..Parameters::default() };
                let selection = select("threshold-greedy", &objective, &constraint, parameters);
                // Elements that raise the value less than the last threshold are left out.
                assert!(selection.value >= greedy.value - 1e-5, "{instance} {epsilon}");
            }
        }
    }

    #[test]
    fn a_tiny_epsilon_ends_for_functions_that_are_not_submodular() {
        for instance in 0..50 {
            let objective = cut_instance(instance);
            let size = objective.size;
            // Gains grow with the set.
            let supermodular = Tabulated::new(size, |set| {
                let set: Vec<u32> = set.iter().map(|&e| e as u32).collect();
                (set.len() as f64).powi(2) - 0.1 * objective.value(&set)
            });
            let constraint = Constraint::from(Cardinality::new(size));
            let parameters = Parameters { epsilon: Some(1e-17), ..Parameters::default() };
            let selection = select("threshold-greedy", &supermodular, &constraint, parameters);
            assert!(!selection.elements.is_empty(), "{instance}");
        }
    }
}

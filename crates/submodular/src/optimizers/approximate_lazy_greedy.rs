//! Approximate lazy greedy: an element whose gain is a given share of its own upper bound is good
//! enough.
//!
//! The candidate with the largest bound is evaluated and picked if its gain is at least `beta` times
//! that bound, which no gain exceeds; else the gain becomes its bound. So each pick gains at least
//! `beta` times the most that is possible, and k of them reach 1 - (1 - beta/k)^k of the optimum,
//! which is more than 1 - e^-beta. With `beta` = 1 this is lazy greedy.
//!
//! Goundan & Schulz, "Revisiting the greedy approach to submodular set function maximization" (2007);
//! Calinescu et al., "Maximizing a monotone submodular function subject to a matroid constraint"
//! (2011), appendix B, for matroids.

use gainful_kernels::ArgumentError;

use super::bounds::Bounds;
use super::growth::{Candidate, Growth};
use super::outside::Outside;
use super::{Optimizer, Problem};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop};

/// The share of the bound unless the caller says otherwise.
const BETA: f64 = 0.9;

/// The lazy greedy algorithm with the own-bound rule, for submodular functions.
#[derive(Clone, Copy, Debug)]
pub struct ApproximateLazyGreedy;

impl Optimizer for ApproximateLazyGreedy {
    fn name(&self) -> &'static str {
        "approximate-lazy-greedy"
    }

    fn takes(&self) -> &'static [&'static str] {
        &["stopping", "beta"]
    }

    fn is_resumable(&self) -> bool {
        true
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        problem.demand_submodular(self)
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        Guarantee::of_approximate_greedy(problem, beta(problem))
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        let mut left = Vec::new();
        let selection = Outside::run(self, problem, |growth, outside| {
            let mut queue = Queue::begin(growth)?;
            let stop = queue.select(growth, beta(problem));
            outside.admitted.extend(queue.into_candidates());
            // Bounds decide what is good enough, so a longer run goes on from those before the gains at
            // the end are computed.
            left.clone_from(&outside.admitted);
            stop
        })?;
        Ok(selection.resumable(problem, left.into_iter()))
    }
}

fn beta(problem: &Problem<'_>) -> f64 {
    problem.options.parameters.beta.unwrap_or(BETA)
}

/// All elements outside the set.
#[derive(Default)]
struct Queue {
    /// Those whose gain at the present set is known.
    fresh: Vec<Candidate>,
    /// Those of which only an upper bound of the gain is known.
    stale: Bounds,
    /// Those that the constraint no longer admits.
    rejected: Vec<Candidate>,
}

impl Queue {
    /// The gains of all elements, or the bounds that an earlier run left.
    fn begin(growth: &mut Growth<'_>) -> Result<Self, Error> {
        let mut queue = Self::default();
        match growth.earlier_bounds() {
            Some(bounds) => queue.stale.extend(bounds),
            None => queue.fresh = growth.candidates()?,
        }
        growth.tighten(queue.fresh.iter().copied().chain(queue.stale.iter()));
        Ok(queue)
    }

    fn select(&mut self, growth: &mut Growth<'_>, beta: f64) -> Result<Stop, Error> {
        loop {
            if let Some(stop) = growth.completion() {
                return Ok(stop);
            }
            let rejects = |candidate: &mut Candidate| !growth.admits(candidate.element);
            self.rejected.extend(self.fresh.extract_if(.., rejects));
            let Some(position) = self.good_enough(growth, beta)? else {
                return Ok(Stop::Constraint);
            };
            if !growth.is_worthwhile(self.fresh[position]) {
                return Ok(Stop::Gain);
            }
            growth.insert(self.fresh.swap_remove(position))?;
            self.stale.extend(self.fresh.drain(..));
        }
    }

    /// The position in `fresh` of the first candidate, the largest bounds first, whose gain is at
    /// least `beta` times its bound or not less than any other bound.
    fn good_enough(&mut self, growth: &mut Growth<'_>, beta: f64) -> Result<Option<usize>, Error> {
        let mut leader = (0..self.fresh.len()).max_by_key(|&position| self.fresh[position]);
        loop {
            let largest = leader.map(|position| self.fresh[position]);
            let exceeds = |bound: &Candidate| largest.is_none_or(|largest| *bound > largest);
            let Some(bound) = self.stale.pop_if(exceeds) else { return Ok(leader) };
            if !growth.admits(bound.element) {
                self.rejected.push(bound);
                continue;
            }
            let position = self.fresh.len();
            self.fresh.push(bound);
            growth.evaluate(&mut self.fresh[position..])?;
            let candidate = self.fresh[position];
            if candidate.gain >= beta * bound.gain {
                return Ok(Some(position));
            }
            if largest.is_none_or(|largest| candidate > largest) {
                leader = Some(position);
            }
        }
    }

    fn into_candidates(self) -> impl Iterator<Item = Candidate> {
        let Self { fresh, mut stale, rejected } = self;
        fresh.into_iter().chain(stale.drain()).chain(rejected)
    }
}

#[cfg(test)]
mod tests {
    use crate::constraint::Constraint;
    use crate::constraints::Cardinality;
    use crate::objective::Objective;
    use crate::parameters::Parameters;
    use crate::testing::golden::{
        assert_all_close, assert_close, cases, count, elements, golden, numbers, objective,
    };
    use crate::testing::select;

    #[test]
    fn orders_gains_and_evaluations() {
        let golden = golden();
        for case in cases(&golden, "approximate_lazy", 15) {
            let (objective, limit) = (objective(&golden, case), count(&case["limit"]));
            let constraint = Constraint::from(Cardinality::new(limit));
            let parameters = Parameters { beta: case["beta"].as_f64(), ..Parameters::default() };
            let selection = select("approximate-lazy-greedy", &objective, &constraint, parameters);
            let what = case.to_string();
            assert_eq!(selection.elements, elements(&case["order"]), "{what}");
            assert_all_close(&selection.gains, &numbers(&case["gains"]), &what);
            assert_close(selection.value, case["value"].as_f64().unwrap(), &what);
            // The gains at the end serve the certificate.
            let at_end = if selection.certificate.is_some() { objective.size() - limit } else { 0 };
            let evaluations = selection.evaluations as usize - at_end;
            // The program computes a gain again when the candidate becomes the first of the queue.
            assert!(evaluations <= count(&case["gain_evaluations"]), "{what}");
        }
    }
}

//! Distorted greedy: gain minus cost, g(S) - c(S), for a monotone submodular g and costs that are not
//! negative.
//!
//! In round i of m, gains count (1 - 1/m)^(m - i) times while costs count fully, so that expensive
//! elements wait until less is to be gained; an element is added only if that leaves something. For
//! every set O of at most m elements g(S) - c(S) >= (1 - 1/e) g(O) - c(O), though g - c may be
//! negative. Plain greedy on g - c, which is often better and promises nothing, runs as well, and the
//! better one is returned. With `epsilon`, rounds look at a random sample of n/m ln(1/epsilon)
//! elements, plain greedy does not run, and (1 - 1/e - epsilon) g(O) - c(O) is reached in expectation.
//!
//! Harshaw, Feldman, Ward & Karbasi, "Submodular maximization beyond non-negativity: guarantees, fast
//! algorithms, and applications" (2019).

use gainful_kernels::ArgumentError;

use super::best::Best;
use super::growth::{Candidate, Growth, winner};
use super::net::Net;
use super::sampled::{sample_size, shuffle};
use super::{Optimizer, Problem, fastest_greedy};
use crate::certificate::{Certificate, UpperBound};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Options, Selection, Stop, Stopping};
use crate::parameters::Parameters;

/// The distorted greedy algorithm.
#[derive(Clone, Copy, Debug)]
pub struct DistortedGreedy;

impl Optimizer for DistortedGreedy {
    fn name(&self) -> &'static str {
        "distorted-greedy"
    }

    fn takes(&self) -> &'static [&'static str] {
        &["costs", "epsilon"]
    }

    fn serves_unlimited(&self) -> bool {
        true
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        problem.demand_no_cover(self)?;
        problem.demand_no_systems(self)?;
        problem.options.parameters.check_epsilon()?;
        match &problem.options.parameters.costs {
            Some(_) => Ok(()),
            None => {
                let expected = "the cost of each element, for the sake of 'distorted-greedy',";
                Err(ArgumentError::invalid("costs", expected, "none"))
            }
        }
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        Guarantee::for_monotone(problem, || {
            let epsilon = problem.options.parameters.epsilon;
            let ratio = 1.0 - (-1.0f64).exp() - epsilon.unwrap_or(0.0);
            if ratio <= 0.0 {
                return Guarantee::none("epsilon is so large that nothing is promised");
            }
            let rule = "harshaw-feldman-ward-karbasi".into();
            Guarantee::GainMinusCost { ratio, rule, in_expectation: epsilon.is_some() }
        })
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        let Parameters { costs, epsilon, .. } = &problem.options.parameters;
        let costs = costs.as_deref().unwrap_or_default();
        let net = Net { gross: problem.objective, costs };
        let options = Options {
            stopping: Some(Stopping::Positive),
            initial: problem.options.initial.clone(),
            ..Options::default()
        };
        let of_net = Problem { objective: &net, options: &options, ..*problem };
        let mut growth = Growth::new(&of_net);
        let mut rounds = Rounds::new(problem, costs);
        let stop = growth.run(|growth| rounds.run(growth))?;
        rounds.tighten(&growth);
        let mut best = Best::new(growth.finish(self, stop));
        if !best.is_late() && epsilon.is_none() {
            best.offer(fastest_greedy(&of_net).select(&of_net)?);
        }
        let selection = best.finish(self, problem);
        Ok(Selection { certificate: rounds.certificate(selection.value), ..selection })
    }
}

/// The rounds of distorted greedy.
struct Rounds<'a> {
    problem: &'a Problem<'a>,
    costs: &'a [f64],
    /// All elements outside the set with their last known gains, costs subtracted.
    outside: Vec<Candidate>,
    /// What the elements cost that were added.
    cost: f64,
    /// For g(S) plus the net gains there of any set, no element of S counted as a cost: that is not
    /// less than g - c of any permitted set, since g is monotone submodular.
    upper_bound: UpperBound<'a>,
}

impl<'a> Rounds<'a> {
    fn new(problem: &'a Problem<'a>, costs: &'a [f64]) -> Self {
        let upper_bound = UpperBound::new(problem.room(), Vec::new());
        Self { problem, costs, outside: Vec::new(), cost: 0.0, upper_bound }
    }

    fn run(&mut self, growth: &mut Growth<'_>) -> Result<Stop, Error> {
        self.outside = growth.candidates()?;
        self.tighten(growth);
        let candidates = self.outside.len();
        let rounds = self.problem.room().min(candidates);
        let Parameters { epsilon, seed, .. } = self.problem.options.parameters;
        let sample = epsilon.map(|epsilon| sample_size(candidates, rounds, epsilon));
        let mut draw = shuffle(seed);
        for round in 0..rounds {
            let size = sample.unwrap_or(candidates).min(self.outside.len());
            if sample.is_some() {
                draw(round as u64, &mut self.outside, size);
                growth.evaluate(&mut self.outside[..size])?;
            }
            let weight = (1.0 - 1.0 / rounds as f64).powf((rounds - round - 1) as f64);
            if let Some(position) = self.best_of(size, weight) {
                let added = self.outside.swap_remove(position);
                // Added even if there is no time for more, and so the cost is, too.
                self.cost += self.costs[added.element as usize];
                growth.insert(added)?;
                if sample.is_none() {
                    growth.evaluate(&mut self.outside)?;
                    self.tighten(growth);
                }
            }
        }
        growth.evaluate(&mut self.outside)?;
        Ok(Stop::Rounds)
    }

    /// The position, among the first `size`, of the element that leaves most when gains count
    /// `weight` times, if it leaves anything.
    fn best_of(&self, size: usize, weight: f64) -> Option<usize> {
        let tolerance = self.problem.objective.tie_tolerance();
        let score = |candidate: &Candidate| {
            let cost = self.costs[candidate.element as usize];
            // The gain less the cost is known, not the gain.
            Candidate { gain: weight * candidate.gain - (1.0 - weight) * cost, ..*candidate }
        };
        let scores: Vec<Candidate> = self.outside[..size].iter().map(score).collect();
        winner(&scores, tolerance).filter(|&position| scores[position].gain > tolerance)
    }

    fn tighten(&mut self, growth: &Growth<'_>) {
        if growth.is_swept() {
            let outside = self.outside.iter().copied();
            self.upper_bound.tighten(growth.value() + self.cost, outside);
        }
    }

    /// How far `value` can be from the optimum.
    fn certificate(&self, value: f64) -> Option<Certificate> {
        let properties = self.problem.objective.properties();
        let upper_bound = self.upper_bound.least();
        let is_valid = properties.submodular.holds && properties.monotone.holds;
        (is_valid && upper_bound.is_finite()).then(|| Certificate::new(value, upper_bound))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    use crate::constraint::Constraint;
    use crate::constraints::Cardinality;
    use crate::testing::golden::{
        assert_close, cases, count, elements, golden, numbers, objective,
    };
    use crate::testing::{Tabulated, select, with_problem};

    /// The order and the value that the rounds reach, without the run of plain greedy.
    fn distorted(objective: &Tabulated, constraint: &Constraint, costs: &[f64]) -> Selection {
        with_problem(objective, constraint, |problem| {
            let net = Net { gross: objective, costs };
            let of_net = Problem { objective: &net, ..*problem };
            let mut growth = Growth::new(&of_net);
            let mut rounds = Rounds::new(problem, costs);
            let stop = growth.run(|growth| rounds.run(growth))?;
            Ok(growth.finish(&DistortedGreedy, stop))
        })
    }

    fn number(value: &Value) -> f64 {
        value.as_f64().unwrap()
    }

    #[test]
    fn orders_values_and_bounds() {
        let golden = golden();
        for case in cases(&golden, "gain_minus_cost", 8) {
            let objective = objective(&golden, case);
            let costs = numbers(&case["costs"]);
            for expected in case["distorted"].as_array().unwrap() {
                let constraint = Constraint::from(Cardinality::new(count(&expected["rounds"])));
                let rounds = distorted(&objective, &constraint, &costs);
                assert_eq!(rounds.elements, elements(&expected["order"]), "{expected}");
                assert_close(rounds.value, number(&expected["value"]), "value of the rounds");

                let parameters = Parameters { costs: Some(costs.clone()), ..Parameters::default() };
                let best = select("distorted-greedy", &objective, &constraint, parameters);
                assert!(best.value >= rounds.value);
                assert!(best.value >= number(&expected["guaranteed_value"]) - 1e-9);
                let bound = best.certificate.unwrap().upper_bound;
                assert!(bound >= number(&expected["optimum_value"]) - 1e-9, "{expected}");
            }
            let plain = &case["plain_greedy_until_no_positive_gain"];
            let parameters = Parameters { costs: Some(costs.clone()), ..Parameters::default() };
            let best = select("distorted-greedy", &objective, &Constraint::default(), parameters);
            assert!(best.value >= number(&plain["value"]) - 1e-9, "{case}");
        }
    }
}

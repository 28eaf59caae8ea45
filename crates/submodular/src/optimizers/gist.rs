//! Greedy independent sets by thresholds (GIST): a utility against the least distance of two elements.
//!
//! f(S) = g(S) + λ min_{i ≠ j in S} d_ij for a monotone submodular g and distances d. For a series of
//! thresholds, the greedy algorithm grows a set whose elements are at least so far apart; the best of
//! these sets and of the two elements farthest apart is selected.
//!
//! Fahrbach, Ramalingam, Zadimoghaddam, Ahmadian, Citovsky & DeSalvo, "GIST: Greedy independent set
//! thresholding for max-min diversification with submodular utility" (2024), algorithms 1 and 2.
//!
//! The shares are theirs with what epsilon costs written out. Let d* be the least distance of a best
//! set O. If d* is at least epsilon times the largest distance D, then one threshold t satisfies
//! t <= d*/2 < (1 + epsilon) t. By the triangle inequality each element of the greedy set at t keeps
//! at most one of O away, so g of it is at least g(O)/2, and for a modular g even g(O); its least
//! distance is at least d*/(2 + 2 epsilon). That is 1/(2 + 2 epsilon) of f(O), and for a modular g,
//! with the pair at distance D >= d*, (2 + 2 epsilon)/(3 + 4 epsilon). If d* is less, greedy without
//! a threshold reaches 1 - 1/e of g(O) or, for a modular g, all of it, and the pair exceeds
//! λ d*/epsilon; for epsilon up to 1/2 that is no smaller share.

use gainful_kernels::{ArgumentError, Control};

use super::growth::Growth;
use super::thresholds::Thresholds;
use super::{Candidate, LazyGreedy, Optimizer, Problem};
use crate::constraint::Constraint;
use crate::constraints::MinimumDistance;
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Options, Selection, Stop, Stopping};
use crate::objective::Objective;
use crate::objectives::Diversification;

/// The relative step between thresholds unless the caller says otherwise: 32 of them.
const EPSILON: f64 = 0.1;

/// The largest step for which the guarantee is proven.
const LARGEST_EPSILON: f64 = 0.5;

/// Greedy independent set thresholding, for a utility and a least distance.
#[derive(Clone, Copy, Debug)]
pub struct Gist;

impl Optimizer for Gist {
    fn name(&self) -> &'static str {
        "gist"
    }

    fn takes(&self) -> &'static [&'static str] {
        &["epsilon"]
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        let Problem { objective, constraint, options, .. } = *problem;
        let serves = objective.diversification().is_some_and(|diversification| {
            let properties = diversification.utility.properties();
            properties.submodular.holds && properties.monotone.holds
        });
        if !serves {
            return Err(unserved());
        }
        if !constraint.is_uniform() || !constraint.include.is_empty() || !options.initial.is_empty()
        {
            let expected = "nothing but cardinality, exclude and candidates with 'gist'";
            return Err(ArgumentError::invalid("constraint", expected, "more"));
        }
        let epsilon = epsilon(problem);
        if epsilon > 0.0 && epsilon <= LARGEST_EPSILON {
            return Ok(());
        }
        let expected = format!("a number above 0 and at most {LARGEST_EPSILON}");
        Err(ArgumentError::out_of_range("epsilon", expected, epsilon.to_string()))
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        const RULE: &str = "fahrbach-et-al";
        let Some(Diversification { utility, distances, .. }) = problem.objective.diversification()
        else {
            return Guarantee::none("the objective has no least distance");
        };
        let epsilon = epsilon(problem);
        if distances.are_metric(problem.workers, problem.control) != Ok(true) {
            Guarantee::none("the distances are not known to fulfil the triangle inequality")
        } else if utility.is_modular() {
            Guarantee::ratio((2.0 + 2.0 * epsilon) / (3.0 + 4.0 * epsilon), RULE)
        } else {
            Guarantee::ratio(1.0 / (2.0 + 2.0 * epsilon), RULE)
        }
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        let Some(diversification) = problem.objective.diversification() else {
            return Err(unserved().into());
        };
        let mut search =
            Search { problem, diversification, best: Found::default(), evaluations: 0 };
        let stop = search.run()?;
        // What was found is reported, whatever the time.
        let control = Control::new();
        let problem = Problem { control: &control, ..*problem };
        let mut growth = Growth::new(&problem);
        let stop = growth.run(|growth| {
            for &element in &search.best.elements {
                let mut candidate = [Candidate { gain: 0.0, element }];
                growth.evaluate(&mut candidate)?;
                growth.insert(candidate[0])?;
            }
            Ok(stop)
        })?;
        let mut selection = growth.finish(self, stop);
        selection.evaluations += search.evaluations;
        Ok(selection)
    }
}

fn unserved() -> ArgumentError {
    let expected = "an optimizer other than 'gist', which serves the least distance alone or mixed \
                    with monotone submodular objectives,";
    ArgumentError::invalid("optimizer", expected, "'gist'")
}

fn epsilon(problem: &Problem<'_>) -> f64 {
    problem.options.parameters.epsilon.unwrap_or(EPSILON)
}

/// A set and its value.
struct Found {
    elements: Vec<u32>,
    value: f64,
}

impl Default for Found {
    fn default() -> Self {
        Self { elements: Vec::new(), value: f64::NEG_INFINITY }
    }
}

/// The search for the best threshold.
struct Search<'a> {
    problem: &'a Problem<'a>,
    diversification: Diversification,
    best: Found,
    evaluations: u64,
}

impl Search<'_> {
    /// Tries all thresholds, until the time is over if it is limited.
    fn run(&mut self) -> Result<Stop, Error> {
        let Problem { workers, control, .. } = *self.problem;
        let outcome = self.try_thresholds().and_then(|stop| {
            // What the guarantee depends on takes its time, too.
            self.diversification.distances.are_metric(workers, control)?;
            Ok(stop)
        });
        match outcome {
            Err(Error::Cancelled(_)) if self.problem.control.is_expired() => Ok(Stop::TimeBudget),
            outcome => outcome,
        }
    }

    fn try_thresholds(&mut self) -> Result<Stop, Error> {
        let mut reached = self.grow(None)?;
        let Some([one, other]) = self.farthest_pair()? else { return Ok(Stop::Rounds) };
        let utility = self.utility_of(&[one, other]);
        self.consider(vec![one, other], utility);
        let largest = self.diversification.distances.pairs().entry(one, other);
        let epsilon = epsilon(self.problem);
        let thresholds = Thresholds { step: epsilon };
        let mut threshold = epsilon * largest / 2.0;
        while threshold > 0.0 && threshold <= largest {
            self.problem.control.check()?;
            // Elements that are so far apart already are those that greedy would select again.
            if reached < threshold {
                reached = self.grow(Some(threshold))?;
            }
            threshold = thresholds.next(threshold, reached);
        }
        Ok(Stop::Rounds)
    }

    /// Grows a set greedily by its utility, its elements at least `threshold` apart; returns the largest
    /// threshold at which it is the same: the least distance, or infinity for a single element.
    fn grow(&mut self, threshold: Option<f64>) -> Result<f64, Error> {
        let Problem { constraint, workers, control, .. } = *self.problem;
        let Diversification { utility, distances, .. } = &self.diversification;
        let apart = threshold.map(|least| MinimumDistance::within(distances.clone(), least));
        let constraint = Constraint {
            cardinality: constraint.cardinality,
            systems: apart.into_iter().map(|system| Box::new(system) as _).collect(),
            exclude: constraint.exclude.clone(),
            candidates: constraint.candidates.clone(),
            ..Constraint::default()
        };
        let options = Options { stopping: Some(Stopping::Full), ..Options::default() };
        let problem = Problem {
            objective: utility,
            constraint: &constraint,
            options: &options,
            withheld: &[],
            earlier: None,
            workers,
            control,
        };
        let selection = LazyGreedy.select(&problem)?;
        self.evaluations += selection.evaluations;
        let is_single = selection.elements.len() < 2;
        let least = self.consider(selection.elements, selection.value);
        control.check()?;
        Ok(if is_single { f64::INFINITY } else { least })
    }

    /// The two elements farthest apart, if two may be selected.
    fn farthest_pair(&self) -> Result<Option<[u32; 2]>, Error> {
        let Problem { objective, constraint, workers, control, .. } = *self.problem;
        if constraint.limit(objective.size()) < 2 {
            return Ok(None);
        }
        let eligible = constraint.eligible(objective.size());
        let mut is_eligible = vec![false; objective.size()];
        eligible.iter().for_each(|&element| is_eligible[element as usize] = true);
        let pairs = self.diversification.distances.pairs();
        let farthest = pairs.map_rows(workers, control, |row, distances| {
            // The larger the gain the better, and of equal ones the smaller index.
            let others = eligible.iter().filter(|&&other| other > row);
            let candidates =
                others.map(|&element| Candidate { gain: distances[element as usize], element });
            candidates.max().filter(|_| is_eligible[row as usize])
        })?;
        let pairs = (0u32..).zip(farthest).filter_map(|(one, other)| Some((one, other?)));
        let best = pairs.reduce(|best, next| if next.1.gain > best.1.gain { next } else { best });
        Ok(best.map(|(one, other)| [one, other.element]))
    }

    fn utility_of(&self, elements: &[u32]) -> f64 {
        let mut state = self.diversification.utility.begin();
        elements.iter().for_each(|&element| state.insert(element, self.problem.workers));
        state.value()
    }

    /// Keeps a set of this utility if it is the best so far; returns its least distance.
    fn consider(&mut self, elements: Vec<u32>, utility: f64) -> f64 {
        let least = self.diversification.least_distance(&elements);
        let value = utility + self.diversification.weight * least;
        if value > self.best.value {
            self.best = Found { elements, value };
        }
        least
    }
}

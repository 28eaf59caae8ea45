//! Exhaustive search: the best of all sets that the constraint permits, for few elements; the judge
//! of all other optimizers.
//!
//! Serves any function. Of sets of equal value, up to the tie tolerance, the one with the fewest elements is returned, then the
//! one that comes first in the order of a dictionary. Of a cover it returns the smallest set that
//! reaches the target, of several the one of largest value; where none does, the best one.
//!
//! Sets are built element by element in ascending order, one gain for each set and one insertion for
//! each that is the beginning of others.

use std::cmp::Ordering;

use gainful_kernels::{ArgumentError, Workers};

use super::evaluator::Evaluator;
use super::growth::{Candidate, Growth, reaches};
use super::{Optimizer, Problem};
use crate::certificate::Certificate;
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop};
use crate::objective::State;

/// The largest number of sets to look at: some seconds for gains of a microsecond.
const MOST_SETS: u64 = 1 << 24;

/// The search is cut into one task for each choice among this many first elements.
const CHOICES: usize = 6;

/// The search of all sets.
#[derive(Clone, Copy, Debug)]
pub struct Exhaustive;

impl Optimizer for Exhaustive {
    fn name(&self) -> &'static str {
        "exhaustive"
    }

    fn takes(&self) -> &'static [&'static str] {
        &[]
    }

    fn serves_unlimited(&self) -> bool {
        true
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        let sets = count_sets(problem.candidates(&[]).len() as u64, problem.room() as u64);
        if sets <= MOST_SETS {
            return Ok(());
        }
        let expected = format!("one of at most {MOST_SETS} sets, for the sake of 'exhaustive',");
        let found = match sets {
            u64::MAX => format!("one of {sets} sets or more"),
            _ => format!("one of {sets} sets"),
        };
        Err(ArgumentError::invalid("constraint", expected, found))
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        match problem.constraint.cover {
            None => Guarantee::ratio(1.0, "exhaustive-search"),
            Some(_) => Guarantee::none("the size of the set is the least instead of its value"),
        }
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        let mut growth = Growth::new(problem);
        let mut best = Found::new(problem);
        let stop = growth.run(|_| {
            let outcome;
            (best, outcome) = search(problem)?;
            outcome.map(|()| Stop::Rounds)
        })?;
        growth.replay(&[&problem.constraint.include[..], &best.elements].concat())?;
        let stop = match stop {
            Stop::TimeBudget => stop,
            _ => growth.completion().unwrap_or(Stop::Rounds),
        };
        let mut selection = growth.finish(self, stop);
        selection.evaluations += best.evaluations;
        if stop != Stop::TimeBudget && problem.constraint.cover.is_none() {
            // No set is worth more than the best, by more than the tolerance.
            let certificate = Certificate::new(selection.value, best.largest);
            let ratio = if best.largest > 0.0 { certificate.ratio } else { 1.0 };
            selection.certificate = Some(Certificate { ratio, ..certificate });
        }
        Ok(selection)
    }
}

/// The number of sets of at most `room` of `candidates` elements, or the largest integer if there are
/// more.
fn count_sets(candidates: u64, room: u64) -> u64 {
    let (mut sets, mut of_size) = (1u64, 1u128);
    for size in 0..room.min(candidates) {
        // Exact, since a product of consecutive integers is divided by those from 1 on.
        of_size = of_size * u128::from(candidates - size) / u128::from(size + 1);
        let Ok(count) = u64::try_from(of_size) else { return u64::MAX };
        sets = sets.saturating_add(count);
    }
    sets
}

/// The best set of those looked at.
struct Found {
    /// The value that is good enough, if the smallest set is sought.
    target: Option<f64>,
    /// Values that differ by no more are equal.
    tolerance: f64,
    elements: Vec<u32>,
    value: f64,
    /// The largest value of all sets of the same rank.
    largest: f64,
    evaluations: u64,
    /// Whether there is one at all.
    is_any: bool,
}

impl Found {
    fn new(problem: &Problem<'_>) -> Self {
        Self {
            target: problem.constraint.cover,
            tolerance: problem.objective.tie_tolerance(),
            elements: Vec::new(),
            value: 0.0,
            largest: 0.0,
            evaluations: 0,
            is_any: false,
        }
    }

    fn offer(&mut self, value: f64, elements: &[u32]) {
        let order = match self.is_any {
            true => self.rank(value, elements).cmp(&self.rank(self.value, &self.elements)),
            false => Ordering::Greater,
        };
        let is_better = match order {
            Ordering::Less => return,
            Ordering::Greater => {
                self.largest = value;
                true
            }
            Ordering::Equal => {
                self.largest = self.largest.max(value);
                let least = self.largest - self.tolerance;
                let order = elements.len().cmp(&self.elements.len());
                let precedes = order.then_with(|| elements.cmp(&self.elements)) == Ordering::Less;
                value >= least && (self.value < least || precedes)
            }
        };
        if is_better {
            (self.value, self.is_any) = (value, true);
            self.elements.clear();
            self.elements.extend(elements);
        }
    }

    /// Of a cover, sets that reach the target come first, and of those the smallest.
    fn rank(&self, value: f64, elements: &[u32]) -> (bool, usize) {
        match self.target {
            Some(target) if reaches(value, target) => (true, usize::MAX - elements.len()),
            _ => (false, 0),
        }
    }
}

/// The best set, or the best so far and why the search came to no end.
fn search(problem: &Problem<'_>) -> Result<(Found, Result<(), Error>), Error> {
    let candidates: Vec<u32> =
        problem.candidates(&[]).iter().map(|candidate| candidate.element).collect();
    let choices = candidates.len().min(CHOICES);
    problem.control.begin("select", Some(1 << choices))?;
    let single = Workers::single();
    // The tasks are spread over the threads, not the gains of each.
    let within = Problem { workers: &single, ..*problem };
    let tasks = problem.workers.map(1 << choices, |choice: usize| {
        let (chosen, rest) = candidates.split_at(choices);
        let chosen = chosen.iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1);
        let mut search = Search::new(&within, &candidates);
        let outcome = search.task(chosen.map(|(_, &element)| element), rest);
        search.best.evaluations = search.evaluator.evaluations;
        (search.best, outcome)
    });
    let (mut best, mut outcome) = (Found::new(problem), Ok(()));
    for (found, ended) in tasks {
        best.evaluations += found.evaluations;
        if found.is_any {
            best.offer(found.value, &found.elements);
        }
        outcome = outcome.and(ended);
    }
    Ok((best, outcome))
}

/// The search of the sets with one beginning.
struct Search<'a> {
    problem: &'a Problem<'a>,
    evaluator: Evaluator<'a>,
    /// All elements that may be selected.
    candidates: &'a [u32],
    /// The present set, without the elements that are in it from the start.
    elements: Vec<u32>,
    best: Found,
}

impl<'a> Search<'a> {
    fn new(problem: &'a Problem<'a>, candidates: &'a [u32]) -> Self {
        let evaluator = Evaluator::new(problem);
        Self { problem, evaluator, candidates, elements: Vec::new(), best: Found::new(problem) }
    }

    /// Looks at the set of `chosen`, if it is permitted, and all sets that add to it some of `rest`.
    fn task(&mut self, chosen: impl Iterator<Item = u32>, rest: &[u32]) -> Result<(), Error> {
        let mut state = self.problem.start();
        let mut value = state.value();
        for element in chosen {
            let admitted = self.admitted(&[element]);
            let Some(candidate) = self.evaluate(&*state, &admitted)?.pop() else { return Ok(()) };
            value = state.value() + candidate.gain;
            state.insert(element, self.problem.workers);
            self.elements.push(element);
        }
        self.offer(value);
        self.extend(&*state, rest)?;
        Ok(self.problem.control.advance(1)?)
    }

    /// Looks at all sets that add to the present one some of `rest`.
    fn extend(&mut self, state: &dyn State, rest: &[u32]) -> Result<(), Error> {
        let admitted = self.admitted(rest);
        let value = state.value();
        for candidate in self.evaluate(state, &admitted)? {
            self.elements.push(candidate.element);
            self.offer(value + candidate.gain);
            self.elements.pop();
        }
        if self.elements.len() + 1 >= self.problem.room() {
            return Ok(());
        }
        for (position, &element) in admitted.iter().enumerate() {
            let Some(rest @ [_, ..]) = admitted.get(position + 1..) else { continue };
            let mut state = state.fork();
            state.insert(element, self.problem.workers);
            self.elements.push(element);
            self.extend(&*state, rest)?;
            self.elements.pop();
        }
        Ok(())
    }

    /// Those of `elements` that the constraint permits with the present set.
    fn admitted(&self, elements: &[u32]) -> Vec<u32> {
        let constraint = self.problem.constraint;
        if self.elements.len() >= self.problem.room() {
            return Vec::new();
        }
        let initial = self.problem.options.initial.len();
        let sets = constraint.begin(initial, self.present());
        let admits = |element: &u32| sets.iter().all(|set| set.admits(*element));
        elements.iter().copied().filter(admits).collect()
    }

    /// All elements of the present set.
    fn present(&self) -> impl Iterator<Item = &u32> + Clone {
        let Problem { constraint, options, .. } = self.problem;
        options.initial.iter().chain(&constraint.include).chain(&self.elements)
    }

    /// Takes the present set for a result, unless only full sets are and it can be grown.
    fn offer(&mut self, value: f64) {
        let constraint = self.problem.constraint;
        if constraint.asks_for_full_sets() {
            let outside: Vec<u32> =
                self.candidates.iter().copied().filter(|e| !self.elements.contains(e)).collect();
            if !self.admitted(&outside).is_empty() {
                return;
            }
        }
        self.best.offer(value, &self.elements);
    }

    fn evaluate(&mut self, state: &dyn State, elements: &[u32]) -> Result<Vec<Candidate>, Error> {
        let candidate = |&element: &u32| Candidate { gain: f64::INFINITY, element };
        let mut candidates: Vec<Candidate> = elements.iter().map(candidate).collect();
        if !candidates.is_empty() {
            self.evaluator.evaluate(state, &mut candidates)?;
        }
        Ok(candidates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraint::Constraint;
    use crate::constraints::Cardinality;
    use crate::testing::golden::{assert_close, cases, elements, golden, objective};
    use crate::testing::{Tabulated, cut_instance, select, try_select};
    use gainful_kernels::Control;

    #[test]
    fn optima_by_enumeration() {
        let golden = golden();
        for case in cases(&golden, "nonmonotone", 3) {
            let objective = objective(&golden, case);
            let best = select("exhaustive", &objective, &Constraint::default(), Default::default());
            assert_eq!(best.elements, elements(&case["unconstrained_optimum_set"]), "{case}");
            assert_close(
                best.value,
                case["unconstrained_optimum_value"].as_f64().unwrap(),
                "value",
            );
            for limited in case["cardinality"].as_array().unwrap() {
                let limit = limited["limit"].as_u64().unwrap() as usize;
                let constraint = Constraint::from(Cardinality::new(limit));
                let best = select("exhaustive", &objective, &constraint, Default::default());
                assert_close(best.value, limited["optimum_value"].as_f64().unwrap(), "value");
                assert_eq!(best.certificate.unwrap().ratio, 1.0);
            }
        }
    }

    #[test]
    fn the_optimum_among_the_sets_that_are_permitted() {
        for instance in 0..300 {
            let objective = cut_instance(instance);
            let size = objective.size as u32;
            let constraint = Constraint {
                include: vec![size - 1],
                exclude: vec![0],
                ..Constraint::from(Cardinality::new(1 + instance as usize % 2))
            };
            let limit = constraint.limit(objective.size);
            let best = select("exhaustive", &objective, &constraint, Default::default());
            let optimum = objective.optimum(|set| {
                set.contains(&(size - 1)) && !set.contains(&0) && set.len() <= limit
            });
            assert_close(best.value, optimum, "value");
            assert_eq!(best.elements[0], size - 1);
        }
    }

    #[test]
    fn of_equal_sets_the_smallest_and_then_the_first() {
        let mut values = Tabulated::new(8, |set| f64::from(set.len() >= 2 && set[1] >= 6));
        values.tolerance = 0.0;
        let best = select("exhaustive", &values, &Constraint::default(), Default::default());
        assert_eq!(best.elements, [0, 6]);
    }

    #[test]
    fn the_smallest_cover_and_of_those_the_best() {
        let values = Tabulated::new(7, |set| set.iter().map(|&e| 1.0 + (e % 4) as f64).sum());
        let constraint = Constraint { cover: Some(6.5), ..Constraint::default() };
        let best = select("exhaustive", &values, &constraint, Default::default());
        assert_eq!((best.elements, best.value, best.stop), (vec![2, 3], 7.0, Stop::Cover));
    }

    #[test]
    fn the_number_of_sets_is_counted_and_limited() {
        assert_eq!(count_sets(5, 5), 32);
        assert_eq!(count_sets(5, 2), 1 + 5 + 10);
        assert_eq!(count_sets(24, 24), MOST_SETS);
        assert_eq!(count_sets(64, 64), u64::MAX);
        assert_eq!(count_sets(4_000_000_000, 2), 8_000_000_000 * 1_000_000_000 + 2_000_000_001);
        assert_eq!(count_sets(4_000_000_000, 4_000_000_000), u64::MAX);
        let function = crate::objectives::Modular::new(vec![1.0; 40]).unwrap();
        let select = |cardinality| {
            let constraint = Constraint::from(Cardinality::new(cardinality));
            try_select("exhaustive", &function, &constraint, Default::default(), &Control::new())
        };
        assert_eq!(
            select(20).unwrap_err().to_string(),
            "Expected one of at most 16777216 sets, for the sake of 'exhaustive', for constraint but \
             received one of 618679078298 sets"
        );
        assert_eq!(select(3).unwrap().value, 3.0);
    }
}

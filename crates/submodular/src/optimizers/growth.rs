//! A set that grows element by element, with the record of how: what all greedy optimizers share,
//! and the one rule by which ties are broken.

use std::cmp::Ordering;

use gainful_kernels::{ArgumentError, Control};

use crate::certificate::{Certificate, UpperBound};
use crate::constraints::{Cardinality, IndependentSet};
use crate::cover::{LowerBound, SizeCertificate};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop, Stopping};
use crate::objective::State;
use crate::optimizers::{Optimizer, Problem};

/// An element outside the set and its gain, or a bound on it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// What the element adds to the value, at least or at most where it is a bound.
    pub gain: f64,
    /// The element.
    pub element: u32,
}

impl Ord for Candidate {
    /// The better candidate is the greater one: the larger gain, then the smaller index.
    fn cmp(&self, other: &Self) -> Ordering {
        self.gain.total_cmp(&other.gain).then(other.element.cmp(&self.element))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}

/// The position of the candidate to pick: of those whose gain is within `tolerance` of the largest,
/// the one with the smallest index.
pub(crate) fn winner(candidates: &[Candidate], tolerance: f64) -> Option<usize> {
    let leader = candidates.iter().max()?;
    let tied = |candidate: &Candidate| candidate.gain >= leader.gain - tolerance;
    let positions = (0..candidates.len()).filter(|&position| tied(&candidates[position]));
    positions.min_by_key(|&position| candidates[position].element)
}

/// What is known of the best set so far.
enum Bound<'a> {
    /// How large its value can be.
    Value(UpperBound<'a>),
    /// How small it can be, if the smallest set is sought.
    Size(LowerBound),
}

impl<'a> Bound<'a> {
    /// Nothing is known yet.
    fn new(problem: &Problem<'a>) -> Self {
        let Problem { objective, constraint, options, .. } = *problem;
        let included = constraint.include.len();
        match constraint.cover {
            Some(target) => Self::Size(LowerBound::new(target, included)),
            None => {
                let limit = constraint.limit(objective.size()) - included;
                let base = constraint.begin(options.initial.iter().chain(&constraint.include));
                Self::Value(UpperBound::new(limit, base))
            }
        }
    }
}

/// A growing set, the gain of each element when it was added, and the work it took.
pub(crate) struct Growth<'a> {
    problem: &'a Problem<'a>,
    state: Box<dyn State + 'a>,
    sets: Vec<Box<dyn IndependentSet + 'a>>,
    elements: Vec<u32>,
    gains: Vec<f64>,
    evaluations: u64,
    bound: Option<Bound<'a>>,
    requested: Vec<u32>,
    computed: Vec<f64>,
}

impl<'a> Growth<'a> {
    /// The empty set.
    pub(crate) fn new(problem: &'a Problem<'a>) -> Self {
        let properties = problem.objective.properties();
        let certifiable = properties.submodular.holds && properties.monotone.holds;
        let limit = problem.constraint.limit(problem.objective.size());
        Self {
            problem,
            state: problem.objective.begin(),
            sets: problem.constraint.begin([].iter()),
            elements: Vec::with_capacity(limit),
            gains: Vec::with_capacity(limit),
            evaluations: 0,
            bound: certifiable.then(|| Bound::new(problem)),
            requested: Vec::new(),
            computed: Vec::new(),
        }
    }

    /// The set of a selection that was made for the same problem, and what is known from it.
    pub(crate) fn continuing(problem: &'a Problem<'a>, selection: &Selection) -> Self {
        let mut growth = Self::new(problem);
        growth.evaluations = selection.evaluations;
        if let Some(Bound::Value(bound)) = &mut growth.bound
            && let Some(certificate) = selection.certificate
        {
            bound.lower(certificate.upper_bound);
        }
        let selected = selection.elements.iter().zip(&selection.gains);
        let selected = selected.map(|(&element, &gain)| Candidate { gain, element });
        growth.replace(&selected.collect::<Vec<_>>());
        growth
    }

    /// Adds what the caller has selected already and what is to be included in any case, and then
    /// lets `select` go on. If the time is over meanwhile, the set stays as it is then.
    pub(crate) fn run(
        &mut self,
        select: impl FnOnce(&mut Self) -> Result<Stop, Error>,
    ) -> Result<Stop, Error> {
        let control = self.problem.control;
        match self.prepare().and_then(|()| select(self)) {
            Err(Error::Cancelled(_)) if control.is_expired() => Ok(Stop::TimeBudget),
            outcome => outcome,
        }
    }

    fn prepare(&mut self) -> Result<(), Error> {
        let Problem { objective, constraint, control, .. } = *self.problem;
        self.replay(&constraint.include)?;
        let limit = constraint.limit(objective.size());
        Ok(control.begin("select", Some(limit as u64))?)
    }

    /// Goes back to the set of what the caller has selected already.
    fn reset(&mut self) {
        let Problem { objective, constraint, options, workers, .. } = *self.problem;
        self.state = objective.begin();
        self.sets = constraint.begin(options.initial.iter());
        self.elements.clear();
        self.gains.clear();
        for &element in &options.initial {
            self.state.insert(element, workers);
        }
    }

    /// The selected elements in order, with their gains.
    pub(crate) fn selected(&self) -> Vec<Candidate> {
        let selected = self.elements.iter().zip(&self.gains);
        selected.map(|(&element, &gain)| Candidate { gain, element }).collect()
    }

    /// Makes these the selected elements, in this order; their gains are known.
    pub(crate) fn replace(&mut self, selected: &[Candidate]) {
        self.reset();
        selected.iter().for_each(|&candidate| self.add(candidate));
    }

    /// Makes these the selected elements, in this order, even if there is no time for more.
    pub(crate) fn replay(&mut self, elements: &[u32]) -> Result<(), Error> {
        self.reset();
        for &element in elements {
            let mut gain = [0.0];
            self.state.gains(&[element], &mut gain, self.problem.workers, &Control::new())?;
            self.evaluations += 1;
            self.add(Candidate { gain: gain[0], element });
        }
        Ok(())
    }

    /// All elements that may be selected beside the present ones, with their gains.
    pub(crate) fn candidates(&mut self) -> Result<Vec<Candidate>, Error> {
        let Problem { objective, constraint, options, .. } = *self.problem;
        let mut selected = vec![false; objective.size()];
        for &element in options.initial.iter().chain(&self.elements) {
            selected[element as usize] = true;
        }
        let eligible = constraint.eligible(objective.size()).into_iter();
        let mut candidates: Vec<_> = eligible
            .filter(|&element| !selected[element as usize])
            .map(|element| Candidate { gain: f64::INFINITY, element })
            .collect();
        self.evaluate(&mut candidates)?;
        Ok(candidates)
    }

    /// Brings the gains of `candidates`, none of which is in the set, up to date.
    pub(crate) fn evaluate(&mut self, candidates: &mut [Candidate]) -> Result<(), Error> {
        self.requested.clear();
        self.requested.extend(candidates.iter().map(|candidate| candidate.element));
        self.computed.clear();
        self.computed.resize(candidates.len(), 0.0);
        let Problem { workers, control, .. } = *self.problem;
        control.check()?;
        self.state.gains(&self.requested, &mut self.computed, workers, control)?;
        self.evaluations += candidates.len() as u64;
        for (candidate, gain) in candidates.iter_mut().zip(&self.computed) {
            if !gain.is_finite() {
                let found = format!("one that is not for element {}", candidate.element);
                let error = ArgumentError::out_of_range("objective", "finite gains", found);
                return Err(Error::Argument(error));
            }
            // Adding zero turns a negative zero, which is smaller by its bits, into a positive one.
            candidate.gain = gain + 0.0;
        }
        Ok(())
    }

    /// Whether the constraint permits the present set with `element`.
    pub(crate) fn admits(&self, element: u32) -> bool {
        self.sets.iter().all(|set| set.admits(element))
    }

    /// Whether adding `candidate` is worth while.
    pub(crate) fn is_worthwhile(&self, candidate: Candidate) -> bool {
        let tolerance = self.problem.objective.tie_tolerance();
        self.problem.stopping() == Stopping::Full || candidate.gain > tolerance
    }

    /// Adds an element that the constraint admits at its gain.
    pub(crate) fn insert(&mut self, candidate: Candidate) -> Result<(), Error> {
        self.add(candidate);
        Ok(self.problem.control.advance(1)?)
    }

    /// Adds an element that the constraint admits at its gain, without counting it as progress.
    pub(crate) fn add(&mut self, candidate: Candidate) {
        self.state.insert(candidate.element, self.problem.workers);
        self.sets.iter_mut().for_each(|set| set.insert(candidate.element));
        self.elements.push(candidate.element);
        self.gains.push(candidate.gain);
    }

    /// The number of elements.
    pub(crate) fn len(&self) -> usize {
        self.elements.len()
    }

    /// f(S).
    pub(crate) fn value(&self) -> f64 {
        self.state.value()
    }

    /// Why the set need not grow, if that is so: it has reached its largest size or its target.
    pub(crate) fn completion(&self) -> Option<Stop> {
        let constraint = self.problem.constraint;
        let limit = constraint.cardinality.map(Cardinality::limit);
        if limit.is_some_and(|limit| self.len() >= limit) {
            Some(Stop::Cardinality)
        } else if constraint.cover.is_some_and(|target| reaches(self.value(), target)) {
            Some(Stop::Cover)
        } else {
            None
        }
    }

    /// At least the value of any permitted set that holds the present one, for functions that are
    /// certifiable; `outside` are the elements that may be selected beside the present ones, with their
    /// gains.
    pub(crate) fn potential(&self, outside: &mut [Candidate]) -> f64 {
        let limit = self.problem.constraint.limit(self.problem.objective.size());
        for candidate in &mut *outside {
            candidate.gain = candidate.gain.max(0.0);
        }
        let mut largest = Cardinality::new(limit - self.len()).largest_sum(outside);
        for set in &self.sets {
            largest = largest.min(set.largest_sum(outside));
        }
        self.value() + largest
    }

    /// Whether the function is one for which upper bounds hold.
    pub(crate) fn is_certifiable(&self) -> bool {
        self.bound.is_some()
    }

    /// Tightens what is known of the best set by the gains, or bounds on them, of `outside`: all
    /// elements that are not in the present set, whether the constraint still admits them or not.
    pub(crate) fn tighten(&mut self, outside: impl IntoIterator<Item = Candidate>) {
        match &mut self.bound {
            Some(Bound::Value(bound)) => bound.tighten(self.state.value(), outside),
            Some(Bound::Size(bound)) => bound.raise(self.state.value(), outside),
            None => {}
        }
    }

    /// Tightens what is known of the smallest covering set by the largest gain at the present set.
    pub(crate) fn tighten_by_largest(&mut self, gain: f64) {
        if let Some(Bound::Size(bound)) = &mut self.bound {
            bound.raise_by_largest(self.state.value(), gain);
        }
    }

    /// The selection that has been made by `optimizer`.
    pub(crate) fn finish(self, optimizer: &dyn Optimizer, stop: Stop) -> Selection {
        let guarantee = match stop {
            Stop::TimeBudget => Guarantee::None("the time was over before the optimizer was done"),
            _ => optimizer.guarantee(self.problem),
        };
        let value = self.state.value();
        let Self { elements, gains, evaluations, bound, .. } = self;
        let (mut certificate, mut size_certificate) = (None, None);
        match bound {
            // Without a single look at the gains there is no bound.
            Some(Bound::Value(bound)) if bound.least().is_finite() => {
                certificate = Some(Certificate::new(value, bound.least()));
            }
            Some(Bound::Size(bound)) if stop == Stop::Cover => {
                size_certificate = Some(SizeCertificate::new(elements.len(), bound.most()));
            }
            _ => {}
        }
        Selection {
            elements,
            gains,
            value,
            evaluations,
            optimizer: optimizer.name(),
            stop,
            guarantee,
            certificate,
            size_certificate,
        }
    }
}

/// Whether `value` reaches `target`, up to the rounding of a sum.
fn reaches(value: f64, target: f64) -> bool {
    value >= target - 1e-12 * target.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picked(gains: &[(f64, u32)], tolerance: f64) -> Option<u32> {
        let candidates: Vec<_> =
            gains.iter().map(|&(gain, element)| Candidate { gain, element }).collect();
        winner(&candidates, tolerance).map(|position| candidates[position].element)
    }

    #[test]
    fn the_smallest_index_wins_a_tie() {
        assert_eq!(picked(&[(1.0, 7), (2.0, 5), (2.0, 3), (2.0, 4)], 0.0), Some(3));
        assert_eq!(picked(&[(1.0, 0), (2.0, 5)], 0.5), Some(5));
        assert_eq!(picked(&[(1.5, 0), (2.0, 5)], 0.5), Some(0));
        assert_eq!(picked(&[], 0.0), None);
    }
}

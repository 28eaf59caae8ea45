//! A set that grows element by element, with the record of how: what all greedy optimizers share,
//! and the one rule by which ties are broken.

use std::cmp::Ordering;

use gainful_kernels::{ArgumentError, Control};

use crate::certificate::{Certificate, UpperBound};
use crate::constraints::{Cardinality, Family, IndependentSet};
use crate::cover::{LowerBound, SizeCertificate};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop, Stopping};
use crate::objective::{Descent, State};
use crate::optimizers::evaluator::Evaluator;
use crate::optimizers::falling_bounds::FallingBounds;
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
        let Problem { constraint, options, .. } = *problem;
        let included = constraint.include.len();
        match constraint.cover {
            Some(target) => Self::Size(LowerBound::new(target, included)),
            None => {
                let limit = problem.room();
                let present = options.initial.iter().chain(&constraint.include);
                let base = constraint.begin(options.initial.len(), present);
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
    evaluator: Evaluator<'a>,
    bound: Option<Bound<'a>>,
    /// Whether the gains of all candidates have been known once, so that there are bounds on them.
    is_swept: bool,
    /// Only elements that gain more are worth while.
    least: f64,
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
            sets: problem.constraint.begin(problem.options.initial.len(), [].iter()),
            elements: Vec::with_capacity(limit),
            gains: Vec::with_capacity(limit),
            evaluator: Evaluator::new(problem),
            bound: certifiable.then(|| Bound::new(problem)),
            is_swept: false,
            least: match problem.stopping() {
                Stopping::Full => f64::NEG_INFINITY,
                Stopping::Positive => problem.objective.tie_tolerance(),
            },
        }
    }

    /// The set of a selection that was made for the same problem, and what is known from it.
    pub(crate) fn continuing(problem: &'a Problem<'a>, selection: &Selection) -> Self {
        let mut growth = Self::new(problem);
        growth.evaluator.evaluations = selection.evaluations;
        growth.learn(selection);
        growth.replace(&selection.selected());
        growth
    }

    /// Takes over what a selection for the same problem has proven.
    fn learn(&mut self, selection: &Selection) {
        let Selection { certificate, size_certificate, .. } = selection;
        match (&mut self.bound, certificate, size_certificate) {
            (Some(Bound::Value(bound)), Some(proof), _) => bound.lower(proof.upper_bound),
            (Some(Bound::Size(bound)), _, Some(proof)) => bound.learn(proof.lower_bound),
            _ => {}
        }
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
        let Problem { objective, constraint, earlier, control, .. } = *self.problem;
        match earlier {
            None => self.replay(&constraint.include)?,
            Some(earlier) => self.resume(earlier)?,
        }
        let limit = constraint.limit(objective.size());
        control.begin("select", Some(limit as u64))?;
        Ok(control.advance(earlier.map_or(0, |earlier| earlier.elements.len() as u64))?)
    }

    /// Goes back to the set of an earlier run, without asking for gains, even if there is no time for
    /// more.
    fn resume(&mut self, earlier: &Selection) -> Result<(), Error> {
        let Problem { constraint, control, .. } = *self.problem;
        self.reset();
        self.evaluator.evaluations = earlier.evaluations;
        let last = earlier.elements.len().checked_sub(1);
        for (position, candidate) in earlier.selected().into_iter().enumerate() {
            if !control.is_expired() {
                control.check()?;
            }
            if !self.admits(candidate.element) {
                let found = format!("one that does not permit element {}", candidate.element);
                let expected = "one that permits the selection";
                return Err(ArgumentError::invalid("constraint", expected, found).into());
            }
            if Some(position) == last && position >= constraint.include.len() {
                self.demand_uncovered()?;
            }
            self.add(candidate);
        }
        if self.value().to_bits() != earlier.value.to_bits() {
            let expected = format!("the one whose selection is worth {}", earlier.value);
            let found = format!("one that values it at {}", self.value());
            return Err(ArgumentError::invalid("objective", expected, found).into());
        }
        if earlier.checkpoint.as_ref().is_some_and(|left| left.is_of_same_limit(self.problem)) {
            self.learn(earlier);
        }
        Ok(())
    }

    /// Fails if the target of the cover is reached: the smallest set has no more elements then.
    fn demand_uncovered(&self) -> Result<(), ArgumentError> {
        let value = self.value();
        match self.problem.constraint.cover {
            Some(target) if reaches(value, target) => {
                let expected =
                    format!("more than {value}, which is reached before the last element,");
                Err(ArgumentError::out_of_range("cover", expected, target.to_string()))
            }
            _ => Ok(()),
        }
    }

    /// All elements that may be selected beside the present ones, with the bounds on their gains that
    /// an earlier run left, if it did.
    pub(crate) fn earlier_bounds(&mut self) -> Option<Vec<Candidate>> {
        let bounds = self.problem.earlier?.checkpoint.as_ref()?.gain_bounds()?;
        self.is_swept = true;
        let mut candidates = self.problem.candidates(&self.elements);
        for candidate in &mut candidates {
            candidate.gain = bounds[candidate.element as usize];
        }
        Some(candidates)
    }

    /// Goes back to the set of what the caller has selected already.
    fn reset(&mut self) {
        let Problem { objective, constraint, options, workers, .. } = *self.problem;
        self.state = objective.begin();
        self.sets = constraint.begin(options.initial.len(), options.initial.iter());
        self.elements.clear();
        self.gains.clear();
        for &element in &options.initial {
            if self.is_abandoned() {
                return;
            }
            self.state.insert(element, workers);
        }
    }

    /// Whether the caller has cancelled, so that nobody will see the set.
    fn is_abandoned(&self) -> bool {
        let control = self.problem.control;
        control.is_cancelled() && !control.is_expired()
    }

    /// The selected elements in order, with their gains.
    pub(crate) fn selected(&self) -> Vec<Candidate> {
        let selected = self.elements.iter().zip(&self.gains);
        selected.map(|(&element, &gain)| Candidate { gain, element }).collect()
    }

    /// Makes these the selected elements, in this order; their gains are known. Gives up if the caller
    /// cancels.
    pub(crate) fn replace(&mut self, selected: &[Candidate]) {
        self.reset();
        for &candidate in selected {
            if self.is_abandoned() {
                return;
            }
            self.add(candidate);
        }
    }

    /// Makes these the selected elements, in this order, even if there is no time for more.
    pub(crate) fn replay(&mut self, elements: &[u32]) -> Result<(), Error> {
        self.reset();
        for &element in elements {
            let mut candidate = [Candidate { gain: f64::INFINITY, element }];
            self.evaluator.evaluate_under(&Control::new(), &*self.state, &mut candidate)?;
            self.add(candidate[0]);
        }
        Ok(())
    }

    /// All elements that may be selected beside the present ones, with their gains.
    pub(crate) fn candidates(&mut self) -> Result<Vec<Candidate>, Error> {
        let mut candidates = self.problem.candidates(&self.elements);
        self.evaluate(&mut candidates)?;
        self.is_swept = true;
        Ok(candidates)
    }

    /// Brings the gains of `candidates`, none of which is in the set, up to date.
    pub(crate) fn evaluate(&mut self, candidates: &mut [Candidate]) -> Result<(), Error> {
        self.evaluator.evaluate(&*self.state, candidates)
    }

    /// Computes the gains of `candidates` at another set, none of which is in it.
    pub(crate) fn evaluate_at(
        &mut self,
        state: &dyn State,
        candidates: &mut [Candidate],
    ) -> Result<(), Error> {
        self.evaluator.evaluate(state, candidates)
    }

    /// Whether the constraint permits the present set with `element`.
    pub(crate) fn admits(&self, element: u32) -> bool {
        self.sets.iter().all(|set| set.admits(element))
    }

    /// Whether the systems of the families that fulfil `condition` permit the present set with `element`.
    pub(crate) fn is_admitted_by(&self, element: u32, condition: impl Fn(Family) -> bool) -> bool {
        let systems = self.problem.constraint.systems.iter().zip(&self.sets);
        systems.filter(|(system, _)| condition(system.family())).all(|(_, set)| set.admits(element))
    }

    /// Whether the constraint permits every set that is not too large.
    pub(crate) fn admits_all(&self) -> bool {
        self.sets.is_empty()
    }

    /// Whether adding `candidate` is worth while.
    pub(crate) fn is_worthwhile(&self, candidate: Candidate) -> bool {
        candidate.gain > self.least
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

    /// How all gains fell at the last insertion, if the objective can tell.
    pub(crate) fn descent(&self) -> Option<&dyn Descent> {
        let is_exact = self.problem.objective.tie_tolerance() == 0.0;
        self.state.descent().filter(|_| is_exact)
    }

    /// Lowers all bounds by what the gains fell by at the last insertion.
    pub(crate) fn lower(&self, bounds: &mut FallingBounds) -> Result<(), Error> {
        let Problem { workers, control, .. } = *self.problem;
        match self.state.descent() {
            Some(descent) => Ok(bounds.lower(|bounds| descent.lower(bounds, workers, control))?),
            None => Ok(()),
        }
    }

    /// The number of elements of the ground set.
    pub(crate) fn size(&self) -> usize {
        self.problem.objective.size()
    }

    /// The number of elements.
    pub(crate) fn len(&self) -> usize {
        self.elements.len()
    }

    /// The elements that were added, `initial` ones not among them.
    pub(crate) fn elements(&self) -> &[u32] {
        &self.elements
    }

    /// f(S).
    pub(crate) fn value(&self) -> f64 {
        // No negative zero, as in gains.
        self.state.value() + 0.0
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

    /// At least the value of any permitted set that holds the present one, for submodular functions;
    /// `outside` are the elements that may be selected beside the present ones, with their
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

    /// Whether the gains of all candidates have been known once.
    pub(crate) fn is_swept(&self) -> bool {
        self.is_swept
    }

    /// Whether the function is one for which upper bounds hold.
    pub(crate) fn is_certifiable(&self) -> bool {
        self.bound.is_some()
    }

    /// Tightens what is known of the best set by the gains, or bounds on them, of `outside`: all
    /// elements that are not in the present set, whether the constraint still admits them or not.
    /// There are none before [`Self::candidates`].
    pub(crate) fn tighten(&mut self, outside: impl IntoIterator<Item = Candidate>) {
        match &mut self.bound {
            _ if !self.is_swept => {}
            Some(Bound::Value(bound)) => bound.tighten(self.state.value(), outside),
            Some(Bound::Size(bound)) => bound.raise(self.state.value(), outside),
            None => {}
        }
    }

    /// Tightens what is known of the smallest covering set by the largest gain at the present set,
    /// which one of `candidates` has.
    pub(crate) fn tighten_by_largest(&mut self, candidates: &[Candidate]) {
        if let Some(Bound::Size(bound)) = &mut self.bound
            && let Some(largest) = candidates.iter().max()
        {
            bound.raise_by_largest(self.state.value(), largest.gain);
        }
    }

    /// The selection that has been made by `optimizer`.
    pub(crate) fn finish(self, optimizer: &dyn Optimizer, stop: Stop) -> Selection {
        let guarantee = Guarantee::unless_late(stop, || optimizer.guarantee(self.problem));
        let value = self.value();
        let Self { elements, gains, evaluator, bound, .. } = self;
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
            evaluations: evaluator.evaluations,
            optimizer: optimizer.name(),
            stop,
            guarantee,
            certificate,
            size_certificate,
            checkpoint: None,
        }
    }
}

/// Whether `value` reaches `target`, up to the rounding of a sum.
pub(crate) fn reaches(value: f64, target: f64) -> bool {
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

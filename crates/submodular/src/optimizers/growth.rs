//! A set that grows element by element, with the record of how: what all greedy optimizers share,
//! and the one rule by which ties are broken.

use std::cmp::Ordering;

use gainful_kernels::ArgumentError;

use crate::certificate::{Certificate, UpperBound};
use crate::error::Error;
use crate::maximize::Selection;
use crate::objective::State;
use crate::optimizers::Problem;

/// An element outside the set and its gain, or a bound on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) gain: f64,
    pub(crate) element: u32,
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

/// A growing set, the gain of each element when it was added, and the work it took.
pub(crate) struct Growth<'a> {
    problem: Problem<'a>,
    state: Box<dyn State + 'a>,
    elements: Vec<u32>,
    gains: Vec<f64>,
    evaluations: u64,
    upper_bound: Option<UpperBound>,
    requested: Vec<u32>,
    computed: Vec<f64>,
}

impl<'a> Growth<'a> {
    /// The empty set.
    pub(crate) fn begin(problem: Problem<'a>) -> Result<Self, Error> {
        let limit = problem.constraint.limit();
        problem.control.begin("select", Some(limit as u64))?;
        let properties = problem.objective.properties();
        let certifiable = properties.submodular.holds && properties.monotone.holds;
        Ok(Self {
            problem,
            state: problem.objective.begin(),
            elements: Vec::with_capacity(limit),
            gains: Vec::with_capacity(limit),
            evaluations: 0,
            upper_bound: certifiable.then(|| UpperBound::new(problem.constraint)),
            requested: Vec::new(),
            computed: Vec::new(),
        })
    }

    /// The whole ground set with the gains at the empty set.
    pub(crate) fn singletons(&mut self) -> Result<Vec<Candidate>, Error> {
        // `maximize` has checked that the ground set's indices fit.
        let elements = 0..self.problem.objective.size() as u32;
        let mut candidates: Vec<_> =
            elements.map(|element| Candidate { gain: 0.0, element }).collect();
        self.evaluate(&mut candidates)?;
        Ok(candidates)
    }

    /// Brings the gains of `candidates`, none of which is in the set, up to date.
    pub(crate) fn evaluate(&mut self, candidates: &mut [Candidate]) -> Result<(), Error> {
        self.requested.clear();
        self.requested.extend(candidates.iter().map(|candidate| candidate.element));
        self.computed.clear();
        self.computed.resize(candidates.len(), 0.0);
        let Problem { workers, control, .. } = self.problem;
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

    /// Adds an element at its gain.
    pub(crate) fn insert(&mut self, candidate: Candidate) -> Result<(), Error> {
        self.state.insert(candidate.element, self.problem.workers);
        self.elements.push(candidate.element);
        self.gains.push(candidate.gain);
        Ok(self.problem.control.advance(1)?)
    }

    /// The number of elements.
    pub(crate) fn len(&self) -> usize {
        self.elements.len()
    }

    /// Whether the constraint permits no more elements.
    pub(crate) fn is_complete(&self) -> bool {
        self.len() >= self.problem.constraint.limit()
    }

    /// Whether the function is one for which upper bounds hold.
    pub(crate) fn is_certifiable(&self) -> bool {
        self.upper_bound.is_some()
    }

    /// Tightens the upper bound on the optimum by the gains, or bounds on them, of `outside`: all
    /// elements that are not in the present set.
    pub(crate) fn tighten<'c>(&mut self, outside: impl Iterator<Item = &'c Candidate>) {
        if let Some(upper_bound) = &mut self.upper_bound {
            let gains = outside.map(|candidate| candidate.gain);
            upper_bound.tighten(self.state.value(), gains);
        }
    }

    /// The selection that has been made by the optimizer of this name.
    pub(crate) fn finish(self, optimizer: &'static str) -> Selection {
        let value = self.state.value();
        let constraint = self.problem.constraint;
        let certificate = self
            .upper_bound
            .map(|upper_bound| Certificate::new(value, upper_bound.least(), constraint));
        let Self { elements, gains, evaluations, .. } = self;
        Selection { elements, gains, value, evaluations, optimizer, certificate }
    }
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

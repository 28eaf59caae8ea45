//! Gains at any set of a problem, checked and counted.

use gainful_kernels::{ArgumentError, Control};

use super::Problem;
use super::growth::Candidate;
use crate::error::Error;
use crate::objective::State;

/// Computes gains, and counts them.
pub(crate) struct Evaluator<'a> {
    problem: &'a Problem<'a>,
    pub(crate) evaluations: u64,
    requested: Vec<u32>,
    computed: Vec<f64>,
}

impl<'a> Evaluator<'a> {
    /// One that has computed nothing yet.
    pub(crate) fn new(problem: &'a Problem<'a>) -> Self {
        Self { problem, evaluations: 0, requested: Vec::new(), computed: Vec::new() }
    }

    /// Brings the gains of `candidates`, none of which is in the set of `state`, up to date.
    pub(crate) fn evaluate(
        &mut self,
        state: &dyn State,
        candidates: &mut [Candidate],
    ) -> Result<(), Error> {
        self.evaluate_under(self.problem.control, state, candidates)
    }

    /// Likewise, cancelled by this control instead of that of the problem.
    pub(crate) fn evaluate_under(
        &mut self,
        control: &Control,
        state: &dyn State,
        candidates: &mut [Candidate],
    ) -> Result<(), Error> {
        self.requested.clear();
        self.requested.extend(candidates.iter().map(|candidate| candidate.element));
        self.computed.clear();
        self.computed.resize(candidates.len(), 0.0);
        control.check()?;
        state.gains(&self.requested, &mut self.computed, self.problem.workers, control)?;
        self.evaluations += candidates.len() as u64;
        for (candidate, gain) in candidates.iter_mut().zip(&self.computed) {
            if !gain.is_finite() {
                let found = format!("one that is not for element {}", candidate.element);
                return Err(ArgumentError::out_of_range("objective", "finite gains", found).into());
            }
            // Adding zero turns a negative zero, which is smaller by its bits, into a positive one.
            candidate.gain = gain + 0.0;
        }
        Ok(())
    }
}

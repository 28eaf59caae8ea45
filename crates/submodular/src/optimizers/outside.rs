//! The elements outside a growing set, for optimizers that look at all of them or at some chosen
//! ones; and how such an optimizer runs.

use super::growth::{Candidate, Growth};
use super::{Optimizer, Problem};
use crate::error::Error;
use crate::maximize::{Selection, Stop};

/// All elements outside the set, with the last known gain of each.
#[derive(Default)]
pub(crate) struct Outside {
    /// Those that may be added.
    pub(crate) admitted: Vec<Candidate>,
    /// Those that the constraint no longer admits: one of them could be in the best set all the same.
    rejected: Vec<Candidate>,
}

impl Outside {
    /// Lets `select` grow a set and says what came out, with a bound on the optimum from the gains
    /// at the end. It has to begin with [`Self::sweep`] or [`Self::begin`].
    pub(crate) fn run(
        optimizer: &dyn Optimizer,
        problem: &Problem<'_>,
        select: impl FnOnce(&mut Growth<'_>, &mut Self) -> Result<Stop, Error>,
    ) -> Result<Selection, Error> {
        let mut growth = Growth::new(problem);
        let mut outside = Self::default();
        let stop = growth.run(|growth| {
            let stop = select(growth, &mut outside)?;
            if growth.is_certifiable() {
                growth.evaluate(&mut outside.admitted)?;
                growth.evaluate(&mut outside.rejected)?;
                outside.tighten(growth);
            }
            Ok(stop)
        })?;
        if stop == Stop::TimeBudget {
            outside.tighten(&mut growth);
        }
        Ok(growth.finish(optimizer, stop))
    }

    /// Takes all elements that may be added, with their gains.
    pub(crate) fn sweep(&mut self, growth: &mut Growth<'_>) -> Result<(), Error> {
        self.admitted = growth.candidates()?;
        self.tighten(growth);
        Ok(())
    }

    /// Takes all elements that may be added; with their gains only if there is a bound to be had
    /// from them, so that there is one whenever the time is over.
    pub(crate) fn begin(
        &mut self,
        growth: &mut Growth<'_>,
        problem: &Problem<'_>,
    ) -> Result<(), Error> {
        if growth.is_certifiable() {
            return self.sweep(growth);
        }
        self.admitted = problem.candidates(&[]);
        Ok(())
    }

    /// Sets aside what the constraint no longer admits.
    pub(crate) fn reject(&mut self, growth: &Growth<'_>) {
        if growth.admits_all() {
            return;
        }
        let rejects = |candidate: &mut Candidate| !growth.admits(candidate.element);
        self.rejected.extend(self.admitted.extract_if(.., rejects));
    }

    /// Takes out an element that was added.
    pub(crate) fn remove(&mut self, element: u32) {
        self.admitted.retain(|candidate| candidate.element != element);
    }

    /// Tightens the upper bound on the optimum by the last known gains.
    pub(crate) fn tighten(&self, growth: &mut Growth<'_>) {
        growth.tighten(self.admitted.iter().chain(&self.rejected).copied());
    }
}

//! The best of several runs on one problem, with the work and the proofs of all of them.

use super::{Optimizer, Problem};
use crate::certificate::Certificate;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop};

/// The selection of largest value so far, the first of equals.
pub(crate) struct Best {
    leader: Selection,
    evaluations: u64,
    upper_bound: Option<f64>,
    is_late: bool,
}

impl Best {
    /// The first run. Its certificate has to hold for the whole problem, as that of all others.
    pub(crate) fn new(selection: Selection) -> Self {
        let mut best =
            Self { leader: selection.clone(), evaluations: 0, upper_bound: None, is_late: false };
        best.count(&selection);
        best
    }

    /// Another run.
    pub(crate) fn offer(&mut self, selection: Selection) {
        self.count(&selection);
        if selection.value > self.leader.value {
            self.leader = selection;
        }
    }

    fn count(&mut self, selection: &Selection) {
        self.evaluations += selection.evaluations;
        self.is_late |= selection.stop == Stop::TimeBudget;
        let bounds = [self.upper_bound, selection.certificate.map(|proof| proof.upper_bound)];
        self.upper_bound = bounds.into_iter().flatten().reduce(f64::min);
    }

    /// The least value that no set exceeds, by the certificates.
    pub(crate) fn upper_bound(&self) -> Option<f64> {
        self.upper_bound
    }

    /// Whether the time is over, so that no other run is worth beginning.
    pub(crate) fn is_late(&self) -> bool {
        self.is_late
    }

    /// What `optimizer` has selected by all these runs.
    pub(crate) fn finish(self, optimizer: &dyn Optimizer, problem: &Problem<'_>) -> Selection {
        let Self { leader, evaluations, upper_bound, is_late } = self;
        let stop = if is_late { Stop::TimeBudget } else { leader.stop };
        Selection {
            evaluations,
            optimizer: optimizer.name(),
            stop,
            guarantee: Guarantee::unless_late(stop, || optimizer.guarantee(problem)),
            certificate: upper_bound.map(|bound| Certificate::new(leader.value, bound)),
            // Each of the runs may go on elsewhere.
            checkpoint: None,
            ..leader
        }
    }
}

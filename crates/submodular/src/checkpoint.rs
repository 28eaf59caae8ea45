//! What a run leaves behind so that another can go on from its selection.
//!
//! The set itself is brought back by inserting its elements, which takes no gains. What is worth
//! keeping are the upper bounds on the gains of all others: 8 bytes for each element of the ground set.

use gainful_kernels::ArgumentError;

use crate::constraint::Constraint;
use crate::maximize::{Options, Stopping};
use crate::objective::Objective;
use crate::optimizers::{Candidate, Optimizer, Problem};
use crate::parameters::Parameters;

/// What another run needs to go on from a selection.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// The number of elements of the ground set.
    pub(crate) size: usize,
    /// What tells the constraint from others, whatever its cardinality and its cover.
    pub(crate) constraint: u64,
    /// How far the set might grow: what was proven about the optimum holds for this limit.
    pub(crate) limit: usize,
    /// The target of the cover, if there was one, likewise.
    pub(crate) cover: Option<f64>,
    /// The options of the run.
    pub(crate) stopping: Option<Stopping>,
    pub(crate) initial: Vec<u32>,
    pub(crate) beta: Option<f64>,
    /// An upper bound on the gain of each element outside, minus infinity for those of which none is
    /// known; empty if none is known at all.
    pub(crate) bounds: Vec<f64>,
}

impl Checkpoint {
    /// What is left of a run on `problem`, with upper bounds on the gains of elements outside.
    pub(crate) fn new(problem: &Problem<'_>, outside: impl Iterator<Item = Candidate>) -> Self {
        let Problem { objective, constraint, options, .. } = *problem;
        let size = objective.size();
        let mut bounds = Vec::new();
        outside.for_each(|candidate| {
            bounds.resize(size, f64::NEG_INFINITY);
            bounds[candidate.element as usize] = candidate.gain;
        });
        Self {
            size,
            constraint: constraint.fingerprint(size),
            limit: constraint.limit(size),
            cover: constraint.cover,
            stopping: options.stopping,
            initial: options.initial.clone(),
            beta: options.parameters.beta,
            bounds,
        }
    }

    /// The options of the run, to go on with `optimizer`.
    pub(crate) fn options(&self, optimizer: &'static dyn Optimizer) -> Options {
        Options {
            optimizer: Some(optimizer),
            stopping: self.stopping,
            initial: self.initial.clone(),
            parameters: Parameters { beta: self.beta, ..Parameters::default() },
            ..Options::default()
        }
    }

    /// Upper bounds on the gains of all elements that may be selected beside the present ones, one for
    /// each element of the ground set, if there are any.
    pub(crate) fn gain_bounds(&self) -> Option<&[f64]> {
        (!self.bounds.is_empty()).then_some(&self.bounds)
    }

    /// Whether what was proven about the optimum holds for `problem`, whose function is the same.
    pub(crate) fn is_of_same_limit(&self, problem: &Problem<'_>) -> bool {
        let Problem { objective, constraint, .. } = *problem;
        self.limit == constraint.limit(objective.size()) && self.cover == constraint.cover
    }

    /// Fails unless `objective` has as many elements as that of the run.
    pub(crate) fn check_objective(&self, objective: &dyn Objective) -> Result<(), ArgumentError> {
        if objective.size() == self.size {
            return Ok(());
        }
        let expected = format!("the one of {} elements that the selection is of", self.size);
        let found = format!("one of {}", objective.size());
        Err(ArgumentError::invalid("objective", expected, found))
    }

    /// Fails unless `constraint` is that of the run but for its cardinality and its cover.
    pub(crate) fn check_constraint(&self, constraint: &Constraint) -> Result<(), ArgumentError> {
        if constraint.fingerprint(self.size) == self.constraint {
            return Ok(());
        }
        let expected = if constraint.asks_for_full_sets() {
            "that of the selection, the cardinality included, since the places that are kept free for \
             lower bounds depend on it,"
        } else {
            "that of the selection, of which only the cardinality and the cover may differ,"
        };
        Err(ArgumentError::invalid("constraint", expected, "another one"))
    }
}

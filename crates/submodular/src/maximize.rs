//! The entry: a function, a constraint and an optimizer become a selection.

use gainful_kernels::{Control, Workers};

use crate::certificate::Certificate;
use crate::constraints::Cardinality;
use crate::error::Error;
use crate::objective::Objective;
use crate::optimizers::{self, Optimizer, Problem};

/// How to maximize.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The optimizer; by default the fastest one that serves the function.
    pub optimizer: Option<&'static dyn Optimizer>,
}

/// A set, and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// The selected elements in the order of their selection. The first j of them are the
    /// selection of cardinality j.
    pub elements: Vec<u32>,
    /// What each of them added to the value.
    pub gains: Vec<f64>,
    /// The value of the whole set.
    pub value: f64,
    /// Gains asked for, those for the certificate included.
    pub evaluations: u64,
    /// The name of the optimizer that was used.
    pub optimizer: &'static str,
    /// How far the value can be from the optimum; for monotone submodular functions.
    pub certificate: Option<Certificate>,
}

/// Selects as many elements as `constraint` permits so that `objective` is large.
///
/// Elements are added even at gains of zero; ties go to the smallest index. The same selection,
/// evaluations included, comes back for any number of `workers`. Progress counts elements.
///
/// # Errors
///
/// [`Error::Argument`] if the cardinality is 0 or exceeds the size of the ground set, if the
/// optimizer does not serve functions like this one, or if a gain is not finite;
/// [`Error::Cancelled`].
pub fn maximize(
    objective: &dyn Objective,
    constraint: Cardinality,
    options: &Options,
    workers: &Workers,
    control: &Control,
) -> Result<Selection, Error> {
    let properties = objective.properties();
    let optimizer = options.optimizer.unwrap_or_else(|| optimizers::best_for(properties));
    constraint.check(objective.size())?;
    optimizers::check(optimizer, properties)?;
    let problem = Problem { objective, constraint, workers, control };
    optimizer.select(problem)
}

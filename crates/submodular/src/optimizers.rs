//! How the set is found: one file per optimizer, one line each in [`OPTIMIZERS`].

mod bounds;
mod cost_benefit_greedy;
mod density;
mod gist;
mod greedy;
mod growth;
mod lazy_greedy;
mod matroid_greedy;
mod partial_enumeration;

use std::fmt;

use gainful_kernels::{ArgumentError, Control, Workers};

pub use cost_benefit_greedy::CostBenefitGreedy;
pub use gist::Gist;
pub use greedy::Greedy;
pub use growth::Candidate;
pub use lazy_greedy::LazyGreedy;
pub use matroid_greedy::MatroidGreedy;
pub use partial_enumeration::PartialEnumeration;

use crate::constraint::Constraint;
use crate::constraints::Family;
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Options, Selection, Stopping};
use crate::objective::{Objective, Properties};

/// All optimizers, the simplest first.
pub const OPTIMIZERS: &[&dyn Optimizer] =
    &[&Greedy, &LazyGreedy, &CostBenefitGreedy, &PartialEnumeration, &MatroidGreedy, &Gist];

/// What an optimizer is given.
#[derive(Clone, Copy)]
pub struct Problem<'a> {
    /// The function to maximize.
    pub objective: &'a dyn Objective,
    /// What limits the selected set; already checked against the size of the ground set.
    pub constraint: &'a Constraint,
    /// How to maximize.
    pub options: &'a Options,
    /// The threads that may be used.
    pub workers: &'a Workers,
    /// Cancellation and progress.
    pub control: &'a Control,
}

impl Problem<'_> {
    /// When to stop: where nothing helps for submodular functions that are not monotone, unless the
    /// constraint asks for full sets, and never for others, if the caller does not say otherwise.
    pub(crate) fn stopping(&self) -> Stopping {
        self.options.stopping.unwrap_or_else(|| {
            let fills = self.constraint.asks_for_full_sets();
            let Properties { submodular, monotone, .. } = self.objective.properties();
            // Where gains can grow, one that is not positive says nothing of later ones.
            let stops = submodular.holds && !monotone.holds && !fills;
            if stops { Stopping::Positive } else { Stopping::Full }
        })
    }
}

/// A way to select elements.
pub trait Optimizer: Sync {
    /// The name by which users choose it.
    fn name(&self) -> &'static str;

    /// Fails unless it serves the function and the constraint: with what it expects of the argument
    /// (`optimizer`, `constraint`, or a number it takes) that is to blame, and what it was given.
    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError>;

    /// What it promises for the function and the constraint, both of which it serves.
    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee;

    /// Selects. The result is the same for any number of workers.
    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error>;
}

impl fmt::Debug for dyn Optimizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The optimizer called `name`.
pub fn by_name(name: &str) -> Result<&'static dyn Optimizer, ArgumentError> {
    OPTIMIZERS.iter().copied().find(|optimizer| optimizer.name() == name).ok_or_else(|| {
        let names: Vec<&str> = OPTIMIZERS.iter().map(|optimizer| optimizer.name()).collect();
        ArgumentError::unknown("optimizer", &names, name)
    })
}

/// The optimizer that serves the problem best.
pub(crate) fn best_for(problem: &Problem<'_>) -> Result<&'static dyn Optimizer, ArgumentError> {
    let optimizer: &'static dyn Optimizer = if problem.constraint.count(Family::Knapsack) > 0 {
        &CostBenefitGreedy
    } else if problem.objective.properties().submodular.holds {
        &LazyGreedy
    } else {
        &Greedy
    };
    check(optimizer, problem)
}

/// The optimizer, provided that it serves the problem.
pub(crate) fn check(
    optimizer: &'static dyn Optimizer,
    problem: &Problem<'_>,
) -> Result<&'static dyn Optimizer, ArgumentError> {
    optimizer.check(problem).map(|()| optimizer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn optimizers_are_found_by_name() {
        for optimizer in OPTIMIZERS {
            assert_eq!(by_name(optimizer.name()).unwrap().name(), optimizer.name());
        }
        let message = by_name("greedier").unwrap_err().to_string();
        assert!(message.starts_with("Expected 'greedy' or 'lazy-greedy'"), "{message}");
        assert!(message.ends_with("for optimizer but received 'greedier'"), "{message}");
    }
}

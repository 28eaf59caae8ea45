//! How the set is found: one file per optimizer, one line each in [`OPTIMIZERS`].

mod bounds;
mod greedy;
mod growth;
mod lazy_greedy;

use std::fmt;

use gainful_kernels::{ArgumentError, Control, Workers};

pub use greedy::Greedy;
pub use lazy_greedy::LazyGreedy;

use crate::constraints::Cardinality;
use crate::error::Error;
use crate::maximize::Selection;
use crate::objective::{Objective, Properties};

/// All optimizers, the simplest first.
pub const OPTIMIZERS: &[&dyn Optimizer] = &[&Greedy, &LazyGreedy];

/// What an optimizer is given.
#[derive(Clone, Copy)]
pub struct Problem<'a> {
    /// The function to maximize.
    pub objective: &'a dyn Objective,
    /// What limits the selected set; already checked against the size of the ground set.
    pub constraint: Cardinality,
    /// The threads that may be used.
    pub workers: &'a Workers,
    /// Cancellation and progress.
    pub control: &'a Control,
}

/// A way to select elements one after the other.
pub trait Optimizer: Sync {
    /// The name by which users choose it.
    fn name(&self) -> &'static str;

    /// Whether it works for functions of these properties.
    fn supports(&self, properties: Properties) -> bool;

    /// Selects exactly as many elements as the constraint permits, even at gains of zero.
    ///
    /// The result is the same for any number of workers.
    fn select(&self, problem: Problem<'_>) -> Result<Selection, Error>;
}

impl fmt::Debug for dyn Optimizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The optimizer called `name`.
pub fn by_name(name: &str) -> Result<&'static dyn Optimizer, ArgumentError> {
    OPTIMIZERS
        .iter()
        .copied()
        .find(|optimizer| optimizer.name() == name)
        .ok_or_else(|| ArgumentError::invalid("optimizer", expected(|_| true), format!("'{name}'")))
}

/// The optimizer that serves functions of these properties fastest.
pub fn best_for(properties: Properties) -> &'static dyn Optimizer {
    if properties.submodular.holds { &LazyGreedy } else { &Greedy }
}

/// Fails if `optimizer` does not work for functions of these properties.
pub(crate) fn check(
    optimizer: &dyn Optimizer,
    properties: Properties,
) -> Result<(), ArgumentError> {
    if optimizer.supports(properties) {
        return Ok(());
    }
    let expected = expected(|other| other.supports(properties));
    let expected = format!("{expected}, as this objective is not submodular,");
    Err(ArgumentError::invalid("optimizer", expected, format!("'{}'", optimizer.name())))
}

/// The names of the optimizers that `fits` admits, as a list of alternatives.
fn expected(fits: impl Fn(&dyn Optimizer) -> bool) -> String {
    let names: Vec<String> = OPTIMIZERS
        .iter()
        .filter(|optimizer| fits(**optimizer))
        .map(|optimizer| format!("'{}'", optimizer.name()))
        .collect();
    names.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn optimizers_are_found_by_name() {
        for optimizer in OPTIMIZERS {
            assert_eq!(by_name(optimizer.name()).unwrap().name(), optimizer.name());
        }
        assert_eq!(
            by_name("greedier").unwrap_err().to_string(),
            "Expected 'greedy' or 'lazy-greedy' for optimizer but received 'greedier'"
        );
    }
}

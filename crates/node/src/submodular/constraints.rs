//! The parts of a constraint, one file per kind, as the facade passes them.

mod fairness;
mod graphic;
mod knapsack;
mod laminar;
mod minimum_distance;
mod partition;

use gainful_kernels::{Control, Workers};
use gainful_submodular::IndependenceSystem;

pub use fairness::NativeFairness;
pub use graphic::NativeGraphic;
pub use knapsack::NativeKnapsack;
pub use laminar::NativeLaminar;
pub use minimum_distance::NativeMinimumDistance;
pub use partition::NativePartition;

use crate::call::Outcome;

/// A part, ready for [`gainful_submodular::Constraint::systems`].
pub type System = Box<dyn IndependenceSystem>;

/// What makes a part in the job, once its arguments are converted.
pub type Making = Box<dyn FnOnce(&Workers, &Control) -> Outcome<System> + Send>;

/// A part of a constraint as JavaScript describes it.
pub trait Part {
    /// Converts the arguments: copies what the job needs.
    fn prepare(self) -> Outcome<Making>;
}

/// A part that is made at once.
fn made(system: impl IndependenceSystem) -> Outcome<Making> {
    Ok(Box::new(|_, _| Ok(Box::new(system))))
}

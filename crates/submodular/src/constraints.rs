//! The kinds of constraints, one file each.

mod cardinality;
mod fairness;
mod graphic;
mod groups;
mod knapsack;
mod laminar;
mod matroid;
mod minimum_distance;
mod partition;

use std::any::Any;
use std::fmt;

use gainful_kernels::ArgumentError;

pub use cardinality::Cardinality;
pub use fairness::Fairness;
pub use graphic::Graphic;
pub use knapsack::Knapsack;
pub(crate) use knapsack::density;
pub use laminar::Laminar;
pub use minimum_distance::MinimumDistance;
pub use partition::Partition;

use crate::Digest;
use crate::constraint::Constraint;
use crate::optimizers::Candidate;

/// What theory knows a family of sets as; guarantees depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Any two sets can be exchanged: if one is smaller, some element of the other can be added.
    Matroid,
    /// The costs of the elements stay within a budget.
    Knapsack,
    /// Nothing more than that subsets of members are members.
    Other,
}

/// A family of sets that holds every subset of each of its members.
pub trait IndependenceSystem: Any + fmt::Debug + Send + Sync {
    /// The field of a constraint by which users give it, with its place if there are several.
    fn name(&self) -> &str;

    /// What theory knows it as.
    fn family(&self) -> Family;

    /// Fails unless it makes sense for a ground set of `size`, as a part of `constraint`. Says which
    /// bound of which group cannot be met, if one cannot.
    fn check(&self, size: usize, constraint: &Constraint) -> Result<(), ArgumentError>;

    /// Whether only those members are meant that cannot be grown, so that a set grows on even if that
    /// lowers its value.
    fn asks_for_full_sets(&self) -> bool {
        false
    }

    /// The empty set, to be grown.
    fn begin(&self) -> Box<dyn IndependentSet + '_>;

    /// Takes all that decides which sets are members into a digest, so that other systems have others.
    fn digest(&self, digest: &mut Digest);

    /// For optimizers that serve one kind of system alone.
    fn as_any(&self) -> &dyn Any;
}

/// A member of a family, growing.
pub trait IndependentSet: Send {
    /// Makes room for so many more elements in all, where their number is limited: those that are in
    /// the set from the start do not count against it. Called before any is inserted.
    fn widen(&mut self, _elements: usize) {}

    /// Whether the set with `element`, which is not in it, is a member as well. Once false for an
    /// element, always false.
    fn admits(&self, element: u32) -> bool;

    /// Adds an element that it admits.
    fn insert(&mut self, element: u32);

    /// At least the largest sum of gains of `candidates` with which the set is a member; none of the
    /// gains is negative, none of the candidates in the set. May reorder `candidates`; the result
    /// does not depend on their order.
    fn largest_sum(&self, candidates: &mut [Candidate]) -> f64;
}

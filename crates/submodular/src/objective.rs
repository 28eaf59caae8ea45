//! What a set function has to offer so that every optimizer can run on it.
//!
//! An [`Objective`] is the function and its data, immutable and shared between calls; a [`State`]
//! is one growing set with whatever makes the next gain cheap. Objectives of other crates (the
//! information objectives of Markov chains) implement the same two traits.

use gainful_kernels::{Cancelled, Control, Workers};

/// What is known of a set function; optimizers and guarantees depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Properties {
    /// Gains never grow as the set grows.
    pub submodular: bool,
    /// Gains are never negative.
    pub monotone: bool,
}

/// A set function f with f(∅) = 0 on the ground set 0..`size`.
pub trait Objective: Send + Sync {
    /// The number of elements of the ground set.
    fn size(&self) -> usize;

    /// What is known of the function.
    fn properties(&self) -> Properties;

    /// Gains that differ by at most this much count as equal, and the smallest index wins.
    ///
    /// Zero where gains that are equal as real numbers may be told apart by rounding alone, which
    /// is deterministic since a gain is one fixed expression. Rounding must not let the gain of an
    /// element of a submodular function grow by more than this as the set grows; with zero, gains
    /// never grow, to the last bit. Lazy optimizers rely on it.
    fn tie_tolerance(&self) -> f64 {
        0.0
    }

    /// The state of the empty set.
    fn begin(&self) -> Box<dyn State + '_>;
}

/// One growing set of an objective.
pub trait State: Send + Sync {
    /// Writes f(S + e) - f(S) into `gains` for each e of `candidates`, none of which is in S.
    ///
    /// A gain is finite and the same number whatever other candidates it is asked for with, and for
    /// any number of workers. `gains` is as long as `candidates`. Implementations look at `control` at least every ten milliseconds.
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled>;

    /// Adds `element`, which is not in S.
    fn insert(&mut self, element: u32, workers: &Workers);

    /// f(S). May take as long as one gain; optimizers ask for it rarely.
    fn value(&self) -> f64;
}

//! What a set function has to offer so that every optimizer can run on it.
//!
//! An [`Objective`] is the function and its data, immutable and shared between calls; a [`State`]
//! is one growing set with whatever makes the next gain cheap. Objectives of other crates (the
//! information objectives of Markov chains) implement the same two traits.

use std::any::Any;
use std::borrow::Cow;

use gainful_kernels::{Cancelled, Control, Workers};

use crate::objectives::Diversification;

/// Whether a set function has a property, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Whether the property is known to hold. Guarantees are given only where it is.
    pub holds: bool,
    /// Why it holds or does not, or why that is not known: a sentence without a full stop.
    pub reason: Cow<'static, str>,
}

impl Property {
    /// A property that holds, because of `reason`.
    pub const fn holds(reason: &'static str) -> Self {
        Self { holds: true, reason: Cow::Borrowed(reason) }
    }

    /// A property that does not hold, or is not known to, because of `reason`.
    pub const fn fails(reason: &'static str) -> Self {
        Self { holds: false, reason: Cow::Borrowed(reason) }
    }

    /// A property that is known to hold or not from the data, because of `reason`.
    pub fn known(holds: bool, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { holds, reason: reason.into() }
    }
}

/// What is known of a set function; optimizers and guarantees depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Properties {
    /// Gains never grow as the set grows.
    pub submodular: Property,
    /// Gains are never negative.
    pub monotone: Property,
    /// The value of the empty set is 0.
    pub normalized: Property,
}

impl Properties {
    /// Those of a function whose value on the empty set is 0 by its formula.
    pub const fn normalized(submodular: Property, monotone: Property) -> Self {
        let normalized = Property::holds("the value of the empty set is 0 by definition");
        Self { submodular, monotone, normalized }
    }
}

/// A set function f with f(∅) = 0 on the ground set 0..`size`.
pub trait Objective: Send + Sync {
    /// The number of elements of the ground set; 32 bits can number them.
    fn size(&self) -> usize;

    /// What is known of the function.
    fn properties(&self) -> Properties;

    /// Whether no set is worth less than 0, on which guarantees for functions that are not monotone
    /// depend.
    fn is_non_negative(&self) -> bool {
        let properties = self.properties();
        properties.monotone.holds && properties.normalized.holds
    }

    /// Gains that differ by at most this much count as equal, and the smallest index wins.
    ///
    /// Zero where gains that are equal as real numbers may be told apart by rounding alone, which
    /// is deterministic since a gain is one fixed expression. Rounding must not let the gain of an
    /// element of a submodular function grow by more than this as the set grows; with zero, gains
    /// never grow, to the last bit. Lazy optimizers rely on it.
    fn tie_tolerance(&self) -> f64 {
        0.0
    }

    /// Whether gains are known not to depend on the set.
    fn is_modular(&self) -> bool {
        false
    }

    /// The function as a utility and a multiple of the least distance, if it is made of these.
    fn diversification(&self) -> Option<Diversification> {
        None
    }

    /// About how much memory the function's data take, in bytes.
    fn bytes(&self) -> usize;

    /// The state of the empty set.
    fn begin(&self) -> Box<dyn State + '_>;

    /// The function as what it is, if there are questions that only functions of its type answer.
    fn as_any(&self) -> Option<&dyn Any> {
        None
    }
}

/// One growing set of an objective.
pub trait State: Send + Sync {
    /// Writes f(S + e) - f(S) into `gains` for each e of `candidates`, none of which is in S.
    ///
    /// A gain is finite and the same number whatever other candidates it is asked for with, and for
    /// any number of workers. `gains` is as long as `candidates`. Implementations look at `control`
    /// at least every ten milliseconds.
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

    /// The same set once more, to be grown in another direction. It is the same as if its elements
    /// had been inserted in the same order, to the last bit.
    fn fork(&self) -> Box<dyn State + '_>;

    /// By how much the gains of all elements fell at the last insertion, for functions that can tell
    /// at once; only for those whose tie tolerance is 0.
    fn descent(&self) -> Option<&dyn Descent> {
        None
    }
}

/// The fall of all gains at the last insertion.
pub trait Descent {
    /// The largest relative error of a computed gain.
    fn error(&self) -> f64;

    /// Subtracts from each of `bounds`, one for each element of the ground set, at most what its
    /// gain fell by as a real number, and mostly not much less.
    fn lower(
        &self,
        bounds: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled>;
}

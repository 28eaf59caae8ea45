//! Information objectives of subsets of coordinates: one file per objective, one line each in
//! [`OBJECTIVES`].
//!
//! An objective is a number computed from the entropies of projections. [`Score`] is that number on
//! one chain.

mod entropy_rate;
mod factorizability;
mod independence;
mod stationarity;

use std::fmt;

use gainful_kernels::{ArgumentError, Cancelled, Control, Workers};

pub use entropy_rate::EntropyRate;
pub use factorizability::Factorizability;
pub use independence::Independence;
pub use stationarity::Stationarity;

use crate::chain::MarkovChain;
use crate::entropy::Entropies;

/// All objectives.
pub const OBJECTIVES: &[&dyn InformationObjective] =
    &[&EntropyRate, &Factorizability, &Independence, &Stationarity];

/// Values and gains that differ by at most this much, in nats, count as equal: symmetric models
/// have exact ties, which rounding would decide otherwise.
pub const TIE_TOLERANCE: f64 = 1e-9;

/// Whether large or small values are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Large values.
    Maximize,
    /// Small values.
    Minimize,
}

impl Goal {
    /// The goal called `maximize` or `minimize`.
    pub fn by_name(name: &str) -> Result<Self, ArgumentError> {
        match name {
            "maximize" => Ok(Self::Maximize),
            "minimize" => Ok(Self::Minimize),
            _ => {
                Err(ArgumentError::invalid("goal", "'maximize' or 'minimize'", format!("'{name}'")))
            }
        }
    }

    /// 1 or -1: what turns the goal into a maximum.
    pub fn sign(self) -> f64 {
        match self {
            Self::Maximize => 1.0,
            Self::Minimize => -1.0,
        }
    }
}

/// A quantity of subsets of a chain's coordinates.
pub trait InformationObjective: Sync {
    /// The name by which users choose it.
    fn name(&self) -> &'static str;

    /// What a selection is to reach unless asked otherwise.
    fn goal(&self) -> Goal;

    /// Whether a selection ends at the first coordinate that improves nothing, rather than going on
    /// to the asked number: for quantities that fall again as the subset grows.
    fn ends_early(&self) -> bool {
        false
    }

    /// The quantity on `chain`, with what all subsets share computed.
    fn on(
        &self,
        chain: &MarkovChain,
        workers: &Workers,
        control: &Control,
    ) -> Result<Box<dyn Score>, Cancelled>;
}

impl fmt::Debug for dyn InformationObjective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The objective called `name`.
pub fn by_name(name: &str) -> Result<&'static dyn InformationObjective, ArgumentError> {
    OBJECTIVES.iter().copied().find(|objective| objective.name() == name).ok_or_else(|| {
        let names: Vec<String> =
            OBJECTIVES.iter().map(|objective| format!("'{}'", objective.name())).collect();
        ArgumentError::invalid("objective", names.join(" or "), format!("'{name}'"))
    })
}

/// `value`, or 0 where rounding has left it just below: none of the objectives is negative.
pub(crate) fn without_dust(value: f64) -> f64 {
    if (-TIE_TOLERANCE..0.0).contains(&value) { 0.0 } else { value }
}

/// An objective on one chain.
pub trait Score: Send + Sync {
    /// The value of `subset`, which is ascending and whose projection has these `entropies`, in
    /// nats. `others` gives the entropies of other ascending subsets, at the cost of a projection.
    fn value(
        &self,
        subset: &[u32],
        entropies: Entropies,
        others: &dyn Fn(&[u32]) -> Entropies,
    ) -> f64;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objectives_are_found_by_name() {
        for objective in OBJECTIVES {
            assert_eq!(by_name(objective.name()).unwrap().name(), objective.name());
        }
        for goal in ["maximize", "minimize"] {
            assert_eq!(Goal::by_name(goal).is_ok_and(|g| g.sign() > 0.0), goal == "maximize");
        }
        assert!(Goal::by_name("max").is_err());
        let message = by_name("entropy").unwrap_err().to_string();
        assert!(message.starts_with("Expected 'entropy-rate'"), "{message}");
        assert!(message.ends_with(" for objective but received 'entropy'"), "{message}");
    }
}

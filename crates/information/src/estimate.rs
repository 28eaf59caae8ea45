//! An estimate: its value, what it was computed from and what speaks against trusting it.
//!
//! Values are raw: an estimate of a quantity that cannot be negative may itself be negative, and is
//! returned so, with a warning.

use std::f64::consts::{LN_2, LN_10};
use std::fmt;

/// The unit of an information quantity, given by the base of the logarithm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Natural logarithm.
    #[default]
    Nats,
    /// Base 2.
    Bits,
    /// Base 10.
    Hartleys,
}

impl Unit {
    /// Converts from nats: divides by the natural logarithm of the base.
    pub fn of_nats(self, nats: f64) -> f64 {
        match self {
            Self::Nats => nats,
            Self::Bits => nats / LN_2,
            Self::Hartleys => nats / LN_10,
        }
    }
}

/// Something in the data that an estimator was not made for.
#[derive(Clone, Debug, PartialEq)]
pub enum Warning {
    /// The data repeat more than points of a continuous distribution do.
    Ties {
        /// The share of points that coincide with their k-th nearest neighbour.
        zero_radii: f64,
        /// The share of repetitions among the values of the column with the most.
        repeated_values: f64,
    },
    /// All values of an argument are equal, so it carries no information.
    Constant {
        /// The argument's public name.
        argument: &'static str,
    },
    /// The estimate of a quantity that is never negative came out negative.
    Negative,
}

impl Warning {
    /// A stable word for the kind of warning.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ties { .. } => "ties",
            Self::Constant { .. } => "constant",
            Self::Negative => "negative",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ties { zero_radii, repeated_values } => write!(
                f,
                "{:.1} % of the points coincide with their k-th neighbour and up to {:.1} % of a \
                 column's values repeat; the estimator assumes continuous data",
                100.0 * zero_radii,
                100.0 * repeated_values
            ),
            Self::Constant { argument } => write!(f, "all values of {argument} are equal"),
            Self::Negative => {
                f.write_str("the estimate is negative; the true value is probably near zero")
            }
        }
    }
}

/// The result of an estimator.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate in nats, never clamped.
    pub value: f64,
    /// The number of samples it rests on.
    pub samples: u64,
    /// What speaks against trusting it.
    pub warnings: Vec<Warning>,
    /// Each sample's contribution in nats, in the order of the samples; their mean is `value`.
    /// Present where the estimator has such values and they were asked for.
    pub local: Option<Vec<f64>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_logarithms_of_their_base() {
        assert_eq!(Unit::Nats.of_nats(2.5), 2.5);
        assert_eq!(Unit::Bits.of_nats(8f64.ln()), 3.0);
        assert!((Unit::Hartleys.of_nats(1000f64.ln()) - 3.0).abs() < 1e-15);
    }
}

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
    /// Points have neighbours at distance zero, which are left out.
    ZeroDistances {
        /// The share of such points.
        share: f64,
    },
    /// Many values of a column repeat, so that their ranks depend on the order of the samples.
    RepeatedValues {
        /// The share of repetitions in the column with the most.
        share: f64,
    },
    /// A variable is an exact function of others, so that a density has no finite entropy.
    Deterministic,
    /// All values of an argument are equal, so it carries no information.
    Constant {
        /// The argument's public name.
        argument: &'static str,
    },
    /// The estimate of a quantity that is never negative came out negative.
    Negative,
    /// There are fewer than ten samples for each symbol.
    Undersampled {
        /// The number of samples.
        samples: u64,
        /// The number of symbols seen.
        symbols: u64,
    },
    /// The estimate is greater than the quantity can be.
    AboveMaximum {
        /// What it cannot exceed, in words.
        maximum: &'static str,
    },
    /// No symbol came twice, so an estimator from coincidences has nothing to go by.
    NoCoincidences,
}

impl Warning {
    /// A stable word for the kind of warning.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ties { .. } | Self::ZeroDistances { .. } | Self::RepeatedValues { .. } => "ties",
            Self::Deterministic => "deterministic",
            Self::Constant { .. } => "constant",
            Self::Negative => "negative",
            Self::Undersampled { .. } => "undersampled",
            Self::AboveMaximum { .. } => "above-maximum",
            Self::NoCoincidences => "no-coincidences",
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
            Self::ZeroDistances { share } => write!(
                f,
                "{:.1} % of the points coincide with a neighbour, which is left out",
                100.0 * share
            ),
            Self::RepeatedValues { share } => write!(
                f,
                "up to {:.1} % of a column's values repeat; equal values are ranked in the order of \
                 the samples",
                100.0 * share
            ),
            Self::Deterministic => f.write_str(
                "a variable is an exact function of the others, or there are fewer samples than columns",
            ),
            Self::Constant { argument } => write!(f, "all values of {argument} are equal"),
            Self::Negative => {
                f.write_str("the estimate is negative; the true value is probably near zero")
            }
            Self::Undersampled { samples, symbols } => write!(
                f,
                "{samples} samples are fewer than ten for each of {symbols} symbols; estimators \
                 differ much, and the plug-in estimate of entropy is too small"
            ),
            Self::AboveMaximum { maximum } => write!(f, "the estimate is above {maximum}"),
            Self::NoCoincidences => f.write_str("no symbol came twice, so there is no estimate"),
        }
    }
}

/// What a quantity cannot be below or above, in nats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The least value.
    pub least: f64,
    /// The greatest value.
    pub greatest: f64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { least: f64::NEG_INFINITY, greatest: f64::INFINITY }
    }
}

impl Bounds {
    /// Of a quantity that is never negative.
    pub const NON_NEGATIVE: Self = Self { least: 0.0, greatest: f64::INFINITY };

    /// The nearest value within; NaN stays.
    pub fn clamp(self, value: f64) -> f64 {
        // The greatest may lie below the least, where it is an estimate itself.
        if value < self.least {
            self.least
        } else if value > self.greatest {
            self.greatest.max(self.least)
        } else {
            value
        }
    }
}

/// How surprising an estimate would be if there were nothing to be found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Significance {
    /// The name of the test.
    pub method: &'static str,
    /// What it compares.
    pub statistic: f64,
    /// The degrees of freedom, where the test has such.
    pub degrees_of_freedom: Option<f64>,
    /// The probability of a statistic at least as large.
    pub p_value: f64,
}

/// The result of an estimator.
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// The standard deviation of the value in nats, where the estimator knows it.
    pub standard_deviation: Option<f64>,
    /// Where it was asked for.
    pub significance: Option<Significance>,
    /// Why this estimator was chosen, where it was left to the data.
    pub reason: Option<String>,
    /// What the quantity cannot be below or above.
    pub bounds: Bounds,
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

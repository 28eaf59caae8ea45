//! How much two known distributions differ. To add a divergence, write its function and add it to
//! [`DIVERGENCES`].
//!
//! 0 ln 0 is 0 everywhere, and what has probability in the first distribution and none in the second
//! makes a divergence infinite where its formula says so. Sums are compensated.

mod differences;
mod fast;
mod logarithmic;
mod orders;
mod overlap;

use gainful_kernels::{ArgumentError, Cancelled, CompensatedSum, Control};

use crate::probabilities::{check_probabilities, sum_of_weights};
use crate::{Bounds, Error, Estimate};

/// Pairs treated between two looks at the control.
const BLOCK: usize = 1 << 12;

/// A divergence.
#[derive(Clone, Copy, Debug)]
pub struct Divergence {
    /// The name by which it is chosen.
    pub name: &'static str,
    /// Whether it has the unit of information.
    pub has_unit: bool,
    /// The value, of checked distributions and a checked parameter.
    value: fn(&Pair<'_>, f64) -> Result<f64, Cancelled>,
    /// What the parameter may be.
    parameter: Parameter,
}

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parameter {
    None,
    /// A weight between 0 and 1.
    Weight,
    /// An order from 0 to infinity.
    Order,
    /// Any finite number.
    Alpha,
}

/// All divergences.
pub const DIVERGENCES: &[Divergence] = &[
    logarithmic::KULLBACK_LEIBLER,
    logarithmic::CROSS_ENTROPY,
    logarithmic::JEFFREYS,
    logarithmic::JENSEN_SHANNON,
    orders::RENYI,
    orders::TSALLIS,
    orders::ALPHA,
    differences::CHI_SQUARED,
    differences::TOTAL_VARIATION,
    overlap::HELLINGER,
    overlap::BHATTACHARYYA,
    overlap::CAUCHY_SCHWARZ,
];

impl Divergence {
    /// The divergence called `name`.
    ///
    /// # Errors
    /// If there is none.
    pub fn named(name: &str) -> Result<Self, ArgumentError> {
        let found = DIVERGENCES.iter().find(|divergence| divergence.name == name).copied();
        found.ok_or_else(|| {
            let names: Vec<&str> = DIVERGENCES.iter().map(|divergence| divergence.name).collect();
            ArgumentError::unknown("divergence", &names, name)
        })
    }

    /// The divergence of `p` from `q`, in nats where it has a unit. `parameter` is a weight or an order, for those
    /// that have one; `normalize` divides both by their sums first.
    ///
    /// # Errors
    /// If the lengths differ, if either is no distribution (with `normalize`: no list of numbers that are not
    /// negative, some of them positive), if the parameter is out of range, or on cancellation.
    pub fn of(
        self,
        p: &[f64],
        q: &[f64],
        parameter: f64,
        normalize: bool,
        control: &Control,
    ) -> Result<Estimate, Error> {
        self.parameter.check(parameter)?;
        if p.len() != q.len() {
            let expected = format!("{} probabilities, as many as p has,", p.len());
            return Err(ArgumentError::invalid("q", expected, q.len().to_string()).into());
        }
        if !normalize && let Some(value) = fast::value(self.name, p, q, parameter, control)? {
            return Ok(Estimate { value, bounds: Bounds::NON_NEGATIVE, ..Estimate::default() });
        }
        let scales = if normalize {
            [scale("p", p, control)?, scale("q", q, control)?]
        } else {
            check_probabilities("p", p, control)?;
            check_probabilities("q", q, control)?;
            [1.0; 2]
        };
        let value = (self.value)(&Pair { p, q, scales, control }, parameter)?;
        // Rounding may take an equal pair below zero.
        let value = if value < 0.0 && value > -1e-12 { 0.0 } else { value };
        Ok(Estimate { value, bounds: Bounds::NON_NEGATIVE, ..Estimate::default() })
    }
}

impl Parameter {
    fn check(self, value: f64) -> Result<(), ArgumentError> {
        let (argument, expected, fits) = match self {
            Self::None => return Ok(()),
            Self::Weight => ("weight", "a number between 0 and 1", value > 0.0 && value < 1.0),
            Self::Order => ("order", "a number that is not negative", value >= 0.0),
            Self::Alpha => ("alpha", "a finite number", value.is_finite()),
        };
        if fits {
            return Ok(());
        }
        Err(ArgumentError::out_of_range(argument, expected, value.to_string()))
    }
}

/// 1 over the sum of `weights`.
fn scale(argument: &str, weights: &[f64], control: &Control) -> Result<f64, Error> {
    let sum = sum_of_weights(argument, weights, control)?;
    if sum > 0.0 && sum.is_finite() {
        return Ok(sum.recip());
    }
    let expected = "numbers with a positive, finite sum";
    Err(ArgumentError::out_of_range(argument, expected, format!("a sum of {sum}")).into())
}

/// Two distributions of equal length.
struct Pair<'a> {
    p: &'a [f64],
    q: &'a [f64],
    /// What both are multiplied by.
    scales: [f64; 2],
    control: &'a Control,
}

impl Pair<'_> {
    /// The sum of `term` over all pairs of probabilities.
    fn sum(&self, mut term: impl FnMut(f64, f64) -> f64) -> Result<f64, Cancelled> {
        let mut sum = CompensatedSum::default();
        let (mut infinite, [of_p, of_q]) = (false, self.scales);
        for (p, q) in self.p.chunks(BLOCK).zip(self.q.chunks(BLOCK)) {
            self.control.check()?;
            for (&p, &q) in p.iter().zip(q) {
                let term = term(p * of_p, q * of_q);
                // An infinity would make the compensation NaN.
                if term == f64::INFINITY { infinite = true } else { sum.add(term) }
            }
        }
        Ok(if infinite { f64::INFINITY } else { sum.value() })
    }
}

#[cfg(test)]
mod tests;

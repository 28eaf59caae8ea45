//! Feature-based functions: how much of each feature a set has, with diminishing returns.
//!
//! f(S) = Σ_u w_u φ(Σ_{j in S} x_ju) for features x that are not negative and a concave φ. Needs no
//! similarities of pairs, so it goes as far as the features themselves do. A gain is one pass over
//! the candidate's row: over its entries if the features are sparse.
//!
//! Kirchhoff & Bilmes, "Submodularity for data selection in statistical machine translation" (2014).

use std::sync::Arc;

use gainful_kernels::{Control, Workers};

use super::column_sums::{Column, ColumnSums};
use super::concave::{Cap, Concave, Log1p, Power, Ratio, SquareRoot, UnitLog1p};
use super::rows::{AMOUNTS, Rows, weighted_columns};
use crate::error::Error;
use crate::objective::{Objective, Properties, State};

/// A sum of concave functions of sums of features.
#[derive(Clone)]
pub struct FeatureBased(Arc<dyn Objective>);

impl FeatureBased {
    /// The function of these features, a row for each element, with a weight for each feature, 1 by
    /// default.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `features`: no rows or columns, or a number that is NaN, negative or
    /// above 1e20; about `weights`: not one for each column, NaN, negative or above 1e15; or about
    /// `exponent` or `cap` if out of range. [`Error::Memory`]; [`Error::Cancelled`].
    pub fn new(
        features: Rows,
        concave: Concave,
        weights: Option<Vec<f64>>,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        concave.check()?;
        features.check("features", AMOUNTS, workers, control)?;
        let is_weighted = weights.is_some();
        let make = Making { features, weights, workers, control };
        Ok(Self(match concave {
            Concave::SquareRoot => make.sums(SquareRoot::new),
            Concave::Log1p if is_weighted => make.sums(Log1p::new),
            Concave::Log1p => make.sums(|_| UnitLog1p::new()),
            Concave::Ratio => make.sums(Ratio::new),
            Concave::Power { exponent } => make.sums(|weight| Power::new(exponent, weight)),
            Concave::Cap { cap } => make.sums(|weight| Cap::new(cap, weight)),
        }?))
    }
}

/// Checked arguments.
struct Making<'a> {
    features: Rows,
    weights: Option<Vec<f64>>,
    workers: &'a Workers,
    control: &'a Control,
}

impl Making<'_> {
    fn sums<C: Column>(self, column: impl Fn(f64) -> C) -> Result<Arc<dyn Objective>, Error> {
        let Self { features, weights, workers, control } = self;
        let (features, empty) = weighted_columns(features, weights, column, workers, control)?;
        Ok(Arc::new(ColumnSums::new(features, empty, workers, control)?))
    }
}

impl Objective for FeatureBased {
    fn size(&self) -> usize {
        self.0.size()
    }

    fn properties(&self) -> Properties {
        self.0.properties()
    }

    fn tie_tolerance(&self) -> f64 {
        self.0.tie_tolerance()
    }

    fn bytes(&self) -> usize {
        self.0.bytes()
    }

    fn begin(&self) -> Box<dyn State + '_> {
        self.0.begin()
    }
}

//! Probabilistic set cover: the expected weight of what a set covers, each of its elements by chance.
//!
//! f(S) = Σ_u w_u (1 - Π_{j in S} (1 - p_ju)) for the probability p_ju that element j covers u. The state
//! keeps w_u times the chance that u is covered by none, and a gain is the sum of these times p_ju. The
//! value is the sum of what each element added: 1 minus the product would lose small probabilities.
//!
//! El-Arini, Veda, Shahaf & Guestrin, "Turning down the noise in the blogosphere" (2009).

use gainful_kernels::{Control, Workers, inner_product};

use super::column_sums::{ByRow, Column, ColumnSums, InLanes};
use super::matrix::Narrow;
use super::rows::{DenseRows, PROBABILITIES, Rows, weighted_columns};
use crate::error::Error;
use crate::objective::{Objective, Properties, State};

/// The expected weight of what is covered.
#[derive(Clone, Debug)]
pub struct ProbabilisticSetCover(ColumnSums<Chance>);

impl ProbabilisticSetCover {
    /// The function of these probabilities, a row for each element of the ground set, a column for
    /// each thing to cover, with a weight for each column, 1 by default.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `probabilities`: no rows or columns, or a number that is NaN or not
    /// from 0 to 1; or about `weights`: not one for each column, NaN, negative or above 1e15.
    /// [`Error::Memory`]; [`Error::Cancelled`].
    pub fn new(
        probabilities: Rows,
        weights: Option<Vec<f64>>,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        probabilities.check("probabilities", PROBABILITIES, workers, control)?;
        let column = |weight| Chance { missed: weight, rest: 0.0 };
        let (probabilities, empty) =
            weighted_columns(probabilities, weights, column, workers, control)?;
        Ok(Self(ColumnSums::new(probabilities, empty, workers, control)?))
    }
}

/// What is still to be covered of a column: its weight times the chance that it is missed. Kept as
/// an unevaluated sum of two numbers, since 1 - p is 1 for small p, and there may be many.
#[derive(Clone, Copy, Debug)]
struct Chance {
    missed: f64,
    /// The part of the chance that is too small for the digits of `missed`.
    rest: f64,
}

impl Column for Chance {
    const REASON: &'static str =
        "what is covered by chance is less likely to be missed the more elements there are";
    const IS_EXACT: bool = true;

    fn gain(&self, entry: f64) -> f64 {
        self.missed * entry
    }

    /// Multiplies by 1 - `entry` as Dekker does, "A floating-point technique for extending the
    /// available precision" (1971): the rounding errors of product and difference are numbers
    /// themselves.
    fn insert(&mut self, entry: f64) {
        let product = self.missed * entry;
        let product_error = self.missed.mul_add(entry, -product);
        let difference = self.missed - product;
        let difference_error = (self.missed - difference) - product;
        let rest = self.rest - self.rest * entry + (difference_error - product_error);
        // The limits hold for real numbers; no rounding may let a gain grow.
        self.missed = (difference + rest).max(0.0).min(self.missed);
        self.rest = (difference - self.missed) + rest;
    }

    fn begin_dense<'a, T: Narrow>(rows: DenseRows<'a, T>, empty: &[Self]) -> Box<dyn State + 'a> {
        Box::new(ByRow::new(rows, empty))
    }
}

impl InLanes<1> for Chance {
    fn known(&self) -> [f64; 1] {
        [self.missed]
    }

    fn gains<T: Narrow>(entries: &[T], candidates: &[u32], [missed]: [&[T]; 1], gains: &mut [f64]) {
        for (&candidate, gain) in candidates.iter().zip(gains) {
            let row = &entries[candidate as usize * missed.len()..][..missed.len()];
            *gain = inner_product(row, missed);
        }
    }
}

impl Objective for ProbabilisticSetCover {
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

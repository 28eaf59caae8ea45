//! Sum redundancy: how alike the elements of a set are, to be as little as possible.
//!
//! f(S) = -Σ_{i, j in S} s_ij for a symmetric s, each element with itself included. Submodular if no
//! similarity of two elements is negative; then every element lowers the value, and with the
//! cardinality given the sets of large value are those without redundancy.
//!
//! Schreiber, Bilmes & Noble, "apricot: Submodular selection for data summarization in Python"
//! (2020).

use gainful_kernels::{Control, Workers};

use super::quadratic::Quadratic;
use super::symmetric::SymmetricMatrix;
use super::{Matrix, Metric};
use crate::error::Error;
use crate::objective::{Objective, Properties, State};

/// The sum-redundancy function of a similarity matrix.
#[derive(Clone, Debug)]
pub struct SumRedundancy(Quadratic);

impl SumRedundancy {
    /// The function of symmetric similarities given row by row.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `similarity`: empty, not square, not symmetric, NaN, an infinity,
    /// or numbers whose sums may overflow; [`Error::Cancelled`].
    pub fn from_similarity(
        similarity: Matrix,
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let similarity =
            SymmetricMatrix::new("similarity", similarity, rows, columns, workers, control)?;
        Self::new(similarity, workers, control)
    }

    /// The function of the similarities between the rows of a feature matrix.
    ///
    /// Takes `rows`² numbers of memory, in the precision of the features.
    ///
    /// # Errors
    ///
    /// Those of [`Metric::similarities`].
    pub fn from_features(
        features: &Matrix,
        rows: usize,
        columns: usize,
        metric: Metric,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let similarity = metric.similarities(features, rows, columns, workers, control)?;
        Self::new(SymmetricMatrix::trusted(similarity, rows), workers, control)
    }

    fn new(
        similarity: SymmetricMatrix,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        Ok(Self(Quadratic::new(similarity, -2.0, |_, own, _| -own, workers, control)?))
    }
}

impl Objective for SumRedundancy {
    fn size(&self) -> usize {
        self.0.size()
    }

    fn properties(&self) -> Properties {
        Properties::normalized(self.0.submodular("similarity"), self.0.monotone())
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

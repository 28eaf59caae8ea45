//! Facility location: how well the selected rows represent all columns.
//!
//! f(S) = sum over v of w_v max(0, max over j in S of s_jv). Monotone and submodular for any real
//! similarities, because of the floor 0. The state keeps the largest similarity of each column, so
//! a gain is one pass over the candidate's similarities, wherever they come from: one file for each
//! source.
//!
//! Cornuejols, Fisher & Nemhauser, "Location of bank accounts to optimize float" (1977).

mod blocks;
mod coverage;
mod dense;
mod features;
mod graph;
mod neighbours;
mod planner;
mod weights;

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use gainful_kernels::{Control, Workers};

use self::coverage::Source;
use self::dense::Dense;
pub use self::features::{FacilityFeatures, FacilityMethod};
use self::graph::Graph;
pub use self::planner::{FacilityPlan, FacilityShape, FacilityWishes};
use crate::constraint::check_subset;
use crate::error::Error;
use crate::objective::{Objective, Properties, Property, State};
use crate::objectives::facility_descent::is_symmetric;
use crate::objectives::matrix::{Narrow, check_entries};
use crate::objectives::{Matrix, Metric, SparseMatrix, SparsePattern};

/// The facility-location function of some similarities, a row for each candidate and a column for
/// each point to represent.
#[derive(Clone)]
pub struct FacilityLocation {
    similarities: Arc<dyn Source>,
    /// The gain of each row at the empty set, which every selection begins with.
    singletons: Vec<f64>,
}

impl FacilityLocation {
    /// The function of similarities given row by row.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `similarity`: no rows or columns, more rows than 32 bits can
    /// number, another number of entries than `rows` times `columns`, NaN, an infinity, or numbers
    /// whose sums may overflow, above 1e36 in single precision and 1e288 in double precision;
    /// [`Error::Cancelled`].
    pub fn from_similarity(
        similarity: Matrix,
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        Self::from_weighted_similarity(similarity, rows, columns, None, workers, control)
    }

    /// The function of similarities given row by row, with a weight for each column.
    ///
    /// # Errors
    ///
    /// Those of [`Self::from_similarity`], and [`Error::Argument`] about `weights`: another number of
    /// them than columns, a negative one, NaN, an infinity, or products with similarities that are too
    /// large to be similarities.
    pub fn from_weighted_similarity(
        similarity: Matrix,
        rows: usize,
        columns: usize,
        weights: Option<&[f64]>,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        fn dense<T: Narrow>(
            mut entries: Vec<T>,
            columns: usize,
            weights: Option<&[f64]>,
            workers: &Workers,
            control: &Control,
        ) -> Result<FacilityLocation, Error> {
            check_entries("similarity", &entries, T::LARGEST, workers, control)?;
            let is_symmetric = weights.is_none()
                && entries.len() == columns * columns
                && is_symmetric(&entries, columns, workers, control)?;
            if let Some(weights) = weights {
                weights::check(weights, columns)?;
                weights::scale_rows(&mut entries, weights, workers, control)?;
            }
            FacilityLocation::new(Dense::new(entries, columns, is_symmetric), workers, control)
        }
        similarity.check_form("similarity", rows, columns)?;
        match similarity {
            Matrix::F32(entries) => dense(entries, columns, weights, workers, control),
            Matrix::F64(entries) => dense(entries, columns, weights, workers, control),
        }
    }

    /// The function of a sparse similarity matrix: pairs that are not listed are not similar at all.
    /// A gain takes as long as the candidate has entries.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `weights` as in [`Self::from_weighted_similarity`], and about `graph`
    /// if it has more rows than 32 bits can number; [`Error::Cancelled`].
    pub fn from_graph(
        graph: SparseMatrix,
        weights: Option<&[f64]>,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        fn sparse<T: Narrow>(
            pattern: SparsePattern,
            mut values: Vec<T>,
            weights: Option<&[f64]>,
            workers: &Workers,
            control: &Control,
        ) -> Result<FacilityLocation, Error> {
            if let Some(weights) = weights {
                weights::check(weights, pattern.columns())?;
                weights::scale_entries(&pattern, &mut values, weights, workers, control)?;
            }
            FacilityLocation::new(Graph::new(pattern, values), workers, control)
        }
        match graph.into_parts() {
            (pattern, Matrix::F32(values)) => sparse(pattern, values, weights, workers, control),
            (pattern, Matrix::F64(values)) => sparse(pattern, values, weights, workers, control),
        }
    }

    /// The function of the similarities between the rows of a feature matrix, which are both the
    /// candidates and the points to represent.
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
        match metric.similarities(features, rows, columns, workers, control)? {
            Matrix::F32(entries) => Self::new(Dense::new(entries, rows, true), workers, control),
            Matrix::F64(entries) => Self::new(Dense::new(entries, rows, true), workers, control),
        }
    }

    fn new(
        similarities: impl Source + 'static,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let singletons = similarities.singletons(workers, control)?;
        Ok(Self { similarities: Arc::new(similarities), singletons })
    }

    /// The number of candidates.
    pub fn rows(&self) -> usize {
        self.similarities.rows()
    }

    /// The number of points to represent.
    pub fn columns(&self) -> usize {
        self.similarities.columns()
    }

    /// For each point the element of `subset` that represents it: that of the largest similarity, the
    /// smallest where several have it; none where no similarity, times the point's weight, is positive.
    ///
    /// Costs what adding the elements costs.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `subset` if an element does not exist or comes twice;
    /// [`Error::Cancelled`].
    pub fn assignment(
        &self,
        subset: &[u32],
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<Option<u32>>, Error> {
        check_subset("subset", subset, self.rows())?;
        let mut subset = subset.to_vec();
        subset.sort_unstable();
        Ok(self.similarities.assignment(&subset, workers, control)?)
    }
}

impl fmt::Debug for FacilityLocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FacilityLocation of {} x {}", self.rows(), self.columns())
    }
}

impl Objective for FacilityLocation {
    fn size(&self) -> usize {
        self.rows()
    }

    fn properties(&self) -> Properties {
        const REASON: &str =
            "the best similarity of each point, at least 0, is monotone submodular";
        Properties::normalized(Property::holds(REASON), Property::holds(REASON))
    }

    fn bytes(&self) -> usize {
        self.similarities.bytes() + size_of_val(self.singletons.as_slice())
    }

    fn begin(&self) -> Box<dyn State + '_> {
        self.similarities.begin(&self.singletons)
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

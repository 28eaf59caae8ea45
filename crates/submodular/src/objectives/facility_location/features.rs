//! Facility location of the rows of a feature matrix, which are both the candidates and the points to
//! represent: three ways to get at their similarities.

use gainful_kernels::{ArgumentError, Control, Workers};

use super::blocks::Blocks;
use super::dense::Dense;
use super::neighbours::nearest_neighbours;
use super::{FacilityLocation, FacilityShape, weights};
use crate::error::Error;
use crate::objectives::matrix::{Narrow, check_entries};
use crate::objectives::metric::Comparison;
use crate::objectives::{Matrix, Metric};

/// Rows of features, and how alike they are.
#[derive(Clone, Debug)]
pub struct FacilityFeatures {
    /// The features, row by row.
    pub entries: Matrix,
    /// The number of rows.
    pub rows: usize,
    /// The number of features of each row.
    pub columns: usize,
    /// How alike two rows are.
    pub metric: Metric,
    /// What each row is worth as a point to represent; 1 if there are none.
    pub weights: Option<Vec<f64>>,
}

/// Where similarities of features are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FacilityMethod {
    /// All of them in memory.
    Dense,
    /// Nowhere: they are computed in blocks when gains are asked for. The same function.
    Blocks,
    /// For each row those to itself and to the rows most similar to it, so many in all: another
    /// function, which is nowhere larger.
    Neighbours(usize),
}

impl FacilityFeatures {
    /// Their shape, which a plan depends on.
    pub fn shape(&self) -> FacilityShape {
        let Self { rows, columns, metric, .. } = *self;
        FacilityShape { rows, columns, metric, single: matches!(self.entries, Matrix::F32(_)) }
    }
}

impl FacilityMethod {
    /// The names that [`Self::by_name`] takes.
    pub const NAMES: [&'static str; 4] = ["auto", "dense", "blocks", "neighbours"];

    /// How many neighbours there are if none are given: so many are enough for selections about as
    /// good as by all similarities.
    pub const NEIGHBOURS: usize = 32;

    /// The method called `name`, none for `auto`; if `neighbours` are given, `auto` is the graph of so
    /// many.
    ///
    /// # Errors
    ///
    /// About `method` if there is none of this name; about `neighbours` if the method has none.
    pub fn by_name(name: &str, neighbours: Option<usize>) -> Result<Option<Self>, ArgumentError> {
        let method = match (name, neighbours) {
            ("auto", None) => return Ok(None),
            ("neighbours", None) => Self::Neighbours(Self::NEIGHBOURS),
            ("auto" | "neighbours", Some(neighbours)) => Self::Neighbours(neighbours),
            ("dense", None) => Self::Dense,
            ("blocks", None) => Self::Blocks,
            ("dense" | "blocks", Some(neighbours)) => {
                let expected = format!("no value with the method '{name}'");
                let found = neighbours.to_string();
                return Err(ArgumentError::invalid("neighbours", expected, found));
            }
            _ => return Err(ArgumentError::unknown("method", &Self::NAMES, name)),
        };
        Ok(Some(method))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::Blocks => "blocks",
            Self::Neighbours(_) => "neighbours",
        }
    }
}

impl FacilityLocation {
    /// The function of the similarities between the rows of `features`, by this method.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] as of [`Metric::similarities`], and about `weights` as of
    /// [`Self::from_weighted_similarity`]; about `neighbours` if there are none or too many pairs;
    /// [`Error::Memory`]; [`Error::Cancelled`].
    pub fn from_compared_features(
        features: FacilityFeatures,
        method: FacilityMethod,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let FacilityFeatures { entries, rows, columns, metric, weights } = features;
        entries.check_form("features", rows, columns)?;
        if let Some(weights) = &weights {
            weights::check(weights, rows)?;
        }
        let shape = Shape { rows, columns, metric };
        match entries {
            Matrix::F32(entries) => shape.make(entries, weights, method, workers, control),
            Matrix::F64(entries) => shape.make(entries, weights, method, workers, control),
        }
    }
}

/// What is known of features beside the numbers.
struct Shape {
    rows: usize,
    columns: usize,
    metric: Metric,
}

impl Shape {
    fn make<T: Narrow>(
        self,
        features: Vec<T>,
        weights: Option<Vec<f64>>,
        method: FacilityMethod,
        workers: &Workers,
        control: &Control,
    ) -> Result<FacilityLocation, Error> {
        let Self { rows, columns, metric } = self;
        check_entries("features", &features, f64::MAX, workers, control)?;
        if method == FacilityMethod::Dense {
            let mut similarity = metric.similarity(&features, rows, columns, workers, control)?;
            drop(features);
            let is_symmetric = weights.is_none();
            if let Some(weights) = weights {
                weights::scale_rows(&mut similarity, &weights, workers, control)?;
            }
            let similarities = Dense::new(similarity, rows, is_symmetric);
            return FacilityLocation::new(similarities, workers, control);
        }
        let comparison = Comparison::new(metric, features, rows, columns, workers, control)?;
        if let FacilityMethod::Neighbours(neighbours) = method {
            let weights = weights.as_deref();
            let graph = nearest_neighbours(&comparison, neighbours, weights, workers, control)?;
            drop(comparison);
            return FacilityLocation::new(graph, workers, control);
        }
        FacilityLocation::new(Blocks::new(comparison, weights)?, workers, control)
    }
}

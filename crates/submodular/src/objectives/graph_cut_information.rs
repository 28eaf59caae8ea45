//! The information measures of graph cut.
//!
//! Mutual information f(A) = 2 lambda Σ_{j in A} Σ_{q in Q} s_jq is modular: greedy sorts by
//! relevance, without regard to redundancy. Conditional gain over privates P is graph cut less a
//! modular function, f(A) = Σ_{i in V, j in A} s_ij - lambda Σ_{i, j in A} s_ij
//! - 2 lambda nu Σ_{j in A, p in P} s_jp.
//!
//! Kaushal et al., "PRISM" (2022), where they are GCMI and GCCG.

use gainful_kernels::{ArgumentError, Control, Workers};

use super::context::{Shaped, not_negative};
use super::quadratic::Quadratic;
use super::query_similarity::{cross_similarity, summarize};
use super::symmetric::SymmetricMatrix;
use super::{Metric, Modular};
use crate::error::Error;
use crate::objective::{Objective, Properties, State};

/// The mutual information of candidates with queries, from their similarities: a row for each
/// candidate, a column for each query.
///
/// # Errors
///
/// [`Error::Argument`] about `candidateQuerySimilarity`: empty, NaN, infinite or too large for sums to
/// be finite; or about `lambda`: negative, NaN, infinite, or too large for gains to be finite.
/// [`Error::Cancelled`].
pub fn graph_cut_mutual_information(
    similarity: &Shaped,
    lambda: f64,
    workers: &Workers,
    control: &Control,
) -> Result<Modular, Error> {
    let factor = 2.0 * not_negative("lambda", lambda)?;
    let relevance = summarize("candidateQuerySimilarity", similarity, workers, control, |row| {
        factor * row.sum::<f64>()
    })?;
    if !relevance.iter().all(|relevance| relevance.is_finite()) {
        return Err(too_large(lambda).into());
    }
    Modular::new(relevance)
}

/// Graph cut that stays away from privates.
#[derive(Clone, Debug)]
pub struct GraphCutConditionalGain(Quadratic);

impl GraphCutConditionalGain {
    /// The function of symmetric similarities among candidates, and of those between candidates, in
    /// rows, and privates, in columns.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `similarity`: empty, not square, not symmetric, NaN, an infinity, or
    /// numbers whose sums may overflow; about `candidatePrivateSimilarity`: likewise, or of another
    /// number of rows; about `lambda` or `nu`: negative, NaN, infinite, or too large for gains to be
    /// finite. [`Error::Cancelled`].
    pub fn from_similarity(
        (similarity, rows, columns): Shaped,
        privates: &Shaped,
        lambda: f64,
        nu: f64,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let similarity =
            SymmetricMatrix::new("similarity", similarity, rows, columns, workers, control)?;
        Self::new(similarity, privates, lambda, nu, workers, control)
    }

    /// The function of the similarities between the rows of a feature matrix and between these and
    /// the rows of another one, the privates.
    ///
    /// # Errors
    ///
    /// Those of [`Metric::similarities`]; [`Error::Argument`] about `privates`: empty, or of another
    /// number of columns; about `lambda` or `nu` as in [`Self::from_similarity`].
    pub fn from_features(
        features: Shaped,
        privates: Shaped,
        metric: Metric,
        lambda: f64,
        nu: f64,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let (matrix, rows, columns) = &features;
        let similarity = metric.similarities(matrix, *rows, *columns, workers, control)?;
        let similarity = SymmetricMatrix::trusted(similarity, *rows);
        let privates = cross_similarity("privates", features, privates, metric, workers, control)?;
        Self::new(similarity, &privates, lambda, nu, workers, control)
    }

    fn new(
        similarity: SymmetricMatrix,
        privates: &Shaped,
        lambda: f64,
        nu: f64,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        const NAME: &str = "candidatePrivateSimilarity";
        let rows = similarity.size();
        let factor = 2.0 * not_negative("lambda", lambda)? * not_negative("nu", nu)?;
        if privates.1 != rows {
            let expected = format!("a matrix of {rows} rows");
            let found = format!("{} rows", privates.1);
            return Err(ArgumentError::invalid(NAME, expected, found).into());
        }
        let penalties =
            summarize(NAME, privates, workers, control, |row| factor * row.sum::<f64>())?;
        let single = |element: u32, own: f64, others: f64| {
            others + (1.0 - lambda) * own - penalties[element as usize]
        };
        let function = Quadratic::new(similarity, -2.0 * lambda, single, workers, control)?;
        if !function.is_finite() {
            return Err(too_large(lambda).into());
        }
        Ok(Self(function))
    }
}

fn too_large(lambda: f64) -> ArgumentError {
    let expected = "a number small enough for finite gains";
    ArgumentError::out_of_range("lambda", expected, lambda.to_string())
}

impl Objective for GraphCutConditionalGain {
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

//! Graph cut: elements similar to all others and not to one another.
//!
//! f(S) = Σ_{i in V, j in S} s_ij - lambda Σ_{i, j in S} s_ij for a symmetric s. Submodular if no
//! similarity of two elements is negative; monotone if lambda is at most 1/2 besides, since the
//! gain of j at the set of all others is (1 - 2 lambda) Σ_{i ≠ j} s_ij + (1 - lambda) s_jj.
//!
//! Iyer & Bilmes, "Submodular optimization with submodular cover and submodular knapsack
//! constraints" (2013); Kaushal et al., "Learning from less data" (2019).

use gainful_kernels::{ArgumentError, Control, Workers};

use super::quadratic::Quadratic;
use super::symmetric::SymmetricMatrix;
use super::{Matrix, Metric};
use crate::error::Error;
use crate::objective::{Objective, Properties, Property, State};

/// The largest lambda for which no similarities can make the function lose monotonicity.
const MONOTONE: f64 = 0.5;

/// The graph-cut function of a similarity matrix.
#[derive(Clone, Debug)]
pub struct GraphCut {
    function: Quadratic,
    lambda: f64,
}

impl GraphCut {
    /// The function of symmetric similarities given row by row.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `similarity`: empty, not square, not symmetric, NaN, an infinity,
    /// or numbers whose sums may overflow; or about `lambda`: negative, or too large for gains to be
    /// finite. [`Error::Cancelled`].
    pub fn from_similarity(
        similarity: Matrix,
        rows: usize,
        columns: usize,
        lambda: f64,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let similarity =
            SymmetricMatrix::new("similarity", similarity, rows, columns, workers, control)?;
        Self::new(similarity, lambda, workers, control)
    }

    /// The function of the similarities between the rows of a feature matrix.
    ///
    /// Takes `rows`² numbers of memory, in the precision of the features.
    ///
    /// # Errors
    ///
    /// Those of [`Metric::similarities`], and about `lambda`.
    pub fn from_features(
        features: &Matrix,
        rows: usize,
        columns: usize,
        metric: Metric,
        lambda: f64,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let similarity = metric.similarities(features, rows, columns, workers, control)?;
        Self::new(SymmetricMatrix::trusted(similarity, rows), lambda, workers, control)
    }

    fn new(
        similarity: SymmetricMatrix,
        lambda: f64,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        const NAME: &str = "lambda";
        if !(lambda >= 0.0 && lambda.is_finite()) {
            return Err(ArgumentError::out_of_range(
                NAME,
                "a number that is not negative",
                lambda.to_string(),
            )
            .into());
        }
        let single = |_, own: f64, others: f64| others + (1.0 - lambda) * own;
        let function = Quadratic::new(similarity, -2.0 * lambda, single, workers, control)?;
        if !function.is_finite() {
            let expected = "a number small enough for finite gains";
            return Err(ArgumentError::out_of_range(NAME, expected, lambda.to_string()).into());
        }
        Ok(Self { function, lambda })
    }
}

impl Objective for GraphCut {
    fn size(&self) -> usize {
        self.function.size()
    }

    fn properties(&self) -> Properties {
        let submodular = if self.lambda == 0.0 {
            Property::holds("lambda is 0, so that gains do not depend on the set")
        } else {
            self.function.submodular("similarity")
        };
        let monotone = self.function.monotone();
        let reason = match (self.lambda > MONOTONE, monotone.holds) {
            (true, false) => format!("lambda is above 1/2 and {}", monotone.reason),
            (true, true) => format!("lambda is above 1/2, yet {}", monotone.reason),
            (false, true) => format!("lambda is at most 1/2 and {}", monotone.reason),
            (false, false) => format!("similarities are negative and {}", monotone.reason),
        };
        Properties::normalized(submodular, Property::known(monotone.holds, reason))
    }

    fn is_non_negative(&self) -> bool {
        self.function.is_non_negative()
    }

    fn tie_tolerance(&self) -> f64 {
        self.function.tie_tolerance()
    }

    fn is_modular(&self) -> bool {
        self.lambda == 0.0
    }

    fn bytes(&self) -> usize {
        self.function.bytes()
    }

    fn begin(&self) -> Box<dyn State + '_> {
        self.function.begin()
    }
}

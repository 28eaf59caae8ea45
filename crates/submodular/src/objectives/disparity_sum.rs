//! Disparity sum: how far apart the elements of a set are, all pairs together.
//!
//! f(S) = Σ_{i < j in S} d_ij for distances d. Monotone and supermodular: gains grow with the set,
//! so lazy optimizers do not serve it. For metric distances greedy, begun with any element, reaches
//! half of the optimum.
//!
//! Ravi, Rosenkrantz & Tayi, "Heuristic and special case algorithms for dispersion problems" (1994).

use gainful_kernels::{Control, Workers};

use super::Matrix;
use super::distance::{Distance, Distances};
use super::quadratic::Quadratic;
use crate::error::Error;
use crate::objective::{Objective, Properties, Property, State};

/// The sum of the distances of all pairs.
#[derive(Clone, Debug)]
pub struct DisparitySum(Quadratic);

impl DisparitySum {
    /// The function of symmetric distances given row by row; the diagonal does not matter.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `distances`: empty, not square, not symmetric, negative, NaN, an
    /// infinity, or numbers whose sums may overflow; [`Error::Cancelled`].
    pub fn from_distances(
        distances: Matrix,
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let distances = Distances::given(distances, rows, columns, workers, control)?;
        Self::new(distances, workers, control)
    }

    /// The function of the distances between the rows of a feature matrix.
    ///
    /// Takes `rows`² numbers of memory, in the precision of the features.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `features`: empty, NaN, an infinity, or numbers too large for
    /// distances to be finite; [`Error::Memory`]; [`Error::Cancelled`].
    pub fn from_features(
        features: &Matrix,
        rows: usize,
        columns: usize,
        distance: Distance,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let distances =
            Distances::from_features(features, rows, columns, distance, workers, control)?;
        Self::new(distances, workers, control)
    }

    fn new(distances: Distances, workers: &Workers, control: &Control) -> Result<Self, Error> {
        let pairs = distances.into_pairs();
        Ok(Self(Quadratic::new(pairs, 1.0, |_, _, _| 0.0, workers, control)?))
    }
}

impl Objective for DisparitySum {
    fn size(&self) -> usize {
        self.0.size()
    }

    fn properties(&self) -> Properties {
        Properties::normalized(
            Property::fails("it is supermodular: an element adds its distances to those before it"),
            Property::holds("no distance is negative"),
        )
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

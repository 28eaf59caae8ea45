//! Disparity minimum: how far apart the two nearest elements of a set are.
//!
//! f(S) = min_{i < j in S} d_ij for distances d, and 0 for fewer than two elements. Neither
//! submodular nor monotone: the second element raises it from 0, later ones can only lower it. With
//! the cardinality given, greedy is the farthest-point heuristic, which reaches half of the optimum
//! for metric distances; [`Gist`](crate::optimizers::Gist) trades the least distance against
//! another function.
//!
//! The state keeps the distance of each element from the nearest one of the set: a gain takes
//! constant time, a pick one pass over a row.
//!
//! Gonzalez, "Clustering to minimize the maximum intercluster distance" (1985); Ravi, Rosenkrantz &
//! Tayi, "Heuristic and special case algorithms for dispersion problems" (1994).

use gainful_kernels::{Cancelled, Control, Workers};

use super::Matrix;
use super::distance::{Distance, Distances};
use super::diversification::Diversification;
use super::mixture::Mixture;
use crate::error::Error;
use crate::objective::{Objective, Properties, Property, State};

/// The least distance of all pairs.
#[derive(Clone, Debug)]
pub struct DisparityMin {
    distances: Distances,
}

impl DisparityMin {
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
        Ok(Self { distances })
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
        Ok(Self { distances })
    }
}

impl Objective for DisparityMin {
    fn size(&self) -> usize {
        self.distances.pairs().size()
    }

    fn properties(&self) -> Properties {
        Properties::normalized(
            Property::fails(
                "the second element raises the least distance from 0, the first does not",
            ),
            Property::fails("a third element can lower the least distance"),
        )
    }

    fn diversification(&self) -> Option<Diversification> {
        let utility = Mixture::nothing(self.size());
        Some(Diversification { utility, weight: 1.0, distances: self.distances.clone() })
    }

    fn bytes(&self) -> usize {
        self.distances.pairs().bytes()
    }

    fn begin(&self) -> Box<dyn State + '_> {
        Box::new(Nearest {
            distances: &self.distances,
            nearest: vec![f64::INFINITY; self.size()],
            least: f64::INFINITY,
        })
    }
}

/// A set, and for each element its distance from the nearest one of the set.
#[derive(Clone)]
struct Nearest<'a> {
    distances: &'a Distances,
    nearest: Vec<f64>,
    /// The least distance of two elements of the set, infinite while there are not two.
    least: f64,
}

/// A least distance as a value: 0 where there is no pair.
fn value(least: f64) -> f64 {
    if least.is_finite() { least } else { 0.0 }
}

impl State for Nearest<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        _: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let present = value(self.least);
        for (gain, &candidate) in gains.iter_mut().zip(candidates) {
            *gain = value(self.least.min(self.nearest[candidate as usize])) - present;
        }
        control.check()
    }

    fn insert(&mut self, element: u32, workers: &Workers) {
        self.least = self.least.min(self.nearest[element as usize]);
        self.distances.pairs().fold_row(element, &mut self.nearest, workers, f64::min);
    }

    fn value(&self) -> f64 {
        value(self.least)
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(self.clone())
    }
}

//! Log-determinant: elements that are large and unlike one another, as seen by a kernel.
//!
//! f(S) = log det(a K_S + delta I) for a positive semidefinite kernel K. The gain of j is the
//! logarithm of the pivot that elimination would leave for it, which never grows as the set grows,
//! so f is submodular; where pivots are below 1 gains are negative, so f is monotone only if delta
//! is at least 1. Maximizing f finds the most probable subset of a determinantal point process; with
//! delta = 1, a = 1/sigma² it finds the observations of a Gaussian process that tell most about it
//! (their information gain, times two).
//!
//! Kulesza & Taskar, "Determinantal point processes for machine learning" (2012); Krause, Singh &
//! Guestrin, "Near-optimal sensor placements in Gaussian processes" (2008).

mod factor;
mod kernel;
mod row;

use gainful_kernels::{Cancelled, Control, Workers};

pub use kernel::Shift;

pub(crate) use self::factor::{Factor, Given};
pub(crate) use self::kernel::Kernel;
use crate::error::Error;
use crate::objective::{Objective, Properties, Property, State};
use crate::objectives::{Matrix, Metric};

/// A regularization from which on no pivot is less than 1.
const MONOTONE: f64 = 1.0;

/// The log-determinant function of a kernel.
///
/// The determinant of a set of dependent elements is zero. So that f is finite there, pivots of no
/// more than 1e-10 of the largest diagonal entry of a K + delta I (1e-6 for matrices in single
/// precision), or of no more than delta, which no pivot can be below, count as this much; their
/// elements leave the gains of others as they are. The same happens where a kernel turns out not to
/// be positive semidefinite, which is checked for minors of two rows only.
#[derive(Clone, Debug)]
pub struct LogDeterminant(Kernel);

impl LogDeterminant {
    /// The function of a symmetric positive semidefinite matrix given row by row.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `kernel`: empty, not square, not symmetric, NaN, an infinity, numbers
    /// whose sums may overflow, a negative number on the diagonal, or an entry that exceeds the
    /// geometric mean of its two diagonal entries; about `scale` or `regularization`;
    /// [`Error::Cancelled`].
    pub fn from_kernel(
        kernel: Matrix,
        rows: usize,
        columns: usize,
        shift: Shift,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        Ok(Self(Kernel::from_matrix((kernel, rows, columns), None, shift, workers, control)?))
    }

    /// The function of the similarities between the rows of a feature matrix.
    ///
    /// Keeps the features; similarities are computed as they are needed, at most `rows` for each
    /// selected element.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `features`: empty, NaN, an infinity, or numbers whose squares
    /// overflow; about `metric`: `Euclidean`, which is not positive semidefinite; about `gamma`,
    /// `scale` or `regularization`; [`Error::Cancelled`].
    pub fn from_features(
        features: Matrix,
        rows: usize,
        columns: usize,
        metric: Metric,
        shift: Shift,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let features = (features, rows, columns);
        Ok(Self(Kernel::from_features(features, None, metric, shift, workers, control)?))
    }
}

impl Objective for LogDeterminant {
    fn size(&self) -> usize {
        self.0.groups().candidates() as usize
    }

    fn properties(&self) -> Properties {
        let submodular = Property::holds("pivots of a positive semidefinite kernel never grow");
        Properties::normalized(submodular, monotone(self.0.shift()))
    }

    fn bytes(&self) -> usize {
        self.0.bytes()
    }

    fn begin(&self) -> Box<dyn State + '_> {
        Box::new(Factor::new(&self.0, &Given::default()))
    }
}

/// Whether no pivot is less than 1.
pub(crate) fn monotone(shift: Shift) -> Property {
    if shift.regularization >= MONOTONE {
        Property::holds("no pivot is less than the regularization, which is at least 1")
    } else {
        Property::fails("the regularization is below 1, so that pivots may be, too")
    }
}

impl State for Factor<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        self.logarithms(candidates, gains, workers, control)
    }

    fn insert(&mut self, element: u32, _: &Workers) {
        self.insert(element);
    }

    fn value(&self) -> f64 {
        self.value()
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(self.clone())
    }
}

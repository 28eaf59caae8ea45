//! The kernel whose principal minors are taken: a K + delta I for a matrix K that is given, or for
//! the similarities of points, of which each is computed when it is needed.

use gainful_kernels::{ArgumentError, Control, Workers};

use crate::error::Error;
use crate::objectives::context::{Context, Groups, Shaped};
use crate::objectives::points::Points;
use crate::objectives::symmetric::SymmetricMatrix;
use crate::objectives::{Matrix, Metric};

/// Pivots of no more than this part of the largest diagonal entry are rounding errors, where the
/// entries are in double precision.
const DOUBLE: f64 = 1e-10;

/// The same for entries that were rounded to single precision.
const SINGLE: f64 = 1e-6;

/// What is made of a kernel K before determinants are taken: a K + delta I.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// The factor a, positive.
    pub scale: f64,
    /// The addend delta of the diagonal, not negative.
    pub regularization: f64,
}

impl Default for Shift {
    fn default() -> Self {
        Self { scale: 1.0, regularization: 0.0 }
    }
}

impl Shift {
    fn check(self) -> Result<(), ArgumentError> {
        if !(self.scale > 0.0 && self.scale.is_finite()) {
            let found = self.scale.to_string();
            return Err(ArgumentError::out_of_range("scale", "a positive number", found));
        }
        if !(self.regularization >= 0.0 && self.regularization.is_finite()) {
            let found = self.regularization.to_string();
            let expected = "a number that is not negative";
            return Err(ArgumentError::out_of_range("regularization", expected, found));
        }
        Ok(())
    }
}

/// Where the entries of K come from.
#[derive(Clone, Debug)]
enum Source {
    Matrix(SymmetricMatrix),
    Points(Points),
}

/// A kernel of candidates and, after them, perhaps queries and privates.
#[derive(Clone, Debug)]
pub(crate) struct Kernel {
    source: Source,
    shift: Shift,
    groups: Groups,
    /// The diagonal of a K + delta I.
    diagonal: Vec<f64>,
    floor: f64,
}

impl Kernel {
    /// The kernel of a symmetric matrix, whose last rows are those of the queries and privates of the
    /// `context`.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `kernel` as in [`SymmetricMatrix::new`] or because minors of one or
    /// two rows show that it is not positive semidefinite; about `scale` or `regularization`;
    /// [`Error::Cancelled`].
    pub(crate) fn from_matrix(
        (matrix, rows, columns): Shaped,
        context: Option<&Context<usize>>,
        shift: Shift,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        shift.check()?;
        let tolerance = if matches!(matrix, Matrix::F32(_)) { SINGLE } else { DOUBLE };
        let matrix = SymmetricMatrix::new("kernel", matrix, rows, columns, workers, control)?;
        let groups = Groups::last(rows as u32, context)?;
        let diagonal = (0..rows as u32).map(|row| matrix.entry(row, row)).collect();
        let kernel = Self::new(Source::Matrix(matrix), groups, diagonal, shift, tolerance);
        kernel.check_minors(workers, control)?;
        Ok(kernel)
    }

    /// The kernel of the similarities between the rows of a feature matrix, the last of which are
    /// the queries and privates of the `context`.
    ///
    /// # Errors
    ///
    /// As [`Metric::similarities`]; [`Error::Argument`] about `metric` if its similarities are no
    /// kernel, about `scale` or `regularization`.
    pub(crate) fn from_features(
        (features, rows, columns): Shaped,
        context: Option<&Context<usize>>,
        metric: Metric,
        shift: Shift,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        shift.check()?;
        if metric == Metric::Euclidean {
            let expected = "a metric whose similarities are a positive semidefinite matrix";
            return Err(ArgumentError::invalid("metric", expected, "'euclidean'").into());
        }
        let points = Points::new(features, rows, columns, metric, workers, control)?;
        let groups = Groups::last(rows as u32, context)?;
        let image = points.image(0.0);
        let mut diagonal = Vec::with_capacity(points.count());
        for point in 0..points.count() as u32 {
            points.append_pairs(point, &[point], &mut diagonal);
        }
        image.apply(&mut diagonal);
        Ok(Self::new(Source::Points(points), groups, diagonal, shift, DOUBLE))
    }

    fn new(
        source: Source,
        groups: Groups,
        mut diagonal: Vec<f64>,
        shift: Shift,
        tolerance: f64,
    ) -> Self {
        for entry in &mut diagonal {
            *entry = shift.scale * *entry + shift.regularization;
        }
        let largest = diagonal.iter().copied().fold(0.0, f64::max);
        // No pivot of a positive semidefinite matrix plus delta I is less than delta.
        let floor = (tolerance * largest).max(shift.regularization).max(f64::MIN_POSITIVE);
        Self { source, shift, groups, diagonal, floor }
    }

    /// Which points are what.
    pub(crate) fn groups(&self) -> &Groups {
        &self.groups
    }

    /// What was made of the kernel.
    pub(crate) fn shift(&self) -> Shift {
        self.shift
    }

    /// An entry of the diagonal.
    pub(crate) fn diagonal(&self, point: u32) -> f64 {
        self.diagonal[point as usize]
    }

    /// Pivots count as no less than this; a point whose pivot is no more depends on others.
    pub(crate) fn floor(&self) -> f64 {
        self.floor
    }

    /// The memory that the data take.
    pub(crate) fn bytes(&self) -> usize {
        let source = match &self.source {
            Source::Matrix(matrix) => matrix.bytes(),
            Source::Points(points) => points.bytes(),
        };
        source + size_of_val(self.diagonal.as_slice())
    }

    /// Asks for the entries of `point` with each of the `others` before they are needed, if they come
    /// from memory.
    pub(super) fn prefetch(&self, point: u32, others: &[u32]) {
        if let Source::Matrix(matrix) = &self.source {
            others.iter().for_each(|&other| matrix.prefetch(other, point));
        }
    }

    /// Writes the entries of `point` with each of the `others`, which do not include it.
    pub(super) fn read(&self, point: u32, others: &[u32], entries: &mut [f64]) {
        match &self.source {
            // Rows of the others: many points meet the same ones, which therefore stay in caches.
            Source::Matrix(matrix) => {
                for (entry, &other) in entries.iter_mut().zip(others) {
                    *entry = matrix.entry(other, point);
                }
            }
            Source::Points(points) => {
                let mut pairs = Vec::with_capacity(others.len());
                points.append_pairs(point, others, &mut pairs);
                points.image(0.0).apply(&mut pairs);
                entries.copy_from_slice(&pairs);
            }
        }
        for (entry, &other) in entries.iter_mut().zip(others) {
            *entry *= self.shift.scale * self.groups.coupling(point, other);
        }
    }

    /// Fails if a minor of one or two rows is negative, by more than rounding explains: a matrix of
    /// distances, say, is no kernel.
    fn check_minors(&self, workers: &Workers, control: &Control) -> Result<(), Error> {
        const EXPECTED: &str = "a positive semidefinite matrix";
        /// Larger than what rounding to single precision makes of a ratio.
        const SLACK: f64 = 1.0001;
        let Source::Matrix(matrix) = &self.source else { return Ok(()) };
        let refuse = |found| Err(ArgumentError::invalid("kernel", EXPECTED, found).into());
        let own = |point: u32| self.diagonal(point).max(self.floor);
        if let Some(row) = self.diagonal.iter().position(|&entry| entry < 0.0) {
            let entry = matrix.entry(row as u32, row as u32);
            return refuse(format!("{entry} on the diagonal at row {row}"));
        }
        let offender = |row: u32, entries: &[f64]| {
            (0..row as usize).find(|&column| {
                let limit = (own(row) * own(column as u32)).sqrt() * SLACK;
                self.shift.scale * entries[column].abs() > limit
            })
        };
        let offenders = matrix.map_rows(workers, control, offender)?;
        let first = (0u32..).zip(offenders).find_map(|(row, column)| Some((row, column?)));
        let Some((row, column)) = first else { return Ok(()) };
        let entry = matrix.entry(row, column as u32);
        refuse(format!("{entry} at row {row}, column {column}, more than the diagonal permits"))
    }
}

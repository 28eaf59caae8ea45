//! No two elements nearer to one another than some distance.
//!
//! Subsets of such sets are such sets, but they cannot be exchanged as in a matroid, so nothing is
//! promised of greedy with it. The certificate is valid all the same.

use std::any::Any;
use std::cell::Cell;

use gainful_kernels::{ArgumentError, Control, Workers};

use super::{Cardinality, Family, IndependenceSystem, IndependentSet};
use crate::Digest;
use crate::constraint::Constraint;
use crate::error::Error;
use crate::objectives::{Distance, Distances, Matrix, check_entries};
use crate::optimizers::Candidate;

/// Sets whose elements are at least so far apart from one another.
#[derive(Clone, Debug)]
pub struct MinimumDistance {
    name: String,
    distance: f64,
    places: Places,
}

/// What tells how far apart two elements are.
#[derive(Clone, Debug)]
enum Places {
    /// All distances.
    Given(Distances),
    /// Rows of features, `columns` each, and what the distance between two of them is.
    Features { features: Matrix, columns: usize, metric: Distance },
}

impl MinimumDistance {
    /// Elements at least `distance` apart by symmetric `distances` given row by row; `name` is that of
    /// the field of the constraint.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `distance` if it is NaN, infinite or negative; about `distances` if
    /// they are empty, not square, not symmetric, negative, NaN, infinite, or too large;
    /// [`Error::Cancelled`].
    pub fn from_distances(
        name: impl Into<String>,
        distance: f64,
        distances: Matrix,
        [rows, columns]: [usize; 2],
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let name = name.into();
        check_distance(&name, distance)?;
        let distances = Distances::given(distances, rows, columns, workers, control);
        let places = Places::Given(distances.map_err(|error| within(&name, error))?);
        Ok(Self { name, distance, places })
    }

    /// Elements at least `distance` apart by `metric` between the rows of `features`. A distance is
    /// computed, in double precision, when it is needed: no memory for all pairs.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `distance` if it is NaN, infinite or negative; about `features` if
    /// they are empty, NaN or infinite; [`Error::Cancelled`].
    pub fn from_features(
        name: impl Into<String>,
        distance: f64,
        features: Matrix,
        [rows, columns]: [usize; 2],
        metric: Distance,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let name = name.into();
        check_distance(&name, distance)?;
        let argument = format!("{name}.features");
        features.check_form(&argument, rows, columns)?;
        match &features {
            Matrix::F32(rows) => check_entries(&argument, rows, f64::MAX, workers, control)?,
            Matrix::F64(rows) => check_entries(&argument, rows, f64::MAX, workers, control)?,
        }
        Ok(Self { name, distance, places: Places::Features { features, columns, metric } })
    }

    /// Elements at least `distance` apart by distances that are known to be good.
    pub(crate) fn within(distances: Distances, distance: f64) -> Self {
        Self { name: "minimumDistance".into(), distance, places: Places::Given(distances) }
    }

    /// Whether two elements may be in one set.
    fn permits(&self, one: u32, other: u32) -> bool {
        let distance = match &self.places {
            Places::Given(distances) => distances.pairs().entry(one, other),
            Places::Features { features, columns, metric } => {
                let row =
                    |element: u32| element as usize * columns..(element as usize + 1) * columns;
                match features {
                    Matrix::F32(rows) => metric.of_pair(&rows[row(one)], &rows[row(other)]),
                    Matrix::F64(rows) => metric.of_pair(&rows[row(one)], &rows[row(other)]),
                }
            }
        };
        distance >= self.distance
    }

    /// The number of elements.
    fn size(&self) -> usize {
        match &self.places {
            Places::Given(distances) => distances.pairs().size(),
            Places::Features { features, columns, .. } => features.len() / columns,
        }
    }
}

fn check_distance(name: &str, distance: f64) -> Result<(), ArgumentError> {
    if (0.0..f64::INFINITY).contains(&distance) {
        return Ok(());
    }
    let expected = "a finite number that is not negative";
    Err(ArgumentError::out_of_range(format!("{name}.distance"), expected, distance.to_string()))
}

/// The error about an argument as one about a field of the constraint called `name`.
fn within(name: &str, error: Error) -> Error {
    match error {
        Error::Argument(error) => {
            let argument = format!("{name}.{}", error.argument);
            Error::Argument(ArgumentError { argument, ..error })
        }
        other => other,
    }
}

impl IndependenceSystem for MinimumDistance {
    fn name(&self) -> &str {
        &self.name
    }

    fn family(&self) -> Family {
        Family::Other
    }

    fn check(&self, size: usize, _: &Constraint) -> Result<(), ArgumentError> {
        if self.size() == size {
            return Ok(());
        }
        let source = match self.places {
            Places::Given(_) => "distances",
            Places::Features { .. } => "features",
        };
        let argument = format!("{}.{source}", self.name);
        let expected = format!("{size} rows, one per element,");
        Err(ArgumentError::invalid(argument, expected, self.size().to_string()))
    }

    fn begin(&self) -> Box<dyn IndependentSet + '_> {
        let passed = vec![Cell::new(0); self.size()];
        Box::new(Scattered { system: self, members: Vec::new(), passed })
    }

    fn digest(&self, digest: &mut Digest) {
        digest.word(self.distance.to_bits());
        match &self.places {
            Places::Given(distances) => {
                let pairs = distances.pairs();
                for row in 0..pairs.size() as u32 {
                    digest.words((0..row).map(|column| pairs.entry(row, column).to_bits()));
                }
            }
            Places::Features { features, columns, metric } => {
                digest.word(*columns as u64);
                digest.word(*metric as u64);
                match features {
                    Matrix::F32(entries) => {
                        digest.words(entries.iter().map(|x| x.to_bits().into()))
                    }
                    Matrix::F64(entries) => digest.words(entries.iter().map(|x| x.to_bits())),
                }
            }
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A set of elements far from one another.
struct Scattered<'a> {
    system: &'a MinimumDistance,
    members: Vec<u32>,
    /// How many of the members each element is known to be far from: no pair is looked at twice, and
    /// none that nobody asks about.
    passed: Vec<Cell<usize>>,
}

impl IndependentSet for Scattered<'_> {
    fn admits(&self, element: u32) -> bool {
        let passed = &self.passed[element as usize];
        let ahead = self.members[passed.get()..].iter();
        let far = ahead.take_while(|&&member| self.system.permits(element, member)).count();
        passed.set(passed.get() + far);
        passed.get() == self.members.len()
    }

    fn insert(&mut self, element: u32) {
        self.members.push(element);
    }

    /// The sum of all that can be added one at a time.
    fn largest_sum(&self, candidates: &mut [Candidate]) -> f64 {
        let admitted = candidates.iter().filter(|candidate| self.admits(candidate.element));
        let mut admitted: Vec<_> = admitted.copied().collect();
        Cardinality::new(admitted.len()).largest_sum(&mut admitted)
    }
}

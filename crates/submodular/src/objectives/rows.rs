//! Rows of numbers that are not negative, dense or sparse: features, similarities, probabilities.

use gainful_kernels::{ArgumentError, Control, Element, Workers, room};

use super::matrix::{Matrix, first_failing};
use super::sparse::{SparseMatrix, SparsePattern};
use crate::error::Error;

/// Entries that one task looks at: tens of microseconds, long enough to outweigh handing it out.
const ENTRIES_PER_TASK: usize = 1 << 15;

/// A matrix with a row for each element of the ground set.
#[derive(Clone, Debug, PartialEq)]
pub enum Rows {
    /// All entries, row by row.
    Dense {
        /// The entries.
        entries: Matrix,
        /// The number of rows.
        rows: usize,
        /// The number of columns.
        columns: usize,
    },
    /// The entries that are not 0.
    Sparse(SparseMatrix),
}

/// Which numbers are taken; none that is negative.
#[derive(Clone, Copy)]
pub(crate) struct Amounts {
    largest: f64,
    expected: &'static str,
}

/// Features and similarities. In either precision, sums of as many as there can be rows are finite,
/// and so is the sum of 64 times a weight.
pub(crate) const AMOUNTS: Amounts = Amounts { largest: 1e20, expected: "numbers from 0 to 1e20" };

/// What a feature or an element is worth.
pub(crate) const WEIGHTS: Amounts = Amounts { largest: 1e15, expected: "numbers from 0 to 1e15" };

/// Probabilities.
pub(crate) const PROBABILITIES: Amounts =
    Amounts { largest: 1.0, expected: "probabilities from 0 to 1" };

impl Amounts {
    /// Fails unless all `entries` are taken, naming the index of the first that is not.
    pub(crate) fn check<T: Element>(
        self,
        argument: &str,
        entries: &[T],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Error> {
        let is_taken = |entry: f64| (0.0..=self.largest).contains(&entry);
        let Some(index) = first_failing(entries, is_taken, workers, control)? else {
            return Ok(());
        };
        let value: f64 = entries[index].into();
        let error = if value.is_finite() {
            // The debug form has an exponent where there would be many zeros.
            let number = format!("{value:?}");
            let found = format!("{} at index {index}", number.trim_end_matches(".0"));
            ArgumentError::out_of_range(argument, self.expected, found)
        } else {
            ArgumentError::not_finite(argument, value, index)
        };
        Err(error.into())
    }

    /// Fails unless this is a matrix of so many rows and columns whose entries are taken.
    pub(crate) fn check_matrix(
        self,
        argument: &str,
        matrix: &Matrix,
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Error> {
        matrix.check_form(argument, rows, columns)?;
        self.check_numbers(argument, matrix, workers, control)
    }

    fn check_numbers(
        self,
        argument: &str,
        numbers: &Matrix,
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Error> {
        match numbers {
            Matrix::F32(numbers) => self.check(argument, numbers, workers, control),
            Matrix::F64(numbers) => self.check(argument, numbers, workers, control),
        }
    }
}

impl Rows {
    /// The number of rows.
    pub fn rows(&self) -> usize {
        match self {
            Self::Dense { rows, .. } => *rows,
            Self::Sparse(matrix) => matrix.pattern().rows(),
        }
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        match self {
            Self::Dense { columns, .. } => *columns,
            Self::Sparse(matrix) => matrix.pattern().columns(),
        }
    }

    /// The memory that the entries take.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Dense { entries, .. } => entries.bytes(),
            Self::Sparse(matrix) => matrix.bytes(),
        }
    }

    /// Fails unless the form is that of a matrix and all entries are taken.
    pub(crate) fn check(
        &self,
        argument: &str,
        amounts: Amounts,
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Error> {
        match self {
            Self::Dense { entries, rows, columns } => {
                amounts.check_matrix(argument, entries, *rows, *columns, workers, control)
            }
            Self::Sparse(matrix) => {
                let argument = format!("{argument}.values");
                amounts.check_numbers(&argument, matrix.values(), workers, control)
            }
        }
    }
}

impl From<SparseMatrix> for Rows {
    fn from(matrix: SparseMatrix) -> Self {
        Self::Sparse(matrix)
    }
}

/// Fails unless `weights`, if given, are taken, one for each of `columns`.
///
/// # Errors
///
/// [`Error::Argument`] about `weights`: not one for each column, or one that is not taken;
/// [`Error::Cancelled`].
pub(crate) fn check_weights(
    weights: Option<&[f64]>,
    columns: usize,
    workers: &Workers,
    control: &Control,
) -> Result<(), Error> {
    const NAME: &str = "weights";
    let Some(weights) = weights else { return Ok(()) };
    if weights.len() != columns {
        let found = format!("{} numbers", weights.len());
        return Err(ArgumentError::invalid(NAME, format!("{columns} numbers"), found).into());
    }
    WEIGHTS.check(NAME, weights, workers, control)
}

/// The rows in columns that have entries, and a `column` for each of these, of its weight; that is 1
/// where there are none.
///
/// # Errors
///
/// Those of [`check_weights`], and [`Error::Memory`].
pub(crate) fn weighted_columns<C>(
    rows: Rows,
    weights: Option<Vec<f64>>,
    column: impl Fn(f64) -> C,
    workers: &Workers,
    control: &Control,
) -> Result<(Rows, Vec<C>), Error> {
    check_weights(weights.as_deref(), rows.columns(), workers, control)?;
    let (rows, weights) = match rows {
        Rows::Dense { .. } => (rows, weights),
        Rows::Sparse(matrix) => {
            let (matrix, weights) = matrix.in_used_columns(weights, workers, control)?;
            (Rows::Sparse(matrix), weights)
        }
    };
    let mut columns = room(rows.columns())?;
    match weights {
        Some(weights) => columns.extend(weights.into_iter().map(column)),
        None => columns.extend((0..rows.columns()).map(|_| column(1.0))),
    }
    Ok((rows, columns))
}

/// Rows whose entries can be gone through one by one.
pub(crate) trait EntriesByRow: Copy + Send + Sync {
    /// The columns and entries of a row; zeros may be left out.
    fn row(self, row: u32) -> impl Iterator<Item = (usize, f64)>;

    /// How many rows make a task.
    fn rows_per_task(self) -> usize;
}

/// All entries, row by row.
#[derive(Clone, Copy)]
pub(crate) struct DenseRows<'a, T> {
    /// The entries.
    pub(crate) entries: &'a [T],
    /// The number of columns.
    pub(crate) columns: usize,
}

impl<T: Element> EntriesByRow for DenseRows<'_, T> {
    fn row(self, row: u32) -> impl Iterator<Item = (usize, f64)> {
        let row = &self.entries[row as usize * self.columns..][..self.columns];
        row.iter().map(|&entry| entry.into()).enumerate()
    }

    fn rows_per_task(self) -> usize {
        rows_per_task(self.columns)
    }
}

/// The entries that are not 0.
#[derive(Clone, Copy)]
pub(crate) struct SparseRows<'a, T> {
    /// Where the entries are.
    pub(crate) pattern: &'a SparsePattern,
    /// The entries.
    pub(crate) values: &'a [T],
}

impl<T: Element> EntriesByRow for SparseRows<'_, T> {
    fn row(self, row: u32) -> impl Iterator<Item = (usize, f64)> {
        let range = self.pattern.range(row as usize);
        let columns = self.pattern.row(row as usize);
        columns
            .iter()
            .zip(&self.values[range])
            .map(|(&column, &value)| (column as usize, value.into()))
    }

    fn rows_per_task(self) -> usize {
        rows_per_task(self.pattern.entries() / self.pattern.rows())
    }
}

/// How many rows of about so many entries make a task.
pub(crate) fn rows_per_task(entries: usize) -> usize {
    (ENTRIES_PER_TASK / entries.max(1)).max(1)
}

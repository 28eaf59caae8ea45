//! The numbers of a matrix in the precision in which they came, and the check of its form.

use gainful_kernels::{ArgumentError, check_finite};

/// The entries of a matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub enum Matrix {
    /// In single precision.
    F32(Vec<f32>),
    /// In double precision.
    F64(Vec<f64>),
}

impl Matrix {
    /// The number of entries.
    pub fn len(&self) -> usize {
        match self {
            Self::F32(entries) => entries.len(),
            Self::F64(entries) => entries.len(),
        }
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The memory that the entries take.
    pub fn bytes(&self) -> usize {
        match self {
            Self::F32(entries) => size_of_val(entries.as_slice()),
            Self::F64(entries) => size_of_val(entries.as_slice()),
        }
    }

    /// Fails unless this is a matrix of `rows` times `columns` finite numbers, at least one of each,
    /// whose rows can be numbered by 32 bits.
    pub(crate) fn check(
        &self,
        argument: &str,
        rows: usize,
        columns: usize,
    ) -> Result<(), ArgumentError> {
        if rows == 0 || columns == 0 {
            let found = format!("{rows} rows and {columns} columns");
            return Err(ArgumentError::invalid(argument, "a matrix that is not empty", found));
        }
        if u32::try_from(rows).is_err() {
            let expected = format!("a matrix of at most {} rows", u32::MAX);
            return Err(ArgumentError::out_of_range(argument, expected, format!("{rows} rows")));
        }
        if rows.checked_mul(columns) != Some(self.len()) {
            let expected = format!("{rows} times {columns} numbers");
            return Err(ArgumentError::invalid(argument, expected, format!("{}", self.len())));
        }
        match self {
            Self::F32(entries) => check_finite(argument, entries),
            Self::F64(entries) => check_finite(argument, entries),
        }
    }
}

impl From<Vec<f32>> for Matrix {
    fn from(entries: Vec<f32>) -> Self {
        Self::F32(entries)
    }
}

impl From<Vec<f64>> for Matrix {
    fn from(entries: Vec<f64>) -> Self {
        Self::F64(entries)
    }
}

//! The numbers of a matrix in the precision in which they came, and the check of its form.

use gainful_kernels::{ArgumentError, Cancelled, Control, Element, Workers};

use crate::error::Error;

/// Entries checked between two looks at a control: a tenth of a millisecond.
const BLOCK: usize = 1 << 17;

/// An element type to which results computed in double precision are rounded.
pub(crate) trait Narrow: Element {
    /// The largest similarity. 64 of them, as many as are summed in this type, are finite, and so
    /// are the sums in double precision of all entries of any matrix.
    const LARGEST: f64;

    /// The largest relative error of rounding to this type.
    const ROUNDING: f64;

    /// The nearest number of this type.
    fn narrow(value: f64) -> Self;
}

impl Narrow for f32 {
    const LARGEST: f64 = 1e36;
    const ROUNDING: f64 = f32::EPSILON as f64 / 2.0;

    fn narrow(value: f64) -> Self {
        value as f32
    }
}

impl Narrow for f64 {
    const LARGEST: f64 = 1e288;
    const ROUNDING: f64 = f64::EPSILON / 2.0;

    fn narrow(value: f64) -> Self {
        value
    }
}

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

    /// Fails unless this is a matrix of `rows` times `columns` numbers, at least one of each, whose
    /// rows can be numbered by 32 bits.
    pub(crate) fn check_form(
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
        Ok(())
    }
}

/// Fails unless all entries lie between -`largest` and `largest`, a finite number.
pub(crate) fn check_entries<T: Element>(
    argument: &str,
    entries: &[T],
    largest: f64,
    workers: &Workers,
    control: &Control,
) -> Result<(), Error> {
    let Some(index) = first_beyond(entries, largest, workers, control)? else { return Ok(()) };
    let value: f64 = entries[index].into();
    let error = if value.is_finite() {
        let expected = format!("numbers from {:e} to {largest:e}", -largest);
        ArgumentError::out_of_range(argument, expected, format!("{value:e} at index {index}"))
    } else {
        ArgumentError::not_finite(argument, value, index)
    };
    Err(error.into())
}

/// The index of the first entry that does not lie between -`largest` and `largest`.
pub(crate) fn first_beyond<T: Element>(
    entries: &[T],
    largest: f64,
    workers: &Workers,
    control: &Control,
) -> Result<Option<usize>, Cancelled> {
    // False for NaN as well.
    first_failing(entries, |entry| entry.abs() <= largest, workers, control)
}

/// The index of the first entry of which `is_taken` is false.
pub(crate) fn first_failing<T: Element>(
    entries: &[T],
    is_taken: impl Fn(f64) -> bool + Sync,
    workers: &Workers,
    control: &Control,
) -> Result<Option<usize>, Cancelled> {
    let is_taken = |&entry: &T| is_taken(entry.into());
    control.begin("check", Some(entries.len() as u64))?;
    let blocks = workers.map(entries.len().div_ceil(BLOCK), |block| {
        let entries = &entries[block * BLOCK..entries.len().min((block + 1) * BLOCK)];
        control.advance(entries.len() as u64).is_ok()
            && !entries.iter().fold(true, |all, entry| all & is_taken(entry))
    });
    control.check()?;
    Ok(blocks.into_iter().position(|fails| fails).and_then(|block| {
        let begin = block * BLOCK;
        entries[begin..].iter().position(|entry| !is_taken(entry)).map(|offset| begin + offset)
    }))
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

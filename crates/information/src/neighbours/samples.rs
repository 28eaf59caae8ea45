//! The rows of a matrix as points, checked at the door.

use gainful_kernels::{ArgumentError, Cancelled, Control, Float, check_finite};

use super::BLOCK;

/// One vector per coordinate.
pub type Columns = Vec<Vec<f64>>;

/// A matrix in row-major order whose rows are samples: not empty, finite, of a size that 32-bit
/// indices reach.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a, T> {
    values: &'a [T],
    columns: usize,
}

impl<'a, T: Float> Samples<'a, T> {
    /// `rows` x `columns` values; `argument` is what messages call them.
    ///
    /// # Errors
    /// If there are no rows or no columns, if `values` has another length than `rows * columns`, or
    /// if a value is NaN or infinite (the message tells its index).
    pub fn new(
        argument: &str,
        values: &'a [T],
        rows: usize,
        columns: usize,
    ) -> Result<Self, ArgumentError> {
        if columns == 0 {
            return Err(ArgumentError::out_of_range(argument, "at least one column", "0 columns"));
        }
        if rows == 0 {
            return Err(ArgumentError::out_of_range(argument, "at least one row", "0 rows"));
        }
        if u32::try_from(rows).is_err() {
            let expected = format!("at most {} rows", u32::MAX);
            return Err(ArgumentError::out_of_range(argument, expected, format!("{rows} rows")));
        }
        if rows.checked_mul(columns) != Some(values.len()) {
            let expected = format!("{rows} x {columns} values");
            let found = format!("{} values", values.len());
            return Err(ArgumentError::invalid(argument, expected, found));
        }
        check_finite(argument, values)?;
        Ok(Self { values, columns })
    }

    /// The number of samples.
    pub fn rows(&self) -> usize {
        self.values.len() / self.columns
    }

    /// The values as one vector of doubles per column.
    pub fn to_columns(self, control: &Control) -> Result<Columns, Cancelled> {
        let to_column = |column: usize| {
            let mut values = Vec::with_capacity(self.rows());
            for rows in self.values.chunks(BLOCK * self.columns) {
                control.check()?;
                values.extend(rows.iter().skip(column).step_by(self.columns).map(|&v| v.into()));
            }
            Ok(values)
        };
        (0..self.columns).map(to_column).collect()
    }
}

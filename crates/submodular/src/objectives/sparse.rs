//! Sparse matrices in compressed rows: which columns a row has entries in, and the entries.
//!
//! Checked once, where they are made, so that every objective can rely on columns in range, strictly
//! ascending within a row, and on finite entries whose sums are finite, too.

mod used_columns;

use std::ops::Range;

use gainful_kernels::{ArgumentError, Control, Workers, prefetch};

use super::matrix::{Matrix, Narrow, first_beyond};
use crate::error::Error;

/// Entries checked between two looks at a control: a tenth of a millisecond.
const BLOCK: usize = 1 << 17;

/// Where a sparse matrix has entries: for each row the columns, in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SparsePattern {
    row_offsets: Vec<u32>,
    column_indices: Vec<u32>,
    columns: usize,
}

impl SparsePattern {
    /// The pattern whose row i has entries in the columns
    /// `column_indices[row_offsets[i]..row_offsets[i + 1]]`: at least one row, which may be empty,
    /// and one column. `argument` is the matrix's name in messages.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `argument.rowOffsets`: fewer than two, the first not 0, the last not
    /// the number of column indices, or one less than that before; about `argument.columnIndices`:
    /// one out of range, or not greater than that before it in its row; about `argument.columns` if
    /// there are none. [`Error::Cancelled`].
    pub fn new(
        argument: &str,
        row_offsets: Vec<u32>,
        column_indices: Vec<u32>,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        check_offsets(&format!("{argument}.rowOffsets"), &row_offsets, column_indices.len())?;
        if columns == 0 {
            let argument = format!("{argument}.columns");
            return Err(ArgumentError::out_of_range(argument, "at least one column", "0").into());
        }
        let pattern = Self { row_offsets, column_indices, columns };
        pattern.check_indices(&format!("{argument}.columnIndices"), workers, control)?;
        Ok(pattern)
    }

    /// A pattern of which the caller knows that its parts fit together.
    pub(crate) fn trusted(row_offsets: Vec<u32>, column_indices: Vec<u32>, columns: usize) -> Self {
        Self { row_offsets, column_indices, columns }
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.row_offsets.len() - 1
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The number of entries.
    pub fn entries(&self) -> usize {
        self.column_indices.len()
    }

    /// The numbers of a row's entries, counted through all rows.
    pub fn range(&self, row: usize) -> Range<usize> {
        self.row_offsets[row] as usize..self.row_offsets[row + 1] as usize
    }

    /// Asks for where the range of a row is stored.
    pub(crate) fn prefetch_range(&self, row: usize) {
        prefetch(&self.row_offsets[row..=row]);
    }

    /// The columns that a row has entries in, ascending.
    pub fn row(&self, row: usize) -> &[u32] {
        &self.column_indices[self.range(row)]
    }

    /// The memory that offsets and indices take.
    pub fn bytes(&self) -> usize {
        size_of_val(self.row_offsets.as_slice()) + size_of_val(self.column_indices.as_slice())
    }

    /// The row that an entry is in.
    fn row_of(&self, entry: usize) -> usize {
        // Behind the last offset that is not greater, and so behind those of empty rows.
        self.row_offsets.partition_point(|&offset| offset as usize <= entry) - 1
    }

    fn check_indices(
        &self,
        argument: &str,
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Error> {
        control.begin("check", Some(self.entries() as u64))?;
        let faults = workers.map(self.entries().div_ceil(BLOCK), |block| {
            let entries = block * BLOCK..self.entries().min((block + 1) * BLOCK);
            control.advance(entries.len() as u64).ok().and_then(|()| self.first_fault(entries))
        });
        control.check()?;
        let Some(entry) = faults.into_iter().flatten().next() else { return Ok(()) };
        let (index, row) = (self.column_indices[entry], self.row_of(entry));
        let error = if index as usize >= self.columns {
            let expected = format!("column indices below {}", self.columns);
            ArgumentError::out_of_range(argument, expected, format!("{index} in row {row}"))
        } else {
            let expected = "strictly ascending column indices in each row";
            let found = format!("{index} after {} in row {row}", self.column_indices[entry - 1]);
            ArgumentError::invalid(argument, expected, found)
        };
        Err(error.into())
    }

    /// The first of some entries whose column is out of range or not after that before it.
    fn first_fault(&self, entries: Range<usize>) -> Option<usize> {
        let mut begin = entries.start;
        for row in self.row_of(begin)..self.rows() {
            let range = self.range(row);
            let end = range.end.min(entries.end);
            let mut least = match begin > range.start {
                true => u64::from(self.column_indices[begin - 1]) + 1,
                false => 0,
            };
            for (offset, &index) in self.column_indices[begin..end].iter().enumerate() {
                if u64::from(index) < least || index as usize >= self.columns {
                    return Some(begin + offset);
                }
                least = u64::from(index) + 1;
            }
            begin = end;
            if begin == entries.end {
                break;
            }
        }
        None
    }
}

fn check_offsets(argument: &str, offsets: &[u32], entries: usize) -> Result<(), ArgumentError> {
    let (&[first, .., last], true) = (offsets, offsets.len() <= 1 << 32) else {
        let expected = format!("an offset for each row and one more, 2 to {}", 1_u64 << 32);
        return Err(ArgumentError::invalid(argument, expected, format!("{}", offsets.len())));
    };
    if first != 0 {
        let found = first.to_string();
        return Err(ArgumentError::invalid(argument, "0 as the first offset", found));
    }
    if let Some(row) = offsets.windows(2).position(|pair| pair[1] < pair[0]) {
        let found = format!("{} after {} at row {row}", offsets[row + 1], offsets[row]);
        return Err(ArgumentError::invalid(argument, "offsets that never decrease", found));
    }
    if last as usize != entries {
        let expected = format!("the number of column indices, {entries}, as the last offset");
        return Err(ArgumentError::invalid(argument, expected, last.to_string()));
    }
    Ok(())
}

/// A sparse matrix: entries that are not listed are 0.
#[derive(Clone, Debug, PartialEq)]
pub struct SparseMatrix {
    pattern: SparsePattern,
    values: Matrix,
}

impl SparseMatrix {
    /// The matrix with an entry of `values` at each place of `pattern`, in the same order.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `argument.values`: another number of them than places, NaN, an
    /// infinity, or numbers whose sums may overflow, above 1e36 in single precision and 1e288 in
    /// double precision; [`Error::Cancelled`].
    pub fn new(
        argument: &str,
        pattern: SparsePattern,
        values: Matrix,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let argument = format!("{argument}.values");
        if values.len() != pattern.entries() {
            let expected = format!("{} numbers, one for each column index", pattern.entries());
            let found = format!("{} numbers", values.len());
            return Err(ArgumentError::invalid(argument, expected, found).into());
        }
        match &values {
            Matrix::F32(values) => check_values(&argument, &pattern, values, workers, control),
            Matrix::F64(values) => check_values(&argument, &pattern, values, workers, control),
        }?;
        Ok(Self { pattern, values })
    }

    /// Where the entries are.
    pub fn pattern(&self) -> &SparsePattern {
        &self.pattern
    }

    /// The entries, row by row; those of row i are at `pattern().range(i)`.
    pub fn values(&self) -> &Matrix {
        &self.values
    }

    /// Both, to be changed or kept apart.
    pub fn into_parts(self) -> (SparsePattern, Matrix) {
        (self.pattern, self.values)
    }

    /// The memory that pattern and entries take.
    pub fn bytes(&self) -> usize {
        self.pattern.bytes() + self.values.bytes()
    }
}

fn check_values<T: Narrow>(
    argument: &str,
    pattern: &SparsePattern,
    values: &[T],
    workers: &Workers,
    control: &Control,
) -> Result<(), Error> {
    let Some(index) = first_beyond(values, T::LARGEST, workers, control)? else { return Ok(()) };
    let (value, row): (f64, usize) = (values[index].into(), pattern.row_of(index));
    let error = if value.is_finite() {
        let expected = format!("numbers from {:e} to {:e}", -T::LARGEST, T::LARGEST);
        ArgumentError::out_of_range(argument, expected, format!("{value:e} in row {row}"))
    } else {
        let mut error = ArgumentError::not_finite(argument, value, index);
        error.found.push_str(&format!(" (row {row})"));
        error
    };
    Err(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(
        row_offsets: &[u32],
        column_indices: &[u32],
        columns: usize,
    ) -> Result<SparsePattern, String> {
        let (workers, control) = (Workers::single(), Control::new());
        let (offsets, indices) = (row_offsets.to_vec(), column_indices.to_vec());
        SparsePattern::new("graph", offsets, indices, columns, &workers, &control)
            .map_err(|error| error.to_string())
    }

    fn matrix(values: impl Into<Matrix>) -> Result<SparseMatrix, String> {
        let pattern = pattern(&[0, 2, 2, 3], &[0, 4, 4], 5)?;
        SparseMatrix::new("graph", pattern, values.into(), &Workers::single(), &Control::new())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn rows_are_as_given() {
        let pattern = pattern(&[0, 0, 2, 2, 3, 3], &[0, 4, 4], 5).unwrap();
        let rows: Vec<&[u32]> = (0..pattern.rows()).map(|row| pattern.row(row)).collect();
        assert_eq!(rows, [&[][..], &[0, 4], &[], &[4], &[]]);
        assert_eq!((0..3).map(|entry| pattern.row_of(entry)).collect::<Vec<_>>(), [1, 1, 3]);
        assert_eq!((pattern.entries(), pattern.columns(), pattern.bytes()), (3, 5, 36));
        assert_eq!(matrix(vec![1.0, 0.0, -1.0]).unwrap().bytes(), 16 + 12 + 24);
    }

    #[test]
    fn offsets_that_do_not_fit_are_refused() {
        for (offsets, entries, message) in [
            (
                &[0][..],
                0,
                "an offset for each row and one more, 2 to 4294967296 for graph.rowOffsets but \
                 received 1",
            ),
            (&[1, 1], 1, "0 as the first offset for graph.rowOffsets but received 1"),
            (
                &[0, 2, 1, 3],
                3,
                "offsets that never decrease for graph.rowOffsets but received 1 after 2 at row 1",
            ),
            (
                &[0, 2],
                3,
                "the number of column indices, 3, as the last offset for graph.rowOffsets but \
                 received 2",
            ),
        ] {
            let indices: Vec<u32> = (0..entries).collect();
            let expected = format!("Expected {message}");
            assert_eq!(pattern(offsets, &indices, 9), Err(expected));
        }
        assert!(pattern(&[], &[], 9).is_err());
        let expected = "Expected at least one column for graph.columns but received 0";
        assert_eq!(pattern(&[0, 0], &[], 0), Err(expected.into()));
    }

    #[test]
    fn indices_out_of_order_or_range_are_refused_wherever_they_are() {
        let size = 2 * BLOCK + 7;
        for entry in [1, 5, BLOCK - 1, BLOCK, BLOCK + 1, size - 1] {
            let offsets = [0, 1, 1, size as u32];
            let mut indices: Vec<u32> = (0..size as u32).collect();
            assert!(pattern(&offsets, &indices, size).is_ok());
            let wanted = format!(
                "Expected column indices below {size} for graph.columnIndices but received {size} \
                 in row 2"
            );
            indices[entry] = size as u32;
            assert_eq!(pattern(&offsets, &indices, size), Err(wanted));
            if entry > 1 {
                let before = indices[entry - 1];
                indices[entry] = before;
                let wanted = format!(
                    "Expected strictly ascending column indices in each row for \
                     graph.columnIndices but received {before} after {before} in row 2"
                );
                assert_eq!(pattern(&offsets, &indices, size), Err(wanted));
            }
        }
    }

    #[test]
    fn values_that_do_not_fit_are_refused() {
        assert_eq!(
            matrix(vec![1.0, 2.0]).unwrap_err(),
            "Expected 3 numbers, one for each column index for graph.values but received 2 numbers"
        );
        assert_eq!(
            matrix(vec![1.0, 2.0, f64::NAN]).unwrap_err(),
            "Expected finite numbers for graph.values but received NaN at index 2 (row 2)"
        );
        assert_eq!(
            matrix(vec![1.0, -2e300, 0.0]).unwrap_err(),
            "Expected numbers from -1e288 to 1e288 for graph.values but received -2e300 in row 0"
        );
    }
}

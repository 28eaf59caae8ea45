//! Matrices of pairs of elements: square and symmetric, one number for each pair.
//!
//! Matrices that other programs computed as products are symmetric up to rounding only, so a small
//! difference between an entry and its mirror image is let pass; rows are read, never columns.

use gainful_kernels::{ArgumentError, Control, Element, Workers, prefetch};

use super::matrix::{Matrix, Narrow, check_entries};
use crate::error::Error;

/// Rows and columns compared at once: a tile and its mirror image fit the nearest cache.
const TILE: usize = 32;

/// Entries of a row that one task adds up: some microseconds.
const ENTRIES_PER_TASK: usize = 1 << 15;

/// A symmetric matrix whose entries are finite, as are the sums of all of them.
#[derive(Clone, Debug)]
pub(crate) struct SymmetricMatrix {
    entries: Matrix,
    size: usize,
}

impl SymmetricMatrix {
    /// A matrix given row by row.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `argument` if it is empty, not square, has NaN, an infinity, or
    /// numbers whose sums may overflow, or if an entry and its mirror image differ by more than
    /// rounding explains (1e-5 of the largest entry in single precision, 1e-10 in double); the
    /// first such pair is named. [`Error::Cancelled`].
    pub(crate) fn new(
        argument: &str,
        entries: Matrix,
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        entries.check_form(argument, rows, columns)?;
        if rows != columns {
            let found = format!("{rows} rows and {columns} columns");
            return Err(ArgumentError::invalid(argument, "as many rows as columns", found).into());
        }
        match &entries {
            Matrix::F32(entries) => check(argument, entries, rows, 1e-5, workers, control),
            Matrix::F64(entries) => check(argument, entries, rows, 1e-10, workers, control),
        }?;
        Ok(Self { entries, size: rows })
    }

    /// A matrix of which the caller knows that it is square, symmetric and finite with its sums.
    pub(crate) fn trusted(entries: Matrix, size: usize) -> Self {
        Self { entries, size }
    }

    /// The number of rows.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// The memory that the entries take.
    pub(crate) fn bytes(&self) -> usize {
        self.entries.bytes()
    }

    /// One entry.
    pub(crate) fn entry(&self, row: u32, column: u32) -> f64 {
        let index = row as usize * self.size + column as usize;
        match &self.entries {
            Matrix::F32(entries) => entries[index].into(),
            Matrix::F64(entries) => entries[index],
        }
    }

    /// Asks for one entry before it is needed.
    pub(crate) fn prefetch(&self, row: u32, column: u32) {
        let index = row as usize * self.size + column as usize;
        match &self.entries {
            Matrix::F32(entries) => prefetch(&entries[index..=index]),
            Matrix::F64(entries) => prefetch(&entries[index..=index]),
        }
    }

    /// Combines each of `values` with the entry of `row` in its place. Bound by the memory that the
    /// row comes from.
    pub(crate) fn fold_row(
        &self,
        row: u32,
        values: &mut [f64],
        workers: &Workers,
        combine: impl Fn(f64, f64) -> f64 + Sync,
    ) {
        match &self.entries {
            Matrix::F32(entries) => fold(entries, row, values, workers, combine),
            Matrix::F64(entries) => fold(entries, row, values, workers, combine),
        }
    }

    /// Whether m_ij (1 - `rounding`) <= m_ik + m_kj for all i, j and k. Takes `size`³ steps; false if
    /// cancelled meanwhile.
    pub(crate) fn has_no_shortcut(
        &self,
        rounding: f64,
        workers: &Workers,
        control: &Control,
    ) -> bool {
        match &self.entries {
            Matrix::F32(entries) => has_no_shortcut(entries, self.size, rounding, workers, control),
            Matrix::F64(entries) => has_no_shortcut(entries, self.size, rounding, workers, control),
        }
    }

    /// What `summary` makes of each row; it is given the number of the row and its entries in double
    /// precision.
    pub(crate) fn map_rows<R: Send + Default>(
        &self,
        workers: &Workers,
        control: &Control,
        summary: impl Fn(u32, &[f64]) -> R + Sync,
    ) -> Result<Vec<R>, Error> {
        match &self.entries {
            Matrix::F32(entries) => map(entries, self.size, workers, control, summary),
            Matrix::F64(entries) => map(entries, self.size, workers, control, summary),
        }
    }
}

fn fold<T: Element>(
    entries: &[T],
    row: u32,
    values: &mut [f64],
    workers: &Workers,
    combine: impl Fn(f64, f64) -> f64 + Sync,
) {
    let size = values.len();
    let row = &entries[row as usize * size..][..size];
    workers.for_each_chunk(values, ENTRIES_PER_TASK, |task, values| {
        for (value, &entry) in values.iter_mut().zip(&row[task * ENTRIES_PER_TASK..]) {
            *value = combine(*value, entry.into());
        }
    });
}

fn map<T: Element, R: Send + Default>(
    entries: &[T],
    size: usize,
    workers: &Workers,
    control: &Control,
    summary: impl Fn(u32, &[f64]) -> R + Sync,
) -> Result<Vec<R>, Error> {
    let rows_per_task = (ENTRIES_PER_TASK / size).max(1);
    let mut results = Vec::new();
    results.resize_with(size, R::default);
    workers.for_each_chunk(&mut results, rows_per_task, |task, results| {
        let mut wide = vec![0.0; size];
        for (row, result) in (task * rows_per_task..).zip(results) {
            if control.is_cancelled() {
                return;
            }
            for (wide, &entry) in wide.iter_mut().zip(&entries[row * size..][..size]) {
                *wide = entry.into();
            }
            *result = summary(row as u32, &wide);
        }
    });
    control.check()?;
    Ok(results)
}

fn has_no_shortcut<T: Element>(
    entries: &[T],
    size: usize,
    rounding: f64,
    workers: &Workers,
    control: &Control,
) -> bool {
    let row = |index: usize| &entries[index * size..][..size];
    let rows = workers.map(size, |i| {
        let has_shortcut = |j: usize| {
            let direct = row(i)[j].into() * (1.0 - rounding);
            // Every k is looked at, so that many are at once.
            row(i).iter().zip(row(j)).fold(false, |found, (&ik, &kj)| {
                let detour: f64 = ik.into() + kj.into();
                found | (detour < direct)
            })
        };
        !control.is_cancelled() && !(0..i).any(has_shortcut)
    });
    rows.into_iter().all(|fulfils| fulfils)
}

/// Fails unless the entries are in range and symmetric, up to `tolerance` times the largest.
fn check<T: Narrow>(
    argument: &str,
    entries: &[T],
    size: usize,
    tolerance: f64,
    workers: &Workers,
    control: &Control,
) -> Result<(), Error> {
    check_entries(argument, entries, T::LARGEST, workers, control)?;
    let largest = workers.map(size, |row| {
        if control.is_cancelled() {
            return 0.0;
        }
        let row = &entries[row * size..][..size];
        row.iter().fold(0.0, |largest: f64, &entry| largest.max(entry.into().abs()))
    });
    let tolerance = tolerance * largest.into_iter().fold(0.0, f64::max);
    let bands = workers.map(size.div_ceil(TILE), |band| {
        if control.is_cancelled() { None } else { first_in(band, entries, size, tolerance) }
    });
    control.check()?;
    let Some((row, column)) = bands.into_iter().flatten().next() else { return Ok(()) };
    let (entry, mirror): (f64, f64) =
        (entries[row * size + column].into(), entries[column * size + row].into());
    let found = format!("{entry} at row {row}, column {column} and {mirror} at its mirror image");
    Err(ArgumentError::invalid(argument, "a symmetric matrix", found).into())
}

/// The first entry above the diagonal in a band of rows that differs from its mirror image.
fn first_in<T: Element>(
    band: usize,
    entries: &[T],
    size: usize,
    tolerance: f64,
) -> Option<(usize, usize)> {
    let differs = |&(row, column): &(usize, usize)| {
        let difference = entries[row * size + column].into() - entries[column * size + row].into();
        difference.abs() > tolerance
    };
    band_tiles(band, size).filter_map(|mut tile| tile.find(differs)).min()
}

/// All pairs of a row and a column not before it, tile by tile, so that the column of the mirror
/// images is read in whole cache lines.
pub(crate) fn upper_triangle(size: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..size.div_ceil(TILE)).flat_map(move |band| band_tiles(band, size).flatten())
}

/// The pairs of [`upper_triangle`] in one band of rows, row by row in each tile.
fn band_tiles(
    band: usize,
    size: usize,
) -> impl Iterator<Item = impl Iterator<Item = (usize, usize)>> {
    let rows = band * TILE..size.min((band + 1) * TILE);
    (rows.start..size).step_by(TILE).map(move |start| {
        let end = size.min(start + TILE);
        rows.clone().flat_map(move |row| (start.max(row)..end).map(move |column| (row, column)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symmetric(entries: impl Into<Matrix>, rows: usize, columns: usize) -> Result<(), String> {
        let (workers, control) = (Workers::single(), Control::new());
        SymmetricMatrix::new("similarity", entries.into(), rows, columns, &workers, &control)
            .map(|_| ())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_first_pair_that_differs_is_named() {
        for size in [2, 31, 32, 33, 100] {
            let mut entries = vec![0.5; size * size];
            assert_eq!(symmetric(entries.clone(), size, size), Ok(()));
            entries[(size - 1) * size] = 0.25;
            entries[(size - 1) * size + size / 2] = 0.125;
            let expected = format!(
                "Expected a symmetric matrix for similarity but received 0.5 at row 0, column {} \
                 and 0.25 at its mirror image",
                size - 1
            );
            assert_eq!(symmetric(entries, size, size), Err(expected));
        }
    }

    #[test]
    fn rounding_is_let_pass() {
        assert_eq!(symmetric(vec![1.0, 0.3, 0.1 + 0.2, 1.0], 2, 2), Ok(()));
        assert_eq!(symmetric(vec![1.0f32, 0.3, 0.300_001, 1.0], 2, 2), Ok(()));
        assert!(symmetric(vec![1.0, 0.3, 0.300_001, 1.0], 2, 2).is_err());
        assert!(symmetric(vec![1.0f32, 0.3, 0.3001, 1.0], 2, 2).is_err());
    }

    #[test]
    fn other_matrices_are_refused() {
        let expected = "Expected as many rows as columns for similarity but received 1 rows and 2 \
                        columns";
        assert_eq!(symmetric(vec![1.0, 2.0], 1, 2), Err(expected.into()));
        let error = symmetric(vec![1.0, f64::NAN, 2.0, 3.0], 2, 2).unwrap_err();
        assert!(error.ends_with("NaN at index 1"), "{error}");
        assert!(symmetric(Vec::<f64>::new(), 0, 0).is_err());
    }
}

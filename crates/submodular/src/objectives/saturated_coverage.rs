//! Saturated coverage: how well the selected rows cover all columns, up to a share of what all rows
//! together would.
//!
//! f(S) = Σ_v min(Σ_{j in S} s_jv, α Σ_j s_jv) for similarities s that are not negative: a feature-based
//! function whose features are similarities and whose concave function is a cap of each column's
//! own. A column that is covered well enough adds nothing more, so others have their turn. A gain is
//! one pass over the candidate's row, bound by the memory that holds it.
//!
//! Lin & Bilmes, "A class of submodular functions for document summarization" (2011).

use gainful_kernels::{ArgumentError, Control, Workers};

use super::Matrix;
use super::column_sums::ColumnSums;
use super::concave::Cap;
use super::matrix::Narrow;
use super::rows::{AMOUNTS, Rows};
use crate::error::Error;
use crate::objective::{Objective, Properties, State};

/// Rows summed up by one task: what they take fits the nearest cache for some thousand columns.
const ROWS_PER_TASK: usize = 64;

/// The saturated coverage of a similarity matrix.
#[derive(Clone, Debug)]
pub struct SaturatedCoverage(ColumnSums<Cap>);

impl SaturatedCoverage {
    /// The function of similarities given row by row: a row for each candidate, a column for each
    /// point to cover; `alpha` is the share of a column's sum at which it is covered well enough.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `similarity`: no rows or columns, or a number that is NaN, negative
    /// or above 1e20; or about `alpha`: not above 0 and at most 1. [`Error::Memory`];
    /// [`Error::Cancelled`].
    pub fn from_similarity(
        similarity: Matrix,
        rows: usize,
        columns: usize,
        alpha: f64,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        if !(alpha > 0.0 && alpha <= 1.0) {
            let expected = "a number above 0 and at most 1";
            return Err(ArgumentError::out_of_range("alpha", expected, format!("{alpha}")).into());
        }
        AMOUNTS.check_matrix("similarity", &similarity, rows, columns, workers, control)?;
        let sums = match &similarity {
            Matrix::F32(entries) => column_sums(entries, columns, workers, control),
            Matrix::F64(entries) => column_sums(entries, columns, workers, control),
        }?;
        let caps = sums.into_iter().map(|sum| Cap::new(alpha * sum, 1.0)).collect();
        let similarity = Rows::Dense { entries: similarity, rows, columns };
        Ok(Self(ColumnSums::new(similarity, caps, workers, control)?))
    }
}

/// The sum of each column.
fn column_sums<T: Narrow>(
    entries: &[T],
    columns: usize,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<f64>, Error> {
    let tasks: Vec<&[T]> = entries.chunks(ROWS_PER_TASK * columns).collect();
    let parts = workers.map(tasks.len(), |task| {
        let mut sums = vec![0.0; columns];
        for row in tasks[task].chunks(columns) {
            if control.is_cancelled() {
                break;
            }
            add(&mut sums, row);
        }
        sums
    });
    control.check()?;
    let mut sums = vec![0.0; columns];
    parts.iter().for_each(|part| add(&mut sums, part));
    Ok(sums)
}

fn add<T: Narrow>(sums: &mut [f64], row: &[T]) {
    for (sum, &entry) in sums.iter_mut().zip(row) {
        *sum += entry.into();
    }
}

impl Objective for SaturatedCoverage {
    fn size(&self) -> usize {
        self.0.size()
    }

    fn properties(&self) -> Properties {
        self.0.properties()
    }

    fn tie_tolerance(&self) -> f64 {
        self.0.tie_tolerance()
    }

    fn bytes(&self) -> usize {
        self.0.bytes()
    }

    fn begin(&self) -> Box<dyn State + '_> {
        self.0.begin()
    }
}

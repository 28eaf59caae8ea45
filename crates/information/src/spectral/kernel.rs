//! Matrices of similarities, divided by their trace.

use std::ops::Range;

use gainful_kernels::{
    ArgumentError, CompensatedSum, Control, Panels, Workers, check_finite, column_products, gram,
    pairwise_squared_distances, room, zeros,
};

use crate::Error;

/// Rows of a matrix that one task makes similarities of.
const ROWS: usize = 16;

/// Rows that are added up between two looks at the control.
const BETWEEN_LOOKS: usize = 1024;

/// The rows of a matrix, all of them finite.
#[derive(Clone, Copy, Debug)]
pub struct Points<'a> {
    argument: &'a str,
    values: &'a [f64],
    rows: usize,
    columns: usize,
}

/// How alike points are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Similarity {
    /// The cosine of their angle.
    Cosine,
    /// exp(-d² / (2 b²)) for their Euclidean distance d and the bandwidth b.
    Gaussian {
        /// b, which must be positive.
        bandwidth: f64,
    },
    /// What the rows are themselves: a symmetric matrix of similarities with ones on the diagonal.
    Given,
}

impl<'a> Points<'a> {
    /// `rows` x `columns` numbers, the argument of that name.
    ///
    /// # Errors
    ///
    /// If there are no rows or columns, or if a number is NaN or infinite.
    pub fn new(
        argument: &'a str,
        values: &'a [f64],
        rows: usize,
        columns: usize,
    ) -> Result<Self, ArgumentError> {
        for (count, name) in [(rows, "row"), (columns, "column")] {
            if count == 0 {
                let expected = format!("at least one {name}");
                return Err(ArgumentError::out_of_range(argument, expected, format!("0 {name}s")));
            }
        }
        if rows.checked_mul(columns) != Some(values.len()) {
            let expected = format!("{rows} x {columns} values");
            return Err(ArgumentError::invalid(argument, expected, values.len().to_string()));
        }
        check_finite(argument, values)?;
        Ok(Self { argument, values, rows, columns })
    }

    /// The number of points.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of their coordinates.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// A point.
    pub(super) fn row(&self, row: usize) -> &'a [f64] {
        &self.values[row * self.columns..][..self.columns]
    }

    /// Some of them as kernels take them.
    pub(crate) fn panels(
        &self,
        rows: Range<usize>,
        workers: &Workers,
        control: &Control,
    ) -> Result<Panels<f64>, Error> {
        let values = &self.values[rows.start * self.columns..rows.end * self.columns];
        Ok(Panels::new(values, rows.len(), self.columns, workers, control)?)
    }

    /// What messages call them.
    pub(super) fn argument(&self) -> &'a str {
        self.argument
    }

    /// The mean of each column.
    pub(super) fn means(&self, control: &Control) -> Result<Vec<f64>, Error> {
        let mut sums = vec![CompensatedSum::default(); self.columns];
        for (index, row) in self.values.chunks_exact(self.columns).enumerate() {
            if index % BETWEEN_LOOKS == 0 {
                control.check()?;
            }
            sums.iter_mut().zip(row).for_each(|(sum, &value)| sum.add(value));
        }
        Ok(sums.iter().map(|sum| sum.value() / self.rows as f64).collect())
    }
}

/// A symmetric matrix of trace 1 whose eigenvalues, but for zeros, are those of the similarities divided by the
/// number of points.
pub(super) struct Matrix {
    pub(super) values: Vec<f64>,
    pub(super) size: usize,
}

impl Similarity {
    /// The matrix of the similarities, or, if that is smaller and has the same eigenvalues, of the products of
    /// columns.
    pub(super) fn matrix(
        self,
        points: Points<'_>,
        workers: &Workers,
        control: &Control,
    ) -> Result<Matrix, Error> {
        match self {
            Self::Cosine => {
                unit_rows(points, &|row, to| to.copy_from_slice(points.row(row)), workers, control)
            }
            Self::Gaussian { bandwidth } => {
                check_bandwidth(bandwidth)?;
                let mut matrix = gaussian(points, bandwidth, workers, control)?;
                let share = (points.rows as f64).recip();
                matrix.values.iter_mut().for_each(|value| *value *= share);
                Ok(matrix)
            }
            Self::Given => given(points),
        }
    }
}

/// Refuses what is no width.
pub(super) fn check_bandwidth(bandwidth: f64) -> Result<(), ArgumentError> {
    if bandwidth.is_finite() && bandwidth > 0.0 {
        return Ok(());
    }
    Err(ArgumentError::out_of_range("bandwidth", "a positive number", bandwidth.to_string()))
}

/// The products of rows that `prepare` writes, once these have length 1.
pub(super) fn unit_rows(
    points: Points<'_>,
    prepare: &(impl Fn(usize, &mut [f64]) + Sync),
    workers: &Workers,
    control: &Control,
) -> Result<Matrix, Error> {
    let Points { rows, columns, .. } = points;
    let share = (rows as f64).recip().sqrt();
    let mut lengths = zeros::<f64>(rows, workers, control)?;
    workers.for_each_chunk(&mut lengths, ROWS, |chunk, lengths| {
        let mut row = vec![0.0; columns];
        for (index, length) in lengths.iter_mut().enumerate() {
            prepare(chunk * ROWS + index, &mut row);
            *length = length_of(&row);
        }
    });
    if let Some(row) = lengths.iter().position(|&length| length == 0.0) {
        let expected = "rows that have a direction";
        let found = format!("one of length 0 at row {row}");
        return Err(ArgumentError::invalid(points.argument, expected, found).into());
    }
    let unit = |row: usize, to: &mut [f64]| {
        prepare(row, to);
        let (length, factor) = (lengths[row], share / lengths[row]);
        if factor.is_finite() {
            to.iter_mut().for_each(|value| *value *= factor);
        } else {
            to.iter_mut().for_each(|value| *value = *value / length * share);
        }
    };
    let size = rows.min(columns);
    let mut values = zeros::<f64>(size * size, workers, control)?;
    if columns < rows {
        column_products(rows, columns, unit, &mut values, workers, control)?;
    } else {
        let mut units = zeros::<f64>(rows * columns, workers, control)?;
        workers.for_each_chunk(&mut units, columns, |row, to| unit(row, to));
        gram(&units, rows, columns, &mut values, workers, control)?;
    }
    Ok(Matrix { values, size })
}

/// exp(-d² / (2 b²)) for all pairs.
pub(super) fn gaussian(
    points: Points<'_>,
    bandwidth: f64,
    workers: &Workers,
    control: &Control,
) -> Result<Matrix, Error> {
    let size = points.rows;
    let cells = size.saturating_mul(size);
    let mut values = zeros::<f64>(cells, workers, control)?;
    pairwise_squared_distances(points.values, size, points.columns, &mut values, workers, control)?;
    workers.for_each_chunk(&mut values, ROWS * size, |_, values| {
        if !control.is_cancelled() {
            // Divided twice, as the square of a bandwidth may be zero or infinite.
            values
                .iter_mut()
                .for_each(|value| *value = (-0.5 * (*value / bandwidth / bandwidth)).exp());
        }
    });
    control.check()?;
    // An infinite distance over an infinite bandwidth, or nothing over next to nothing.
    if let Some(index) = values.iter().position(|value| value.is_nan()) {
        let found = format!("one without between rows {} and {}", index / size, index % size);
        return Err(
            ArgumentError::invalid(points.argument, "points with finite distances", found).into()
        );
    }
    Ok(Matrix { values, size })
}

/// The furthest that a similarity may be from that of the same points the other way round, and from 1 on the
/// diagonal.
const TOLERANCE: f64 = 1e-9;

fn given(points: Points<'_>) -> Result<Matrix, Error> {
    let Points { argument, values, rows: size, columns } = points;
    let refuse = |expected: &str, found: String| -> Result<Matrix, Error> {
        Err(ArgumentError::invalid(argument, expected, found).into())
    };
    if columns != size {
        return refuse("a square matrix", format!("{size} x {columns}"));
    }
    for row in 0..size {
        let own = values[row * size + row];
        if (own - 1.0).abs() > TOLERANCE {
            return refuse("ones on the diagonal", format!("{own} in row {row}"));
        }
        for column in 0..row {
            let (one, other) = (values[row * size + column], values[column * size + row]);
            if (one - other).abs() > TOLERANCE {
                let found = format!("{one} and {other} for rows {row} and {column}");
                return refuse("a symmetric matrix", found);
            }
        }
    }
    let mut matrix = room(values.len())?;
    let share = (size as f64).recip();
    matrix.extend(values.iter().map(|value| value * share));
    Ok(Matrix { values: matrix, size })
}

/// The length of a row, whatever its numbers; zero if there is none.
fn length_of(row: &[f64]) -> f64 {
    let largest = row.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
    if largest == 0.0 {
        return 0.0;
    }
    let square: f64 = row.iter().map(|value| (value / largest).powi(2)).sum();
    largest * square.sqrt()
}

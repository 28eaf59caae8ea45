//! Points on their way from JavaScript: rows of a matrix in double precision.

use std::borrow::Cow;

use gainful_information::neighbours::Samples;
use gainful_information::spectral;

use crate::call::Outcome;
use crate::numbers::DenseMatrix;

/// Rows of a matrix in double precision.
pub struct Points<'a> {
    values: Cow<'a, [f64]>,
    rows: usize,
    columns: usize,
}

impl<'a> Points<'a> {
    /// Where they are, if they come in double precision.
    pub fn borrowed(matrix: DenseMatrix<'a>) -> Outcome<Self> {
        let (rows, columns) = (matrix.rows as usize, matrix.columns as usize);
        Ok(Self { values: matrix.data.into_f64()?, rows, columns })
    }

    /// In a copy that outlives the call.
    pub fn copied(matrix: DenseMatrix<'a>) -> Outcome<Points<'static>> {
        let (rows, columns) = (matrix.rows as usize, matrix.columns as usize);
        Ok(Points { values: matrix.data.copied_f64()?.into(), rows, columns })
    }

    /// As measures of points take them.
    pub fn rows<'b>(&'b self, argument: &'b str) -> Outcome<spectral::Points<'b>> {
        Ok(spectral::Points::new(argument, &self.values, self.rows, self.columns)?)
    }

    /// As samples, which are finite.
    pub fn samples(&self, argument: &str) -> Outcome<Samples<'_, f64>> {
        Ok(Samples::new(argument, &self.values, self.rows, self.columns)?)
    }
}

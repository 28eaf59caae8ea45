//! Matrices in the form that objectives take.

use gainful_submodular::Matrix;

use crate::call::Outcome;
use crate::failure::{Code, Failure};
use crate::numbers::{DenseMatrix, Numbers, copy};

/// A copy of the matrix in the precision in which it came, with its numbers of rows and columns.
pub fn matrix(matrix: DenseMatrix<'_>) -> Outcome<(Matrix, usize, usize)> {
    let data = match matrix.data {
        Numbers::F32(numbers) => Matrix::F32(copy(&numbers)?),
        Numbers::F64(numbers) => Matrix::F64(copy(&numbers)?),
        _ => return Err(Failure::new(Code::INTERNAL, "A matrix came in an integer array")),
    };
    Ok((data, matrix.rows as usize, matrix.columns as usize))
}

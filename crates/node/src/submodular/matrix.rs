//! Matrices in the form that objectives take.

use gainful_kernels::{Control, Workers};
use gainful_submodular::{Matrix, Rows, SparseMatrix, SparsePattern};
use napi_derive::napi;

use crate::call::Outcome;
use crate::failure::{Code, Failure};
use crate::numbers::{self, DenseMatrix, Numbers, copy};

/// A copy of the matrix in the precision in which it came, with its numbers of rows and columns.
pub fn matrix(matrix: DenseMatrix<'_>) -> Outcome<(Matrix, usize, usize)> {
    Ok((real_numbers(matrix.data)?, matrix.rows as usize, matrix.columns as usize))
}

/// A copy of numbers in the precision in which they came.
pub fn real_numbers(numbers: Numbers<'_>) -> Outcome<Matrix> {
    match numbers {
        Numbers::F32(numbers) => Ok(Matrix::F32(copy(&numbers)?)),
        Numbers::F64(numbers) => Ok(Matrix::F64(copy(&numbers)?)),
        _ => Err(Failure::new(Code::INTERNAL, "A matrix came in an integer array")),
    }
}

/// A copy of a pattern, which the job is yet to check under the name it is given.
pub fn sparse_pattern(
    pattern: numbers::SparsePattern<'_>,
) -> Outcome<impl FnOnce(&str, &Workers, &Control) -> Outcome<SparsePattern> + Send + 'static> {
    let offsets = pattern.row_offsets.copied_u32()?;
    let indices = pattern.column_indices.copied_u32()?;
    let columns = pattern.columns as usize;
    Ok(move |argument: &str, workers: &Workers, control: &Control| {
        Ok(SparsePattern::new(argument, offsets, indices, columns, workers, control)?)
    })
}

/// A copy of a sparse matrix, which the job is yet to check under the name it is given.
pub fn sparse_matrix(
    matrix: numbers::SparseMatrix<'_>,
) -> Outcome<impl FnOnce(&str, &Workers, &Control) -> Outcome<SparseMatrix> + Send + 'static> {
    let pattern = sparse_pattern(matrix.pattern)?;
    let values = real_numbers(matrix.values)?;
    Ok(move |argument: &str, workers: &Workers, control: &Control| {
        let pattern = pattern(argument, workers, control)?;
        Ok(SparseMatrix::new(argument, pattern, values, workers, control)?)
    })
}

/// Exactly one of the two, as the facade's `denseOrSparse` makes it.
#[napi(object, object_to_js = false)]
pub struct DenseOrSparse<'env> {
    pub dense: Option<DenseMatrix<'env>>,
    pub sparse: Option<numbers::SparseMatrix<'env>>,
}

/// A copy of the rows, which the job is yet to check under the name it is given if they are sparse.
pub fn rows(
    rows: DenseOrSparse<'_>,
) -> Outcome<impl FnOnce(&str, &Workers, &Control) -> Outcome<Rows> + Send + 'static> {
    let dense = rows.dense.map(matrix).transpose()?;
    let sparse = rows.sparse.map(sparse_matrix).transpose()?;
    Ok(move |argument: &str, workers: &Workers, control: &Control| match (dense, sparse) {
        (Some((entries, rows, columns)), None) => Ok(Rows::Dense { entries, rows, columns }),
        (None, Some(sparse)) => Ok(sparse(argument, workers, control)?.into()),
        _ => Err(Failure::new(Code::INTERNAL, "A matrix is either dense or sparse")),
    })
}

//! The eigenvalues of symmetric matrices, without the vectors.
//!
//! In three steps: reflections in blocks make the matrix a band ([`band`]), which is bound by the arithmetic of
//! matrix products, where a way in one step is bound by reading the matrix once for each column; further ones
//! make the band tridiagonal ([`chase`]); its eigenvalues come of the QL iteration ([`ql`]).
//!
//! Bischof, Lang & Sun, "A framework for symmetric band reduction" (2000); Golub & Van Loan, "Matrix
//! Computations" (2013), sections 5.1, 5.2 and 8.3.

mod band;
pub(crate) mod chase;
mod ql;

#[cfg(test)]
mod tests;

use crate::control::Control;
use crate::memory::Error;
use crate::workers::Workers;

/// Diagonals below the main one that the first step leaves: the columns of a block of reflections. More make
/// the first step's products larger and the second step longer.
const WIDTH: usize = 32;

/// The eigenvalues of a symmetric matrix of `size` rows, in ascending order.
///
/// `matrix` has all its rows, each `size` long; both halves are read. Errors are about 1e-15 times `size` of the
/// largest eigenvalue. Takes 2 n³ operations with n² memory besides; the same bits for any number of threads and
/// any instruction set. The numbers must be finite.
///
/// # Errors
///
/// [`Error::OutOfMemory`] and [`Error::Cancelled`].
///
/// # Panics
///
/// If `matrix` is not `size` x `size`.
pub fn symmetric_eigenvalues(
    matrix: &[f64],
    size: usize,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<f64>, Error> {
    assert_eq!(Some(matrix.len()), size.checked_mul(size), "the matrix is size x size");
    control.begin("eigenvalues", Some(size as u64))?;
    if size == 0 {
        return Ok(Vec::new());
    }
    let largest = matrix.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
    let scale = power_of_two(largest);
    let band = band::banded(matrix, size, scale.recip(), workers, control)?;
    let (mut diagonal, mut below) = chase::tridiagonal(band, control)?;
    ql::eigenvalues(&mut diagonal, &mut below, control)?;
    diagonal.iter_mut().for_each(|value| *value *= scale);
    diagonal.sort_unstable_by(f64::total_cmp);
    Ok(diagonal)
}

/// The power of two of a number: by it the matrix is divided without rounding, so that squares neither overflow
/// nor vanish.
fn power_of_two(value: f64) -> f64 {
    const EXPONENT: u64 = 0x7ff << 52;
    let power = f64::from_bits(value.to_bits() & EXPONENT);
    // Not so near the ends that its inverse is none.
    if (1e-300..1e300).contains(&power) { power } else { 1.0 }
}

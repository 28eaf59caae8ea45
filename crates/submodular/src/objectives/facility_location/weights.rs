//! Points that matter more than others.
//!
//! w max(0, max_j s_j) = max(0, max_j w s_j) for a weight w >= 0: a weighted function is that of the
//! similarities times the weights. So only the numbers change, once, and no gain takes longer.

use gainful_kernels::{ArgumentError, Control, Workers};

use crate::error::Error;
use crate::objectives::SparsePattern;
use crate::objectives::matrix::{Narrow, first_beyond};

/// The public name of the argument.
const NAME: &str = "weights";

/// Fails unless there is a finite weight for each point and none is negative.
pub(crate) fn check(weights: &[f64], columns: usize) -> Result<(), ArgumentError> {
    if weights.len() != columns {
        let expected = format!("{columns} numbers, one for each point to represent,");
        return Err(ArgumentError::invalid(NAME, expected, format!("{}", weights.len())));
    }
    let Some(index) = weights.iter().position(|weight| !(weight.is_finite() && *weight >= 0.0))
    else {
        return Ok(());
    };
    let weight = weights[index];
    if !weight.is_finite() {
        return Err(ArgumentError::not_finite(NAME, weight, index));
    }
    let found = format!("{weight} at index {index}");
    Err(ArgumentError::out_of_range(NAME, "numbers that are not negative", found))
}

/// Multiplies the similarities of one candidate to consecutive points by the points' weights.
pub(crate) fn scale<T: Narrow>(similarities: &mut [T], weights: &[f64]) {
    for (similarity, weight) in similarities.iter_mut().zip(weights) {
        *similarity = T::narrow((*similarity).into() * weight);
    }
}

/// Fails if the products of these weights and similarities of at most `largest` may be too large to be
/// summed.
pub(crate) fn check_largest<T: Narrow>(weights: &[f64], largest: f64) -> Result<(), ArgumentError> {
    let heaviest = weights.iter().copied().fold(0.0, f64::max);
    if heaviest * largest <= T::LARGEST { Ok(()) } else { Err(too_large::<T>()) }
}

/// Multiplies a matrix of similarities, row by row, and fails if that makes them too large.
pub(crate) fn scale_rows<T: Narrow>(
    similarities: &mut [T],
    weights: &[f64],
    workers: &Workers,
    control: &Control,
) -> Result<(), Error> {
    workers.for_each_chunk(similarities, weights.len(), |_, row| {
        if !control.is_cancelled() {
            scale(row, weights);
        }
    });
    control.check()?;
    check_products(similarities, workers, control)
}

/// Multiplies the entries of a sparse matrix, and fails if that makes them too large.
pub(crate) fn scale_entries<T: Narrow>(
    pattern: &SparsePattern,
    similarities: &mut [T],
    weights: &[f64],
    workers: &Workers,
    control: &Control,
) -> Result<(), Error> {
    for row in 0..pattern.rows() {
        control.check()?;
        let entries = &mut similarities[pattern.range(row)];
        for (similarity, &point) in entries.iter_mut().zip(pattern.row(row)) {
            *similarity = T::narrow((*similarity).into() * weights[point as usize]);
        }
    }
    check_products(similarities, workers, control)
}

/// Fails if products of similarities and weights are too large to be summed.
fn check_products<T: Narrow>(
    products: &[T],
    workers: &Workers,
    control: &Control,
) -> Result<(), Error> {
    match first_beyond(products, T::LARGEST, workers, control)? {
        None => Ok(()),
        Some(_) => Err(too_large::<T>().into()),
    }
}

/// The error about weights that are too large for the similarities.
fn too_large<T: Narrow>() -> ArgumentError {
    let expected = format!("weights whose products with similarities are at most {:e}", T::LARGEST);
    ArgumentError::out_of_range(NAME, expected, "larger ones")
}

//! Rows scaled to length 1, for metrics to which lengths do not matter.

use gainful_kernels::{Control, Workers, zeros};

use crate::error::Error;
use crate::objectives::matrix::Narrow;

/// The rows as seen from their `origin`, a number that stands for all features alike, scaled to length
/// 1. Those at the origin stay zero.
pub(crate) fn directions<T: Narrow>(
    features: &[T],
    columns: usize,
    origin: impl Fn(&[T]) -> f64 + Sync,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<T>, Error> {
    let mut directions = zeros(features.len(), workers, control)?;
    workers.for_each_chunk(&mut directions, columns, |index, direction| {
        if !control.is_cancelled() {
            let row = &features[index * columns..][..columns];
            scale(row, origin(row), direction);
        }
    });
    control.check()?;
    Ok(directions)
}

/// The similarity of a row to itself, given its direction: 1, or 0 where it has none.
pub(crate) fn own_similarity<T: Narrow>(direction: &[T]) -> T {
    let is_zero = direction.iter().all(|&value| value.into() == 0.0);
    T::narrow(if is_zero { 0.0 } else { 1.0 })
}

/// The mean of the values; of a constant row exactly its value, whatever rounding would make of it.
pub(crate) fn mean<T: Narrow>(row: &[T]) -> f64 {
    let values = || row.iter().map(|&value| -> f64 { value.into() });
    let (smallest, largest) =
        values().fold((f64::MAX, f64::MIN), |(low, high), value| (value.min(low), value.max(high)));
    // Divided first, no sum overflows.
    let count = row.len() as f64;
    values().map(|value| value / count).sum::<f64>().clamp(smallest, largest)
}

/// Writes the direction of one row.
fn scale<T: Narrow>(row: &[T], origin: f64, direction: &mut [T]) {
    // Halves of opposite numbers do not overflow.
    let unit = if origin == 0.0 { 1.0 } else { 0.5 };
    let values = || row.iter().map(|&value| value.into() * unit - origin * unit);
    // Scaled by the largest value first, no square overflows or vanishes.
    let scale = values().fold(0.0, |scale, value| value.abs().max(scale));
    let scale = if scale > 0.0 { scale } else { 1.0 };
    let length = values().map(|value| (value / scale).powi(2)).sum::<f64>().sqrt();
    let length = if length > 0.0 { length } else { 1.0 };
    for (value, direction) in values().zip(direction) {
        *direction = T::narrow(value / scale / length);
    }
}

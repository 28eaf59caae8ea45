//! What a list of probabilities must be.

use gainful_kernels::{ArgumentError, CompensatedSum, Control};

use crate::Error;

/// How far the sum may be from 1: far above what rounding does to a sum of a million terms.
pub const SUM_TOLERANCE: f64 = 1e-9;

/// Numbers treated between two looks at the control.
const BLOCK: usize = 1 << 14;

/// Refuses what is no distribution: an empty list, a number that is negative or not finite, a sum that
/// differs from 1 by more than [`SUM_TOLERANCE`].
///
/// # Errors
/// Names the first number that is wrong, or the sum; or on cancellation.
pub fn check_probabilities(
    argument: &str,
    probabilities: &[f64],
    control: &Control,
) -> Result<(), Error> {
    if probabilities.is_empty() {
        return Err(
            ArgumentError::out_of_range(argument, "at least one probability", "none").into()
        );
    }
    let sum = sum_of_weights(argument, probabilities, control)?;
    if (sum - 1.0).abs() > SUM_TOLERANCE {
        return Err(wrong_sum(argument, sum).into());
    }
    Ok(())
}

/// The sum of numbers none of which may be negative or not finite.
///
/// # Errors
/// Names the first number that is wrong; or on cancellation.
pub(crate) fn sum_of_weights(
    argument: &str,
    weights: &[f64],
    control: &Control,
) -> Result<f64, Error> {
    let mut sum = CompensatedSum::default();
    for (block, values) in weights.chunks(BLOCK).enumerate() {
        control.check()?;
        for (offset, &value) in values.iter().enumerate() {
            if !(value >= 0.0 && value.is_finite()) {
                let found = format!("{value} at index {}", block * BLOCK + offset);
                let expected = "finite numbers that are not negative";
                return Err(ArgumentError::out_of_range(argument, expected, found).into());
            }
            sum.add(value);
        }
    }
    Ok(sum.value())
}

/// The sum is not 1.
pub(crate) fn wrong_sum(argument: &str, sum: f64) -> ArgumentError {
    let expected = format!("probabilities whose sum is 1, up to {SUM_TOLERANCE:e},");
    ArgumentError::out_of_range(argument, expected, format!("a sum of {sum}"))
}

//! Errors about arguments, in one form: which argument, what was expected, what was found.
//!
//! Every crate wraps [`ArgumentError`] in its own error enum, so that a message reads the same
//! wherever it comes from.

/// Whether an argument has the wrong form or a value outside its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentKind {
    /// The form is wrong: a length that does not fit, a value that is not a number.
    Invalid,
    /// The form is right and the value lies outside the permitted range.
    OutOfRange,
}

/// An argument that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Expected {expected} for {argument} but received {found}")]
pub struct ArgumentError {
    /// What is wrong in kind.
    pub kind: ArgumentKind,
    /// The argument's public name.
    pub argument: String,
    /// What would have been accepted, as a noun phrase.
    pub expected: String,
    /// What was received.
    pub found: String,
}

impl ArgumentError {
    /// An argument of the wrong form.
    pub fn invalid(
        argument: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self::new(ArgumentKind::Invalid, argument, expected, found)
    }

    /// A `value` that is NaN or an infinity.
    pub fn not_finite(argument: impl Into<String>, value: f64, index: usize) -> Self {
        Self::invalid(argument, "finite numbers", format!("{} at index {index}", name(value)))
    }

    /// A name that is none of `names`.
    pub fn unknown(argument: impl Into<String>, names: &[&str], found: &str) -> Self {
        let expected = format!("'{}'", names.join("' or '"));
        Self::invalid(argument, expected, format!("'{found}'"))
    }

    /// An argument outside its range.
    pub fn out_of_range(
        argument: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self::new(ArgumentKind::OutOfRange, argument, expected, found)
    }

    fn new(
        kind: ArgumentKind,
        argument: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self { kind, argument: argument.into(), expected: expected.into(), found: found.into() }
    }
}

/// The two floating-point types that data arrive in.
pub trait Float: Copy + PartialOrd + Send + Sync + Into<f64> + 'static {
    /// Neither NaN nor infinite.
    fn is_finite(self) -> bool;
}

impl Float for f32 {
    fn is_finite(self) -> bool {
        f32::is_finite(self)
    }
}

impl Float for f64 {
    fn is_finite(self) -> bool {
        f64::is_finite(self)
    }
}

/// Values checked between two looks at whether all of them were finite; long enough for the
/// compiler to vectorize the check, short enough to stop early.
const FINITE_BLOCK: usize = 4096;

/// Refuses NaN and infinities, naming the first index that holds one.
pub fn check_finite<T: Float>(argument: &str, values: &[T]) -> Result<(), ArgumentError> {
    for (block, chunk) in values.chunks(FINITE_BLOCK).enumerate() {
        if chunk.iter().fold(true, |all, &value| all & value.is_finite()) {
            continue;
        }
        for (offset, &value) in chunk.iter().enumerate() {
            if !value.is_finite() {
                let index = block * FINITE_BLOCK + offset;
                return Err(ArgumentError::not_finite(argument, value.into(), index));
            }
        }
    }
    Ok(())
}

/// The JavaScript spelling of a number that is not finite.
fn name(value: f64) -> &'static str {
    if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_offender_is_named() {
        let mut values = vec![0.0f32; 3 * FINITE_BLOCK];
        assert_eq!(check_finite("x", &values), Ok(()));
        values[FINITE_BLOCK + 7] = f32::NEG_INFINITY;
        values[FINITE_BLOCK + 9] = f32::NAN;
        let message = check_finite("x", &values).unwrap_err().to_string();
        assert_eq!(
            message,
            format!(
                "Expected finite numbers for x but received -Infinity at index {}",
                FINITE_BLOCK + 7
            )
        );
    }

    #[test]
    fn an_unknown_name_is_met_with_the_known_ones() {
        assert_eq!(
            ArgumentError::unknown("metric", &["dot", "rbf"], "dots").to_string(),
            "Expected 'dot' or 'rbf' for metric but received 'dots'"
        );
    }

    #[test]
    fn nothing_is_finite() {
        assert_eq!(check_finite::<f64>("x", &[]), Ok(()));
    }
}

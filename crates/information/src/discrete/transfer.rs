//! Transfer entropy and active information storage: mutual informations with the past.
//!
//! Schreiber, "Measuring information transfer" (2000); Lizier, Prokopenko & Zomaya, "Local measures of
//! information storage in complex distributed computation" (2012).

use gainful_kernels::{ArgumentError, Control};

use super::Codes;
use super::information::Terms;
use crate::Error;

/// I(Y_t; X_{t-u} ... X_{t-u-l+1} | Y_{t-1} ... Y_{t-k}) of the source X with history l and the target Y with history
/// k, at the delay u, over all t at which both histories are there.
pub(super) fn terms(
    series: &[(&str, Codes)],
    [source_history, target_history]: [usize; 2],
    delay: usize,
    control: &Control,
) -> Result<Terms, Error> {
    let ((_, source), (name, target)) = (&series[0], &series[1]);
    let first = target_history.max(source_history.saturating_add(delay - 1));
    let length = remaining(name, target, first)?;
    let present = target.window(first, length)?;
    let source_past = past(source, first - (delay - 1), source_history, length, control)?;
    let target_past = past(target, first, target_history, length, control)?;
    Terms::conditional(&present, &source_past, target_past, control)
}

/// I(X_t; X_{t-1} ... X_{t-k}) with history k.
pub(super) fn storage(
    (name, series): &(&str, Codes),
    history: usize,
    control: &Control,
) -> Result<Terms, Error> {
    let length = remaining(name, series, history)?;
    let present = series.window(history, length)?;
    let past = past(series, history, history, length, control)?;
    Terms::mutual_information(present, past, control)
}

/// How many samples have a whole past.
fn remaining(name: &str, series: &Codes, first: usize) -> Result<usize, ArgumentError> {
    if first < series.len() {
        return Ok(series.len() - first);
    }
    let expected = format!("more than {first} samples, which the histories take,");
    Err(ArgumentError::out_of_range(name, expected, series.len().to_string()))
}

/// The `history` values before each time from `first` on, together.
fn past(
    series: &Codes,
    first: usize,
    history: usize,
    length: usize,
    control: &Control,
) -> Result<Codes, Error> {
    let mut past = series.window(first - 1, length)?;
    for lag in 2..=history {
        past = past.with(&series.window(first - lag, length)?, control)?;
    }
    Ok(past)
}

//! The present and the past of series as variables.

use gainful_kernels::{ArgumentError, Control};

use super::Variable;
use crate::Error;

/// Columns of the variables X, Y and Z of I(X; Y | Z).
type Roles = [Vec<Vec<f64>>; 3];

/// The target's present, the source's past and the target's past.
pub(super) fn transfer(
    variables: &[Variable],
    [of_source, of_target]: [usize; 2],
    delay: usize,
    control: &Control,
) -> Result<Roles, Error> {
    let [source, target] = [&variables[0], &variables[1]];
    let first = of_target.max(of_source.saturating_add(delay - 1));
    has_more_than(target, first)?;
    let present = lagged(target, first, 0..1, control)?;
    let source_past = lagged(source, first, delay..delay + of_source, control)?;
    Ok([present, source_past, lagged(target, first, 1..1 + of_target, control)?])
}

/// The present and the past of one series.
pub(super) fn storage(
    series: &Variable,
    history: usize,
    control: &Control,
) -> Result<Roles, Error> {
    has_more_than(series, history)?;
    let present = lagged(series, history, 0..1, control)?;
    Ok([present, lagged(series, history, 1..1 + history, control)?, Vec::new()])
}

fn has_more_than(series: &Variable, first: usize) -> Result<(), ArgumentError> {
    let samples = series.columns[0].len();
    // Two samples at least must be left for a variance.
    if samples >= first.saturating_add(2) {
        return Ok(());
    }
    let expected =
        format!("more than {} samples, which the histories take,", first.saturating_add(1));
    Err(ArgumentError::out_of_range(series.name, expected, samples.to_string()))
}

/// The columns as they were each of `lags` steps before each time from `first` on.
fn lagged(
    series: &Variable,
    first: usize,
    lags: std::ops::Range<usize>,
    control: &Control,
) -> Result<Vec<Vec<f64>>, Error> {
    let mut columns = Vec::new();
    for lag in lags {
        for column in &series.columns {
            control.check()?;
            let window = &column[first - lag..column.len() - lag];
            let mut copy = gainful_kernels::room(window.len())?;
            copy.extend_from_slice(window);
            columns.push(copy);
        }
    }
    Ok(columns)
}

//! I(X; C) of a Gaussian variable with classes: h(X) - Σ p_c h(X | c).

use gainful_kernels::{ArgumentError, Control, Workers, room};

use super::covariance::Covariance;
use super::{Options, Variable, bias, log_determinant, never_negative};
use crate::discrete::Codes;
use crate::{Error, Estimate, Warning};

/// Each entropy from its own samples and with its own bias; constant terms cancel.
pub(super) fn estimate(
    x: &Variable,
    (name, classes): (&'static str, &Codes),
    mut warnings: Vec<Warning>,
    options: &Options,
    workers: &Workers,
    control: &Control,
) -> Result<Estimate, Error> {
    for (asked, option) in [(options.local, "local"), (options.significance, "significance")] {
        if asked {
            let expected = "false where a variable is discrete,";
            return Err(ArgumentError::invalid(option, expected, "true").into());
        }
    }
    let (samples, dimensions) = (classes.len(), x.columns.len());
    let counts = classes.histogram(control)?;
    if let Some(&few) = counts.iter().find(|&&count| count as usize <= dimensions) {
        let expected = format!("classes of at least {} samples", dimensions + 1);
        return Err(ArgumentError::out_of_range(name, expected, format!("one of {few}")).into());
    }
    if counts.len() == 1 {
        warnings.push(Warning::Constant { argument: name });
    }
    if warnings.iter().any(|w| matches!(w, Warning::Constant { .. })) {
        return Ok(never_negative(0.0, samples, warnings));
    }
    let entropy = |columns: &[Vec<f64>]| -> Result<f64, Error> {
        let covariance = Covariance::of(columns, workers, control)?;
        let bias = if options.bias_correction { bias(covariance.samples, dimensions) } else { 0.0 };
        Ok(log_determinant(&covariance).map_or(f64::NEG_INFINITY, |ln| 0.5 * ln) - bias)
    };
    let whole = entropy(&x.columns)?;
    if whole == f64::NEG_INFINITY {
        let expected = "columns of which none is constant or determined by the others";
        return Err(ArgumentError::invalid(x.name, expected, "such a column").into());
    }
    let mut within = 0.0;
    for (class, &count) in (0u32..).zip(&counts) {
        let mut members = Vec::with_capacity(dimensions);
        for column in &x.columns {
            let mut member = room(count as usize)?;
            let of_class = column.iter().zip(classes.codes()).filter(|&(_, &code)| code == class);
            member.extend(of_class.map(|(value, _)| value));
            members.push(member);
        }
        within += count as f64 / samples as f64 * entropy(&members)?;
    }
    Ok(never_negative(whole - within, samples, warnings))
}

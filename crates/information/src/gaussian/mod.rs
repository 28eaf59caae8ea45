//! Entropy and information of variables taken for jointly Gaussian, or made so one by one: the Gaussian
//! copula.
//!
//! All are sums of logarithms of determinants of covariances with divisor N - 1, less the bias that
//! estimating the covariances brings: each entropy of d variables is too small by
//! ½[d ln(2/(N-1)) + Σ ψ((N-i)/2)], i from 1 to d, on average (Goodman 1963). The copula replaces each value by
//! the normal quantile of its rank, which changes no information: Ince et al., "A statistical framework for
//! neuroimaging data analysis based on mutual information estimated via a Gaussian copula" (2017).

mod classes;
mod copula;
mod covariance;
mod factor;
mod lags;
mod partial;
mod quantile;

use std::f64::consts::{E, TAU};

use gainful_kernels::{ArgumentError, Control, Workers};

use crate::discrete::Codes;
use crate::gamma::digamma;
use crate::{Bounds, Error, Estimate, Warning};
use covariance::Covariance;
use factor::Factor;

/// The name by which users choose the estimator.
pub const GAUSSIAN: &str = "gaussian";

/// The name of the same after the copula transform.
pub const GAUSSIAN_COPULA: &str = "gaussian-copula";

/// The share of repeated values in a column beyond which ranks by position are called into question.
const REPEATED_VALUES_LIMIT: f64 = 0.05;

/// A variable under its public name: one vector of finite numbers for each of its columns.
#[derive(Clone, Debug)]
pub struct Variable {
    /// What messages call it.
    pub name: &'static str,
    /// Columns of equal length, not empty.
    pub columns: Vec<Vec<f64>>,
}

/// What is measured, and of how many variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// h(X) of one variable.
    Entropy,
    /// I(X; Y).
    MutualInformation,
    /// I(X; Y | Z).
    ConditionalMutualInformation,
    /// I(Y_t; past of X | past of Y).
    TransferEntropy {
        /// How many past values of the source.
        source_history: usize,
        /// How many past values of the target.
        target_history: usize,
        /// Steps from the source's latest past value to the target, at least 1.
        delay: usize,
    },
    /// I(X_t; past of X).
    ActiveInformationStorage {
        /// How many past values.
        history: usize,
    },
}

/// How to measure.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether each column is made normal by its ranks first.
    pub copula: bool,
    /// Whether to subtract the bias that a normal sample of this size would have.
    pub bias_correction: bool,
    /// Whether to return each sample's contribution.
    pub local: bool,
    /// Whether to test against independence.
    pub significance: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { copula: false, bias_correction: true, local: false, significance: false }
    }
}

impl Options {
    /// The name of the estimator.
    pub fn estimator(&self) -> &'static str {
        if self.copula { GAUSSIAN_COPULA } else { GAUSSIAN }
    }
}

/// The measure of `variables`, in nats. O(N d²) for d columns in all.
///
/// Columns that are constant, or that the columns before them in the same variable determine, are left
/// out. Where one variable determines a part of another exactly, the information is infinite.
///
/// # Errors
/// If the variables differ in length or are too short, if local values or a test are asked for of an
/// entropy, if there is no memory, or on cancellation.
pub fn information(
    measure: Measure,
    mut variables: Vec<Variable>,
    options: &Options,
    workers: &Workers,
    control: &Control,
) -> Result<Estimate, Error> {
    let samples = equal_lengths(&variables)?;
    let mut warnings = constants(&variables);
    if options.copula {
        warnings.extend(normalize(&mut variables, workers, control)?);
    }
    if measure == Measure::Entropy {
        for (name, asked) in [("local", options.local), ("significance", options.significance)] {
            if asked {
                let expected = "false, since an entropy has none,";
                return Err(ArgumentError::invalid(name, expected, "true").into());
            }
        }
        at_least(variables[0].name, samples, 2)?;
        return entropy(&variables[0].columns, warnings, options, workers, control);
    }
    let [x, y, z] = match measure {
        Measure::TransferEntropy { source_history, target_history, delay } => {
            lags::transfer(&variables, [source_history, target_history], delay, control)?
        }
        Measure::ActiveInformationStorage { history } => {
            lags::storage(&variables[0], history, control)?
        }
        _ => {
            let mut columns =
                variables.iter_mut().map(|variable| std::mem::take(&mut variable.columns));
            std::array::from_fn(|_| columns.next().unwrap_or_default())
        }
    };
    at_least(variables[0].name, x[0].len(), 2)?;
    let widths = [z.len(), x.len(), y.len()];
    let columns: Vec<Vec<f64>> = z.into_iter().chain(x).chain(y).collect();
    let covariance = Covariance::of(&columns, workers, control)?;
    partial::estimate(&covariance, widths, warnings, options, workers, control)
}

/// The mutual information of a variable with classes, h(X) - Σ p_c h(X | c), in nats.
///
/// # Errors
/// As [`information`], or if a class has no more samples than `x` has columns.
pub fn information_with_classes(
    mut x: Variable,
    (name, classes): (&'static str, &Codes),
    options: &Options,
    workers: &Workers,
    control: &Control,
) -> Result<Estimate, Error> {
    let samples = x.columns[0].len();
    if classes.len() != samples {
        return Err(other_length(name, &x, classes.len()).into());
    }
    let mut variables = [x];
    let mut warnings = constants(&variables);
    if options.copula {
        warnings.extend(normalize(&mut variables, workers, control)?);
    }
    [x] = variables;
    classes::estimate(&x, (name, classes), warnings, options, workers, control)
}

/// The number of samples, the same for all.
fn equal_lengths(variables: &[Variable]) -> Result<usize, ArgumentError> {
    let first = &variables[0];
    let samples = first.columns[0].len();
    match variables.iter().find(|variable| variable.columns[0].len() != samples) {
        Some(other) => Err(other_length(other.name, first, other.columns[0].len())),
        None => Ok(samples),
    }
}

fn other_length(name: &str, first: &Variable, found: usize) -> ArgumentError {
    let samples = first.columns[0].len();
    let expected = format!("{samples} samples, as many as {} has,", first.name);
    ArgumentError::invalid(name, expected, found.to_string())
}

fn at_least(name: &str, samples: usize, least: usize) -> Result<(), ArgumentError> {
    if samples >= least {
        return Ok(());
    }
    let expected = format!("at least {least} samples");
    Err(ArgumentError::out_of_range(name, expected, samples.to_string()))
}

/// A warning for each variable that carries nothing.
fn constants(variables: &[Variable]) -> Vec<Warning> {
    let is_constant = |column: &Vec<f64>| column.iter().all(|&value| value == column[0]);
    variables
        .iter()
        .filter(|variable| variable.columns.iter().all(is_constant))
        .map(|variable| Warning::Constant { argument: variable.name })
        .collect()
}

/// Makes all columns normal but constant ones, and warns if many values repeat.
fn normalize(
    variables: &mut [Variable],
    workers: &Workers,
    control: &Control,
) -> Result<Option<Warning>, Error> {
    control.begin("rank", None)?;
    let mut columns: Vec<&mut Vec<f64>> = variables
        .iter_mut()
        .flat_map(|variable| &mut variable.columns)
        .filter(|column| column.iter().any(|&value| value != column[0]))
        .collect();
    let mut shares = vec![0.0f64; columns.len()];
    let mut slots: Vec<_> = columns.iter_mut().zip(&mut shares).collect();
    workers.for_each_chunk(&mut slots, 1, |_, slot| {
        if let [(column, share)] = slot {
            // A cancelled column is noticed below.
            **share = copula::normalize(column, control).unwrap_or_default();
        }
    });
    control.check()?;
    let share = shares.into_iter().fold(0.0, f64::max);
    Ok((share > REPEATED_VALUES_LIMIT).then_some(Warning::RepeatedValues { share }))
}

/// h(X) = ½ ln((2πe)^d |Σ|)
fn entropy(
    columns: &[Vec<f64>],
    mut warnings: Vec<Warning>,
    options: &Options,
    workers: &Workers,
    control: &Control,
) -> Result<Estimate, Error> {
    let covariance = Covariance::of(columns, workers, control)?;
    let samples = covariance.samples;
    let value = match log_determinant(&covariance) {
        Some(log_determinant) => {
            let dimensions = covariance.columns;
            let bias = if options.bias_correction { bias(samples, dimensions) } else { 0.0 };
            0.5 * (dimensions as f64 * (TAU * E).ln() + log_determinant) - bias
        }
        None => {
            if warnings.is_empty() {
                warnings.push(Warning::Deterministic);
            }
            f64::NEG_INFINITY
        }
    };
    Ok(Estimate { value, samples: samples as u64, warnings, ..Estimate::default() })
}

/// ln |Σ|, if Σ has full rank.
fn log_determinant(covariance: &Covariance) -> Option<f64> {
    let mut factor = Factor::new(covariance);
    let mut sum = 0.0;
    for column in 0..covariance.columns {
        sum += factor.push(column)?.ln() + covariance.log_variance(column);
    }
    Some(sum)
}

/// What the entropy of `dimensions` normal variables from `samples` samples is expected to be too large by;
/// a negative number.
fn bias(samples: usize, dimensions: usize) -> f64 {
    let scale = 2f64.ln() - ((samples - 1) as f64).ln();
    0.5 * (dimensions as f64 * scale + digammas(samples, dimensions))
}

/// Σ ψ((N - i)/2), i from 1 to d; N is greater than d.
fn digammas(samples: usize, dimensions: usize) -> f64 {
    (1..=dimensions).map(|i| digamma((samples - i) as f64 / 2.0)).sum()
}

/// The estimate of an information from its value, which is never negative in truth.
fn never_negative(value: f64, samples: usize, mut warnings: Vec<Warning>) -> Estimate {
    if value < 0.0 {
        warnings.push(Warning::Negative);
    }
    if value == f64::INFINITY {
        warnings.push(Warning::Deterministic);
    }
    let bounds = Bounds::NON_NEGATIVE;
    Estimate { value, samples: samples as u64, warnings, bounds, ..Estimate::default() }
}

#[cfg(test)]
mod tests;

//! Information between continuous variables from distances to nearest neighbours.
//!
//! The distance of two points is the largest difference of a coordinate, each computed by one
//! subtraction of doubles; radii and neighbour counts are exact in that distance, so an estimate
//! does not depend on how the neighbours were found. To add an estimator, write its file and add it
//! to [`ESTIMATORS`].

mod brute_force;
mod extremes;
mod jitter;
mod ksg1;
mod neighbourhood;
mod samples;
mod sorted_column;
mod tree;

use gainful_kernels::{ArgumentError, Control, Float, Workers};

use crate::{Bounds, Error, Estimate};
use samples::Columns;

pub use jitter::Jitter;
pub use samples::Samples;

/// Points treated between two looks at the control; a millisecond at most.
const BLOCK: usize = 4096;

/// An estimator of mutual information.
#[derive(Clone, Copy, Debug)]
pub struct MutualInformationEstimator {
    /// The name by which users choose it.
    pub name: &'static str,
    /// The estimate from checked data.
    estimate: fn(&Columns, &Columns, &Options, &Workers, &Control) -> Result<Estimate, Error>,
}

/// All estimators.
pub const ESTIMATORS: &[MutualInformationEstimator] = &[ksg1::ESTIMATOR];

impl MutualInformationEstimator {
    /// The estimator called `name`.
    ///
    /// # Errors
    /// If there is none; the message lists those that exist.
    pub fn named(name: &str) -> Result<Self, ArgumentError> {
        ESTIMATORS.iter().find(|estimator| estimator.name == name).copied().ok_or_else(|| {
            let names: Vec<String> =
                ESTIMATORS.iter().map(|estimator| format!("'{}'", estimator.name)).collect();
            ArgumentError::invalid("estimator", names.join(" or "), format!("'{name}'"))
        })
    }
}

/// How to estimate.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// k: which nearest neighbour sets the radius around a point. Few neighbours give little bias
    /// and much variance; 3 to 10 is usual.
    pub neighbours: usize,
    /// Noise to break ties; none by default, since it hides them.
    pub jitter: Option<Jitter>,
    /// Whether to return each sample's contribution.
    pub local: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { neighbours: 3, jitter: None, local: false }
    }
}

/// The mutual information, in nats, between the rows of `x` and the rows of `y` that belong together.
///
/// Values of 32 bits are widened, which is exact; all computing is in 64 bits.
///
/// # Errors
/// If `x` and `y` differ in length, if `neighbours` is zero or not less than the number of samples,
/// if the jitter is not positive and finite or makes a value infinite, or on cancellation.
pub fn mutual_information<X: Float, Y: Float>(
    x: Samples<'_, X>,
    y: Samples<'_, Y>,
    estimator: MutualInformationEstimator,
    options: &Options,
    workers: &Workers,
    control: &Control,
) -> Result<Estimate, Error> {
    let samples = x.rows();
    if y.rows() != samples {
        let (expected, found) = (format!("{samples} rows, as many as x has"), y.rows().to_string());
        return Err(ArgumentError::invalid("y", expected, found).into());
    }
    let k = options.neighbours;
    if k == 0 || k >= samples {
        let expected = match samples {
            1 => "fewer neighbours than the 1 sample".to_owned(),
            _ => format!("an integer from 1 to {}, less than the {samples} samples", samples - 1),
        };
        return Err(ArgumentError::out_of_range("k", expected, k.to_string()).into());
    }
    let (mut x, mut y) = (x.to_columns(control)?, y.to_columns(control)?);
    if let Some(jitter) = options.jitter {
        jitter.check()?;
        jitter.apply(x.iter_mut().chain(&mut y), control)?;
    }
    let estimate = (estimator.estimate)(&x, &y, options, workers, control)?;
    Ok(Estimate { bounds: Bounds::NON_NEGATIVE, ..estimate })
}

#[cfg(test)]
pub(crate) mod tests;

//! Estimators of entropy, mutual information and their relatives.
//!
//! [`discrete`] works on counts of symbols, [`neighbours`] on distances between points of a
//! continuous space, [`gaussian`] on covariances. Everything is computed in nats and returned unclamped, with [`Warning`]s where
//! the data break an estimator's assumptions; the caller decides what to do about them.

pub mod discrete;
pub mod divergences;
pub mod gaussian;
pub mod intrinsic_dimension;
pub mod neighbours;
pub mod sequences;
pub mod spectral;

mod chi_squared;
mod digamma;
mod error;
mod estimate;
mod gamma;
mod probabilities;

pub use error::Error;
pub use estimate::{Bounds, Estimate, Significance, Unit, Warning};
pub use probabilities::{SUM_TOLERANCE, check_probabilities};

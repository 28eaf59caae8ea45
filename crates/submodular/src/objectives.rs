//! Set functions: one file per function.

mod custom;
mod facility_location;
mod matrix;
mod metric;
mod sparse;

pub use custom::{Custom, Oracle};
pub use facility_location::FacilityLocation;
pub use matrix::Matrix;
pub use metric::Metric;
pub use sparse::{SparseMatrix, SparsePattern};

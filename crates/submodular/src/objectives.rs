//! Set functions: one file per function.

mod custom;
mod cut;
mod disparity_min;
mod disparity_sum;
mod distance;
mod facility_location;
mod graph_cut;
pub(crate) mod matrix;
mod metric;
mod mixture;
mod modular;
mod quadratic;
mod sparse;
mod sum_redundancy;
mod symmetric;

pub use custom::{Custom, Oracle};
pub use cut::Cut;
pub use disparity_min::DisparityMin;
pub use disparity_sum::DisparitySum;
pub use distance::Distance;
pub(crate) use distance::Distances;
pub use facility_location::FacilityLocation;
pub use graph_cut::GraphCut;
pub use matrix::Matrix;
pub(crate) use matrix::check_entries;
pub use metric::Metric;
pub use mixture::Mixture;
pub use modular::Modular;
pub use sparse::{SparseMatrix, SparsePattern};
pub use sum_redundancy::SumRedundancy;

//! Greedy maximization of submodular set functions, with a certificate for every answer.
//!
//! Three kinds of things, one folder each: set functions ([`objectives`]), what limits the
//! selected set ([`constraints`]) and how the set is found ([`optimizers`]). [`maximize`] brings
//! them together; [`Objective`] and [`State`] are what a set function has to offer.

mod certificate;
mod checkpoint;
mod constraint;
pub mod constraints;
mod cover;
mod error;
mod evaluate;
mod extend;
mod guarantee;
mod maximize;
mod objective;
pub mod objectives;
pub mod optimizers;
mod parameters;
pub mod rerank;
mod saved;
mod structure;
#[cfg(test)]
mod testing;

pub use certificate::Certificate;
pub use checkpoint::Checkpoint;
pub use constraint::Constraint;
pub use constraints::{
    Cardinality, Fairness, Graphic, IndependenceSystem, Knapsack, Laminar, MinimumDistance,
    Partition,
};
pub use cover::SizeCertificate;
pub use error::Error;
pub use evaluate::{evaluate, gain};
pub use extend::extend;
pub use gainful_kernels::Digest;
pub use guarantee::Guarantee;
pub use maximize::{Options, Selection, Stop, Stopping, maximize};
pub use objective::{Descent, Objective, Properties, Property, State};
pub use objectives::{
    Concave, Context, Custom, Cut, DisparityMin, DisparitySum, Distance, Diversification,
    FacilityFeatures, FacilityLocation, FacilityMethod, FacilityPlan, FacilityShape,
    FacilityWishes, FeatureBased, GraphCut, GraphCutConditionalGain, LogDeterminant,
    LogDeterminantInformation, Matrix, Metric, Mixture, Modular, Oracle, ProbabilisticSetCover,
    Rows, SaturatedCoverage, SetCover, Shaped, Shift, SparseMatrix, SparsePattern, SumRedundancy,
    concave_over_modular, facility_location_query_mutual_information, graph_cut_mutual_information,
    query_similarity,
};
pub use parameters::Parameters;
pub use saved::FormatError;
pub use structure::{GrowingGain, NegativeGain, Structure, check_structure};

//! Information-theoretic subset selection of multivariate Markov chains: which coordinates of a
//! chain keep the most of how it moves.
//!
//! A [`MarkovChain`] comes from a transition matrix or from a model ([`builders`]). Its
//! [`objectives`] are set functions of the coordinates, computed from entropies of projections;
//! [`select_coordinates`] runs the greedy optimizer of `gainful-submodular` on them and checks, where
//! that can be afforded, how good the answer is. All quantities are in nats.
//!
//! "Information-theoretic subset (and partition) selection of multivariate Markov chains via
//! submodular optimization", arXiv 2503.23340.

pub mod builders;
mod chain;
mod entropy;
mod enumeration;
mod error;
mod extensions;
mod function;
mod grouping;
pub mod objectives;
mod pair_law;
mod proofs;
mod select;
mod stationary;
mod structure;
mod table;
#[cfg(test)]
mod testing;

pub use builders::CurieWeiss;
pub use chain::MarkovChain;
pub use entropy::Entropies;
pub use enumeration::Optimum;
pub use error::Error;
pub use objectives::{Goal, InformationObjective, OBJECTIVES};
pub use select::{Selection, SelectionOptions, select_coordinates};
pub use structure::Structure;

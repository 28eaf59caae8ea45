//! The theory of byte-pair encoding, computed: how good merges are, and how good they could be.
//!
//! What is optimized is the compression utility of a sequence of merges on given words: by how many
//! symbols they shorten them. One file per notion: utility, greedy and optimal merges, upper bounds on
//! the optimum and the certificate that follows, curvature, improvement, Rényi efficiency.
//!
//! Zouhar et al., "A Formal Perspective on Byte-Pair Encoding" (Findings of ACL 2023); Kozma and
//! Voderholzer, "Theoretical Analysis of Byte-Pair Encoding" (2024).

mod apply;
mod bounds;
mod budget;
mod certificate;
mod curvature;
mod exact;
mod greedy;
mod improve;
mod notation;
mod parse;
mod relaxation;
mod renyi;
mod spans;
mod utility;
mod words;

#[cfg(test)]
mod tables;
#[cfg(test)]
mod testing;

pub use apply::apply_merges;
pub use bounds::CountBounds;
pub use certificate::{Certificate, Effort, certificate};
pub use curvature::{Curvature, Lengths, Looks, backward_curvature};
pub use exact::{Cuts, Optimum, optimal_merges};
pub use greedy::{Solution, greedy_merges};
pub use improve::{Improvement, improve_merges};
pub use notation::{read_merges, write_merges};
pub use renyi::{renyi_efficiency, renyi_entropy};
pub use utility::compression_utility;
pub use words::{FIRST_MERGED, Letters, Pair, Words};

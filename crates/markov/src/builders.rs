//! Ways to make a [`MarkovChain`](crate::MarkovChain): one file per builder.

mod curie_weiss;
mod dense;

pub use curie_weiss::CurieWeiss;

//! What limits the selected set: one file per constraint.

mod cardinality;

pub use cardinality::Cardinality;

//! The theory of byte-pair encoding: measures of vocabularies, and how good merges are and could be.

mod bounds;
mod measures;
mod problem;
mod search;

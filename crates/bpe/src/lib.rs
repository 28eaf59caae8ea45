//! Byte-pair encoding: count the words of a corpus, train merges on them, apply the merges.
//!
//! The three steps are [`Counter`], [`train`] and [`Tokenizer`]; a [`Model`] holds what was trained
//! and writes the file formats of other libraries.

pub mod alphabet;
mod counting;
mod encoding;
mod error;
mod format;
mod model;
mod packed;
mod pair_map;
mod pattern;
mod training;
mod vocabulary;

pub use counting::{Counter, WordCounts};
pub use encoding::Tokenizer;
pub use error::Error;
pub use model::{Merge, Model};
pub use pattern::{Pattern, Pieces};
pub use training::{Alphabet, TieBreak, TrainingOptions, train};
pub use vocabulary::Vocabulary;

//! The file formats that a model is read from and written in, one file each.
//!
//! Each keeps a part of a model; what it lacks, the caller says ([`Unsaid`]).

mod error;
pub mod file;
mod import;
mod json;
mod merges_txt;
mod rank_merges;
mod ranks;
mod subword_nmt;
mod tiktoken;
mod tokenizer_json;
mod vocab_and_merges;
mod vocab_json;

#[cfg(test)]
mod tests;

pub use error::FormatError;
pub(crate) use error::shown_bytes;

use crate::pattern::Pattern;

/// What a file does not say about its model.
#[derive(Clone, Debug, Default)]
pub struct Unsaid {
    /// What splits texts into words.
    pub pattern: Option<Pattern>,
    /// The special tokens, and their ids where the file does not have them.
    pub special_tokens: Vec<(String, Option<u32>)>,
}

//! What can go wrong in this crate, in one enum.

use crate::format::FormatError;
use gainful_kernels::{ArgumentError, Cancelled};
use std::io;
use std::path::PathBuf;

/// Why a call of this crate failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An argument has the wrong form or lies outside its range.
    #[error(transparent)]
    Argument(#[from] ArgumentError),

    /// The caller stopped the computation.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),

    /// A file of a corpus or a model cannot be opened or read.
    #[error("Cannot read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason that the operating system gave.
        source: io::Error,
    },

    /// A file of a model cannot be written; the one that was there is unchanged.
    #[error("Cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The reason that the operating system gave.
        source: io::Error,
    },

    /// A file is no model, or a model has no place in a format.
    #[error(transparent)]
    Format(#[from] FormatError),

    /// A file or another part of the corpus is not UTF-8 text.
    #[error("{name} is not valid UTF-8: the first bad byte is at offset {offset}")]
    InvalidUtf8 {
        /// The file, or which part it is.
        name: String,
        /// The offset of the first byte that belongs to no character, from the start of that.
        offset: u64,
    },

    /// The corpus is too large: counts of pairs could exceed 2^62, or its distinct words hold more
    /// than 2^32 symbols.
    #[error("The corpus is too large: {0}")]
    CorpusTooLarge(&'static str),

    /// A pattern that may backtrack does so without end.
    #[error("The pattern took more than {limit} steps back at byte {offset} of a text")]
    PatternTooSlow {
        /// Where the search for a piece started, in bytes from the start of the text.
        offset: usize,
        /// The steps that one search may take.
        limit: usize,
    },

    /// The system has no room for the tables of a training.
    #[error("Out of memory: a table of {bytes} bytes was needed")]
    Memory {
        /// The size of the table in bytes.
        bytes: usize,
    },

    /// A text has a byte or character that is no token, in a model without a token for such.
    #[error("Expected {expected} for text but received {found} at index {index}")]
    UnknownSymbol {
        /// What the text may be made of.
        expected: &'static str,
        /// What was found.
        found: String,
        /// Where it stands in the text.
        index: usize,
    },

    /// A text has a special token that the caller does not allow.
    #[error("The special token '{token}' at index {index} of the text is not allowed")]
    SpecialToken {
        /// The token.
        token: String,
        /// Where it begins in the text.
        index: usize,
    },

    /// What is wrong with one of several texts.
    #[error("{source} (texts[{text}])")]
    InText {
        /// The index of the text.
        text: usize,
        /// What is wrong with it.
        source: Box<Error>,
    },

    /// A token to decode is not in the vocabulary.
    #[error("Unknown token {token} at index {index}: the vocabulary has {vocabulary_size} tokens")]
    UnknownToken {
        /// The token.
        token: u32,
        /// Its index among the tokens to decode.
        index: usize,
        /// The number of tokens in the vocabulary.
        vocabulary_size: usize,
    },
}

impl Error {
    /// The same error of a text, with another index.
    pub(crate) fn at_index(self, place: impl FnOnce(usize) -> usize) -> Self {
        match self {
            Self::UnknownSymbol { expected, found, index } => {
                Self::UnknownSymbol { expected, found, index: place(index) }
            }
            Self::SpecialToken { token, index } => {
                Self::SpecialToken { token, index: place(index) }
            }
            error => error,
        }
    }

    /// The same error, of one of several texts; one that is not about a text stays as it is.
    pub(crate) fn in_text(self, text: usize) -> Self {
        match self {
            Self::UnknownSymbol { .. } | Self::SpecialToken { .. } => {
                Self::InText { text, source: Box::new(self) }
            }
            error => error,
        }
    }

    /// The same error, of tokens that so many others come before.
    pub(crate) fn after_tokens(self, tokens: usize) -> Self {
        match self {
            Self::UnknownToken { token, index, vocabulary_size } => {
                Self::UnknownToken { token, index: tokens + index, vocabulary_size }
            }
            error => error,
        }
    }

    /// The same error, of a text that has so many bytes before those in which a special token was found.
    pub(crate) fn special_after(self, bytes: usize) -> Self {
        match self {
            Self::SpecialToken { .. } => self.at_index(|index| bytes + index),
            error => error,
        }
    }
}

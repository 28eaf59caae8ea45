//! Byte-pair encoding: a [`counter`] splits and counts a corpus, [`training`] merges what it counted,
//! a [`model`] holds the merges and a [`tokenizer`] applies them.

mod counter;
mod formats;
mod model;
mod pattern;
mod stages;
mod theory;
mod tokenizer;
mod training;
mod word_counts;

use gainful_bpe::Error;

use crate::failure::{Code, Failure};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Argument(error) => error.into(),
            Error::Cancelled(error) => error.into(),
            error => Self::new(code_of(&error), error.to_string()),
        }
    }
}

fn code_of(error: &Error) -> Code {
    match error {
        Error::InText { source, .. } => code_of(source),
        Error::Argument(_) | Error::UnknownSymbol { .. } => Code::INVALID_ARGUMENT,
        Error::Cancelled(_) => Code::CANCELLED,
        Error::Io { .. } | Error::Write { .. } => Code::FILE,
        Error::Format(_) => Code::UNSUPPORTED_FORMAT,
        Error::InvalidUtf8 { .. } => Code::INVALID_UTF8,
        Error::Memory { .. } => Code::OUT_OF_MEMORY,
        Error::SpecialToken { .. } => Code::SPECIAL_TOKEN,
        Error::CorpusTooLarge(_) | Error::PatternTooSlow { .. } | Error::UnknownToken { .. } => {
            Code::OUT_OF_RANGE
        }
    }
}

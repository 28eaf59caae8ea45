//! A sample in whatever form its symbols come.

use std::borrow::Cow;

use gainful_kernels::{Control, Workers};

use super::{CountOfCounts, count};
use crate::Error;

/// The symbols of a sample, in order. Equal values are one symbol.
#[derive(Clone, Debug)]
pub enum Symbols<'a> {
    /// Bytes.
    U8(Cow<'a, [u8]>),
    /// Integers.
    I8(Cow<'a, [i8]>),
    /// Integers.
    U16(Cow<'a, [u16]>),
    /// Integers.
    I16(Cow<'a, [i16]>),
    /// Integers.
    U32(Cow<'a, [u32]>),
    /// Integers.
    I32(Cow<'a, [i32]>),
    /// Numbers as labels; 0 and -0 are equal, infinities are labels like any other, NaN is refused.
    F64(Cow<'a, [f64]>),
    /// Texts, compared byte by byte.
    Text(Cow<'a, [String]>),
}

impl Symbols<'_> {
    /// The number of symbols.
    pub fn len(&self) -> usize {
        match self {
            Self::U8(values) => values.len(),
            Self::I8(values) => values.len(),
            Self::U16(values) => values.len(),
            Self::I16(values) => values.len(),
            Self::U32(values) => values.len(),
            Self::I32(values) => values.len(),
            Self::F64(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many symbols were seen how often.
    ///
    /// # Errors
    /// If there are none, if a number is NaN, or on cancellation.
    pub fn count(&self, workers: &Workers, control: &Control) -> Result<CountOfCounts, Error> {
        match self {
            Self::U8(values) => count::bytes(values, workers, control),
            Self::I8(values) => count::integers(values, control),
            Self::U16(values) => count::integers(values, control),
            Self::I16(values) => count::integers(values, control),
            Self::U32(values) => count::integers(values, control),
            Self::I32(values) => count::integers(values, control),
            Self::F64(values) => count::numbers(values, control),
            Self::Text(values) => count::keys(values, control),
        }
    }
}

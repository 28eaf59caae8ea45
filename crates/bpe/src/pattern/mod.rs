//! Patterns that cut a text into pre-tokens, the words that byte-pair encoding works in.
//!
//! A pattern is defined by a regular expression ([`Pattern::source`]) and implemented by a scanner
//! written for it: one file with a [`Definition`], and one line in [`DEFINITIONS`]. The pieces tile
//! the text.

mod class;
mod gpt2;
mod ranges;

#[cfg(test)]
mod tests;

use crate::error::Error;
use gainful_kernels::{ArgumentError, Control};
use std::fmt;

/// All patterns.
const DEFINITIONS: &[&Definition] = &[&gpt2::DEFINITION];

/// Piece ends found by one call of a scanner: enough to make an indirect call per batch free, few
/// enough to stay in the first-level cache.
const BATCH: usize = 64;

/// Bytes of text that are split between two looks at the [`Control`].
const BYTES_PER_LOOK: usize = 1 << 18;

/// What a pattern's file provides.
pub(crate) struct Definition {
    name: &'static str,
    source: &'static str,
    /// Fills `ends` with the ends of the pieces from `start` on and returns how many there are;
    /// fewer than all of `ends` only where the text ends.
    scan: fn(text: &[u8], start: usize, ends: &mut [usize; BATCH]) -> usize,
    /// Whether every text has a piece boundary at `at`, judged from the characters next to it alone.
    /// A text may be cut there and its parts split on their own.
    is_boundary: fn(text: &[u8], at: usize) -> bool,
}

/// A rule that cuts a text into pre-tokens. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Pattern(Kind);

#[derive(Clone)]
enum Kind {
    /// One of [`DEFINITIONS`].
    Known(&'static Definition),
}

impl Pattern {
    /// The GPT-2 pattern, also used by r50k and p50k.
    pub const GPT2: Self = Self(Kind::Known(&gpt2::DEFINITION));

    /// The pattern of that name; the argument is called `pattern`.
    pub fn from_name(name: &str) -> Result<Self, ArgumentError> {
        let found = DEFINITIONS.iter().find(|definition| definition.name == name);
        found.map(|&definition| Self(Kind::Known(definition))).ok_or_else(|| {
            let names: Vec<&str> = DEFINITIONS.iter().map(|definition| definition.name).collect();
            ArgumentError::unknown("pattern", &names, name)
        })
    }

    /// The pattern's name, if it has one.
    pub fn name(&self) -> Option<&str> {
        let Kind::Known(definition) = &self.0;
        Some(definition.name)
    }

    /// The regular expression that the pattern stands for.
    pub fn source(&self) -> &str {
        let Kind::Known(definition) = &self.0;
        definition.source
    }

    /// The pre-tokens of `text`, in order.
    pub fn pieces<'a>(&self, text: &'a str) -> Result<Vec<&'a str>, Error> {
        let mut pieces = Vec::new();
        self.for_each_batch(text, &Control::new(), |mut start, ends| {
            for &end in ends {
                pieces.push(&text[start..end]);
                start = end;
            }
            Ok(())
        })?;
        Ok(pieces)
    }

    /// Passes the pre-tokens of `text` to `visit` a batch at a time: where the batch starts, and the
    /// end of each piece, where the next one starts.
    ///
    /// Looks at `control` every millisecond or so.
    #[inline]
    pub fn for_each_batch(
        &self,
        text: &str,
        control: &Control,
        mut visit: impl FnMut(usize, &[usize]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let Kind::Known(definition) = &self.0;
        let mut ends = [0; BATCH];
        let (mut start, mut next_look) = (0, BYTES_PER_LOOK);
        while start < text.len() {
            let filled = (definition.scan)(text.as_bytes(), start, &mut ends);
            visit(start, &ends[..filled])?;
            start = ends[filled - 1];
            if start >= next_look {
                control.check()?;
                next_look = start + BYTES_PER_LOOK;
            }
        }
        Ok(())
    }

    /// The first place at or after `at` where `text` may be cut without changing its pieces; the end
    /// of the text if there is none.
    pub(crate) fn next_cut(&self, text: &str, at: usize) -> usize {
        let Kind::Known(definition) = &self.0;
        let bytes = text.as_bytes();
        (at.max(1)..bytes.len())
            .find(|&at| (definition.is_boundary)(bytes, at))
            .unwrap_or(bytes.len())
    }

    /// The last place after `start` and before the end of `text` where it may be cut without changing
    /// its pieces, whatever follows. `text` need not be UTF-8.
    pub(crate) fn last_cut(&self, text: &[u8], start: usize) -> Option<usize> {
        let Kind::Known(definition) = &self.0;
        (start + 1..text.len()).rev().find(|&at| (definition.is_boundary)(text, at))
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({})", self.name().unwrap_or(self.source()))
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        let (Self::Known(one), Self::Known(other)) = (self, other);
        one.name == other.name
    }
}

impl Eq for Kind {}

/// The body of a [`Definition::scan`] whose pieces are found one by one.
#[inline(always)]
fn scan_pieces(
    text: &[u8],
    start: usize,
    ends: &mut [usize; BATCH],
    piece_end: impl Fn(&[u8], usize) -> usize,
) -> usize {
    let mut at = start;
    for (filled, end) in ends.iter_mut().enumerate() {
        if at == text.len() {
            return filled;
        }
        at = piece_end(text, at);
        *end = at;
    }
    BATCH
}

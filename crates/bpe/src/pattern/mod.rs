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

use gainful_kernels::ArgumentError;
use std::fmt;

/// All patterns.
const DEFINITIONS: &[&Definition] = &[&gpt2::DEFINITION];

/// Piece ends found by one call of a scanner: enough to make an indirect call per batch free, few
/// enough to stay in the first-level cache.
const BATCH: usize = 64;

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

/// A rule that cuts a text into pre-tokens.
#[derive(Clone, Copy)]
pub struct Pattern(&'static Definition);

impl Pattern {
    /// The GPT-2 pattern, also used by r50k and p50k.
    pub const GPT2: Self = Self(&gpt2::DEFINITION);

    /// The pattern of that name; the argument is called `pattern`.
    pub fn from_name(name: &str) -> Result<Self, ArgumentError> {
        let found = DEFINITIONS.iter().find(|definition| definition.name == name);
        found.map(|&definition| Self(definition)).ok_or_else(|| {
            let names: Vec<String> =
                DEFINITIONS.iter().map(|definition| format!("'{}'", definition.name)).collect();
            ArgumentError::invalid("pattern", names.join(" or "), format!("'{name}'"))
        })
    }

    /// The pattern's name.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The regular expression that the pattern stands for.
    pub fn source(self) -> &'static str {
        self.0.source
    }

    /// The pre-tokens of `text`, in order.
    pub fn pieces(self, text: &str) -> Pieces<'_> {
        Pieces { pattern: self, text, ends: [0; BATCH], filled: 0, taken: 0, start: 0 }
    }

    /// Passes the pre-tokens of `text` to `visit` a batch at a time: where the batch starts, and the
    /// end of each piece.
    #[inline]
    pub(crate) fn for_each_batch(self, text: &str, mut visit: impl FnMut(usize, &[usize])) {
        let mut ends = [0; BATCH];
        let mut start = 0;
        while start < text.len() {
            let filled = (self.0.scan)(text.as_bytes(), start, &mut ends);
            visit(start, &ends[..filled]);
            start = ends[filled - 1];
        }
    }

    /// The first place at or after `at` where `text` may be cut without changing its pieces; the end
    /// of the text if there is none.
    pub(crate) fn next_cut(self, text: &str, at: usize) -> usize {
        let bytes = text.as_bytes();
        (at.max(1)..bytes.len()).find(|&at| (self.0.is_boundary)(bytes, at)).unwrap_or(bytes.len())
    }

    /// The last place after `start` and before the end of `text` where it may be cut without changing
    /// its pieces, whatever follows. `text` need not be UTF-8.
    pub(crate) fn last_cut(self, text: &[u8], start: usize) -> Option<usize> {
        (start + 1..text.len()).rev().find(|&at| (self.0.is_boundary)(text, at))
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({})", self.name())
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Pattern {}

/// The pre-tokens of one text. Made by [`Pattern::pieces`].
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    pattern: Pattern,
    text: &'a str,
    ends: [usize; BATCH],
    filled: usize,
    taken: usize,
    start: usize,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a str;

    #[inline]
    fn next(&mut self) -> Option<&'a str> {
        if self.taken == self.filled {
            if self.start == self.text.len() {
                return None;
            }
            let scan = self.pattern.0.scan;
            self.filled = scan(self.text.as_bytes(), self.start, &mut self.ends);
            self.taken = 0;
        }
        let end = self.ends[self.taken];
        let piece = &self.text[self.start..end];
        self.taken += 1;
        self.start = end;
        Some(piece)
    }
}

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

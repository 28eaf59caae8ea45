//! Patterns that cut a text into pre-tokens, the words that byte-pair encoding works in.
//!
//! A pattern is defined by regular expressions ([`Pattern::sources`]) and implemented by a scanner
//! written for it: one file with a [`Definition`], and one line in [`DEFINITIONS`]. The scanners
//! need no look-ahead.

mod block;
mod cl100k;
mod class;
mod contraction;
mod deepseek_v3;
mod expression;
mod gpt2;
mod llama3;
mod none;
mod o200k;
mod qwen2;
mod text;
mod whitespace;

#[cfg(test)]
mod tests;

use crate::error::Error;
use expression::Expression;
use gainful_kernels::{ArgumentError, Control};
use std::cell::Cell;
use std::fmt;
use std::sync::Arc;
use text::Text;

/// All patterns.
const DEFINITIONS: &[&Definition] = &[
    &gpt2::DEFINITION,
    &cl100k::DEFINITION,
    &o200k::DEFINITION,
    &llama3::DEFINITION,
    &qwen2::DEFINITION,
    &deepseek_v3::DEFINITION,
    &whitespace::DEFINITION,
    &none::DEFINITION,
];

/// Piece ends found by one call of a scanner: enough to make an indirect call per batch free, few
/// enough to stay in the first-level cache. Scanners by blocks want room for a block's.
const BATCH: usize = 192;

/// Bytes of text that are split between two looks at the [`Control`].
const BYTES_PER_LOOK: usize = 1 << 18;

/// What a pattern's file provides.
pub(crate) struct Definition {
    name: &'static str,
    /// Regular expressions that are applied one after the other, each within the pieces of the one
    /// before: every match is a piece.
    sources: &'static [&'static str],
    /// Other ways to write the only source, which make the same pieces of every text.
    spellings: &'static [&'static str],
    /// Whether what no expression matches is a piece, too; it is dropped otherwise. Then `scan` finds
    /// what is dropped and a piece by turns.
    keeps_rest: bool,
    /// Fills `ends` with the ends of the pieces from `start` on, each of which starts where the one
    /// before ends, and returns how many there are; 0 if there is no piece.
    scan: fn(text: Text<'_>, start: usize, ends: &mut [usize; BATCH]) -> usize,
    /// Whether every text has a piece boundary at `at`, judged from the characters next to it alone.
    /// A text may be cut there and its parts split on their own. None if there is no such place.
    is_boundary: Option<fn(text: &[u8], at: usize) -> bool>,
}

/// A rule that cuts a text into pre-tokens. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Pattern(Kind);

#[derive(Clone)]
enum Kind {
    /// One of [`DEFINITIONS`].
    Known(&'static Definition),
    /// One that the user wrote.
    Expression(Arc<Expression>),
}

impl Pattern {
    /// The GPT-2 pattern, also used by r50k and p50k.
    pub const GPT2: Self = Self(Kind::Known(&gpt2::DEFINITION));

    /// Words between white space, which is dropped.
    pub const WHITESPACE: Self = Self(Kind::Known(&whitespace::DEFINITION));

    /// The pattern of that name; the argument is called `pattern`.
    pub fn from_name(name: &str) -> Result<Self, ArgumentError> {
        let found = DEFINITIONS.iter().find(|definition| definition.name == name);
        found.map(|&definition| Self(Kind::Known(definition))).ok_or_else(|| {
            let names: Vec<&str> = DEFINITIONS.iter().map(|definition| definition.name).collect();
            ArgumentError::unknown("pattern", &names, name)
        })
    }

    /// The named pattern that these expressions, applied one after the other, stand for. The usual
    /// ways to write contractions and possessive repetitions are known.
    pub fn from_sources(sources: &[&str]) -> Option<Self> {
        // Line ends may stand in an expression as they are.
        let escaped = |source: &&str| source.replace('\r', "\\r").replace('\n', "\\n");
        let sources: Vec<String> = sources.iter().map(escaped).collect();
        let is_meant = |definition: &Definition| {
            let spelled = matches!(sources.as_slice(), [source] if definition.spellings.contains(&source.as_str()));
            definition.keeps_rest && (spelled || definition.sources == sources)
        };
        let found = DEFINITIONS.iter().find(|definition| is_meant(definition));
        found.map(|&definition| Self(Kind::Known(definition)))
    }

    /// The pattern of that name, or the one that is written so: a text of letters, digits, `_` and `-`
    /// alone is a name.
    pub fn parse(text: &str) -> Result<Self, ArgumentError> {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        if text.bytes().all(is_word) { Self::from_name(text) } else { Self::from_expression(text) }
    }

    /// The pattern of a regular expression, in the syntax of Rust's `regex` with the look-around,
    /// back-references and possessive repetitions of `fancy-regex`. Classes are those of Unicode
    /// 16.0. Each match is a piece, and so is all text between two matches.
    ///
    /// Expressions that stand for a known pattern are that pattern. Fails for an expression that is
    /// wrong, too large, or can match the empty string.
    pub fn from_expression(source: &str) -> Result<Self, ArgumentError> {
        match Self::from_sources(&[source]) {
            Some(known) => Ok(known),
            None => Ok(Self(Kind::Expression(Arc::new(Expression::new(source)?)))),
        }
    }

    /// The pattern of a JavaScript regular expression with the flag `u` or `v`. It means what it means
    /// to JavaScript, for which `\s`, for example, is not quite White_Space; fails also for one that
    /// cannot be had exactly.
    pub fn from_javascript(source: &str, flags: &str) -> Result<Self, ArgumentError> {
        let expression = Expression::from_javascript(source, flags)?;
        Ok(Self(Kind::Expression(Arc::new(expression))))
    }

    /// The pattern's name, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.definition().map(|definition| definition.name)
    }

    /// The pattern's name, or else its expression.
    pub fn title(&self) -> String {
        self.name().map_or_else(|| self.sources().concat(), str::to_owned)
    }

    /// The regular expressions that the pattern stands for, in the syntax of Rust's `regex` with
    /// look-ahead. They are applied one after the other, each within the pieces of the one before.
    pub fn sources(&self) -> Vec<&str> {
        match &self.0 {
            Kind::Known(definition) => definition.sources.to_vec(),
            Kind::Expression(expression) => vec![expression.source()],
        }
    }

    /// Whether pieces cover every text. A pattern that drops white space cannot give it back.
    pub fn covers_texts(&self) -> bool {
        self.definition().is_none_or(|definition| definition.keeps_rest)
    }

    fn definition(&self) -> Option<&'static Definition> {
        match &self.0 {
            Kind::Known(definition) => Some(definition),
            Kind::Expression(_) => None,
        }
    }

    fn is_boundary(&self) -> Option<fn(text: &[u8], at: usize) -> bool> {
        self.definition()?.is_boundary
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
    /// Looks at `control` every millisecond or so. Fails if it is cancelled, if `visit` fails, or if an
    /// expression backtracks without end.
    #[inline]
    pub fn for_each_batch(
        &self,
        text: &str,
        control: &Control,
        visit: impl FnMut(usize, &[usize]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.split(text, false, control, visit)
    }

    /// As [`Self::for_each_batch`], where each line, with the "\n" that ends it, is a text by itself.
    #[inline]
    pub(crate) fn for_each_batch_of_lines(
        &self,
        text: &str,
        control: &Control,
        visit: impl FnMut(usize, &[usize]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.split(text, true, control, visit)
    }

    #[inline(always)]
    fn split(
        &self,
        text: &str,
        has_lines: bool,
        control: &Control,
        mut visit: impl FnMut(usize, &[usize]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let definition = match &self.0 {
            Kind::Known(definition) => definition,
            Kind::Expression(expression) if has_lines => {
                return expression.for_each_batch_of_lines(text, control, &mut visit);
            }
            Kind::Expression(expression) => {
                return expression.for_each_batch(text, control, &mut visit);
            }
        };
        let line_end = Cell::new(0);
        let scanned = Text::new(text, has_lines, &line_end, control);
        let mut ends = [0; BATCH];
        let (mut start, mut next_look) = (0, BYTES_PER_LOOK);
        while start < text.len() {
            let filled = (definition.scan)(scanned, start, &mut ends);
            let Some(&end) = ends[..filled].last() else { return Ok(control.check()?) };
            if end >= next_look {
                control.check()?;
                next_look = end + BYTES_PER_LOOK;
            }
            if definition.keeps_rest {
                visit(start, &ends[..filled])?;
            } else {
                let (pairs, _) = ends[..filled].as_chunks::<2>();
                for [start, end] in pairs {
                    visit(*start, std::slice::from_ref(end))?;
                }
            }
            start = end;
        }
        Ok(())
    }

    /// The first place at or after `at` where `text` may be cut without changing its pieces; the end
    /// of the text if there is none.
    pub(crate) fn next_cut(&self, text: &str, at: usize) -> usize {
        let bytes = text.as_bytes();
        self.is_boundary()
            .and_then(|is_boundary| (at.max(1)..bytes.len()).find(|&at| is_boundary(bytes, at)))
            .unwrap_or(bytes.len())
    }

    /// The end of what no text that follows changes: pieces of `text` up to there are pieces of every text
    /// that begins with it.
    ///
    /// For the known patterns that is all but the last two pieces. Two can change at once: "\r" and a
    /// no-break space become one piece when a line feed follows. Expressions may look ahead as far as they
    /// like, so of theirs nothing is known.
    pub(crate) fn final_end(&self, text: &str, control: &Control) -> Result<usize, Error> {
        if self.definition().is_none() {
            return Ok(0);
        }
        let [mut before, mut last] = [0, 0];
        self.for_each_batch(text, control, |mut start, ends| {
            for &end in ends {
                [before, last] = [last, start];
                start = end;
            }
            Ok(())
        })?;
        Ok(before)
    }

    /// The last place after `start` and before the end of `text` where it may be cut without changing
    /// its pieces, whatever follows. `text` need not be UTF-8.
    pub(crate) fn last_cut(&self, text: &[u8], start: usize) -> Option<usize> {
        let is_boundary = self.is_boundary()?;
        (start + 1..text.len()).rev().find(|&at| is_boundary(text, at))
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Known(definition) => write!(f, "Pattern({})", definition.name),
            Kind::Expression(expression) => write!(f, "Pattern(/{}/)", expression.source()),
        }
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(one), Self::Known(other)) => one.name == other.name,
            (Self::Expression(one), Self::Expression(other)) => one.source() == other.source(),
            _ => false,
        }
    }
}

impl Eq for Kind {}

/// The body of a [`Definition::scan`] whose pieces are found one by one.
#[inline(always)]
fn scan_pieces(
    text: Text<'_>,
    start: usize,
    ends: &mut [usize; BATCH],
    piece_end: impl Fn(Text<'_>, usize) -> usize,
) -> usize {
    let mut at = start;
    for (filled, end) in ends.iter_mut().enumerate() {
        if at == text.len() {
            return filled;
        }
        at = piece_end(text.line(at), at);
        *end = at;
    }
    BATCH
}

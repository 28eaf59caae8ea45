//! Patterns that users write: a regular expression is run by `regex-automata`, in linear time, where
//! it has no look-around and no back-references, and by `fancy-regex`, which backtracks, otherwise.
//!
//! Every match is a piece, and so is all text between two matches: what Hugging Face's `Split` with
//! the behaviour `Isolated` makes. An expression that can match the empty string is refused, because
//! what engines make of empty matches differs.

mod backtracking;
mod javascript;
mod linear;

#[cfg(test)]
mod tests;

use super::BATCH;
use crate::error::Error;
use backtracking::Backtracking;
use gainful_kernels::{ArgumentError, Control};
use linear::Linear;

/// What pieces are passed to: where a batch starts, and the end of each piece.
type Visit<'a> = dyn FnMut(usize, &[usize]) -> Result<(), Error> + 'a;

/// Characters of an expression that an error shows.
const SHOWN: usize = 60;

/// A compiled expression.
#[derive(Debug)]
pub(super) struct Expression {
    /// In the syntax of Rust's `regex` with look-around.
    source: String,
    engine: Engine,
}

#[derive(Debug)]
enum Engine {
    Linear(Linear),
    Backtracking(Backtracking),
}

impl Expression {
    /// Compiles an expression in the syntax of Rust's `regex`, with the look-around, back-references
    /// and possessive repetitions of `fancy-regex`.
    pub(super) fn new(source: &str) -> Result<Self, ArgumentError> {
        Self::compile(source).map_err(|problem| refused(&problem, &shown(source)))
    }

    /// Compiles a JavaScript expression with its flags.
    pub(super) fn from_javascript(source: &str, flags: &str) -> Result<Self, ArgumentError> {
        let compiled = javascript::translate(source, flags, true).and_then(|simple| {
            let portable = javascript::translate(source, flags, false)?;
            match Linear::new(&simple) {
                Some(linear) => Self::with_linear(&portable, linear),
                None => Self::compile(&portable),
            }
        });
        compiled.map_err(|problem| refused(&problem, &format!("/{}/{flags}", shown(source))))
    }

    fn compile(source: &str) -> Result<Self, Problem> {
        if let Some(linear) = Linear::new(source) {
            return Self::with_linear(source, linear);
        }
        let engine = Engine::Backtracking(Backtracking::new(source)?);
        Ok(Self { source: source.to_owned(), engine })
    }

    fn with_linear(source: &str, linear: Result<Linear, Problem>) -> Result<Self, Problem> {
        Ok(Self { source: source.to_owned(), engine: Engine::Linear(linear?) })
    }

    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// See [`super::Pattern::for_each_batch_of_lines`].
    pub(super) fn for_each_batch_of_lines(
        &self,
        text: &str,
        control: &Control,
        visit: &mut Visit<'_>,
    ) -> Result<(), Error> {
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            self.for_each_batch(line, control, &mut |start, ends| {
                let mut moved = [0; BATCH];
                moved.iter_mut().zip(ends).for_each(|(to, end)| *to = offset + end);
                visit(offset + start, &moved[..ends.len()])
            })?;
            offset += line.len();
        }
        Ok(())
    }

    /// See [`super::Pattern::for_each_batch`].
    pub(super) fn for_each_batch(
        &self,
        text: &str,
        control: &Control,
        visit: &mut Visit<'_>,
    ) -> Result<(), Error> {
        let mut batch = Batch { start: 0, end: 0, ends: [0; BATCH], filled: 0, control, visit };
        match &self.engine {
            Engine::Linear(engine) => {
                engine.for_each_match(text, |start, end| batch.add_match(start, end))?;
            }
            Engine::Backtracking(engine) => {
                engine.for_each_match(text, control, |start, end| batch.add_match(start, end))?;
            }
        }
        batch.finish(text.len())
    }
}

/// Why an expression cannot be used: what would have been needed, as a noun phrase.
type Problem = String;

fn refused(problem: &str, found: &str) -> ArgumentError {
    ArgumentError::invalid("pattern", problem, found)
}

/// The beginning of an expression.
fn shown(source: &str) -> String {
    match source.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &source[..end]),
        None => source.to_owned(),
    }
}

/// What an expression that can match nothing at all is told.
fn matches_empty() -> Problem {
    "a regular expression that cannot match the empty string".to_owned()
}

/// Gathers pieces: matches and what lies between them.
struct Batch<'a, 'v> {
    /// Where the batch starts, and the end of its last piece.
    start: usize,
    end: usize,
    ends: [usize; BATCH],
    filled: usize,
    control: &'a Control,
    visit: &'a mut Visit<'v>,
}

impl Batch<'_, '_> {
    #[inline]
    fn add_match(&mut self, start: usize, end: usize) -> Result<(), Error> {
        if start > self.end {
            self.add(start)?;
        }
        self.add(end)
    }

    #[inline]
    fn add(&mut self, end: usize) -> Result<(), Error> {
        self.ends[self.filled] = end;
        self.end = end;
        self.filled += 1;
        if self.filled == BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.control.check()?;
        (self.visit)(self.start, &self.ends[..self.filled])?;
        (self.start, self.filled) = (self.end, 0);
        Ok(())
    }

    fn finish(&mut self, length: usize) -> Result<(), Error> {
        if self.end < length {
            self.add(length)?;
        }
        if self.filled > 0 { self.flush() } else { Ok(()) }
    }
}

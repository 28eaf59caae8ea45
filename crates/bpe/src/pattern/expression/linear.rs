//! Expressions without look-around, and those whose only look-ahead is the usual ending
//! `|\s+(?!\S)|\s+`, which is done by hand: the last character of white space that is followed by
//! something is left to it.

use super::{Problem, matches_empty};
use crate::error::Error;
use regex_automata::meta::Regex;
use regex_automata::{Anchored, Input, PatternID};
use regex_syntax::ast::{self, Ast, parse::Parser};

/// The endings of expressions that are done by hand.
const ENDINGS: [&str; 2] = [r"|\s+(?!\S)|\s+", r"|\s+(?!\S)|\s"];

/// An expression that takes time linear in the text.
#[derive(Debug)]
pub(super) struct Linear {
    regex: Regex,
}

impl Linear {
    /// None if the expression needs more than this engine has; a problem if it is wrong.
    pub(super) fn new(source: &str) -> Option<Result<Self, Problem>> {
        if is_plain(source) {
            return Some(Self::compile(&[source]));
        }
        let main = ENDINGS.iter().find_map(|ending| source.strip_suffix(ending))?;
        // What stands before the ending must be whole by itself, and must not change its meaning.
        (is_plain(main) && !sets_flags(main)).then(|| Self::compile(&[main, r"\s+"]))
    }

    fn compile(sources: &[&str]) -> Result<Self, Problem> {
        for source in sources {
            let expression = regex_syntax::parse(source).map_err(|error| error.to_string())?;
            if expression.properties().minimum_len() == Some(0) {
                return Err(matches_empty());
            }
        }
        let regex = Regex::new_many(sources).map_err(|error| {
            let limit = error.size_limit();
            limit.map_or("a valid regular expression".to_owned(), |limit| {
                format!("a regular expression that compiles to at most {limit} bytes")
            })
        })?;
        Ok(Self { regex })
    }

    /// Passes the start and the end of each match to `visit`.
    pub(super) fn for_each_match(
        &self,
        text: &str,
        mut visit: impl FnMut(usize, usize) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut input = Input::new(text);
        let mut start = 0;
        while start < text.len() {
            input.set_start(start);
            // Most matches start where the last one ended; such a search goes forward only.
            input.set_anchored(Anchored::Yes);
            let mut found = self.regex.search(&input);
            if found.is_none() {
                input.set_anchored(Anchored::No);
                found = self.regex.search(&input);
            }
            let Some(found) = found else { break };
            let mut end = found.end();
            if found.pattern() != PatternID::ZERO && end < text.len() {
                end = without_last(text, found.start(), end);
            }
            visit(found.start(), end)?;
            start = end;
        }
        Ok(())
    }
}

/// The end of `text[start..end]` without its last character, if another one is left.
fn without_last(text: &str, start: usize, end: usize) -> usize {
    match text[start..end].char_indices().next_back() {
        Some((last, _)) if last > 0 => start + last,
        _ => end,
    }
}

/// Whether this engine takes an expression as it is meant. A repeated repetition is a possessive one
/// everywhere but here.
fn is_plain(source: &str) -> bool {
    let parsed = Parser::new().parse(source);
    parsed.is_ok_and(|ast| ast::visit(&ast, NoRepeatedRepetition).is_ok())
        && regex_syntax::parse(source).is_ok()
}

struct NoRepeatedRepetition;

impl ast::Visitor for NoRepeatedRepetition {
    type Output = ();
    type Err = ();

    fn finish(self) -> Result<(), ()> {
        Ok(())
    }

    fn visit_pre(&mut self, part: &Ast) -> Result<(), ()> {
        match part {
            Ast::Repetition(outer) if matches!(*outer.ast, Ast::Repetition(_)) => Err(()),
            _ => Ok(()),
        }
    }
}

/// Whether an expression may set flags for what follows it: a group that begins otherwise than with
/// `(?:` or `(?i:`.
fn sets_flags(source: &str) -> bool {
    source.split("(?").skip(1).any(|rest| !rest.starts_with(':') && !rest.starts_with("i:"))
}

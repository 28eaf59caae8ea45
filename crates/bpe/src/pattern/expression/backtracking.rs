//! Expressions with look-around, back-references or possessive repetitions.
//!
//! A search is tried at one place after the other, so that the limit on backtracking is one for each
//! place and the control is looked at between them.

use super::{Problem, matches_empty};
use crate::error::Error;
use fancy_regex::{Expr, Regex, RegexBuilder};
use gainful_kernels::Control;

/// Steps back that the search at one place may take: some ten milliseconds.
const LIMIT: usize = 1_000_000;

/// An expression that may backtrack.
#[derive(Debug)]
pub(super) struct Backtracking {
    /// Matches only where a search starts.
    regex: Regex,
}

impl Backtracking {
    pub(super) fn new(source: &str) -> Result<Self, Problem> {
        let wrong = |error: fancy_regex::Error| format!("a valid regular expression ({error})");
        let tree = Expr::parse_tree(source).map_err(wrong)?;
        if !all(&tree.expr, &|part| {
            !matches!(part, Expr::KeepOut | Expr::ContinueFromPreviousMatchEnd)
        }) {
            return Err(r"a regular expression without \K and \G".to_owned());
        }
        if minimum(&tree.expr) == 0 {
            return Err(matches_empty());
        }
        let regex = RegexBuilder::new(&format!(r"\G(?:{source})")).backtrack_limit(LIMIT).build();
        Ok(Self { regex: regex.map_err(wrong)? })
    }

    /// Passes the start and the end of each match to `visit`.
    pub(super) fn for_each_match(
        &self,
        text: &str,
        control: &Control,
        mut visit: impl FnMut(usize, usize) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut start = 0;
        while start < text.len() {
            control.check()?;
            let found = self.regex.find_from_pos(text, start);
            match found.map_err(|_| Error::PatternTooSlow { offset: start, limit: LIMIT })? {
                Some(found) => {
                    visit(start, found.end())?;
                    start = found.end();
                }
                None => start += text[start..].chars().next().map_or(1, char::len_utf8),
            }
        }
        Ok(())
    }
}

/// The least number of characters that a match has.
fn minimum(expression: &Expr) -> usize {
    match expression {
        Expr::Any { .. } => 1,
        Expr::Literal { val, .. } => val.chars().count(),
        Expr::Delegate { size, .. } => *size,
        Expr::Concat(parts) => parts.iter().map(minimum).fold(0, usize::saturating_add),
        Expr::Alt(parts) => parts.iter().map(minimum).min().unwrap_or(0),
        Expr::Group(inner) | Expr::AtomicGroup(inner) => minimum(inner),
        Expr::Repeat { child, lo, .. } => minimum(child).saturating_mul(*lo),
        Expr::Conditional { condition, true_branch, false_branch } => {
            let whole = minimum(condition).saturating_add(minimum(true_branch));
            whole.min(minimum(false_branch))
        }
        _ => 0,
    }
}

/// Whether a property holds for all parts of an expression.
fn all(expression: &Expr, holds: &impl Fn(&Expr) -> bool) -> bool {
    holds(expression)
        && match expression {
            Expr::Concat(parts) | Expr::Alt(parts) => parts.iter().all(|part| all(part, holds)),
            Expr::Group(inner) | Expr::AtomicGroup(inner) | Expr::LookAround(inner, _) => {
                all(inner, holds)
            }
            Expr::Repeat { child, .. } => all(child, holds),
            Expr::Conditional { condition, true_branch, false_branch } => {
                [condition, true_branch, false_branch].into_iter().all(|part| all(part, holds))
            }
            _ => true,
        }
}

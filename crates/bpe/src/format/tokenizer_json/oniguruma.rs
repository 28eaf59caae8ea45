//! Which expressions mean the same to Oniguruma, the engine of Hugging Face's tokenizers, as to this
//! crate. A file with any other one would split texts otherwise there than here.
//!
//! What is not known to be the same counts as different: Oniguruma's syntax is Ruby's, where `^` is
//! the start of a line, `\w` has superscript digits, `{1,2}+` is no possessive repetition, and `ss`
//! without case is `ß`. Classes of characters agree: both have Unicode 16.0.

use std::iter::Peekable;
use std::str::CharIndices;

/// Pairs of letters that Oniguruma, where case is ignored, takes for one: `ß`, the ligatures from U+FB00
/// on, and the like.
const FOLDED_TO_ONE: [&str; 5] = ["ss", "ff", "fi", "fl", "st"];

/// The first part of an expression that Oniguruma may take otherwise.
pub(super) fn difference(source: &str) -> Option<&str> {
    let mut scanner = Scanner { source, rest: source.char_indices().peekable() };
    let found = scanner.expression()?;
    Some(&source[found.0..found.1])
}

/// Where a part starts and ends.
type Part = (usize, usize);

struct Scanner<'a> {
    source: &'a str,
    rest: Peekable<CharIndices<'a>>,
}

impl Scanner<'_> {
    fn at(&mut self) -> usize {
        self.rest.peek().map_or(self.source.len(), |&(at, _)| at)
    }

    fn eat(&mut self, expected: char) -> bool {
        self.rest.next_if(|&(_, next)| next == expected).is_some()
    }

    fn eat_text(&mut self, text: &str) -> bool {
        let at = self.at();
        let found = self.source[at..].starts_with(text);
        if found {
            text.chars().for_each(|_| _ = self.rest.next());
        }
        found
    }

    fn expression(&mut self) -> Option<Part> {
        while let Some((start, next)) = self.rest.next() {
            let found = match next {
                '^' | '$' => Some((start, start + 1)),
                '\\' => self.escape(start),
                '[' => self.class(start),
                '(' => self.group(start),
                // Lazy and possessive repetitions of a number.
                '}' if matches!(self.rest.peek(), Some((_, '?' | '+' | '*'))) => {
                    let open = self.source[..start].rfind('{').unwrap_or(start);
                    Some((open, start + 2))
                }
                _ => None,
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// What follows a backslash.
    fn escape(&mut self, start: usize) -> Option<Part> {
        let (at, kind) = self.rest.next()?;
        let same = match kind {
            'd' | 'D' | 's' | 'S' | 'n' | 'r' | 't' | 'f' | 'v' | 'a' | 'A' | 'z' => true,
            'p' | 'P' => {
                // Without braces it is a letter to Oniguruma, with a key or a sign an error.
                let is_name = |next: char| next.is_ascii_alphanumeric() || "_ ".contains(next);
                self.eat('{') && {
                    while self.rest.next_if(|&(_, next)| is_name(next)).is_some() {}
                    self.eat('}')
                }
            }
            'x' => {
                // A code of two digits is a byte to Oniguruma.
                self.eat('{') && {
                    while self.rest.next_if(|&(_, next)| next.is_ascii_hexdigit()).is_some() {}
                    self.eat('}')
                }
            }
            '<' | '>' => false,
            other => other.is_ascii_punctuation(),
        };
        let end = if same { at } else { self.at().max(at + kind.len_utf8()) };
        (!same).then_some((start, end))
    }

    /// A class, of which the bracket was read.
    fn class(&mut self, start: usize) -> Option<Part> {
        self.eat('^');
        if matches!(self.rest.peek(), Some((_, ']'))) {
            return Some((start, self.at() + 1));
        }
        while let Some((at, next)) = self.rest.next() {
            let found = match next {
                ']' => return None,
                '[' if matches!(self.rest.peek(), Some((_, ':'))) => Some((at, at + 2)),
                '[' => self.class(at),
                '\\' => self.escape(at),
                '-' if self.eat('-') => Some((at, at + 2)),
                '~' if self.eat('~') => Some((at, at + 2)),
                _ => None,
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// A group, of which the parenthesis was read; its contents are looked at as all else is.
    fn group(&mut self, start: usize) -> Option<Part> {
        if !self.eat('?') {
            return None;
        }
        if self.eat_text("i:") || start == 0 && self.eat_text("i)") {
            return self.without_case();
        }
        let known = [":", "=", "!", "<=", "<!", ">", "-i:"];
        if known.iter().any(|mark| self.eat_text(mark)) {
            return None;
        }
        // One character more tells what kind of group it is.
        self.rest.next();
        Some((start, self.at()))
    }

    /// What stands where case is ignored: only ASCII is known to be the same, without the letters that
    /// become one.
    fn without_case(&self) -> Option<Part> {
        let mut rest = self.rest.clone();
        let start = rest.peek().map_or(self.source.len(), |&(at, _)| at);
        let (mut depth, mut end, mut letters) = (0, self.source.len(), String::new());
        for (at, next) in rest {
            match next {
                '(' => depth += 1,
                ')' if depth == 0 => {
                    end = at;
                    break;
                }
                ')' => depth -= 1,
                '|' | '[' | ']' => letters.push(next),
                _ if next.is_ascii_alphanumeric() => letters.push(next.to_ascii_lowercase()),
                '\'' | '?' | ':' | '-' | '+' => {}
                _ => return Some((at, at + next.len_utf8())),
            }
        }
        let pair = FOLDED_TO_ONE.iter().any(|pair| letters.contains(pair));
        pair.then_some((start, end))
    }
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn what_means_the_same() {
        for source in [
            r"\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s+(?!\S)|\s+",
            r"(?i:'s|'t|'re|[sdmt]|ll)|\p{Lu}?+[^\r\n]",
            r"(?i)'s|t",
            r"(?i:(?:[[a-z]])+)",
            r"\Aa+?|b++\z|(?<=\x{e9})c|(?>d|e)|\d\D\.\-",
            r"[\p{L}&&[^[a-z]]]|[a-]|(?<![\n\r])\x{20}",
        ] {
            assert_eq!(difference(source), None, "{source}");
        }
    }

    #[test]
    fn what_may_mean_something_else() {
        for (source, expected) in [
            ("^a", "^"),
            ("a$|b", "$"),
            (r"\p{L}|\w+", r"\w"),
            (r"[\W]", r"\W"),
            (r"a\b", r"\b"),
            (r"\u{61}", r"\u"),
            (r"\x61", r"\x"),
            (r"\pL", r"\p"),
            (r"\p{sc=Greek}", r"\p{sc"),
            (r"(a)\1", r"\1"),
            (r"\<a", r"\<"),
            ("[[:alpha:]]", "[:"),
            (r"[\p{L}--[a-z]]", "--"),
            ("[]a]", "[]"),
            ("a{1,2}+", "{1,2}+"),
            ("a{2}?", "{2}?"),
            ("(?s:.)", "(?s"),
            ("a(?i)b", "(?i"),
            ("(?<n>a)", "(?<"),
            ("(?P<n>a)", "(?P"),
            ("(?i:é)", "é"),
            ("(?i:a|ss)", "a|ss"),
            (r"(?i:\p{L})", r"\"),
        ] {
            assert_eq!(difference(source), Some(expected), "{source}");
        }
    }
}

//! Where special tokens stand in a text.
//!
//! Of several that begin at the same place the longest counts, and none begins inside another: what
//! Hugging Face's `AddedVocabulary` does, whose rules about words and white space are kept as well. The
//! search takes time linear in the text, however many tokens there are.

use crate::error::Error;
use crate::normalization::Normalizer;
use crate::vocabulary::{SpecialRules, Vocabulary};
use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};
use gainful_kernels::{ArgumentError, Control};
use std::ops::Range;

/// Bytes that are searched between two looks at the control: below a millisecond.
const BLOCK: usize = 1 << 18;

/// A token that is longer is looked for without the fastest kind of automaton, which takes time quadratic
/// in the longest token to make.
const LONG: usize = 256;

/// What the caller said about a special token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It is text like any other.
    Ordinary,
    /// It becomes its id.
    Allowed,
    /// A text that has it is refused.
    Disallowed,
}

/// A part of a text: of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// What the pattern splits.
    Text(Range<usize>),
    /// An occurrence of a special token, with the white space that belongs to it.
    Special(u32, Range<usize>),
}

/// Finds the special tokens that a policy names.
#[derive(Debug)]
pub(crate) struct Finder {
    first: Option<Pass>,
    /// Finds those that are looked for in the normalized text between the others.
    second: Option<Pass>,
}

/// Finds some special tokens in one pass over a text.
#[derive(Debug)]
pub(crate) struct Pass {
    automaton: AhoCorasick,
    /// The token of each pattern of the automaton.
    tokens: Vec<Sought>,
    longest: usize,
}

#[derive(Debug)]
struct Sought {
    token: u32,
    /// As it is written.
    text: String,
    /// As it is found: in its normal form, if it is looked for in normalized text.
    found_as: String,
    is_allowed: bool,
    rules: SpecialRules,
}

impl Finder {
    /// Finds the special tokens of a vocabulary, each in its role, in texts that a normalizer changes.
    ///
    /// Of those that normalization makes alike the first one is found; in `AddedVocabulary`, any of them.
    pub(super) fn new(
        vocabulary: &Vocabulary,
        normalizer: Option<Normalizer>,
        roles: &[Role],
    ) -> Result<Self, Error> {
        let (mut first, mut second) = (Vec::new(), Vec::new());
        let special = vocabulary.special_tokens().zip(vocabulary.special_rules()).zip(roles);
        for (((token, text), rules), role) in special.filter(|(_, role)| **role != Role::Ordinary) {
            let found_as = match normalizer.filter(|_| rules.normalized) {
                Some(normalizer) => normalizer.apply(text, &Control::new())?.into_owned(),
                None => text.to_owned(),
            };
            let pass = if rules.normalized { &mut second } else { &mut first };
            let is_allowed = *role == Role::Allowed;
            pass.push(Sought { token, text: text.to_owned(), found_as, is_allowed, rules });
        }
        Ok(Self { first: Pass::new(first)?, second: Pass::new(second)? })
    }

    pub(super) fn passes(&self) -> [Option<&Pass>; 2] {
        [self.first.as_ref(), self.second.as_ref()]
    }

    /// Memory held, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let of_pass = |pass: &Pass| {
            let text = |sought: &Sought| sought.text.capacity() + sought.found_as.capacity();
            let texts: usize = pass.tokens.iter().map(text).sum();
            pass.automaton.memory_usage() + texts + pass.tokens.capacity() * size_of::<Sought>()
        };
        self.passes().into_iter().flatten().map(of_pass).sum()
    }
}

impl Pass {
    /// Nothing if there are no tokens.
    fn new(tokens: Vec<Sought>) -> Result<Option<Self>, Error> {
        if tokens.is_empty() {
            return Ok(None);
        }
        let texts = || tokens.iter().map(|token| token.found_as.as_bytes());
        let longest = texts().map(<[u8]>::len).max().unwrap_or(0);
        let kind = (longest > LONG).then_some(AhoCorasickKind::ContiguousNFA);
        let automaton =
            AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).kind(kind).build(texts());
        let automaton = automaton.map_err(|_| {
            let found = format!("{} bytes", texts().map(<[u8]>::len).sum::<usize>());
            ArgumentError::invalid("model", "special tokens of less than 2^31 bytes in all", found)
        })?;
        Ok(Some(Self { automaton, tokens, longest }))
    }

    /// Whether occurrences depend on nothing but the text of their tokens.
    pub(super) fn is_plain(&self) -> bool {
        let has_rule = |rules: SpecialRules| rules.single_word || rules.lstrip || rules.rstrip;
        !self.tokens.iter().any(|sought| has_rule(sought.rules))
    }

    /// The length of the longest token, in bytes.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Passes the parts of a text to `visit`, in order; none of them is empty.
    ///
    /// # Errors
    ///
    /// [`Error::SpecialToken`] at the first occurrence of a token that is not allowed, whose index is
    /// that of a byte; what `visit` returns; [`Error::Cancelled`].
    pub(crate) fn for_each_part(
        &self,
        text: &str,
        control: &Control,
        visit: &mut dyn FnMut(Part) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut done = 0;
        self.for_each_occurrence(text, control, &mut |token, range| {
            if done < range.start {
                visit(Part::Text(done..range.start))?;
            }
            done = range.end;
            visit(Part::Special(token, range))
        })?;
        if done < text.len() { visit(Part::Text(done..text.len())) } else { Ok(()) }
    }

    /// Passes the token and the place of each occurrence to `visit`.
    fn for_each_occurrence(
        &self,
        text: &str,
        control: &Control,
        visit: &mut dyn FnMut(u32, Range<usize>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        // Where the search goes on, and where text begins that belongs to no token yet.
        let (mut at, mut free) = (0, 0);
        let mut next_look = BLOCK;
        while at < text.len() {
            // A token that begins in this block may end in the next one.
            let block = text.len().min(at + BLOCK);
            let end = text.len().min(block + self.longest);
            let found = self.automaton.find(Input::new(text).span(at..end));
            let Some(found) = found.filter(|found| found.start() < block) else {
                at = block;
                control.check()?;
                continue;
            };
            at = found.end();
            if at >= next_look {
                control.check()?;
                next_look = at + BLOCK;
            }
            let sought = &self.tokens[found.pattern().as_usize()];
            let rules = sought.rules;
            let (before, after) = (&text[..found.start()], &text[at..]);
            if rules.single_word && (ends_with_word(before) || starts_with_word(after)) {
                continue;
            }
            if !sought.is_allowed {
                let token = sought.text.clone();
                return Err(Error::SpecialToken { token, index: found.start() });
            }
            // White space that the token before took does not belong to this one as well.
            let mut range = found.start().max(free)..at;
            if rules.lstrip {
                range.start = free + text[free..range.start].trim_end().len();
            }
            if rules.rstrip {
                range.end = text.len() - after.trim_start().len();
            }
            free = range.end;
            visit(sought.token, range)?;
        }
        Ok(())
    }
}

fn ends_with_word(text: &str) -> bool {
    text.chars().next_back().is_some_and(is_word_character)
}

fn starts_with_word(text: &str) -> bool {
    text.chars().next().is_some_and(is_word_character)
}

/// `\w` of Rust's `regex`, which Hugging Face's library uses here.
fn is_word_character(character: char) -> bool {
    regex_syntax::try_is_word_character(character).unwrap_or(false)
}

//! Which of several pairs with the same count is merged first.
//!
//! Trainers differ in this, and after the first tie that they resolve differently in everything. One
//! file per rule, each listed in [`RULES`].

mod first_seen;
mod huggingface;
mod ids;
mod raw_ids;
mod sentencepiece;
mod subword_nmt;

use super::corpus::Corpus;
use super::trainer::{Outcome, Task};
use crate::error::Error;
use gainful_kernels::{ArgumentError, Control};
use std::fmt;

/// All rules.
const RULES: &[&Rule] = &[
    &huggingface::RULE,
    &raw_ids::RULE,
    &first_seen::RULE,
    &subword_nmt::RULE,
    &sentencepiece::RULE,
];

/// What a rule's file provides.
struct Rule {
    name: &'static str,
    /// The bytes in the order of their ids.
    alphabet: &'static [u8; 256],
    /// Whether a merge that makes the string of a special token takes over its id.
    shares_ids: bool,
    /// A training in the rule's [`Order`].
    train: fn(Task<'_>, &Control) -> Result<Outcome, Error>,
}

/// The bytes in their own order.
static BYTES: [u8; 256] = {
    let mut bytes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        bytes[byte] = byte as u8;
        byte += 1;
    }
    bytes
};

/// The order in which pairs of the same count are merged.
pub(super) trait Order {
    /// Among pairs with the same count, the one with the smallest key is merged first. Keys of
    /// different pairs differ.
    type Key: Ord;

    /// Whether places must be in the order of the corpus; otherwise frequent words come first.
    const IN_CORPUS_ORDER: bool = false;

    /// The key of a pair.
    fn key(pair: u32, corpus: &mut Corpus, control: &Control) -> Result<Self::Key, Error>;

    /// Whether a pair still has the key that it was filed with. Keys never fall.
    #[inline(always)]
    fn is_current(_key: &Self::Key, _pair: u32, _corpus: &Corpus) -> bool {
        true
    }
}

/// A rule that resolves ties between pairs.
#[derive(Clone, Copy)]
pub struct TieBreak(&'static Rule);

impl TieBreak {
    /// The rule of Hugging Face's trainer: the smallest pair of ids wins.
    pub const HUGGING_FACE: Self = Self(&huggingface::RULE);

    /// The rule of that name; the argument is called `tieBreak`.
    pub fn from_name(name: &str) -> Result<Self, ArgumentError> {
        let found = RULES.iter().find(|rule| rule.name == name);
        found.map(|&rule| Self(rule)).ok_or_else(|| {
            let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
            ArgumentError::unknown("tieBreak", &names, name)
        })
    }

    /// All rules.
    pub fn all() -> impl Iterator<Item = Self> {
        RULES.iter().map(|&rule| Self(rule))
    }

    /// The rule's name.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    pub(super) fn alphabet(self) -> &'static [u8; 256] {
        self.0.alphabet
    }

    pub(super) fn shares_ids(self) -> bool {
        self.0.shares_ids
    }

    pub(super) fn train(self, task: Task<'_>, control: &Control) -> Result<Outcome, Error> {
        (self.0.train)(task, control)
    }
}

impl PartialEq for TieBreak {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for TieBreak {}

impl fmt::Debug for TieBreak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TieBreak({})", self.name())
    }
}

//! Which of several pairs with the same count is merged first.
//!
//! Trainers differ in this alone, and after the first tie that they resolve differently in
//! everything. One file per rule, each listed in [`RULES`].

mod huggingface;

use gainful_kernels::ArgumentError;
use std::fmt;

/// All rules.
const RULES: &[&Rule] = &[&huggingface::RULE];

/// What a rule's file provides.
struct Rule {
    name: &'static str,
    /// The bytes in the order of their ids.
    alphabet: &'static [u8; 256],
    /// Whether a merge that makes the string of a special token takes over its id.
    shares_ids: bool,
    /// Among pairs with the same count, the one with the smallest key is merged first. Keys of
    /// different pairs differ.
    key: fn(left: u32, right: u32) -> u64,
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
            let names: Vec<String> = RULES.iter().map(|rule| format!("'{}'", rule.name)).collect();
            ArgumentError::invalid("tieBreak", names.join(" or "), format!("'{name}'"))
        })
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

    pub(super) fn key(self, left: u32, right: u32) -> u64 {
        (self.0.key)(left, right)
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

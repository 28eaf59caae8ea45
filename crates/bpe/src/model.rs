//! A trained model: the vocabulary and the merges that make it.

use crate::encoding::Tokenizer;
use crate::error::Error;
use crate::pattern::Pattern;
use crate::vocabulary::Vocabulary;

/// One merge: `left` followed by `right` becomes `token`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The token on the left.
    pub left: u32,
    /// The token on the right.
    pub right: u32,
    /// The token that replaces both.
    pub token: u32,
}

/// A byte-pair encoding: a pattern, tokens, and merges in the order in which they apply.
#[derive(Clone, Debug)]
pub struct Model {
    pattern: Pattern,
    vocabulary: Vocabulary,
    merges: Vec<Merge>,
}

impl Model {
    pub(crate) fn new(pattern: Pattern, vocabulary: Vocabulary, merges: Vec<Merge>) -> Self {
        Self { pattern, vocabulary, merges }
    }

    /// The pattern that splits texts into words.
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// The tokens, in the order of their ids.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The merges, first one first.
    pub fn merges(&self) -> &[Merge] {
        &self.merges
    }

    /// The merges as pairs of strings in the byte-to-unicode alphabet.
    pub fn merge_texts(&self) -> impl Iterator<Item = (String, String)> {
        let text = |token| self.vocabulary.text(token).unwrap_or_default();
        self.merges.iter().map(move |merge| (text(merge.left), text(merge.right)))
    }

    /// A tokenizer that encodes with this model. Fails if the alphabet lacks a byte.
    pub fn tokenizer(&self) -> Result<Tokenizer, Error> {
        Tokenizer::new(self)
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        self.vocabulary.bytes() + self.merges.capacity() * size_of::<Merge>()
    }
}

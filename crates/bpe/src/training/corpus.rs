//! The corpus in its present segmentation, with the tokens so far.

use super::options::{MOST_TOKENS, Overlap};
use super::pairs::Pairs;
use super::survey::Known;
use super::symbols::{Symbols, Target};
use crate::error::Error;
use crate::pair_map::pair_key;
use crate::room;
use crate::vocabulary::Vocabulary;
use rustc_hash::{FxHashMap, FxHashSet};

/// Words as symbols, the pairs of these, and the vocabulary that they come from.
pub(super) struct Corpus {
    pub(super) symbols: Symbols,
    /// The pairs that are known, and which these are.
    pub(super) pairs: Pairs,
    pub(super) known_pairs: Known,
    /// Pairs that are frequent enough but not merged.
    pub(super) left_out: FxHashSet<u64>,
    /// How many start symbols a token may be made of.
    pub(super) max_token_length: usize,
    pub(super) overlap: Overlap,
    pub(super) vocabulary: Vocabulary,
    /// How many start symbols each token is made of; 0 where no merge makes it yet.
    pub(super) lengths: Vec<u32>,
    /// Tokens that a merge takes over when it would make one that is written alike.
    pub(super) known: FxHashMap<Vec<u8>, u32>,
}

/// What a merge of two tokens makes.
pub(super) enum Made {
    /// A token with the next id.
    New(Vec<u8>),
    /// A token that is there already, but stands nowhere.
    Known(u32),
    /// Nothing: a token that is written alike stands in the corpus for other symbols.
    Nothing,
}

impl Corpus {
    /// How a pair is looked for.
    #[inline(always)]
    pub(super) fn target(&self, pair: u32) -> Target {
        let (left, right) = self.pairs.tokens(pair);
        let left_length = self.length(left);
        Target { left, right, left_length, length: left_length + self.length(right) }
    }

    /// How many start symbols a token is made of.
    #[inline(always)]
    pub(super) fn length(&self, token: u32) -> usize {
        self.lengths[token as usize] as usize
    }

    /// Whether the pair is not left out and its token would not be too long.
    #[inline(always)]
    pub(super) fn may_merge(&self, left: u32, right: u32) -> bool {
        self.length(left) + self.length(right) <= self.max_token_length
            && (self.left_out.is_empty() || !self.left_out.contains(&pair_key(left, right)))
    }

    /// A token as files write it.
    pub(super) fn text(&self, token: u32) -> Result<Box<str>, Error> {
        self.vocabulary.try_text(token).map(String::into_boxed_str)
    }

    /// What a merge makes of two tokens, as files write it.
    pub(super) fn joined_text(&self, left: u32, right: u32) -> Result<Box<str>, Error> {
        let joined = self.vocabulary.joined(left, right)?;
        self.vocabulary.spelling().try_write(&joined).map(String::into_boxed_str)
    }

    /// What a merge of two tokens makes.
    ///
    /// Words of bytes or unmarked characters never hold a token that is written alike for other
    /// symbols, as the trainer explains; with marks, "a</w>" may be a marked "a" or five characters.
    pub(super) fn made(&self, left: u32, right: u32) -> Result<Made, Error> {
        let joined = self.vocabulary.joined(left, right)?;
        Ok(match self.known.get(&joined) {
            None => Made::New(joined),
            Some(&token) if self.length(token) == 0 || !self.vocabulary.spelling().has_marks() => {
                Made::Known(token)
            }
            Some(_) => Made::Nothing,
        })
    }

    /// Adds a token of `length` start symbols.
    pub(super) fn add_token(&mut self, token: Vec<u8>, length: usize) -> Result<u32, Error> {
        self.vocabulary.reserve(token.len())?;
        room::reserve(&mut self.lengths, 1)?;
        if self.vocabulary.len() >= MOST_TOKENS {
            return Err(Error::CorpusTooLarge("it makes more than 2^31 tokens"));
        }
        let id = self.vocabulary.push(&token);
        self.lengths.push(length as u32);
        if self.vocabulary.spelling().has_marks() {
            room::reserve_entry(&mut self.known)?;
            self.known.insert(token, id);
        }
        Ok(id)
    }
}

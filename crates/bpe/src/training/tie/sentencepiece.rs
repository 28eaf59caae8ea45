//! The tie rule of SentencePiece (Kudo & Richardson 2018): the joined piece of fewer characters wins,
//! then the smaller one by code points.
//!
//! The original looks at an active set of pairs that it refreshes every 100 merges; this rule looks at
//! all pairs, always.

use super::{BYTES, Order, Rule};
use crate::error::Error;
use crate::training::corpus::Corpus;
use crate::training::trainer;
use gainful_kernels::Control;

pub(super) static RULE: Rule = Rule {
    name: "sentencepiece",
    alphabet: &BYTES,
    shares_ids: false,
    train: trainer::train::<SmallestPiece>,
};

/// The shortest piece first.
struct SmallestPiece;

impl Order for SmallestPiece {
    /// The length of the piece in start symbols, and the piece.
    type Key = (usize, Box<str>);

    fn key(pair: u32, corpus: &mut Corpus, _control: &Control) -> Result<Self::Key, Error> {
        let (left, right) = corpus.pairs.tokens(pair);
        Ok((corpus.target(pair).length, corpus.joined_text(left, right)?))
    }
}

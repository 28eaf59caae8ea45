//! The rule of subword-nmt (Sennrich, Haddow & Birch 2016): the greatest (left string, right string)
//! wins, strings compared by code points as files write them.

use super::{BYTES, Order, Rule};
use crate::error::Error;
use crate::training::corpus::Corpus;
use crate::training::trainer;
use gainful_kernels::Control;
use std::cmp::Reverse;

pub(super) static RULE: Rule = Rule {
    name: "subword-nmt",
    alphabet: &BYTES,
    shares_ids: false,
    train: trainer::train::<GreatestTexts>,
};

/// The greatest pair of strings first.
struct GreatestTexts;

impl Order for GreatestTexts {
    type Key = Reverse<(Box<str>, Box<str>)>;

    fn key(pair: u32, corpus: &mut Corpus, _control: &Control) -> Result<Self::Key, Error> {
        let (left, right) = corpus.pairs.tokens(pair);
        Ok(Reverse((corpus.text(left)?, corpus.text(right)?)))
    }
}

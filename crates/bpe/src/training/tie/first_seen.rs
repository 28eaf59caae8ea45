//! The rule of minbpe and of tiktoken's educational trainer: the pair that comes first in the corpus,
//! in its present segmentation, wins.
//!
//! The first place of a pair only ever moves on, so pairs are filed under the place that was the first
//! one then, and filed again if it is not any more when their turn comes. Each place is passed once.

use super::{BYTES, Order, Rule};
use crate::error::Error;
use crate::training::corpus::Corpus;
use crate::training::steps::Steps;
use crate::training::trainer;
use gainful_kernels::Control;

pub(super) static RULE: Rule = Rule {
    name: "first-seen",
    alphabet: &BYTES,
    shares_ids: false,
    train: trainer::train::<Places>,
};

/// The smallest first place first.
struct Places;

impl Order for Places {
    /// The first cell of the first place.
    type Key = u32;

    const IN_CORPUS_ORDER: bool = true;

    fn key(pair: u32, corpus: &mut Corpus, control: &Control) -> Result<u32, Error> {
        let target = corpus.target(pair);
        let mut steps = Steps::default();
        let mut gone = 0;
        for &at in corpus.pairs.places(pair) {
            steps.next(control)?;
            if corpus.symbols.holds(at, &target) {
                break;
            }
            gone += 1;
        }
        corpus.pairs.drop_places(pair, gone);
        // A pair that is filed stands somewhere.
        Ok(corpus.pairs.places(pair).first().copied().unwrap_or(u32::MAX))
    }

    fn is_current(key: &u32, pair: u32, corpus: &Corpus) -> bool {
        corpus.symbols.holds(*key, &corpus.target(pair))
    }
}

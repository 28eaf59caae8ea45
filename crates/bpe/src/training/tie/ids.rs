//! The order by ids, which two rules share.

use super::Order;
use crate::error::Error;
use crate::pair_map::pair_key;
use crate::training::corpus::Corpus;
use gainful_kernels::Control;

/// The smallest (left id, right id) first.
pub(super) struct Ids;

impl Order for Ids {
    type Key = u64;

    #[inline(always)]
    fn key(pair: u32, corpus: &mut Corpus, _control: &Control) -> Result<u64, Error> {
        let (left, right) = corpus.pairs.tokens(pair);
        Ok(pair_key(left, right))
    }
}

//! The counted words of a corpus.

use gainful_bpe::WordCounts;
use napi::Env;

use crate::handle::Handle;

pub(super) fn counts_handle(env: Env, counts: WordCounts) -> napi::Result<Handle> {
    let bytes = counts.memory();
    Handle::new(env, counts, bytes)
}

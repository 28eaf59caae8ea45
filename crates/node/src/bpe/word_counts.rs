//! The counted words of a corpus.

use std::sync::{Arc, OnceLock};

use gainful_bpe::{WordCounts, WordIndex};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::{Object, Uint8Array};
use napi_derive::napi;

use super::pattern::NativePattern;
use crate::arrays::Array;
use crate::call::{Call, Outcome, Result, Task, run, spawn};
use crate::failure::Failure;
use crate::handle::Handle;

/// Counts, and an index of them once a word was looked up.
pub(super) struct SharedCounts {
    pub(super) counts: WordCounts,
    index: OnceLock<WordIndex>,
}

pub(super) fn counts_handle(env: Env, counts: WordCounts) -> napi::Result<Handle> {
    let bytes = counts.memory();
    Handle::new(env, SharedCounts { counts, index: OnceLock::new() }, bytes)
}

pub(super) fn shared_counts(counts: &Handle) -> Outcome<Arc<SharedCounts>> {
    counts.get()
}

/// `counts.size`
#[napi]
pub fn word_counts_size(counts: &Handle) -> Result<f64> {
    Ok(shared_counts(counts)?.counts.len() as f64)
}

/// `counts.pattern`
#[napi]
pub fn word_counts_pattern(counts: &Handle) -> Result<String> {
    Ok(shared_counts(counts)?.counts.pattern().title())
}

/// Whether the counts were made with this pattern.
#[napi]
pub fn word_counts_has_pattern(counts: &Handle, pattern: NativePattern) -> Result<bool> {
    let pattern = pattern.compile().map_err(Failure::from)?;
    Ok(*shared_counts(counts)?.counts.pattern() == pattern)
}

/// `counts.total`
#[napi]
pub fn word_counts_total(counts: &Handle) -> Result<f64> {
    Ok(shared_counts(counts)?.counts.total() as f64)
}

/// `counts.get`: 0 for a word that does not occur.
#[napi]
pub fn word_counts_get(counts: &Handle, word: String) -> Result<f64> {
    let shared = shared_counts(counts)?;
    run(1, |_, control| {
        let index = match shared.index.get() {
            Some(index) => index,
            None => {
                let index = WordIndex::new(&shared.counts, control)?;
                shared.index.get_or_init(|| index)
            }
        };
        Ok(index.count(&word, control)? as f64)
    })
}

/// Some words one after the other, with their counts.
#[napi(object, object_from_js = false)]
pub struct NativeWords {
    pub words: Vec<String>,
    #[napi(ts_type = "Float64Array")]
    pub counts: Array<f64>,
}

/// At most `most` words from the one of index `start` on.
#[napi]
pub fn word_counts_slice(counts: &Handle, start: f64, most: u32) -> Result<NativeWords> {
    let shared = shared_counts(counts)?;
    run(1, |_, _| {
        let counts = &shared.counts;
        let start = start as usize;
        let end = counts.len().min(start.saturating_add(most as usize));
        let word = |index| String::from_utf8_lossy(counts.word(index)).into_owned();
        Ok(NativeWords {
            words: (start..end).map(word).collect(),
            counts: Array((start..end).map(|index| counts.count(index) as f64).collect()),
        })
    })
}

fn merge(counts: &Handle, others: Vec<&Handle>) -> Outcome<impl Task<WordCounts> + use<>> {
    let counts = shared_counts(counts)?;
    let others = others.into_iter().map(shared_counts).collect::<Outcome<Vec<_>>>()?;
    Ok(move |workers: &Workers, control: &Control| {
        let others: Vec<&WordCounts> = others.iter().map(|other| &other.counts).collect();
        Ok(counts.counts.merged(&others, workers, control)?)
    })
}

/// `counts.mergeSync`
#[napi]
pub fn word_counts_merge_sync(
    env: Env,
    threads: u32,
    counts: &Handle,
    others: Vec<&Handle>,
) -> Result<Handle> {
    let merged = run(threads, merge(counts, others)?)?;
    Ok(counts_handle(env, merged).map_err(Failure::from)?)
}

/// `counts.merge`
#[napi(ts_return_type = "Promise<Handle>")]
pub fn word_counts_merge<'env>(
    env: &'env Env,
    call: &Call,
    counts: &Handle,
    others: Vec<&Handle>,
) -> Result<Object<'env>> {
    spawn(env, call, merge(counts, others)?, counts_handle)
}

fn subtract(counts: &Handle, other: &Handle) -> Outcome<impl Task<WordCounts> + use<>> {
    let (counts, other) = (shared_counts(counts)?, shared_counts(other)?);
    Ok(move |workers: &Workers, control: &Control| {
        Ok(counts.counts.without(&other.counts, workers, control)?)
    })
}

/// `counts.subtractSync`
#[napi]
pub fn word_counts_subtract_sync(
    env: Env,
    threads: u32,
    counts: &Handle,
    other: &Handle,
) -> Result<Handle> {
    let rest = run(threads, subtract(counts, other)?)?;
    Ok(counts_handle(env, rest).map_err(Failure::from)?)
}

/// `counts.subtract`
#[napi(ts_return_type = "Promise<Handle>")]
pub fn word_counts_subtract<'env>(
    env: &'env Env,
    call: &Call,
    counts: &Handle,
    other: &Handle,
) -> Result<Object<'env>> {
    spawn(env, call, subtract(counts, other)?, counts_handle)
}

fn save(counts: &Handle) -> Outcome<impl Task<Vec<u8>> + use<>> {
    let counts = shared_counts(counts)?;
    Ok(move |_: &Workers, control: &Control| Ok(counts.counts.to_bytes(control)?))
}

/// `counts.toBytesSync`
#[napi(ts_return_type = "Uint8Array")]
pub fn word_counts_save_sync(threads: u32, counts: &Handle) -> Result<Array<u8>> {
    Ok(Array(run(threads, save(counts)?)?))
}

/// `counts.toBytes`
#[napi(ts_return_type = "Promise<Uint8Array>")]
pub fn word_counts_save<'env>(
    env: &'env Env,
    call: &Call,
    counts: &Handle,
) -> Result<Object<'env>> {
    spawn(env, call, save(counts)?, |_, bytes| Ok(Array(bytes)))
}

/// `WordCounts.fromBytesSync`
#[napi]
pub fn word_counts_load_sync(env: Env, threads: u32, bytes: &[u8]) -> Result<Handle> {
    let counts = run(threads, |_, control| Ok(WordCounts::from_bytes(bytes, control)?))?;
    Ok(counts_handle(env, counts).map_err(Failure::from)?)
}

/// `WordCounts.fromBytes`; the bytes are copied first.
#[napi(ts_return_type = "Promise<Handle>")]
pub fn word_counts_load<'env>(
    env: &'env Env,
    call: &Call,
    bytes: Uint8Array,
) -> Result<Object<'env>> {
    let bytes = bytes.to_vec();
    let load = move |_: &Workers, control: &Control| Ok(WordCounts::from_bytes(&bytes, control)?);
    spawn(env, call, load, counts_handle)
}

//! What a corpus is fed to.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use gainful_bpe::{Counter, Feed, InvalidBytes, WordCounts, files_matching};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::{Either, Object, Uint8Array};
use napi_derive::napi;

use super::pattern::NativePattern;
use super::word_counts::counts_handle;
use crate::call::{Call, Outcome, Result, Task, run, spawn};
use crate::failure::{Code, Failure};
use crate::handle::Handle;

/// A counter that batches are fed to one after the other; gone once it is finished.
type SharedCounter = Mutex<Option<Counter>>;

fn with_counter(
    counter: &SharedCounter,
    body: impl FnOnce(&mut Counter) -> Outcome<()>,
) -> Outcome<()> {
    let mut counter = counter.lock().unwrap_or_else(PoisonError::into_inner);
    body(counter.as_mut().ok_or_else(used_up)?)
}

fn used_up() -> Failure {
    Failure::new(Code::INTERNAL, "The counter was finished before")
}

/// An empty counter of pre-tokens, of whole texts or of lines.
#[napi]
pub fn counter(env: Env, pattern: NativePattern, lines: bool, replace: bool) -> Result<Handle> {
    let pattern = pattern.compile().map_err(Failure::from)?;
    let feed = if lines { Feed::Lines } else { Feed::Whole };
    let invalid = if replace { InvalidBytes::Replace } else { InvalidBytes::Refuse };
    let counter: SharedCounter = Mutex::new(Some(Counter::new(pattern, feed, invalid)));
    Ok(Handle::new(env, counter, 0).map_err(Failure::from)?)
}

/// The bytes of texts, copied while the caller waits.
fn copied(texts: Vec<Either<String, Uint8Array>>) -> Vec<Vec<u8>> {
    let bytes_of = |text: Either<String, Uint8Array>| match text {
        Either::A(text) => String::into_bytes(text),
        Either::B(bytes) => bytes.to_vec(),
    };
    texts.into_iter().map(bytes_of).collect()
}

fn feed(
    counter: &Handle,
    texts: Vec<Either<String, Uint8Array>>,
    first: f64,
) -> Outcome<impl Task<()> + use<>> {
    let counter = counter.get::<SharedCounter>()?;
    let texts = copied(texts);
    Ok(move |workers: &Workers, control: &Control| {
        let texts: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
        with_counter(&counter, |counter| {
            Ok(counter.feed_bytes(&texts, first as u64, workers, control)?)
        })
    })
}

/// Counts the pre-tokens of texts, and blocks. The first one has the index `first`.
#[napi]
pub fn counter_feed_sync(
    threads: u32,
    counter: &Handle,
    texts: Vec<Either<String, Uint8Array>>,
    first: f64,
) -> Result<()> {
    run(threads, feed(counter, texts, first)?)
}

/// Counts the pre-tokens of texts. The first one has the index `first`.
#[napi(ts_return_type = "Promise<void>")]
pub fn counter_feed<'env>(
    env: &'env Env,
    call: &Call,
    counter: &Handle,
    texts: Vec<Either<String, Uint8Array>>,
    first: f64,
) -> Result<Object<'env>> {
    spawn(env, call, feed(counter, texts, first)?, |_, ()| Ok(()))
}

fn feed_stream(
    counter: &Handle,
    chunks: Vec<Either<String, Uint8Array>>,
    is_last: bool,
) -> Outcome<impl Task<()> + use<>> {
    let counter = counter.get::<SharedCounter>()?;
    let bytes = copied(chunks).concat();
    Ok(move |workers: &Workers, control: &Control| {
        with_counter(&counter, |counter| {
            Ok(counter.feed_stream("corpus", &bytes, is_last, workers, control)?)
        })
    })
}

/// Counts the pre-tokens of the next part of one text, and blocks.
#[napi]
pub fn counter_feed_stream_sync(
    threads: u32,
    counter: &Handle,
    chunks: Vec<Either<String, Uint8Array>>,
    is_last: bool,
) -> Result<()> {
    run(threads, feed_stream(counter, chunks, is_last)?)
}

/// Counts the pre-tokens of the next part of one text.
#[napi(ts_return_type = "Promise<void>")]
pub fn counter_feed_stream<'env>(
    env: &'env Env,
    call: &Call,
    counter: &Handle,
    chunks: Vec<Either<String, Uint8Array>>,
    is_last: bool,
) -> Result<Object<'env>> {
    spawn(env, call, feed_stream(counter, chunks, is_last)?, |_, ()| Ok(()))
}

fn feed_files(
    counter: &Handle,
    files: Vec<String>,
    are_globs: bool,
) -> Outcome<impl Task<()> + use<>> {
    let counter = counter.get::<SharedCounter>()?;
    Ok(move |workers: &Workers, control: &Control| {
        let files = if are_globs {
            files_matching(&files, control)?
        } else {
            files.into_iter().map(PathBuf::from).collect()
        };
        with_counter(&counter, |counter| Ok(counter.feed_files(&files, workers, control)?))
    })
}

/// Counts the pre-tokens of files, and blocks.
#[napi]
pub fn counter_feed_files_sync(
    threads: u32,
    counter: &Handle,
    files: Vec<String>,
    are_globs: bool,
) -> Result<()> {
    run(threads, feed_files(counter, files, are_globs)?)
}

/// Counts the pre-tokens of files.
#[napi(ts_return_type = "Promise<void>")]
pub fn counter_feed_files<'env>(
    env: &'env Env,
    call: &Call,
    counter: &Handle,
    files: Vec<String>,
    are_globs: bool,
) -> Result<Object<'env>> {
    spawn(env, call, feed_files(counter, files, are_globs)?, |_, ()| Ok(()))
}

fn finish(counter: &Handle) -> Outcome<impl Task<WordCounts> + use<>> {
    let counter = counter.get::<SharedCounter>()?;
    Ok(move |workers: &Workers, control: &Control| {
        let taken = counter.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(taken.ok_or_else(used_up)?.finish(workers, control)?)
    })
}

/// The words that were counted, and blocks; the counter is used up.
#[napi]
pub fn counter_finish_sync(env: Env, threads: u32, counter: &Handle) -> Result<Handle> {
    let counts = run(threads, finish(counter)?)?;
    Ok(counts_handle(env, counts).map_err(Failure::from)?)
}

/// The words that were counted; the counter is used up.
#[napi(ts_return_type = "Promise<Handle>")]
pub fn counter_finish<'env>(env: &'env Env, call: &Call, counter: &Handle) -> Result<Object<'env>> {
    spawn(env, call, finish(counter)?, counts_handle)
}

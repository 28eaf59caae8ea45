//! What a corpus is fed to.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use gainful_bpe::{Counter, Feed, WordCounts};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use crate::call::{Call, Outcome, Result, Task, run, spawn};
use crate::failure::{Code, Failure};
use crate::handle::Handle;

use super::pattern::NativePattern;
use super::word_counts::counts_handle;

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

/// An empty counter of pre-tokens.
#[napi]
pub fn counter(env: Env, pattern: NativePattern) -> Result<Handle> {
    let pattern = pattern.compile().map_err(Failure::from)?;
    let counter: SharedCounter = Mutex::new(Some(Counter::new(pattern)));
    Ok(Handle::new(env, counter, 0).map_err(Failure::from)?)
}

fn feed(counter: &Handle, texts: Vec<String>) -> Outcome<impl Task<()> + use<>> {
    let counter = counter.get::<SharedCounter>()?;
    Ok(move |workers: &Workers, control: &Control| {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        with_counter(&counter, |counter| {
            Ok(counter.feed_many(&texts, Feed::Whole, workers, control)?)
        })
    })
}

/// Counts the pre-tokens of texts, and blocks.
#[napi]
pub fn counter_feed_sync(threads: u32, counter: &Handle, texts: Vec<String>) -> Result<()> {
    run(threads, feed(counter, texts)?)
}

/// Counts the pre-tokens of texts.
#[napi(ts_return_type = "Promise<void>")]
pub fn counter_feed<'env>(
    env: &'env Env,
    call: &Call,
    counter: &Handle,
    texts: Vec<String>,
) -> Result<Object<'env>> {
    spawn(env, call, feed(counter, texts)?, |_, ()| Ok(()))
}

fn feed_files(counter: &Handle, files: Vec<String>) -> Outcome<impl Task<()> + use<>> {
    let counter = counter.get::<SharedCounter>()?;
    let files: Vec<PathBuf> = files.into_iter().map(PathBuf::from).collect();
    Ok(move |workers: &Workers, control: &Control| {
        with_counter(&counter, |counter| {
            Ok(counter.feed_files(&files, Feed::Lines, workers, control)?)
        })
    })
}

/// Counts the pre-tokens of files line by line, and blocks.
#[napi]
pub fn counter_feed_files_sync(threads: u32, counter: &Handle, files: Vec<String>) -> Result<()> {
    run(threads, feed_files(counter, files)?)
}

/// Counts the pre-tokens of files line by line.
#[napi(ts_return_type = "Promise<void>")]
pub fn counter_feed_files<'env>(
    env: &'env Env,
    call: &Call,
    counter: &Handle,
    files: Vec<String>,
) -> Result<Object<'env>> {
    spawn(env, call, feed_files(counter, files)?, |_, ()| Ok(()))
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

//! Byte-pair encoding.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use gainful_bpe::{Counter, Error, Model, Pattern, TieBreak, Tokenizer, TrainingOptions, train};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use crate::arrays::Array;
use crate::call::{Call, Outcome, Result, Task, run, spawn};
use crate::failure::{Code, Failure};
use crate::handle::Handle;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = match error {
            Error::Argument(error) => return error.into(),
            Error::Cancelled(error) => return error.into(),
            Error::Io { .. } => Code::FILE,
            Error::InvalidUtf8 { .. } => Code::INVALID_UTF8,
            Error::Memory { .. } => Code::OUT_OF_MEMORY,
            Error::CorpusTooLarge(_) | Error::UnknownToken { .. } => Code::OUT_OF_RANGE,
        };
        Self::new(code, error.to_string())
    }
}

/// A counter that batches are fed to one after the other; gone once a model is trained on it.
type SharedCounter = Mutex<Option<Counter>>;

fn with_counter<T>(
    counter: &SharedCounter,
    body: impl FnOnce(&mut Option<Counter>) -> Outcome<T>,
) -> Outcome<T> {
    body(&mut counter.lock().unwrap_or_else(PoisonError::into_inner))
}

fn used_up() -> Failure {
    Failure::new(Code::INTERNAL, "The counter was used up by a training")
}

/// An empty counter of pre-tokens.
#[napi]
pub fn counter(env: Env, pattern: String) -> Result<Handle> {
    let pattern = Pattern::from_name(&pattern).map_err(Failure::from)?;
    let counter: SharedCounter = Mutex::new(Some(Counter::new(pattern)));
    Ok(Handle::new(env, counter, 0).map_err(Failure::from)?)
}

fn feed(counter: &Handle, texts: Vec<String>) -> Outcome<impl Task<()> + use<>> {
    let counter = counter.get::<SharedCounter>()?;
    Ok(move |workers: &Workers, control: &Control| {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        with_counter(&counter, |counter| {
            let counter = counter.as_mut().ok_or_else(used_up)?;
            Ok(counter.feed_many(&texts, workers, control)?)
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
            let counter = counter.as_mut().ok_or_else(used_up)?;
            Ok(counter.feed_files(&files, workers, control)?)
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

/// How to train.
#[napi(object, object_to_js = false)]
pub struct NativeTrainOptions {
    pub vocabulary_size: u32,
    pub pattern: String,
    pub tie_break: String,
    /// An integer up to 2^53 - 1.
    pub min_frequency: f64,
    pub max_token_length: Option<u32>,
    pub special_tokens: Vec<String>,
}

fn training(counter: &Handle, options: NativeTrainOptions) -> Outcome<impl Task<Model> + use<>> {
    let counter = counter.get::<SharedCounter>()?;
    let pattern = Pattern::from_name(&options.pattern)?;
    let options = TrainingOptions {
        min_frequency: options.min_frequency as u64,
        max_token_length: options.max_token_length.map(|length| length as usize),
        special_tokens: options.special_tokens,
        tie_break: TieBreak::from_name(&options.tie_break)?,
        ..TrainingOptions::new(options.vocabulary_size as usize)
    };
    Ok(move |_: &Workers, control: &Control| {
        let counter = with_counter(&counter, |counter| counter.take().ok_or_else(used_up))?;
        Ok(train(&counter.finish(control)?, pattern, &options, control)?)
    })
}

fn model_handle(env: Env, model: Model) -> napi::Result<Handle> {
    let bytes = model.bytes();
    Handle::new(env, model, bytes)
}

/// `trainSync`, once the corpus is counted; uses the counter up.
#[napi]
pub fn train_sync(
    env: Env,
    threads: u32,
    counter: &Handle,
    options: NativeTrainOptions,
) -> Result<Handle> {
    let model = run(threads, training(counter, options)?)?;
    Ok(model_handle(env, model).map_err(Failure::from)?)
}

/// `train`, once the corpus is counted; uses the counter up.
#[napi(js_name = "train", ts_return_type = "Promise<Handle>")]
pub fn train_async<'env>(
    env: &'env Env,
    call: &Call,
    counter: &Handle,
    options: NativeTrainOptions,
) -> Result<Object<'env>> {
    spawn(env, call, training(counter, options)?, model_handle)
}

fn model(model: &Handle) -> Outcome<Arc<Model>> {
    model.get()
}

/// `model.vocabularySize`
#[napi]
pub fn model_vocabulary_size(handle: &Handle) -> Result<u32> {
    Ok(u32::try_from(model(handle)?.vocabulary().len()).unwrap_or(u32::MAX))
}

/// `model.vocabulary`
#[napi]
pub fn model_vocabulary(handle: &Handle) -> Result<Vec<String>> {
    let model = model(handle)?;
    let vocabulary = model.vocabulary();
    Ok((0..).map_while(|token| vocabulary.text(token)).collect())
}

/// `model.merges`: the two sides of each merge, one after the other.
#[napi]
pub fn model_merges(handle: &Handle) -> Result<Vec<String>> {
    Ok(model(handle)?.merge_texts().flat_map(|(left, right)| [left, right]).collect())
}

/// `model.toMergesTxt`
#[napi]
pub fn model_merges_txt(handle: &Handle) -> Result<String> {
    Ok(model(handle)?.to_merges_txt())
}

/// `model.toTokenizerJson`
#[napi]
pub fn model_tokenizer_json(handle: &Handle) -> Result<String> {
    Ok(model(handle)?.to_tokenizer_json())
}

/// `model.tokenizer`
#[napi]
pub fn model_tokenizer(env: Env, handle: &Handle) -> Result<Handle> {
    let tokenizer = run(1, |_, _| Ok(model(handle)?.tokenizer()?))?;
    let bytes = tokenizer.bytes();
    Ok(Handle::new(env, tokenizer, bytes).map_err(Failure::from)?)
}

/// `tokenizer.encode`
#[napi(ts_return_type = "Uint32Array")]
pub fn tokenizer_encode(tokenizer: &Handle, text: String) -> Result<Array<u32>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    run(1, |_, _| Ok(Array(tokenizer.encode(&text))))
}

/// `tokenizer.decode`
#[napi]
pub fn tokenizer_decode(tokenizer: &Handle, tokens: &[u32]) -> Result<String> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    run(1, |_, _| Ok(tokenizer.decode(tokens)?))
}

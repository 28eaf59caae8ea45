//! What is done with a model after its training.

use std::sync::Arc;

use gainful_bpe::stages::superwords::PATTERN;
use gainful_bpe::stages::{
    Adaptation, Adapted, Reduced, SuperwordOptions, adapt, shrink, superwords, truncate,
};
use gainful_bpe::{Accept, Model};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::model::model_handle;
use super::training::ask_about;
use super::word_counts::shared_counts;
use crate::arrays::Array;
use crate::call::{BlockingCall, Call, Outcome, Result, Task, run, run_asking, spawn};
use crate::failure::Failure;
use crate::handle::Handle;

/// A model of some tokens of another one.
#[napi(object, object_from_js = false)]
pub struct NativeReduced {
    pub model: Handle,
    #[napi(ts_type = "Uint32Array")]
    pub ids: Array<u32>,
}

fn reduced(env: Env, reduced: Reduced) -> Result<NativeReduced> {
    let model = model_handle(env, reduced.model).map_err(Failure::from)?;
    Ok(NativeReduced { model, ids: Array(reduced.ids) })
}

/// `model.truncate`
#[napi]
pub fn model_truncate(env: Env, model: &Handle, vocabulary_size: u32) -> Result<NativeReduced> {
    let model: Arc<Model> = model.get()?;
    let size = vocabulary_size as usize;
    reduced(env, run(1, |_, control| Ok(truncate(&model, size, control)?))?)
}

/// `model.shrink`
#[napi]
pub fn model_shrink(
    env: Env,
    model: &Handle,
    counts: &[f64],
    vocabulary_size: u32,
) -> Result<NativeReduced> {
    let model: Arc<Model> = model.get()?;
    let size = vocabulary_size as usize;
    reduced(env, run(1, |_, control| Ok(shrink(&model, counts, size, control)?))?)
}

/// `model.pattern`: its name or expression.
#[napi]
pub fn model_pattern(model: &Handle) -> Result<Option<String>> {
    let model: Arc<Model> = model.get()?;
    Ok(model.pattern().map(|pattern| pattern.title()))
}

/// How to adapt a model.
#[napi(object, object_to_js = false)]
pub struct NativeAdaptation {
    pub add: u32,
    pub replace: u32,
    /// An integer up to 2^53 - 1.
    pub min_frequency: f64,
    pub max_token_length: Option<u32>,
}

/// An adapted model and what it changes.
#[napi(object, object_from_js = false)]
pub struct NativeAdapted {
    pub model: Handle,
    #[napi(ts_type = "Uint32Array")]
    pub added: Array<u32>,
    #[napi(ts_type = "Uint32Array")]
    pub replaced: Array<u32>,
    pub tokens_before: f64,
    pub tokens_after: f64,
}

fn adapting(
    model: &Handle,
    counts: &Handle,
    options: &NativeAdaptation,
) -> Outcome<impl Task<Adapted> + use<>> {
    let model: Arc<Model> = model.get()?;
    let counts = shared_counts(counts)?;
    let options = Adaptation {
        add: options.add as usize,
        replace: options.replace as usize,
        min_frequency: options.min_frequency as u64,
        max_token_length: options.max_token_length.map(|length| length as usize),
    };
    Ok(move |workers: &Workers, control: &Control| {
        Ok(adapt(&model, &counts.counts, &options, workers, control)?)
    })
}

fn adapted(env: Env, adapted: Adapted) -> napi::Result<NativeAdapted> {
    Ok(NativeAdapted {
        model: model_handle(env, adapted.model)?,
        added: Array(adapted.added),
        replaced: Array(adapted.replaced),
        tokens_before: adapted.tokens_before as f64,
        tokens_after: adapted.tokens_after as f64,
    })
}

/// `adaptSync`, once the corpus is counted.
#[napi]
pub fn adapt_model_sync(
    env: Env,
    threads: u32,
    model: &Handle,
    counts: &Handle,
    options: NativeAdaptation,
) -> Result<NativeAdapted> {
    let result = run(threads, adapting(model, counts, &options)?)?;
    Ok(adapted(env, result).map_err(Failure::from)?)
}

/// `adapt`, once the corpus is counted.
#[napi(ts_return_type = "Promise<NativeAdapted>")]
pub fn adapt_model<'env>(
    env: &'env Env,
    call: &Call,
    model: &Handle,
    counts: &Handle,
    options: NativeAdaptation,
) -> Result<Object<'env>> {
    spawn(env, call, adapting(model, counts, &options)?, adapted)
}

/// How to learn superwords.
#[napi(object, object_to_js = false)]
pub struct NativeSuperwordOptions {
    pub vocabulary_size: Option<u32>,
    pub merges: Option<u32>,
    /// An integer up to 2^53 - 1.
    pub min_frequency: f64,
    pub max_token_length: Option<u32>,
    pub max_words: Option<u32>,
    /// Whether each merge is asked about before it is done.
    pub asks: bool,
}

/// The expression that splits texts for superwords by default.
#[napi]
pub fn superword_pattern() -> &'static str {
    PATTERN
}

fn learning(
    model: &Handle,
    counts: &Handle,
    options: &NativeSuperwordOptions,
) -> Outcome<impl Task<Model> + use<>> {
    let model: Arc<Model> = model.get()?;
    let counts = shared_counts(counts)?;
    let asks = options.asks;
    let size = |size: Option<u32>| size.map(|size| size as usize);
    let options = SuperwordOptions {
        vocabulary_size: size(options.vocabulary_size),
        merges: size(options.merges),
        min_frequency: options.min_frequency as u64,
        max_token_length: size(options.max_token_length),
        max_words: size(options.max_words),
    };
    Ok(move |_: &Workers, control: &Control| {
        let mut ask = ask_about;
        let accept = asks.then_some(&mut ask as &mut Accept<'_>);
        Ok(superwords(&model, &counts.counts, &options, accept, control)?)
    })
}

/// `trainSuperwordsSync`, once the corpus is counted.
#[napi]
pub fn train_superwords_sync(
    env: Env,
    call: BlockingCall<'_>,
    model: &Handle,
    counts: &Handle,
    options: NativeSuperwordOptions,
) -> Result<Handle> {
    let model = run_asking(env, call, learning(model, counts, &options)?)?;
    Ok(model_handle(env, model).map_err(Failure::from)?)
}

/// `trainSuperwords`, once the corpus is counted.
#[napi(ts_return_type = "Promise<Handle>")]
pub fn train_superwords<'env>(
    env: &'env Env,
    call: &Call,
    model: &Handle,
    counts: &Handle,
    options: NativeSuperwordOptions,
) -> Result<Object<'env>> {
    spawn(env, call, learning(model, counts, &options)?, model_handle)
}

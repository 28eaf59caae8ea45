//! What can be asked of a model.

use std::sync::Arc;

use gainful_bpe::Model;
use napi::Env;
use napi_derive::napi;

use super::tokenizer::tokenizer_handle;
use crate::arrays::Array;
use crate::call::{Outcome, Result, run};
use crate::failure::Failure;
use crate::handle::Handle;

pub(super) fn model_handle(env: Env, model: Model) -> napi::Result<Handle> {
    let bytes = model.bytes();
    Handle::new(env, model, bytes)
}

fn model(model: &Handle) -> Outcome<Arc<Model>> {
    model.get()
}

/// `model.vocabularySize`
#[napi]
pub fn model_vocabulary_size(handle: &Handle) -> Result<u32> {
    Ok(u32::try_from(model(handle)?.size()).unwrap_or(u32::MAX))
}

/// `model.vocabulary`
#[napi]
pub fn model_vocabulary(handle: &Handle) -> Result<Vec<String>> {
    let model = model(handle)?;
    let vocabulary = model.vocabulary();
    let ids = 0..u32::try_from(model.size()).unwrap_or(u32::MAX);
    Ok(ids.map(|token| vocabulary.text(token).unwrap_or_default()).collect())
}

/// `model.removedTokens`
#[napi]
pub fn model_removed_tokens(handle: &Handle) -> Result<Vec<String>> {
    let model = model(handle)?;
    let vocabulary = model.vocabulary();
    let ids = model.size() as u32..u32::try_from(vocabulary.len()).unwrap_or(u32::MAX);
    Ok(ids.map(|token| vocabulary.text(token).unwrap_or_default()).collect())
}

/// `model.merges`: the two sides of each merge, one after the other.
#[napi]
pub fn model_merges(handle: &Handle) -> Result<Vec<String>> {
    Ok(model(handle)?.merge_texts().flat_map(|(left, right)| [left, right]).collect())
}

/// `model.toVocabJson`
#[napi]
pub fn model_vocab_json(handle: &Handle) -> Result<String> {
    run(1, |_, _| Ok(model(handle)?.to_vocab_json()?))
}

/// `model.toMergesTxt`
#[napi]
pub fn model_merges_txt(handle: &Handle) -> Result<String> {
    run(1, |_, _| Ok(model(handle)?.to_merges_txt()?))
}

/// `model.toSubwordNmt`
#[napi]
pub fn model_subword_nmt(handle: &Handle) -> Result<String> {
    run(1, |_, _| Ok(model(handle)?.to_subword_nmt()?))
}

/// `model.toTokenizerJson`
#[napi]
pub fn model_tokenizer_json(handle: &Handle) -> Result<String> {
    run(1, |_, _| Ok(model(handle)?.to_tokenizer_json()?))
}

/// `model.tokenizer`
#[napi]
pub fn model_tokenizer(env: Env, handle: &Handle) -> Result<Handle> {
    let tokenizer = run(1, |_, _| Ok(model(handle)?.tokenizer()?))?;
    Ok(tokenizer_handle(env, tokenizer).map_err(Failure::from)?)
}

/// The course of a training. Numbers above 2^53 are rounded.
#[napi(object, object_from_js = false)]
pub struct NativeTrace {
    pub stop: &'static str,
    pub start_symbols: f64,
    #[napi(ts_type = "Float64Array")]
    pub counts: Array<f64>,
    #[napi(ts_type = "Float64Array")]
    pub gains: Array<f64>,
    #[napi(ts_type = "Float64Array")]
    pub utilities: Array<f64>,
    #[napi(ts_type = "Float64Array")]
    pub tokens_left: Array<f64>,
}

/// `model.trace`
#[napi]
pub fn model_trace(handle: &Handle) -> Result<Option<NativeTrace>> {
    let model = model(handle)?;
    Ok(model.trace().map(|trace| {
        let start = trace.start_symbols();
        let steps = trace.steps();
        NativeTrace {
            stop: trace.stop().name(),
            start_symbols: start as f64,
            counts: Array(steps.iter().map(|step| step.count as f64).collect()),
            gains: Array(steps.iter().map(|step| step.gain as f64).collect()),
            utilities: Array(trace.utilities().map(|utility| utility as f64).collect()),
            tokens_left: Array(trace.utilities().map(|utility| (start - utility) as f64).collect()),
        }
    }))
}

/// `model.tieBreak`
#[napi]
pub fn model_tie_break(handle: &Handle) -> Result<Option<&'static str>> {
    Ok(model(handle)?.tie_break().map(|rule| rule.name()))
}

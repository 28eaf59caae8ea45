//! `train` and `trainSync`.

use gainful_bpe::{Model, TieBreak, TrainingOptions, WordCounts, train};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::model::model_handle;
use crate::call::{Call, Outcome, Result, Task, run, spawn};
use crate::failure::Failure;
use crate::handle::Handle;

/// How to train.
#[napi(object, object_to_js = false)]
pub struct NativeTrainOptions {
    pub vocabulary_size: u32,
    pub tie_break: String,
    /// An integer up to 2^53 - 1.
    pub min_frequency: f64,
    pub max_token_length: Option<u32>,
    pub special_tokens: Vec<String>,
}

fn training(counts: &Handle, options: NativeTrainOptions) -> Outcome<impl Task<Model> + use<>> {
    let counts = counts.get::<WordCounts>()?;
    let options = TrainingOptions {
        min_frequency: options.min_frequency as u64,
        max_token_length: options.max_token_length.map(|length| length as usize),
        special_tokens: options.special_tokens,
        tie_break: TieBreak::from_name(&options.tie_break)?,
        ..TrainingOptions::new(options.vocabulary_size as usize)
    };
    Ok(move |_: &Workers, control: &Control| {
        Ok(train(&counts, counts.pattern().clone(), &options, control)?)
    })
}

/// `trainSync`, once the corpus is counted.
#[napi]
pub fn train_sync(
    env: Env,
    threads: u32,
    counts: &Handle,
    options: NativeTrainOptions,
) -> Result<Handle> {
    let model = run(threads, training(counts, options)?)?;
    Ok(model_handle(env, model).map_err(Failure::from)?)
}

/// `train`, once the corpus is counted.
#[napi(js_name = "train", ts_return_type = "Promise<Handle>")]
pub fn train_async<'env>(
    env: &'env Env,
    call: &Call,
    counts: &Handle,
    options: NativeTrainOptions,
) -> Result<Object<'env>> {
    spawn(env, call, training(counts, options)?, model_handle)
}

//! `train` and `trainSync`.

use gainful_bpe::{Model, Pattern, TieBreak, TrainingOptions, train};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::counter::{SharedCounter, used_up, with_counter};
use super::model::model_handle;
use crate::call::{Call, Outcome, Result, Task, run, spawn};
use crate::failure::Failure;
use crate::handle::Handle;

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

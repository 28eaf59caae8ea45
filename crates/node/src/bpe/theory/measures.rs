//! Measures of vocabularies.

use gainful_bpe::Tokenizer;
use gainful_bpe::theory;
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use crate::arrays::Array;
use crate::call::{Call, Outcome, Result, Task, run, spawn};
use crate::handle::Handle;

/// `renyiEfficiency`
#[napi]
pub fn renyi_efficiency(counts: &[f64], alpha: f64, vocabulary_size: u32) -> Result<f64> {
    run(1, |_, _| Ok(theory::renyi_efficiency(counts, alpha, vocabulary_size as usize)?))
}

/// `renyiEntropy`
#[napi]
pub fn renyi_entropy(counts: &[f64], alpha: f64) -> Result<f64> {
    run(1, |_, _| Ok(theory::renyi_entropy(counts, alpha)?))
}

fn counting(tokenizer: &Handle, texts: Vec<String>) -> Outcome<impl Task<Vec<f64>> + use<>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    Ok(move |workers: &Workers, control: &Control| {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let counts = tokenizer.token_counts(&texts, workers, control)?;
        // Below 2^53, as texts have fewer bytes.
        Ok(counts.into_iter().map(|count| count as f64).collect())
    })
}

/// `tokenCountsSync`
#[napi(ts_return_type = "Float64Array")]
pub fn token_counts_sync(
    threads: u32,
    tokenizer: &Handle,
    texts: Vec<String>,
) -> Result<Array<f64>> {
    Ok(Array(run(threads, counting(tokenizer, texts)?)?))
}

/// `tokenCounts`
#[napi(ts_return_type = "Promise<Float64Array>")]
pub fn token_counts<'env>(
    env: &'env Env,
    call: &Call,
    tokenizer: &Handle,
    texts: Vec<String>,
) -> Result<Object<'env>> {
    let counting = counting(tokenizer, texts)?;
    spawn(env, call, counting, |_, counts| Ok(Array(counts)))
}

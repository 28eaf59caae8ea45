//! Many texts, long ones and files, on all threads.

use std::path::PathBuf;

use gainful_bpe::{Batch, Decoding, Input, Tokenizer, file};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::{Either, Object};
use napi_derive::napi;

use super::{NativePolicy, NativeText, input_of};
use crate::arrays::Array;
use crate::call::{Call, Outcome, Result, Task, run, spawn};
use crate::failure::{Code, Failure};
use crate::handle::Handle;

/// The tokens of texts, and where those of each begin.
#[napi(object, object_from_js = false)]
pub struct NativeBatch {
    #[napi(ts_type = "Uint32Array")]
    pub tokens: Array<u32>,
    #[napi(ts_type = "Uint32Array")]
    pub offsets: Array<u32>,
}

impl TryFrom<Batch> for NativeBatch {
    type Error = Failure;

    fn try_from(batch: Batch) -> Outcome<Self> {
        if u32::try_from(batch.tokens.len()).is_err() {
            let message = "The texts have more than 2^32 tokens, which are too many for one array";
            return Err(Failure::new(Code::OUT_OF_RANGE, message));
        }
        let offsets = batch.offsets.into_iter().map(|offset| offset as u32).collect();
        Ok(Self { tokens: Array(batch.tokens), offsets: Array(offsets) })
    }
}

/// Texts that a job has for itself: copied while the caller waits.
enum Owned {
    Text(String),
    Bytes(Vec<u8>),
}

impl Owned {
    fn input(&self) -> Input<'_> {
        match self {
            Self::Text(text) => Input::Text(text),
            Self::Bytes(bytes) => Input::Bytes(bytes),
        }
    }
}

impl From<NativeText> for Owned {
    fn from(text: NativeText) -> Self {
        match text {
            Either::A(text) => Self::Text(text),
            Either::B(bytes) => Self::Bytes(bytes.to_vec()),
        }
    }
}

fn encoding(
    tokenizer: &Handle,
    texts: Vec<NativeText>,
    policy: Option<NativePolicy>,
) -> Outcome<impl Task<NativeBatch> + use<>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    let texts: Vec<Owned> = texts.into_iter().map(Owned::from).collect();
    Ok(move |workers: &Workers, control: &Control| {
        let policy = NativePolicy::of(policy.as_ref(), &tokenizer)?;
        let inputs: Vec<Input<'_>> = texts.iter().map(Owned::input).collect();
        tokenizer.encode_batch(&inputs, &policy, workers, control)?.try_into()
    })
}

/// `tokenizer.encodeBatchSync`
#[napi]
pub fn tokenizer_encode_batch_sync(
    threads: u32,
    tokenizer: &Handle,
    texts: Vec<NativeText>,
    policy: Option<NativePolicy>,
) -> Result<NativeBatch> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    run(threads, |workers, control| {
        let policy = NativePolicy::of(policy.as_ref(), &tokenizer)?;
        let inputs: Vec<Input<'_>> = texts.iter().map(input_of).collect();
        tokenizer.encode_batch(&inputs, &policy, workers, control)?.try_into()
    })
}

/// `tokenizer.encodeBatch`
#[napi(ts_return_type = "Promise<NativeBatch>")]
pub fn tokenizer_encode_batch<'env>(
    env: &'env Env,
    call: &Call,
    tokenizer: &Handle,
    texts: Vec<NativeText>,
    policy: Option<NativePolicy>,
) -> Result<Object<'env>> {
    spawn(env, call, encoding(tokenizer, texts, policy)?, |_, batch| Ok(batch))
}

/// `tokenizer.encodeAsync`
#[napi(ts_return_type = "Promise<Uint32Array>")]
pub fn tokenizer_encode_text<'env>(
    env: &'env Env,
    call: &Call,
    tokenizer: &Handle,
    text: NativeText,
    policy: Option<NativePolicy>,
) -> Result<Object<'env>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    let text = Owned::from(text);
    let task = move |workers: &Workers, control: &Control| {
        let policy = NativePolicy::of(policy.as_ref(), &tokenizer)?;
        Ok(tokenizer.encode_parallel(text.input(), &policy, workers, control)?)
    };
    spawn(env, call, task, |_, tokens| Ok(Array(tokens)))
}

fn encoding_file(
    tokenizer: &Handle,
    path: String,
    policy: Option<NativePolicy>,
) -> Outcome<impl Task<Vec<u32>> + use<>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    Ok(move |workers: &Workers, control: &Control| {
        let policy = NativePolicy::of(policy.as_ref(), &tokenizer)?;
        control.begin("reading", None)?;
        let bytes = file::load(&PathBuf::from(path), control)?;
        Ok(tokenizer.encode_parallel(Input::Bytes(&bytes), &policy, workers, control)?)
    })
}

/// `tokenizer.encodeFileSync`
#[napi(ts_return_type = "Uint32Array")]
pub fn tokenizer_encode_file_sync(
    threads: u32,
    tokenizer: &Handle,
    path: String,
    policy: Option<NativePolicy>,
) -> Result<Array<u32>> {
    Ok(Array(run(threads, encoding_file(tokenizer, path, policy)?)?))
}

/// `tokenizer.encodeFile`
#[napi(ts_return_type = "Promise<Uint32Array>")]
pub fn tokenizer_encode_file<'env>(
    env: &'env Env,
    call: &Call,
    tokenizer: &Handle,
    path: String,
    policy: Option<NativePolicy>,
) -> Result<Object<'env>> {
    spawn(env, call, encoding_file(tokenizer, path, policy)?, |_, tokens| Ok(Array(tokens)))
}

fn counts(
    tokenizer: &Tokenizer,
    inputs: &[Input<'_>],
    policy: Option<&NativePolicy>,
    workers: &Workers,
    control: &Control,
) -> Outcome<Vec<f64>> {
    let policy = NativePolicy::of(policy, tokenizer)?;
    let counts = tokenizer.count_batch(inputs, &policy, workers, control)?;
    // Below 2^53, as texts have fewer bytes.
    Ok(counts.into_iter().map(|count| count as f64).collect())
}

/// `tokenizer.countBatchSync`
#[napi(ts_return_type = "Float64Array")]
pub fn tokenizer_count_batch_sync(
    threads: u32,
    tokenizer: &Handle,
    texts: Vec<NativeText>,
    policy: Option<NativePolicy>,
) -> Result<Array<f64>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    let counted = run(threads, |workers, control| {
        let inputs: Vec<Input<'_>> = texts.iter().map(input_of).collect();
        counts(&tokenizer, &inputs, policy.as_ref(), workers, control)
    })?;
    Ok(Array(counted))
}

/// `tokenizer.countBatch`
#[napi(ts_return_type = "Promise<Float64Array>")]
pub fn tokenizer_count_batch<'env>(
    env: &'env Env,
    call: &Call,
    tokenizer: &Handle,
    texts: Vec<NativeText>,
    policy: Option<NativePolicy>,
) -> Result<Object<'env>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    let texts: Vec<Owned> = texts.into_iter().map(Owned::from).collect();
    let task = move |workers: &Workers, control: &Control| {
        let inputs: Vec<Input<'_>> = texts.iter().map(Owned::input).collect();
        counts(&tokenizer, &inputs, policy.as_ref(), workers, control)
    };
    spawn(env, call, task, |_, counts| Ok(Array(counts)))
}

fn decoding(
    tokenizer: &Handle,
    tokens: Vec<u32>,
    offsets: Vec<u32>,
    skips_special: bool,
) -> Outcome<impl Task<Vec<String>> + use<>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    let how = Decoding { skips_special, ..Decoding::WHOLE };
    Ok(move |workers: &Workers, control: &Control| {
        let ranges: Vec<_> = offsets.windows(2).map(|w| w[0] as usize..w[1] as usize).collect();
        Ok(tokenizer.decode_batch(&tokens, &ranges, how, workers, control)?)
    })
}

/// `tokenizer.decodeBatchSync`
#[napi]
pub fn tokenizer_decode_batch_sync(
    threads: u32,
    tokenizer: &Handle,
    tokens: &[u32],
    offsets: &[u32],
    skips_special: bool,
) -> Result<Vec<String>> {
    let (tokens, offsets) = (tokens.to_vec(), offsets.to_vec());
    run(threads, decoding(tokenizer, tokens, offsets, skips_special)?)
}

/// `tokenizer.decodeBatch`
#[napi(ts_return_type = "Promise<Array<string>>")]
pub fn tokenizer_decode_batch<'env>(
    env: &'env Env,
    call: &Call,
    tokenizer: &Handle,
    tokens: &[u32],
    offsets: &[u32],
    skips_special: bool,
) -> Result<Object<'env>> {
    let (tokens, offsets) = (tokens.to_vec(), offsets.to_vec());
    spawn(env, call, decoding(tokenizer, tokens, offsets, skips_special)?, |_, texts| Ok(texts))
}

//! What can be asked of a tokenizer's vocabulary, and tokenizers from files.

use gainful_bpe::{Model, Tokenizer};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::{Either, Object, Uint8Array};
use napi_derive::napi;

use crate::arrays::Array;
use crate::bpe::formats::{NativeModelSource, reading};
use crate::call::{Call, Outcome, Result, Task, run, spawn};
use crate::failure::Failure;
use crate::handle::Handle;

pub(in crate::bpe) fn tokenizer_handle(env: Env, tokenizer: Tokenizer) -> napi::Result<Handle> {
    let bytes = tokenizer.bytes();
    Handle::new(env, tokenizer, bytes)
}

/// `tokenizer.vocabularySize`
#[napi]
pub fn tokenizer_vocabulary_size(tokenizer: &Handle) -> Result<u32> {
    Ok(u32::try_from(tokenizer.get::<Tokenizer>()?.size()).unwrap_or(u32::MAX))
}

/// Special tokens with their ids.
#[napi(object, object_from_js = false)]
pub struct NativeSpecialTokens {
    pub texts: Vec<String>,
    #[napi(ts_type = "Uint32Array")]
    pub ids: Array<u32>,
}

/// `tokenizer.specialTokens`
#[napi]
pub fn tokenizer_special_tokens(tokenizer: &Handle) -> Result<NativeSpecialTokens> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    let tokens = tokenizer.vocabulary().special_tokens();
    let (ids, texts) = tokens.map(|(id, text)| (id, text.to_owned())).unzip();
    Ok(NativeSpecialTokens { texts, ids: Array(ids) })
}

/// `tokenizer.tokenOf`; null if there is no such token.
#[napi]
pub fn tokenizer_token_of(tokenizer: &Handle, id: u32) -> Result<Option<String>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    Ok(tokenizer.token_bytes(id).and_then(|_| tokenizer.vocabulary().text(id)))
}

/// `tokenizer.bytesOf`; null if there is no such token.
#[napi(ts_return_type = "Uint8Array | null")]
pub fn tokenizer_bytes_of(tokenizer: &Handle, id: u32) -> Result<Option<Array<u8>>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    Ok(tokenizer.token_bytes(id).map(|bytes| Array(bytes.to_vec())))
}

/// `tokenizer.idOf`, by how a token is written or by its bytes; null if there is no such token.
#[napi]
pub fn tokenizer_id_of(
    tokenizer: &Handle,
    token: Either<String, Uint8Array>,
) -> Result<Option<u32>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    run(1, |_, _| {
        Ok(match &token {
            Either::A(text) => tokenizer.id_of_text(text)?,
            Either::B(bytes) => tokenizer.id_of_bytes(bytes)?,
        })
    })
}

fn reading_tokenizer(source: NativeModelSource) -> Outcome<impl Task<Tokenizer> + use<>> {
    let read = reading(source)?;
    Ok(move |workers: &Workers, control: &Control| {
        let model: Model = read(workers, control)?;
        Ok(model.tokenizer()?)
    })
}

/// `Tokenizer.loadSync` and its likes.
#[napi]
pub fn read_tokenizer_sync(env: Env, threads: u32, source: NativeModelSource) -> Result<Handle> {
    let tokenizer = run(threads, reading_tokenizer(source)?)?;
    Ok(tokenizer_handle(env, tokenizer).map_err(Failure::from)?)
}

/// `Tokenizer.load` and its likes.
#[napi(ts_return_type = "Promise<Handle>")]
pub fn read_tokenizer<'env>(
    env: &'env Env,
    call: &Call,
    source: NativeModelSource,
) -> Result<Object<'env>> {
    spawn(env, call, reading_tokenizer(source)?, tokenizer_handle)
}

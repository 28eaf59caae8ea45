//! `LiveEncoder`

use std::sync::{Arc, Mutex, PoisonError};

use gainful_bpe::{LiveEncoder, Tokenizer};
use napi::Env;
use napi_derive::napi;

use super::NativePolicy;
use crate::arrays::Array;
use crate::call::{Result, run};
use crate::failure::Failure;
use crate::handle::Handle;

/// A text that grows, and what encodes it.
struct Live {
    tokenizer: Arc<Tokenizer>,
    encoder: Mutex<LiveEncoder>,
}

impl Live {
    fn with<T>(&self, body: impl FnOnce(&mut LiveEncoder) -> T) -> T {
        // A panic while text was appended left it as it was before.
        body(&mut self.encoder.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// `tokenizer.live`
#[napi]
pub fn live_encoder(env: Env, tokenizer: &Handle, policy: Option<NativePolicy>) -> Result<Handle> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    let policy = run(1, |_, _| NativePolicy::of(policy.as_ref(), &tokenizer))?;
    let encoder = LiveEncoder::new(policy);
    let bytes = encoder.bytes();
    let live = Live { tokenizer, encoder: Mutex::new(encoder) };
    Ok(Handle::new(env, live, bytes).map_err(Failure::from)?)
}

/// `live.append`: the number of tokens of all text so far with `rest` after it.
#[napi]
pub fn live_append(live: &Handle, text: String, rest: String) -> Result<f64> {
    let live = live.get::<Live>()?;
    run(1, |_, control| {
        live.with(|encoder| {
            encoder.append(&live.tokenizer, &text, &rest, control)?;
            Ok(encoder.count() as f64)
        })
    })
}

/// `live.tokens`
#[napi(ts_return_type = "Uint32Array")]
pub fn live_tokens(live: &Handle) -> Result<Array<u32>> {
    let live = live.get::<Live>()?;
    run(1, |_, _| Ok(Array(live.with(|encoder| encoder.tokens().concat()))))
}

/// Bytes of memory that a live encoder holds now.
#[napi]
pub fn live_bytes(live: &Handle) -> Result<f64> {
    let live = live.get::<Live>()?;
    Ok(live.with(|encoder| encoder.bytes()) as f64)
}

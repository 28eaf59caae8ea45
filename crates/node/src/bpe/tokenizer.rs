//! `tokenizer.encode` and `tokenizer.decode`.

use gainful_bpe::Tokenizer;
use napi_derive::napi;

use crate::arrays::Array;
use crate::call::{Result, run};
use crate::handle::Handle;

/// `tokenizer.encode`
#[napi(ts_return_type = "Uint32Array")]
pub fn tokenizer_encode(tokenizer: &Handle, text: String) -> Result<Array<u32>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    run(1, |_, control| Ok(Array(tokenizer.encode(&text, control)?)))
}

/// `tokenizer.decode`
#[napi]
pub fn tokenizer_decode(tokenizer: &Handle, tokens: &[u32]) -> Result<String> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    run(1, |_, _| Ok(tokenizer.decode(tokens)?))
}

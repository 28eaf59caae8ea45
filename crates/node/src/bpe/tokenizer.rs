//! What a tokenizer does with one text or one list of tokens, on the caller's thread.

mod batch;
mod live;
mod vocabulary;

use gainful_bpe::{Cut, Decoding, Input, SpecialPolicy, SpecialTokens, Tokenizer, Truncated, Unit};
use napi::bindgen_prelude::{Either, Uint8Array};
use napi_derive::napi;

use crate::arrays::Array;
use crate::call::{Outcome, Result, run};
use crate::failure::{Code, Failure};
use crate::handle::Handle;

pub(super) use vocabulary::tokenizer_handle;

/// Special tokens that a text may have and must not have: their names, or all of them.
#[napi(object, object_to_js = false)]
pub struct NativePolicy {
    pub allowed: Option<Vec<String>>,
    pub disallowed: Option<Vec<String>>,
}

impl NativePolicy {
    fn of(policy: Option<&Self>, tokenizer: &Tokenizer) -> Outcome<SpecialPolicy> {
        fn named(names: Option<&Vec<String>>) -> SpecialTokens<'_> {
            names.map_or(SpecialTokens::All, |names| SpecialTokens::These(names))
        }
        let Some(policy) = policy else { return Ok(SpecialPolicy::ORDINARY) };
        let [allowed, disallowed] = [&policy.allowed, &policy.disallowed];
        Ok(tokenizer.special_policy(named(allowed.as_ref()), named(disallowed.as_ref()))?)
    }
}

/// A text as the facade passes it.
type NativeText = Either<String, Uint8Array>;

fn input_of(text: &NativeText) -> Input<'_> {
    match text {
        Either::A(text) => Input::Text(text),
        Either::B(bytes) => Input::Bytes(bytes),
    }
}

/// `tokenizer.encode`
#[napi(ts_return_type = "Uint32Array")]
pub fn tokenizer_encode(
    tokenizer: &Handle,
    text: String,
    policy: Option<NativePolicy>,
) -> Result<Array<u32>> {
    encode(tokenizer, Input::Text(&text), policy)
}

/// `tokenizer.encode`, of bytes
#[napi(ts_return_type = "Uint32Array")]
pub fn tokenizer_encode_bytes(
    tokenizer: &Handle,
    bytes: &[u8],
    policy: Option<NativePolicy>,
) -> Result<Array<u32>> {
    encode(tokenizer, Input::Bytes(bytes), policy)
}

fn encode(
    tokenizer: &Handle,
    input: Input<'_>,
    policy: Option<NativePolicy>,
) -> Result<Array<u32>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    run(1, |_, control| {
        let policy = NativePolicy::of(policy.as_ref(), &tokenizer)?;
        Ok(Array(tokenizer.encode_input(input, &policy, control)?))
    })
}

/// `tokenizer.count`; an infinite limit is none.
#[napi]
pub fn tokenizer_count(
    tokenizer: &Handle,
    text: NativeText,
    policy: Option<NativePolicy>,
    limit: f64,
) -> Result<f64> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    run(1, |_, control| {
        let policy = NativePolicy::of(policy.as_ref(), &tokenizer)?;
        // Of a larger number the conversion makes the largest.
        Ok(tokenizer.count(input_of(&text), &policy, limit as usize, control)? as f64)
    })
}

/// Tokens with their places.
#[napi(object, object_from_js = false)]
pub struct NativePlaced {
    #[napi(ts_type = "Uint32Array")]
    pub tokens: Array<u32>,
    #[napi(ts_type = "Uint32Array")]
    pub starts: Array<u32>,
    #[napi(ts_type = "Uint32Array")]
    pub ends: Array<u32>,
}

/// `tokenizer.encodeWithOffsets`
#[napi]
pub fn tokenizer_encode_placed(
    tokenizer: &Handle,
    text: NativeText,
    policy: Option<NativePolicy>,
    in_bytes: bool,
) -> Result<NativePlaced> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    let unit = if in_bytes { Unit::Bytes } else { Unit::Utf16 };
    run(1, |_, control| {
        let policy = NativePolicy::of(policy.as_ref(), &tokenizer)?;
        let placed = tokenizer.encode_placed(input_of(&text), &policy, unit, control)?;
        let [tokens, starts, ends] = [placed.tokens, placed.starts, placed.ends].map(Array);
        Ok(NativePlaced { tokens, starts, ends })
    })
}

/// What is left of a text.
#[napi(object, object_from_js = false)]
pub struct NativeTruncated {
    /// How much is kept at the start and at the end: UTF-16 units of a string, bytes of bytes.
    pub head: f64,
    pub tail: f64,
    /// What is kept, if the text was normalized.
    #[napi(ts_type = "Uint8Array")]
    pub normalized: Option<Array<u8>>,
}

/// `tokenizer.truncate`; null if all of the text is kept.
#[napi]
pub fn tokenizer_truncate(
    tokenizer: &Handle,
    text: NativeText,
    policy: Option<NativePolicy>,
    most: u32,
    cut: String,
) -> Result<Option<NativeTruncated>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    run(1, |_, control| {
        let policy = NativePolicy::of(policy.as_ref(), &tokenizer)?;
        let cut = match cut.as_str() {
            "start" => Cut::Start,
            "middle" => Cut::Middle,
            "end" => Cut::End,
            _ => return Err(Failure::new(Code::INTERNAL, "An unknown cut was passed")),
        };
        let truncated =
            tokenizer.truncate(input_of(&text), &policy, most as usize, cut, control)?;
        Ok(truncated.is_cut().then(|| kept(&tokenizer, &text, &truncated)))
    })
}

fn kept(tokenizer: &Tokenizer, text: &NativeText, truncated: &Truncated<'_>) -> NativeTruncated {
    let units = |part: &[u8]| match text {
        Either::A(_) => String::from_utf8_lossy(part).encode_utf16().count() as f64,
        Either::B(_) => part.len() as f64,
    };
    let parts = truncated.kept();
    let normalized = tokenizer.is_normalizing().then(|| Array(parts.concat()));
    let [head, tail] = parts.map(units);
    NativeTruncated { head, tail, normalized }
}

/// `tokenizer.decode`
#[napi]
pub fn tokenizer_decode(tokenizer: &Handle, tokens: &[u32], skips_special: bool) -> Result<String> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    let how = Decoding { skips_special, ..Decoding::WHOLE };
    run(1, |_, _| Ok(tokenizer.decode_with(tokens, how)?))
}

/// `tokenizer.decodeBytes`, and parts of a text for a decoder
#[napi(ts_return_type = "Uint8Array")]
pub fn tokenizer_decode_bytes(
    tokenizer: &Handle,
    tokens: &[u32],
    skips_special: bool,
    is_start: bool,
    is_end: bool,
) -> Result<Array<u8>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    let how = Decoding { skips_special, is_start, is_end };
    run(1, |_, _| Ok(Array(tokenizer.decode_bytes(tokens, how)?)))
}

/// Whether what a token adds to a text depends on whether it is the last one.
#[napi]
pub fn tokenizer_has_marks(tokenizer: &Handle) -> Result<bool> {
    Ok(tokenizer.get::<Tokenizer>()?.has_marks())
}

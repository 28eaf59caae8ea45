//! `tokenizer.encode` and `tokenizer.decode`.

use gainful_bpe::{SpecialPolicy, SpecialTokens, Tokenizer};
use napi_derive::napi;

use crate::arrays::Array;
use crate::call::{Outcome, Result, run};
use crate::handle::Handle;

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

/// `tokenizer.encode`
#[napi(ts_return_type = "Uint32Array")]
pub fn tokenizer_encode(
    tokenizer: &Handle,
    text: String,
    policy: Option<NativePolicy>,
) -> Result<Array<u32>> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    run(1, |_, control| {
        let policy = NativePolicy::of(policy.as_ref(), &tokenizer)?;
        Ok(Array(tokenizer.encode_with(&text, &policy, control)?))
    })
}

/// `tokenizer.decode`
#[napi]
pub fn tokenizer_decode(tokenizer: &Handle, tokens: &[u32]) -> Result<String> {
    let tokenizer = tokenizer.get::<Tokenizer>()?;
    run(1, |_, _| Ok(tokenizer.decode(tokens)?))
}

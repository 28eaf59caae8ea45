//! Patterns as the facade passes them.

use gainful_bpe::Pattern;
use gainful_kernels::ArgumentError;
use napi_derive::napi;

/// A pattern: a name or an expression, or a JavaScript expression with its flags.
#[napi(object, object_to_js = false)]
pub struct NativePattern {
    pub source: String,
    /// Given for a `RegExp`.
    pub flags: Option<String>,
}

impl NativePattern {
    pub(super) fn compile(&self) -> Result<Pattern, ArgumentError> {
        match &self.flags {
            Some(flags) => Pattern::from_javascript(&self.source, flags),
            None => Pattern::parse(&self.source),
        }
    }
}

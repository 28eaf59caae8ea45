//! How a failure reaches JavaScript: a stable code and a message.
//!
//! The facade turns the code into the class that Node users expect (`TypeError`, `RangeError`,
//! `GainfulError`); nothing here knows about classes.

use std::any::Any;

use gainful_kernels::{ArgumentError, ArgumentKind, Cancelled, OutOfMemory};
use napi::{Env, JsError};

/// A stable error code, such as `ERR_OUT_OF_RANGE`.
#[derive(Clone, Copy, Debug)]
pub struct Code(&'static str);

impl Code {
    pub const CANCELLED: Self = Self("ERR_CANCELLED");
    pub const DISPOSED: Self = Self("ERR_DISPOSED");
    pub const FILE: Self = Self("ERR_FILE");
    pub const INTERNAL: Self = Self("ERR_GAINFUL_INTERNAL");
    pub const INVALID_ARGUMENT: Self = Self("ERR_INVALID_ARGUMENT");
    pub const INVALID_UTF8: Self = Self("ERR_INVALID_UTF8");
    pub const OUT_OF_MEMORY: Self = Self("ERR_OUT_OF_MEMORY");
    pub const OUT_OF_RANGE: Self = Self("ERR_OUT_OF_RANGE");
    pub const SPECIAL_TOKEN: Self = Self("ERR_SPECIAL_TOKEN");
    pub const UNSUPPORTED_FORMAT: Self = Self("ERR_UNSUPPORTED_FORMAT");
}

impl AsRef<str> for Code {
    fn as_ref(&self) -> &str {
        self.0
    }
}

impl From<napi::Status> for Code {
    /// Arguments are checked by the facade before they come here, so whatever napi itself refuses
    /// is a fault of ours.
    fn from(_: napi::Status) -> Self {
        Self::INTERNAL
    }
}

/// What went wrong, ready to cross the boundary.
#[derive(Debug)]
pub struct Failure {
    pub code: Code,
    pub message: String,
}

impl Failure {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// What a caught panic said.
    pub fn from_panic(payload: Box<dyn Any + Send>) -> Self {
        let text = match payload.downcast::<String>() {
            Ok(text) => *text,
            Err(payload) => match payload.downcast::<&'static str>() {
                Ok(text) => (*text).to_owned(),
                Err(_) => "unknown panic".to_owned(),
            },
        };
        Self::new(Code::INTERNAL, format!("Internal error of gainful, please report it: {text}"))
    }

    /// The rejection value of a promise; keeps the code, which napi's own conversion would lose.
    pub fn into_rejection(self, env: Env) -> napi::Error {
        let error = napi::Error::new(self.code, self.message);
        napi::Error::from(JsError::from(error).into_unknown(env))
    }
}

impl From<Failure> for napi::Error<Code> {
    fn from(failure: Failure) -> Self {
        Self::new(failure.code, failure.message)
    }
}

impl From<napi::Error> for Failure {
    fn from(error: napi::Error) -> Self {
        Self::new(Code::INTERNAL, error.reason.clone())
    }
}

impl From<ArgumentError> for Failure {
    fn from(error: ArgumentError) -> Self {
        let code = match error.kind {
            ArgumentKind::Invalid => Code::INVALID_ARGUMENT,
            ArgumentKind::OutOfRange => Code::OUT_OF_RANGE,
        };
        Self::new(code, error.to_string())
    }
}

impl From<OutOfMemory> for Failure {
    fn from(error: OutOfMemory) -> Self {
        Self::new(Code::OUT_OF_MEMORY, error.to_string())
    }
}

impl From<Cancelled> for Failure {
    fn from(error: Cancelled) -> Self {
        Self::new(Code::CANCELLED, error.to_string())
    }
}

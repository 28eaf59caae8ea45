//! Numbers on their way to JavaScript.

use napi::bindgen_prelude::{Float64ArraySlice, ToNapiValue, Uint8ArraySlice, Uint32ArraySlice};
use napi::{Env, sys};

/// Numbers that become a typed array in V8's own memory.
///
/// An array over memory of ours would be freed between two tasks of the event loop at the earliest, so
/// that a loop that encodes texts would grow without bound. V8 frees its own whenever it needs to.
pub struct Array<T>(pub Vec<T>);

impl ToNapiValue for Array<u8> {
    unsafe fn to_napi_value(env: sys::napi_env, array: Self) -> napi::Result<sys::napi_value> {
        let copy = Uint8ArraySlice::copy_from(&Env::from_raw(env), &array.0)?;
        // SAFETY: `env` is passed on as received, and the array was made in it.
        unsafe { ToNapiValue::to_napi_value(env, copy) }
    }
}

impl ToNapiValue for Array<u32> {
    unsafe fn to_napi_value(env: sys::napi_env, array: Self) -> napi::Result<sys::napi_value> {
        let copy = Uint32ArraySlice::copy_from(&Env::from_raw(env), &array.0)?;
        // SAFETY: `env` is passed on as received, and the array was made in it.
        unsafe { ToNapiValue::to_napi_value(env, copy) }
    }
}

impl ToNapiValue for Array<f64> {
    unsafe fn to_napi_value(env: sys::napi_env, array: Self) -> napi::Result<sys::napi_value> {
        let copy = Float64ArraySlice::copy_from(&Env::from_raw(env), &array.0)?;
        // SAFETY: `env` is passed on as received, and the array was made in it.
        unsafe { ToNapiValue::to_napi_value(env, copy) }
    }
}

//! Faults on purpose, so that the tests can show that a panic becomes an error. The facade has no use
//! for them.

use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use crate::call::{Call, Outcome, Result, run, spawn};

/// Panics while the caller waits.
#[napi]
pub fn panic_sync(message: String) -> Result<()> {
    run(1, |_, _| panic!("{message}"))
}

/// Panics in a job.
#[napi(ts_return_type = "Promise<void>")]
pub fn panic<'env>(env: &'env Env, call: &Call, message: String) -> Result<Object<'env>> {
    spawn(env, call, move |_, _| -> Outcome<()> { panic!("{message}") }, |_, ()| Ok(()))
}

//! Settings of the process: the number of threads and the instruction set.

use std::num::NonZeroUsize;

use gainful_kernels::{ArgumentError, simd};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use crate::call::{Call, Outcome, Result, run, spawn};
use crate::failure::Failure;
use crate::runtime;

/// Reads `GAINFUL_SIMD` and `GAINFUL_THREADS`; called once after loading, so that a wrong value is an
/// error that says so instead of an addon that does not load.
#[napi]
pub fn start() -> Result<()> {
    simd::check_environment().map_err(Failure::from)?;
    if let Ok(text) = std::env::var("GAINFUL_THREADS") {
        let threads = text.parse::<NonZeroUsize>().map_err(|_| {
            Failure::from(ArgumentError::invalid(
                "the environment variable GAINFUL_THREADS",
                "a positive integer",
                format!("'{text}'"),
            ))
        })?;
        runtime::configure(Some(threads));
    }
    Ok(())
}

/// Sets the number of threads; 0 for one per available processor.
#[napi]
pub fn configure(threads: u32) {
    runtime::configure(NonZeroUsize::new(threads as usize));
}

/// How many threads a call uses unless it asks for fewer.
#[napi]
pub fn thread_count() -> u32 {
    u32::try_from(runtime::threads()).unwrap_or(u32::MAX)
}

/// The instruction set that the kernels use.
#[napi]
pub fn simd_level() -> &'static str {
    simd::level()
}

/// Fails on purpose, so that the tests can show that a panic becomes an error.
#[napi]
pub fn panic_sync(message: String) -> Result<()> {
    run(1, |_, _| panic!("{message}"))
}

/// Fails on purpose, off the main thread.
#[napi(ts_return_type = "Promise<void>")]
pub fn panic<'env>(env: &'env Env, call: &Call, message: String) -> Result<Object<'env>> {
    spawn(env, call, move |_, _| -> Outcome<()> { panic!("{message}") }, |_, ()| Ok(()))
}

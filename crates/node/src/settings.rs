//! Settings of the process: the number of threads and the instruction set.

use std::num::NonZeroUsize;

use gainful_kernels::{ArgumentError, simd};
use napi_derive::napi;

use crate::call::Result;
use crate::failure::Failure;
use crate::runtime;

/// The most threads that the pool may have; the facade's `MAX_THREADS` is the same.
const MAX_THREADS: usize = 1024;

/// Reads `GAINFUL_SIMD` and `GAINFUL_THREADS`; called once after loading, so that a wrong value is an
/// error that says so instead of an addon that does not load.
#[napi]
pub fn start() -> Result<()> {
    simd::check_environment().map_err(Failure::from)?;
    if let Ok(text) = std::env::var("GAINFUL_THREADS") {
        let threads =
            text.parse().ok().filter(|threads: &NonZeroUsize| threads.get() <= MAX_THREADS);
        let threads = threads.ok_or_else(|| {
            let expected = format!("an integer from 1 to {MAX_THREADS}");
            let name = "the environment variable GAINFUL_THREADS";
            Failure::from(ArgumentError::invalid(name, expected, format!("'{text}'")))
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

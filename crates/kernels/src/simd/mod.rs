//! One algorithm, many instruction sets.
//!
//! Every kernel is written once, generic over the vectors of `lanes.rs`, which one file per
//! instruction set makes real. `dispatch.rs` instantiates the kernels for each of them and chooses,
//! once per process, which instances run. All of them give the same bits, so the choice is a matter
//! of speed alone. A new kernel becomes one more function in the list of `dispatch.rs`.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
pub(crate) mod dispatch;
pub(crate) mod lanes;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(test)]
pub(crate) mod testing;

pub use dispatch::{check_environment, level};

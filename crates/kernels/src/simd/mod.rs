//! One algorithm, many instruction sets.
//!
//! [`lanes`] holds the vector that kernels are written for, one file per instruction set makes it
//! real, and [`dispatch`] instantiates every kernel once per instruction set and chooses, once per
//! process, which of them run. To add a kernel: write it generic over [`lanes::Lanes`] and add it to
//! the list in [`dispatch`].

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

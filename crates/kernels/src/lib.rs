//! What every module of gainful stands on: SIMD kernels and their dispatch, the thread pool,
//! deterministic reductions, cancellation and progress, seeded random numbers, checked arguments.
//!
//! Two rules hold for everything in this crate. *The same bits everywhere*: a result does not depend
//! on the number of threads or on the instruction set. *Nothing hidden*: threads ([`Workers`]) and
//! cancellation ([`Control`]) are values that the caller passes in; there is no global state apart
//! from the dispatch table.

mod argument;
mod control;
mod random;
mod reduce;
mod workers;

pub use argument::{ArgumentError, ArgumentKind, Float, check_finite};
pub use control::{Cancelled, Control, Progress};
pub use random::Random;
pub use reduce::{CompensatedSum, pairwise_sum};
pub use workers::{Pool, Workers};

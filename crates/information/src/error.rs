//! What can go wrong in this crate.

use gainful_kernels::{ArgumentError, Cancelled, OutOfMemory};

/// Why there is no estimate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// An argument cannot be used.
    #[error(transparent)]
    Argument(#[from] ArgumentError),
    /// The caller stopped the computation.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// There is no room for a table.
    #[error(transparent)]
    OutOfMemory(#[from] OutOfMemory),
}

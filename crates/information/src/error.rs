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

impl From<gainful_kernels::Error> for Error {
    fn from(error: gainful_kernels::Error) -> Self {
        match error {
            gainful_kernels::Error::OutOfMemory(error) => error.into(),
            gainful_kernels::Error::Cancelled(error) => error.into(),
        }
    }
}

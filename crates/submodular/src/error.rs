//! What can go wrong in this crate.

use gainful_kernels::{ArgumentError, Cancelled, OutOfMemory};

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// An argument cannot be used.
    #[error(transparent)]
    Argument(#[from] ArgumentError),
    /// The caller stopped the computation.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// The system has no room for a matrix of this size.
    #[error("Out of memory: a matrix of {bytes} bytes was needed")]
    Memory {
        /// The size of the matrix in bytes.
        bytes: usize,
    },
}

impl From<OutOfMemory> for Error {
    fn from(error: OutOfMemory) -> Self {
        Self::Memory { bytes: error.bytes }
    }
}

impl From<gainful_kernels::Error> for Error {
    fn from(error: gainful_kernels::Error) -> Self {
        match error {
            gainful_kernels::Error::OutOfMemory(error) => error.into(),
            gainful_kernels::Error::Cancelled(error) => error.into(),
        }
    }
}

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
    /// The system has no room for a table of this size.
    #[error("Out of memory: a table of {bytes} bytes was needed")]
    Memory {
        /// The size of the table in bytes.
        bytes: usize,
    },
}

impl From<OutOfMemory> for Error {
    fn from(OutOfMemory { bytes }: OutOfMemory) -> Self {
        Self::Memory { bytes }
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

impl From<gainful_submodular::Error> for Error {
    fn from(error: gainful_submodular::Error) -> Self {
        match error {
            gainful_submodular::Error::Argument(error) => Self::Argument(error),
            gainful_submodular::Error::Cancelled(error) => Self::Cancelled(error),
            gainful_submodular::Error::Memory { bytes } => Self::Memory { bytes },
        }
    }
}

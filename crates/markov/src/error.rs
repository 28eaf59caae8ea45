//! What can go wrong in this crate.

use gainful_kernels::{ArgumentError, Cancelled};

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// An argument cannot be used.
    #[error(transparent)]
    Argument(#[from] ArgumentError),
    /// The caller stopped the computation.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// The system has no room for a chain of this size.
    #[error("Out of memory: a Markov chain of {bytes} bytes was needed")]
    Memory {
        /// The size of the chain in bytes.
        bytes: usize,
    },
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

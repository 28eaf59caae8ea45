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
    /// The system has no room for a table of this size.
    #[error("Out of memory: a table of {bytes} bytes was needed")]
    Memory {
        /// The size of the table in bytes.
        bytes: usize,
    },
}

/// An empty vector with room for `length` values of a table that grows with the chain.
pub(crate) fn room<T>(length: usize) -> Result<Vec<T>, Error> {
    let mut values = Vec::new();
    values
        .try_reserve_exact(length)
        .map_err(|_| Error::Memory { bytes: length.saturating_mul(size_of::<T>()) })?;
    Ok(values)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_beyond_the_memory_is_an_error() {
        assert_eq!(room::<f64>(usize::MAX / 4), Err(Error::Memory { bytes: usize::MAX }));
        assert!(room::<f64>(10).is_ok_and(|values| values.capacity() >= 10));
    }
}

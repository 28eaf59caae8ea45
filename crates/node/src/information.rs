//! Estimators of entropy, mutual information and their relatives.

mod divergences;
mod entropy;
mod estimate;
mod gaussian;
mod neighbours;
mod points;
mod sequences;
mod source;
mod spectral;
mod variables;

use gainful_information::Error;

use crate::failure::Failure;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Argument(error) => error.into(),
            Error::Cancelled(error) => error.into(),
            Error::OutOfMemory(error) => error.into(),
        }
    }
}

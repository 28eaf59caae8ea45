//! Submodular maximization: [`objectives`] are made from what JavaScript passes, [`objective`] is
//! what can be asked of each, [`maximize`](mod@maximize) selects what a [`constraint`] permits;
//! [`rerank`] selects candidates for a query.

mod constraint;
mod constraints;
mod matrix;
mod maximize;
mod objective;
mod objectives;
mod rerank;
mod structure;

use std::sync::Arc;

use gainful_submodular::{Error, FormatError};

pub use maximize::{NativeCertificate, NativeGuarantee};

use crate::failure::{Code, Failure};

/// Any set function; what a handle of one holds, and mixtures share.
type AnyObjective = Arc<dyn gainful_submodular::Objective>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Argument(error) => error.into(),
            Error::Cancelled(error) => error.into(),
            Error::Memory { .. } => Self::new(Code::OUT_OF_MEMORY, error.to_string()),
        }
    }
}

impl From<FormatError> for Failure {
    fn from(error: FormatError) -> Self {
        Self::new(Code::UNSUPPORTED_FORMAT, error.to_string())
    }
}

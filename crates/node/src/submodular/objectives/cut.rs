//! `Cut`

use gainful_submodular::Cut;
use napi_derive::napi;

use super::{Making, Source, making};
use crate::call::Outcome;
use crate::numbers::DenseMatrix;
use crate::submodular::matrix::matrix;

/// `Cut.fromWeights`
#[napi(object, object_to_js = false)]
pub struct CutFromWeights<'env> {
    pub weights: DenseMatrix<'env>,
}

impl Source for CutFromWeights<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (weights, rows, columns) = matrix(self.weights)?;
        making(move |workers, control| Ok(Cut::new(weights, rows, columns, workers, control)?))
    }
}

//! `SaturatedCoverage`

use gainful_submodular::SaturatedCoverage;
use napi_derive::napi;

use super::{Making, Source, making};
use crate::call::Outcome;
use crate::numbers::DenseMatrix;
use crate::submodular::matrix::matrix;

/// `SaturatedCoverage.fromSimilarity`
#[napi(object, object_to_js = false)]
pub struct SaturatedCoverageFromSimilarity<'env> {
    pub similarity: DenseMatrix<'env>,
    pub alpha: f64,
}

impl Source for SaturatedCoverageFromSimilarity<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (similarity, rows, columns) = matrix(self.similarity)?;
        let alpha = self.alpha;
        making(move |workers, control| {
            Ok(SaturatedCoverage::from_similarity(
                similarity, rows, columns, alpha, workers, control,
            )?)
        })
    }
}

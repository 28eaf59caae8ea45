//! `SumRedundancy`

use gainful_submodular::{Metric, SumRedundancy};
use napi_derive::napi;

use super::{Making, Source, making};
use crate::call::Outcome;
use crate::numbers::DenseMatrix;
use crate::submodular::matrix::matrix;

/// `SumRedundancy.fromSimilarity`
#[napi(object, object_to_js = false)]
pub struct SumRedundancyFromSimilarity<'env> {
    pub similarity: DenseMatrix<'env>,
}

impl Source for SumRedundancyFromSimilarity<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (similarity, rows, columns) = matrix(self.similarity)?;
        making(move |workers, control| {
            Ok(SumRedundancy::from_similarity(similarity, rows, columns, workers, control)?)
        })
    }
}

/// `SumRedundancy.fromFeatures`
#[napi(object, object_to_js = false)]
pub struct SumRedundancyFromFeatures<'env> {
    pub features: DenseMatrix<'env>,
    pub metric: String,
    pub gamma: Option<f64>,
}

impl Source for SumRedundancyFromFeatures<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (features, rows, columns) = matrix(self.features)?;
        let metric = Metric::by_name(&self.metric, self.gamma)?;
        making(move |workers, control| {
            Ok(SumRedundancy::from_features(&features, rows, columns, metric, workers, control)?)
        })
    }
}

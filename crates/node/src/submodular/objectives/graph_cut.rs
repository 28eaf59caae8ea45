//! `GraphCut`

use gainful_submodular::{GraphCut, Metric};
use napi_derive::napi;

use super::{Making, Source, making};
use crate::call::Outcome;
use crate::numbers::DenseMatrix;
use crate::submodular::matrix::matrix;

/// `GraphCut.fromSimilarity`
#[napi(object, object_to_js = false)]
pub struct GraphCutFromSimilarity<'env> {
    pub similarity: DenseMatrix<'env>,
    pub lambda: f64,
}

impl Source for GraphCutFromSimilarity<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (similarity, rows, columns) = matrix(self.similarity)?;
        let lambda = self.lambda;
        making(move |workers, control| {
            Ok(GraphCut::from_similarity(similarity, rows, columns, lambda, workers, control)?)
        })
    }
}

/// `GraphCut.fromFeatures`
#[napi(object, object_to_js = false)]
pub struct GraphCutFromFeatures<'env> {
    pub features: DenseMatrix<'env>,
    pub metric: String,
    pub gamma: Option<f64>,
    pub lambda: f64,
}

impl Source for GraphCutFromFeatures<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (features, rows, columns) = matrix(self.features)?;
        let metric = Metric::by_name(&self.metric, self.gamma)?;
        let lambda = self.lambda;
        making(move |workers, control| {
            Ok(GraphCut::from_features(&features, rows, columns, metric, lambda, workers, control)?)
        })
    }
}

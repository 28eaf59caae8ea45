//! The information measures of `GraphCut`

use gainful_submodular::{
    GraphCutConditionalGain as ConditionalGain, Metric, graph_cut_mutual_information,
};
use napi_derive::napi;

use super::context::QuerySimilarity;
use super::{Making, Source, making};
use crate::call::Outcome;
use crate::numbers::DenseMatrix;
use crate::submodular::matrix::matrix;

/// `GraphCutMutualInformation`
#[napi(object, object_to_js = false)]
pub struct GraphCutMutualInformation<'env> {
    pub similarity: QuerySimilarity<'env>,
    pub lambda: f64,
}

impl Source for GraphCutMutualInformation<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (similarity, lambda) = (self.similarity.prepare()?, self.lambda);
        making(move |workers, control| {
            let similarity = similarity(workers, control)?;
            Ok(graph_cut_mutual_information(&similarity, lambda, workers, control)?)
        })
    }
}

/// `GraphCutConditionalGain.fromSimilarity`
#[napi(object, object_to_js = false)]
pub struct GraphCutConditionalGainFromSimilarity<'env> {
    pub similarity: DenseMatrix<'env>,
    pub candidate_private_similarity: DenseMatrix<'env>,
    pub lambda: f64,
    pub nu: f64,
}

impl Source for GraphCutConditionalGainFromSimilarity<'_> {
    fn prepare(self) -> Outcome<Making> {
        let similarity = matrix(self.similarity)?;
        let privates = matrix(self.candidate_private_similarity)?;
        let (lambda, nu) = (self.lambda, self.nu);
        making(move |workers, control| {
            Ok(ConditionalGain::from_similarity(
                similarity, &privates, lambda, nu, workers, control,
            )?)
        })
    }
}

/// `GraphCutConditionalGain.fromFeatures`
#[napi(object, object_to_js = false)]
pub struct GraphCutConditionalGainFromFeatures<'env> {
    pub features: DenseMatrix<'env>,
    pub privates: DenseMatrix<'env>,
    pub metric: String,
    pub gamma: Option<f64>,
    pub lambda: f64,
    pub nu: f64,
}

impl Source for GraphCutConditionalGainFromFeatures<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (features, privates) = (matrix(self.features)?, matrix(self.privates)?);
        let metric = Metric::by_name(&self.metric, self.gamma)?;
        let (lambda, nu) = (self.lambda, self.nu);
        making(move |workers, control| {
            Ok(ConditionalGain::from_features(
                features, privates, metric, lambda, nu, workers, control,
            )?)
        })
    }
}

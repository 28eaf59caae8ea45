//! `FacilityLocation`

use gainful_submodular::{FacilityLocation, Metric};
use napi_derive::napi;

use super::{Making, Source, making};
use crate::call::Outcome;
use crate::numbers::DenseMatrix;
use crate::submodular::matrix::matrix;

/// `FacilityLocation.fromSimilarity`
#[napi(object, object_to_js = false)]
pub struct SimilaritySource<'env> {
    pub similarity: DenseMatrix<'env>,
}

impl Source for SimilaritySource<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (similarity, rows, columns) = matrix(self.similarity)?;
        making(move |workers, control| {
            Ok(FacilityLocation::from_similarity(similarity, rows, columns, workers, control)?)
        })
    }
}

/// `FacilityLocation.fromFeatures`
#[napi(object, object_to_js = false)]
pub struct FeaturesSource<'env> {
    pub features: DenseMatrix<'env>,
    pub metric: String,
    pub gamma: Option<f64>,
}

impl Source for FeaturesSource<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (features, rows, columns) = matrix(self.features)?;
        let metric = Metric::by_name(&self.metric, self.gamma)?;
        making(move |workers, control| {
            Ok(FacilityLocation::from_features(&features, rows, columns, metric, workers, control)?)
        })
    }
}

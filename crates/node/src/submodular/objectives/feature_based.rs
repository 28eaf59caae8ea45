//! `FeatureBased`

use gainful_submodular::{Concave, FeatureBased};
use napi_derive::napi;

use super::{Making, Source, making};
use crate::call::Outcome;
use crate::numbers::Numbers;
use crate::submodular::matrix::{DenseOrSparse, rows};

/// `FeatureBased.fromFeatures`
#[napi(object, object_to_js = false)]
pub struct FeatureBasedFromFeatures<'env> {
    pub features: DenseOrSparse<'env>,
    pub concave: String,
    pub exponent: Option<f64>,
    pub cap: Option<f64>,
    #[napi(ts_type = "Float32Array | Float64Array")]
    pub weights: Option<Numbers<'env>>,
}

impl Source for FeatureBasedFromFeatures<'_> {
    fn prepare(self) -> Outcome<Making> {
        let features = rows(self.features)?;
        let concave = Concave::by_name(&self.concave, self.exponent, self.cap)?;
        let weights = self.weights.map(Numbers::copied_f64).transpose()?;
        making(move |workers, control| {
            let features = features("features", workers, control)?;
            Ok(FeatureBased::new(features, concave, weights, workers, control)?)
        })
    }
}

//! `ConcaveOverModular`

use gainful_submodular::{Concave, concave_over_modular};
use napi_derive::napi;

use super::context::QuerySimilarity;
use super::{Making, Source, making};
use crate::call::Outcome;

/// `ConcaveOverModular`
#[napi(object, object_to_js = false)]
pub struct ConcaveOverModular<'env> {
    pub similarity: QuerySimilarity<'env>,
    pub concave: String,
    pub exponent: Option<f64>,
    pub cap: Option<f64>,
    pub eta: f64,
}

impl Source for ConcaveOverModular<'_> {
    fn prepare(self) -> Outcome<Making> {
        let similarity = self.similarity.prepare()?;
        let concave = Concave::by_name(&self.concave, self.exponent, self.cap)?;
        let eta = self.eta;
        making(move |workers, control| {
            let similarity = similarity(workers, control)?;
            Ok(concave_over_modular(similarity, concave, eta, workers, control)?)
        })
    }
}

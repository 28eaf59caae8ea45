//! `ProbabilisticSetCover`

use gainful_submodular::ProbabilisticSetCover;
use napi_derive::napi;

use super::{Making, Source, making};
use crate::call::Outcome;
use crate::numbers::Numbers;
use crate::submodular::matrix::{DenseOrSparse, rows};

/// `ProbabilisticSetCover.fromProbabilities`
#[napi(object, object_to_js = false)]
pub struct ProbabilisticSetCoverFromProbabilities<'env> {
    pub probabilities: DenseOrSparse<'env>,
    #[napi(ts_type = "Float32Array | Float64Array")]
    pub weights: Option<Numbers<'env>>,
}

impl Source for ProbabilisticSetCoverFromProbabilities<'_> {
    fn prepare(self) -> Outcome<Making> {
        let probabilities = rows(self.probabilities)?;
        let weights = self.weights.map(Numbers::copied_f64).transpose()?;
        making(move |workers, control| {
            let probabilities = probabilities("probabilities", workers, control)?;
            Ok(ProbabilisticSetCover::new(probabilities, weights, workers, control)?)
        })
    }
}

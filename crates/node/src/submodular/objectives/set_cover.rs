//! `SetCover`

use gainful_submodular::SetCover;
use napi_derive::napi;

use super::{Making, Source, making};
use crate::call::Outcome;
use crate::numbers::{Numbers, SparsePattern};
use crate::submodular::matrix::sparse_pattern;

/// `SetCover.fromSets`
#[napi(object, object_to_js = false)]
pub struct SetCoverFromSets<'env> {
    pub sets: SparsePattern<'env>,
    #[napi(ts_type = "Float32Array | Float64Array")]
    pub weights: Option<Numbers<'env>>,
}

impl Source for SetCoverFromSets<'_> {
    fn prepare(self) -> Outcome<Making> {
        let sets = sparse_pattern(self.sets)?;
        let weights = self.weights.map(Numbers::copied_f64).transpose()?;
        making(move |workers, control| {
            let sets = sets("sets", workers, control)?;
            Ok(SetCover::new(sets, weights, workers, control)?)
        })
    }
}

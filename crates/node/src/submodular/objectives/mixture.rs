//! `Mixture`

use gainful_submodular::Mixture;
use napi::bindgen_prelude::ClassInstance;
use napi_derive::napi;

use super::{Making, Source, making};
use crate::call::Outcome;
use crate::handle::Handle;
use crate::numbers::Numbers;
use crate::submodular::AnyObjective;

/// `Mixture.of`
#[napi(object, object_to_js = false)]
pub struct MixtureOf<'env> {
    pub objectives: Vec<ClassInstance<'env, Handle>>,
    #[napi(ts_type = "Float32Array | Float64Array")]
    pub weights: Numbers<'env>,
}

impl Source for MixtureOf<'_> {
    fn prepare(self) -> Outcome<Making> {
        let shared =
            |part: &ClassInstance<'_, Handle>| Ok(part.get::<AnyObjective>()?.as_ref().clone());
        let objectives = self.objectives.iter().map(shared).collect::<Outcome<_>>()?;
        let weights = self.weights.copied_f64()?;
        making(move |workers, control| Ok(Mixture::new(objectives, &weights, workers, control)?))
    }
}

//! `Modular`

use gainful_submodular::Modular;
use napi_derive::napi;

use super::{Making, Source, making};
use crate::call::Outcome;
use crate::numbers::Numbers;

/// `Modular.fromWeights`
#[napi(object, object_to_js = false)]
pub struct ModularFromWeights<'env> {
    #[napi(ts_type = "Float32Array | Float64Array")]
    pub weights: Numbers<'env>,
}

impl Source for ModularFromWeights<'_> {
    fn prepare(self) -> Outcome<Making> {
        let weights = self.weights.copied_f64()?;
        making(move |_, _| Ok(Modular::new(weights)?))
    }
}

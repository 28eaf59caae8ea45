//! `knapsack`

use gainful_submodular::Knapsack;
use napi_derive::napi;

use super::{Making, Part, made};
use crate::call::Outcome;
use crate::numbers::Numbers;

/// Costs and a budget.
#[napi(object, object_to_js = false)]
pub struct NativeKnapsack<'env> {
    pub name: String,
    #[napi(ts_type = "Float32Array | Float64Array")]
    pub costs: Numbers<'env>,
    pub budget: f64,
}

impl Part for NativeKnapsack<'_> {
    fn prepare(self) -> Outcome<Making> {
        made(Knapsack::new(self.name, self.costs.copied_f64()?, self.budget)?)
    }
}

//! `fairness`

use gainful_submodular::Fairness;
use napi_derive::napi;

use super::{Making, Part, made};
use crate::call::Outcome;
use crate::numbers::Numbers;

/// The group of each element, the bounds of each group, and how many elements there are in all.
#[napi(object, object_to_js = false)]
pub struct NativeFairness<'env> {
    #[napi(ts_type = "Uint32Array")]
    pub groups: Numbers<'env>,
    #[napi(ts_type = "Uint32Array")]
    pub lower: Numbers<'env>,
    #[napi(ts_type = "Uint32Array")]
    pub upper: Numbers<'env>,
    pub cardinality: u32,
}

impl Part for NativeFairness<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (lower, upper) = (self.lower.copied_u32()?, self.upper.copied_u32()?);
        let (groups, cardinality) = (self.groups.copied_u32()?, self.cardinality as usize);
        made(Fairness::new("fairness", groups, lower, upper, cardinality)?)
    }
}

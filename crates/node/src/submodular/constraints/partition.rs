//! `partition`

use gainful_submodular::Partition;
use napi_derive::napi;

use super::{Making, Part, made};
use crate::call::Outcome;
use crate::numbers::Numbers;

/// The group of each element, and the limit of each group.
#[napi(object, object_to_js = false)]
pub struct NativePartition<'env> {
    pub name: String,
    #[napi(ts_type = "Uint32Array")]
    pub groups: Numbers<'env>,
    #[napi(ts_type = "Uint32Array")]
    pub limits: Numbers<'env>,
}

impl Part for NativePartition<'_> {
    fn prepare(self) -> Outcome<Making> {
        made(Partition::new(self.name, self.groups.copied_u32()?, self.limits.copied_u32()?)?)
    }
}

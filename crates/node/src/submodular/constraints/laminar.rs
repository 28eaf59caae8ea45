//! `laminar`

use gainful_submodular::Laminar;
use napi_derive::napi;

use super::{Making, Part, made};
use crate::call::Outcome;
use crate::numbers::Numbers;

/// The elements of each group, and its limit.
#[napi(object, object_to_js = false)]
pub struct NativeLaminar<'env> {
    #[napi(ts_type = "Uint32Array[]")]
    pub groups: Vec<Numbers<'env>>,
    #[napi(ts_type = "Uint32Array")]
    pub limits: Numbers<'env>,
}

impl Part for NativeLaminar<'_> {
    fn prepare(self) -> Outcome<Making> {
        let groups = self.groups.iter().map(Numbers::copied_u32).collect::<Outcome<_>>()?;
        made(Laminar::new("laminar", groups, self.limits.copied_u32()?)?)
    }
}

//! `graphic`

use gainful_submodular::Graphic;
use napi_derive::napi;

use super::{Making, Part, made};
use crate::call::Outcome;
use crate::numbers::Numbers;

/// The two ends of each edge, one edge after the other, and the number of vertices.
#[napi(object, object_to_js = false)]
pub struct NativeGraphic<'env> {
    #[napi(ts_type = "Uint32Array")]
    pub edges: Numbers<'env>,
    pub vertices: u32,
}

impl Part for NativeGraphic<'_> {
    fn prepare(self) -> Outcome<Making> {
        let ends = self.edges.copied_u32()?;
        let edges = ends.chunks_exact(2).map(|ends| [ends[0], ends[1]]).collect();
        made(Graphic::new("graphic", edges, self.vertices as usize)?)
    }
}

//! Constraints as JavaScript passes them.

use gainful_submodular::{Cardinality, Constraint};
use napi_derive::napi;

use crate::call::Outcome;
use crate::numbers::Numbers;

/// The parts of a constraint, as the facade passes them.
#[napi(object, object_to_js = false)]
pub struct NativeConstraint<'env> {
    pub cardinality: Option<u32>,
    pub cover: Option<f64>,
    #[napi(ts_type = "Uint32Array")]
    pub include: Option<Numbers<'env>>,
    #[napi(ts_type = "Uint32Array")]
    pub exclude: Option<Numbers<'env>>,
    #[napi(ts_type = "Uint32Array")]
    pub candidates: Option<Numbers<'env>>,
}

impl NativeConstraint<'_> {
    /// The constraint, in a copy that outlives the call.
    pub fn convert(self) -> Outcome<Constraint> {
        Ok(Constraint {
            cardinality: self.cardinality.map(|cardinality| Cardinality::new(cardinality as usize)),
            systems: Vec::new(),
            cover: self.cover,
            include: elements(self.include)?.unwrap_or_default(),
            exclude: elements(self.exclude)?.unwrap_or_default(),
            candidates: elements(self.candidates)?,
        })
    }
}

/// A copy of elements, if they are given.
pub fn elements(elements: Option<Numbers<'_>>) -> Outcome<Option<Vec<u32>>> {
    elements.map(|elements| elements.copied_u32()).transpose()
}

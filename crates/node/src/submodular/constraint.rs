//! Constraints as JavaScript passes them.

use gainful_kernels::{Control, Workers};
use gainful_submodular::{Cardinality, Constraint};
use napi_derive::napi;

use super::constraints::{
    Making, NativeFairness, NativeGraphic, NativeKnapsack, NativeLaminar, NativeMinimumDistance,
    NativePartition, Part,
};
use crate::call::Outcome;
use crate::numbers::Numbers;

/// The parts of a constraint, as the facade passes them.
#[napi(object, object_to_js = false)]
pub struct NativeConstraint<'env> {
    pub cardinality: Option<u32>,
    pub knapsacks: Vec<NativeKnapsack<'env>>,
    pub partitions: Vec<NativePartition<'env>>,
    pub laminar: Option<NativeLaminar<'env>>,
    pub graphic: Option<NativeGraphic<'env>>,
    pub fairness: Option<NativeFairness<'env>>,
    pub minimum_distance: Option<NativeMinimumDistance<'env>>,
    pub cover: Option<f64>,
    #[napi(ts_type = "Uint32Array")]
    pub include: Option<Numbers<'env>>,
    #[napi(ts_type = "Uint32Array")]
    pub exclude: Option<Numbers<'env>>,
    #[napi(ts_type = "Uint32Array")]
    pub candidates: Option<Numbers<'env>>,
}

impl NativeConstraint<'_> {
    /// Copies what the job needs, which then makes the constraint.
    pub fn prepare(
        self,
    ) -> Outcome<impl FnOnce(&Workers, &Control) -> Outcome<Constraint> + Send + use<>> {
        let mut parts: Vec<Making> = Vec::new();
        // The cheapest tests of a candidate first.
        parts.extend(prepared(self.partitions)?);
        parts.extend(prepared(self.fairness)?);
        parts.extend(prepared(self.laminar)?);
        parts.extend(prepared(self.graphic)?);
        parts.extend(prepared(self.knapsacks)?);
        parts.extend(prepared(self.minimum_distance)?);
        let mut constraint = Constraint {
            cardinality: self.cardinality.map(|cardinality| Cardinality::new(cardinality as usize)),
            systems: Vec::new(),
            cover: self.cover,
            include: elements(self.include)?.unwrap_or_default(),
            exclude: elements(self.exclude)?.unwrap_or_default(),
            candidates: elements(self.candidates)?,
        };
        Ok(move |workers: &Workers, control: &Control| {
            for make in parts {
                constraint.systems.push(make(workers, control)?);
            }
            Ok(constraint)
        })
    }
}

fn prepared(parts: impl IntoIterator<Item: Part>) -> Outcome<Vec<Making>> {
    parts.into_iter().map(Part::prepare).collect()
}

/// A copy of elements, if they are given.
pub fn elements(elements: Option<Numbers<'_>>) -> Outcome<Option<Vec<u32>>> {
    elements.map(|elements| elements.copied_u32()).transpose()
}

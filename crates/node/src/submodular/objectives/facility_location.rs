//! `FacilityLocation`

use gainful_submodular::{
    FacilityFeatures, FacilityLocation, FacilityMethod, FacilityPlan, FacilityShape,
    FacilityWishes, Metric,
};
use napi_derive::napi;

use super::{Making, Source, making};
use crate::arrays::Array;
use crate::call::{Outcome, Result, run};
use crate::failure::{Code, Failure};
use crate::handle::Handle;
use crate::numbers::{DenseMatrix, Numbers, SparseMatrix};
use crate::submodular::AnyObjective;
use crate::submodular::matrix::{matrix, sparse_matrix};

/// `FacilityLocation.fromSimilarity`
#[napi(object, object_to_js = false)]
pub struct SimilaritySource<'env> {
    pub similarity: DenseMatrix<'env>,
    #[napi(ts_type = "Float32Array | Float64Array")]
    pub weights: Option<Numbers<'env>>,
}

impl Source for SimilaritySource<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (similarity, rows, columns) = matrix(self.similarity)?;
        let weights = self.weights.map(Numbers::copied_f64).transpose()?;
        making(move |workers, control| {
            let weights = weights.as_deref();
            Ok(FacilityLocation::from_weighted_similarity(
                similarity, rows, columns, weights, workers, control,
            )?)
        })
    }
}

/// `FacilityLocation.fromGraph`
#[napi(object, object_to_js = false)]
pub struct GraphSource<'env> {
    pub graph: SparseMatrix<'env>,
    #[napi(ts_type = "Float32Array | Float64Array")]
    pub weights: Option<Numbers<'env>>,
}

impl Source for GraphSource<'_> {
    fn prepare(self) -> Outcome<Making> {
        let graph = sparse_matrix(self.graph)?;
        let weights = self.weights.map(Numbers::copied_f64).transpose()?;
        making(move |workers, control| {
            let graph = graph("graph", workers, control)?;
            Ok(FacilityLocation::from_graph(graph, weights.as_deref(), workers, control)?)
        })
    }
}

/// What a plan has to observe, as the facade passes it.
#[napi(object, object_to_js = false)]
pub struct NativeWishes {
    pub method: String,
    pub neighbours: Option<u32>,
    pub memory_limit: Option<f64>,
    pub cardinality: Option<u32>,
}

impl NativeWishes {
    fn convert(self) -> Outcome<FacilityWishes> {
        let neighbours = self.neighbours.map(|neighbours| neighbours as usize);
        Ok(FacilityWishes {
            method: FacilityMethod::by_name(&self.method, neighbours)?,
            memory_limit: self.memory_limit.map(|limit| limit as u64),
            cardinality: self.cardinality.map(|cardinality| cardinality as usize),
            threads: 1,
        })
    }
}

/// `FacilityLocation.fromFeatures`
#[napi(object, object_to_js = false)]
pub struct FeaturesSource<'env> {
    pub features: DenseMatrix<'env>,
    pub metric: String,
    pub gamma: Option<f64>,
    #[napi(ts_type = "Float32Array | Float64Array")]
    pub weights: Option<Numbers<'env>>,
    pub wishes: NativeWishes,
}

impl Source for FeaturesSource<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (entries, rows, columns) = matrix(self.features)?;
        let metric = Metric::by_name(&self.metric, self.gamma)?;
        let weights = self.weights.map(Numbers::copied_f64).transpose()?;
        let features = FacilityFeatures { entries, rows, columns, metric, weights };
        let wishes = self.wishes.convert()?;
        making(move |workers, control| {
            let wishes = FacilityWishes { threads: workers.threads(), ..wishes };
            let method = features.shape().plan(wishes)?.method;
            Ok(FacilityLocation::from_compared_features(features, method, workers, control)?)
        })
    }
}

/// The shape of features, as the facade passes it.
#[napi(object, object_to_js = false)]
pub struct NativeShape {
    pub rows: u32,
    pub columns: u32,
    pub single: bool,
    pub metric: String,
    pub gamma: Option<f64>,
}

/// A plan, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativePlan {
    pub method: &'static str,
    pub bytes: f64,
    pub seconds: f64,
    pub reason: String,
}

impl From<FacilityPlan> for NativePlan {
    fn from(plan: FacilityPlan) -> Self {
        let FacilityPlan { method, bytes, seconds, reason } = plan;
        Self { method: method.name(), bytes: bytes as f64, seconds, reason }
    }
}

/// `FacilityLocation.plan`
#[napi]
pub fn plan_facility_location(
    threads: u32,
    shape: NativeShape,
    wishes: NativeWishes,
) -> Result<NativePlan> {
    run(threads, |workers, _| {
        let NativeShape { rows, columns, single, metric, gamma } = shape;
        let metric = Metric::by_name(&metric, gamma)?;
        let (rows, columns) = (rows as usize, columns as usize);
        let wishes = FacilityWishes { threads: workers.threads(), ..wishes.convert()? };
        Ok(FacilityShape { rows, columns, single, metric }.plan(wishes)?.into())
    })
}

/// `objective.assignment`: the largest number stands for none.
#[napi(ts_return_type = "Uint32Array")]
pub fn facility_location_assignment(
    threads: u32,
    objective: &Handle,
    subset: &[u32],
) -> Result<Array<u32>> {
    let objective = objective.get::<AnyObjective>()?;
    run(threads, |workers, control| {
        let Some(objective) = objective.as_any().and_then(|any| any.downcast_ref()) else {
            return Err(Failure::new(Code::INTERNAL, "The objective is no facility location"));
        };
        let assignment = FacilityLocation::assignment(objective, subset, workers, control)?;
        Ok(Array(assignment.into_iter().map(|element| element.unwrap_or(u32::MAX)).collect()))
    })
}

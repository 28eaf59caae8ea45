//! Submodular maximization.

use gainful_kernels::{Control, Workers};
use gainful_submodular::{
    Cardinality, Certificate, Error, FacilityLocation, Matrix, Metric, Objective, Options,
    Selection, maximize, optimizers,
};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use crate::arrays::Array;
use crate::call::{Call, Outcome, Result, Task, run, spawn};
use crate::failure::{Code, Failure};
use crate::handle::Handle;
use crate::numbers::{DenseMatrix, Numbers, copy};

/// Any set function; what a handle of one holds.
type AnyObjective = Box<dyn Objective>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Argument(error) => error.into(),
            Error::Cancelled(error) => error.into(),
            Error::Memory { .. } => Self::new(Code::OUT_OF_MEMORY, error.to_string()),
        }
    }
}

/// The matrix in the precision in which it came, with its numbers of rows and columns.
fn matrix(matrix: DenseMatrix<'_>) -> Outcome<(Matrix, usize, usize)> {
    let data = match matrix.data {
        Numbers::F32(numbers) => Matrix::F32(copy(&numbers)?),
        Numbers::F64(numbers) => Matrix::F64(copy(&numbers)?),
        _ => return Err(Failure::new(Code::INTERNAL, "A matrix came in an integer array")),
    };
    Ok((data, matrix.rows as usize, matrix.columns as usize))
}

fn handle(env: Env, objective: FacilityLocation) -> napi::Result<Handle> {
    let bytes = objective.bytes();
    Handle::new::<AnyObjective>(env, Box::new(objective), bytes)
}

fn from_similarity(similarity: DenseMatrix<'_>) -> Outcome<impl Task<FacilityLocation> + use<>> {
    let (similarity, rows, columns) = matrix(similarity)?;
    Ok(move |workers: &Workers, control: &Control| {
        Ok(FacilityLocation::from_similarity(similarity, rows, columns, workers, control)?)
    })
}

/// `FacilityLocation.fromSimilaritySync`
#[napi]
pub fn facility_location_from_similarity_sync(
    env: Env,
    threads: u32,
    similarity: DenseMatrix<'_>,
) -> Result<Handle> {
    let objective = run(threads, from_similarity(similarity)?)?;
    Ok(handle(env, objective).map_err(Failure::from)?)
}

/// `FacilityLocation.fromSimilarity`
#[napi(ts_return_type = "Promise<Handle>")]
pub fn facility_location_from_similarity<'env>(
    env: &'env Env,
    call: &Call,
    similarity: DenseMatrix<'_>,
) -> Result<Object<'env>> {
    spawn(env, call, from_similarity(similarity)?, handle)
}

fn from_features(
    features: DenseMatrix<'_>,
    metric: &str,
    gamma: Option<f64>,
) -> Outcome<impl Task<FacilityLocation> + use<>> {
    let (features, rows, columns) = matrix(features)?;
    let metric = Metric::by_name(metric, gamma)?;
    Ok(move |workers: &Workers, control: &Control| {
        Ok(FacilityLocation::from_features(&features, rows, columns, metric, workers, control)?)
    })
}

/// `FacilityLocation.fromFeaturesSync`
#[napi]
pub fn facility_location_from_features_sync(
    env: Env,
    threads: u32,
    features: DenseMatrix<'_>,
    metric: String,
    gamma: Option<f64>,
) -> Result<Handle> {
    let objective = run(threads, from_features(features, &metric, gamma)?)?;
    Ok(handle(env, objective).map_err(Failure::from)?)
}

/// `FacilityLocation.fromFeatures`
#[napi(ts_return_type = "Promise<Handle>")]
pub fn facility_location_from_features<'env>(
    env: &'env Env,
    call: &Call,
    features: DenseMatrix<'_>,
    metric: String,
    gamma: Option<f64>,
) -> Result<Object<'env>> {
    spawn(env, call, from_features(features, &metric, gamma)?, handle)
}

/// A selection, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeSelection {
    #[napi(ts_type = "Uint32Array")]
    pub elements: Array<u32>,
    #[napi(ts_type = "Float64Array")]
    pub gains: Array<f64>,
    pub value: f64,
    pub evaluations: f64,
    pub optimizer: &'static str,
    pub certificate: Option<NativeCertificate>,
}

/// A certificate, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeCertificate {
    pub upper_bound: f64,
    pub ratio: f64,
    pub guarantee: f64,
    pub rule: &'static str,
}

impl From<Selection> for NativeSelection {
    fn from(selection: Selection) -> Self {
        Self {
            elements: Array(selection.elements),
            gains: Array(selection.gains),
            value: selection.value,
            evaluations: selection.evaluations as f64,
            optimizer: selection.optimizer,
            certificate: selection.certificate.map(Into::into),
        }
    }
}

impl From<Certificate> for NativeCertificate {
    fn from(certificate: Certificate) -> Self {
        Self {
            upper_bound: certificate.upper_bound,
            ratio: certificate.ratio,
            guarantee: certificate.guarantee,
            rule: certificate.rule,
        }
    }
}

fn selection(
    objective: &Handle,
    cardinality: u32,
    optimizer: Option<String>,
) -> Outcome<impl Task<Selection> + use<>> {
    let objective = objective.get::<AnyObjective>()?;
    let optimizer = optimizer.map(|name| optimizers::by_name(&name)).transpose()?;
    let constraint = Cardinality::new(cardinality as usize);
    Ok(move |workers: &Workers, control: &Control| {
        Ok(maximize(&**objective, constraint, &Options { optimizer }, workers, control)?)
    })
}

/// `maximizeSync`
#[napi]
pub fn maximize_sync(
    threads: u32,
    objective: &Handle,
    cardinality: u32,
    optimizer: Option<String>,
) -> Result<NativeSelection> {
    run(threads, selection(objective, cardinality, optimizer)?).map(Into::into)
}

/// `maximize`
#[napi(js_name = "maximize", ts_return_type = "Promise<NativeSelection>")]
pub fn maximize_async<'env>(
    env: &'env Env,
    call: &Call,
    objective: &Handle,
    cardinality: u32,
    optimizer: Option<String>,
) -> Result<Object<'env>> {
    spawn(env, call, selection(objective, cardinality, optimizer)?, |_, selection| {
        Ok(NativeSelection::from(selection))
    })
}

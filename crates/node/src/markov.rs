//! Markov chains and the selection of their coordinates.

use gainful_kernels::{Control, Workers};
use gainful_markov::{
    CurieWeiss, Error, Goal, MarkovChain, Optimum, Selection, SelectionOptions, objectives,
    select_coordinates,
};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use crate::arrays::Array;
use crate::call::{Call, Outcome, Result, Task, run, spawn};
use crate::failure::{Code, Failure};
use crate::handle::Handle;
use crate::numbers::{DenseMatrix, copy};
use crate::submodular::{NativeCertificate, NativeGuarantee};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Argument(error) => error.into(),
            Error::Cancelled(error) => error.into(),
            Error::Memory { .. } => Self::new(Code::OUT_OF_MEMORY, error.to_string()),
        }
    }
}

fn handle(env: Env, chain: MarkovChain) -> napi::Result<Handle> {
    let bytes = chain.bytes();
    Handle::new(env, chain, bytes)
}

fn from_dense(
    transition: DenseMatrix<'_>,
    shape: &[u32],
    stationary: Option<&[f64]>,
) -> Outcome<impl Task<MarkovChain> + use<>> {
    let transition = transition.square("transition")?.copied_f64()?;
    let (shape, stationary) = (shape.to_vec(), stationary.map(<[f64]>::to_vec));
    Ok(move |workers: &Workers, control: &Control| {
        Ok(MarkovChain::from_dense(&transition, shape, stationary, workers, control)?)
    })
}

/// `MarkovChain.fromDenseSync`
#[napi]
pub fn markov_chain_from_dense_sync(
    env: Env,
    threads: u32,
    transition: DenseMatrix<'_>,
    shape: &[u32],
    stationary: Option<&[f64]>,
) -> Result<Handle> {
    let chain = run(threads, from_dense(transition, shape, stationary)?)?;
    Ok(handle(env, chain).map_err(Failure::from)?)
}

/// `MarkovChain.fromDense`
#[napi(ts_return_type = "Promise<Handle>")]
pub fn markov_chain_from_dense<'env>(
    env: &'env Env,
    call: &Call,
    transition: DenseMatrix<'_>,
    shape: &[u32],
    stationary: Option<&[f64]>,
) -> Result<Object<'env>> {
    spawn(env, call, from_dense(transition, shape, stationary)?, handle)
}

/// The parameters of a Curie-Weiss chain.
#[napi(object, object_to_js = false)]
pub struct CurieWeissParameters {
    pub dimension: u32,
    pub inverse_temperature: f64,
    pub field: f64,
    pub coupling_decay: f64,
}

fn curie_weiss(parameters: CurieWeissParameters) -> impl Task<MarkovChain> {
    let model = CurieWeiss {
        dimension: parameters.dimension,
        inverse_temperature: parameters.inverse_temperature,
        field: parameters.field,
        coupling_decay: parameters.coupling_decay,
    };
    move |workers: &Workers, control: &Control| Ok(model.build(workers, control)?)
}

/// `MarkovChain.curieWeissSync`
#[napi]
pub fn markov_chain_curie_weiss_sync(
    env: Env,
    threads: u32,
    parameters: CurieWeissParameters,
) -> Result<Handle> {
    let chain = run(threads, curie_weiss(parameters))?;
    Ok(handle(env, chain).map_err(Failure::from)?)
}

/// `MarkovChain.curieWeiss`
#[napi(ts_return_type = "Promise<Handle>")]
pub fn markov_chain_curie_weiss<'env>(
    env: &'env Env,
    call: &Call,
    parameters: CurieWeissParameters,
) -> Result<Object<'env>> {
    spawn(env, call, curie_weiss(parameters), handle)
}

/// `chain.stationary`
#[napi(ts_return_type = "Float64Array")]
pub fn markov_chain_stationary(chain: &Handle) -> Result<Array<f64>> {
    Ok(Array(copy(chain.get::<MarkovChain>()?.stationary())?))
}

/// `chain.entropyRate`
#[napi]
pub fn markov_chain_entropy_rate(chain: &Handle, subset: &[u32]) -> Result<f64> {
    let chain = chain.get::<MarkovChain>()?;
    run(1, |_, _| Ok(chain.entropy_rate(subset)?))
}

/// A selection of coordinates, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeCoordinateSelection {
    #[napi(ts_type = "Uint32Array")]
    pub coordinates: Array<u32>,
    #[napi(ts_type = "Float64Array")]
    pub gains: Array<f64>,
    #[napi(ts_type = "Float64Array")]
    pub values: Array<f64>,
    pub value: f64,
    pub evaluations: f64,
    pub optimum: Option<NativeOptimum>,
    pub guarantee: Option<NativeGuarantee>,
    pub certificate: Option<NativeCertificate>,
    pub reason: &'static str,
}

/// The best subset, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeOptimum {
    #[napi(ts_type = "Uint32Array")]
    pub coordinates: Array<u32>,
    pub value: f64,
}

impl From<Optimum> for NativeOptimum {
    fn from(optimum: Optimum) -> Self {
        Self { coordinates: Array(optimum.coordinates), value: optimum.value }
    }
}

impl From<Selection> for NativeCoordinateSelection {
    fn from(selection: Selection) -> Self {
        Self {
            coordinates: Array(selection.coordinates),
            gains: Array(selection.gains),
            values: Array(selection.values),
            value: selection.value,
            evaluations: selection.evaluations as f64,
            optimum: selection.optimum.map(Into::into),
            guarantee: NativeGuarantee::from_guarantee(selection.guarantee).ok(),
            certificate: selection.certificate.map(Into::into),
            reason: selection.reason,
        }
    }
}

fn selection(
    chain: &Handle,
    objective: &str,
    goal: Option<String>,
    cardinality: u32,
) -> Outcome<impl Task<Selection> + use<>> {
    let chain = chain.get::<MarkovChain>()?;
    let options = SelectionOptions {
        objective: objectives::by_name(objective)?,
        goal: goal.map(|goal| Goal::by_name(&goal)).transpose()?,
        ..SelectionOptions::new(cardinality as usize)
    };
    Ok(move |workers: &Workers, control: &Control| {
        Ok(select_coordinates(&chain, &options, workers, control)?)
    })
}

/// `selectCoordinatesSync`
#[napi]
pub fn select_coordinates_sync(
    threads: u32,
    chain: &Handle,
    objective: String,
    goal: Option<String>,
    cardinality: u32,
) -> Result<NativeCoordinateSelection> {
    run(threads, selection(chain, &objective, goal, cardinality)?).map(Into::into)
}

/// `selectCoordinates`
#[napi(js_name = "selectCoordinates", ts_return_type = "Promise<NativeCoordinateSelection>")]
pub fn select_coordinates_async<'env>(
    env: &'env Env,
    call: &Call,
    chain: &Handle,
    objective: String,
    goal: Option<String>,
    cardinality: u32,
) -> Result<Object<'env>> {
    spawn(env, call, selection(chain, &objective, goal, cardinality)?, |_, selection| {
        Ok(NativeCoordinateSelection::from(selection))
    })
}

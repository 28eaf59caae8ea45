//! `objective.checkStructure`

use gainful_kernels::{Control, Workers};
use gainful_submodular::{GrowingGain, NegativeGain, Structure, check_structure};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::AnyObjective;
use crate::arrays::Array;
use crate::call::{BlockingCall, Call, Outcome, Result, Task, run_asking, spawn};
use crate::handle::Handle;

/// What a test of a function's structure found, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeStructure {
    pub growing_gain: Option<NativeGrowingGain>,
    pub negative_gain: Option<NativeNegativeGain>,
    pub offset: Option<f64>,
    pub exhaustive: bool,
    pub checked: f64,
    pub tolerance: f64,
    pub total_curvature: Option<f64>,
}

/// A gain that grew, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeGrowingGain {
    #[napi(ts_type = "Uint32Array")]
    pub subset: Array<u32>,
    #[napi(ts_type = "Uint32Array")]
    pub superset: Array<u32>,
    pub element: u32,
    pub gain: f64,
    pub gain_in_superset: f64,
}

/// A negative gain, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeNegativeGain {
    #[napi(ts_type = "Uint32Array")]
    pub subset: Array<u32>,
    pub element: u32,
    pub gain: f64,
}

impl From<Structure> for NativeStructure {
    fn from(structure: Structure) -> Self {
        Self {
            growing_gain: structure.growth.map(Into::into),
            negative_gain: structure.loss.map(Into::into),
            offset: structure.offset,
            exhaustive: structure.is_exhaustive,
            checked: structure.comparisons as f64,
            tolerance: structure.tolerance,
            total_curvature: structure.total_curvature,
        }
    }
}

impl From<GrowingGain> for NativeGrowingGain {
    fn from(growth: GrowingGain) -> Self {
        Self {
            subset: Array(growth.subset),
            superset: Array(growth.superset),
            element: growth.element,
            gain: growth.gain,
            gain_in_superset: growth.later_gain,
        }
    }
}

impl From<NegativeGain> for NativeNegativeGain {
    fn from(loss: NegativeGain) -> Self {
        Self { subset: Array(loss.subset), element: loss.element, gain: loss.gain }
    }
}

fn structure(objective: &Handle, samples: f64, seed: f64) -> Outcome<impl Task<Structure> + use<>> {
    let objective = objective.get::<AnyObjective>()?;
    Ok(move |workers: &Workers, control: &Control| {
        Ok(check_structure(&**objective, samples as u64, seed as u64, workers, control)?)
    })
}

/// `objective.checkStructureSync`
#[napi]
pub fn check_structure_sync(
    env: Env,
    call: BlockingCall<'_>,
    objective: &Handle,
    samples: f64,
    seed: f64,
) -> Result<NativeStructure> {
    run_asking(env, call, structure(objective, samples, seed)?).map(Into::into)
}

/// `objective.checkStructure`
#[napi(js_name = "checkStructure", ts_return_type = "Promise<NativeStructure>")]
pub fn check_structure_async<'env>(
    env: &'env Env,
    call: &Call,
    objective: &Handle,
    samples: f64,
    seed: f64,
) -> Result<Object<'env>> {
    spawn(env, call, structure(objective, samples, seed)?, |_, structure| {
        Ok(NativeStructure::from(structure))
    })
}

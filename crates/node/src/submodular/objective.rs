//! What can be asked of every objective.

use gainful_submodular::{Property, evaluate, gain};
use napi::Env;
use napi_derive::napi;

use super::AnyObjective;
use crate::call::{BlockingCall, Result, run_asking};
use crate::handle::Handle;

/// Whether an objective has a property and how that is known, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeProperty {
    pub holds: bool,
    pub reason: String,
}

impl From<Property> for NativeProperty {
    fn from(Property { holds, reason }: Property) -> Self {
        Self { holds, reason: reason.into_owned() }
    }
}

/// What is known of an objective, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeObjective {
    pub size: u32,
    pub submodular: NativeProperty,
    pub monotone: NativeProperty,
    pub normalized: NativeProperty,
}

/// `objective.size` and `objective.properties`
#[napi]
pub fn describe_objective(objective: &Handle) -> Result<NativeObjective> {
    let objective = objective.get::<AnyObjective>()?;
    let properties = objective.properties();
    Ok(NativeObjective {
        // By the contract of objectives, 32 bits can number their elements.
        size: objective.size() as u32,
        submodular: properties.submodular.into(),
        monotone: properties.monotone.into(),
        normalized: properties.normalized.into(),
    })
}

/// `objective.evaluate`
#[napi]
pub fn evaluate_objective(
    env: Env,
    call: BlockingCall<'_>,
    objective: &Handle,
    subset: &[u32],
) -> Result<f64> {
    let objective = objective.get::<AnyObjective>()?;
    run_asking(env, call, |workers, control| Ok(evaluate(&**objective, subset, workers, control)?))
}

/// `objective.gain`
#[napi]
pub fn objective_gain(
    env: Env,
    call: BlockingCall<'_>,
    objective: &Handle,
    element: u32,
    subset: &[u32],
) -> Result<f64> {
    let objective = objective.get::<AnyObjective>()?;
    run_asking(env, call, |workers, control| {
        Ok(gain(&**objective, element, subset, workers, control)?)
    })
}

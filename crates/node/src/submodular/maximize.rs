//! `maximize`

use gainful_kernels::{Control, Workers};
use gainful_submodular::{Cardinality, Certificate, Options, Selection, maximize, optimizers};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::AnyObjective;
use crate::arrays::Array;
use crate::call::{Call, Outcome, Result, Task, run, spawn};
use crate::handle::Handle;

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

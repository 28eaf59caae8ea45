//! `maximize`

use gainful_kernels::{Control, Workers};
use gainful_submodular::optimizers::Optimizer;
use gainful_submodular::{
    Certificate, Guarantee, Options, Parameters, Selection, SizeCertificate, Stopping, extend,
    maximize, optimizers,
};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::AnyObjective;
use super::constraint::{NativeConstraint, elements};
use crate::arrays::Array;
use crate::call::{BlockingCall, Call, Outcome, Result, Task, duration, run, run_asking, spawn};
use crate::handle::Handle;
use crate::numbers::{Numbers, copy};

/// How to maximize, as the facade passes it.
#[napi(object, object_to_js = false)]
pub struct NativeOptions<'env> {
    pub optimizer: Option<String>,
    pub stopping: Option<String>,
    #[napi(ts_type = "Uint32Array")]
    pub initial: Option<Numbers<'env>>,
    /// In milliseconds.
    pub time_budget: Option<f64>,
    pub epsilon: Option<f64>,
    pub beta: Option<f64>,
    pub batch: Option<u32>,
    pub pool: Option<u32>,
    pub costs: Option<Numbers<'env>>,
    pub seed_size: Option<u32>,
    pub randomized: Option<bool>,
    pub seed: Option<f64>,
}

impl NativeOptions<'_> {
    fn convert(self) -> Outcome<Options> {
        Ok(Options {
            optimizer: optimizer(self.optimizer)?,
            stopping: self.stopping.map(|name| Stopping::by_name(&name)).transpose()?,
            initial: elements(self.initial)?.unwrap_or_default(),
            time_budget: self.time_budget.map(duration),
            parameters: Parameters {
                epsilon: self.epsilon,
                beta: self.beta,
                batch: self.batch.map(|batch| batch as usize),
                pool: self.pool.map(|pool| pool as usize),
                costs: self.costs.map(Numbers::copied_f64).transpose()?,
                seed_size: self.seed_size.map(|size| size as usize),
                randomized: self.randomized,
                seed: self.seed.unwrap_or_default() as u64,
            },
        })
    }
}

/// The optimizer of this name; none if it is to be chosen.
fn optimizer(name: Option<String>) -> Outcome<Option<&'static dyn Optimizer>> {
    let name = name.filter(|name| name != "auto");
    Ok(name.map(|name| optimizers::by_name(&name)).transpose()?)
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
    pub stopped: &'static str,
    pub guarantee: Option<NativeGuarantee>,
    pub certificate: Option<NativeCertificate>,
    pub size_certificate: Option<NativeSizeCertificate>,
    /// Why there is no guarantee.
    pub reason: Option<String>,
    /// All of it, to be kept and gone on from. In V8's memory, which a loop that never waits gives
    /// back as well.
    #[napi(ts_type = "Uint8Array")]
    pub saved: Array<u8>,
}

/// What theory promises, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeGuarantee {
    pub ratio: f64,
    pub statement: &'static str,
    pub rule: String,
    pub in_expectation: bool,
}

impl NativeGuarantee {
    /// The guarantee, or why there is none.
    pub fn from_guarantee(guarantee: Guarantee) -> std::result::Result<Self, String> {
        let statement = guarantee.statement();
        match guarantee {
            Guarantee::Ratio { ratio, rule, in_expectation }
            | Guarantee::GainMinusCost { ratio, rule, in_expectation } => {
                Ok(Self { ratio, statement, rule: rule.into_owned(), in_expectation })
            }
            Guarantee::None(reason) => Err(reason.into_owned()),
        }
    }
}

/// A certificate, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeCertificate {
    pub upper_bound: f64,
    pub ratio: f64,
}

/// A certificate of a cover, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeSizeCertificate {
    pub lower_bound: u32,
    pub ratio: f64,
}

impl From<SizeCertificate> for NativeSizeCertificate {
    fn from(SizeCertificate { lower_bound, ratio }: SizeCertificate) -> Self {
        Self { lower_bound: lower_bound as u32, ratio }
    }
}

impl From<Selection> for NativeSelection {
    fn from(selection: Selection) -> Self {
        let saved = selection.to_bytes();
        let guarantee = NativeGuarantee::from_guarantee(selection.guarantee);
        Self {
            elements: Array(selection.elements),
            gains: Array(selection.gains),
            value: selection.value,
            evaluations: selection.evaluations as f64,
            optimizer: selection.optimizer,
            stopped: selection.stop.name(),
            reason: guarantee.as_ref().err().cloned(),
            guarantee: guarantee.ok(),
            certificate: selection.certificate.map(Into::into),
            size_certificate: selection.size_certificate.map(Into::into),
            saved: Array(saved),
        }
    }
}

impl From<Certificate> for NativeCertificate {
    fn from(Certificate { upper_bound, ratio }: Certificate) -> Self {
        Self { upper_bound, ratio }
    }
}

fn selection(
    objective: &Handle,
    constraint: NativeConstraint<'_>,
    options: NativeOptions<'_>,
) -> Outcome<impl Task<NativeSelection> + use<>> {
    let objective = objective.get::<AnyObjective>()?;
    let constraint = constraint.prepare()?;
    let options = options.convert()?;
    Ok(move |workers: &Workers, control: &Control| {
        let constraint = constraint(workers, control)?;
        Ok(maximize(&**objective, &constraint, &options, workers, control)?.into())
    })
}

/// `maximizeSync`
#[napi]
pub fn maximize_sync(
    env: Env,
    call: BlockingCall<'_>,
    objective: &Handle,
    constraint: NativeConstraint<'_>,
    options: NativeOptions<'_>,
) -> Result<NativeSelection> {
    run_asking(env, call, selection(objective, constraint, options)?)
}

/// `maximize`
#[napi(js_name = "maximize", ts_return_type = "Promise<NativeSelection>")]
pub fn maximize_async<'env>(
    env: &'env Env,
    call: &Call,
    objective: &Handle,
    constraint: NativeConstraint<'_>,
    options: NativeOptions<'_>,
) -> Result<Object<'env>> {
    spawn(env, call, selection(objective, constraint, options)?, |_, selection| Ok(selection))
}

fn extension(
    objective: &Handle,
    saved: &[u8],
    constraint: NativeConstraint<'_>,
    time_budget: Option<f64>,
) -> Outcome<impl Task<NativeSelection> + use<>> {
    let objective = objective.get::<AnyObjective>()?;
    let saved = copy(saved)?;
    let constraint = constraint.prepare()?;
    let time_budget = time_budget.map(duration);
    Ok(move |workers: &Workers, control: &Control| {
        let selection = Selection::from_bytes(&saved)?;
        let constraint = constraint(workers, control)?;
        Ok(extend(&**objective, &selection, &constraint, time_budget, workers, control)?.into())
    })
}

/// `extendSync`; `time_budget` in milliseconds.
#[napi]
pub fn extend_sync(
    env: Env,
    call: BlockingCall<'_>,
    objective: &Handle,
    saved: &[u8],
    constraint: NativeConstraint<'_>,
    time_budget: Option<f64>,
) -> Result<NativeSelection> {
    run_asking(env, call, extension(objective, saved, constraint, time_budget)?)
}

/// `extend`; `time_budget` in milliseconds.
#[napi(js_name = "extend", ts_return_type = "Promise<NativeSelection>")]
pub fn extend_async<'env>(
    env: &'env Env,
    call: &Call,
    objective: &Handle,
    saved: &[u8],
    constraint: NativeConstraint<'_>,
    time_budget: Option<f64>,
) -> Result<Object<'env>> {
    let extension = extension(objective, saved, constraint, time_budget)?;
    spawn(env, call, extension, |_, selection| Ok(selection))
}

/// `loadSelection`
#[napi]
pub fn load_selection(saved: &[u8]) -> Result<NativeSelection> {
    run(1, |_, _| Ok(Selection::from_bytes(saved)?.into()))
}

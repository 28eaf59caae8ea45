//! Entropy rates of sequences.

use gainful_information::discrete::{Codes, EntropyEstimator, Symbols};
use gainful_information::sequences::{
    RateMethod, block_entropies, entropy_rate, lempel_ziv_complexity,
};
use gainful_information::{Estimate, Unit};
use gainful_kernels::Control;
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::estimate::{Form, NativeEstimate};
use super::source::{Sample, borrowed, copied};
use crate::arrays::Array;
use crate::call::{Call, Outcome, Result, run, spawn};
use crate::failure::Failure;

/// How to estimate an entropy rate.
#[napi(object, object_to_js = false)]
pub struct NativeRate {
    pub method: String,
    pub order: u32,
    pub unit: String,
    pub clamp: bool,
}

/// A checked method.
struct Method {
    method: RateMethod,
    order: usize,
    form: Form,
}

impl TryFrom<NativeRate> for Method {
    type Error = Failure;

    fn try_from(native: NativeRate) -> Outcome<Self> {
        Ok(Self {
            method: RateMethod::named(&native.method)?,
            order: native.order as usize,
            form: Form::new(&native.unit, native.clamp)?,
        })
    }
}

impl Method {
    fn of(&self, sequence: &Symbols<'_>, control: &Control) -> Outcome<Estimate> {
        let codes = Codes::new("sequence", sequence, control)?;
        Ok(entropy_rate(&codes, self.method, self.order, control)?)
    }
}

/// `entropyRateSync`
#[napi]
pub fn sequence_entropy_rate_sync(
    threads: u32,
    sequence: Sample<'_>,
    rate: NativeRate,
) -> Result<NativeEstimate> {
    let (sequence, method) = (borrowed(sequence)?, Method::try_from(rate)?);
    run(threads, |_, control| {
        Ok(method.form.estimate(method.method.name, method.of(&sequence, control)?))
    })
}

/// `entropyRate`
#[napi(ts_return_type = "Promise<NativeEstimate>")]
pub fn sequence_entropy_rate<'env>(
    env: &'env Env,
    call: &Call,
    sequence: Sample<'_>,
    rate: NativeRate,
) -> Result<Object<'env>> {
    let (sequence, method) = (copied(sequence)?, Method::try_from(rate)?);
    let (name, form) = (method.method.name, method.form);
    spawn(
        env,
        call,
        move |_, control| method.of(&sequence, control),
        move |_, estimate| Ok(form.estimate(name, estimate)),
    )
}

fn blocks(
    sequence: &Symbols<'_>,
    longest: u32,
    estimator: EntropyEstimator,
    unit: Unit,
    control: &Control,
) -> Outcome<Vec<f64>> {
    let codes = Codes::new("sequence", sequence, control)?;
    let mut entropies = block_entropies(&codes, longest as usize, estimator, control)?;
    entropies.iter_mut().for_each(|nats| *nats = unit.of_nats(*nats));
    Ok(entropies)
}

/// `blockEntropiesSync`
#[napi(ts_return_type = "Float64Array")]
pub fn block_entropies_sync(
    threads: u32,
    sequence: Sample<'_>,
    longest: u32,
    estimator: String,
    unit: String,
) -> Result<Array<f64>> {
    let (sequence, estimator) = (borrowed(sequence)?, named(&estimator)?);
    let unit = Form::new(&unit, false)?.unit();
    run(threads, |_, control| Ok(Array(blocks(&sequence, longest, estimator, unit, control)?)))
}

/// `blockEntropies`
#[napi(js_name = "blockEntropies", ts_return_type = "Promise<Float64Array>")]
pub fn block_entropies_async<'env>(
    env: &'env Env,
    call: &Call,
    sequence: Sample<'_>,
    longest: u32,
    estimator: String,
    unit: String,
) -> Result<Object<'env>> {
    let (sequence, estimator) = (copied(sequence)?, named(&estimator)?);
    let unit = Form::new(&unit, false)?.unit();
    spawn(
        env,
        call,
        move |_, control| blocks(&sequence, longest, estimator, unit, control),
        |_, entropies| Ok(Array(entropies)),
    )
}

fn named(estimator: &str) -> Outcome<EntropyEstimator> {
    Ok(EntropyEstimator::named(estimator)?)
}

/// `lempelZivComplexitySync`
#[napi]
pub fn lempel_ziv_complexity_sync(threads: u32, sequence: Sample<'_>) -> Result<f64> {
    let sequence = borrowed(sequence)?;
    run(threads, |_, control| complexity(&sequence, control))
}

/// `lempelZivComplexity`
#[napi(js_name = "lempelZivComplexity", ts_return_type = "Promise<number>")]
pub fn lempel_ziv_complexity_async<'env>(
    env: &'env Env,
    call: &Call,
    sequence: Sample<'_>,
) -> Result<Object<'env>> {
    let sequence = copied(sequence)?;
    spawn(env, call, move |_, control| complexity(&sequence, control), |_, phrases| Ok(phrases))
}

fn complexity(sequence: &Symbols<'_>, control: &Control) -> Outcome<f64> {
    let codes = Codes::new("sequence", sequence, control)?;
    Ok(lempel_ziv_complexity(&codes, control)? as f64)
}

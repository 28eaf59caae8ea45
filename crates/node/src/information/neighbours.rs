//! Mutual information from nearest neighbours.

use gainful_information::Estimate;
use gainful_information::neighbours::{self, Jitter, MutualInformationEstimator, Options};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::estimate::{Form, NativeEstimate};
use super::points::Points;
use crate::call::{Call, Outcome, Result, run, spawn};
use crate::failure::Failure;
use crate::numbers::DenseMatrix;

/// How to estimate mutual information.
#[napi(object, object_to_js = false)]
pub struct NeighbourOptions {
    pub estimator: String,
    pub k: u32,
    pub local: bool,
    pub jitter: Option<NativeJitter>,
    pub unit: String,
    pub clamp: bool,
}

/// Seeded noise.
#[napi(object, object_to_js = false)]
pub struct NativeJitter {
    pub scale: f64,
    /// An integer up to 2^53 - 1.
    pub seed: f64,
}

fn mutual_information_of(
    x: &Points<'_>,
    y: &Points<'_>,
    estimator: MutualInformationEstimator,
    options: &NeighbourOptions,
    workers: &Workers,
    control: &Control,
) -> Outcome<Estimate> {
    let jitter = options.jitter.as_ref();
    let jitter = jitter.map(|jitter| Jitter { scale: jitter.scale, seed: jitter.seed as u64 });
    let options = Options { neighbours: options.k as usize, jitter, local: options.local };
    let (x, y) = (x.samples("x")?, y.samples("y")?);
    Ok(neighbours::mutual_information(x, y, estimator, &options, workers, control)?)
}

/// `mutualInformationSync`
#[napi]
pub fn mutual_information_sync(
    threads: u32,
    x: DenseMatrix<'_>,
    y: DenseMatrix<'_>,
    options: NeighbourOptions,
) -> Result<NativeEstimate> {
    let estimator = MutualInformationEstimator::named(&options.estimator).map_err(Failure::from)?;
    let form = Form::new(&options.unit, options.clamp)?;
    let (x, y) = (Points::borrowed(x)?, Points::borrowed(y)?);
    run(threads, |workers, control| {
        let estimate = mutual_information_of(&x, &y, estimator, &options, workers, control)?;
        Ok(form.estimate(estimator.name, estimate))
    })
}

/// `mutualInformation`
#[napi(ts_return_type = "Promise<NativeEstimate>")]
pub fn mutual_information<'env>(
    env: &'env Env,
    call: &Call,
    x: DenseMatrix<'_>,
    y: DenseMatrix<'_>,
    options: NeighbourOptions,
) -> Result<Object<'env>> {
    let estimator = MutualInformationEstimator::named(&options.estimator).map_err(Failure::from)?;
    let form = Form::new(&options.unit, options.clamp)?;
    let (x, y) = (Points::copied(x)?, Points::copied(y)?);
    spawn(
        env,
        call,
        move |workers, control| {
            mutual_information_of(&x, &y, estimator, &options, workers, control)
        },
        move |_, estimate| Ok(form.estimate(estimator.name, estimate)),
    )
}

//! How good merges are: their utility, their curvature, and the certificate.

use gainful_bpe::theory::{
    Certificate, Curvature, Effort, Lengths, Looks, backward_curvature as curvature,
    certificate as certify, compression_utility as utility,
};
use gainful_kernels::{ArgumentError, Control, Workers};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::problem::{NativeProblem, Problem};
use crate::call::{Call, Outcome, Result, Task, duration, run, spawn};

fn compressing(problem: NativeProblem<'_>) -> Outcome<impl Task<f64> + use<>> {
    let problem = Problem::new(problem)?;
    Ok(move |_: &Workers, control: &Control| {
        let merges = problem.merges(control)?;
        // At most 2^40 symbols are there.
        Ok(utility(&problem.words(control)?, &merges, control)? as f64)
    })
}

/// `compressionUtilitySync`
#[napi]
pub fn compression_utility_sync(threads: u32, problem: NativeProblem<'_>) -> Result<f64> {
    run(threads, compressing(problem)?)
}

/// `compressionUtility`
#[napi(ts_return_type = "Promise<number>")]
pub fn compression_utility<'env>(
    env: &'env Env,
    call: &Call,
    problem: NativeProblem<'env>,
) -> Result<Object<'env>> {
    spawn(env, call, compressing(problem)?, |_, symbols| Ok(symbols))
}

/// Which sequences a curvature is over.
#[napi(object, object_to_js = false)]
pub struct NativeLooks {
    /// `same` or `up-to`.
    pub lengths: String,
    pub exact_up_to: f64,
    pub samples: f64,
    pub seed: f64,
    /// In milliseconds.
    pub time_budget: Option<f64>,
}

/// A total backward curvature.
#[napi(object, object_from_js = false)]
pub struct NativeCurvature {
    pub sigma: f64,
    pub exact: bool,
    pub sequences: f64,
    pub guarantee: f64,
    /// The number of merges whose curvature it is.
    pub merges: u32,
}

fn curving(
    problem: NativeProblem<'_>,
    looks: NativeLooks,
) -> Outcome<impl Task<NativeCurvature> + use<>> {
    let problem = Problem::new(problem)?;
    let lengths = match looks.lengths.as_str() {
        "same" => Lengths::Same,
        "up-to" => Lengths::UpTo,
        other => return Err(ArgumentError::unknown("lengths", &["same", "up-to"], other).into()),
    };
    let looks = Looks {
        exact_up_to: looks.exact_up_to as u64,
        samples: looks.samples as u64,
        seed: looks.seed as u64,
        budget: looks.time_budget.map(duration),
    };
    Ok(move |_: &Workers, control: &Control| {
        let merges = problem.merges(control)?;
        let words = problem.words(control)?;
        let found = curvature(&words, &merges, lengths, looks, control)?;
        let Curvature { sigma, sequences, is_exact } = found;
        Ok(NativeCurvature {
            sigma,
            exact: is_exact,
            sequences: sequences as f64,
            guarantee: found.guarantee(),
            merges: u32::try_from(merges.len()).unwrap_or(u32::MAX),
        })
    })
}

/// `backwardCurvatureSync`
#[napi]
pub fn backward_curvature_sync(
    threads: u32,
    problem: NativeProblem<'_>,
    looks: NativeLooks,
) -> Result<NativeCurvature> {
    run(threads, curving(problem, looks)?)
}

/// `backwardCurvature`
#[napi(ts_return_type = "Promise<NativeCurvature>")]
pub fn backward_curvature<'env>(
    env: &'env Env,
    call: &Call,
    problem: NativeProblem<'env>,
    looks: NativeLooks,
) -> Result<Object<'env>> {
    spawn(env, call, curving(problem, looks)?, |_, found| Ok(found))
}

/// A certificate of merges.
#[napi(object, object_from_js = false)]
pub struct NativeMergeCertificate {
    pub utility: f64,
    pub upper_bound: f64,
    pub ratio: f64,
    pub words: f64,
    pub bigrams: f64,
    pub trigrams: f64,
    pub paths: Option<f64>,
    pub forests: Option<f64>,
    pub rounds: u32,
    pub complete: bool,
}

impl From<Certificate> for NativeMergeCertificate {
    fn from(found: Certificate) -> Self {
        Self {
            utility: found.utility as f64,
            upper_bound: found.upper_bound as f64,
            ratio: found.ratio(),
            words: found.counts.words as f64,
            bigrams: found.counts.bigrams as f64,
            trigrams: found.counts.trigrams as f64,
            paths: found.paths.map(|bound| bound as f64),
            forests: found.forests.map(|bound| bound as f64),
            rounds: found.rounds,
            complete: !found.is_out_of_time,
        }
    }
}

fn certifying(
    problem: NativeProblem<'_>,
    rounds: u32,
    time_budget: Option<f64>,
) -> Outcome<impl Task<NativeMergeCertificate> + use<>> {
    let problem = Problem::new(problem)?;
    let effort = Effort { rounds, budget: time_budget.map(duration) };
    Ok(move |workers: &Workers, control: &Control| {
        let merges = problem.merges(control)?;
        let words = problem.words(control)?;
        Ok(certify(&words, &merges, effort, workers, control)?.into())
    })
}

/// `certificateSync`; `time_budget` in milliseconds.
#[napi]
pub fn merge_certificate_sync(
    threads: u32,
    problem: NativeProblem<'_>,
    rounds: u32,
    time_budget: Option<f64>,
) -> Result<NativeMergeCertificate> {
    run(threads, certifying(problem, rounds, time_budget)?)
}

/// `certificate`; `time_budget` in milliseconds.
#[napi(ts_return_type = "Promise<NativeMergeCertificate>")]
pub fn merge_certificate<'env>(
    env: &'env Env,
    call: &Call,
    problem: NativeProblem<'env>,
    rounds: u32,
    time_budget: Option<f64>,
) -> Result<Object<'env>> {
    spawn(env, call, certifying(problem, rounds, time_budget)?, |_, found| Ok(found))
}

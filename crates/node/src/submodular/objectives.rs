//! How objectives are made: one file per kind, and one line each in [`ObjectiveSource`] and
//! [`ObjectiveSource::prepare`].

mod facility_location;

use gainful_kernels::{Control, Workers};
use gainful_submodular::Objective;
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::AnyObjective;
use crate::call::{Call, Outcome, Result, run, spawn};
use crate::failure::{Code, Failure};
use crate::handle::Handle;

/// What makes an objective, once its arguments are converted.
type Making = Box<dyn FnOnce(&Workers, &Control) -> Outcome<AnyObjective> + Send>;

/// A kind of objective as JavaScript describes it.
trait Source {
    /// Converts the arguments: copies what the job needs.
    fn prepare(self) -> Outcome<Making>;
}

/// What `make` makes, as the source of an objective.
fn making<T: Objective + 'static>(
    make: impl FnOnce(&Workers, &Control) -> Outcome<T> + Send + 'static,
) -> Outcome<Making> {
    Ok(Box::new(move |workers, control| Ok(Box::new(make(workers, control)?))))
}

/// Exactly one of its fields, named after the kind of objective, is given.
#[napi(object, object_to_js = false)]
pub struct ObjectiveSource<'env> {
    pub facility_location_from_similarity: Option<facility_location::SimilaritySource<'env>>,
    pub facility_location_from_features: Option<facility_location::FeaturesSource<'env>>,
}

impl ObjectiveSource<'_> {
    fn prepare(self) -> Outcome<Making> {
        None.or(self.facility_location_from_similarity.map(Source::prepare))
            .or(self.facility_location_from_features.map(Source::prepare))
            .unwrap_or_else(|| Err(Failure::new(Code::INTERNAL, "No objective was described")))
    }
}

fn handle(env: Env, objective: AnyObjective) -> napi::Result<Handle> {
    let bytes = objective.bytes();
    Handle::new::<AnyObjective>(env, objective, bytes)
}

/// The factories of all objectives that block.
#[napi]
pub fn make_objective_sync(env: Env, threads: u32, source: ObjectiveSource<'_>) -> Result<Handle> {
    let objective = run(threads, source.prepare()?)?;
    Ok(handle(env, objective).map_err(Failure::from)?)
}

/// The factories of all objectives.
#[napi(ts_return_type = "Promise<Handle>")]
pub fn make_objective<'env>(
    env: &'env Env,
    call: &Call,
    source: ObjectiveSource<'_>,
) -> Result<Object<'env>> {
    spawn(env, call, source.prepare()?, handle)
}

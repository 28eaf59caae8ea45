//! How objectives are made: one file per kind, and one line each in [`ObjectiveSource`] and
//! [`ObjectiveSource::prepare`].

mod concave_over_modular;
mod context;
mod custom;
mod cut;
mod disparity_min;
mod disparity_sum;
mod facility_location;
mod facility_location_information;
mod feature_based;
mod graph_cut;
mod graph_cut_information;
mod log_determinant;
mod mixture;
mod modular;
mod probabilistic_set_cover;
mod saturated_coverage;
mod set_cover;
mod sum_redundancy;

use std::sync::Arc;

use gainful_kernels::{Control, Workers};
use gainful_submodular::Objective;
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::AnyObjective;
use crate::call::{BlockingCall, Call, Outcome, Result, run_asking, spawn};
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
    Ok(Box::new(move |workers, control| Ok(Arc::new(make(workers, control)?))))
}

/// Exactly one of its fields, named after the kind of objective, is given.
#[napi(object, object_to_js = false)]
pub struct ObjectiveSource<'env> {
    pub custom: Option<custom::CustomSource>,
    pub facility_location_from_similarity: Option<facility_location::SimilaritySource<'env>>,
    pub facility_location_from_graph: Option<facility_location::GraphSource<'env>>,
    pub facility_location_from_features: Option<facility_location::FeaturesSource<'env>>,
    pub graph_cut_from_similarity: Option<graph_cut::GraphCutFromSimilarity<'env>>,
    pub graph_cut_from_features: Option<graph_cut::GraphCutFromFeatures<'env>>,
    pub sum_redundancy_from_similarity: Option<sum_redundancy::SumRedundancyFromSimilarity<'env>>,
    pub sum_redundancy_from_features: Option<sum_redundancy::SumRedundancyFromFeatures<'env>>,
    pub cut_from_weights: Option<cut::CutFromWeights<'env>>,
    pub disparity_sum_from_distances: Option<disparity_sum::DisparitySumFromDistances<'env>>,
    pub disparity_sum_from_features: Option<disparity_sum::DisparitySumFromFeatures<'env>>,
    pub disparity_min_from_distances: Option<disparity_min::DisparityMinFromDistances<'env>>,
    pub disparity_min_from_features: Option<disparity_min::DisparityMinFromFeatures<'env>>,
    pub feature_based_from_features: Option<feature_based::FeatureBasedFromFeatures<'env>>,
    pub saturated_coverage_from_similarity:
        Option<saturated_coverage::SaturatedCoverageFromSimilarity<'env>>,
    pub set_cover_from_sets: Option<set_cover::SetCoverFromSets<'env>>,
    pub probabilistic_set_cover_from_probabilities:
        Option<probabilistic_set_cover::ProbabilisticSetCoverFromProbabilities<'env>>,
    pub facility_location_information_from_similarity:
        Option<facility_location_information::FacilityLocationInformationFromSimilarity<'env>>,
    pub facility_location_information_from_features:
        Option<facility_location_information::FacilityLocationInformationFromFeatures<'env>>,
    pub facility_location_query_mutual_information:
        Option<facility_location_information::FacilityLocationQueryMutualInformation<'env>>,
    pub graph_cut_mutual_information:
        Option<graph_cut_information::GraphCutMutualInformation<'env>>,
    pub graph_cut_conditional_gain_from_similarity:
        Option<graph_cut_information::GraphCutConditionalGainFromSimilarity<'env>>,
    pub graph_cut_conditional_gain_from_features:
        Option<graph_cut_information::GraphCutConditionalGainFromFeatures<'env>>,
    pub log_determinant_from_kernel: Option<log_determinant::LogDeterminantFromKernel<'env>>,
    pub log_determinant_from_features: Option<log_determinant::LogDeterminantFromFeatures<'env>>,
    pub log_determinant_information_from_kernel:
        Option<log_determinant::LogDeterminantInformationFromKernel<'env>>,
    pub log_determinant_information_from_features:
        Option<log_determinant::LogDeterminantInformationFromFeatures<'env>>,
    pub concave_over_modular: Option<concave_over_modular::ConcaveOverModular<'env>>,
    pub modular_from_weights: Option<modular::ModularFromWeights<'env>>,
    pub mixture_of: Option<mixture::MixtureOf<'env>>,
}

impl ObjectiveSource<'_> {
    fn prepare(self) -> Outcome<Making> {
        None.or(self.custom.map(Source::prepare))
            .or(self.facility_location_from_similarity.map(Source::prepare))
            .or(self.facility_location_from_graph.map(Source::prepare))
            .or(self.facility_location_from_features.map(Source::prepare))
            .or(self.graph_cut_from_similarity.map(Source::prepare))
            .or(self.graph_cut_from_features.map(Source::prepare))
            .or(self.sum_redundancy_from_similarity.map(Source::prepare))
            .or(self.sum_redundancy_from_features.map(Source::prepare))
            .or(self.cut_from_weights.map(Source::prepare))
            .or(self.disparity_sum_from_distances.map(Source::prepare))
            .or(self.disparity_sum_from_features.map(Source::prepare))
            .or(self.disparity_min_from_distances.map(Source::prepare))
            .or(self.disparity_min_from_features.map(Source::prepare))
            .or(self.feature_based_from_features.map(Source::prepare))
            .or(self.saturated_coverage_from_similarity.map(Source::prepare))
            .or(self.set_cover_from_sets.map(Source::prepare))
            .or(self.probabilistic_set_cover_from_probabilities.map(Source::prepare))
            .or(self.facility_location_information_from_similarity.map(Source::prepare))
            .or(self.facility_location_information_from_features.map(Source::prepare))
            .or(self.facility_location_query_mutual_information.map(Source::prepare))
            .or(self.graph_cut_mutual_information.map(Source::prepare))
            .or(self.graph_cut_conditional_gain_from_similarity.map(Source::prepare))
            .or(self.graph_cut_conditional_gain_from_features.map(Source::prepare))
            .or(self.log_determinant_from_kernel.map(Source::prepare))
            .or(self.log_determinant_from_features.map(Source::prepare))
            .or(self.log_determinant_information_from_kernel.map(Source::prepare))
            .or(self.log_determinant_information_from_features.map(Source::prepare))
            .or(self.concave_over_modular.map(Source::prepare))
            .or(self.modular_from_weights.map(Source::prepare))
            .or(self.mixture_of.map(Source::prepare))
            .unwrap_or_else(|| Err(Failure::new(Code::INTERNAL, "No objective was described")))
    }
}

fn handle(env: Env, objective: AnyObjective) -> napi::Result<Handle> {
    let bytes = objective.bytes();
    Handle::new::<AnyObjective>(env, objective, bytes)
}

/// The factories of all objectives that block.
#[napi]
pub fn make_objective_sync(
    env: Env,
    call: BlockingCall<'_>,
    source: ObjectiveSource<'_>,
) -> Result<Handle> {
    let objective = run_asking(env, call, source.prepare()?)?;
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

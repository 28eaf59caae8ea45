//! The information measures of `FacilityLocation`

use gainful_submodular::{FacilityLocation, facility_location_query_mutual_information};
use napi_derive::napi;

use super::context::{ContextFeatures, QuerySimilarity, matrices};
use super::{Making, Source, making};
use crate::call::Outcome;
use crate::numbers::DenseMatrix;
use crate::submodular::matrix::matrix;

/// `fromSimilarity` of the measures
#[napi(object, object_to_js = false)]
pub struct FacilityLocationInformationFromSimilarity<'env> {
    pub similarity: DenseMatrix<'env>,
    pub query_similarity: Option<DenseMatrix<'env>>,
    pub private_similarity: Option<DenseMatrix<'env>>,
    pub eta: f64,
    pub nu: f64,
}

impl Source for FacilityLocationInformationFromSimilarity<'_> {
    fn prepare(self) -> Outcome<Making> {
        let similarity = matrix(self.similarity)?;
        let context = matrices(self.query_similarity, self.eta, self.private_similarity, self.nu)?;
        making(move |workers, control| {
            Ok(FacilityLocation::information_from_similarity(
                similarity, context, workers, control,
            )?)
        })
    }
}

/// `fromFeatures` of the measures
#[napi(object, object_to_js = false)]
pub struct FacilityLocationInformationFromFeatures<'env> {
    pub points: ContextFeatures<'env>,
}

impl Source for FacilityLocationInformationFromFeatures<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (features, context, metric) = self.points.prepare()?;
        making(move |workers, control| {
            Ok(FacilityLocation::information_from_features(
                features, context, metric, workers, control,
            )?)
        })
    }
}

/// `FacilityLocationQueryMutualInformation`
#[napi(object, object_to_js = false)]
pub struct FacilityLocationQueryMutualInformation<'env> {
    pub similarity: QuerySimilarity<'env>,
    pub eta: f64,
}

impl Source for FacilityLocationQueryMutualInformation<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (similarity, eta) = (self.similarity.prepare()?, self.eta);
        making(move |workers, control| {
            let similarity = similarity(workers, control)?;
            Ok(facility_location_query_mutual_information(similarity, eta, workers, control)?)
        })
    }
}

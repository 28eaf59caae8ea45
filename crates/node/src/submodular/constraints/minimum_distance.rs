//! `minimumDistance`

use gainful_submodular::{Distance, MinimumDistance};
use napi_derive::napi;

use super::{Making, Part};
use crate::call::Outcome;
use crate::failure::{Code, Failure};
use crate::numbers::DenseMatrix;
use crate::submodular::matrix::matrix;

/// The field of the constraint.
const NAME: &str = "minimumDistance";

/// A distance, and either all distances or features with a metric.
#[napi(object, object_to_js = false)]
pub struct NativeMinimumDistance<'env> {
    pub distance: f64,
    pub distances: Option<DenseMatrix<'env>>,
    pub features: Option<DenseMatrix<'env>>,
    pub metric: Option<String>,
}

impl Part for NativeMinimumDistance<'_> {
    fn prepare(self) -> Outcome<Making> {
        let distance = self.distance;
        match (self.distances, self.features, self.metric) {
            (Some(distances), None, None) => {
                let (distances, rows, columns) = matrix(distances)?;
                Ok(Box::new(move |workers, control| {
                    let shape = [rows, columns];
                    Ok(Box::new(MinimumDistance::from_distances(
                        NAME, distance, distances, shape, workers, control,
                    )?))
                }))
            }
            (None, Some(features), Some(metric)) => {
                let (features, rows, columns) = matrix(features)?;
                let metric = Distance::by_name(&metric)?;
                Ok(Box::new(move |workers, control| {
                    let shape = [rows, columns];
                    Ok(Box::new(MinimumDistance::from_features(
                        NAME, distance, features, shape, metric, workers, control,
                    )?))
                }))
            }
            _ => Err(Failure::new(Code::INTERNAL, "A minimum distance came without places")),
        }
    }
}

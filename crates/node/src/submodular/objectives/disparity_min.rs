//! `DisparityMin`

use gainful_submodular::{DisparityMin, Distance};
use napi_derive::napi;

use super::{Making, Source, making};
use crate::call::Outcome;
use crate::numbers::DenseMatrix;
use crate::submodular::matrix::matrix;

/// `DisparityMin.fromDistances`
#[napi(object, object_to_js = false)]
pub struct DisparityMinFromDistances<'env> {
    pub distances: DenseMatrix<'env>,
}

impl Source for DisparityMinFromDistances<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (distances, rows, columns) = matrix(self.distances)?;
        making(move |workers, control| {
            Ok(DisparityMin::from_distances(distances, rows, columns, workers, control)?)
        })
    }
}

/// `DisparityMin.fromFeatures`
#[napi(object, object_to_js = false)]
pub struct DisparityMinFromFeatures<'env> {
    pub features: DenseMatrix<'env>,
    pub metric: String,
}

impl Source for DisparityMinFromFeatures<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (features, rows, columns) = matrix(self.features)?;
        let distance = Distance::by_name(&self.metric)?;
        making(move |workers, control| {
            Ok(DisparityMin::from_features(&features, rows, columns, distance, workers, control)?)
        })
    }
}

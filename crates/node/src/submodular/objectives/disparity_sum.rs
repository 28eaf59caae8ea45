//! `DisparitySum`

use gainful_submodular::{DisparitySum, Distance};
use napi_derive::napi;

use super::{Making, Source, making};
use crate::call::Outcome;
use crate::numbers::DenseMatrix;
use crate::submodular::matrix::matrix;

/// `DisparitySum.fromDistances`
#[napi(object, object_to_js = false)]
pub struct DisparitySumFromDistances<'env> {
    pub distances: DenseMatrix<'env>,
}

impl Source for DisparitySumFromDistances<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (distances, rows, columns) = matrix(self.distances)?;
        making(move |workers, control| {
            Ok(DisparitySum::from_distances(distances, rows, columns, workers, control)?)
        })
    }
}

/// `DisparitySum.fromFeatures`
#[napi(object, object_to_js = false)]
pub struct DisparitySumFromFeatures<'env> {
    pub features: DenseMatrix<'env>,
    pub metric: String,
}

impl Source for DisparitySumFromFeatures<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (features, rows, columns) = matrix(self.features)?;
        let distance = Distance::by_name(&self.metric)?;
        making(move |workers, control| {
            Ok(DisparitySum::from_features(&features, rows, columns, distance, workers, control)?)
        })
    }
}

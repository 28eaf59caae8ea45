//! `LogDeterminant` and its information measures

use gainful_submodular::{LogDeterminant, LogDeterminantInformation, Metric, Shift};
use napi_derive::napi;

use super::context::{ContextFeatures, counts};
use super::{Making, Source, making};
use crate::call::Outcome;
use crate::numbers::DenseMatrix;
use crate::submodular::matrix::matrix;

/// `LogDeterminant.fromKernel`
#[napi(object, object_to_js = false)]
pub struct LogDeterminantFromKernel<'env> {
    pub kernel: DenseMatrix<'env>,
    pub scale: f64,
    pub regularization: f64,
}

impl Source for LogDeterminantFromKernel<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (kernel, rows, columns) = matrix(self.kernel)?;
        let shift = Shift { scale: self.scale, regularization: self.regularization };
        making(move |workers, control| {
            Ok(LogDeterminant::from_kernel(kernel, rows, columns, shift, workers, control)?)
        })
    }
}

/// `LogDeterminant.fromFeatures`
#[napi(object, object_to_js = false)]
pub struct LogDeterminantFromFeatures<'env> {
    pub features: DenseMatrix<'env>,
    pub metric: String,
    pub gamma: Option<f64>,
    pub scale: f64,
    pub regularization: f64,
}

impl Source for LogDeterminantFromFeatures<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (features, rows, columns) = matrix(self.features)?;
        let metric = Metric::by_name(&self.metric, self.gamma)?;
        let shift = Shift { scale: self.scale, regularization: self.regularization };
        making(move |workers, control| {
            Ok(LogDeterminant::from_features(
                features, rows, columns, metric, shift, workers, control,
            )?)
        })
    }
}

/// `fromKernel` of the measures
#[napi(object, object_to_js = false)]
pub struct LogDeterminantInformationFromKernel<'env> {
    pub kernel: DenseMatrix<'env>,
    pub query_count: Option<u32>,
    pub private_count: Option<u32>,
    pub eta: f64,
    pub nu: f64,
    pub scale: f64,
    pub regularization: f64,
}

impl Source for LogDeterminantInformationFromKernel<'_> {
    fn prepare(self) -> Outcome<Making> {
        let kernel = matrix(self.kernel)?;
        let context = counts(self.query_count, self.eta, self.private_count, self.nu)?;
        let shift = Shift { scale: self.scale, regularization: self.regularization };
        making(move |workers, control| {
            Ok(LogDeterminantInformation::from_kernel(kernel, &context, shift, workers, control)?)
        })
    }
}

/// `fromFeatures` of the measures
#[napi(object, object_to_js = false)]
pub struct LogDeterminantInformationFromFeatures<'env> {
    pub points: ContextFeatures<'env>,
    pub scale: f64,
    pub regularization: f64,
}

impl Source for LogDeterminantInformationFromFeatures<'_> {
    fn prepare(self) -> Outcome<Making> {
        let (features, context, metric) = self.points.prepare()?;
        let shift = Shift { scale: self.scale, regularization: self.regularization };
        making(move |workers, control| {
            Ok(LogDeterminantInformation::from_features(
                features, context, metric, shift, workers, control,
            )?)
        })
    }
}

//! Measures of eigenvalues, and the local intrinsic dimension.

use gainful_information::Estimate;
use gainful_information::discrete::{Codes, Symbols};
use gainful_information::intrinsic_dimension::{DimensionEstimator, intrinsic_dimension};
use gainful_information::spectral::{
    Diffusion, Similarity, diffusion_entropy, diffusion_information, matrix_entropy, vendi_score,
};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::estimate::{Form, NativeEstimate};
use super::points::Points;
use super::source::{Sample, borrowed, copied};
use crate::call::{Call, Outcome, Result, run, spawn};
use crate::failure::{Code, Failure};
use crate::numbers::DenseMatrix;

/// What to measure of points.
#[napi(object, object_to_js = false)]
pub struct NativePointMeasure {
    /// `vendi`, `matrix-entropy`, `diffusion-entropy`, `diffusion-information` or `intrinsic-dimension`.
    pub kind: String,
    /// `cosine`, `gaussian` or `given`, of `vendi`.
    pub similarity: Option<String>,
    pub bandwidth: Option<f64>,
    pub order: Option<f64>,
    pub normalize: Option<bool>,
    pub time: Option<f64>,
    pub subsets: Option<u32>,
    /// An integer up to 2^53 - 1.
    pub seed: Option<f64>,
    pub estimator: Option<String>,
    pub k: Option<u32>,
    pub local: Option<bool>,
    pub unit: String,
    pub clamp: bool,
}

/// A checked measure.
#[derive(Clone, Copy)]
enum Measure {
    Vendi { similarity: Similarity, order: f64 },
    MatrixEntropy { normalize: bool },
    DiffusionEntropy(Diffusion),
    DiffusionInformation { diffusion: Diffusion, subsets: usize, seed: u64 },
    IntrinsicDimension { estimator: DimensionEstimator, k: usize, local: bool },
}

impl TryFrom<&NativePointMeasure> for Measure {
    type Error = Failure;

    fn try_from(native: &NativePointMeasure) -> Outcome<Self> {
        let internal =
            |what: &str| Failure::new(Code::INTERNAL, format!("No measure of points {what}"));
        let bandwidth = native.bandwidth.unwrap_or_default();
        let diffusion = Diffusion { bandwidth, time: native.time.unwrap_or_default() };
        Ok(match native.kind.as_str() {
            "vendi" => {
                let similarity = match native.similarity.as_deref() {
                    Some("cosine") => Similarity::Cosine,
                    Some("gaussian") => Similarity::Gaussian { bandwidth },
                    Some("given") => Similarity::Given,
                    _ => return Err(internal("without similarity")),
                };
                Self::Vendi { similarity, order: native.order.unwrap_or_default() }
            }
            "matrix-entropy" => {
                Self::MatrixEntropy { normalize: native.normalize.unwrap_or_default() }
            }
            "diffusion-entropy" => Self::DiffusionEntropy(diffusion),
            "diffusion-information" => Self::DiffusionInformation {
                diffusion,
                subsets: native.subsets.unwrap_or_default() as usize,
                seed: native.seed.unwrap_or_default() as u64,
            },
            "intrinsic-dimension" => Self::IntrinsicDimension {
                estimator: DimensionEstimator::named(
                    native.estimator.as_deref().unwrap_or_default(),
                )?,
                k: native.k.unwrap_or_default() as usize,
                local: native.local.unwrap_or_default(),
            },
            kind => return Err(internal(kind)),
        })
    }
}

impl Measure {
    fn of(
        self,
        points: &Points<'_>,
        labels: Option<&Symbols<'_>>,
        workers: &Workers,
        control: &Control,
    ) -> Outcome<Estimate> {
        let points = points.rows("points")?;
        Ok(match self {
            Self::Vendi { similarity, order } => {
                vendi_score(points, similarity, order, workers, control)?
            }
            Self::MatrixEntropy { normalize } => {
                matrix_entropy(points, normalize, workers, control)?
            }
            Self::DiffusionEntropy(diffusion) => {
                diffusion_entropy(points, diffusion, workers, control)?
            }
            Self::DiffusionInformation { diffusion, subsets, seed } => {
                let labels = labels.ok_or_else(|| Failure::new(Code::INTERNAL, "No labels"))?;
                let labels = Codes::new("labels", labels, control)?;
                diffusion_information(points, &labels, diffusion, subsets, seed, workers, control)?
            }
            Self::IntrinsicDimension { estimator, k, local } => {
                intrinsic_dimension(points, k, estimator, local, workers, control)?
            }
        })
    }

    fn estimate(self, form: Form, estimate: Estimate) -> NativeEstimate {
        match self {
            Self::Vendi { .. } => form.number("vendi", estimate),
            Self::MatrixEntropy { normalize: true } => form.number("matrix-entropy", estimate),
            Self::MatrixEntropy { normalize: false } => form.estimate("matrix-entropy", estimate),
            Self::DiffusionEntropy(_) | Self::DiffusionInformation { .. } => {
                form.estimate("diffusion-spectral", estimate)
            }
            Self::IntrinsicDimension { estimator, .. } => form.number(estimator.name, estimate),
        }
    }
}

/// `vendiScoreSync` and its likes.
#[napi]
pub fn measure_points_sync(
    threads: u32,
    points: DenseMatrix<'_>,
    #[napi(
        ts_arg_type = "Uint8Array | Uint8ClampedArray | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array | string[] | undefined"
    )]
    labels: Option<Sample<'_>>,
    measure: NativePointMeasure,
) -> Result<NativeEstimate> {
    let form = Form::new(&measure.unit, measure.clamp)?;
    let measure = Measure::try_from(&measure)?;
    let (points, labels) = (Points::borrowed(points)?, labels.map(borrowed).transpose()?);
    run(threads, |workers, control| {
        let found = measure.of(&points, labels.as_ref(), workers, control)?;
        Ok(measure.estimate(form, found))
    })
}

/// `vendiScore` and its likes.
#[napi(ts_return_type = "Promise<NativeEstimate>")]
pub fn measure_points<'env>(
    env: &'env Env,
    call: &Call,
    points: DenseMatrix<'_>,
    #[napi(
        ts_arg_type = "Uint8Array | Uint8ClampedArray | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array | string[] | undefined"
    )]
    labels: Option<Sample<'_>>,
    measure: NativePointMeasure,
) -> Result<Object<'env>> {
    let form = Form::new(&measure.unit, measure.clamp)?;
    let measure = Measure::try_from(&measure)?;
    let (points, labels) = (Points::copied(points)?, labels.map(copied).transpose()?);
    spawn(
        env,
        call,
        move |workers, control| measure.of(&points, labels.as_ref(), workers, control),
        move |_, found| Ok(measure.estimate(form, found)),
    )
}

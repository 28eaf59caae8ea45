//! Estimators of entropy and mutual information.

use std::borrow::Cow;

use gainful_information::discrete::{self, CountOfCounts, EntropyEstimator, count};
use gainful_information::neighbours::{self, Jitter, MutualInformationEstimator, Options, Samples};
use gainful_information::{Error, Estimate, Unit};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::{Either, Object};
use napi_derive::napi;

use crate::arrays::Array;
use crate::call::{Call, Outcome, Result, run, spawn};
use crate::failure::{Code, Failure};
use crate::numbers::{DenseMatrix, Numbers};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Argument(error) => error.into(),
            Error::Cancelled(error) => error.into(),
        }
    }
}

/// An estimate, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeEstimate {
    pub value: f64,
    pub samples: f64,
    pub warnings: Vec<NativeWarning>,
    #[napi(ts_type = "Float64Array")]
    pub local: Option<Array<f64>>,
}

/// A warning, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeWarning {
    pub code: &'static str,
    pub message: String,
}

fn unit(name: &str) -> Outcome<Unit> {
    match name {
        "nats" => Ok(Unit::Nats),
        "bits" => Ok(Unit::Bits),
        "hartleys" => Ok(Unit::Hartleys),
        _ => Err(Failure::new(Code::INTERNAL, format!("No unit is called {name}"))),
    }
}

fn in_unit(unit: Unit, estimate: Estimate) -> NativeEstimate {
    let warnings = estimate.warnings.iter();
    NativeEstimate {
        value: unit.of_nats(estimate.value),
        samples: estimate.samples as f64,
        warnings: warnings
            .map(|warning| NativeWarning { code: warning.code(), message: warning.to_string() })
            .collect(),
        local: estimate.local.map(|mut local| {
            local.iter_mut().for_each(|value| *value = unit.of_nats(*value));
            Array(local)
        }),
    }
}

/// Symbols: numbers of any type, or strings.
type Sample<'env> = Either<Numbers<'env>, Vec<String>>;

fn counts(sample: &Sample<'_>, workers: &Workers, control: &Control) -> Outcome<CountOfCounts> {
    Ok(match sample {
        Either::A(Numbers::U8(sample)) => count::bytes(sample, workers, control),
        Either::A(Numbers::I8(sample)) => count::integers(sample, control),
        Either::A(Numbers::U16(sample)) => count::integers(sample, control),
        Either::A(Numbers::I16(sample)) => count::integers(sample, control),
        Either::A(Numbers::U32(sample)) => count::integers(sample, control),
        Either::A(Numbers::I32(sample)) => count::integers(sample, control),
        Either::A(Numbers::F32(sample)) => {
            let widened: Vec<f64> = sample.iter().copied().map(f64::from).collect();
            count::numbers(&widened, control)
        }
        Either::A(Numbers::F64(sample)) => count::numbers(sample, control),
        Either::B(sample) => count::keys(sample, control),
    }?)
}

/// `entropySync`
#[napi]
pub fn entropy_sync(
    threads: u32,
    sample: Sample<'_>,
    estimator: String,
    unit_name: String,
) -> Result<NativeEstimate> {
    let (estimator, unit) = (named(&estimator)?, unit(&unit_name)?);
    run(threads, |workers, control| {
        Ok(in_unit(unit, discrete::entropy(&counts(&sample, workers, control)?, estimator)))
    })
}

/// `entropy`
#[napi(ts_return_type = "Promise<NativeEstimate>")]
pub fn entropy<'env>(
    env: &'env Env,
    call: &Call,
    sample: Sample<'_>,
    estimator: String,
    unit_name: String,
) -> Result<Object<'env>> {
    let (estimator, unit) = (named(&estimator)?, unit(&unit_name)?);
    let sample = match sample {
        Either::A(numbers) => Either::A(numbers.copied()?),
        Either::B(strings) => Either::B(strings),
    };
    spawn(
        env,
        call,
        move |workers, control| {
            Ok(discrete::entropy(&counts(&sample, workers, control)?, estimator))
        },
        move |_, estimate| Ok(in_unit(unit, estimate)),
    )
}

fn named(estimator: &str) -> Outcome<EntropyEstimator> {
    Ok(EntropyEstimator::named(estimator)?)
}

/// How to estimate mutual information.
#[napi(object, object_to_js = false)]
pub struct NeighbourOptions {
    pub estimator: String,
    pub k: u32,
    pub local: bool,
    pub jitter: Option<NativeJitter>,
    pub unit: String,
}

/// Seeded noise.
#[napi(object, object_to_js = false)]
pub struct NativeJitter {
    pub scale: f64,
    /// An integer up to 2^53 - 1.
    pub seed: f64,
}

/// Rows of a matrix in double precision.
struct Points<'a> {
    values: Cow<'a, [f64]>,
    rows: usize,
    columns: usize,
}

impl<'a> Points<'a> {
    /// Where they are, if they come in double precision.
    fn borrowed(matrix: DenseMatrix<'a>) -> Outcome<Self> {
        let (rows, columns) = (matrix.rows as usize, matrix.columns as usize);
        Ok(Self { values: matrix.data.into_f64()?, rows, columns })
    }

    /// In a copy that outlives the call.
    fn copied(matrix: DenseMatrix<'a>) -> Outcome<Points<'static>> {
        let (rows, columns) = (matrix.rows as usize, matrix.columns as usize);
        Ok(Points { values: matrix.data.copied_f64()?.into(), rows, columns })
    }

    fn samples(&self, argument: &str) -> Outcome<Samples<'_, f64>> {
        Ok(Samples::new(argument, &self.values, self.rows, self.columns)?)
    }
}

fn mutual_information_of(
    x: &Points<'_>,
    y: &Points<'_>,
    options: &NeighbourOptions,
    workers: &Workers,
    control: &Control,
) -> Outcome<Estimate> {
    let estimator = MutualInformationEstimator::named(&options.estimator)?;
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
    let unit = unit(&options.unit)?;
    let (x, y) = (Points::borrowed(x)?, Points::borrowed(y)?);
    run(threads, |workers, control| {
        Ok(in_unit(unit, mutual_information_of(&x, &y, &options, workers, control)?))
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
    let unit = unit(&options.unit)?;
    let (x, y) = (Points::copied(x)?, Points::copied(y)?);
    spawn(
        env,
        call,
        move |workers, control| mutual_information_of(&x, &y, &options, workers, control),
        move |_, estimate| Ok(in_unit(unit, estimate)),
    )
}

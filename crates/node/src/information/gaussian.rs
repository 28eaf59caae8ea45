//! Entropy and information of variables taken for Gaussian.

use gainful_information::Estimate;
use gainful_information::discrete::Symbols;
use gainful_information::gaussian::{self, Measure, Options, Variable};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::estimate::{Form, NativeEstimate};
use super::points::Points;
use super::source::{Sample, borrowed, copied};
use super::variables::{NativeVariable, coded};
use crate::call::{Call, Outcome, Result, run, spawn};
use crate::failure::{Code, Failure};
use crate::numbers::DenseMatrix;

/// What to measure, and how.
#[napi(object, object_to_js = false)]
pub struct NativeGaussianMeasure {
    pub kind: String,
    pub copula: bool,
    pub bias_correction: bool,
    pub local: bool,
    pub significance: bool,
    pub unit: String,
    pub clamp: bool,
    pub source_history: Option<u32>,
    pub target_history: Option<u32>,
    pub delay: Option<u32>,
}

/// A checked measure, with the names of its variables.
struct Method {
    measure: Measure,
    names: &'static [&'static str],
    options: Options,
    form: Form,
}

impl TryFrom<NativeGaussianMeasure> for Method {
    type Error = Failure;

    fn try_from(native: NativeGaussianMeasure) -> Outcome<Self> {
        let steps = |steps: Option<u32>| steps.unwrap_or(1).max(1) as usize;
        let (measure, names): (_, &[&str]) = match native.kind.as_str() {
            "entropy" => (Measure::Entropy, &["x"]),
            "mutual-information" => (Measure::MutualInformation, &["x", "y"]),
            "conditional-mutual-information" => {
                (Measure::ConditionalMutualInformation, &["x", "y", "given"])
            }
            "transfer-entropy" => {
                let measure = Measure::TransferEntropy {
                    source_history: steps(native.source_history),
                    target_history: steps(native.target_history),
                    delay: steps(native.delay),
                };
                (measure, &["source", "target"])
            }
            "active-information-storage" => {
                let history = steps(native.target_history);
                (Measure::ActiveInformationStorage { history }, &["series"])
            }
            kind => return Err(Failure::new(Code::INTERNAL, format!("No measure {kind}"))),
        };
        let NativeGaussianMeasure { copula, bias_correction, local, significance, .. } = native;
        let options = Options { copula, bias_correction, local, significance };
        Ok(Self { measure, names, options, form: Form::new(&native.unit, native.clamp)? })
    }
}

/// A discrete variable, `x` or `y`.
struct Classes<'a> {
    name: String,
    columns: Vec<Symbols<'a>>,
}

impl<'a> Classes<'a> {
    fn new<'b>(
        native: NativeVariable<'b>,
        symbols: impl Fn(Sample<'b>) -> Outcome<Symbols<'a>>,
    ) -> Outcome<Self> {
        let columns: Outcome<Vec<_>> = native.columns.into_iter().map(symbols).collect();
        Ok(Self { name: native.name, columns: columns? })
    }
}

impl Method {
    /// Of variables in the order of their names; the last one may be of classes.
    fn of(
        &self,
        points: &[Points<'_>],
        classes: Option<&Classes<'_>>,
        workers: &Workers,
        control: &Control,
    ) -> Outcome<Estimate> {
        // Of x and y, either may be the classes.
        let names = match classes {
            Some(classes) if classes.name == "x" => &["y"],
            _ => self.names,
        };
        let mut variables = Vec::with_capacity(points.len());
        for (&name, points) in names.iter().zip(points) {
            let columns = points.samples(name)?.to_columns(control)?;
            variables.push(Variable { name, columns });
        }
        let Some(classes) = classes else {
            return Ok(gaussian::information(
                self.measure,
                variables,
                &self.options,
                workers,
                control,
            )?);
        };
        let Some(x) = variables.pop() else {
            return Err(Failure::new(Code::INTERNAL, "Classes without a variable"));
        };
        let name = if x.name == "x" { "y" } else { "x" };
        let classes = coded(name, &classes.columns, control)?;
        let options = &self.options;
        Ok(gaussian::information_with_classes(x, (name, &classes), options, workers, control)?)
    }

    fn estimate(&self, estimate: Estimate) -> NativeEstimate {
        self.form.estimate(self.options.estimator(), estimate)
    }
}

/// `mutualInformationSync` and others with a Gaussian estimator.
#[napi]
pub fn gaussian_information_sync(
    threads: u32,
    points: Vec<DenseMatrix<'_>>,
    classes: Option<NativeVariable<'_>>,
    measure: NativeGaussianMeasure,
) -> Result<NativeEstimate> {
    let method = Method::try_from(measure)?;
    let points: Outcome<Vec<_>> = points.into_iter().map(Points::borrowed).collect();
    let points = points?;
    let classes = classes.map(|classes| Classes::new(classes, borrowed)).transpose()?;
    run(threads, |workers, control| {
        Ok(method.estimate(method.of(&points, classes.as_ref(), workers, control)?))
    })
}

/// `mutualInformation` and others with a Gaussian estimator.
#[napi(ts_return_type = "Promise<NativeEstimate>")]
pub fn gaussian_information<'env>(
    env: &'env Env,
    call: &Call,
    points: Vec<DenseMatrix<'_>>,
    classes: Option<NativeVariable<'_>>,
    measure: NativeGaussianMeasure,
) -> Result<Object<'env>> {
    let method = Method::try_from(measure)?;
    let points: Outcome<Vec<_>> = points.into_iter().map(Points::copied).collect();
    let points = points?;
    let classes = classes.map(|classes| Classes::new(classes, copied)).transpose()?;
    spawn(
        env,
        call,
        move |workers, control| {
            let found = method.of(&points, classes.as_ref(), workers, control)?;
            Ok((method, found))
        },
        |_, (method, found)| Ok(method.estimate(found)),
    )
}

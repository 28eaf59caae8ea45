//! Joint and conditional entropy, mutual information and transfer entropy of discrete variables.

use gainful_information::Estimate;
use gainful_information::discrete::{
    AUTO, Codes, EntropyEstimator, InformationOptions, Measure, Normalization, Prior, Symbols,
    information,
};
use gainful_kernels::{ArgumentError, Control};
use napi::Env;
use napi::bindgen_prelude::{Either, Object};
use napi_derive::napi;

use super::estimate::{Form, NativeEstimate};
use super::source::{Sample, borrowed, copied};
use crate::call::{Call, Outcome, Result, run, spawn};
use crate::failure::{Code, Failure};

/// Samples of one variable, whose symbols are those of its columns together.
#[napi(object, object_to_js = false)]
pub struct NativeVariable<'env> {
    pub name: String,
    #[napi(
        ts_type = "(Uint8Array | Uint8ClampedArray | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array | string[])[]"
    )]
    pub columns: Vec<Sample<'env>>,
}

/// What to measure, and how.
#[napi(object, object_to_js = false)]
pub struct NativeMeasure {
    pub kind: String,
    pub estimator: String,
    #[napi(ts_type = "string | number")]
    pub prior: Either<String, f64>,
    pub local: bool,
    pub significance: bool,
    pub unit: String,
    pub clamp: bool,
    pub normalization: Option<String>,
    pub source_history: Option<u32>,
    pub target_history: Option<u32>,
    pub delay: Option<u32>,
}

/// A checked measure.
struct Method {
    measure: Measure,
    options: InformationOptions,
    form: Form,
}

impl TryFrom<NativeMeasure> for Method {
    type Error = Failure;

    fn try_from(native: NativeMeasure) -> Outcome<Self> {
        let internal = |what: &str| Failure::new(Code::INTERNAL, format!("No measure {what}"));
        let normalization = || match native.normalization.as_deref() {
            Some("arithmetic") => Ok(Normalization::Arithmetic),
            Some("geometric") => Ok(Normalization::Geometric),
            Some("min") => Ok(Normalization::Min),
            Some("max") => Ok(Normalization::Max),
            Some("joint") => Ok(Normalization::Joint),
            _ => Err(internal("without normalization")),
        };
        let steps = |steps: Option<u32>| steps.unwrap_or(1).max(1) as usize;
        let measure = match native.kind.as_str() {
            "joint-entropy" => Measure::JointEntropy,
            "conditional-entropy" => Measure::ConditionalEntropy,
            "mutual-information" => Measure::MutualInformation,
            "conditional-mutual-information" => Measure::ConditionalMutualInformation,
            "normalized" => Measure::NormalizedMutualInformation(normalization()?),
            "adjusted" => Measure::AdjustedMutualInformation(normalization()?),
            "variation" => Measure::VariationOfInformation,
            "transfer-entropy" => Measure::TransferEntropy {
                source_history: steps(native.source_history),
                target_history: steps(native.target_history),
                delay: steps(native.delay),
            },
            "active-information-storage" => {
                Measure::ActiveInformationStorage { history: steps(native.target_history) }
            }
            kind => return Err(internal(kind)),
        };
        let estimator = match native.estimator.as_str() {
            AUTO => None,
            name => Some(EntropyEstimator::named(name)?),
        };
        let prior = match native.prior {
            Either::A(name) => Prior::named(&name)?,
            Either::B(pseudo_count) => Prior::from_pseudo_count(pseudo_count)?,
        };
        let (local, significance) = (native.local, native.significance);
        let options = InformationOptions { estimator, prior, local, significance };
        Ok(Self { measure, options, form: Form::new(&native.unit, native.clamp)? })
    }
}

/// Named variables, each of some columns.
type Variables<'a> = Vec<(String, Vec<Symbols<'a>>)>;

fn variables<'a, 'b>(
    native: Vec<NativeVariable<'b>>,
    symbols: impl Fn(Sample<'b>) -> Outcome<Symbols<'a>>,
) -> Outcome<Variables<'a>> {
    let named = native.into_iter().map(|variable| {
        let columns: Outcome<Vec<_>> = variable.columns.into_iter().map(&symbols).collect();
        Ok((variable.name, columns?))
    });
    named.collect()
}

impl Method {
    fn of(
        &self,
        variables: &Variables<'_>,
        control: &Control,
    ) -> Outcome<(&'static str, Estimate)> {
        let coded: Outcome<Vec<(&str, Codes)>> = variables
            .iter()
            .map(|(name, columns)| Ok((name.as_str(), coded(name, columns, control)?)))
            .collect();
        Ok(information(self.measure, &coded?, &self.options, control)?)
    }

    fn estimate(&self, (name, estimate): (&'static str, Estimate)) -> NativeEstimate {
        match self.measure {
            Measure::NormalizedMutualInformation(_) | Measure::AdjustedMutualInformation(_) => {
                self.form.number(name, estimate)
            }
            _ => self.form.estimate(name, estimate),
        }
    }
}

/// The codes of all columns together.
pub fn coded(name: &str, columns: &[Symbols<'_>], control: &Control) -> Outcome<Codes> {
    let Some((first, others)) = columns.split_first() else {
        return Err(ArgumentError::invalid(name, "at least one column", "none").into());
    };
    let mut codes = Codes::new(name, first, control)?;
    for column in others {
        codes = codes.joined(name, &Codes::new(name, column, control)?, control)?;
    }
    Ok(codes)
}

/// `jointEntropySync`, `mutualInformationSync` of discrete variables, and so on.
#[napi]
pub fn discrete_information_sync(
    threads: u32,
    given: Vec<NativeVariable<'_>>,
    measure: NativeMeasure,
) -> Result<NativeEstimate> {
    let (given, method) = (variables(given, borrowed)?, Method::try_from(measure)?);
    run(threads, |_, control| Ok(method.estimate(method.of(&given, control)?)))
}

/// `jointEntropy`, `mutualInformation` of discrete variables, and so on.
#[napi(ts_return_type = "Promise<NativeEstimate>")]
pub fn discrete_information<'env>(
    env: &'env Env,
    call: &Call,
    given: Vec<NativeVariable<'_>>,
    measure: NativeMeasure,
) -> Result<Object<'env>> {
    let (given, method) = (variables(given, copied)?, Method::try_from(measure)?);
    spawn(
        env,
        call,
        move |_, control| {
            let found = method.of(&given, control)?;
            Ok((method, found))
        },
        |_, (method, found)| Ok(method.estimate(found)),
    )
}

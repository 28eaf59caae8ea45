//! Entropy of symbols, and its relatives of other orders.

use gainful_information::discrete::{
    self, AUTO, Diversity, EntropyEstimator, EntropyOptions, OrderEstimator, Prior, Probabilities,
    diversity,
};
use gainful_information::{Estimate, check_probabilities};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::{Either, Object};
use napi_derive::napi;

use super::estimate::{Form, NativeEstimate};
use super::source::{NativeSource, Source};
use crate::call::{Call, Outcome, Result, run, spawn};
use crate::failure::{Code, Failure};

/// How to estimate the entropy of symbols.
#[napi(object, object_to_js = false)]
pub struct NativeEntropyOptions {
    pub estimator: String,
    pub unit: String,
    pub clamp: bool,
    /// An integer up to 2^53 - 1.
    pub alphabet: Option<f64>,
    /// A name or a pseudo-count.
    #[napi(ts_type = "string | number")]
    pub prior: Either<String, f64>,
}

/// An estimator by name, or none for the one that suits the data; how to use it; how to return it.
pub struct Method {
    pub estimator: Option<EntropyEstimator>,
    pub options: EntropyOptions,
    pub form: Form,
}

impl TryFrom<NativeEntropyOptions> for Method {
    type Error = Failure;

    fn try_from(options: NativeEntropyOptions) -> Outcome<Self> {
        let estimator = match options.estimator.as_str() {
            AUTO => None,
            name => Some(EntropyEstimator::named(name)?),
        };
        let prior = match options.prior {
            Either::A(name) => Prior::named(&name)?,
            Either::B(pseudo_count) => Prior::from_pseudo_count(pseudo_count)?,
        };
        let alphabet = options.alphabet.map(|alphabet| alphabet as u64);
        Ok(Self {
            estimator,
            options: EntropyOptions { alphabet, prior },
            form: Form::new(&options.unit, options.clamp)?,
        })
    }
}

fn entropy_of(
    source: &Source<'_>,
    method: &Method,
    workers: &Workers,
    control: &Control,
) -> Outcome<(&'static str, Estimate)> {
    let counts = source.count(workers, control)?;
    let (estimator, reason) = match method.estimator {
        Some(estimator) => (estimator, None),
        None => {
            let (estimator, reason) = discrete::recommend(&counts, &method.options);
            (estimator, Some(reason))
        }
    };
    let estimate = discrete::entropy(&counts, estimator, &method.options, control)?;
    Ok((estimator.name, Estimate { reason, ..estimate }))
}

/// `entropySync`
#[napi]
pub fn entropy_sync(
    threads: u32,
    source: NativeSource<'_>,
    options: NativeEntropyOptions,
) -> Result<NativeEstimate> {
    let (source, method) = (Source::borrowed(source)?, Method::try_from(options)?);
    run(threads, |workers, control| {
        let (name, estimate) = entropy_of(&source, &method, workers, control)?;
        Ok(method.form.estimate(name, estimate))
    })
}

/// `entropy`
#[napi(ts_return_type = "Promise<NativeEstimate>")]
pub fn entropy<'env>(
    env: &'env Env,
    call: &Call,
    source: NativeSource<'_>,
    options: NativeEntropyOptions,
) -> Result<Object<'env>> {
    let (source, method) = (Source::copied(source)?, Method::try_from(options)?);
    let form = method.form;
    spawn(
        env,
        call,
        move |workers, control| entropy_of(&source, &method, workers, control),
        move |_, (name, estimate)| Ok(form.estimate(name, estimate)),
    )
}

/// All estimates of the same counts.
#[napi(object, object_from_js = false)]
pub struct NativeComparison {
    pub estimates: Vec<NativeEstimate>,
    /// The prior of each estimate, or null.
    pub priors: Vec<Option<&'static str>>,
    pub recommended: &'static str,
    pub reason: String,
}

/// The estimates, the estimator that is recommended, and why.
type Compared = (Vec<discrete::Comparison>, &'static str, String);

fn compared(
    source: &Source<'_>,
    method: &Method,
    workers: &Workers,
    control: &Control,
) -> Outcome<Compared> {
    let counts = source.count(workers, control)?;
    let found = discrete::compare(&counts, &method.options, control)?;
    let (estimator, reason) = discrete::recommend(&counts, &method.options);
    Ok((found, estimator.name, reason))
}

fn comparison(form: Form, (found, recommended, reason): Compared) -> NativeComparison {
    let priors = found.iter().map(|comparison| comparison.prior).collect();
    let estimates = found.into_iter();
    let estimates = estimates.map(|found| form.estimate(found.estimator, found.estimate)).collect();
    NativeComparison { estimates, priors, recommended, reason }
}

/// `compareEstimatorsSync`
#[napi]
pub fn compare_estimators_sync(
    threads: u32,
    source: NativeSource<'_>,
    options: NativeEntropyOptions,
) -> Result<NativeComparison> {
    let (source, method) = (Source::borrowed(source)?, Method::try_from(options)?);
    run(threads, |workers, control| {
        Ok(comparison(method.form, compared(&source, &method, workers, control)?))
    })
}

/// `compareEstimators`
#[napi(ts_return_type = "Promise<NativeComparison>")]
pub fn compare_estimators<'env>(
    env: &'env Env,
    call: &Call,
    source: NativeSource<'_>,
    options: NativeEntropyOptions,
) -> Result<Object<'env>> {
    let (source, method) = (Source::copied(source)?, Method::try_from(options)?);
    let form = method.form;
    spawn(
        env,
        call,
        move |workers, control| compared(&source, &method, workers, control),
        move |_, found| Ok(comparison(form, found)),
    )
}

/// Which function of which order, and how to estimate it.
#[napi(object, object_to_js = false)]
pub struct NativeOrder {
    /// `renyi`, `tsallis` or `hill`.
    pub kind: String,
    pub order: f64,
    /// `maximum-likelihood` or `unbiased`.
    pub estimator: String,
    pub unit: String,
    pub clamp: bool,
}

/// A checked order.
struct Order {
    kind: Diversity,
    order: f64,
    estimator: OrderEstimator,
    name: &'static str,
    form: Form,
}

impl TryFrom<NativeOrder> for Order {
    type Error = Failure;

    fn try_from(order: NativeOrder) -> Outcome<Self> {
        let unknown =
            |what: &str| Failure::new(Code::INTERNAL, format!("Nothing is called {what}"));
        let (estimator, name) = match order.estimator.as_str() {
            "maximum-likelihood" => (OrderEstimator::MaximumLikelihood, "maximum-likelihood"),
            "unbiased" => (OrderEstimator::Unbiased, "unbiased"),
            name => return Err(unknown(name)),
        };
        let kind = match order.kind.as_str() {
            "renyi" => Diversity::Renyi,
            "tsallis" => Diversity::Tsallis,
            "hill" => Diversity::Hill,
            name => return Err(unknown(name)),
        };
        let form = Form::new(&order.unit, order.clamp)?;
        Ok(Self { kind, order: order.order, estimator, name, form })
    }
}

impl Order {
    fn of(&self, source: &Source<'_>, workers: &Workers, control: &Control) -> Outcome<Estimate> {
        Ok(match source {
            Source::Probabilities(probabilities) => {
                check_probabilities("probabilities", probabilities, control)?;
                diversity(self.kind, Probabilities::Known(probabilities), self.order, control)?
            }
            _ => {
                let counts = source.count(workers, control)?;
                let probabilities = Probabilities::Counts(&counts, self.estimator);
                diversity(self.kind, probabilities, self.order, control)?
            }
        })
    }

    fn estimate(&self, estimate: Estimate) -> NativeEstimate {
        match self.kind {
            Diversity::Renyi => self.form.estimate(self.name, estimate),
            Diversity::Tsallis | Diversity::Hill => self.form.number(self.name, estimate),
        }
    }
}

/// `renyiSync`, `tsallisSync` and `hillNumberSync`
#[napi]
pub fn diversity_sync(
    threads: u32,
    source: NativeSource<'_>,
    order: NativeOrder,
) -> Result<NativeEstimate> {
    let (source, order) = (Source::borrowed(source)?, Order::try_from(order)?);
    run(threads, |workers, control| Ok(order.estimate(order.of(&source, workers, control)?)))
}

/// `renyi`, `tsallis` and `hillNumber`
#[napi(js_name = "diversity", ts_return_type = "Promise<NativeEstimate>")]
pub fn diversity_async<'env>(
    env: &'env Env,
    call: &Call,
    source: NativeSource<'_>,
    order: NativeOrder,
) -> Result<Object<'env>> {
    let (source, order) = (Source::copied(source)?, Order::try_from(order)?);
    spawn(
        env,
        call,
        move |workers, control| {
            let estimate = order.of(&source, workers, control)?;
            Ok((order, estimate))
        },
        |_, (order, estimate)| Ok(order.estimate(estimate)),
    )
}

//! Divergences between known distributions.

use std::borrow::Cow;

use gainful_information::Estimate;
use gainful_information::divergences::Divergence;
use gainful_kernels::{Control, Terms, divergence_sums};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::estimate::{Form, NativeEstimate};
use crate::call::{Call, Outcome, Result, run, spawn};
use crate::failure::Failure;
use crate::numbers::Numbers;

/// Which divergence, and how to return it.
#[napi(object, object_to_js = false)]
pub struct NativeDivergence {
    pub name: String,
    /// A weight or an order; of no effect where there is none.
    pub parameter: f64,
    pub normalize: bool,
    pub unit: String,
    pub clamp: bool,
}

/// A checked divergence.
struct Method {
    divergence: Divergence,
    parameter: f64,
    normalize: bool,
    form: Form,
}

impl TryFrom<NativeDivergence> for Method {
    type Error = Failure;

    fn try_from(native: NativeDivergence) -> Outcome<Self> {
        Ok(Self {
            divergence: Divergence::named(&native.name)?,
            parameter: native.parameter,
            normalize: native.normalize,
            form: Form::new(&native.unit, native.clamp)?,
        })
    }
}

impl Method {
    fn of(&self, p: &[f64], q: &[f64], control: &Control) -> Outcome<Estimate> {
        Ok(self.divergence.of(p, q, self.parameter, self.normalize, control)?)
    }

    fn estimate(&self, estimate: Estimate) -> NativeEstimate {
        if self.divergence.has_unit {
            self.form.estimate("exact", estimate)
        } else {
            self.form.number("exact", estimate)
        }
    }
}

/// `klDivergenceSync` and so on.
#[napi]
pub fn divergence_sync(
    threads: u32,
    #[napi(ts_arg_type = "Float64Array")] p: Numbers<'_>,
    #[napi(ts_arg_type = "Float64Array")] q: Numbers<'_>,
    divergence: NativeDivergence,
) -> Result<NativeEstimate> {
    let method = Method::try_from(divergence)?;
    let (p, q): (Cow<'_, [f64]>, Cow<'_, [f64]>) = (p.into_f64()?, q.into_f64()?);
    run(threads, |_, control| Ok(method.estimate(method.of(&p, &q, control)?)))
}

/// `klDivergence` and so on.
#[napi(ts_return_type = "Promise<NativeEstimate>")]
pub fn divergence<'env>(
    env: &'env Env,
    call: &Call,
    #[napi(ts_arg_type = "Float64Array")] p: Numbers<'_>,
    #[napi(ts_arg_type = "Float64Array")] q: Numbers<'_>,
    divergence: NativeDivergence,
) -> Result<Object<'env>> {
    let method = Method::try_from(divergence)?;
    let (p, q) = (p.copied_f64()?, q.copied_f64()?);
    spawn(
        env,
        call,
        move |_, control| {
            let estimate = method.of(&p, &q, control)?;
            Ok((method, estimate))
        },
        |_, (method, estimate)| Ok(method.estimate(estimate)),
    )
}

/// A sum over all pairs, of p ln(p/q) (0), of p ln(p/m) + q ln(q/m) with their mean m (1) or of √(p q) (2), if all numbers
/// are positive and normal; what they sum to does not matter.
#[napi]
pub fn divergence_sum(
    terms: u32,
    #[napi(ts_arg_type = "Float64Array")] p: Numbers<'_>,
    #[napi(ts_arg_type = "Float64Array")] q: Numbers<'_>,
) -> Result<Option<f64>> {
    let terms = match terms {
        0 => Terms::Relative,
        1 => Terms::Mixture,
        _ => Terms::Overlap,
    };
    let (p, q) = (p.into_f64()?, q.into_f64()?);
    run(1, |_, _| {
        let sums = divergence_sums(terms, &p, &q);
        Ok((sums.regular && sums.terms.is_finite()).then_some(sums.terms))
    })
}

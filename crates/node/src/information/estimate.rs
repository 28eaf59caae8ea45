//! Estimates on their way to JavaScript.

use gainful_information::{Estimate, Unit};
use napi_derive::napi;

use crate::arrays::Array;
use crate::call::Outcome;
use crate::failure::{Code, Failure};

/// An estimate, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeEstimate {
    pub value: f64,
    /// The estimator that was used.
    pub estimator: &'static str,
    pub samples: f64,
    pub warnings: Vec<NativeWarning>,
    #[napi(ts_type = "Float64Array")]
    pub local: Option<Array<f64>>,
    pub standard_deviation: Option<f64>,
    pub significance: Option<NativeSignificance>,
    pub reason: Option<String>,
}

/// A warning, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeWarning {
    pub code: &'static str,
    pub message: String,
}

/// The outcome of a test, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeSignificance {
    pub method: &'static str,
    pub statistic: f64,
    pub degrees_of_freedom: Option<f64>,
    pub p_value: f64,
}

/// How to return an estimate.
#[derive(Clone, Copy)]
pub struct Form {
    unit: Unit,
    clamp: bool,
}

impl Form {
    /// In the unit of this name, which the facade has checked, clamped to the quantity's bounds if asked.
    pub fn new(unit: &str, clamp: bool) -> Outcome<Self> {
        let unit = match unit {
            "nats" => Unit::Nats,
            "bits" => Unit::Bits,
            "hartleys" => Unit::Hartleys,
            _ => return Err(Failure::new(Code::INTERNAL, format!("No unit is called {unit}"))),
        };
        Ok(Self { unit, clamp })
    }

    /// The unit.
    pub fn unit(self) -> Unit {
        self.unit
    }

    /// The estimate of a quantity that has the unit.
    pub fn estimate(self, estimator: &'static str, estimate: Estimate) -> NativeEstimate {
        let unit = self.unit;
        self.converted(estimator, estimate, |nats| unit.of_nats(nats))
    }

    /// The estimate of a quantity without unit.
    pub fn number(self, estimator: &'static str, estimate: Estimate) -> NativeEstimate {
        self.converted(estimator, estimate, |number| number)
    }

    fn converted(
        self,
        estimator: &'static str,
        estimate: Estimate,
        convert: impl Fn(f64) -> f64,
    ) -> NativeEstimate {
        let Estimate { value, samples, warnings, local, standard_deviation, significance, .. } =
            estimate;
        let value = if self.clamp { estimate.bounds.clamp(value) } else { value };
        NativeEstimate {
            value: convert(value),
            estimator,
            samples: samples as f64,
            warnings: warnings
                .iter()
                .map(|warning| NativeWarning { code: warning.code(), message: warning.to_string() })
                .collect(),
            local: local.map(|mut local| {
                local.iter_mut().for_each(|value| *value = convert(*value));
                Array(local)
            }),
            standard_deviation: standard_deviation.map(&convert),
            significance: significance.map(|found| NativeSignificance {
                method: found.method,
                statistic: found.statistic,
                degrees_of_freedom: found.degrees_of_freedom,
                p_value: found.p_value,
            }),
            reason: estimate.reason,
        }
    }
}

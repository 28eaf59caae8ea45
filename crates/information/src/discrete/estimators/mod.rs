//! The estimators of Shannon entropy, one a file. To add one, write its file and add it to
//! [`ESTIMATORS`].

mod ansb;
mod bonachela;
mod chao_shen;
mod chao_wang_jost;
mod dirichlet_mean;
mod dirichlet_plug_in;
mod grassberger_1988;
mod grassberger_2003;
mod horvitz_thompson;
mod jackknife;
mod james_stein;
mod maximum_likelihood;
mod miller_madow;
mod nsb;
mod posterior;
mod prior;
mod zhang;

use gainful_kernels::{ArgumentError, Cancelled, Control};

use super::CountOfCounts;
use crate::Warning;

pub(super) use chao_wang_jost::ESTIMATOR as CHAO_WANG_JOST;
pub(super) use maximum_likelihood::{ESTIMATOR as MAXIMUM_LIKELIHOOD, plug_in};
pub(super) use miller_madow::ESTIMATOR as MILLER_MADOW;
pub(super) use nsb::ESTIMATOR as NSB;
pub use prior::Prior;

/// All estimators.
pub const ESTIMATORS: &[EntropyEstimator] = &[
    maximum_likelihood::ESTIMATOR,
    miller_madow::ESTIMATOR,
    jackknife::ESTIMATOR,
    grassberger_1988::ESTIMATOR,
    grassberger_2003::ESTIMATOR,
    zhang::ESTIMATOR,
    horvitz_thompson::ESTIMATOR,
    chao_shen::ESTIMATOR,
    chao_wang_jost::ESTIMATOR,
    james_stein::ESTIMATOR,
    dirichlet_plug_in::ESTIMATOR,
    dirichlet_mean::ESTIMATOR,
    nsb::ESTIMATOR,
    ansb::ESTIMATOR,
    bonachela::ESTIMATOR,
];

/// An estimator of Shannon entropy.
#[derive(Clone, Copy, Debug)]
pub struct EntropyEstimator {
    /// The name by which users choose it.
    pub name: &'static str,
    /// The estimate in nats.
    pub(super) entropy: fn(&CountOfCounts, &Assumptions, &Control) -> Result<Estimation, Cancelled>,
}

impl EntropyEstimator {
    /// The estimator called `name`.
    ///
    /// # Errors
    /// If there is none; the message lists those that exist.
    pub fn named(name: &str) -> Result<Self, ArgumentError> {
        ESTIMATORS.iter().find(|estimator| estimator.name == name).copied().ok_or_else(|| {
            let names: Vec<&str> = ESTIMATORS.iter().map(|estimator| estimator.name).collect();
            ArgumentError::unknown("estimator", &names, name)
        })
    }
}

/// What is known besides the counts.
#[derive(Clone, Copy, Debug)]
pub struct Assumptions {
    /// K: the number of symbols there are, at least as many as were seen.
    pub(super) alphabet: u64,
    /// The prior of the Dirichlet estimators.
    pub(super) prior: Prior,
}

impl Assumptions {
    /// How often each symbol was seen before, by the prior.
    fn pseudo_count(&self, samples: u64) -> f64 {
        self.prior.pseudo_count(samples, self.alphabet)
    }
}

/// What an estimator finds, in nats.
#[derive(Clone, Debug)]
pub(super) struct Estimation {
    pub(super) value: f64,
    /// Where the estimator has one: of the posterior.
    pub(super) standard_deviation: Option<f64>,
    pub(super) warning: Option<Warning>,
}

/// -q ln q, what a symbol of probability `q` gives to the entropy.
fn surprise(q: f64) -> f64 {
    if q > 0.0 { q * (0.0 - q.ln()) } else { 0.0 }
}

impl From<f64> for Estimation {
    fn from(value: f64) -> Self {
        Self { value, standard_deviation: None, warning: None }
    }
}

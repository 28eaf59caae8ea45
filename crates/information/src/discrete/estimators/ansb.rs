//! The asymptotic form of the NSB estimate for samples much smaller than the alphabet.
//!
//! Nemenman, "Coincidences and estimation of entropies of random variables with large cardinalities"
//! (2011), eq. 19.

use std::f64::consts::LN_2;

use gainful_kernels::{Cancelled, Control};

use super::{Assumptions, EntropyEstimator, Estimation};
use crate::Warning;
use crate::discrete::CountOfCounts;
use crate::gamma::{EULER_GAMMA, digamma};

pub(super) const ESTIMATOR: EntropyEstimator = EntropyEstimator { name: "ansb", entropy };

/// γ - ln 2 + 2 ln N - ψ(N - S): what counts is the number N - S of coincidences. Without any there is no
/// estimate.
fn entropy(counts: &CountOfCounts, _: &Assumptions, _: &Control) -> Result<Estimation, Cancelled> {
    let (samples, observed) = (counts.samples(), counts.observed());
    if samples == observed {
        return Ok(Estimation {
            value: f64::NAN,
            standard_deviation: None,
            warning: Some(Warning::NoCoincidences),
        });
    }
    let coincidences = digamma((samples - observed) as f64);
    Ok((EULER_GAMMA - LN_2 + 2.0 * (samples as f64).ln() - coincidences).into())
}

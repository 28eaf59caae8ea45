//! Divergences from differences of probabilities: Pearson's χ² (1900) and total variation.

use super::{Divergence, Parameter};

/// Σ (p - q)²/q
pub(super) const CHI_SQUARED: Divergence = Divergence {
    name: "chi-squared",
    has_unit: false,
    value: |pair, _| pair.sum(|p, q| if p == q { 0.0 } else { (p - q) * ((p - q) / q) }),
    parameter: Parameter::None,
};

/// ½ Σ |p - q|, the greatest difference of the probabilities of an event.
pub(super) const TOTAL_VARIATION: Divergence = Divergence {
    name: "total-variation",
    has_unit: false,
    value: |pair, _| Ok(pair.sum(|p, q| (p - q).abs())? / 2.0),
    parameter: Parameter::None,
};

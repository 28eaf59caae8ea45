//! Kullback & Leibler, "On information and sufficiency" (1951), and what is built from it: cross entropy,
//! the symmetric sum of Jeffreys (1946), and the divergence from a mixture of Lin, "Divergence measures based
//! on the Shannon entropy" (1991).

use gainful_kernels::Cancelled;

use super::{Divergence, Pair, Parameter};

/// Σ p ln(p/q)
pub(super) const KULLBACK_LEIBLER: Divergence = Divergence {
    name: "kullback-leibler",
    has_unit: true,
    value: |pair, _| kullback_leibler(pair),
    parameter: Parameter::None,
};

/// -Σ p ln q
pub(super) const CROSS_ENTROPY: Divergence = Divergence {
    name: "cross-entropy",
    has_unit: true,
    value: |pair, _| pair.sum(|p, q| if p == 0.0 { 0.0 } else { p * (0.0 - q.ln()) }),
    parameter: Parameter::None,
};

/// Σ (p - q) ln(p/q), the divergences in both directions together.
pub(super) const JEFFREYS: Divergence = Divergence {
    name: "jeffreys",
    has_unit: true,
    value: |pair, _| pair.sum(|p, q| relative(p, q) + relative(q, p)),
    parameter: Parameter::None,
};

/// w KL(p ‖ m) + (1 - w) KL(q ‖ m) with the mixture m = w p + (1 - w) q.
pub(super) const JENSEN_SHANNON: Divergence = Divergence {
    name: "jensen-shannon",
    has_unit: true,
    value: |pair, weight| {
        let other = 1.0 - weight;
        pair.sum(|p, q| {
            let mixture = weight * p + other * q;
            weight * relative(p, mixture) + other * relative(q, mixture)
        })
    },
    parameter: Parameter::Weight,
};

/// Σ p ln(p/q)
pub(super) fn kullback_leibler(pair: &Pair<'_>) -> Result<f64, Cancelled> {
    pair.sum(relative)
}

/// p ln(p/q), by the difference where the ratio is close to 1.
pub(super) fn relative(p: f64, q: f64) -> f64 {
    if p == 0.0 {
        return 0.0;
    }
    let difference = p - q;
    if difference.abs() < q / 2.0 { p * (difference / q).ln_1p() } else { p * (p / q).ln() }
}

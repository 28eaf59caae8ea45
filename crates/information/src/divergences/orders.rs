//! Divergences with an order, from Σ p^α q^(1 - α): those of Rényi (1961), Tsallis (1998) and Amari, "Differential-
//! geometrical methods in statistics" (1985), in the form of Cichocki & Amari (2010).
//!
//! Near order 1, and near 0 for the last, the sum minus 1 is summed by its small terms; at those orders
//! themselves the limits are Kullback-Leibler divergences.

use gainful_kernels::Cancelled;

use super::logarithmic::{kullback_leibler, relative};
use super::{Divergence, Pair, Parameter};

/// ln Σ p^α q^(1 - α) / (α - 1); ln max p/q at infinity.
pub(super) const RENYI: Divergence = Divergence {
    name: "renyi",
    has_unit: true,
    value: |pair, order| {
        if order == 1.0 {
            return kullback_leibler(pair);
        }
        if order == f64::INFINITY {
            let mut greatest = 0f64;
            pair.sum(|p, q| {
                if p > 0.0 {
                    greatest = greatest.max(p / q);
                }
                0.0
            })?;
            return Ok(greatest.ln());
        }
        Ok(excess(pair, order)?.ln_1p() / (order - 1.0))
    },
    parameter: Parameter::Order,
};

/// (Σ p^α q^(1 - α) - 1)/(α - 1)
pub(super) const TSALLIS: Divergence = Divergence {
    name: "tsallis",
    has_unit: false,
    value: |pair, order| {
        if order == 1.0 {
            return kullback_leibler(pair);
        }
        if order == f64::INFINITY {
            // Infinite unless the distributions are equal.
            let different = pair.sum(|p, q| (p - q).abs())? > 0.0;
            return Ok(if different { f64::INFINITY } else { 0.0 });
        }
        Ok(excess(pair, order)? / (order - 1.0))
    },
    parameter: Parameter::Order,
};

/// (Σ p^α q^(1 - α) - 1)/(α (α - 1)): KL(p ‖ q) at 1, KL(q ‖ p) at 0, half of Pearson's χ² at 2 and four times the squared
/// Hellinger distance at ½.
pub(super) const ALPHA: Divergence = Divergence {
    name: "alpha",
    has_unit: false,
    value: |pair, alpha| {
        if alpha == 1.0 {
            return kullback_leibler(pair);
        }
        if alpha == 0.0 {
            return pair.sum(|p, q| relative(q, p));
        }
        Ok(excess(pair, alpha)? / (alpha * (alpha - 1.0)))
    },
    parameter: Parameter::Alpha,
};

/// Σ p^α q^(1 - α) - 1.
///
/// With p^α q^(1 - α) - p = p ((p/q)^(α - 1) - 1) nothing cancels near α = 1; with the roles exchanged, near 0.
fn excess(pair: &Pair<'_>, alpha: f64) -> Result<f64, Cancelled> {
    pair.sum(|p, q| match (p > 0.0, q > 0.0) {
        (false, false) => 0.0,
        // 0^α q^(1 - α)
        (false, true) if alpha < 0.0 => f64::INFINITY,
        (false, true) if alpha < 0.5 => -q,
        (false, true) => 0.0,
        // p^α 0^(1 - α)
        (true, false) if alpha > 1.0 => f64::INFINITY,
        (true, false) if alpha < 0.5 => 0.0,
        (true, false) => -p,
        (true, true) if alpha < 0.5 => q * (alpha * (p / q).ln()).exp_m1(),
        (true, true) => p * ((alpha - 1.0) * (p / q).ln()).exp_m1(),
    })
}

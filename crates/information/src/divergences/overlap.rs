//! Distances from the overlap of two distributions: Hellinger (1909), Bhattacharyya (1943), and the divergence of
//! the Cauchy-Schwarz inequality (Jenssen et al. 2006).

use super::{Divergence, Parameter};

/// √(½ Σ (√p - √q)²) = √(1 - Σ √(p q)), from 0 to 1.
///
/// The differences keep the digits that the other form loses where the distributions are close.
pub(super) const HELLINGER: Divergence = Divergence {
    name: "hellinger",
    has_unit: false,
    value: |pair, _| Ok((pair.sum(|p, q| (p.sqrt() - q.sqrt()).powi(2))? / 2.0).sqrt()),
    parameter: Parameter::None,
};

/// -ln Σ √(p q); infinite for distributions without overlap.
pub(super) const BHATTACHARYYA: Divergence = Divergence {
    name: "bhattacharyya",
    has_unit: true,
    value: |pair, _| {
        // Σ √(p q) - 1 by the differences, as for the Hellinger distance.
        let half = pair.sum(|p, q| (p.sqrt() - q.sqrt()).powi(2))? / 2.0;
        if half < 0.5 {
            return Ok(0.0 - (-half).ln_1p());
        }
        Ok(0.0 - pair.sum(|p, q| (p * q).sqrt())?.ln())
    },
    parameter: Parameter::None,
};

/// -ln [(Σ p q)² / (Σ p² Σ q²)]; infinite for distributions without overlap.
pub(super) const CAUCHY_SCHWARZ: Divergence = Divergence {
    name: "cauchy-schwarz",
    has_unit: true,
    value: |pair, _| {
        let product = pair.sum(|p, q| p * q)?;
        let (of_p, of_q) = (pair.sum(|p, _| p * p)?, pair.sum(|_, q| q * q)?);
        Ok(0.0 - (product * (product / (of_p * of_q))).ln())
    },
    parameter: Parameter::None,
};

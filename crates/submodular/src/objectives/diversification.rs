//! Functions that weigh a utility against the least distance of two elements.
//!
//! f(S) = g(S) + λ min_{i ≠ j in S} d_ij, the second term 0 for fewer than two elements. Neither
//! submodular nor monotone even if g is both; [`Gist`](crate::optimizers::Gist) takes the two terms
//! apart.

use super::distance::Distances;
use super::mixture::Mixture;

/// A utility, and a multiple of the least distance.
#[derive(Debug)]
pub struct Diversification {
    /// g; a mixture of nothing where there is no utility.
    pub(crate) utility: Mixture,
    /// λ, positive.
    pub(crate) weight: f64,
    /// The distances d.
    pub(crate) distances: Distances,
}

impl Diversification {
    /// The least distance of two elements of a set, and 0 if it has fewer.
    pub(crate) fn least_distance(&self, set: &[u32]) -> f64 {
        let pairs = self.distances.pairs();
        let mut least = f64::INFINITY;
        for (place, &i) in set.iter().enumerate() {
            for &j in &set[..place] {
                least = least.min(pairs.entry(i, j));
            }
        }
        if least.is_finite() { least } else { 0.0 }
    }
}

//! What all matroids have in common: greedy finds their heaviest set.
//!
//! Edmonds, "Matroids and the greedy algorithm" (1971).

use super::IndependentSet;
use crate::optimizers::Candidate;

/// The largest sum of gains with which `set`, of a matroid, can be extended.
///
/// The sets by which a member of a matroid can be extended are a matroid again, so greedy is exact.
/// O(n log n) and n questions to the set. Leaves `candidates` ordered.
pub(super) fn largest_extension<S: IndependentSet>(
    mut set: S,
    candidates: &mut [Candidate],
) -> f64 {
    candidates.sort_unstable_by(|a, b| b.cmp(a));
    let mut sum = 0.0;
    for candidate in candidates.iter().filter(|candidate| candidate.gain > 0.0) {
        if set.admits(candidate.element) {
            set.insert(candidate.element);
            sum += candidate.gain;
        }
    }
    sum
}

//! At most k elements: the uniform matroid.
//!
//! Nemhauser, Wolsey & Fisher, "An analysis of approximations for maximizing submodular set
//! functions" (1978).

use gainful_kernels::{ArgumentError, pairwise_sum};

use crate::optimizers::Candidate;

/// Sets of at most k elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cardinality(usize);

impl Cardinality {
    /// Sets of at most `cardinality` elements.
    pub fn new(cardinality: usize) -> Self {
        Self(cardinality)
    }

    /// The largest number of elements.
    pub fn limit(self) -> usize {
        self.0
    }

    /// Fails unless there are from 1 to `size` elements to select, `size` being that of the ground
    /// set.
    pub fn check(self, size: usize) -> Result<(), ArgumentError> {
        if (1..=size).contains(&self.0) {
            return Ok(());
        }
        let expected = format!("an integer from 1 to {size}, the number of candidates,");
        Err(ArgumentError::out_of_range("cardinality", expected, self.0.to_string()))
    }

    /// The largest sum of gains that a set of the permitted size can have, which is the optimum
    /// of a function whose gains never change. Leaves `candidates` reordered.
    ///
    /// The sum is a function of the multiset of gains alone: O(n + k log k).
    pub(crate) fn largest_sum(self, candidates: &mut [Candidate]) -> f64 {
        let limit = self.0.min(candidates.len());
        if limit < candidates.len() {
            candidates.select_nth_unstable_by(limit, |a, b| b.cmp(a));
        }
        let mut largest: Vec<f64> =
            candidates[..limit].iter().map(|candidate| candidate.gain).collect();
        largest.sort_unstable_by(f64::total_cmp);
        pairwise_sum(&largest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_is_one_to_the_size_of_the_ground_set() {
        for (cardinality, fits) in [(0, false), (1, true), (8, true), (9, false)] {
            assert_eq!(Cardinality::new(cardinality).check(8).is_ok(), fits, "{cardinality}");
        }
        let error = Cardinality::new(9).check(8).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Expected an integer from 1 to 8, the number of candidates, for cardinality \
             but received 9"
        );
    }

    #[test]
    fn the_largest_gains_are_summed() {
        let gains = [3.0, 0.0, 5.0, 1.0, 5.0];
        for (limit, sum) in [(1, 5.0), (2, 10.0), (3, 13.0), (5, 14.0), (9, 14.0)] {
            let mut candidates: Vec<_> =
                (0..).zip(gains).map(|(element, gain)| Candidate { gain, element }).collect();
            assert_eq!(Cardinality::new(limit).largest_sum(&mut candidates), sum);
        }
    }
}

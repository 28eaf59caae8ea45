//! How far a covering set can be from the smallest one: a lower bound on the size of any set that
//! reaches the target, which comes with the gains of a greedy run.
//!
//! For a monotone submodular f, any O that reaches the target and any set S, f(S) and the gains at S
//! of the elements of O sum to at least the target. So O has at least as many elements outside S as
//! the fewest largest gains that are enough; the largest of these bounds over the prefixes S of a
//! run is kept. With the largest gain of every prefix of a greedy run alone, it already proves the
//! two bounds of Wolsey: the greedy set has at most 1 + ln(target / last gain) and 1 + ln(largest
//! gain / last gain) times as many elements as the smallest one, where what exceeds the target does
//! not count.
//!
//! Wolsey, "An analysis of the greedy algorithm for the submodular set covering problem" (1982).

use crate::optimizers::Candidate;

/// How much may be missing to the target, as a part of it, so that rounding in the gains does not
/// make sets appear too small.
const ROUNDING: f64 = 1e-9;

/// Proof of how small a covering set is, for monotone submodular functions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SizeCertificate {
    /// No set with fewer elements reaches the target, up to the rounding of the gains.
    pub lower_bound: usize,
    /// `lower_bound` as a share of the number of selected elements: 1 if there is no smaller set that
    /// reaches the target, 1/2 if the smallest one may have half as many elements. 1 where both are 0.
    pub ratio: f64,
}

impl SizeCertificate {
    /// The certificate of `size` elements where no fewer than `lower_bound` are enough.
    pub fn new(size: usize, lower_bound: usize) -> Self {
        // The set is enough itself; only rounding can put the bound above it.
        let lower_bound = lower_bound.min(size);
        let ratio = if size > 0 { lower_bound as f64 / size as f64 } else { 1.0 };
        Self { lower_bound, ratio }
    }
}

/// The largest lower bound on the size of a covering set seen so far in a run.
pub(crate) struct LowerBound {
    target: f64,
    /// The number of elements that every set has, and which count.
    included: usize,
    most: usize,
    scratch: Vec<f64>,
}

impl LowerBound {
    /// The bound that sets of value `target` have no fewer elements than they include in any case.
    pub(crate) fn new(target: f64, included: usize) -> Self {
        Self { target, included, most: included, scratch: Vec::new() }
    }

    /// What is missing to the target, at least.
    fn missing(&self, value: f64) -> f64 {
        self.target - value - ROUNDING * self.target.abs()
    }

    /// Takes f(S) and the gains at S, or bounds on them, of all elements outside S that a set may
    /// have. O(n log n).
    pub(crate) fn raise(&mut self, value: f64, outside: impl IntoIterator<Item = Candidate>) {
        let mut missing = self.missing(value);
        self.scratch.clear();
        self.scratch.extend(outside.into_iter().map(|outside| outside.gain));
        self.scratch.sort_unstable_by(|a, b| b.total_cmp(a));
        let mut fewest = 0;
        for &gain in &self.scratch {
            if missing <= 0.0 {
                break;
            }
            missing -= gain.max(0.0);
            fewest += 1;
        }
        self.most = self.most.max(self.included + fewest);
    }

    /// Takes f(S) and the largest gain at S.
    pub(crate) fn raise_by_largest(&mut self, value: f64, largest: f64) {
        let missing = self.missing(value);
        if missing > 0.0 && largest > 0.0 {
            let fewest = (missing / largest).ceil() as usize;
            self.most = self.most.max(self.included.saturating_add(fewest));
        }
    }

    /// Takes a bound that is known from elsewhere.
    pub(crate) fn learn(&mut self, bound: usize) {
        self.most = self.most.max(bound);
    }

    /// The largest bound.
    pub(crate) fn most(&self) -> usize {
        self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(gains: &[f64]) -> Vec<Candidate> {
        (0..).zip(gains).map(|(element, &gain)| Candidate { gain, element }).collect()
    }

    #[test]
    fn the_largest_bound_counts() {
        let mut bound = LowerBound::new(10.0, 1);
        assert_eq!(bound.most(), 1);
        bound.raise(2.0, candidates(&[1.0, 5.0, 3.0, 2.0]));
        assert_eq!(bound.most(), 1 + 2);
        bound.raise(9.0, candidates(&[0.25, 0.5, 0.25, -1.0]));
        assert_eq!(bound.most(), 1 + 3);
        bound.raise(10.0, candidates(&[1.0]));
        assert_eq!(bound.most(), 1 + 3);
        bound.raise_by_largest(8.0, 0.5);
        assert_eq!(bound.most(), 1 + 4);
        bound.raise_by_largest(8.0, 0.0);
        bound.raise_by_largest(10.5, 1e-300);
        assert_eq!(bound.most(), 1 + 4);
    }

    #[test]
    fn the_ratio_is_from_zero_to_one() {
        assert_eq!(SizeCertificate::new(0, 0).ratio, 1.0);
        assert_eq!(SizeCertificate::new(4, 3).ratio, 0.75);
        assert_eq!(SizeCertificate::new(3, 4), SizeCertificate { lower_bound: 3, ratio: 1.0 });
    }
}

//! How far a selection can be from the best one: an upper bound on the optimum that comes with the
//! gains of a greedy run.
//!
//! For a monotone submodular f, any feasible O and any set S,
//! f(O) <= f(S + O) <= f(S) + sum of the gains at S of the elements of O. So f(S) and the largest
//! sum of gains that a feasible set can have bound the optimum, for every prefix S of a run; the
//! least of these bounds is kept. Gains that are too large give a looser bound that still holds.
//!
//! Minoux, "Accelerated greedy algorithms for maximizing submodular set functions" (1978); Leskovec
//! et al., "Cost-effective outbreak detection in networks" (2007), section 3.2.

use crate::constraints::{Cardinality, IndependentSet};
use crate::optimizers::Candidate;

/// By how much a value may be below a negative bound, as a part of it, and still be the bound.
const ROUNDING: f64 = 1e-12;

/// Proof of how good a selection is, for monotone submodular functions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Certificate {
    /// No feasible set has a larger value, up to the rounding of the gains: relative 1e-15 of
    /// numbers in double precision, about 1e-6 in single precision.
    pub upper_bound: f64,
    /// The selection's value as a share of `upper_bound`: at least this part of the optimum is
    /// reached. Where the bound is not positive, no share of it means anything: 1 if the value is the
    /// bound, so that nothing is better, and 0 otherwise.
    pub ratio: f64,
}

impl Certificate {
    /// The certificate of a selection of value `value` where no feasible set is worth more than
    /// `upper_bound`.
    pub fn new(value: f64, upper_bound: f64) -> Self {
        // The selection is feasible itself; only rounding can put the bound below it.
        let upper_bound = upper_bound.max(value);
        // Likewise, only rounding can make the value negative, or a zero a negative one.
        let ratio = if upper_bound > 0.0 {
            value.max(0.0) / upper_bound + 0.0
        } else {
            f64::from(u8::from(value >= upper_bound * (1.0 + ROUNDING)))
        };
        Self { upper_bound, ratio }
    }
}

/// The least upper bound on the optimum seen so far in a run.
pub(crate) struct UpperBound<'a> {
    /// How many elements the best set has beside those that every set has.
    limit: usize,
    /// The elements that every set has, by the systems of the constraint.
    base: Vec<Box<dyn IndependentSet + 'a>>,
    least: f64,
    scratch: Vec<Candidate>,
}

impl<'a> UpperBound<'a> {
    /// No bound yet on the sets with no more than `limit` elements beside those of `base`.
    pub(crate) fn new(limit: usize, base: Vec<Box<dyn IndependentSet + 'a>>) -> Self {
        Self { limit, base, least: f64::INFINITY, scratch: Vec::new() }
    }

    /// Takes f(S) and the gains at S, or bounds on them, of all elements outside S that a feasible
    /// set can have.
    pub(crate) fn tighten(&mut self, value: f64, outside: impl IntoIterator<Item = Candidate>) {
        self.scratch.clear();
        // Not `extend`, which takes one element at a time from iterators of several parts. Only
        // rounding makes gains of a monotone function negative.
        outside.into_iter().for_each(|outside| {
            self.scratch.push(Candidate { gain: outside.gain.max(0.0), ..outside });
        });
        let mut largest = Cardinality::new(self.limit).largest_sum(&mut self.scratch);
        for set in &self.base {
            largest = largest.min(set.largest_sum(&mut self.scratch));
        }
        self.least = self.least.min(value + largest);
    }

    /// Takes a bound that is known from elsewhere.
    pub(crate) fn lower(&mut self, bound: f64) {
        self.least = self.least.min(bound);
    }

    /// The least bound.
    pub(crate) fn least(&self) -> f64 {
        self.least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_bound_counts() {
        let candidates = |gains: &[f64]| -> Vec<Candidate> {
            (0..).zip(gains).map(|(element, &gain)| Candidate { gain, element }).collect()
        };
        let mut bound = UpperBound::new(2, Vec::new());
        bound.tighten(0.0, candidates(&[3.0, 2.0, 2.0]));
        assert_eq!(bound.least(), 5.0);
        bound.tighten(3.0, candidates(&[1.0, 0.5]));
        assert_eq!(bound.least(), 4.5);
        bound.tighten(4.0, candidates(&[1.0]));
        assert_eq!(bound.least(), 4.5);
        bound.tighten(4.25, candidates(&[-1.0]));
        assert_eq!(bound.least(), 4.25);
    }

    #[test]
    fn the_ratio_is_from_zero_to_one_and_one_for_the_zero_function() {
        assert_eq!(Certificate::new(0.0, 0.0).ratio, 1.0);
        assert_eq!(Certificate::new(3.0, 4.0).ratio, 0.75);
        for value in [-1e-17, -0.0] {
            let ratio = Certificate::new(value, 1e-16).ratio;
            assert!(ratio == 0.0 && ratio.is_sign_positive(), "{ratio} for {value}");
        }
        for (value, bound, ratio) in [(-2.0, -1.0, 0.0), (-2.0, 0.0, 0.0), (-2.0, -2.0, 1.0)] {
            assert_eq!(Certificate::new(value, bound).ratio, ratio, "{value} of {bound}");
        }
        assert_eq!(Certificate::new(-0.1 - 0.2, -0.3).ratio, 1.0);
        let rounded = Certificate::new(1.0 + f64::EPSILON, 1.0);
        assert_eq!((rounded.ratio, rounded.upper_bound), (1.0, 1.0 + f64::EPSILON));
    }
}

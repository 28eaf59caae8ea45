//! Whether an objective has the structure that guarantees ask for, checked on the instance.
//!
//! With the values of all subsets at hand, the second differences
//! f(S + i) + f(S + j) - f(S + i + j) - f(S) decide: none negative means submodular, none positive
//! supermodular. General chains violate either often enough that nothing may be taken for granted.

use crate::objectives::TIE_TOLERANCE;

/// What the values of all subsets say of an objective. Differences of up to 1e-9 nats count as zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Structure {
    /// Adding a coordinate never lowers the value.
    pub increasing: bool,
    /// Adding a coordinate never raises the value.
    pub decreasing: bool,
    /// The least of f(S + i) + f(S + j) - f(S + i + j) - f(S).
    pub smallest_second_difference: f64,
    /// The largest.
    pub largest_second_difference: f64,
}

impl Structure {
    /// The structure of the function with the value `values[mask]` on each subset of `dimension`
    /// coordinates. O(d² 2^d).
    pub(crate) fn of(values: &[f64], dimension: usize) -> Self {
        let (mut smallest_gain, mut largest_gain) = (0.0f64, 0.0f64);
        let (mut smallest, mut largest) = (0.0f64, 0.0f64);
        for (mask, &value) in values.iter().enumerate() {
            let outside = (0..dimension).map(|i| 1 << i).filter(|bit| mask & bit == 0);
            for i in outside.clone() {
                let gain = values[mask | i] - value;
                smallest_gain = smallest_gain.min(gain);
                largest_gain = largest_gain.max(gain);
                for j in outside.clone().filter(|&j| j > i) {
                    let later = values[mask | i | j] - values[mask | j];
                    smallest = smallest.min(gain - later);
                    largest = largest.max(gain - later);
                }
            }
        }
        Self {
            increasing: smallest_gain >= -TIE_TOLERANCE,
            decreasing: largest_gain <= TIE_TOLERANCE,
            smallest_second_difference: smallest,
            largest_second_difference: largest,
        }
    }

    /// Gains never grow as the subset grows.
    pub fn is_submodular(&self) -> bool {
        self.smallest_second_difference >= -TIE_TOLERANCE
    }

    /// Gains never shrink as the subset grows.
    pub fn is_supermodular(&self) -> bool {
        self.largest_second_difference <= TIE_TOLERANCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn structure(value: impl Fn(f64) -> f64) -> Structure {
        let values: Vec<f64> = (0..16u32).map(|mask| value(f64::from(mask.count_ones()))).collect();
        Structure::of(&values, 4)
    }

    #[test]
    fn concave_functions_of_the_size_are_submodular() {
        let root = structure(f64::sqrt);
        assert!(root.is_submodular() && root.increasing);
        assert!(!root.is_supermodular() && !root.decreasing);
        // sqrt(1) + sqrt(1) - sqrt(2) - sqrt(0)
        assert!((root.largest_second_difference - (2.0 - 2.0f64.sqrt())).abs() < 1e-15);
    }

    #[test]
    fn convex_functions_of_the_size_are_supermodular() {
        let square = structure(|size| -size * size);
        assert!(square.is_submodular() && square.decreasing && !square.increasing);
        let square = structure(|size| size * size);
        assert!(square.is_supermodular() && !square.is_submodular());
        assert_eq!(square.smallest_second_difference, -2.0);
    }

    #[test]
    fn linear_functions_are_both() {
        let linear = structure(|size| 3.0 * size);
        assert!(linear.is_supermodular() && linear.is_submodular() && linear.increasing);
    }
}

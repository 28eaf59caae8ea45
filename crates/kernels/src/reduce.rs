//! Sums whose result depends on the values and their order alone.

/// Values summed one after the other before halves are paired; also the longest run of plain
/// additions, so the rounding error grows with the logarithm of the length beyond it.
const PAIRWISE_BASE: usize = 64;

/// Sums by halves: error O(log n) roundings instead of O(n), and an order that is fixed.
pub fn pairwise_sum(values: &[f64]) -> f64 {
    if values.len() <= PAIRWISE_BASE {
        return values.iter().sum();
    }
    // Halves are cut at a multiple of the base so that the order is a function of the length alone.
    let half = (values.len() / 2).next_multiple_of(PAIRWISE_BASE);
    pairwise_sum(&values[..half]) + pairwise_sum(&values[half..])
}

/// Neumaier's compensated sum: as if computed in twice the precision, for values that come one at
/// a time.
///
/// Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen" (1974).
#[derive(Clone, Copy, Debug, Default)]
pub struct CompensatedSum {
    sum: f64,
    compensation: f64,
}

impl CompensatedSum {
    /// Adds one value.
    pub fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        self.compensation += if self.sum.abs() >= value.abs() {
            (self.sum - sum) + value
        } else {
            (value - sum) + self.sum
        };
        self.sum = sum;
    }

    /// The sum so far.
    pub fn value(self) -> f64 {
        self.sum + self.compensation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compensation_keeps_what_addition_loses() {
        let mut sum = CompensatedSum::default();
        for value in [1.0, 1e100, 1.0, -1e100] {
            sum.add(value);
        }
        assert_eq!(sum.value(), 2.0);
    }

    #[test]
    fn pairwise_sums_of_integers_are_exact_at_every_length() {
        for length in (0..300).chain([1023, 4096, 100_001]) {
            let values: Vec<f64> = (0..length).map(f64::from).collect();
            let expected = f64::from(length) * (f64::from(length) - 1.0) / 2.0;
            assert_eq!(pairwise_sum(&values), expected, "length {length}");
        }
    }

    #[test]
    fn pairwise_error_stays_small() {
        let values = vec![0.1; 1_000_000];
        assert!((pairwise_sum(&values) - 100_000.0).abs() < 1e-9);
    }
}

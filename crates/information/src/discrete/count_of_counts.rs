//! How many symbols were seen once, twice, and so on: all that an entropy estimator needs.

use gainful_kernels::{ArgumentError, Cancelled, CompensatedSum, Control};

/// Classes treated between two looks at the control; a millisecond at most.
const BLOCK: usize = 1 << 12;

/// The count of counts of a sample that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountOfCounts {
    /// Pairs (count, number of symbols seen so often), ascending by count; none is zero.
    classes: Vec<(u64, u64)>,
    samples: u64,
    observed: u64,
}

impl CountOfCounts {
    /// From the count of each symbol; zeros (symbols never seen) are skipped.
    ///
    /// # Errors
    /// If no count is positive, or if their sum exceeds 64 bits.
    pub fn from_counts(counts: &[u64]) -> Result<Self, ArgumentError> {
        Self::new("counts", counts.iter().copied())
    }

    /// From pairs (count, number of symbols seen so often); pairs of the same count are added, and
    /// those with a zero are skipped.
    ///
    /// # Errors
    /// If nothing is left, or if the number of samples exceeds 64 bits.
    pub fn from_pairs(pairs: &[(u64, u64)]) -> Result<Self, ArgumentError> {
        let mut pairs: Vec<(u64, u64)> =
            pairs.iter().copied().filter(|&(count, symbols)| count > 0 && symbols > 0).collect();
        pairs.sort_unstable();
        let merged = pairs.chunk_by(|a, b| a.0 == b.0).map(|equal| {
            let symbols = equal.iter().try_fold(0u64, |sum, pair| sum.checked_add(pair.1));
            // A sum beyond 64 bits makes the number of samples too large as well.
            (equal[0].0, symbols.unwrap_or(u64::MAX))
        });
        Self::from_classes("countOfCounts", merged)
    }

    /// As [`from_counts`](Self::from_counts), for counts of the values of `argument`.
    pub(super) fn new(
        argument: &str,
        counts: impl IntoIterator<Item = u64>,
    ) -> Result<Self, ArgumentError> {
        let mut sorted: Vec<u64> = counts.into_iter().filter(|&count| count > 0).collect();
        sorted.sort_unstable();
        let classes = sorted.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len() as u64));
        Self::from_classes(argument, classes)
    }

    /// From pairs (count, number of symbols seen so often) of different positive counts.
    pub(super) fn from_classes(
        argument: &str,
        classes: impl IntoIterator<Item = (u64, u64)>,
    ) -> Result<Self, ArgumentError> {
        let mut classes: Vec<(u64, u64)> = classes.into_iter().collect();
        classes.sort_unstable();
        let samples = classes
            .iter()
            .try_fold(0u64, |sum, &(count, symbols)| sum.checked_add(count.checked_mul(symbols)?))
            .ok_or_else(|| {
                ArgumentError::out_of_range(argument, "a sum of at most 2^64 - 1", "a larger one")
            })?;
        if samples == 0 {
            return Err(ArgumentError::out_of_range(argument, "at least one observation", "none"));
        }
        // No more than the samples, since every count is positive.
        let observed = classes.iter().map(|&(_, symbols)| symbols).sum();
        Ok(Self { classes, samples, observed })
    }

    /// Pairs (n, m(n)): m(n) > 0 symbols were seen n > 0 times; ascending by n.
    pub fn classes(&self) -> &[(u64, u64)] {
        &self.classes
    }

    /// N: the number of samples.
    pub fn samples(&self) -> u64 {
        self.samples
    }

    /// S: the number of different symbols seen.
    pub fn observed(&self) -> u64 {
        self.observed
    }

    /// The number of symbols seen `count` times.
    pub fn seen(&self, count: u64) -> u64 {
        let place = self.classes.binary_search_by_key(&count, |&(count, _)| count);
        place.map_or(0, |place| self.classes[place].1)
    }

    /// Visits all classes in order.
    pub(super) fn each(
        &self,
        control: &Control,
        mut visit: impl FnMut(u64, u64),
    ) -> Result<(), Cancelled> {
        for classes in self.classes.chunks(BLOCK) {
            control.check()?;
            classes.iter().for_each(|&(count, symbols)| visit(count, symbols));
        }
        Ok(())
    }

    /// The sum of `term` over all classes, compensated.
    pub(super) fn sum(
        &self,
        control: &Control,
        mut term: impl FnMut(u64, u64) -> f64,
    ) -> Result<f64, Cancelled> {
        let mut sum = CompensatedSum::default();
        self.each(control, |count, symbols| sum.add(term(count, symbols)))?;
        Ok(sum.value())
    }
}

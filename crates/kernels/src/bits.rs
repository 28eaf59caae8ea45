//! Counting what two sets have in common, each a bit for every number that may be in it.
//!
//! Written once in plain Rust: the compiler makes vector instructions of it where a level has them.
//! Bound by the memory that the sets come from, an eighth of a byte for each number.

use crate::simd::dispatch::count_common_kernel;

/// How many bits are set in both, word by word.
///
/// # Panics
///
/// If the lengths differ.
pub fn count_common(x: &[u64], y: &[u64]) -> u64 {
    assert_eq!(x.len(), y.len(), "sets of numbers from the same range");
    // SAFETY: kernels are only handed out for an available level.
    unsafe { count_common_kernel()(x, y) }
}

/// The loop, for any instruction set.
#[inline(always)]
pub(crate) fn kernel(x: &[u64], y: &[u64]) -> u64 {
    x.iter().zip(y).map(|(x, y)| u64::from((x & y).count_ones())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;
    use crate::simd::dispatch::available;

    #[test]
    fn every_level_counts_bits_in_both() {
        for length in (0..70).chain([1000]) {
            let mut random = Random::new(1, length as u64);
            let mut words = || (0..length).map(|_| random.below(u64::MAX)).collect::<Vec<_>>();
            let (x, y) = (words(), words());
            let bit = |words: &[u64], bit: usize| words[bit / 64] >> (bit % 64) & 1 == 1;
            let expected = (0..64 * length).filter(|&i| bit(&x, i) && bit(&y, i)).count();
            for level in available() {
                // SAFETY: the level is available.
                let count = unsafe { (level.count_common)(&x, &y) };
                assert_eq!(count, expected as u64, "{} at length {length}", level.name());
            }
            assert_eq!(count_common(&x, &y), expected as u64);
        }
    }

    #[test]
    #[should_panic(expected = "from the same range")]
    fn lengths_must_agree() {
        count_common(&[1], &[]);
    }
}

//! Seeded random numbers: xoshiro256++ with one independent stream per step of a computation.
//!
//! A stream is a function of `(seed, stream)` alone, so work that is spread over threads draws the
//! same numbers wherever it runs.
//!
//! Blackman & Vigna, "Scrambled Linear Pseudorandom Number Generators" (2021).

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The odd constant of Weyl's sequence in splitmix64; it spreads consecutive stream numbers over
/// the whole seed space.
const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// One stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random(Xoshiro256PlusPlus);

impl Random {
    /// The stream numbered `stream` of `seed`.
    pub fn new(seed: u64, stream: u64) -> Self {
        // `seed_from_u64` hashes its argument with splitmix64, so related seeds are harmless.
        let mixed = seed.wrapping_add(stream.wrapping_mul(GOLDEN_GAMMA));
        Self(Xoshiro256PlusPlus::seed_from_u64(mixed))
    }

    /// A number in [0, 1), a multiple of 2^-53.
    pub fn unit(&mut self) -> f64 {
        self.0.random()
    }

    /// An integer in 0..`bound`, without bias. `bound` must be positive.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0.random_range(0..bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_four(seed: u64, stream: u64) -> [u64; 4] {
        let mut random = Random::new(seed, stream);
        std::array::from_fn(|_| random.below(1 << 40))
    }

    #[test]
    fn a_stream_repeats_and_differs_from_others() {
        assert_eq!(first_four(7, 3), first_four(7, 3));
        assert_ne!(first_four(7, 3), first_four(7, 4));
        assert_ne!(first_four(7, 3), first_four(8, 3));
    }

    #[test]
    fn numbers_fill_their_range_evenly() {
        let mut random = Random::new(0, 0);
        let mut counts = [0u32; 6];
        for _ in 0..60_000 {
            counts[random.below(6) as usize] += 1;
            assert!((0.0..1.0).contains(&random.unit()));
        }
        // Five standard deviations of a binomial count: 5 * sqrt(60,000 * 5/36) = 456.
        assert!(counts.iter().all(|&count| count.abs_diff(10_000) < 456), "{counts:?}");
    }
}

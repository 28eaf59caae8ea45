//! Seeded random numbers: xoshiro256++ with one independent stream per step of a computation.
//!
//! A stream is a function of `(seed, stream)` alone, so work that is spread over threads draws the
//! same numbers wherever it runs.
//!
//! Blackman & Vigna, "Scrambled Linear Pseudorandom Number Generators" (2021).

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// One stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random(Xoshiro256PlusPlus);

impl Random {
    /// The stream numbered `stream` of `seed`.
    pub fn new(seed: u64, stream: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed_of(seed, stream)))
    }

    /// A number in [0, 1), a multiple of 2^-53.
    pub fn unit(&mut self) -> f64 {
        self.0.random()
    }

    /// An integer in 0..`bound`, which must be positive.
    ///
    /// The probabilities are equal up to about 2^-64, which no sample that fits a computer shows.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0.random_range(0..bound)
    }
}

/// The seed of the generator of one stream.
///
/// The generator's four words of state are four steps of splitmix64 from here, a hash of its seed
/// plus 1 to 4 times a constant. So the seeds of two streams must not differ by few times that
/// constant; those of hashed numbers (the finalizer of MurmurHash3) differ by anything.
fn seed_of(seed: u64, stream: u64) -> u64 {
    let mut hash = stream;
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    seed.wrapping_add(hash ^ (hash >> 33))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By how much splitmix64 moves from one word of state to the next.
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

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
    fn streams_share_no_words_of_state() {
        let streams = (0..500).chain([1 << 32, 1 << 63, STEP, u64::MAX]);
        let seeds: Vec<u64> = streams.map(|stream| seed_of(7, stream)).collect();
        let shared =
            |a: u64, b: u64| (0..4).any(|words| b.wrapping_sub(a) == STEP.wrapping_mul(words));
        for (i, &a) in seeds.iter().enumerate() {
            assert!(seeds.iter().enumerate().all(|(j, &b)| i == j || !shared(a, b)), "{i}");
        }
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

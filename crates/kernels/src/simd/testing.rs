//! What the tests of all kernels share: one table of seeds and lengths, values that are hard on
//! rounding and on signed zeros, and the comparison of every available level with the scalar one.

use super::dispatch::{Kernels, available};
use super::lanes::Element;
use crate::Random;

const SEEDS: [u64; 3] = [0, 1, 0x5eed];

/// Lengths beyond those around the lane width: around the number of vectors that are summed before
/// widening, and a few long ones.
const LONG: [usize; 6] = [100, 511, 1024, 1025, 2500, 5003];

/// An element that tests can make and compare.
pub(crate) trait Sample: Element + std::fmt::Debug {
    /// The relative error to allow of sums of some thousand values.
    const TOLERANCE: f64;

    /// The nearest value of this type.
    fn nearest(value: f64) -> Self;

    /// The value's bits.
    fn bits(self) -> u64;
}

impl Sample for f32 {
    const TOLERANCE: f64 = 2e-6;

    fn nearest(value: f64) -> Self {
        value as f32
    }

    fn bits(self) -> u64 {
        self.to_bits().into()
    }
}

impl Sample for f64 {
    const TOLERANCE: f64 = 1e-14;

    fn nearest(value: f64) -> Self {
        value
    }

    fn bits(self) -> u64 {
        self.to_bits()
    }
}

/// A source of slices of one length, none of which begins at an address that suits vectors.
pub(crate) struct Source {
    random: Random,
    pub(crate) length: usize,
}

/// A slice that begins one value into its memory.
pub(crate) struct Unaligned<T>(Vec<T>);

impl<T> std::ops::Deref for Unaligned<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0[1..]
    }
}

impl<T> std::ops::DerefMut for Unaligned<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0[1..]
    }
}

impl Source {
    /// The next slice.
    pub(crate) fn slice<T: Sample>(&mut self) -> Unaligned<T> {
        Unaligned((0..=self.length).map(|_| self.value()).collect())
    }

    /// The next value: in (-1, 1), with zeros of both signs and tiny values among them.
    pub(crate) fn value<T: Sample>(&mut self) -> T {
        let value = 2.0 * self.random.unit() - 1.0;
        T::nearest(match self.random.below(16) {
            0 => 0.0,
            1 => -0.0,
            2 => value * 1e-42,
            3 => 0.5,
            _ => value,
        })
    }
}

/// Runs `compute` at every available level for every seed and length, and demands the same bits.
pub(crate) fn same_at_every_level<T: Sample, R: Sample>(
    compute: impl Fn(&Kernels<T>, &mut Source) -> Vec<R>,
) {
    for seed in SEEDS {
        for length in (0..=3 * T::LANES + 1).chain(LONG) {
            let mut reference: Option<Vec<u64>> = None;
            for level in available() {
                let mut source = Source { random: Random::new(seed, length as u64), length };
                let values = compute(T::kernels(level), &mut source);
                let bits: Vec<u64> = values.iter().map(|value| value.bits()).collect();
                let scalar = reference.get_or_insert_with(|| bits.clone());
                assert_eq!(&bits, scalar, "{} at length {length}, seed {seed}", level.name());
            }
        }
    }
}

/// Makes a test for each element type of a function that is generic over it.
macro_rules! for_both_types {
    ($($test:ident),+ $(,)?) => {
        $(mod $test {
            #[test]
            fn f32() {
                super::$test::<f32>();
            }

            #[test]
            fn f64() {
                super::$test::<f64>();
            }
        })+
    };
}

pub(crate) use for_both_types;

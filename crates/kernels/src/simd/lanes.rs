//! The vector that every kernel is written for: 16 lanes of f32 or 8 lanes of f64 (64 bytes), of
//! whatever registers the instruction set has.
//!
//! Each operation is exact lane by lane (IEEE 754, one rounding) and every order of combination is
//! fixed here, not by the instruction set; that is why all levels give the same bits.

use crate::argument::Float;
use crate::simd::dispatch::{Kernels, Level};

/// A number that kernels work on: `f32` or `f64`.
pub trait Element: Float + Lane {}

impl Element for f32 {}
impl Element for f64 {}

/// What [`Element`] needs inside this crate; out of reach for others, which seals it.
pub trait Lane: Copy + Default + Send + Sync + 'static {
    /// As many consecutive values as a vector has lanes.
    type Chunk: Copy + Send + Sync + AsRef<[Self]> + AsMut<[Self]>;

    /// The number of lanes.
    const LANES: usize;

    /// One.
    const ONE: Self;

    /// The least positive normal number.
    const LEAST: Self;

    /// A chunk of equal values.
    fn filled(value: Self) -> Self::Chunk;

    /// The whole chunks of `values`, and the values after them.
    fn chunks(values: &[Self]) -> (&[Self::Chunk], &[Self]);

    /// The whole chunks of `values`, and the values after them, to be written.
    fn chunks_mut(values: &mut [Self]) -> (&mut [Self::Chunk], &mut [Self]);

    /// The instances of all kernels for this type.
    fn kernels(level: &Level) -> &Kernels<Self>;

    /// The `values`, fewer than a chunk, followed by as many `fill` as it takes.
    #[inline(always)]
    fn padded(values: &[Self], fill: Self) -> Self::Chunk {
        let mut chunk = Self::filled(fill);
        chunk.as_mut()[..values.len()].copy_from_slice(values);
        chunk
    }
}

macro_rules! lane {
    ($element:ident, $lanes:literal) => {
        impl Lane for $element {
            type Chunk = [Self; $lanes];

            const LANES: usize = $lanes;
            const ONE: Self = 1.0;
            const LEAST: Self = Self::MIN_POSITIVE;

            #[inline(always)]
            fn filled(value: Self) -> Self::Chunk {
                [value; $lanes]
            }

            #[inline(always)]
            fn chunks(values: &[Self]) -> (&[Self::Chunk], &[Self]) {
                values.as_chunks()
            }

            #[inline(always)]
            fn chunks_mut(values: &mut [Self]) -> (&mut [Self::Chunk], &mut [Self]) {
                values.as_chunks_mut()
            }

            fn kernels(level: &Level) -> &Kernels<Self> {
                &level.$element
            }
        }
    };
}

lane!(f32, 16);
lane!(f64, 8);

/// A vector of [`Lane::LANES`] values.
///
/// A vector can only be made from a `Set`, the proof that the processor has the instructions; so
/// whoever holds one may use them. Everything is `#[inline(always)]` to become part of the one
/// function around it that carries `#[target_feature]`.
pub(crate) trait Lanes: Copy {
    /// The proof that the processor has the instructions.
    type Set: Copy;

    /// The type of one lane.
    type Element: Element;

    /// Eight lanes of f64.
    type Wide: Lanes<Element = f64>;

    /// The same value in all lanes.
    fn splat(set: Self::Set, value: Self::Element) -> Self;

    /// The values of a chunk.
    fn load(set: Self::Set, from: &<Self::Element as Lane>::Chunk) -> Self;

    /// Asks for the memory that lies `distance` bytes after `from`; never fails, wherever that is.
    fn prefetch(set: Self::Set, from: &<Self::Element as Lane>::Chunk, distance: usize);

    /// Writes all lanes.
    fn store(self, to: &mut <Self::Element as Lane>::Chunk);

    /// `self + other`.
    fn add(self, other: Self) -> Self;

    /// `self - other`.
    fn sub(self, other: Self) -> Self;

    /// `self * other`.
    fn mul(self, other: Self) -> Self;

    /// `self / other`.
    fn div(self, other: Self) -> Self;

    /// The square roots.
    fn sqrt(self) -> Self;

    /// `self` where it is greater than `other`, and `other` elsewhere: also for signed zeros, which
    /// the maximum of some instruction sets orders.
    fn max(self, other: Self) -> Self;

    /// `self` where it is less than `other`, and `other` elsewhere.
    fn min(self, other: Self) -> Self;

    /// The absolute values.
    fn abs(self) -> Self;

    /// `self * factor + addend` with a single rounding.
    fn fused(self, factor: Self, addend: Self) -> Self;

    /// Adds the products of `self` and `factor` in f64 to two sums, each with a single rounding: of 16
    /// lanes, the first eight to one and the last eight to the other; of eight lanes, all to the
    /// first.
    fn fused_wide(self, factor: Self, sums: [Self::Wide; 2]) -> [Self::Wide; 2];

    /// Which lanes are less than those of `bound`, a bit for each, the first one the least; a NaN is
    /// not.
    fn below(self, bound: Self) -> u32;

    /// The lanes in f64; of 16 lanes, lane i + 8 is added to lane i.
    fn widen(self) -> Self::Wide;

    /// The sum of eight f64 lanes by halves: lanes i + 4 to i, i + 2 to i, 1 to 0. Of 16 lanes, the
    /// sum of the widened ones.
    fn sum(self) -> f64;
}

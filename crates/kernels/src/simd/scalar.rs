//! The lanes as arrays, in plain Rust: the reference that every other level must equal, and the
//! level of processors without the instructions of the others.
//!
//! A fused multiply-add without hardware support is a call into the mathematical library, so the
//! products of this level are slow.

use super::lanes::{Lane, Lanes};

/// Plain Rust runs everywhere.
#[derive(Clone, Copy)]
pub(crate) struct Scalar;

impl Scalar {
    /// Always sound; `unsafe` to have the form of the other levels.
    #[inline(always)]
    pub(crate) unsafe fn new_unchecked() -> Self {
        Self
    }

    /// Every processor.
    pub(crate) fn is_available() -> bool {
        true
    }
}

/// 16 lanes of f32.
#[derive(Clone, Copy)]
pub(crate) struct F32([f32; 16]);

/// 8 lanes of f64.
#[derive(Clone, Copy)]
pub(crate) struct F64([f64; 8]);

macro_rules! lanewise {
    ($element:ty) => {
        type Set = Scalar;
        type Element = $element;
        type Wide = F64;

        #[inline(always)]
        fn splat(_: Scalar, value: $element) -> Self {
            Self(<$element as Lane>::filled(value))
        }

        #[inline(always)]
        fn load(_: Scalar, from: &<$element as Lane>::Chunk) -> Self {
            Self(*from)
        }

        #[inline(always)]
        fn prefetch(_: Scalar, _: &<$element as Lane>::Chunk, _: usize) {}

        #[inline(always)]
        fn store(self, to: &mut <$element as Lane>::Chunk) {
            *to = self.0;
        }

        #[inline(always)]
        fn add(self, other: Self) -> Self {
            Self(std::array::from_fn(|i| self.0[i] + other.0[i]))
        }

        #[inline(always)]
        fn sub(self, other: Self) -> Self {
            Self(std::array::from_fn(|i| self.0[i] - other.0[i]))
        }

        #[inline(always)]
        fn mul(self, other: Self) -> Self {
            Self(std::array::from_fn(|i| self.0[i] * other.0[i]))
        }

        #[inline(always)]
        fn div(self, other: Self) -> Self {
            Self(std::array::from_fn(|i| self.0[i] / other.0[i]))
        }

        #[inline(always)]
        fn sqrt(self) -> Self {
            Self(self.0.map(<$element>::sqrt))
        }

        #[inline(always)]
        fn max(self, other: Self) -> Self {
            let larger = |i| if self.0[i] > other.0[i] { self.0[i] } else { other.0[i] };
            Self(std::array::from_fn(larger))
        }

        #[inline(always)]
        fn min(self, other: Self) -> Self {
            let smaller = |i| if self.0[i] < other.0[i] { self.0[i] } else { other.0[i] };
            Self(std::array::from_fn(smaller))
        }

        #[inline(always)]
        fn abs(self) -> Self {
            Self(self.0.map(<$element>::abs))
        }

        #[inline(always)]
        fn fused(self, factor: Self, addend: Self) -> Self {
            Self(std::array::from_fn(|i| self.0[i].mul_add(factor.0[i], addend.0[i])))
        }

        #[inline(always)]
        fn below(self, bound: Self) -> u32 {
            let lanes = self.0.iter().zip(&bound.0).rev();
            lanes.fold(0, |below, (value, bound)| below << 1 | u32::from(value < bound))
        }
    };
}

impl Lanes for F32 {
    lanewise!(f32);

    #[inline(always)]
    fn fused_wide(self, factor: Self, [low, high]: [F64; 2]) -> [F64; 2] {
        let half = |values: [f32; 16], begin: usize| {
            F64(std::array::from_fn(|i| values[begin + i].into()))
        };
        let product = |begin, sum| half(self.0, begin).fused(half(factor.0, begin), sum);
        [product(0, low), product(8, high)]
    }

    #[inline(always)]
    fn widen(self) -> F64 {
        F64(std::array::from_fn(|i| f64::from(self.0[i]) + f64::from(self.0[i + 8])))
    }

    #[inline(always)]
    fn sum(self) -> f64 {
        self.widen().sum()
    }
}

impl Lanes for F64 {
    lanewise!(f64);

    #[inline(always)]
    fn fused_wide(self, factor: Self, [low, high]: [Self; 2]) -> [Self; 2] {
        [self.fused(factor, low), high]
    }

    #[inline(always)]
    fn widen(self) -> F64 {
        self
    }

    #[inline(always)]
    fn sum(self) -> f64 {
        let [a, b, c, d, e, f, g, h] = self.0;
        ((a + e) + (c + g)) + ((b + f) + (d + h))
    }
}

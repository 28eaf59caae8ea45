//! The lanes as four 128-bit registers: NEON, in every 64-bit Arm processor.
//!
//! The machines that release builds of this architecture run on compile and test this file.

use core::arch::aarch64::*;

use super::lanes::Lanes;

/// The proof that the processor has NEON.
#[derive(Clone, Copy)]
pub(crate) struct Neon(());

impl Neon {
    /// # Safety
    ///
    /// [`Self::is_available`] must hold.
    #[inline(always)]
    pub(crate) unsafe fn new_unchecked() -> Self {
        Self(())
    }

    /// Whether processor and operating system support the instructions.
    pub(crate) fn is_available() -> bool {
        std::arch::is_aarch64_feature_detected!("neon")
    }
}

/// 16 lanes of f32, in order.
#[derive(Clone, Copy)]
pub(crate) struct F32([float32x4_t; 4]);

/// 8 lanes of f64, in order.
#[derive(Clone, Copy)]
pub(crate) struct F64([float64x2_t; 4]);

/// Calls instructions of the set.
macro_rules! neon {
    ($call:expr) => {
        // SAFETY: a `Neon`, or a vector made from one, is at hand wherever this is used, so the
        // processor has NEON. Addresses come from references to whole chunks.
        unsafe { $call }
    };
}

/// Combines two vectors register by register.
macro_rules! pairwise {
    ($left:expr, $right:expr, |$a:ident, $b:ident| $call:expr) => {{
        let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = ($left.0, $right.0);
        Self([
            pairwise!(@one a0, b0, $a, $b, $call),
            pairwise!(@one a1, b1, $a, $b, $call),
            pairwise!(@one a2, b2, $a, $b, $call),
            pairwise!(@one a3, b3, $a, $b, $call),
        ])
    }};
    (@one $left:expr, $right:expr, $a:ident, $b:ident, $call:expr) => {{
        let ($a, $b) = ($left, $right);
        neon!($call)
    }};
}

impl Lanes for F32 {
    type Set = Neon;
    type Element = f32;
    type Wide = F64;

    #[inline(always)]
    fn splat(_: Neon, value: f32) -> Self {
        Self([neon!(vdupq_n_f32(value)); 4])
    }

    #[inline(always)]
    fn load(_: Neon, from: &[f32; 16]) -> Self {
        let from = from.as_ptr();
        Self([
            neon!(vld1q_f32(from)),
            neon!(vld1q_f32(from.add(4))),
            neon!(vld1q_f32(from.add(8))),
            neon!(vld1q_f32(from.add(12))),
        ])
    }

    /// Left to the processor: the instruction is not to be had in stable Rust.
    #[inline(always)]
    fn prefetch(_: Neon, _: &[f32; 16], _: usize) {}

    #[inline(always)]
    fn store(self, to: &mut [f32; 16]) {
        let to = to.as_mut_ptr();
        neon!(vst1q_f32(to, self.0[0]));
        neon!(vst1q_f32(to.add(4), self.0[1]));
        neon!(vst1q_f32(to.add(8), self.0[2]));
        neon!(vst1q_f32(to.add(12), self.0[3]));
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        pairwise!(self, other, |a, b| vaddq_f32(a, b))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        pairwise!(self, other, |a, b| vsubq_f32(a, b))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        pairwise!(self, other, |a, b| vmulq_f32(a, b))
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        pairwise!(self, other, |a, b| vdivq_f32(a, b))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(self.0.map(|register| neon!(vsqrtq_f32(register))))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        pairwise!(self, other, |a, b| vbslq_f32(vcgtq_f32(a, b), a, b))
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        pairwise!(self, other, |a, b| vbslq_f32(vcltq_f32(a, b), a, b))
    }

    #[inline(always)]
    fn abs(self) -> Self {
        let [a, b, c, d] = self.0;
        Self([neon!(vabsq_f32(a)), neon!(vabsq_f32(b)), neon!(vabsq_f32(c)), neon!(vabsq_f32(d))])
    }

    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h], [i, j, k, l]) = (self.0, factor.0, addend.0);
        Self([
            neon!(vfmaq_f32(i, a, e)),
            neon!(vfmaq_f32(j, b, f)),
            neon!(vfmaq_f32(k, c, g)),
            neon!(vfmaq_f32(l, d, h)),
        ])
    }

    #[inline(always)]
    fn fused_wide(self, factor: Self, [low, high]: [F64; 2]) -> [F64; 2] {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, factor.0);
        [widened(a, b).fused(widened(e, f), low), widened(c, d).fused(widened(g, h), high)]
    }

    #[inline(always)]
    fn below(self, bound: Self) -> u32 {
        const BITS: [u32; 4] = [1, 2, 4, 8];
        let bits = neon!(vld1q_u32(BITS.as_ptr()));
        let mut below = 0;
        for (value, bound) in self.0.into_iter().zip(bound.0).rev() {
            below = below << 4 | neon!(vaddvq_u32(vandq_u32(vcltq_f32(value, bound), bits)));
        }
        below
    }

    #[inline(always)]
    fn widen(self) -> F64 {
        let [a, b, c, d] = self.0;
        widened(a, b).add(widened(c, d))
    }

    #[inline(always)]
    fn sum(self) -> f64 {
        self.widen().sum()
    }
}

/// Eight lanes of f32 as f64.
#[inline(always)]
fn widened(first: float32x4_t, second: float32x4_t) -> F64 {
    F64([
        neon!(vcvt_f64_f32(vget_low_f32(first))),
        neon!(vcvt_high_f64_f32(first)),
        neon!(vcvt_f64_f32(vget_low_f32(second))),
        neon!(vcvt_high_f64_f32(second)),
    ])
}

impl Lanes for F64 {
    type Set = Neon;
    type Element = f64;
    type Wide = Self;

    #[inline(always)]
    fn splat(_: Neon, value: f64) -> Self {
        Self([neon!(vdupq_n_f64(value)); 4])
    }

    #[inline(always)]
    fn load(_: Neon, from: &[f64; 8]) -> Self {
        let from = from.as_ptr();
        Self([
            neon!(vld1q_f64(from)),
            neon!(vld1q_f64(from.add(2))),
            neon!(vld1q_f64(from.add(4))),
            neon!(vld1q_f64(from.add(6))),
        ])
    }

    /// Left to the processor: the instruction is not to be had in stable Rust.
    #[inline(always)]
    fn prefetch(_: Neon, _: &[f64; 8], _: usize) {}

    #[inline(always)]
    fn store(self, to: &mut [f64; 8]) {
        let to = to.as_mut_ptr();
        neon!(vst1q_f64(to, self.0[0]));
        neon!(vst1q_f64(to.add(2), self.0[1]));
        neon!(vst1q_f64(to.add(4), self.0[2]));
        neon!(vst1q_f64(to.add(6), self.0[3]));
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        pairwise!(self, other, |a, b| vaddq_f64(a, b))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        pairwise!(self, other, |a, b| vsubq_f64(a, b))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        pairwise!(self, other, |a, b| vmulq_f64(a, b))
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        pairwise!(self, other, |a, b| vdivq_f64(a, b))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(self.0.map(|register| neon!(vsqrtq_f64(register))))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        pairwise!(self, other, |a, b| vbslq_f64(vcgtq_f64(a, b), a, b))
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        pairwise!(self, other, |a, b| vbslq_f64(vcltq_f64(a, b), a, b))
    }

    #[inline(always)]
    fn abs(self) -> Self {
        let [a, b, c, d] = self.0;
        Self([neon!(vabsq_f64(a)), neon!(vabsq_f64(b)), neon!(vabsq_f64(c)), neon!(vabsq_f64(d))])
    }

    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h], [i, j, k, l]) = (self.0, factor.0, addend.0);
        Self([
            neon!(vfmaq_f64(i, a, e)),
            neon!(vfmaq_f64(j, b, f)),
            neon!(vfmaq_f64(k, c, g)),
            neon!(vfmaq_f64(l, d, h)),
        ])
    }

    #[inline(always)]
    fn fused_wide(self, factor: Self, [low, high]: [Self; 2]) -> [Self; 2] {
        [self.fused(factor, low), high]
    }

    #[inline(always)]
    fn below(self, bound: Self) -> u32 {
        const BITS: [u64; 2] = [1, 2];
        let bits = neon!(vld1q_u64(BITS.as_ptr()));
        let mut below = 0;
        for (value, bound) in self.0.into_iter().zip(bound.0).rev() {
            below = below << 2 | neon!(vaddvq_u64(vandq_u64(vcltq_f64(value, bound), bits))) as u32;
        }
        below
    }

    #[inline(always)]
    fn widen(self) -> Self {
        self
    }

    #[inline(always)]
    fn sum(self) -> f64 {
        let [a, b, c, d] = self.0;
        let low = neon!(vaddq_f64(a, c));
        let high = neon!(vaddq_f64(b, d));
        neon!(vaddvq_f64(vaddq_f64(low, high)))
    }
}

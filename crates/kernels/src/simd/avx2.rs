//! The lanes as pairs of 256-bit registers: AVX2 and FMA, in x86-64 processors since 2013 (Intel)
//! and 2015 (AMD).

use core::arch::x86_64::*;

use super::lanes::Lanes;

/// The proof that the processor has AVX2, FMA and POPCNT.
#[derive(Clone, Copy)]
pub(crate) struct Avx2(());

impl Avx2 {
    /// # Safety
    ///
    /// [`Self::is_available`] must hold.
    #[inline(always)]
    pub(crate) unsafe fn new_unchecked() -> Self {
        Self(())
    }

    /// Whether processor and operating system support the instructions.
    pub(crate) fn is_available() -> bool {
        is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("popcnt")
    }
}

/// 16 lanes of f32, the first eight in the first register.
#[derive(Clone, Copy)]
pub(crate) struct F32(__m256, __m256);

/// 8 lanes of f64, the first four in the first register.
#[derive(Clone, Copy)]
pub(crate) struct F64(__m256d, __m256d);

/// Calls instructions of the set.
macro_rules! avx2 {
    ($call:expr) => {
        // SAFETY: an `Avx2`, or a vector made from one, is at hand wherever this is used, so the
        // processor has AVX2, FMA and POPCNT. Addresses come from references to whole chunks.
        unsafe { $call }
    };
}

impl Lanes for F32 {
    type Set = Avx2;
    type Element = f32;
    type Wide = F64;

    #[inline(always)]
    fn splat(_: Avx2, value: f32) -> Self {
        let register = avx2!(_mm256_set1_ps(value));
        Self(register, register)
    }

    #[inline(always)]
    fn load(_: Avx2, from: &[f32; 16]) -> Self {
        let from = from.as_ptr();
        Self(avx2!(_mm256_loadu_ps(from)), avx2!(_mm256_loadu_ps(from.add(8))))
    }

    #[inline(always)]
    fn prefetch(_: Avx2, from: &[f32; 16], distance: usize) {
        let address = from.as_ptr().cast::<i8>().wrapping_add(distance);
        avx2!(_mm_prefetch::<_MM_HINT_T0>(address));
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; 16]) {
        let to = to.as_mut_ptr();
        avx2!(_mm256_storeu_ps(to, self.0));
        avx2!(_mm256_storeu_ps(to.add(8), self.1));
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(avx2!(_mm256_add_ps(self.0, other.0)), avx2!(_mm256_add_ps(self.1, other.1)))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(avx2!(_mm256_sub_ps(self.0, other.0)), avx2!(_mm256_sub_ps(self.1, other.1)))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(avx2!(_mm256_mul_ps(self.0, other.0)), avx2!(_mm256_mul_ps(self.1, other.1)))
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(avx2!(_mm256_div_ps(self.0, other.0)), avx2!(_mm256_div_ps(self.1, other.1)))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(avx2!(_mm256_sqrt_ps(self.0)), avx2!(_mm256_sqrt_ps(self.1)))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self(avx2!(_mm256_max_ps(self.0, other.0)), avx2!(_mm256_max_ps(self.1, other.1)))
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self(avx2!(_mm256_min_ps(self.0, other.0)), avx2!(_mm256_min_ps(self.1, other.1)))
    }

    #[inline(always)]
    fn abs(self) -> Self {
        let sign = avx2!(_mm256_set1_ps(-0.0));
        Self(avx2!(_mm256_andnot_ps(sign, self.0)), avx2!(_mm256_andnot_ps(sign, self.1)))
    }

    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        Self(
            avx2!(_mm256_fmadd_ps(self.0, factor.0, addend.0)),
            avx2!(_mm256_fmadd_ps(self.1, factor.1, addend.1)),
        )
    }

    #[inline(always)]
    fn fused_wide(self, factor: Self, [low, high]: [F64; 2]) -> [F64; 2] {
        [
            widened(self.0).fused(widened(factor.0), low),
            widened(self.1).fused(widened(factor.1), high),
        ]
    }

    #[inline(always)]
    fn below(self, bound: Self) -> u32 {
        let low = avx2!(_mm256_movemask_ps(_mm256_cmp_ps::<_CMP_LT_OQ>(self.0, bound.0)));
        let high = avx2!(_mm256_movemask_ps(_mm256_cmp_ps::<_CMP_LT_OQ>(self.1, bound.1)));
        (low | high << 8) as u32
    }

    #[inline(always)]
    fn widen(self) -> F64 {
        let low = widened(self.0);
        let high = widened(self.1);
        low.add(high)
    }

    #[inline(always)]
    fn sum(self) -> f64 {
        self.widen().sum()
    }
}

/// Eight lanes of f32 as f64.
#[inline(always)]
fn widened(register: __m256) -> F64 {
    F64(
        avx2!(_mm256_cvtps_pd(_mm256_castps256_ps128(register))),
        avx2!(_mm256_cvtps_pd(_mm256_extractf128_ps::<1>(register))),
    )
}

impl Lanes for F64 {
    type Set = Avx2;
    type Element = f64;
    type Wide = Self;

    #[inline(always)]
    fn splat(_: Avx2, value: f64) -> Self {
        let register = avx2!(_mm256_set1_pd(value));
        Self(register, register)
    }

    #[inline(always)]
    fn load(_: Avx2, from: &[f64; 8]) -> Self {
        let from = from.as_ptr();
        Self(avx2!(_mm256_loadu_pd(from)), avx2!(_mm256_loadu_pd(from.add(4))))
    }

    #[inline(always)]
    fn prefetch(_: Avx2, from: &[f64; 8], distance: usize) {
        let address = from.as_ptr().cast::<i8>().wrapping_add(distance);
        avx2!(_mm_prefetch::<_MM_HINT_T0>(address));
    }

    #[inline(always)]
    fn store(self, to: &mut [f64; 8]) {
        let to = to.as_mut_ptr();
        avx2!(_mm256_storeu_pd(to, self.0));
        avx2!(_mm256_storeu_pd(to.add(4), self.1));
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(avx2!(_mm256_add_pd(self.0, other.0)), avx2!(_mm256_add_pd(self.1, other.1)))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(avx2!(_mm256_sub_pd(self.0, other.0)), avx2!(_mm256_sub_pd(self.1, other.1)))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(avx2!(_mm256_mul_pd(self.0, other.0)), avx2!(_mm256_mul_pd(self.1, other.1)))
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(avx2!(_mm256_div_pd(self.0, other.0)), avx2!(_mm256_div_pd(self.1, other.1)))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(avx2!(_mm256_sqrt_pd(self.0)), avx2!(_mm256_sqrt_pd(self.1)))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self(avx2!(_mm256_max_pd(self.0, other.0)), avx2!(_mm256_max_pd(self.1, other.1)))
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self(avx2!(_mm256_min_pd(self.0, other.0)), avx2!(_mm256_min_pd(self.1, other.1)))
    }

    #[inline(always)]
    fn abs(self) -> Self {
        let sign = avx2!(_mm256_set1_pd(-0.0));
        Self(avx2!(_mm256_andnot_pd(sign, self.0)), avx2!(_mm256_andnot_pd(sign, self.1)))
    }

    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        Self(
            avx2!(_mm256_fmadd_pd(self.0, factor.0, addend.0)),
            avx2!(_mm256_fmadd_pd(self.1, factor.1, addend.1)),
        )
    }

    #[inline(always)]
    fn fused_wide(self, factor: Self, [low, high]: [Self; 2]) -> [Self; 2] {
        [self.fused(factor, low), high]
    }

    #[inline(always)]
    fn below(self, bound: Self) -> u32 {
        let low = avx2!(_mm256_movemask_pd(_mm256_cmp_pd::<_CMP_LT_OQ>(self.0, bound.0)));
        let high = avx2!(_mm256_movemask_pd(_mm256_cmp_pd::<_CMP_LT_OQ>(self.1, bound.1)));
        (low | high << 4) as u32
    }

    #[inline(always)]
    fn widen(self) -> Self {
        self
    }

    #[inline(always)]
    fn sum(self) -> f64 {
        let four = avx2!(_mm256_add_pd(self.0, self.1));
        let two = avx2!(_mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd::<1>(four)));
        avx2!(_mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two))))
    }
}

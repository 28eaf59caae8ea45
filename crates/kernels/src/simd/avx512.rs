//! The lanes as single 512-bit registers: AVX-512F.

use core::arch::x86_64::*;

use super::lanes::Lanes;

/// The proof that the processor has AVX-512F and POPCNT.
#[derive(Clone, Copy)]
pub(crate) struct Avx512(());

impl Avx512 {
    /// # Safety
    ///
    /// [`Self::is_available`] must hold.
    #[inline(always)]
    pub(crate) unsafe fn new_unchecked() -> Self {
        Self(())
    }

    /// Whether processor and operating system support the instructions.
    pub(crate) fn is_available() -> bool {
        is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("popcnt")
    }
}

/// 16 lanes of f32.
#[derive(Clone, Copy)]
pub(crate) struct F32(__m512);

/// 8 lanes of f64.
#[derive(Clone, Copy)]
pub(crate) struct F64(__m512d);

/// Calls instructions of the set.
macro_rules! avx512 {
    ($call:expr) => {
        // SAFETY: an `Avx512`, or a vector made from one, is at hand wherever this is used, so the
        // processor has AVX-512F and POPCNT. Addresses come from references to whole chunks.
        unsafe { $call }
    };
}

impl Lanes for F32 {
    type Set = Avx512;
    type Element = f32;
    type Wide = F64;

    #[inline(always)]
    fn splat(_: Avx512, value: f32) -> Self {
        Self(avx512!(_mm512_set1_ps(value)))
    }

    #[inline(always)]
    fn load(_: Avx512, from: &[f32; 16]) -> Self {
        Self(avx512!(_mm512_loadu_ps(from.as_ptr())))
    }

    #[inline(always)]
    fn prefetch(_: Avx512, from: &[f32; 16], distance: usize) {
        let address = from.as_ptr().cast::<i8>().wrapping_add(distance);
        avx512!(_mm_prefetch::<_MM_HINT_T0>(address));
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; 16]) {
        avx512!(_mm512_storeu_ps(to.as_mut_ptr(), self.0));
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(avx512!(_mm512_add_ps(self.0, other.0)))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(avx512!(_mm512_sub_ps(self.0, other.0)))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(avx512!(_mm512_mul_ps(self.0, other.0)))
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(avx512!(_mm512_div_ps(self.0, other.0)))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(avx512!(_mm512_sqrt_ps(self.0)))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self(avx512!(_mm512_max_ps(self.0, other.0)))
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self(avx512!(_mm512_min_ps(self.0, other.0)))
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self(avx512!(_mm512_abs_ps(self.0)))
    }

    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        Self(avx512!(_mm512_fmadd_ps(self.0, factor.0, addend.0)))
    }

    #[inline(always)]
    fn fused_wide(self, factor: Self, [low, high]: [F64; 2]) -> [F64; 2] {
        let ([a, b], [c, d]) = (self.halves(), factor.halves());
        [a.fused(c, low), b.fused(d, high)]
    }

    #[inline(always)]
    fn below(self, bound: Self) -> u32 {
        avx512!(_mm512_cmp_ps_mask::<_CMP_LT_OQ>(self.0, bound.0)).into()
    }

    #[inline(always)]
    fn widen(self) -> F64 {
        let [low, high] = self.halves();
        low.add(high)
    }

    #[inline(always)]
    fn sum(self) -> f64 {
        self.widen().sum()
    }
}

impl F32 {
    /// The first and the last eight lanes as f64.
    #[inline(always)]
    fn halves(self) -> [F64; 2] {
        // The upper half moves through the f64 view because AVX-512F alone can only extract that.
        let high = avx512!(_mm512_extractf64x4_pd::<1>(_mm512_castps_pd(self.0)));
        [
            F64(avx512!(_mm512_cvtps_pd(_mm512_castps512_ps256(self.0)))),
            F64(avx512!(_mm512_cvtps_pd(_mm256_castpd_ps(high)))),
        ]
    }
}

impl Lanes for F64 {
    type Set = Avx512;
    type Element = f64;
    type Wide = Self;

    #[inline(always)]
    fn splat(_: Avx512, value: f64) -> Self {
        Self(avx512!(_mm512_set1_pd(value)))
    }

    #[inline(always)]
    fn load(_: Avx512, from: &[f64; 8]) -> Self {
        Self(avx512!(_mm512_loadu_pd(from.as_ptr())))
    }

    #[inline(always)]
    fn prefetch(_: Avx512, from: &[f64; 8], distance: usize) {
        let address = from.as_ptr().cast::<i8>().wrapping_add(distance);
        avx512!(_mm_prefetch::<_MM_HINT_T0>(address));
    }

    #[inline(always)]
    fn store(self, to: &mut [f64; 8]) {
        avx512!(_mm512_storeu_pd(to.as_mut_ptr(), self.0));
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(avx512!(_mm512_add_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(avx512!(_mm512_sub_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(avx512!(_mm512_mul_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(avx512!(_mm512_div_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(avx512!(_mm512_sqrt_pd(self.0)))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self(avx512!(_mm512_max_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self(avx512!(_mm512_min_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self(avx512!(_mm512_abs_pd(self.0)))
    }

    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        Self(avx512!(_mm512_fmadd_pd(self.0, factor.0, addend.0)))
    }

    #[inline(always)]
    fn fused_wide(self, factor: Self, [low, high]: [Self; 2]) -> [Self; 2] {
        [self.fused(factor, low), high]
    }

    #[inline(always)]
    fn below(self, bound: Self) -> u32 {
        avx512!(_mm512_cmp_pd_mask::<_CMP_LT_OQ>(self.0, bound.0)).into()
    }

    #[inline(always)]
    fn widen(self) -> Self {
        self
    }

    #[inline(always)]
    fn sum(self) -> f64 {
        let low = avx512!(_mm512_castpd512_pd256(self.0));
        let high = avx512!(_mm512_extractf64x4_pd::<1>(self.0));
        let four = avx512!(_mm256_add_pd(low, high));
        let two =
            avx512!(_mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd::<1>(four)));
        avx512!(_mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two))))
    }
}

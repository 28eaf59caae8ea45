//! The bytes of a block in four registers of SSE2, which every x86-64 processor has.

use super::SIZE;
use core::arch::x86_64::*;

/// Calls instructions of the set.
macro_rules! sse2 {
    ($call:expr) => {
        // SAFETY: every processor of this architecture has SSE2. The one address comes from a reference
        // to as many bytes as are loaded, and the load needs no alignment.
        unsafe { $call }
    };
}

/// Sixty-four bytes.
#[derive(Clone, Copy)]
pub(super) struct Bytes([__m128i; 4]);

impl Bytes {
    #[inline(always)]
    pub(super) fn new(bytes: &[u8; SIZE]) -> Self {
        let (parts, _) = bytes.as_chunks::<16>();
        Self([0, 1, 2, 3].map(|index| sse2!(_mm_loadu_si128(parts[index].as_ptr().cast()))))
    }

    /// With bit 5 of each byte set: capital letters are small ones then.
    #[inline(always)]
    pub(super) fn folded(self) -> Self {
        let bit = splat(0x20);
        Self(self.0.map(|part| sse2!(_mm_or_si128(part, bit))))
    }

    /// Which bytes are equal to `byte`.
    #[inline(always)]
    pub(super) fn equal(self, byte: u8) -> u64 {
        let byte = splat(byte);
        bits(self.0.map(|part| sse2!(_mm_cmpeq_epi8(part, byte))))
    }

    /// Which bytes are in `first..=last`.
    #[inline(always)]
    pub(super) fn between(self, first: u8, last: u8) -> u64 {
        // Moved so that the first one is the least of the signed numbers.
        let (shift, bound) = (splat(0x80u8.wrapping_sub(first)), splat(0x81 + (last - first)));
        bits(self.0.map(|part| sse2!(_mm_cmplt_epi8(_mm_add_epi8(part, shift), bound))))
    }

    /// Which bytes are not ASCII.
    #[inline(always)]
    pub(super) fn high_bits(self) -> u64 {
        bits(self.0)
    }
}

#[inline(always)]
fn splat(byte: u8) -> __m128i {
    sse2!(_mm_set1_epi8(byte.cast_signed()))
}

/// The high bits of all bytes.
#[inline(always)]
fn bits(parts: [__m128i; 4]) -> u64 {
    let [a, b, c, d] = parts.map(|part| u64::from(sse2!(_mm_movemask_epi8(part)).cast_unsigned()));
    a | b << 16 | c << 32 | d << 48
}

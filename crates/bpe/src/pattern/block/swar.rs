//! The bytes of a block in eight machine words, for any processor.

use super::SIZE;

/// Sixty-four bytes.
#[derive(Clone, Copy)]
pub(super) struct Bytes([u64; 8]);

const HIGH: u64 = 0x8080_8080_8080_8080;
const EACH: u64 = 0x0101_0101_0101_0101;

impl Bytes {
    #[inline(always)]
    pub(super) fn new(bytes: &[u8; SIZE]) -> Self {
        let (words, _) = bytes.as_chunks::<8>();
        let mut all = [0; 8];
        for (word, bytes) in all.iter_mut().zip(words) {
            *word = u64::from_le_bytes(*bytes);
        }
        Self(all)
    }

    /// With bit 5 of each byte set: capital letters are small ones then.
    #[inline(always)]
    pub(super) fn folded(self) -> Self {
        Self(self.0.map(|word| word | (EACH * 0x20)))
    }

    /// Which bytes are equal to `byte`, which is ASCII.
    #[inline(always)]
    pub(super) fn equal(self, byte: u8) -> u64 {
        self.between(byte, byte)
    }

    /// Which bytes are in `first..=last`, all of them ASCII.
    #[inline(always)]
    pub(super) fn between(self, first: u8, last: u8) -> u64 {
        // Seven bits of a byte plus a constant set the eighth bit where the byte reaches a bound.
        let reaches = |low: u64, bound: u8| low + EACH * (0x80 - u64::from(bound));
        bits(self.0.map(|word| {
            let low = word & !HIGH;
            reaches(low, first) & !reaches(low, last + 1) & !word
        }))
    }

    /// Which bytes are not ASCII.
    #[inline(always)]
    pub(super) fn high_bits(self) -> u64 {
        bits(self.0)
    }
}

/// The high bits of all bytes.
#[inline(always)]
fn bits(words: [u64; 8]) -> u64 {
    // The product moves bit 8 i to bit 56 + i.
    let gathered = words.map(|word| (word >> 7 & EACH).wrapping_mul(0x0102_0408_1020_4080) >> 56);
    gathered.iter().rev().fold(0, |bits, byte| bits << 8 | byte)
}

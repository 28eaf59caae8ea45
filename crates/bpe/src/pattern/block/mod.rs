//! Sixty-four bytes at a time: where which ASCII characters stand, as a bit for each byte, the first
//! one the least. The borders of the pieces of most texts then come of a few operations on such bits
//! (Langdale & Lemire, "Parsing Gigabytes of JSON per Second", 2019, section 3.1), without a branch
//! for each character.
//!
//! A block begins where a piece does, so nothing before it matters. What needs characters that are
//! not ASCII, or after the block, is left to the scanners that go character by character.

#[cfg(target_arch = "x86_64")]
mod sse2;
#[cfg(any(test, not(target_arch = "x86_64")))]
mod swar;

#[cfg(target_arch = "x86_64")]
use sse2::Bytes;
#[cfg(not(target_arch = "x86_64"))]
use swar::Bytes;

use super::BATCH;
use super::text::Text;

/// The number of bytes of a block.
pub(super) const SIZE: usize = 64;

/// Of a block with fewer ASCII characters before the first other one, all pieces are found one by
/// one: too few of them are found by bits to pay for these.
const FEWEST: u32 = 16;

/// Where the bytes of each kind are in a block that starts with a piece. Bytes from the first one on
/// that is not ASCII are of no kind that can be relied on.
pub(super) struct Block<'a> {
    pub(super) bytes: &'a [u8; SIZE],
    /// How many ASCII characters the block begins with.
    pub(super) length: u32,
    pub(super) letters: u64,
    pub(super) capitals: u64,
    pub(super) digits: u64,
    /// Spaces, tabs, line ends: U+0009-000D and U+0020.
    pub(super) white: u64,
    /// U+0020.
    pub(super) spaces: u64,
    /// Line feeds and carriage returns.
    pub(super) line_ends: u64,
    pub(super) apostrophes: u64,
    pub(super) slashes: u64,
    /// The line feeds after which a text ends, if lines are split by themselves.
    pub(super) ends: u64,
}

impl<'a> Block<'a> {
    #[inline(always)]
    fn new(bytes: &'a [u8; SIZE], lines: bool) -> Self {
        let all = Bytes::new(bytes);
        let line_feeds = all.equal(b'\n');
        let spaces = all.equal(b' ');
        Self {
            bytes,
            length: all.high_bits().trailing_zeros(),
            letters: all.folded().between(b'a', b'z'),
            capitals: all.between(b'A', b'Z'),
            digits: all.between(b'0', b'9'),
            white: all.between(b'\t', b'\r') | spaces,
            spaces,
            line_ends: line_feeds | all.equal(b'\r'),
            apostrophes: all.equal(b'\''),
            slashes: all.equal(b'/'),
            ends: if lines { line_feeds } else { 0 },
        }
    }

    /// Neither letters nor digits nor white space.
    #[inline(always)]
    pub(super) fn others(&self) -> u64 {
        !(self.letters | self.digits | self.white)
    }
}

/// Where pieces start in a block, and below which bit that is known.
pub(super) struct Starts {
    pub(super) bits: u64,
    pub(super) known: u32,
}

impl Starts {
    /// The starts that are known, but for that of the block.
    #[inline(always)]
    fn after_first(self) -> u64 {
        match 1u64.checked_shl(self.known) {
            Some(bit) => self.bits & (bit - 1) & !1,
            None => self.bits & !1,
        }
    }
}

/// The bits whose predecessors are set.
#[inline(always)]
pub(super) fn after(bits: u64) -> u64 {
    bits << 1
}

/// The first ones of all runs.
#[inline(always)]
pub(super) fn firsts(bits: u64) -> u64 {
    bits & !after(bits)
}

/// The set bits, least first.
#[inline(always)]
pub(super) fn indices(mut bits: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let index = bits.trailing_zeros();
        (bits != 0).then(|| {
            bits &= bits - 1;
            index
        })
    })
}

/// The body of a [`super::Definition::scan`] whose pieces are found by blocks, as `starts` finds them,
/// and else one by one.
#[inline(always)]
pub(super) fn scan_blocks(
    text: Text<'_>,
    start: usize,
    ends: &mut [usize; BATCH],
    starts: impl Fn(&Block<'_>) -> Starts,
    piece_end: impl Fn(Text<'_>, usize) -> usize,
) -> usize {
    let (mut at, mut filled) = (start, 0);
    // Pieces are found one by one up to there.
    let mut slow_until = start;
    while at < text.len() {
        if at >= slow_until
            && let Some(bytes) = text.from(at).first_chunk::<SIZE>()
        {
            let Some(room) = ends[filled..].first_chunk_mut::<SIZE>() else { return filled };
            let block = Block::new(bytes, text.has_lines());
            let found = starts(&block).after_first();
            if found != 0 {
                filled += write(found, at, room);
                at += 63 - found.leading_zeros() as usize;
                continue;
            }
            slow_until = at + if block.length < FEWEST { SIZE } else { 1 };
        }
        let Some(end) = ends.get_mut(filled) else { return filled };
        at = piece_end(text.line(at), at);
        *end = at;
        filled += 1;
    }
    filled
}

/// Writes the places of the set bits, of which there are fewer than 64, counted from `at`, and returns
/// how many they are. Writes eight at once, so that what comes after them rarely depends on a branch.
#[inline(always)]
fn write(mut bits: u64, at: usize, places: &mut [usize; SIZE]) -> usize {
    let count = bits.count_ones() as usize;
    let (eights, _) = places.as_chunks_mut::<8>();
    for eight in eights {
        for place in eight {
            *place = at + bits.trailing_zeros() as usize;
            bits &= bits.wrapping_sub(1);
        }
        if bits == 0 {
            break;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_apart() {
        for first in 0..=255u8 {
            let mut bytes = [0; SIZE];
            bytes.iter_mut().zip(0..).for_each(|(byte, index)| *byte = first.wrapping_add(index));
            let bits = |is: &dyn Fn(u8) -> bool| {
                bytes.iter().rev().fold(0u64, |bits, &byte| bits << 1 | u64::from(is(byte)))
            };
            macro_rules! check {
                ($($bytes:ty),*) => {$({
                    let all = <$bytes>::new(&bytes);
                    for byte in [b'\n', b'\r', b' ', b'\'', b'/', 0, 0x7f] {
                        assert_eq!(all.equal(byte), bits(&|other| other == byte));
                    }
                    for (low, high) in [(b'A', b'Z'), (b'0', b'9'), (b'\t', b'\r'), (0, 1)] {
                        let expected = bits(&|byte| (low..=high).contains(&byte));
                        assert_eq!(all.between(low, high), expected, "{low} {high} {first}");
                    }
                    let letters = bits(&|byte| byte.is_ascii_alphabetic());
                    assert_eq!(all.folded().between(b'a', b'z'), letters);
                    assert_eq!(all.high_bits(), bits(&|byte| !byte.is_ascii()));
                })*};
            }
            check!(swar::Bytes, Bytes);
        }
    }

    #[test]
    fn places_of_bits_are_written() {
        for bits in [1, 2, 0x8000_0000_0000_0000, 0xff, 0x1ff, 0x5555_5555_5555_5555, !1] {
            let mut places = [0; SIZE];
            let count = write(bits, 100, &mut places);
            let expected: Vec<usize> =
                (0..64).filter(|i| bits >> i & 1 == 1).map(|i| 100 + i).collect();
            assert_eq!(places[..count], expected);
            assert!(indices(bits).map(|i| 100 + i as usize).eq(expected));
        }
    }
}

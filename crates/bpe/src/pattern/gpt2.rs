//! The GPT-2 pattern, also used by r50k and p50k.
//!
//! Radford et al., "Language Models are Unsupervised Multitask Learners" (2019), `encoder.py`.

use super::Definition;
use super::block::{Block, Starts, after, firsts, indices, scan_blocks};
use super::class::{self, Class};
use super::text::Text;

pub(super) static DEFINITION: Definition = Definition {
    name: "gpt2",
    sources: &[r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"],
    spellings: &[
        r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
        r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s",
    ],
    keeps_rest: true,
    scan: |text, start, ends| scan_blocks(text, start, ends, starts, piece_end),
    is_boundary: Some(is_boundary),
};

/// Where the pieces of a block start.
#[inline(always)]
fn starts(block: &Block<'_>) -> Starts {
    let Block { letters, digits, white, .. } = *block;
    // A space belongs to what follows it; the last character of white space is by itself or such a
    // space, unless the text ends after it.
    let runs = firsts(letters) | firsts(digits) | firsts(block.others());
    let last_white = white & !(white >> 1) & !block.ends;
    let mut bits = firsts(white) | last_white | (runs & !after(block.spaces)) | after(block.ends);
    // Contractions that the block cuts off start no piece that is known.
    for at in indices(block.apostrophes & bits) {
        let length = contraction_length(&block.bytes[at as usize + 1..]) as u32;
        if length > 0 {
            bits = bits & !(2 << at) | 2u64.checked_shl(at + length).unwrap_or(0);
        }
    }
    // The last character of a block may be white space that goes on.
    Starts { bits, known: block.length.saturating_sub(1) }
}

/// The end of the piece that starts at `start`.
#[inline(always)]
fn piece_end(text: Text<'_>, start: usize) -> usize {
    let first = text.byte(start);
    if first == b'\'' {
        let length = contraction_length(text.from(start + 1));
        if length > 0 {
            return start + 1 + length;
        }
    }
    // A space belongs to the run that follows it, unless that is white space.
    let at = start + usize::from(first == b' ' && start + 1 < text.len());
    let (class, length) = text.class(at);
    if class.is(Class::LETTER) {
        text.letters_end(at + length)
    } else if class.is(Class::SPACE) {
        text.space_end(start, |_| false)
    } else if class.is(Class::NUMBER) {
        text.run_end(at + length, |class| class.is(Class::NUMBER))
    } else {
        text.others_end(at + length)
    }
}

/// The length of the contraction that `text`, which follows an apostrophe, begins with; zero if none.
fn contraction_length(text: &[u8]) -> usize {
    match text {
        [b's' | b't' | b'm' | b'd', ..] => 1,
        [b'r' | b'v', b'e', ..] | [b'l', b'l', ..] => 2,
        _ => 0,
    }
}

/// Before a space or a line feed that follows anything but white space: no alternative goes on from
/// there into white space.
fn is_boundary(text: &[u8], at: usize) -> bool {
    matches!(text[at], b' ' | b'\n')
        && class::before(text, at).is_none_or(|class| !class.is(Class::SPACE))
}

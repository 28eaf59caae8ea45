//! The GPT-2 pattern, also used by r50k and p50k.
//!
//! Radford et al., "Language Models are Unsupervised Multitask Learners" (2019), `encoder.py`.
//! The scanner needs no look-ahead: `\s+(?!\S)` is all of a run of white space but its last
//! character, which goes to what follows or stands alone.

use super::class::{self, Class};
use super::{Definition, scan_pieces};

pub(super) static DEFINITION: Definition = Definition {
    name: "gpt2",
    source: r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    scan: |text, start, ends| scan_pieces(text, start, ends, piece_end),
    is_boundary,
};

/// The end of the piece that starts at `start`.
#[inline(always)]
fn piece_end(text: &[u8], start: usize) -> usize {
    let first = text[start];
    if first == b'\'' {
        let length = contraction_length(&text[start + 1..]);
        if length > 0 {
            return start + 1 + length;
        }
    }
    // A space belongs to the run that follows it, unless that is white space.
    let at = start + usize::from(first == b' ' && start + 1 < text.len());
    match class::at(text, at) {
        (Class::Letter, length) => class::letters_end(text, at + length),
        (Class::Space, _) => space_end(text, start),
        (class, length) => class::run_end(text, at + length, class),
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

/// The end of the piece of white space that starts at `start`.
fn space_end(text: &[u8], start: usize) -> usize {
    let (mut at, mut last) = (start, start);
    while at < text.len() {
        let (class, length) = class::at(text, at);
        if class != Class::Space {
            // What follows takes the last space, if there is another one to leave.
            return if last > start { last } else { at };
        }
        last = at;
        at += length;
    }
    at
}

/// Before a space or a line end that follows anything but white space: no alternative goes on from
/// there into white space.
fn is_boundary(text: &[u8], at: usize) -> bool {
    matches!(text[at], b' ' | b'\n') && class::before(text, at) != Class::Space
}

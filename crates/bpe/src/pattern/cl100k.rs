//! The pattern of cl100k, which llama3 and, but for the digits, qwen2 share.
//!
//! tiktoken, `tiktoken_ext/openai_public.py`. Simple case folding makes U+017F (long s) an s.

use super::class::{self, Class};
use super::text::{Text, is_line_end};
use super::{Definition, contraction};

pub(super) static DEFINITION: Definition = Definition {
    name: "cl100k",
    sources: SOURCES,
    spellings: &[
        r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+",
    ],
    keeps_rest: true,
    scan: |text, start, ends| super::scan_pieces(text, start, ends, piece_end::<3>),
    is_boundary: Some(is_boundary),
};

pub(super) const SOURCES: &[&str] = &[
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
];

/// The end of the piece that starts at `start`; a piece has at most so many `DIGITS`.
#[inline(always)]
pub(super) fn piece_end<const DIGITS: usize>(text: Text<'_>, start: usize) -> usize {
    let first = text.byte(start);
    let (class, length) = text.class(start);
    let after = start + length;
    if class.is(Class::LETTER) {
        return text.letters_end(after);
    }
    if class.is(Class::NUMBER) {
        return text.numbers_end(after, DIGITS - 1);
    }
    if first == b'\'' {
        let length = contraction::length(text.from(start));
        if length > 0 {
            return start + length;
        }
    }
    // Any one character but a line end may lead letters; a space may lead others, too.
    let next = text.next(after);
    if let Some((next, length)) = next {
        if next.is(Class::LETTER) && !is_line_end(first) {
            return text.letters_end(after + length);
        }
        if first == b' ' && !next.is(Class::SPACE.and(Class::NUMBER)) {
            return text.ascii_end(text.others_end(after + length), is_line_end);
        }
    }
    if class.is(Class::SPACE) {
        text.lines_end(start, |_| false)
    } else {
        text.ascii_end(text.others_end(after), is_line_end)
    }
}

/// Where no alternative can go on: before a space after anything but white space, before a line end
/// after a letter or number, and after a line end before anything but white space.
pub(super) fn is_boundary(text: &[u8], at: usize) -> bool {
    let before = || class::before(text, at);
    match text[at] {
        b' ' => before().is_none_or(|class| !class.is(Class::SPACE)),
        b'\r' | b'\n' => before().is_some_and(|class| class.is(Class::LETTER.and(Class::NUMBER))),
        _ if is_line_end(text[at - 1]) => {
            class::after(text, at).is_some_and(|class| !class.is(Class::SPACE))
        }
        _ => false,
    }
}

//! The pattern of cl100k, which llama3 and, but for the digits, qwen2 share.
//!
//! tiktoken, `tiktoken_ext/openai_public.py`. Simple case folding makes U+017F (long s) an s.

use super::block::{Block, Starts, after, firsts, indices, scan_blocks};
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
    scan: |text, start, ends| scan_blocks(text, start, ends, starts::<3>, piece_end::<3>),
    is_boundary: Some(is_boundary),
};

pub(super) const SOURCES: &[&str] = &[
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
];

/// Where the pieces of a block start; a piece has at most so many `DIGITS`, 1 or 3.
#[inline(always)]
pub(super) fn starts<const DIGITS: usize>(block: &Block<'_>) -> Starts {
    let Starts { mut bits, known } = starts_but_contractions::<DIGITS>(block);
    // Contractions that the block cuts off start no piece that is known.
    for at in indices(block.apostrophes & bits) {
        let length = contraction::length(&block.bytes[at as usize..]) as u32;
        if length > 0 {
            // Its letters did not start a piece, which the apostrophe leads.
            bits |= 1u64.checked_shl(at + length).unwrap_or(0);
        }
    }
    Starts { bits, known }
}

/// Where the pieces of a block would start if there were no contractions.
#[inline(always)]
pub(super) fn starts_but_contractions<const DIGITS: usize>(block: &Block<'_>) -> Starts {
    let Block { letters, digits, white, line_ends, .. } = *block;
    let (blanks, others) = (white & !line_ends, block.others());
    let numbers = if DIGITS == 1 { digits } else { every_third(digits) };

    // A space belongs to others that follow it. One other character or blank belongs to letters.
    let symbols = firsts(others) & !after(block.spaces);
    let words = firsts(letters) & !after(blanks | symbols);

    // Line ends belong to others that they follow, and else to the white space before them. The last
    // blank before anything else stands alone or leads it.
    let first_line_ends = line_ends & !after(white | others);
    let first_blanks = blanks & !after(white);
    let last_blanks = blanks & !(white >> 1);
    let mut bits = numbers | symbols | words | first_line_ends | first_blanks | last_blanks;
    bits |= after(block.ends);

    // Blanks after line ends that belong to others start a piece. Those after other line ends
    // do unless more line ends follow, which must be in sight.
    let mut known = block.length.saturating_sub(1);
    let within = line_ends & !block.ends;
    let of_others = within & !within.wrapping_add(within & after(others));
    let indents = blanks & after(within);
    bits |= indents & after(of_others);
    for at in indices(indents & !after(of_others)) {
        let end = at + (!(blanks >> at)).trailing_zeros();
        if end >= block.length {
            known = known.min(at);
            break;
        }
        if line_ends >> end & 1 == 0 {
            bits |= 1 << at;
        }
    }
    Starts { bits, known }
}

/// Each third one of each run, from the first one on.
#[inline(always)]
fn every_third(run: u64) -> u64 {
    let fourth = run & run << 1 & run << 2;
    let mut found = firsts(run);
    let mut last = found;
    while last << 3 & fourth != 0 {
        last = last << 3 & fourth;
        found |= last;
    }
    found
}

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

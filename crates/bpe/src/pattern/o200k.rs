//! The pattern of o200k: words are cut where a small letter meets a capital, and keep their
//! contractions.
//!
//! tiktoken, `tiktoken_ext/openai_public.py`.

use super::block::{Block, Starts, after, indices, scan_blocks};
use super::class::{self, Class};
use super::text::{Text, ascii_small_letters, is_line_end};
use super::{Definition, cl100k, contraction};

pub(super) static DEFINITION: Definition = Definition {
    name: "o200k",
    sources: &[
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    ],
    spellings: &[
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+('(?i:[sdmt]|ll|ve|re))?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*('(?i:[sdmt]|ll|ve|re))?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    ],
    keeps_rest: true,
    scan: |text, start, ends| scan_blocks(text, start, ends, starts, piece_end),
    is_boundary: Some(is_boundary),
};

/// Where the pieces of a block start.
#[inline(always)]
fn starts(block: &Block<'_>) -> Starts {
    let Starts { mut bits, mut known } = cl100k::starts_but_contractions::<3>(block);
    let small = block.letters & !block.capitals;
    bits |= block.capitals & after(small);
    // Slashes after line ends may belong to others before these.
    let slashes = block.slashes & after(block.line_ends & !block.ends);
    known = known.min(slashes.trailing_zeros());
    let mut contraction_end = 0;
    for at in indices(block.apostrophes & after(block.letters)) {
        if at == contraction_end {
            continue;
        }
        if at + 3 > block.length {
            known = known.min(at);
            break;
        }
        let length = contraction::length(&block.bytes[at as usize..]) as u32;
        if length > 0 {
            contraction_end = at + length;
            let end = 1u64.checked_shl(contraction_end).unwrap_or(0);
            bits = bits & !(end.wrapping_sub(1) & u64::MAX << at) | end;
        }
    }
    Starts { bits, known }
}

/// The end of the piece that starts at `start`.
#[inline(always)]
fn piece_end(text: Text<'_>, start: usize) -> usize {
    let first = text.byte(start);
    let (class, length) = text.class(start);
    let after = start + length;
    if class.is(Class::LETTER) {
        return contraction_end(text, word(text, start).end);
    }
    if class.is(Class::NUMBER) {
        return text.numbers_end(after, 2);
    }
    // Any one character but a line end may lead a word, a mark too, which may also begin one.
    let next = text.next(after);
    if let Some((next, _)) = next
        && next.is(Class::UPPER.and(Class::LOWER))
        && !is_line_end(first)
    {
        let word = word(text, after);
        let end = if class.is(Class::MARK) && !word.is_lower { after } else { word.end };
        return contraction_end(text, end);
    }
    if class.is(Class::MARK) {
        return contraction_end(text, after);
    }
    if first == b' '
        && let Some((next, length)) = next
        && !next.is(Class::SPACE.and(Class::LETTER).and(Class::NUMBER))
    {
        return text.ascii_end(text.others_end(after + length), is_tail);
    }
    if class.is(Class::SPACE) {
        text.lines_end(start, |_| false)
    } else {
        text.ascii_end(text.others_end(after), is_tail)
    }
}

/// A word without what leads it.
struct Word {
    end: usize,
    /// Whether it ends with a character that is [`Class::LOWER`], so that the first alternative
    /// matches.
    is_lower: bool,
}

/// The word that starts with the letter or mark at `start`: with U for [`Class::UPPER`] and L for
/// [`Class::LOWER`], the first of `U*L+` and `U+L*` that matches.
#[inline(always)]
fn word(text: Text<'_>, start: usize) -> Word {
    let mut lower_end = start;
    let run_end = text.follow(start, |class, at, length| {
        let belongs = class.is(Class::UPPER);
        if belongs && class.is(Class::LOWER) {
            lower_end = at + length;
        }
        belongs
    });
    let is_lower = |class: Class| class.is(Class::LOWER);
    if text.next(run_end).is_some_and(|(class, _)| is_lower(class)) {
        Word { end: text.word_end(run_end, ascii_small_letters, is_lower), is_lower: true }
    } else if lower_end > start {
        Word { end: lower_end, is_lower: true }
    } else {
        Word { end: run_end, is_lower: false }
    }
}

/// The end of the contraction at `at`; `at` if there is none.
#[inline(always)]
fn contraction_end(text: Text<'_>, at: usize) -> usize {
    at + contraction::length(text.from(at))
}

/// What a piece of others may end with.
#[inline(always)]
fn is_tail(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | b'/')
}

/// Where no alternative can go on: before a space after anything but white space, before a line end
/// after a letter or number, and after a line end before anything but white space and slashes.
fn is_boundary(text: &[u8], at: usize) -> bool {
    let before = || class::before(text, at);
    match text[at] {
        b' ' => before().is_none_or(|class| !class.is(Class::SPACE)),
        b'\r' | b'\n' => before().is_some_and(|class| class.is(Class::LETTER.and(Class::NUMBER))),
        b'/' => false,
        _ if is_line_end(text[at - 1]) => {
            class::after(text, at).is_some_and(|class| !class.is(Class::SPACE))
        }
        _ => false,
    }
}

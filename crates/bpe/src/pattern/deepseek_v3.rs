//! The patterns of DeepSeek-V3: three splits one after the other, each within the pieces of the one
//! before. They are done in one pass: numbers and runs of Japanese and Chinese letters are segments,
//! as is what stands between them, and each segment is split as if it were a text by itself.
//!
//! DeepSeek-AI, `tokenizer.json` of DeepSeek-V3 (2024).

use super::Definition;
use super::class::{self, Class};
use super::text::{Text, ascii_letters, is_line_end};

pub(super) static DEFINITION: Definition = Definition {
    name: "deepseek-v3",
    sources: &[
        r"\p{N}{1,3}",
        "[一-龥\u{3040}-ゟ゠-ヿ]+",
        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
    ],
    spellings: &[],
    keeps_rest: true,
    scan: |text, start, ends| super::scan_pieces(text, start, ends, piece_end),
    is_boundary: Some(is_boundary),
};

const WORD: Class = Class::LETTER.and(Class::MARK);

/// The end of the piece that starts at `start`.
#[inline(always)]
fn piece_end(text: Text<'_>, start: usize) -> usize {
    let (class, length) = text.class(start);
    if class.is(Class::NUMBER) {
        text.numbers_end(start + length, 2)
    } else if class.is(Class::CJK) {
        segment_piece_end(text, start, class, length, |_| 0, |class| class.is(Class::CJK))
    } else {
        let between = |class: Class| !class.is(Class::NUMBER.and(Class::CJK));
        segment_piece_end(text, start, class, length, ascii_letters, between)
    }
}

/// The end of the piece that starts at `start` with a character of this class and length, in a
/// segment of which all characters are `inside`, ASCII letters as `ascii` tells of eight bytes.
#[inline(always)]
fn segment_piece_end(
    text: Text<'_>,
    start: usize,
    class: Class,
    length: usize,
    ascii: impl Fn(u64) -> usize + Copy,
    inside: impl Fn(Class) -> bool + Copy,
) -> usize {
    let (first, after) = (text.byte(start), start + length);
    let words_end = |at| text.word_end(at, ascii, |class| class.is(WORD) && inside(class));
    let symbols_end = |at| {
        let end = text.run_end(at, |class| class.is(Class::SYMBOL) && inside(class));
        text.ascii_end(end, |byte| is_line_end(byte) && inside(Class::SPACE))
    };
    let next = text.next(after).filter(|(class, _)| inside(*class));
    if class.is(WORD) {
        return words_end(after);
    }
    if class.is(Class::SYMBOL) {
        // An ASCII symbol, one of `!-/:-@[-`{-~`, takes ASCII letters with it.
        let is_letter = |byte: u8| byte.is_ascii_alphabetic();
        if first < 0x80 && after < text.len() && is_letter(text.byte(after)) {
            return text.ascii_end(after, is_letter);
        }
        return symbols_end(after);
    }
    // Any other character but a line end may lead a word.
    if let Some((next, length)) = next {
        if next.is(WORD) && !is_line_end(first) {
            return words_end(after + length);
        }
        if first == b' ' && next.is(Class::SYMBOL) {
            return symbols_end(after + length);
        }
    }
    if class.is(Class::SPACE) {
        text.lines_end(start, |class| !inside(class))
    } else {
        rest_end(text, start, inside)
    }
}

/// The end of the characters from `start` on that no alternative matches: all that have no property,
/// but for one that leads a word.
fn rest_end(text: Text<'_>, start: usize, inside: impl Fn(Class) -> bool) -> usize {
    let known = WORD.and(Class::SYMBOL).and(Class::SPACE);
    let mut last = start;
    let end = text.follow(start, |class, at, _| {
        let belongs = !class.is(known) && inside(class);
        if belongs {
            last = at;
        }
        belongs
    });
    let leads = text.next(end).is_some_and(|(class, _)| class.is(WORD) && inside(class));
    if leads && last > start { last } else { end }
}

/// Where no alternative can go on: before a space after anything but white space, before a line end
/// after a letter, mark or number, and after a line end before anything but white space.
fn is_boundary(text: &[u8], at: usize) -> bool {
    let before = || class::before(text, at);
    match text[at] {
        b' ' => before().is_none_or(|class| !class.is(Class::SPACE)),
        b'\r' | b'\n' => before().is_some_and(|class| class.is(WORD.and(Class::NUMBER))),
        _ if is_line_end(text[at - 1]) => {
            class::after(text, at).is_some_and(|class| !class.is(Class::SPACE))
        }
        _ => false,
    }
}

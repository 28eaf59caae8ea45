//! The four character classes that pre-token patterns distinguish, for every code point.
//!
//! Classes follow Unicode 16.0. They are looked up in a table of two bits per code point, computed
//! at compile time from the ranges in [`super::ranges`]: 50 kB, of which a text touches the parts
//! that hold its scripts.

use super::ranges::{LETTERS, NUMBERS, WHITE_SPACE};

/// What a pattern sees in a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Class {
    /// Anything else: punctuation, symbols, marks, controls, unassigned code points.
    Other = 0,
    /// General category L.
    Letter = 1,
    /// General category N.
    Number = 2,
    /// White_Space, the `\s` of regular expressions.
    Space = 3,
}

const CLASSES: [Class; 4] = [Class::Other, Class::Letter, Class::Number, Class::Space];

/// All code points from here on are [`Class::Other`].
const TABLE_END: usize = 0x32400;

static TABLE: [u8; TABLE_END / 4] = {
    let mut table = [0; TABLE_END / 4];
    table = mark(table, LETTERS, Class::Letter);
    table = mark(table, NUMBERS, Class::Number);
    mark(table, WHITE_SPACE, Class::Space)
};

/// The class of each ASCII character; [`Class::Other`] for bytes of longer characters.
static ASCII: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = CLASSES[(TABLE[byte / 4] >> (byte % 4 * 2) & 3) as usize];
        byte += 1;
    }
    classes
};

const fn mark(
    mut table: [u8; TABLE_END / 4],
    ranges: &[(u32, u32)],
    class: Class,
) -> [u8; TABLE_END / 4] {
    let class = class as u8;
    let mut range = 0;
    while range < ranges.len() {
        let (mut code, last) = (ranges[range].0 as usize, ranges[range].1 as usize);
        while code <= last {
            if code % 4 == 0 && code + 3 <= last {
                table[code / 4] = class * 0b0101_0101;
                code += 4;
            } else {
                table[code / 4] |= class << (code % 4 * 2);
                code += 1;
            }
        }
        range += 1;
    }
    table
}

/// The class of a code point.
#[inline]
fn of_code_point(code: usize) -> Class {
    match TABLE.get(code / 4) {
        Some(four) => CLASSES[usize::from(four >> (code % 4 * 2) & 3)],
        None => Class::Other,
    }
}

/// The class of the character that starts at `at`, and its length in bytes. `text` must be UTF-8
/// and `at` the start of a character.
#[inline(always)]
pub(super) fn at(text: &[u8], at: usize) -> (Class, usize) {
    let first = text[at];
    if first < 0x80 { (ASCII[usize::from(first)], 1) } else { of_multi_byte(&text[at..]) }
}

/// The class and length of the character that `text` begins with, which takes two to four bytes.
fn of_multi_byte(text: &[u8]) -> (Class, usize) {
    let low = |index: usize| usize::from(text[index] & 0x3f);
    let first = usize::from(text[0]);
    match first {
        0..0xe0 => (of_code_point((first & 0x1f) << 6 | low(1)), 2),
        0xe0..0xf0 => (of_code_point((first & 0x0f) << 12 | low(1) << 6 | low(2)), 3),
        _ => (of_code_point((first & 0x07) << 18 | low(1) << 12 | low(2) << 6 | low(3)), 4),
    }
}

/// The class of the character that ends at `at`; [`Class::Other`] for bytes that are no character,
/// since blocks of files are searched for cuts before they are known to be UTF-8.
pub(super) fn before(text: &[u8], at: usize) -> Class {
    let is_start = |&index: &usize| text[index] & 0xc0 != 0x80;
    let start = (0..at).rev().find(is_start);
    start
        .filter(|&start| std::str::from_utf8(&text[start..at]).is_ok())
        .map_or(Class::Other, |start| self::at(text, start).0)
}

/// The end of the run of `class` that covers or begins at `at`.
#[inline(always)]
pub(super) fn run_end(text: &[u8], mut at: usize, class: Class) -> usize {
    while at < text.len() {
        let (next, length) = self::at(text, at);
        if next != class {
            break;
        }
        at += length;
    }
    at
}

/// The end of the run of letters that begins at `at`.
///
/// Eight bytes at a time: words of most texts end within the first eight, so their length costs no
/// mispredicted branch.
#[inline(always)]
pub(super) fn letters_end(text: &[u8], mut at: usize) -> usize {
    while let Some(eight) = text.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let letters = leading_ascii_letters(u64::from_le_bytes(*eight));
        at += letters;
        if letters == 8 {
            continue;
        }
        if text[at] < 0x80 {
            return at;
        }
        let (next, length) = of_multi_byte(&text[at..]);
        if next != Class::Letter {
            return at;
        }
        at += length;
    }
    run_end(text, at, Class::Letter)
}

/// How many of eight bytes, from the least significant one on, are ASCII letters.
#[inline(always)]
fn leading_ascii_letters(eight: u64) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const EACH: u64 = 0x0101_0101_0101_0101;
    // Seven bits of a byte plus a constant set the eighth bit where the byte reaches a bound.
    let lower = (eight | (EACH * 0x20)) & !HIGH;
    let from_a = lower + EACH * (0x80 - b'a' as u64);
    let past_z = lower + EACH * (0x80 - b'z' as u64 - 1);
    let letters = from_a & !past_z & !eight & HIGH;
    ((letters ^ HIGH).trailing_zeros() / 8) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex_syntax::hir::{Class as Set, HirKind};

    /// Code point ranges of a character class, from an independent copy of the Unicode database.
    fn unicode(class: &str) -> Vec<(u32, u32)> {
        let hir = regex_syntax::parse(class).unwrap();
        let HirKind::Class(Set::Unicode(set)) = hir.kind() else { panic!("not a class") };
        set.iter().map(|range| (range.start().into(), range.end().into())).collect()
    }

    #[test]
    fn ranges_are_those_of_unicode() {
        assert_eq!(LETTERS, unicode(r"\p{L}"));
        assert_eq!(NUMBERS, unicode(r"\p{N}"));
        assert_eq!(WHITE_SPACE, unicode(r"\s"));
    }

    #[test]
    fn every_character_has_the_class_of_its_range() {
        let within = |ranges: &[(u32, u32)], code: u32| {
            ranges.iter().any(|&(first, last)| (first..=last).contains(&code))
        };
        for character in '\0'..=char::MAX {
            let code = u32::from(character);
            let expected = if within(LETTERS, code) {
                Class::Letter
            } else if within(NUMBERS, code) {
                Class::Number
            } else if within(WHITE_SPACE, code) {
                Class::Space
            } else {
                Class::Other
            };
            let mut buffer = [0; 4];
            let text = character.encode_utf8(&mut buffer).as_bytes();
            assert_eq!(at(text, 0), (expected, text.len()), "U+{code:04X}");
            assert_eq!(before(text, text.len()), expected, "U+{code:04X}");
        }
    }

    #[test]
    fn leading_letters_are_counted() {
        for byte in 0..=255u8 {
            let eight = [b'a', b'Z', b'q', byte, b'A', b'z', b'm', b'M'];
            let expected = if byte.is_ascii_alphabetic() { 8 } else { 3 };
            assert_eq!(leading_ascii_letters(u64::from_le_bytes(eight)), expected, "{byte}");
        }
    }
}

//! What the patterns distinguish in a character, for every code point.
//!
//! Classes follow Unicode 16.0. They are looked up in a table of four bits per code point, computed
//! at compile time from ranges: 100 kB, of which a text touches the parts that hold its scripts.

mod cased;
mod caseless;
mod others;

#[cfg(test)]
mod tests;

use cased::{LOWERCASE, UPPERCASE};
use caseless::CASELESS;
use others::{MARKS, NUMBERS, SYMBOLS, WHITE_SPACE};

/// A set of properties. No property at all: controls, formats, unassigned code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Class(u8);

impl Class {
    /// General category L.
    pub(super) const LETTER: Self = Self(1);
    /// General category N.
    pub(super) const NUMBER: Self = Self(2);
    /// White_Space, the `\s` of regular expressions.
    pub(super) const SPACE: Self = Self(4);
    /// General category M.
    pub(super) const MARK: Self = Self(8);
    /// General categories P and S.
    pub(super) const SYMBOL: Self = Self(16);
    /// General categories Lu, Lt, Lm, Lo and M: what o200k lets a word begin with.
    pub(super) const UPPER: Self = Self(32);
    /// General categories Ll, Lm, Lo and M: what o200k lets a word end with.
    pub(super) const LOWER: Self = Self(64);
    /// U+3040-30FF and U+4E00-9FA5: the letters of Japanese and Chinese that deepseek-v3 sets apart.
    pub(super) const CJK: Self = Self(128);

    /// All properties of both.
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the character has any of these properties.
    #[inline(always)]
    pub(super) const fn is(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }
}

/// The distinct classes of characters; the table holds indices.
const CLASSES: [Class; 16] = {
    let mut classes = [Class(0); 16];
    classes[SYMBOL as usize] = Class::SYMBOL;
    classes[MARK as usize] = Class::MARK.and(Class::UPPER).and(Class::LOWER);
    classes[SPACE as usize] = Class::SPACE;
    classes[NUMBER as usize] = Class::NUMBER;
    classes[CAPITAL as usize] = Class::LETTER.and(Class::UPPER);
    classes[SMALL as usize] = Class::LETTER.and(Class::LOWER);
    classes[PLAIN as usize] = Class::LETTER.and(Class::UPPER).and(Class::LOWER);
    let mut index = 0;
    while index < CJK {
        classes[(CJK + index) as usize] = classes[index as usize].and(Class::CJK);
        index += 1;
    }
    classes
};

const SYMBOL: u8 = 1;
const MARK: u8 = 2;
const SPACE: u8 = 3;
const NUMBER: u8 = 4;
const CAPITAL: u8 = 5;
const SMALL: u8 = 6;
const PLAIN: u8 = 7;
/// Added to the others.
const CJK: u8 = 8;

/// The ranges of Japanese and Chinese letters.
const CJK_RANGES: &[(u32, u32)] = &[(0x3040, 0x30ff), (0x4e00, 0x9fa5)];

/// From here on, all code points but the last marks have no property.
const TABLE_END: usize = 0x32400;

/// The only code points from [`TABLE_END`] on that have a property: variation selectors.
const LAST_MARKS: (u32, u32) = (0xe0100, 0xe01ef);

static TABLE: [u8; TABLE_END / 2] = {
    let mut table = [0; TABLE_END / 2];
    table = mark(table, UPPERCASE, CAPITAL);
    table = mark(table, LOWERCASE, SMALL);
    table = mark(table, CASELESS, PLAIN);
    table = mark(table, MARKS, MARK);
    table = mark(table, NUMBERS, NUMBER);
    table = mark(table, SYMBOLS, SYMBOL);
    table = mark(table, WHITE_SPACE, SPACE);
    mark(table, CJK_RANGES, CJK)
};

/// The class of each ASCII character; meaningless for bytes of longer characters.
static ASCII: [Class; 256] = {
    let mut classes = [Class(0); 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = CLASSES[(TABLE[byte / 2] >> (byte % 2 * 4) & 15) as usize];
        byte += 1;
    }
    classes
};

const fn mark(
    mut table: [u8; TABLE_END / 2],
    ranges: &[(u32, u32)],
    index: u8,
) -> [u8; TABLE_END / 2] {
    let mut range = 0;
    while range < ranges.len() && ranges[range].0 != LAST_MARKS.0 {
        let (mut code, last) = (ranges[range].0 as usize, ranges[range].1 as usize);
        while code <= last {
            if code % 2 == 0 && code < last {
                table[code / 2] |= index * 0x11;
                code += 2;
            } else {
                table[code / 2] |= index << (code % 2 * 4);
                code += 1;
            }
        }
        range += 1;
    }
    table
}

/// The class of a code point.
#[inline(always)]
fn of_code_point(code: usize) -> Class {
    match TABLE.get(code / 2) {
        Some(two) => CLASSES[usize::from(two >> (code % 2 * 4) & 15)],
        None => beyond_table(code),
    }
}

#[cold]
fn beyond_table(code: usize) -> Class {
    let is_mark = (LAST_MARKS.0 as usize..=LAST_MARKS.1 as usize).contains(&code);
    CLASSES[usize::from(if is_mark { MARK } else { 0 })]
}

/// The class of the character that starts at `at`, and its length in bytes. `text` must be UTF-8
/// and `at` the start of a character.
#[inline(always)]
pub(super) fn at(text: &[u8], at: usize) -> (Class, usize) {
    let first = text[at];
    if first < 0x80 { (ASCII[usize::from(first)], 1) } else { of_multi_byte(&text[at..]) }
}

/// The class and length of the character that `text` begins with, which takes two to four bytes.
#[inline(always)]
pub(super) fn of_multi_byte(text: &[u8]) -> (Class, usize) {
    let low = |index: usize| usize::from(text[index] & 0x3f);
    let first = usize::from(text[0]);
    match first {
        0..0xe0 => (of_code_point((first & 0x1f) << 6 | low(1)), 2),
        0xe0..0xf0 => (of_code_point((first & 0x0f) << 12 | low(1) << 6 | low(2)), 3),
        _ => (of_code_point((first & 0x07) << 18 | low(1) << 12 | low(2) << 6 | low(3)), 4),
    }
}

/// The class of the character that ends at `at`; none for bytes that are no character, since blocks
/// of files are searched for cuts before they are known to be UTF-8.
pub(super) fn before(text: &[u8], at: usize) -> Option<Class> {
    let is_start = |&index: &usize| text[index] & 0xc0 != 0x80;
    let start = (at.saturating_sub(4)..at).rev().find(is_start)?;
    std::str::from_utf8(&text[start..at]).ok().map(|_| self::at(text, start).0)
}

/// The class of the character that starts at `at`; none if what is there is not a whole character.
pub(super) fn after(text: &[u8], at: usize) -> Option<Class> {
    let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
    let end = (1..rest.len()).find(|&end| rest[end] & 0xc0 != 0x80).unwrap_or(rest.len());
    std::str::from_utf8(&rest[..end]).ok().map(|_| self::at(rest, 0).0)
}

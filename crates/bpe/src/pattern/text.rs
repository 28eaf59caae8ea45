//! A text that is being split: the classes of its characters and where runs of them end.

use super::class::{self, Class};
use gainful_kernels::Control;
use std::cell::Cell;

/// Bytes of one run between two looks at the [`Control`]: well under a millisecond.
const BYTES_PER_LOOK: usize = 1 << 18;

/// A text, and the control that is looked at while a long run is followed. Once that is cancelled,
/// runs end with the text, and what comes of them is thrown away.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    bytes: &'a [u8],
    /// Whether each line, with the "\n" that ends it, is a text by itself.
    has_lines: bool,
    line_end: &'a Cell<usize>,
    control: &'a Control,
}

impl<'a> Text<'a> {
    /// A text, or one of lines that are texts by themselves; `line_end` is where it keeps the end of
    /// the present one, so that finding these takes linear time.
    pub(super) fn new(
        text: &'a str,
        has_lines: bool,
        line_end: &'a Cell<usize>,
        control: &'a Control,
    ) -> Self {
        line_end.set(if has_lines { 0 } else { text.len() });
        Self { bytes: text.as_bytes(), has_lines, line_end, control }
    }

    /// Whether each line is a text by itself.
    #[inline(always)]
    pub(super) fn has_lines(self) -> bool {
        self.has_lines
    }

    /// The text up to the end of the line that `at` is in, if that is a text by itself. Places must
    /// not become less from call to call.
    #[inline(always)]
    pub(super) fn line(self, at: usize) -> Self {
        if at >= self.line_end.get() {
            self.find_line_end(at);
        }
        Self { bytes: &self.bytes[..self.line_end.get()], ..self }
    }

    #[cold]
    fn find_line_end(self, at: usize) {
        let rest = &self.bytes[at..];
        let (blocks, _) = rest.as_chunks::<16>();
        // Without a branch for each byte, which the compiler makes vectors of.
        let has_end = |block: &[u8; 16]| block.iter().fold(false, |is, &byte| is | (byte == b'\n'));
        let skipped = 16 * blocks.iter().position(has_end).unwrap_or(blocks.len());
        let found = rest[skipped..].iter().position(|&byte| byte == b'\n');
        self.line_end.set(found.map_or(self.len(), |offset| at + skipped + offset + 1));
    }

    #[inline(always)]
    pub(super) fn len(self) -> usize {
        self.bytes.len()
    }

    /// What follows `at`.
    #[inline(always)]
    pub(super) fn from(self, at: usize) -> &'a [u8] {
        &self.bytes[at..]
    }

    #[inline(always)]
    pub(super) fn byte(self, at: usize) -> u8 {
        self.bytes[at]
    }

    /// The class and the length of the character at `at`.
    #[inline(always)]
    pub(super) fn class(self, at: usize) -> (Class, usize) {
        class::at(self.bytes, at)
    }

    /// The class and the length of the character at `at`, if the text goes on there.
    #[inline(always)]
    pub(super) fn next(self, at: usize) -> Option<(Class, usize)> {
        (at < self.len()).then(|| self.class(at))
    }

    /// Whether to give up at `at`, looking at the control if it is time to.
    #[inline(always)]
    fn is_cancelled(self, at: usize, next_look: &mut usize) -> bool {
        if at < *next_look {
            return false;
        }
        *next_look = at + BYTES_PER_LOOK;
        self.control.is_cancelled()
    }

    /// The end of the run, from `at` on, of characters that belong, judged by class, place and length.
    #[inline(always)]
    pub(super) fn follow(
        self,
        mut at: usize,
        mut belongs: impl FnMut(Class, usize, usize) -> bool,
    ) -> usize {
        let mut next_look = at + BYTES_PER_LOOK;
        while let Some((class, length)) = self.next(at) {
            if !belongs(class, at, length) {
                return at;
            }
            at += length;
            if self.is_cancelled(at, &mut next_look) {
                return self.len();
            }
        }
        at
    }

    /// The end of the run, from `at` on, of characters that belong.
    #[inline(always)]
    pub(super) fn run_end(self, at: usize, belongs: impl Fn(Class) -> bool) -> usize {
        self.follow(at, |class, _, _| belongs(class))
    }

    /// The end of the run, from `at` on, of what is neither letter nor number nor white space.
    #[inline(always)]
    pub(super) fn others_end(self, at: usize) -> usize {
        self.run_end(at, |class| !class.is(Class::LETTER.and(Class::NUMBER).and(Class::SPACE)))
    }

    /// The end of the run, from `at` on, of numbers, `most` at most.
    #[inline(always)]
    pub(super) fn numbers_end(self, mut at: usize, most: usize) -> usize {
        for _ in 0..most {
            match self.next(at) {
                Some((class, length)) if class.is(Class::NUMBER) => at += length,
                _ => break,
            }
        }
        at
    }

    /// The end of the run, from `at` on, of ASCII characters that belong.
    #[inline(always)]
    pub(super) fn ascii_end(self, mut at: usize, belongs: impl Fn(u8) -> bool) -> usize {
        let mut next_look = at + BYTES_PER_LOOK;
        while at < self.len() && belongs(self.byte(at)) {
            at += 1;
            if self.is_cancelled(at, &mut next_look) {
                return self.len();
            }
        }
        at
    }

    /// The end of the run, from `at` on, of characters that belong, where `ascii` tells how many of
    /// eight bytes, from the least significant one on, are ASCII characters that do.
    ///
    /// Words of most texts end within the first eight bytes, so their length costs no mispredicted
    /// branch.
    #[inline(always)]
    pub(super) fn word_end(
        self,
        mut at: usize,
        ascii: impl Fn(u64) -> usize,
        belongs: impl Fn(Class) -> bool,
    ) -> usize {
        let mut next_look = at + BYTES_PER_LOOK;
        loop {
            while let Some(eight) = self.from(at).first_chunk::<8>() {
                let length = ascii(u64::from_le_bytes(*eight));
                at += length;
                if length < 8 {
                    break;
                }
                if self.is_cancelled(at, &mut next_look) {
                    return self.len();
                }
            }
            loop {
                let Some((class, length)) = self.next(at) else { return at };
                if !belongs(class) {
                    return at;
                }
                at += length;
                if length == 1 {
                    break;
                }
                if self.is_cancelled(at, &mut next_look) {
                    return self.len();
                }
            }
        }
    }

    /// The end of the run of letters from `at` on.
    #[inline(always)]
    pub(super) fn letters_end(self, at: usize) -> usize {
        self.word_end(at, ascii_letters, |class| class.is(Class::LETTER))
    }

    /// The end of the piece of white space that starts at `at`: all of a run before the end of the
    /// text or of a segment, which such a class begins; else all but the last character, which goes
    /// to what follows or stands alone.
    ///
    /// This is `\s+(?!\S)|\s+` without look-ahead.
    #[inline(always)]
    pub(super) fn space_end(self, at: usize, segment_ends: impl Fn(Class) -> bool) -> usize {
        let (mut end, mut last) = (at, at);
        let mut next_look = at + BYTES_PER_LOOK;
        while let Some((class, length)) = self.next(end) {
            if !class.is(Class::SPACE) {
                return if last > at && !segment_ends(class) { last } else { end };
            }
            last = end;
            end += length;
            if self.is_cancelled(end, &mut next_look) {
                return self.len();
            }
        }
        end
    }

    /// As [`Self::space_end`], where white space with a line end in it ends after the last one:
    /// `\s*[\r\n]+|\s+(?!\S)|\s+`.
    #[inline(always)]
    pub(super) fn lines_end(self, at: usize, segment_ends: impl Fn(Class) -> bool) -> usize {
        let (mut end, mut last, mut line_end) = (at, at, 0);
        let mut next_look = at + BYTES_PER_LOOK;
        while let Some((class, length)) = self.next(end) {
            if !class.is(Class::SPACE) {
                return match line_end {
                    0 if last > at && !segment_ends(class) => last,
                    0 => end,
                    line_end => line_end,
                };
            }
            last = end;
            end += length;
            if is_line_end(self.byte(last)) {
                line_end = end;
            }
            if self.is_cancelled(end, &mut next_look) {
                return self.len();
            }
        }
        if line_end > 0 { line_end } else { end }
    }
}

/// A carriage return or a line feed.
#[inline(always)]
pub(super) fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

const HIGH: u64 = 0x8080_8080_8080_8080;
const EACH: u64 = 0x0101_0101_0101_0101;

/// How many of eight bytes, from the least significant one on, are ASCII letters.
#[inline(always)]
pub(super) fn ascii_letters(eight: u64) -> usize {
    leading(within(eight | (EACH * 0x20), b'a', b'z') & !eight)
}

/// How many of eight bytes, from the least significant one on, are small ASCII letters.
#[inline(always)]
pub(super) fn ascii_small_letters(eight: u64) -> usize {
    leading(within(eight, b'a', b'z') & !eight)
}

/// How many of eight bytes, from the least significant one on, are ASCII characters other than white
/// space.
#[inline(always)]
pub(super) fn ascii_visible(eight: u64) -> usize {
    leading(!(within(eight, b'\t', b'\r') | within(eight, b' ', b' ')) & !eight)
}

/// The high bit of each byte whose other bits are in `first..=last`.
#[inline(always)]
fn within(eight: u64, first: u8, last: u8) -> u64 {
    // Seven bits of a byte plus a constant set the eighth bit where the byte reaches a bound.
    let low = eight & !HIGH;
    let reaches = |bound: u8| low + EACH * (0x80 - u64::from(bound));
    reaches(first) & !reaches(last + 1)
}

/// How many of eight bytes, from the least significant one on, have their high bit set.
#[inline(always)]
fn leading(bits: u64) -> usize {
    ((!bits & HIGH).trailing_zeros() / 8) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_letters_are_counted() {
        for byte in 0..=255u8 {
            let eight = u64::from_le_bytes([b'a', b'Z', b'q', byte, b'A', b'z', b'm', b'M']);
            let expected = if byte.is_ascii_alphabetic() { 8 } else { 3 };
            assert_eq!(ascii_letters(eight), expected, "{byte}");
            let eight = u64::from_le_bytes([b'a', b'z', byte, b'm', b'a', b'a', b'b', b'{']);
            let expected = if byte.is_ascii_lowercase() { 7 } else { 2 };
            assert_eq!(ascii_small_letters(eight), expected, "{byte}");
            let eight = u64::from_le_bytes([b'a', b'!', 0, 0x1f, 0x0e, byte, 8, 0x7f]);
            let is_space = char::from(byte).is_whitespace();
            let expected = if byte.is_ascii() && !is_space { 8 } else { 5 };
            assert_eq!(ascii_visible(eight), expected, "{byte}");
        }
    }
}

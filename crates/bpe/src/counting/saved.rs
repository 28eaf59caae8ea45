//! Counts as bytes, to be kept, and to be added up where others were counted.
//!
//! A magic number and the version; how long all is; the pattern; the numbers of words and of their bytes;
//! the lengths of all words, then their counts, then their bytes; a digest of all that. Numbers are in
//! LEB128, seven bits a byte from the least significant ones on, so that most words take two bytes and
//! their own. Whatever else comes is refused, and nothing is allocated that is much larger than the bytes
//! themselves.

use super::index::WordIndex;
use super::words::{WORDS_PER_CHECK, WordCounts};
use crate::error::Error;
use crate::format::FormatError;
use crate::pattern::Pattern;
use crate::room;
use gainful_kernels::{ArgumentError, Control, Digest};
use std::fmt::Display;

/// What saved counts begin with.
const MAGIC: [u8; 8] = *b"gainful\xc7";

/// The version of the format.
const VERSION: u32 = 1;

/// The bytes of the magic number, the version and the length.
const HEAD: usize = MAGIC.len() + size_of::<u32>() + size_of::<u64>();

/// The bytes of the digest at the end.
const TAIL: usize = size_of::<u64>();

/// Bytes that go into the digest between two looks at the control: less than a millisecond.
const BLOCK: usize = 1 << 20;

/// The least that a word takes: a length, a count and one byte.
const BYTES_PER_WORD: usize = 3;

impl WordCounts {
    /// The counts as bytes: about 2 for each word, and its own.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`], [`Error::Cancelled`].
    pub fn to_bytes(&self, control: &Control) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        // Few numbers take more than two bytes, so that growing copies little.
        room::reserve(&mut bytes, HEAD + TAIL + 2 * self.len() + self.total_length())?;
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&[0; size_of::<u64>()]);
        let pattern = saved_pattern(self.pattern());
        write_number(&mut bytes, pattern.len() as u64)?;
        room::reserve(&mut bytes, pattern.len())?;
        bytes.extend_from_slice(pattern.as_bytes());
        write_number(&mut bytes, self.len() as u64)?;
        write_number(&mut bytes, self.total_length() as u64)?;
        for index in 0..self.len() {
            check_at(index, control)?;
            write_number(&mut bytes, self.word(index).len() as u64)?;
        }
        for index in 0..self.len() {
            check_at(index, control)?;
            write_number(&mut bytes, self.count(index) as u64)?;
        }
        room::reserve(&mut bytes, self.total_length() + TAIL)?;
        for index in 0..self.len() {
            check_at(index, control)?;
            bytes.extend_from_slice(self.word(index));
        }
        let length = (bytes.len() + TAIL) as u64;
        bytes[HEAD - size_of::<u64>()..HEAD].copy_from_slice(&length.to_le_bytes());
        let digest = digest(&bytes, control)?;
        bytes.extend_from_slice(&digest.to_le_bytes());
        Ok(bytes)
    }

    /// The counts of which these are the [bytes](Self::to_bytes).
    ///
    /// # Errors
    ///
    /// [`Error::Format`] if they are none, of another version, or no longer as they were written;
    /// [`Error::Memory`], [`Error::Cancelled`].
    pub fn from_bytes(bytes: &[u8], control: &Control) -> Result<Self, Error> {
        let Some(rest) = bytes.strip_prefix(&MAGIC) else {
            return Err(refused("bytes that begin differently"));
        };
        let (&version, rest) =
            rest.split_first_chunk().ok_or_else(|| cut_off(bytes.len(), HEAD + TAIL))?;
        let version = u32::from_le_bytes(version);
        if version != VERSION {
            return Err(refused(format!("those of version {version} instead of {VERSION}")));
        }
        let (&length, _) =
            rest.split_first_chunk().ok_or_else(|| cut_off(bytes.len(), HEAD + TAIL))?;
        let length = u64::from_le_bytes(length);
        if length != bytes.len() as u64 {
            let found = bytes.len();
            return Err(refused(format!(
                "{found} bytes that say at offset 12 that they are {length}"
            )));
        }
        let (written, expected) = bytes
            .split_last_chunk::<TAIL>()
            .filter(|(written, _)| written.len() >= HEAD)
            .ok_or_else(|| cut_off(bytes.len(), HEAD + TAIL))?;
        if digest(written, control)? != u64::from_le_bytes(*expected) {
            return Err(refused(format!(
                "bytes that were changed: the digest at offset {} is another one",
                written.len()
            )));
        }
        Reader { bytes: written, at: HEAD }.counts(control)
    }
}

/// What an expression is written after; no name begins like that.
const EXPRESSION: char = '/';

/// A pattern's name, or its expression.
fn saved_pattern(pattern: &Pattern) -> String {
    match pattern.name() {
        Some(name) => name.to_owned(),
        None => format!("{EXPRESSION}{}", pattern.sources().concat()),
    }
}

fn pattern_of(saved: &str) -> Result<Pattern, ArgumentError> {
    match saved.strip_prefix(EXPRESSION) {
        Some(expression) => Pattern::from_expression(expression),
        None => Pattern::from_name(saved),
    }
}

fn refused(found: impl Display) -> Error {
    FormatError::reading("word counts", found).into()
}

fn cut_off(found: usize, least: usize) -> Error {
    refused(format!("{found} bytes, where there are at least {least}"))
}

fn check_at(index: usize, control: &Control) -> Result<(), Error> {
    if index.is_multiple_of(WORDS_PER_CHECK) { Ok(control.check()?) } else { Ok(()) }
}

fn digest(bytes: &[u8], control: &Control) -> Result<u64, Error> {
    let mut digest = Digest::default();
    for block in bytes.chunks(BLOCK) {
        control.check()?;
        digest.bytes(block);
    }
    Ok(digest.finish())
}

fn write_number(bytes: &mut Vec<u8>, mut number: u64) -> Result<(), Error> {
    room::reserve(bytes, 10)?;
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    Ok(())
}

/// Reads what follows the head.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn counts(mut self, control: &Control) -> Result<WordCounts, Error> {
        let start = self.at;
        let length = self.size("the length of a pattern")?;
        let pattern = self.text(length, "a pattern")?;
        let pattern = pattern_of(pattern)
            .map_err(|error| self.wrong(start, format!("another pattern ({error})")))?;
        let words = self.size_of(BYTES_PER_WORD, "the number of words")?;
        let bytes = self.size("the lengths of all words together")?;
        let mut counts = WordCounts::new(pattern);
        counts.reserve(words, bytes)?;
        let mut lengths = Vec::new();
        room::reserve(&mut lengths, words)?;
        for index in 0..words {
            check_at(index, control)?;
            lengths.push(self.size("the length of a word")?);
        }
        let mut counted: Vec<(i64, usize)> = Vec::new();
        room::reserve(&mut counted, words)?;
        for index in 0..words {
            check_at(index, control)?;
            let at = self.at;
            let count = i64::try_from(self.number("a count")?).ok().filter(|&count| count > 0);
            counted.push((count.ok_or_else(|| self.wrong(at, "a count out of range".into()))?, at));
        }
        let start = self.at;
        for (index, (length, (count, at))) in lengths.into_iter().zip(counted).enumerate() {
            check_at(index, control)?;
            if length == 0 {
                return Err(self.wrong(self.at, "an empty word".into()));
            }
            let word = self.text(length, "a word")?;
            counts
                .push(word.as_bytes(), count)
                .map_err(|error| self.wrong(at, format!("a count out of range ({error})")))?;
        }
        if self.at - start != bytes || self.at != self.bytes.len() {
            return Err(self.wrong(self.at, "more or fewer bytes than announced".into()));
        }
        let index = WordIndex::new(&counts, control)?;
        if index.len() != counts.len() {
            return Err(self.wrong(start, "a word that is given twice".into()));
        }
        Ok(counts)
    }

    fn wrong(&self, at: usize, what: String) -> Error {
        refused(format!("{what} at offset {at}"))
    }

    fn number(&mut self, what: &str) -> Result<u64, Error> {
        let start = self.at;
        let mut number = 0u64;
        for shift in (0..u64::BITS).step_by(7) {
            let Some(&byte) = self.bytes.get(self.at) else { break };
            self.at += 1;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(self.wrong(start, format!("no number where {what} should be")))
    }

    /// A number of bytes that are still to come.
    fn size(&mut self, what: &str) -> Result<usize, Error> {
        self.size_of(1, what)
    }

    /// A number of things that are still to come, each of which takes at least `bytes`.
    fn size_of(&mut self, bytes: usize, what: &str) -> Result<usize, Error> {
        let start = self.at;
        let size = self.number(what)?;
        usize::try_from(size)
            .ok()
            .filter(|&size| size <= (self.bytes.len() - self.at) / bytes)
            .ok_or_else(|| self.wrong(start, format!("{size} as {what}")))
    }

    fn text(&mut self, length: usize, what: &str) -> Result<&'a str, Error> {
        let start = self.at;
        let bytes = self
            .bytes
            .get(start..start + length)
            .ok_or_else(|| self.wrong(start, format!("{what} that is cut off")))?;
        self.at += length;
        std::str::from_utf8(bytes)
            .map_err(|_| self.wrong(start, format!("{what} that is not UTF-8")))
    }
}

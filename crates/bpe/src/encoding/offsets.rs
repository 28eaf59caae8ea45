//! Where in its text each token stands.
//!
//! The tokens of a piece stand for its bytes one after the other, so their lengths tell where each ends;
//! only an unknown token does not have the length of what it stands for.

use super::Tokenizer;
use super::input::Input;
use super::sink::Sink;
use super::special::SpecialPolicy;
use crate::error::Error;
use crate::room;
use crate::spelling::Spelling;
use gainful_kernels::{ArgumentError, Control};
use std::ops::Range;

/// In what places in a text are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of UTF-8, exactly.
    Bytes,
    /// UTF-16 units, as JavaScript counts: from the start of the character in which a token begins to the
    /// end of the one in which it ends. Tokens that have parts of a character share it.
    Utf16,
}

/// Tokens with their places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// The tokens.
    pub tokens: Vec<u32>,
    /// Where each begins.
    pub starts: Vec<u32>,
    /// Where each ends.
    pub ends: Vec<u32>,
}

impl Tokenizer {
    /// The tokens of a text with their places: in the text itself, or in its normal form if the model
    /// normalizes texts.
    ///
    /// # Errors
    ///
    /// As [`Self::encode_input`]; [`Error::Argument`] for a text of 2^32 bytes or more, and for bytes
    /// whose places are asked for in UTF-16 units.
    pub fn encode_placed(
        &self,
        input: Input<'_>,
        policy: &SpecialPolicy,
        unit: Unit,
        control: &Control,
    ) -> Result<Placed, Error> {
        if let (Input::Bytes(_), Unit::Utf16) = (input, unit) {
            return Err(ArgumentError::invalid("unit", "'bytes' for bytes", "'utf16'").into());
        }
        let mut placed = Placed::default();
        // Where a fragment begins: in bytes, and in the unit.
        let (mut at, mut base) = (0, 0);
        let fed = self.for_each_fragment(input, policy, control, &mut |fragment| {
            let bytes = fragment.bytes();
            if u32::try_from(at + bytes.len()).is_err() {
                let found = format!("one of {} or more", at + bytes.len());
                let expected = "a text of less than 2^32 bytes";
                return Err(ArgumentError::out_of_range("text", expected, found).into());
            }
            let cursor = Cursor { at: 0, place: base };
            let mut places = Places { tokenizer: self, bytes, unit, cursor, placed: &mut placed };
            self.encode_fragment(&fragment, &mut places, control)
                .map_err(|error| error.at_index(|index| at + index))?;
            base = places.start(bytes.len()) as usize;
            at += bytes.len();
            Ok(())
        });
        fed.map_err(|error| input.located(error))?;
        Ok(placed)
    }

    /// Passes the end of each token of a piece to `visit`, from the start of the piece.
    pub(super) fn for_each_end(&self, piece: &[u8], tokens: &[u32], mut visit: impl FnMut(usize)) {
        let mut at = 0;
        for (index, &token) in tokens.iter().enumerate() {
            let is_last = index + 1 == tokens.len();
            let length = if is_last { piece.len() } else { self.length_at(piece, at, token) };
            at = piece.len().min(at + length);
            visit(at);
        }
    }

    /// How many bytes of a piece a token stands for that begins there and is not the last one.
    fn length_at(&self, piece: &[u8], mut at: usize, token: u32) -> usize {
        let rules = self.engine.rules;
        let unknown_at = |at| self.engine.symbols.unknown_at(piece, at);
        if rules.unknown == Some(token)
            && let Some(length) = unknown_at(at)
        {
            let start = at;
            at += length;
            while rules.fuse_unknown
                && let Some(length) = unknown_at(at)
            {
                at += length;
            }
            return at - start;
        }
        let bytes = self.vocabulary.get(token).unwrap_or_default();
        match self.vocabulary.spelling() {
            Spelling::Characters(marks) if at > 0 => {
                let prefix = marks.continuing_subword_prefix.as_bytes();
                bytes.strip_prefix(prefix).unwrap_or(bytes).len()
            }
            _ => bytes.len(),
        }
    }
}

/// A place in a fragment, and the same in the unit.
struct Cursor {
    at: usize,
    place: usize,
}

/// Keeps tokens of a fragment with their places.
struct Places<'a> {
    tokenizer: &'a Tokenizer,
    bytes: &'a [u8],
    unit: Unit,
    /// Only moves on, as tokens do.
    cursor: Cursor,
    placed: &'a mut Placed,
}

impl Places<'_> {
    fn is_inside_character(&self, at: usize) -> bool {
        self.unit == Unit::Utf16 && self.bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80)
    }

    /// The place of the character that a byte is in, or of what follows the last one.
    fn start(&mut self, mut at: usize) -> u32 {
        while self.is_inside_character(at) {
            at -= 1;
        }
        let passed = &self.bytes[self.cursor.at..at];
        self.cursor.at = at;
        self.cursor.place += match self.unit {
            Unit::Bytes => passed.len(),
            Unit::Utf16 => passed.iter().map(utf16_units).sum(),
        };
        self.cursor.place as u32
    }

    /// The place after the character that the byte before `at` is in.
    fn end(&mut self, at: usize) -> u32 {
        let start = self.start(at);
        if self.is_inside_character(at) {
            start + utf16_units(&self.bytes[self.cursor.at]) as u32
        } else {
            start
        }
    }
}

/// The UTF-16 units of the character that a byte begins; none for a byte inside.
fn utf16_units(byte: &u8) -> usize {
    match byte {
        0x80..=0xbf => 0,
        0xf0.. => 2,
        _ => 1,
    }
}

impl Sink for Places<'_> {
    fn reserve(&mut self, most: usize) -> Result<(), Error> {
        let Placed { tokens, starts, ends } = self.placed;
        [tokens, starts, ends].into_iter().try_for_each(|values| room::reserve(values, most))
    }

    fn piece(&mut self, piece: Range<usize>, tokens: &[u32]) {
        let tokenizer = self.tokenizer;
        let mut start = piece.start;
        self.placed.tokens.extend_from_slice(tokens);
        let bytes = self.bytes;
        tokenizer.for_each_end(&bytes[piece.clone()], tokens, |end| {
            let end = piece.start + end;
            let [start_place, end_place] = [self.start(start), self.end(end)];
            self.placed.starts.push(start_place);
            self.placed.ends.push(end_place);
            start = end;
        });
    }
}

//! Texts as callers have them, cut into fragments that are encoded by themselves: between special
//! tokens, and between bytes that are in no character.
//!
//! Bytes need not be UTF-8. Each longest run of well-formed ones is a text like any other; each longest run
//! of bytes in no well-formed sequence is one piece, whatever the pattern says, so that nothing is lost.

use super::Tokenizer;
use super::sink::{FEW, Sink};
use super::special::{Part, Pass, SpecialPolicy};
use crate::counting::utf8::valid_length;
use crate::error::Error;
use crate::room;
use crate::spelling::Spelling;
use gainful_kernels::{Cancelled, Control};
use std::borrow::Cow;
use std::ops::Range;

/// A text to encode.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// Characters.
    Text(&'a str),
    /// Bytes, which should be UTF-8.
    Bytes(&'a [u8]),
}

/// A part of a text that does not depend on the others.
#[derive(Clone, Debug)]
pub(crate) enum Fragment<'a> {
    /// What the pattern splits, in its normal form.
    Text(Cow<'a, str>),
    /// A special token, and what stands for it.
    Special(u32, Cow<'a, str>),
    /// Bytes that are in no character.
    Bytes(&'a [u8]),
}

impl Fragment<'_> {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) | Self::Special(_, text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// What fragments are passed to.
type Visit<'v, 'a> = dyn FnMut(Fragment<'a>) -> Result<(), Error> + 'v;

impl<'a> Input<'a> {
    /// Its bytes, of which strings have UTF-8.
    pub fn bytes(self) -> &'a [u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// An error at a byte, with the place as the caller counts: in UTF-16 units, or in bytes.
    pub(crate) fn located(self, error: Error) -> Error {
        let place = |index: usize| match self {
            Self::Bytes(_) => index,
            Self::Text(text) => {
                let at = character_start(text, index);
                text[..at].encode_utf16().count()
            }
        };
        error.at_index(place)
    }
}

impl Tokenizer {
    /// Passes the fragments of a text to `visit`, in order.
    ///
    /// # Errors
    ///
    /// [`Error::SpecialToken`] with the index of a byte; what `visit` returns; [`Error::Cancelled`].
    pub(crate) fn for_each_fragment<'a>(
        &self,
        input: Input<'a>,
        policy: &SpecialPolicy,
        control: &Control,
        visit: &mut Visit<'_, 'a>,
    ) -> Result<(), Error> {
        let bytes = match input {
            Input::Text(text) => return self.split(text, policy, control, visit),
            Input::Bytes(bytes) => bytes,
        };
        let mut start = 0;
        while start < bytes.len() {
            let valid = start + valid_length(&bytes[start..], control)?;
            // SAFETY: `valid_length` found these bytes to be UTF-8.
            let text = unsafe { std::str::from_utf8_unchecked(&bytes[start..valid]) };
            let split = self.split(text, policy, control, visit);
            split.map_err(|error| error.special_after(start))?;
            start = invalid_end(bytes, valid, control)?;
            if start > valid {
                visit(Fragment::Bytes(&bytes[valid..start]))?;
            }
        }
        Ok(())
    }

    /// Passes the fragments of characters to `visit`.
    fn split<'a>(
        &self,
        text: &'a str,
        policy: &SpecialPolicy,
        control: &Control,
        visit: &mut Visit<'_, 'a>,
    ) -> Result<(), Error> {
        let [first, second] = policy.passes();
        parts(first, text, control, &mut |part| match part {
            Part::Special(token, range) => {
                visit(Fragment::Special(token, Cow::Borrowed(&text[range])))
            }
            Part::Text(range) => match self.normalized(&text[range.clone()], control)? {
                Cow::Borrowed(normal) => parts(second, normal, control, &mut |part| {
                    visit(part.fragment(|range| Cow::Borrowed(&normal[range])))
                }),
                Cow::Owned(normal) if second.is_none() => visit(Fragment::Text(normal.into())),
                Cow::Owned(normal) => parts(second, &normal, control, &mut |part| {
                    visit(part.fragment(|range| Cow::Owned(normal[range].to_owned())))
                }),
            }
            .map_err(|error| error.special_after(range.start)),
        })
    }

    /// Passes the tokens of a text to `sink` until that is full. Pieces are given by their places in the
    /// text that its fragments make together, which is the text itself unless it is normalized.
    ///
    /// # Errors
    ///
    /// Those of texts have the place where the caller finds it.
    pub(crate) fn feed<S: Sink>(
        &self,
        input: Input<'_>,
        policy: &SpecialPolicy,
        sink: &mut S,
        control: &Control,
    ) -> Result<(), Error> {
        let mut at = 0;
        let fed = self.for_each_fragment(input, policy, control, &mut |fragment| {
            let mut shifted = Shifted { sink: &mut *sink, by: at };
            self.encode_fragment(&fragment, &mut shifted, control)
                .map_err(|error| error.at_index(|index| at + index))?;
            at += fragment.bytes().len();
            if sink.is_full() { Err(Cancelled.into()) } else { Ok(()) }
        });
        match fed {
            Err(Error::Cancelled(_)) if sink.is_full() => Ok(()),
            fed => fed.map_err(|error| input.located(error)),
        }
    }

    /// Passes the tokens of a fragment to `sink` until that is full, with their places in the fragment.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownSymbol`] with the index of a byte of the fragment.
    pub(crate) fn encode_fragment<S: Sink>(
        &self,
        fragment: &Fragment<'_>,
        sink: &mut S,
        control: &Control,
    ) -> Result<(), Error> {
        match fragment {
            Fragment::Text(text) => self.encode_part(text, 0..text.len(), sink, control),
            Fragment::Special(token, text) => {
                sink.reserve(1)?;
                sink.piece(0..text.len(), &[*token]);
                Ok(())
            }
            Fragment::Bytes(bytes) => {
                // Characters cannot spell them.
                let word = match self.vocabulary.spelling() {
                    Spelling::Bytes => Cow::Borrowed(*bytes),
                    Spelling::Characters(_) => {
                        String::from_utf8_lossy(bytes).into_owned().into_bytes().into()
                    }
                };
                self.encode_piece(&word, 0..bytes.len(), sink, control)
            }
        }
    }

    /// The tokens of a text, in which special tokens are looked for by a policy.
    ///
    /// # Errors
    ///
    /// As [`Self::encode`]; [`Error::SpecialToken`] at the first special token that is not allowed.
    pub fn encode_input(
        &self,
        input: Input<'_>,
        policy: &SpecialPolicy,
        control: &Control,
    ) -> Result<Vec<u32>, Error> {
        // English makes about four bytes a token.
        let mut tokens = room::large(input.bytes().len() / 4 + FEW)?;
        self.feed(input, policy, &mut tokens, control)?;
        Ok(tokens)
    }
}

impl Part {
    /// The fragment that a part of a normalized text is.
    fn fragment<'a>(self, text: impl FnOnce(Range<usize>) -> Cow<'a, str>) -> Fragment<'a> {
        match self {
            Self::Text(range) => Fragment::Text(text(range)),
            Self::Special(token, range) => Fragment::Special(token, text(range)),
        }
    }
}

/// Passes the parts of a text to `visit`; all of it, if no tokens are looked for.
fn parts(
    pass: Option<&Pass>,
    text: &str,
    control: &Control,
    visit: &mut dyn FnMut(Part) -> Result<(), Error>,
) -> Result<(), Error> {
    match pass {
        Some(pass) => pass.for_each_part(text, control, visit),
        None if text.is_empty() => Ok(()),
        None => visit(Part::Text(0..text.len())),
    }
}

/// The start of the character that holds the byte `at`; the end of the text beyond it.
pub(super) fn character_start(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Bytes of no character between two looks at the control.
const BYTES_PER_LOOK: usize = 1 << 16;

/// Where the run of bytes in no well-formed sequence that starts at `start` ends.
fn invalid_end(bytes: &[u8], start: usize, control: &Control) -> Result<usize, Error> {
    let (mut end, mut next_look) = (start, start + BYTES_PER_LOOK);
    while end < bytes.len() {
        if end >= next_look {
            control.check()?;
            next_look = end + BYTES_PER_LOOK;
        }
        // No character has more than four bytes.
        let next = &bytes[end..bytes.len().min(end + 4)];
        match std::str::from_utf8(next) {
            Err(error) if error.valid_up_to() == 0 => {
                end += error.error_len().unwrap_or(next.len());
            }
            _ => break,
        }
    }
    Ok(end)
}

/// Passes pieces on, with their places moved.
struct Shifted<'a, S> {
    sink: &'a mut S,
    by: usize,
}

impl<S: Sink> Sink for Shifted<'_, S> {
    #[inline(always)]
    fn reserve(&mut self, most: usize) -> Result<(), Error> {
        self.sink.reserve(most)
    }

    #[inline(always)]
    fn piece(&mut self, piece: Range<usize>, tokens: &[u32]) {
        self.sink.piece(piece.start + self.by..piece.end + self.by, tokens);
    }

    #[inline(always)]
    fn short_piece(&mut self, piece: Range<usize>, tokens: &[u32; FEW], count: usize) {
        self.sink.short_piece(piece.start + self.by..piece.end + self.by, tokens, count);
    }

    #[inline(always)]
    fn is_full(&self) -> bool {
        self.sink.is_full()
    }
}

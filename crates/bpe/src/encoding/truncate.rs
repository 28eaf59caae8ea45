//! Cutting a text so that it becomes no more than so many tokens.
//!
//! A part of a text may become other tokens than it has in the whole, and more of them: merges across the
//! cut are missing, and white space is split otherwise before the end of a text. So the part is encoded
//! again, and made shorter until it fits.

use super::Tokenizer;
use super::input::Input;
use super::sink::Sink;
use super::special::SpecialPolicy;
use crate::error::Error;
use crate::room;
use gainful_kernels::Control;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

/// Where text is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// At the start: the end is kept.
    Start,
    /// In the middle: a half of the tokens is kept at either end.
    Middle,
    /// At the end: the start is kept.
    End,
}

/// What is left of a text.
#[derive(Clone, Debug)]
pub struct Truncated<'a> {
    /// The whole text, in its normal form if the model normalizes texts.
    whole: Cow<'a, [u8]>,
    head: usize,
    tail: usize,
}

impl Truncated<'_> {
    /// What is kept at the start, and at the end. Characters are kept whole or not at all.
    pub fn kept(&self) -> [&[u8]; 2] {
        [&self.whole[..self.head], &self.whole[self.tail..]]
    }

    /// Whether text is missing.
    pub fn is_cut(&self) -> bool {
        self.head < self.tail
    }
}

impl Tokenizer {
    /// A text without what makes it more than `most` tokens: the parts that are kept, together, become
    /// that many at most.
    ///
    /// If the end is removed, only the start is read, and about the time of encoding twice what is kept is
    /// taken.
    ///
    /// # Errors
    ///
    /// As [`Self::encode_input`], of what was looked at.
    pub fn truncate<'a>(
        &self,
        input: Input<'a>,
        policy: &SpecialPolicy,
        most: usize,
        cut: Cut,
        control: &Control,
    ) -> Result<Truncated<'a>, Error> {
        let whole = self.whole(input, policy, control)?;
        let length = whole.len();
        let edges = self.edges(input, policy, most, cut, control)?;
        if edges.tokens <= most {
            return Ok(Truncated { whole, head: length, tail: length });
        }
        let mut dropped = 0;
        loop {
            let [head, tail] = edges.places(dropped, length);
            let (head, tail) = (character_start(&whole, head), character_end(&whole, tail));
            if self.fits(input, &[&whole[..head], &whole[tail..]], policy, most, control)? {
                return Ok(Truncated { whole, head, tail });
            }
            // One by one at first, then faster: hardly ever is more than one token too many.
            dropped += 1 + dropped / 4;
        }
    }

    /// The text whose places are those of its tokens.
    fn whole<'a>(
        &self,
        input: Input<'a>,
        policy: &SpecialPolicy,
        control: &Control,
    ) -> Result<Cow<'a, [u8]>, Error> {
        if self.normalizer.is_none() {
            return Ok(Cow::Borrowed(input.bytes()));
        }
        let mut whole = Vec::new();
        let done = self.for_each_fragment(input, policy, control, &mut |fragment| {
            room::reserve(&mut whole, fragment.bytes().len())?;
            whole.extend_from_slice(fragment.bytes());
            Ok(())
        });
        done.map_err(|error| input.located(error))?;
        Ok(Cow::Owned(whole))
    }

    fn edges(
        &self,
        input: Input<'_>,
        policy: &SpecialPolicy,
        most: usize,
        cut: Cut,
        control: &Control,
    ) -> Result<Edges, Error> {
        let [first, last] = match cut {
            Cut::Start => [0, most],
            Cut::Middle => [most - most / 2, most / 2],
            Cut::End => [most, 0],
        };
        // All that is known of a text whose end is removed once it has too many tokens.
        let limit = if cut == Cut::End { most } else { usize::MAX };
        let mut edges =
            Edges { first, last, limit, tokens: 0, ends: Vec::new(), starts: VecDeque::new() };
        let mut base = 0;
        let done = self.for_each_fragment(input, policy, control, &mut |fragment| {
            let bytes = fragment.bytes();
            let mut sink = EdgesOf { tokenizer: self, bytes, base, edges: &mut edges };
            self.encode_fragment(&fragment, &mut sink, control)
                .map_err(|error| error.at_index(|index| base + index))?;
            base += bytes.len();
            if edges.is_full() { Err(gainful_kernels::Cancelled.into()) } else { Ok(()) }
        });
        match done {
            Err(Error::Cancelled(_)) if edges.is_full() => Ok(edges),
            done => done.map(|()| edges).map_err(|error| input.located(error)),
        }
    }

    /// Whether parts of a text become so many tokens at most; no, if they cannot be encoded.
    fn fits(
        &self,
        input: Input<'_>,
        parts: &[&[u8]; 2],
        policy: &SpecialPolicy,
        most: usize,
        control: &Control,
    ) -> Result<bool, Error> {
        let bytes = match parts {
            [part, []] | [[], part] => Cow::Borrowed(*part),
            parts => Cow::Owned(room::concat(parts)?),
        };
        // Parts of characters are characters.
        let part = match (input, std::str::from_utf8(&bytes)) {
            (Input::Text(_), Ok(text)) => Input::Text(text),
            _ => Input::Bytes(&bytes),
        };
        match self.count(part, policy, most, control) {
            Ok(count) => Ok(count <= most),
            Err(Error::UnknownSymbol { .. } | Error::SpecialToken { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// The places of the first and the last tokens of a text.
struct Edges {
    first: usize,
    last: usize,
    /// More tokens are of no interest.
    limit: usize,
    tokens: usize,
    /// Where each of the first ones ends.
    ends: Vec<usize>,
    /// Where each of the last ones starts.
    starts: VecDeque<usize>,
}

impl Edges {
    fn is_full(&self) -> bool {
        self.tokens > self.limit
    }

    /// Where the tokens that are kept at the start end, and where those at the end start, if so many
    /// fewer are kept.
    fn places(&self, dropped: usize, length: usize) -> [usize; 2] {
        let (from_end, from_start) = match (self.first, self.last) {
            (0, _) => (dropped, 0),
            (_, 0) => (0, dropped),
            _ => (dropped / 2, dropped.div_ceil(2)),
        };
        let kept = self.ends.len().saturating_sub(from_start);
        let head = if kept == 0 { 0 } else { self.ends[kept - 1] };
        let tail = self.starts.get(from_end).copied().unwrap_or(length);
        [head, tail]
    }
}

/// Takes the tokens of a fragment.
struct EdgesOf<'a> {
    tokenizer: &'a Tokenizer,
    bytes: &'a [u8],
    base: usize,
    edges: &'a mut Edges,
}

impl Sink for EdgesOf<'_> {
    fn reserve(&mut self, most: usize) -> Result<(), Error> {
        let edges = &mut *self.edges;
        let more = most.min(edges.first - edges.ends.len());
        room::reserve(&mut edges.ends, more)?;
        let more = most.min(edges.last - edges.starts.len());
        let bytes = (edges.starts.len() + more).saturating_mul(size_of::<usize>());
        edges.starts.try_reserve(more).map_err(|_| Error::Memory { bytes })
    }

    fn piece(&mut self, piece: Range<usize>, tokens: &[u32]) {
        let Self { tokenizer, bytes, base, edges } = self;
        edges.tokens += tokens.len();
        if edges.last == 0 && edges.ends.len() == edges.first {
            return;
        }
        let mut start = *base + piece.start;
        tokenizer.for_each_end(&bytes[piece.clone()], tokens, |end| {
            let end = *base + piece.start + end;
            if edges.ends.len() < edges.first {
                edges.ends.push(end);
            }
            if edges.last > 0 {
                if edges.starts.len() == edges.last {
                    edges.starts.pop_front();
                }
                edges.starts.push_back(start);
            }
            start = end;
        });
    }

    fn is_full(&self) -> bool {
        self.edges.is_full()
    }
}

/// The start of the character that `at` is inside of; `at` itself between characters.
fn character_start(bytes: &[u8], at: usize) -> usize {
    character_around(bytes, at).map_or(at, |character| character.start)
}

/// The end of the character that `at` is inside of; `at` itself between characters.
fn character_end(bytes: &[u8], at: usize) -> usize {
    character_around(bytes, at).map_or(at, |character| character.end)
}

/// The well-formed character that `at` is inside of.
fn character_around(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    (1..=at.min(3)).map(|back| at - back).find_map(|start| {
        let length = match bytes[start] {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return None,
        };
        let character = bytes.get(start..start + length)?;
        (start + length > at && std::str::from_utf8(character).is_ok())
            .then_some(start..start + length)
    })
}

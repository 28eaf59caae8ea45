//! Encoding a text that grows, with its exact tokens at every time.
//!
//! What follows a text changes no more than the end of what is known of it: the last two pieces of the known
//! patterns, what may be the beginning of a special token, and characters that may still be composed. Up
//! to there tokens are final; only what comes after is encoded again.

use super::Tokenizer;
use super::input::{Fragment, Input, character_start};
use super::sink::Sink;
use super::special::{Reach, SpecialPolicy};
use crate::error::Error;
use crate::room;
use gainful_kernels::Control;
use std::borrow::Cow;
use std::ops::Range;

/// A text that grows, and its tokens.
#[derive(Debug, Default)]
pub struct LiveEncoder {
    policy: SpecialPolicy,
    /// Tokens that nothing changes any more.
    pub(super) settled: Vec<u32>,
    /// The text after those; in its normal form, if no special tokens are looked for.
    pub(super) open: String,
    /// UTF-16 units before that.
    units: usize,
    open_tokens: Vec<u32>,
}

impl LiveEncoder {
    /// An empty text, in which special tokens are looked for by a policy.
    pub fn new(policy: SpecialPolicy) -> Self {
        Self { policy, ..Self::default() }
    }

    /// The number of tokens of the text.
    pub fn count(&self) -> usize {
        self.settled.len() + self.open_tokens.len()
    }

    /// The tokens of the text so far.
    pub fn tokens(&self) -> [&[u32]; 2] {
        [&self.settled, &self.open_tokens]
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        let tokens = self.settled.capacity() + self.open_tokens.capacity();
        self.open.capacity() + tokens * size_of::<u32>()
    }

    /// Appends text. The tokens are then those of the whole text and of `rest`, which comes after it until
    /// more is appended.
    ///
    /// Takes time linear in `text`, `rest` and what is not settled: in most texts a few words. A run of
    /// letters of which the pattern makes one piece is not settled before it ends, and all of a text is open
    /// if its pattern is an expression of a user or none, if special tokens that depend on what stands
    /// around them are looked for, or any special tokens in a model that normalizes texts.
    ///
    /// # Errors
    ///
    /// As [`Tokenizer::encode_input`]; the text then is as it was before.
    pub fn append(
        &mut self,
        tokenizer: &Tokenizer,
        text: &str,
        rest: &str,
        control: &Control,
    ) -> Result<(), Error> {
        let mut open = room::text(self.open.len() + text.len() + rest.len())?;
        open.extend([self.open.as_str(), text]);
        if self.policy.is_ordinary()
            && let Cow::Owned(normal) = tokenizer.normalized(&open, control)?
        {
            open = normal;
        }
        let known = self.known_end(tokenizer, &open);
        let length = open.len();
        open.push_str(rest);

        // Where the text ends that is settled, and how many of these tokens it has.
        let (mut settled, mut tokens) = ((0, 0), Vec::new());
        let mut base = 0;
        let input = Input::Text(&open);
        tokenizer
            .for_each_fragment(input, &self.policy, control, &mut |fragment| {
                let bytes = fragment.bytes().len();
                let end = match &fragment {
                    Fragment::Text(text) if known > base => {
                        let known = character_start(text, bytes.min(known - base));
                        tokenizer.pattern.final_end(&text[..known], control)?
                    }
                    _ => 0,
                };
                let before = tokens.len();
                let mut sink = Settling { tokens: &mut tokens, end, settled: before };
                tokenizer
                    .encode_fragment(&fragment, &mut sink, control)
                    .map_err(|error| error.at_index(|index| base + index))?;
                if known > base {
                    settled = (base + end, sink.settled);
                }
                base += bytes;
                Ok(())
            })
            .map_err(|error| input.located(error).at_index(|index| self.units + index))?;

        let (end, count) = settled;
        room::reserve(&mut self.settled, count)?;
        self.settled.extend_from_slice(&tokens[..count]);
        tokens.drain(..count);
        self.open_tokens = tokens;
        open.truncate(length);
        self.units += open[..end].encode_utf16().count();
        open.drain(..end);
        self.open = open;
        Ok(())
    }

    /// Up to where it is known which special tokens and which characters a text has, whatever follows.
    fn known_end(&self, tokenizer: &Tokenizer, open: &str) -> usize {
        let Reach::Bytes(reach) = self.policy.reach() else { return 0 };
        let stable = match tokenizer.normalizer {
            // Special tokens are looked for before characters are composed.
            Some(_) if !self.policy.is_ordinary() => 0,
            Some(normalizer) => normalizer.stable_end(open),
            None => open.len(),
        };
        character_start(open, stable.saturating_sub(reach))
    }
}

/// Keeps tokens, and knows how many belong to pieces that end at a place or before it.
struct Settling<'a> {
    tokens: &'a mut Vec<u32>,
    end: usize,
    settled: usize,
}

impl Sink for Settling<'_> {
    fn reserve(&mut self, most: usize) -> Result<(), Error> {
        Sink::reserve(self.tokens, most)
    }

    #[inline(always)]
    fn piece(&mut self, piece: Range<usize>, tokens: &[u32]) {
        self.tokens.extend_from_slice(tokens);
        if piece.end <= self.end {
            self.settled = self.tokens.len();
        }
    }
}

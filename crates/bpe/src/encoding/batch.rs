//! Encoding many texts, or long ones, on all threads.
//!
//! Texts are cut where their pattern allows, at special tokens and at bytes in no character; parts that
//! make some milliseconds' work are one task. The tokens are those of encoding each text by itself, in
//! order, for any number of threads.

use super::Tokenizer;
use super::decode::Decoding;
use super::input::{Fragment, Input};
use super::special::SpecialPolicy;
use crate::error::Error;
use crate::room;
use gainful_kernels::{Control, Workers};
use std::ops::Range;

/// Bytes that one task encodes: a fraction of a millisecond's work to some milliseconds'.
const TASK: usize = 1 << 17;

/// What a part costs besides its bytes, in bytes: many texts may be empty.
const PART_OVERHEAD: usize = 32;

/// Tasks that are done before their tokens are passed on, which bounds the memory for those.
const TASKS_AT_ONCE: usize = 128;

/// Texts that one task decodes.
const TEXTS_AT_ONCE: usize = 64;

/// The tokens of texts, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The tokens of all texts.
    pub tokens: Vec<u32>,
    /// Where those of each text begin, and, last, where the last ones end.
    pub offsets: Vec<usize>,
}

/// A part of a text that is encoded by itself.
struct Part<'a, 'f> {
    text: usize,
    fragment: &'f Fragment<'a>,
    range: Range<usize>,
    /// Where the fragment begins.
    base: usize,
}

impl Tokenizer {
    /// The tokens of texts, each encoded by itself.
    ///
    /// # Errors
    ///
    /// As [`Self::encode_input`], of the first text with one, whose index [`Error::InText`] has.
    pub fn encode_batch(
        &self,
        texts: &[Input<'_>],
        policy: &SpecialPolicy,
        workers: &Workers,
        control: &Control,
    ) -> Result<Batch, Error> {
        let mut batch = Batch::default();
        room::reserve(&mut batch.offsets, texts.len() + 1)?;
        batch.offsets.resize(texts.len() + 1, 0);
        let mut all = Vec::new();
        self.for_each_task(texts, policy, workers, control, |parts, tokens| {
            for &(text, count) in parts {
                batch.offsets[text + 1] += count;
            }
            all.push(tokens);
        })?;
        for text in 0..texts.len() {
            batch.offsets[text + 1] += batch.offsets[text];
        }
        let mut all = all.into_iter();
        batch.tokens = match (all.len(), batch.offsets.last()) {
            (1, _) => all.next().unwrap_or_default(),
            (_, length) => room::large(length.map_or(0, |&length| length))?,
        };
        for tokens in all {
            control.check()?;
            batch.tokens.extend_from_slice(&tokens);
        }
        Ok(batch)
    }

    /// The tokens of one text, which may be long.
    ///
    /// # Errors
    ///
    /// As [`Self::encode_input`].
    pub fn encode_parallel(
        &self,
        text: Input<'_>,
        policy: &SpecialPolicy,
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<u32>, Error> {
        match self.encode_batch(&[text], policy, workers, control) {
            Err(Error::InText { source, .. }) => Err(*source),
            batch => batch.map(|batch| batch.tokens),
        }
    }

    /// The texts of tokens: of each range of them.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownToken`], with the index among all tokens; [`Error::Cancelled`].
    pub fn decode_batch(
        &self,
        tokens: &[u32],
        ranges: &[Range<usize>],
        how: Decoding,
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<String>, Error> {
        control.begin("decoding", Some(ranges.len() as u64))?;
        let chunks = ranges.len().div_ceil(TEXTS_AT_ONCE);
        let decoded = workers.map(chunks, |chunk| -> Result<_, Error> {
            let first = chunk * TEXTS_AT_ONCE;
            let ranges = &ranges[first..ranges.len().min(first + TEXTS_AT_ONCE)];
            let mut texts = Vec::with_capacity(ranges.len());
            for range in ranges {
                control.check()?;
                let text = self.decode_with(&tokens[range.clone()], how);
                texts.push(text.map_err(|error| error.after_tokens(range.start))?);
            }
            control.advance(ranges.len() as u64)?;
            Ok(texts)
        });
        let texts: Vec<Vec<String>> = decoded.into_iter().collect::<Result<_, _>>()?;
        Ok(texts.into_iter().flatten().collect())
    }

    /// Passes the tokens of texts to `visit`, some at a time, in order, with the text and the number of
    /// tokens of each of their parts.
    ///
    /// # Errors
    ///
    /// As [`Self::encode_batch`].
    pub(super) fn for_each_task(
        &self,
        texts: &[Input<'_>],
        policy: &SpecialPolicy,
        workers: &Workers,
        control: &Control,
        mut visit: impl FnMut(&[(usize, usize)], Vec<u32>),
    ) -> Result<(), Error> {
        let total = texts.iter().map(|text| text.bytes().len() as u64).sum();
        control.begin("encoding", Some(total))?;
        let mut fragments = Vec::new();
        for (text, &input) in texts.iter().enumerate() {
            let mut base = 0;
            let cut = self.for_each_fragment(input, policy, control, &mut |fragment| {
                let length = fragment.bytes().len();
                room::reserve(&mut fragments, 1)?;
                fragments.push((text, base, fragment));
                base += length;
                Ok(())
            });
            cut.map_err(|error| input.located(error).in_text(text))?;
        }
        let mut parts = fragments.iter().flat_map(|(text, base, fragment)| {
            let mut start = 0;
            std::iter::from_fn(move || {
                let range = start..self.part_end(fragment, start);
                start = range.end;
                let part = Part { text: *text, fragment, range, base: *base };
                (!part.range.is_empty()).then_some(part)
            })
        });
        loop {
            let tasks = tasks(&mut parts);
            if tasks.is_empty() {
                return Ok(());
            }
            let encoded = workers.map(tasks.len(), |task| self.encode_task(&tasks[task], control));
            for (parts, encoded) in tasks.iter().zip(encoded) {
                let (counts, tokens) = encoded.map_err(|(part, error)| {
                    let Part { text, base, .. } = parts[part];
                    let error = error.at_index(|index| base + index);
                    texts[text].located(error).in_text(text)
                })?;
                visit(&counts, tokens);
            }
        }
    }

    /// Where a part of a fragment that begins at `start` may end.
    fn part_end(&self, fragment: &Fragment<'_>, start: usize) -> usize {
        match fragment {
            Fragment::Text(text) => self.pattern.next_cut(text, text.len().min(start + TASK)),
            other => other.bytes().len(),
        }
    }

    /// The tokens of parts, with the text and the number of tokens of each; or which one fails, and how.
    #[expect(clippy::type_complexity)]
    fn encode_task(
        &self,
        parts: &[Part<'_, '_>],
        control: &Control,
    ) -> Result<(Vec<(usize, usize)>, Vec<u32>), (usize, Error)> {
        let bytes: usize = parts.iter().map(|part| part.range.len()).sum();
        let (mut counts, mut tokens) = (Vec::with_capacity(parts.len()), Vec::new());
        room::reserve(&mut tokens, bytes / 4 + 4).map_err(|error| (0, error))?;
        for (index, part) in parts.iter().enumerate() {
            let before = tokens.len();
            let encoded = match part.fragment {
                Fragment::Text(text) => {
                    self.encode_part(text, part.range.clone(), &mut tokens, control)
                }
                other => self.encode_fragment(other, &mut tokens, control),
            };
            encoded.map_err(|error| (index, error))?;
            counts.push((part.text, tokens.len() - before));
        }
        control.advance(bytes as u64).map_err(|error| (0, error.into()))?;
        Ok((counts, tokens))
    }
}

/// The next tasks: each has parts of enough bytes.
fn tasks<'a, 'f>(parts: &mut impl Iterator<Item = Part<'a, 'f>>) -> Vec<Vec<Part<'a, 'f>>> {
    let mut tasks = Vec::new();
    while tasks.len() < TASKS_AT_ONCE {
        let mut bytes = 0;
        let mut task = Vec::new();
        while bytes < TASK
            && let Some(part) = parts.next()
        {
            bytes += part.range.len() + PART_OVERHEAD;
            task.push(part);
        }
        if task.is_empty() {
            break;
        }
        tasks.push(task);
    }
    tasks
}

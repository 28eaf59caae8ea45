//! Which tokens texts become, counted: what measures of a vocabulary start from.
//!
//! Texts are cut where their pattern allows, so that all threads take part in long ones, too.

use super::Tokenizer;
use super::engine::Failure;
use super::rules::WordRules;
use crate::counting::WordCounts;
use crate::error::Error;
use gainful_kernels::{Control, Workers};
use std::borrow::Cow;

/// Bytes of a piece that one thread encodes: a few milliseconds' work.
const PIECE: usize = 1 << 18;

/// Words that one thread encodes at a time: a millisecond's work.
const WORDS: usize = 4096;

/// Pieces that are encoded before their tokens are counted, which bounds the memory for tokens.
const PIECES_AT_ONCE: usize = 64;

impl Tokenizer {
    /// How often each token of the vocabulary occurs in texts, each encoded by itself.
    ///
    /// # Errors
    ///
    /// As [`Self::encode`].
    pub fn token_counts(
        &self,
        texts: &[&str],
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<u64>, Error> {
        let mut counts = vec![0; self.size];
        self.for_each_piece(texts, workers, control, |_, tokens| {
            for token in tokens {
                counts[token as usize] += 1;
            }
        })?;
        Ok(counts)
    }

    /// How many tokens each text becomes.
    ///
    /// # Errors
    ///
    /// As [`Self::encode`].
    pub fn lengths(
        &self,
        texts: &[&str],
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<u64>, Error> {
        let mut lengths = vec![0; texts.len()];
        self.for_each_piece(texts, workers, control, |text, tokens| {
            lengths[text] += tokens.len() as u64;
        })?;
        Ok(lengths)
    }

    /// How often each token of the vocabulary occurs in counted words, each as often as it was counted.
    /// One more number counts bytes or characters that are no tokens, for which the model has none.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`].
    pub(crate) fn counts_of_words(
        &self,
        words: &WordCounts,
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<u64>, Error> {
        control.begin("encoding", Some(words.len() as u64))?;
        let none = self.vocabulary.len();
        let rules = self.engine.rules;
        let rules = WordRules { unknown: rules.unknown.or(Some(none as u32)), ..rules };
        let mut counts = vec![0; none + 1];
        for first in (0..words.len()).step_by(PIECES_AT_ONCE * WORDS) {
            let chunks = (words.len() - first).div_ceil(WORDS).min(PIECES_AT_ONCE);
            let encoded = workers.map(chunks, |chunk| -> Result<_, Error> {
                let start = first + chunk * WORDS;
                let end = words.len().min(start + WORDS);
                let (mut tokens, mut lengths) = (Vec::new(), Vec::with_capacity(end - start));
                let mut scratch = Vec::new();
                for word in start..end {
                    control.check()?;
                    match self.engine.encode_word(words.word(word), rules, &mut scratch, control) {
                        // The rules have a token for what is unknown.
                        Ok(()) | Err(Failure::Unknown(_)) => {}
                        Err(Failure::Error(error)) => return Err(error),
                    }
                    tokens.extend_from_slice(&scratch);
                    lengths.push(scratch.len());
                }
                control.advance((end - start) as u64)?;
                Ok((start, tokens, lengths))
            });
            for chunk in encoded {
                let (start, tokens, lengths) = chunk?;
                let mut tokens = tokens.into_iter();
                for (word, length) in (start..).zip(lengths) {
                    let count = words.count(word).max(0).unsigned_abs();
                    tokens.by_ref().take(length).for_each(|t: u32| counts[t as usize] += count);
                }
            }
        }
        Ok(counts)
    }

    /// Passes the tokens of pieces of texts to `visit`, in order, with the index of the text.
    fn for_each_piece(
        &self,
        texts: &[&str],
        workers: &Workers,
        control: &Control,
        mut visit: impl FnMut(usize, Vec<u32>),
    ) -> Result<(), Error> {
        // Where the pattern may be cut, characters may be composed all the same.
        let normal: Vec<Cow<'_, str>> = texts
            .iter()
            .map(|text| self.normalized(text, control))
            .collect::<Result<_, Error>>()?;
        let texts: Vec<&str> = normal.iter().map(|text| &**text).collect();
        let total = texts.iter().map(|text| text.len() as u64).sum();
        control.begin("encoding", Some(total))?;
        let mut pieces = texts.iter().enumerate().flat_map(|(index, text)| {
            let mut start = 0;
            std::iter::from_fn(move || {
                let end = self.pattern.next_cut(text, (start + PIECE).min(text.len()));
                let piece = (start < end).then(|| (index, &text[start..end]));
                start = end;
                piece
            })
        });
        loop {
            let batch: Vec<(usize, &str)> = pieces.by_ref().take(PIECES_AT_ONCE).collect();
            if batch.is_empty() {
                return Ok(());
            }
            let encoded = workers.map(batch.len(), |index| {
                let tokens = self.encode(batch[index].1, control)?;
                control.advance(batch[index].1.len() as u64)?;
                Ok(tokens)
            });
            for ((text, _), tokens) in batch.into_iter().zip(encoded) {
                match tokens {
                    Ok(tokens) => visit(text, tokens),
                    // Where it stands is told for the whole text.
                    Err(Error::Argument(_)) => drop(self.encode(texts[text], control)?),
                    Err(error) => return Err(error),
                }
            }
        }
    }
}

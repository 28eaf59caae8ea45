//! Which tokens texts become, counted: what measures of a vocabulary start from.
//!
//! All threads take part, in long texts, too.

use super::Tokenizer;
use super::engine::Failure;
use super::input::Input;
use super::rules::WordRules;
use super::special::SpecialPolicy;
use crate::counting::WordCounts;
use crate::error::Error;
use crate::room;
use gainful_kernels::{Control, Workers};

/// Words that one thread encodes at a time: a millisecond's work.
const WORDS: usize = 4096;

/// Tasks that are done before their tokens are counted, which bounds the memory for tokens.
const TASKS_AT_ONCE: usize = 64;

impl Tokenizer {
    /// How often each token of the vocabulary occurs in texts, each encoded by itself.
    ///
    /// # Errors
    ///
    /// As [`Self::encode_batch`].
    pub fn token_counts(
        &self,
        texts: &[&str],
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<u64>, Error> {
        let mut counts = room::filled(self.size, 0, control)?;
        let texts = room::collect(texts.iter().map(|text| Input::Text(text)))?;
        let policy = SpecialPolicy::ORDINARY;
        self.for_each_task(&texts, &policy, workers, control, |_, tokens| {
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
    /// As [`Self::encode_batch`].
    pub fn count_batch(
        &self,
        texts: &[Input<'_>],
        policy: &SpecialPolicy,
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<u64>, Error> {
        let mut lengths = room::filled(texts.len(), 0, control)?;
        self.for_each_task(texts, policy, workers, control, |parts, _| {
            for &(text, count) in parts {
                lengths[text] += count as u64;
            }
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
        let mut counts = room::filled(none + 1, 0, control)?;
        for first in (0..words.len()).step_by(TASKS_AT_ONCE * WORDS) {
            let chunks = (words.len() - first).div_ceil(WORDS).min(TASKS_AT_ONCE);
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
                    room::reserve(&mut tokens, scratch.len())?;
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
}

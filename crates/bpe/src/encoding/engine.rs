//! What becomes of words: the one loop that all operations on texts go through.
//!
//! A word that is a token takes one look-up; in any other word the merges are applied. Words are
//! looked up a batch at a time: first all their places in the table are asked for, then they are read,
//! so that the waits for memory overlap.

use super::events::EventTable;
use super::merge::{self, MergeTable};
use super::rules::WordRules;
use super::sink::{FEW, Sink};
use super::symbols::{Symbols, Unknown};
use super::words::WholeWords;
use crate::error::Error;
use crate::model::Model;
use crate::packed::PackedWord;
use gainful_kernels::Control;
use rustc_hash::FxHashSet;

/// Words that are looked up together.
const BATCH: usize = 64;

/// The tables that say what becomes of a word.
#[derive(Clone)]
pub(super) struct Engine {
    pub(super) rules: WordRules,
    pub(super) symbols: Symbols,
    merges: MergeTable,
    /// What is applied instead of the merges where there are removals, too.
    events: Option<EventTable>,
    words: WholeWords,
}

/// A word that cannot be encoded.
pub(super) enum Failure {
    /// Something else than the word.
    Error(Error),
    /// It has a symbol that is no token.
    Unknown(Unknown),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl Engine {
    /// The tables of a model. Takes about the time of encoding its vocabulary.
    pub(super) fn new(model: &Model, control: &Control) -> Result<Self, Error> {
        let vocabulary = model.vocabulary();
        let mut engine = Self {
            rules: model.rules(),
            symbols: Symbols::new(vocabulary),
            merges: MergeTable::new(model.merges()),
            events: (!model.events().is_empty())
                .then(|| EventTable::new(model.events(), vocabulary.len())),
            words: WholeWords::new(),
        };
        engine.words = engine.whole_words(model, control)?;
        Ok(engine)
    }

    /// A token that merging its bytes does not make is no whole word, unless the rules say so; a
    /// special token never is one by the rules. So a look-up does not change the result.
    fn whole_words(&self, model: &Model, control: &Control) -> Result<WholeWords, Error> {
        let vocabulary = model.vocabulary();
        let mut words = WholeWords::new();
        let special: FxHashSet<u32> = vocabulary.special_tokens().map(|(token, _)| token).collect();
        let mut tokens = Vec::new();
        for (token, bytes) in (0..).zip(vocabulary.iter()) {
            let is_by_rule = self.rules.whole_words && !special.contains(&token);
            let is_short = bytes.len() <= PackedWord::CAPACITY;
            if bytes.is_empty() || !is_short && !is_by_rule {
                continue;
            }
            let is_made =
                self.merge_word(bytes, self.rules, &mut tokens).is_ok() && tokens == [token];
            if is_made || is_by_rule {
                words.insert(bytes, token, is_made, control)?;
            }
        }
        Ok(words)
    }

    /// Passes the tokens of words to `sink`: of those that follow each other from `start` on and end
    /// at `ends`, both counted from `base`. `scratch` is room for the symbols of a word.
    ///
    /// # Errors
    ///
    /// With where the word starts, for one that cannot be encoded; the words before it were passed.
    #[inline]
    pub(super) fn encode<S: Sink>(
        &self,
        text: &[u8],
        base: usize,
        mut start: usize,
        ends: &[usize],
        scratch: &mut Vec<u32>,
        sink: &mut S,
    ) -> Result<(), (usize, Failure)> {
        start += base;
        for ends in ends.chunks(BATCH) {
            let mut keys = [(PackedWord::NONE, 0); BATCH];
            let mut at = start;
            for (key, end) in keys.iter_mut().zip(ends) {
                let end = base + end;
                if let Some(word) = PackedWord::new(text, at, end) {
                    *key = (word, self.words.prefetch(word));
                }
                at = end;
            }
            for (&(word, hash), end) in keys.iter().zip(ends) {
                let piece = start..base + end;
                let found = if word == PackedWord::NONE {
                    self.words.get_long(&text[piece.clone()])
                } else {
                    self.words.get_short(word, hash)
                };
                match found {
                    Some(token) => sink.short_piece(piece, &[token; FEW], 1),
                    None => {
                        let word = &text[piece.clone()];
                        self.merge_word(word, self.rules, scratch)
                            .map_err(|failure| (start, failure))?;
                        sink.piece(piece, scratch);
                    }
                }
                start = base + end;
            }
        }
        Ok(())
    }

    /// Puts the tokens of one word by `rules` into `tokens`, which are replaced.
    pub(super) fn encode_word(
        &self,
        word: &[u8],
        rules: WordRules,
        tokens: &mut Vec<u32>,
    ) -> Result<(), Failure> {
        match self.words.get(word) {
            Some(token) => {
                tokens.clear();
                tokens.push(token);
                Ok(())
            }
            None => self.merge_word(word, rules, tokens),
        }
    }

    /// Puts the tokens that the merges make of one word into `tokens`, which are replaced.
    fn merge_word(
        &self,
        word: &[u8],
        rules: WordRules,
        tokens: &mut Vec<u32>,
    ) -> Result<(), Failure> {
        tokens.clear();
        self.symbols.spell(word, rules, tokens).map_err(Failure::Unknown)?;
        let left = match &self.events {
            Some(events) => events.apply(tokens),
            None => merge::apply(&self.merges, tokens),
        };
        tokens.truncate(left);
        Ok(())
    }

    /// Memory held, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.symbols.bytes()
            + self.merges.bytes()
            + self.events.as_ref().map_or(0, EventTable::bytes)
            + self.words.bytes()
    }
}

//! What becomes of words: the one loop that all operations on texts go through.
//!
//! A word that came before takes one look-up, and so does one that is a token; in any other word the
//! merges are applied. Words are looked up a batch at a time: first all their places in the cache are
//! asked for, then they are read, so that the waits for memory overlap.

use super::cache::{Cache, Caches};
use super::events::EventTable;
use super::merge::{self, MergeTable};
use super::rules::WordRules;
use super::sink::Sink;
use super::symbols::{Symbols, Unknown};
use super::words::WholeWords;
use crate::error::Error;
use crate::model::Model;
use crate::packed::PackedWord;
use gainful_kernels::Control;
use rustc_hash::FxHashSet;
use std::ops::Range;

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
    caches: Caches,
}

/// What one call needs besides the tables.
pub(super) struct Work<'a> {
    cache: Cache,
    control: &'a Control,
    /// The symbols of a word.
    symbols: Vec<u32>,
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
            caches: Caches::default(),
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
            let is_made = self.is_made(bytes, token, &mut tokens, control)?;
            if is_made || is_by_rule {
                words.insert(bytes, token, is_made, control)?;
            }
        }
        Ok(words)
    }

    /// Whether merging makes `token` of its bytes; `tokens` is room for it.
    fn is_made(
        &self,
        bytes: &[u8],
        token: u32,
        tokens: &mut Vec<u32>,
        control: &Control,
    ) -> Result<bool, Error> {
        match self.merge_word(bytes, self.rules, tokens, control) {
            Ok(()) => Ok(*tokens == [token]),
            Err(Failure::Unknown(_)) => Ok(false),
            Err(Failure::Error(error)) => Err(error),
        }
    }

    /// What a call needs; to be given back at its end.
    pub(super) fn begin<'a>(&self, control: &'a Control) -> Work<'a> {
        Work { cache: self.caches.take(), control, symbols: Vec::new() }
    }

    /// Keeps what later calls can use.
    pub(super) fn end(&self, work: Work<'_>) {
        self.caches.put(work.cache);
    }

    /// Passes the tokens of words to `sink`: of those that follow each other from `start` on and end
    /// at `ends`, both counted from `base`.
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
        work: &mut Work<'_>,
        sink: &mut S,
    ) -> Result<(), (usize, Failure)> {
        start += base;
        for ends in ends.chunks(BATCH) {
            let mut keys = [(PackedWord::NONE, None); BATCH];
            let mut at = start;
            for (key, end) in keys.iter_mut().zip(ends) {
                let end = base + end;
                let (word, hash) = key;
                if let Some(packed) = PackedWord::new(text, at, end) {
                    let short = self.words.hash(packed);
                    (*word, *hash) = (packed, Some(short));
                    work.cache.prefetch(short);
                } else if let Some(long) = Cache::hash_long(&text[at..end]) {
                    *hash = Some(long);
                    work.cache.prefetch_merged(long);
                }
                at = end;
            }
            for (&(word, hash), end) in keys.iter().zip(ends) {
                let piece = start..base + end;
                if word == PackedWord::NONE {
                    self.encode_long(text, piece, hash, work, sink)
                        .map_err(|failure| (start, failure))?;
                    start = base + end;
                    continue;
                }
                let hash = hash.unwrap_or_default();
                if let Some((tokens, count)) = work.cache.get(word, hash) {
                    sink.short_piece(piece, &tokens, count);
                } else {
                    self.encode_packed(text, piece, (word, hash), work, sink)
                        .map_err(|failure| (start, failure))?;
                }
                start = base + end;
            }
        }
        Ok(())
    }

    /// Passes the tokens of a short word, packed with its hash, that has no slot of its own to `sink`.
    fn encode_packed<S: Sink>(
        &self,
        text: &[u8],
        piece: Range<usize>,
        (packed, hash): (PackedWord, u64),
        work: &mut Work<'_>,
        sink: &mut S,
    ) -> Result<(), Failure> {
        let Work { cache, control, symbols } = work;
        match self.words.get_short(packed, hash) {
            Some(token) => {
                cache.insert(packed, hash, &[token]);
                sink.piece(piece, &[token]);
            }
            None => {
                let word = &text[piece.clone()];
                if let Some(tokens) = cache.get_merged(word, hash) {
                    sink.piece(piece, tokens);
                    return Ok(());
                }
                self.merge_word(word, self.rules, symbols, control)?;
                cache.insert(packed, hash, symbols);
                cache.insert_merged(word, hash, symbols);
                sink.piece(piece, symbols);
            }
        }
        Ok(())
    }

    /// Passes the tokens of a long word to `sink`; one without a hash is not kept.
    fn encode_long<S: Sink>(
        &self,
        text: &[u8],
        piece: Range<usize>,
        hash: Option<u64>,
        work: &mut Work<'_>,
        sink: &mut S,
    ) -> Result<(), Failure> {
        let Work { cache, control, symbols } = work;
        let word = &text[piece.clone()];
        if let Some(tokens) = hash.and_then(|hash| cache.get_merged(word, hash)) {
            sink.piece(piece, tokens);
            return Ok(());
        }
        self.encode_word(word, self.rules, symbols, control)?;
        if let Some(hash) = hash {
            cache.insert_merged(word, hash, symbols);
        }
        sink.piece(piece, symbols);
        Ok(())
    }

    /// Puts the tokens of one word by `rules` into `tokens`, which are replaced.
    pub(super) fn encode_word(
        &self,
        word: &[u8],
        rules: WordRules,
        tokens: &mut Vec<u32>,
        control: &Control,
    ) -> Result<(), Failure> {
        match self.words.get(word) {
            Some(token) => {
                tokens.clear();
                tokens.push(token);
                Ok(())
            }
            None => self.merge_word(word, rules, tokens, control),
        }
    }

    /// Puts the tokens that the merges make of one word into `tokens`, which are replaced.
    fn merge_word(
        &self,
        word: &[u8],
        rules: WordRules,
        tokens: &mut Vec<u32>,
        control: &Control,
    ) -> Result<(), Failure> {
        tokens.clear();
        self.symbols.spell(word, rules, tokens).map_err(Failure::Unknown)?;
        let left = match &self.events {
            Some(events) => events.apply(tokens, control)?,
            None => merge::apply(&self.merges, tokens, control)?,
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
            + self.caches.bytes()
    }
}

//! Encoding texts with a model, and decoding.
//!
//! A text is split into words by the model's pattern. A word that came before or is a token takes one
//! look-up; in any other word the merges are applied, lowest rank first and leftmost on ties, as Hugging
//! Face's tokenizers do. All that is asked of a text goes through one loop ([`engine`]), which passes
//! tokens to a [`sink`].

mod batch;
mod cache;
mod count;
mod decode;
mod engine;
mod events;
mod input;
mod live;
mod lookup;
pub(crate) mod merge;
mod offsets;
mod queue;
mod rules;
pub(crate) mod sink;
mod special;
pub(crate) mod symbols;
mod truncate;
mod usage;
mod words;

#[cfg(test)]
mod tests;

pub use batch::Batch;
pub use decode::Decoding;
pub use input::Input;
pub use live::LiveEncoder;
pub use offsets::{Placed, Unit};
pub use rules::WordRules;
pub use special::{SpecialPolicy, SpecialTokens};
pub(crate) use symbols::start_symbols;
pub use truncate::{Cut, Truncated};

use crate::error::Error;
use crate::model::Model;
use crate::normalization::Normalizer;
use crate::pattern::Pattern;
use crate::spelling::Spelling;
use crate::vocabulary::Vocabulary;
use engine::{Engine, Failure};
use gainful_kernels::{ArgumentError, Cancelled, Control};
use sink::Sink;
use special::Policies;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Encodes texts and decodes tokens. May be used by many threads at once.
#[derive(Clone)]
pub struct Tokenizer {
    normalizer: Option<Normalizer>,
    pattern: Pattern,
    vocabulary: Vocabulary,
    engine: Engine,
    /// How many ids texts may become: the first ones.
    size: usize,
    policies: Arc<Policies>,
    /// Ids by the bytes of their tokens, once somebody looks for one.
    by_bytes: OnceLock<Box<[u32]>>,
}

impl Tokenizer {
    /// Prepares the look-up tables of a model. Takes about the time of encoding its vocabulary.
    ///
    /// Fails if it is not known what splits texts into words.
    pub(crate) fn new(model: &Model) -> Result<Self, Error> {
        let pattern = model.pattern().cloned().ok_or_else(|| {
            ArgumentError::invalid(
                "model",
                "a model whose pattern is known",
                "one without a pattern",
            )
        })?;
        Ok(Self {
            normalizer: model.normalizer(),
            pattern,
            engine: Engine::new(model, &Control::new())?,
            size: model.size(),
            policies: Arc::default(),
            by_bytes: OnceLock::new(),
            vocabulary: model.vocabulary().clone(),
        })
    }

    /// The tokens of a text. Special tokens are not looked for; a byte order mark is kept.
    ///
    /// Takes O(n) time if each merge comes after those that make its parts, and at most O(n log n) if not; and
    /// about 8 n bytes of memory for a single word of n bytes. Panics at a word of 2^31
    /// bytes or more.
    /// Fails if `control` is cancelled, and for a text with a byte or character that is no token, in
    /// a model without a token for such.
    pub fn encode(&self, text: &str, control: &Control) -> Result<Vec<u32>, Error> {
        self.encode_input(Input::Text(text), &SpecialPolicy::ORDINARY, control)
    }

    /// A text in the form in which it is split: in most models, as it is.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`], and for lack of memory.
    pub fn normalized<'a>(&self, text: &'a str, control: &Control) -> Result<Cow<'a, str>, Error> {
        match self.normalizer {
            Some(normalizer) => normalizer.apply(text, control),
            None => Ok(Cow::Borrowed(text)),
        }
    }

    /// Passes the tokens of a part of a text, which is split as if it were a text by itself, to `sink`
    /// until that is full. Pieces are given by their places in the whole text, whose part has to be in its
    /// normal form ([`Self::normalized`]).
    ///
    /// # Errors
    ///
    /// [`Error::UnknownSymbol`] with the index of a byte of the whole text.
    pub(crate) fn encode_part<S: Sink>(
        &self,
        text: &str,
        part: Range<usize>,
        sink: &mut S,
        control: &Control,
    ) -> Result<(), Error> {
        let base = part.start;
        let mut work = self.engine.begin(control);
        let done = self.pattern.for_each_batch(&text[part], control, |start, ends| {
            let end = ends.last().map_or(start, |&end| end);
            sink.reserve(end - start)?;
            self.engine
                .encode(text.as_bytes(), base, start, ends, &mut work, sink)
                .map_err(|(start, failure)| self.error(text.as_bytes(), start, failure))?;
            if sink.is_full() { Err(Cancelled.into()) } else { Ok(()) }
        });
        self.engine.end(work);
        match done {
            Err(Error::Cancelled(_)) if sink.is_full() => Ok(()),
            done => done,
        }
    }

    /// Passes the tokens of a word that may be none by the pattern, and no UTF-8, to `sink`, as those of
    /// `piece`.
    pub(crate) fn encode_piece<S: Sink>(
        &self,
        word: &[u8],
        piece: Range<usize>,
        sink: &mut S,
        control: &Control,
    ) -> Result<(), Error> {
        let mut tokens = Vec::new();
        self.engine
            .encode_word(word, self.engine.rules, &mut tokens, control)
            .map_err(|failure| self.error(word, 0, failure))?;
        sink.reserve(tokens.len())?;
        sink.piece(piece, &tokens);
        Ok(())
    }

    #[cold]
    fn error(&self, text: &[u8], start: usize, failure: Failure) -> Error {
        match failure {
            Failure::Error(error) => error,
            Failure::Unknown(unknown) => self.unknown_symbol(text, start + unknown.at),
        }
    }

    fn unknown_symbol(&self, text: &[u8], index: usize) -> Error {
        let (expected, found) = match self.vocabulary.spelling() {
            Spelling::Bytes => ("bytes of the model's alphabet", format!("byte {}", text[index])),
            Spelling::Characters(_) => {
                let rest = String::from_utf8_lossy(&text[index..]);
                let character: String = rest.chars().take(1).collect();
                ("characters of the model's alphabet", format!("'{character}'"))
            }
        };
        Error::UnknownSymbol { expected, found, index }
    }

    /// The tokens, in the order of their ids.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.vocabulary.bytes() + self.engine.bytes() + self.policies.bytes()
    }
}

impl std::fmt::Debug for Tokenizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokenizer")
            .field("pattern", &self.pattern)
            .field("tokens", &self.size)
            .finish_non_exhaustive()
    }
}

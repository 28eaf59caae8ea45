//! Encoding texts with a model, and decoding.
//!
//! A text is split into words by the model's pattern. A word that is a token takes one look-up; in
//! any other word the merges are applied, lowest rank first and leftmost on ties, as Hugging Face's
//! tokenizers do.

mod decode;
mod events;
pub(crate) mod merge;
mod rules;
pub(crate) mod symbols;
mod usage;
mod words;

#[cfg(test)]
mod tests;

pub use rules::WordRules;
pub(crate) use symbols::start_symbols;

use crate::error::Error;
use crate::model::Model;
use crate::packed::PackedWord;
use crate::pattern::Pattern;
use crate::spelling::Spelling;
use crate::vocabulary::Vocabulary;
use events::EventTable;
use gainful_kernels::{ArgumentError, Control};
use merge::MergeTable;
use rustc_hash::FxHashSet;
use symbols::{Symbols, Unknown};
use words::WholeWords;

/// Encodes texts and decodes tokens. May be used by many threads at once.
#[derive(Clone)]
pub struct Tokenizer {
    pattern: Pattern,
    vocabulary: Vocabulary,
    rules: WordRules,
    symbols: Symbols,
    merges: MergeTable,
    /// What is applied instead of the merges where there are removals, too.
    events: Option<EventTable>,
    words: WholeWords,
    /// How many ids texts may become: the first ones.
    size: usize,
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
        let vocabulary = model.vocabulary().clone();
        let mut tokenizer = Self {
            pattern,
            rules: model.rules(),
            symbols: Symbols::new(&vocabulary),
            merges: MergeTable::new(model.merges()),
            events: (!model.events().is_empty())
                .then(|| EventTable::new(model.events(), vocabulary.len())),
            size: model.size(),
            words: WholeWords::new(),
            vocabulary,
        };
        tokenizer.find_whole_words(&Control::new())?;
        Ok(tokenizer)
    }

    /// A token that merging its bytes does not make is no whole word, unless the rules say so; a
    /// special token never is one by the rules. So a look-up does not change the result.
    fn find_whole_words(&mut self, control: &Control) -> Result<(), Error> {
        let mut words = WholeWords::new();
        let special: FxHashSet<u32> =
            self.vocabulary.special_tokens().map(|(token, _)| token).collect();
        let mut tokens = Vec::new();
        for (token, bytes) in (0..).zip(self.vocabulary.iter()) {
            let is_by_rule = self.rules.whole_words && !special.contains(&token);
            let is_short = bytes.len() <= PackedWord::CAPACITY;
            if bytes.is_empty() || !is_short && !is_by_rule {
                continue;
            }
            tokens.clear();
            let is_made = self.merge_word(bytes, &mut tokens).is_ok() && tokens == [token];
            if is_made || is_by_rule {
                words.insert(bytes, token, is_made, control)?;
            }
        }
        self.words = words;
        Ok(())
    }

    /// The tokens of a text. Special tokens are not looked for; a byte order mark is kept.
    ///
    /// Takes O(n) time for texts of words, and O(n log n) time and about 16 n bytes for a single word
    /// of n bytes. Panics at a word of 2^32 bytes or more.
    /// Fails if `control` is cancelled, and for a text with a byte or character that is no token, in
    /// a model without a token for such.
    pub fn encode(&self, text: &str, control: &Control) -> Result<Vec<u32>, Error> {
        // English makes about four bytes a token.
        let mut tokens = Vec::with_capacity(text.len() / 4 + 1);
        self.encode_into(text, &mut tokens, control)?;
        Ok(tokens)
    }

    /// Appends the tokens of a text to `tokens`.
    pub fn encode_into(
        &self,
        text: &str,
        tokens: &mut Vec<u32>,
        control: &Control,
    ) -> Result<(), Error> {
        let bytes = text.as_bytes();
        self.pattern.for_each_batch(text, control, |mut start, ends| {
            for &end in ends {
                match self.words.get(bytes, start, end) {
                    Some(token) => tokens.push(token),
                    None => self
                        .merge_word(&bytes[start..end], tokens)
                        .map_err(|unknown| self.unknown_symbol(text, start, unknown))?,
                }
                start = end;
            }
            Ok(())
        })
    }

    /// Appends the tokens that the merges make of one word.
    fn merge_word(&self, word: &[u8], tokens: &mut Vec<u32>) -> Result<(), Unknown> {
        let start = tokens.len();
        self.symbols.spell(word, self.rules, tokens)?;
        let left = self.merge_symbols(&mut tokens[start..]);
        tokens.truncate(start + left);
        Ok(())
    }

    /// Merges the start symbols of a word in place; returns how many tokens are left.
    #[inline(always)]
    fn merge_symbols(&self, symbols: &mut [u32]) -> usize {
        match &self.events {
            Some(events) => events.apply(symbols),
            None => merge::apply(&self.merges, symbols),
        }
    }

    /// Appends the tokens of one word by `rules`, which have an unknown token.
    fn push_word(&self, word: &[u8], rules: WordRules, tokens: &mut Vec<u32>) {
        if let Some(token) = self.words.get(word, 0, word.len()) {
            tokens.push(token);
            return;
        }
        let start = tokens.len();
        if self.symbols.spell(word, rules, tokens).is_ok() {
            let left = self.merge_symbols(&mut tokens[start..]);
            tokens.truncate(start + left);
        }
    }

    #[cold]
    fn unknown_symbol(&self, text: &str, start: usize, unknown: Unknown) -> ArgumentError {
        let at = start + unknown.at;
        let (expected, found) = match self.vocabulary.spelling() {
            Spelling::Bytes => {
                ("bytes of the model's alphabet", format!("byte {}", text.as_bytes()[at]))
            }
            Spelling::Characters(_) => {
                let character: String = text[at..].chars().take(1).collect();
                ("characters of the model's alphabet", format!("'{character}'"))
            }
        };
        // As JavaScript counts: UTF-16 units before the character.
        let before = (0..=at).rev().find_map(|at| text.get(..at)).unwrap_or_default();
        let index = before.encode_utf16().count();
        ArgumentError::invalid("text", expected, format!("{found} at index {index}"))
    }

    /// The tokens, in the order of their ids.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.vocabulary.bytes()
            + self.symbols.bytes()
            + self.merges.bytes()
            + self.events.as_ref().map_or(0, EventTable::bytes)
            + self.words.bytes()
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

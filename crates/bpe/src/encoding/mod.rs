//! Encoding texts with a trained model, and decoding.
//!
//! A text is split into words by the model's pattern. A word that is a token takes one look-up; in
//! any other word the merges are applied, lowest rank first and leftmost on ties, as Hugging Face's
//! tokenizers do.

mod decode;
mod merge;

#[cfg(test)]
mod tests;

use crate::alphabet;
use crate::error::Error;
use crate::model::Model;
use crate::packed::{PackedMap, PackedWord};
use crate::pattern::Pattern;
use crate::spelling::Spelling;
use crate::vocabulary::Vocabulary;
use gainful_kernels::{ArgumentError, Control};
use merge::MergeTable;

/// Encodes texts and decodes tokens. May be used by many threads at once.
#[derive(Clone)]
pub struct Tokenizer {
    pattern: Pattern,
    vocabulary: Vocabulary,
    merges: MergeTable,
    /// The token of each byte.
    bytes: [u32; 256],
    /// One more than the token of each short word that the merges make one token of. A special
    /// token that they do not make is missing here, so a look-up never changes the result.
    words: PackedMap<u32>,
}

impl Tokenizer {
    /// Prepares the look-up tables of a model. Takes about the time of encoding its vocabulary.
    ///
    /// Fails if a byte is no token, since texts that hold it could not be encoded; if words are not
    /// spelled in bytes; and if it is not known what splits texts into words.
    pub(crate) fn new(model: &Model) -> Result<Self, Error> {
        let refused = |expected, found| ArgumentError::invalid("model", expected, found);
        let pattern = model
            .pattern()
            .cloned()
            .ok_or_else(|| refused("a model whose pattern is known", "one without a pattern"))?;
        if *model.spelling() != Spelling::Bytes {
            return Err(refused("a model of bytes", "one of characters").into());
        }
        let vocabulary = model.vocabulary().clone();
        let mut tokenizer = Self {
            pattern,
            bytes: byte_tokens(&vocabulary)?,
            merges: MergeTable::new(model.merges()),
            words: PackedMap::new(),
            vocabulary,
        };
        let mut tokens = Vec::new();
        for (token, bytes) in (0..).zip(tokenizer.vocabulary.iter()) {
            if let Some(word) = PackedWord::new(bytes, 0, bytes.len()) {
                tokens.clear();
                tokenizer.merge_word(bytes, &mut tokens);
                if tokens == [token] {
                    let found = tokenizer.words.get(word);
                    if found.is_none() {
                        tokenizer.words.insert(word, token + 1, &Control::new())?;
                    }
                }
            }
        }
        Ok(tokenizer)
    }

    /// The tokens of a text. Special tokens are not looked for; a byte order mark is kept.
    ///
    /// Takes O(n) time for texts of words, and O(n log n) time and about 16 n bytes for a single word
    /// of n bytes. Panics at a word of 2^32 bytes or more.
    /// Fails if `control` is cancelled.
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
                match PackedWord::new(bytes, start, end).and_then(|word| self.words.get(word)) {
                    Some(token) => tokens.push(token - 1),
                    None => self.merge_word(&bytes[start..end], tokens),
                }
                start = end;
            }
            Ok(())
        })
    }

    /// Appends the tokens that the merges make of one word.
    fn merge_word(&self, word: &[u8], tokens: &mut Vec<u32>) {
        let start = tokens.len();
        tokens.extend(word.iter().map(|&byte| self.bytes[usize::from(byte)]));
        let left = self.merges.apply(&mut tokens[start..]);
        tokens.truncate(start + left);
    }

    /// The tokens, in the order of their ids.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.vocabulary.bytes() + self.merges.bytes() + self.words.bytes()
    }
}

/// The token of each byte: the one that is written as the byte's character. A special token " " is
/// the same byte as "Ġ", but no start symbol.
fn byte_tokens(vocabulary: &Vocabulary) -> Result<[u32; 256], ArgumentError> {
    let mut found = [None; 256];
    for (token, bytes) in (0..).zip(vocabulary.iter()) {
        if let &[byte] = bytes
            && vocabulary.text(token) == Some(alphabet::to_characters(&[byte]))
        {
            found[usize::from(byte)] = Some(token);
        }
    }
    let mut tokens = [0; 256];
    for (byte, token) in found.into_iter().enumerate() {
        tokens[byte] = token.ok_or_else(|| {
            ArgumentError::invalid(
                "model",
                "a token for each of the 256 bytes",
                format!("none for byte {byte}"),
            )
        })?;
    }
    Ok(tokens)
}

impl std::fmt::Debug for Tokenizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokenizer")
            .field("pattern", &self.pattern)
            .field("tokens", &self.vocabulary.len())
            .finish_non_exhaustive()
    }
}

//! From tokens back to text.

use super::Tokenizer;
use crate::error::Error;
use crate::room;
use crate::spelling::{Marks, Spelling};

/// Which tokens of a text are decoded, and what is done with special ones.
#[derive(Clone, Copy, Debug)]
pub struct Decoding {
    /// Whether special tokens are left out, but for those that a `tokenizer.json` does not call special.
    pub skips_special: bool,
    /// Whether the first token begins the text, and the last one ends it.
    pub is_start: bool,
    /// See `is_start`.
    pub is_end: bool,
}

impl Decoding {
    /// All tokens of a whole text.
    pub const WHOLE: Self = Self { skips_special: false, is_start: true, is_end: true };
}

impl Tokenizer {
    /// The bytes that tokens stand for. Fails at the first token that is not in the vocabulary.
    ///
    /// In a model of characters, marks are undone as Hugging Face's decoders do: each end-of-word
    /// suffix becomes a space, but at the end; without one, a token that does not begin with the
    /// prefix follows a space. What splitting dropped does not come back.
    pub fn decode_bytes(&self, tokens: &[u32], how: Decoding) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        room::reserve(&mut bytes, tokens.len().saturating_mul(4))?;
        let is_left_out = |token: u32| {
            how.skips_special && self.vocabulary.rules_of(token).is_some_and(|rules| !rules.is_kept)
        };
        let mut is_first = how.is_start;
        let last = match self.has_marks() {
            true => tokens.iter().rposition(|&token| !is_left_out(token)),
            false => None,
        };
        for (index, &token) in tokens.iter().enumerate() {
            let vocabulary_size = self.size;
            let found = self.vocabulary.get(token).filter(|_| (token as usize) < vocabulary_size);
            let found = found.ok_or(Error::UnknownToken { token, index, vocabulary_size })?;
            if is_left_out(token) {
                continue;
            }
            room::reserve(&mut bytes, found.len())?;
            match self.vocabulary.spelling() {
                Spelling::Characters(marks) if *marks != Marks::default() => {
                    let text = String::from_utf8_lossy(found);
                    let is_last = how.is_end && last == Some(index);
                    bytes.extend_from_slice(unmarked(&text, marks, is_first, is_last).as_bytes());
                }
                _ => bytes.extend_from_slice(found),
            }
            is_first = false;
        }
        Ok(bytes)
    }

    /// Whether what a token adds to a text depends on whether it is the last one.
    pub fn has_marks(&self) -> bool {
        self.vocabulary.spelling().has_marks()
    }

    /// The text that tokens stand for. Bytes that are not UTF-8 become U+FFFD, one for each maximal
    /// part of a character, as the WHATWG Encoding Standard decodes; a byte order mark is kept.
    pub fn decode_with(&self, tokens: &[u32], how: Decoding) -> Result<String, Error> {
        let bytes = self.decode_bytes(tokens, how)?;
        Ok(String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    /// The text that all tokens of a text stand for.
    pub fn decode(&self, tokens: &[u32]) -> Result<String, Error> {
        self.decode_with(tokens, Decoding::WHOLE)
    }
}

/// What a marked token adds to a text.
fn unmarked(token: &str, marks: &Marks, is_first: bool, is_last: bool) -> String {
    let (prefix, suffix) = (&marks.continuing_subword_prefix, &marks.end_of_word_suffix);
    if suffix.is_empty() {
        return match token.strip_prefix(prefix.as_str()) {
            _ if is_first => token.to_owned(),
            Some(rest) => rest.to_owned(),
            None => format!(" {token}"),
        };
    }
    let space = if is_last { "" } else { " " };
    let plain = if prefix.is_empty() { token.to_owned() } else { token.replace(prefix, "") };
    plain.replace(suffix, space)
}

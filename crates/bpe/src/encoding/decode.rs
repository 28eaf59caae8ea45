//! From tokens back to text.

use super::Tokenizer;
use crate::error::Error;
use crate::spelling::{Marks, Spelling};

impl Tokenizer {
    /// The bytes that tokens stand for. Fails at the first token that is not in the vocabulary.
    ///
    /// In a model of characters, marks are undone as Hugging Face's decoders do: each end-of-word
    /// suffix becomes a space, but at the end; without one, a token that does not begin with the
    /// prefix follows a space. What splitting dropped does not come back.
    pub fn decode_bytes(&self, tokens: &[u32]) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::with_capacity(4 * tokens.len());
        for (index, &token) in tokens.iter().enumerate() {
            let vocabulary_size = self.size;
            let found = self.vocabulary.get(token).filter(|_| (token as usize) < vocabulary_size);
            let found = found.ok_or(Error::UnknownToken { token, index, vocabulary_size })?;
            match self.vocabulary.spelling() {
                Spelling::Characters(marks) if *marks != Marks::default() => {
                    let text = String::from_utf8_lossy(found);
                    let [is_first, is_last] = [index == 0, index + 1 == tokens.len()];
                    bytes.extend_from_slice(unmarked(&text, marks, is_first, is_last).as_bytes());
                }
                _ => bytes.extend_from_slice(found),
            }
        }
        Ok(bytes)
    }

    /// The text that tokens stand for. Bytes that are not UTF-8 become U+FFFD, one for each maximal
    /// part of a character, as the WHATWG Encoding Standard decodes; a byte order mark is kept.
    pub fn decode(&self, tokens: &[u32]) -> Result<String, Error> {
        let bytes = self.decode_bytes(tokens)?;
        Ok(String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
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

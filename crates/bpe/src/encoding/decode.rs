//! From tokens back to text.

use super::Tokenizer;
use crate::error::Error;

impl Tokenizer {
    /// The bytes that tokens stand for. Fails at the first token that is not in the vocabulary.
    pub fn decode_bytes(&self, tokens: &[u32]) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::with_capacity(4 * tokens.len());
        for (index, &token) in tokens.iter().enumerate() {
            let vocabulary_size = self.vocabulary.len();
            let found = self.vocabulary.get(token);
            bytes.extend_from_slice(found.ok_or(Error::UnknownToken {
                token,
                index,
                vocabulary_size,
            })?);
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

//! The tokens of a model, in the order of their ids.

use crate::alphabet;

/// Tokens as the bytes that they stand for. The first ones are special tokens.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    special: Vec<String>,
}

impl Vocabulary {
    /// A vocabulary that begins with the given special tokens.
    ///
    /// As for Hugging Face's decoder, a special token that is written in the byte-to-unicode
    /// alphabet stands for those bytes, and any other one for its text.
    pub(crate) fn with_special_tokens(tokens: Vec<String>) -> Self {
        let mut vocabulary = Self::default();
        for token in &tokens {
            let bytes = alphabet::to_bytes(token);
            vocabulary.push(bytes.as_deref().unwrap_or(token.as_bytes()));
        }
        vocabulary.special = tokens;
        vocabulary
    }

    /// Adds a token and returns its id.
    pub(crate) fn push(&mut self, token: &[u8]) -> u32 {
        self.bytes.extend_from_slice(token);
        self.ends.push(self.bytes.len());
        self.ends.len() as u32 - 1
    }

    /// The number of tokens.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no tokens.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The number of special tokens; they have the first ids.
    pub fn special_count(&self) -> usize {
        self.special.len()
    }

    /// The bytes that a token stands for.
    pub fn get(&self, token: u32) -> Option<&[u8]> {
        let index = token as usize;
        let end = *self.ends.get(index)?;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        Some(&self.bytes[start..end])
    }

    /// The bytes of each token.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.bytes[start..end])
    }

    /// A token as it is written in files: in the byte-to-unicode alphabet, special tokens as they
    /// are.
    pub fn text(&self, token: u32) -> Option<String> {
        let special = self.special.get(token as usize).cloned();
        special.or_else(|| self.get(token).map(alphabet::to_characters))
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        let special: usize = self.special.iter().map(String::capacity).sum();
        self.bytes.capacity() + self.ends.capacity() * size_of::<usize>() + special
    }
}

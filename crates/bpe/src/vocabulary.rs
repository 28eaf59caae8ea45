//! The tokens of a model, in the order of their ids.

use crate::error::Error;
use crate::room;
use crate::spelling::Spelling;
use std::sync::OnceLock;

/// Tokens by their ids: as bytes, and as files write them.
///
/// Trained vocabularies begin with their special tokens and have no gaps; those of others may have
/// special tokens anywhere, and ids without a token. Two tokens may be written alike unless the model's
/// tie rule forbids it.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    spelling: Spelling,
    bytes: Vec<u8>,
    /// Where each token ends in `bytes`; an id without a token has an empty range.
    ends: Vec<usize>,
    special: Vec<Special>,
    /// Indices of special tokens in the order of their texts, once somebody asks for one.
    special_by_text: OnceLock<Vec<u32>>,
}

#[derive(Clone, Debug)]
struct Special {
    token: u32,
    /// As it is written, which need not be how its bytes are.
    text: String,
    rules: SpecialRules,
}

/// What counts as an occurrence of a special token besides its text, by the names of Hugging Face's
/// `AddedToken`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpecialRules {
    /// Not where a word character (`\w`) comes right before or after it.
    pub single_word: bool,
    /// White space before it is part of it.
    pub lstrip: bool,
    /// White space after it is part of it.
    pub rstrip: bool,
    /// Looked for after the tokens that are not so and only between these, in its normal form in normalized
    /// text.
    pub normalized: bool,
    /// Not `special`: decoding does not leave it out with the special tokens.
    pub is_kept: bool,
}

impl Vocabulary {
    /// No tokens yet.
    pub(crate) fn new(spelling: Spelling) -> Self {
        Self { spelling, ..Self::default() }
    }

    /// A copy; fails where there is no memory for it.
    pub(crate) fn try_clone(&self) -> Result<Self, Error> {
        let mut special = Vec::new();
        room::reserve(&mut special, self.special.len())?;
        for Special { token, text, rules } in &self.special {
            special.push(Special { token: *token, text: room::copy(text)?, rules: *rules });
        }
        let bytes = room::concat(&[&self.bytes])?;
        let ends = room::concat(&[&self.ends])?;
        let spelling = self.spelling.clone();
        Ok(Self { spelling, bytes, ends, special, special_by_text: OnceLock::new() })
    }

    /// Makes room for one more token of `length` bytes.
    pub(crate) fn reserve(&mut self, length: usize) -> Result<(), Error> {
        room::reserve(&mut self.bytes, length)?;
        room::reserve(&mut self.ends, 1)
    }

    /// Adds a token, which is not empty, and returns its id.
    pub(crate) fn push(&mut self, token: &[u8]) -> u32 {
        self.bytes.extend_from_slice(token);
        self.ends.push(self.bytes.len());
        self.ends.len() as u32 - 1
    }

    /// Adds a special token, which is not empty, and returns its id.
    ///
    /// As for Hugging Face's decoder, a special token that is written in the byte-to-unicode
    /// alphabet stands for those bytes in a byte-level model, and any other one for its text.
    pub(crate) fn push_special(&mut self, text: String) -> u32 {
        let bytes = self.spelling.read(&text).unwrap_or_else(|| text.clone().into_bytes());
        self.push_special_for(text, &bytes)
    }

    /// Adds a special token that stands for these bytes, which are not empty, and returns its id.
    pub(crate) fn push_special_for(&mut self, text: String, bytes: &[u8]) -> u32 {
        let token = self.push(bytes);
        self.special.push(Special { token, text, rules: SpecialRules::default() });
        self.special_by_text.take();
        token
    }

    /// Says what counts as an occurrence of a special token.
    pub(crate) fn set_rules(&mut self, token: u32, rules: SpecialRules) {
        if let Some(index) = self.special_index(token) {
            self.special[index].rules = rules;
        }
    }

    /// What counts as an occurrence of a token, if it is special.
    pub(crate) fn rules_of(&self, token: u32) -> Option<SpecialRules> {
        self.special_index(token).map(|index| self.special[index].rules)
    }

    fn special_index(&self, token: u32) -> Option<usize> {
        self.special.binary_search_by_key(&token, |special| special.token).ok()
    }

    /// Leaves the next id without a token.
    pub(crate) fn push_gap(&mut self) {
        self.ends.push(self.bytes.len());
    }

    /// In what start symbols words are spelled.
    pub fn spelling(&self) -> &Spelling {
        &self.spelling
    }

    /// The number of ids: one more than the greatest.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no tokens.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The special tokens with their ids, in increasing order of these.
    pub fn special_tokens(&self) -> impl ExactSizeIterator<Item = (u32, &str)> {
        self.special.iter().map(|special| (special.token, special.text.as_str()))
    }

    /// What counts as an occurrence of each special token, in the same order.
    pub fn special_rules(&self) -> impl ExactSizeIterator<Item = SpecialRules> {
        self.special.iter().map(|special| special.rules)
    }

    /// The index of a special token among them, by how it is written.
    pub(crate) fn special_index_of(&self, text: &str) -> Option<usize> {
        let by_text = |&index: &u32| self.special[index as usize].text.as_str();
        let order = self.special_by_text.get_or_init(|| {
            let mut order: Vec<u32> = (0..self.special.len() as u32).collect();
            order.sort_by_key(by_text);
            order
        });
        let found = order.binary_search_by_key(&text, by_text).ok()?;
        Some(order[found] as usize)
    }

    /// The id of a special token, by how it is written.
    pub fn special_id(&self, text: &str) -> Option<u32> {
        self.special_index_of(text).map(|index| self.special[index].token)
    }

    /// The bytes of a token, or `None` if no token has the id.
    ///
    /// In a byte-level model, what the token stands for; otherwise what is written, marks included.
    pub fn get(&self, token: u32) -> Option<&[u8]> {
        let index = token as usize;
        let end = *self.ends.get(index)?;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        (start < end).then(|| &self.bytes[start..end])
    }

    /// The bytes of the token of each id, empty where there is none.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.bytes[start..end])
    }

    /// A token as it is written in files: byte-level tokens in the byte-to-unicode alphabet, special
    /// tokens and those made of characters as they are.
    pub fn text(&self, token: u32) -> Option<String> {
        let special = self.special_text(token).map(str::to_owned);
        special.or_else(|| self.get(token).map(|bytes| self.spelling.write(bytes)))
    }

    /// Like [`Self::text`], empty for an id without a token; fails where there is no memory for the text.
    pub(crate) fn try_text(&self, token: u32) -> Result<String, Error> {
        match self.special_text(token) {
            Some(text) => room::copy(text),
            None => self.spelling.try_write(self.get(token).unwrap_or_default()),
        }
    }

    /// What the vocabulary holds for the token that a merge of two tokens makes.
    pub(crate) fn joined(&self, left: u32, right: u32) -> Result<Vec<u8>, Error> {
        let [left, right] = [left, right].map(|token| self.get(token).unwrap_or_default());
        self.spelling.try_join(left, right)
    }

    fn special_text(&self, token: u32) -> Option<&str> {
        Some(&self.special[self.special_index(token)?].text)
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        let special = |special: &Special| special.text.capacity() + size_of::<Special>();
        self.bytes.capacity()
            + self.ends.capacity() * size_of::<usize>()
            + self.special.iter().map(special).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spelling::Marks;

    #[test]
    fn special_tokens_and_gaps_stand_anywhere() {
        let mut vocabulary = Vocabulary::new(Spelling::Bytes);
        assert_eq!(vocabulary.push(b" a"), 0);
        vocabulary.push_gap();
        assert_eq!(vocabulary.push_special("<s> ".into()), 2);
        assert_eq!(vocabulary.push_special("Ġ".into()), 3);
        assert_eq!(vocabulary.push_special_for("ġ".into(), "ġ".as_bytes()), 4);
        assert_eq!(vocabulary.len(), 5);
        let texts: Vec<String> = (0..5).filter_map(|token| vocabulary.text(token)).collect();
        assert_eq!(texts, ["Ġa", "<s> ", "Ġ", "ġ"]);
        let bytes: Vec<&[u8]> = vocabulary.iter().collect();
        assert_eq!(bytes, [b" a".as_slice(), b"", b"<s> ", b" ", "ġ".as_bytes()]);
        assert_eq!((vocabulary.get(1), vocabulary.text(1)), (None, None));
        let special: Vec<(u32, &str)> = vocabulary.special_tokens().collect();
        assert_eq!(special, [(2, "<s> "), (3, "Ġ"), (4, "ġ")]);
    }

    #[test]
    fn characters_are_written_as_they_are() {
        let mut vocabulary = Vocabulary::new(Spelling::Characters(Marks::default()));
        vocabulary.push_special("Ġ".into());
        vocabulary.push("é ".as_bytes());
        assert_eq!(vocabulary.get(0), Some("Ġ".as_bytes()));
        assert_eq!(vocabulary.text(1), Some("é ".into()));
    }
}

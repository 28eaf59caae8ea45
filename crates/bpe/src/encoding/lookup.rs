//! Single tokens: what an id stands for, and which id a token has.

use super::Tokenizer;
use crate::error::Error;
use crate::room;

impl Tokenizer {
    /// How many ids texts may become: the first ones of the vocabulary.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Whether texts are brought into a normal form before they are split.
    pub fn is_normalizing(&self) -> bool {
        self.normalizer.is_some()
    }

    /// The bytes of a token that texts may become, as [`crate::Vocabulary::get`] has them.
    pub fn token_bytes(&self, token: u32) -> Option<&[u8]> {
        self.vocabulary.get(token).filter(|_| (token as usize) < self.size)
    }

    /// The smallest id of a token with these bytes, if there is one.
    ///
    /// The first call sorts the vocabulary, which takes four bytes for each token.
    pub fn id_of_bytes(&self, bytes: &[u8]) -> Result<Option<u32>, Error> {
        let order = self.sorted()?;
        let found = order.partition_point(|&id| self.bytes_at(id) < bytes);
        Ok(order.get(found).copied().filter(|&id| self.bytes_at(id) == bytes))
    }

    /// The id of a token that is written like this, as in files: a special one, or the one that others make.
    pub fn id_of_text(&self, text: &str) -> Result<Option<u32>, Error> {
        if let Some(id) = self.vocabulary.special_id(text) {
            return Ok(Some(id).filter(|&id| (id as usize) < self.size));
        }
        let Some(bytes) = self.vocabulary.spelling().read(text) else { return Ok(None) };
        let order = self.sorted()?;
        let first = order.partition_point(|&id| self.bytes_at(id) < bytes.as_slice());
        let same = order[first..].iter().take_while(|&&id| self.bytes_at(id) == bytes.as_slice());
        // A special token may have the same bytes, but is written otherwise.
        Ok(same.copied().find(|&id| self.vocabulary.rules_of(id).is_none()))
    }

    fn bytes_at(&self, id: u32) -> &[u8] {
        self.vocabulary.get(id).unwrap_or_default()
    }

    /// The ids that have a token, by its bytes.
    fn sorted(&self) -> Result<&[u32], Error> {
        if let Some(order) = self.by_bytes.get() {
            return Ok(order);
        }
        let mut order = Vec::new();
        room::reserve(&mut order, self.size)?;
        order.extend((0..self.size as u32).filter(|&id| !self.bytes_at(id).is_empty()));
        order.sort_unstable_by(|&one, &other| {
            self.bytes_at(one).cmp(self.bytes_at(other)).then(one.cmp(&other))
        });
        Ok(self.by_bytes.get_or_init(|| order.into()))
    }
}

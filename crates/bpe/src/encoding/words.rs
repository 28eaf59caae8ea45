//! Words that are tokens: one look-up instead of merging.

use crate::error::Error;
use crate::packed::{PackedMap, PackedWord};
use gainful_kernels::Control;
use rustc_hash::FxHashMap;

/// The tokens of whole words.
#[derive(Clone)]
pub(super) struct WholeWords {
    /// One more than the token of each short word.
    short: PackedMap<u32>,
    /// Only of words that merging would make something else of.
    long: FxHashMap<Box<[u8]>, u32>,
}

impl WholeWords {
    pub(super) fn new() -> Self {
        Self { short: PackedMap::new(), long: FxHashMap::default() }
    }

    /// Notes that a word is a token. `is_made` tells whether merging makes it one, too; then a long
    /// word may be merged as well.
    pub(super) fn insert(
        &mut self,
        word: &[u8],
        token: u32,
        is_made: bool,
        control: &Control,
    ) -> Result<(), Error> {
        match PackedWord::new(word, 0, word.len()) {
            // Of tokens that are alike, the first one.
            Some(word) if self.short.get(word).is_some() => {}
            Some(word) => self.short.insert(word, token + 1, control)?,
            None if is_made => {}
            None => {
                self.long.insert(word.into(), token);
            }
        }
        Ok(())
    }

    /// The hash of a short word.
    #[inline(always)]
    pub(super) fn hash(&self, word: PackedWord) -> u64 {
        self.short.hash(word)
    }

    /// The token of a short word with its hash, if it is known to be one.
    #[inline(always)]
    pub(super) fn get_short(&self, word: PackedWord, hash: u64) -> Option<u32> {
        self.short.get_hashed(word, hash).map(|token| token - 1)
    }

    /// The token of a word that does not pack, if it is known to be one.
    #[inline(always)]
    pub(super) fn get_long(&self, word: &[u8]) -> Option<u32> {
        if self.long.is_empty() { None } else { self.long.get(word).copied() }
    }

    /// The token of a word, if it is known to be one.
    pub(super) fn get(&self, word: &[u8]) -> Option<u32> {
        match PackedWord::new(word, 0, word.len()) {
            Some(packed) => self.get_short(packed, self.short.hash(packed)),
            None => self.get_long(word),
        }
    }

    /// Memory held, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let words = self.long.keys().map(|word| word.len()).sum::<usize>();
        self.short.bytes() + words + self.long.capacity() * size_of::<(Box<[u8]>, u32)>()
    }
}

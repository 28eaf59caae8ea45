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

    /// The token of `text[start..end]`, if it is known to be one.
    #[inline(always)]
    pub(super) fn get(&self, text: &[u8], start: usize, end: usize) -> Option<u32> {
        match PackedWord::new(text, start, end) {
            Some(word) => self.short.get(word).map(|token| token - 1),
            None if self.long.is_empty() => None,
            None => self.long.get(&text[start..end]).copied(),
        }
    }

    /// Memory held, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let words = self.long.keys().map(|word| word.len()).sum::<usize>();
        self.short.bytes() + words + self.long.capacity() * size_of::<(Box<[u8]>, u32)>()
    }
}

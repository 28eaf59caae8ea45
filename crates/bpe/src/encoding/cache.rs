//! What words became before: a table of fixed size that one call at a time uses.
//!
//! A text has few distinct words, so most of them were merged before. Short words of few tokens are in
//! a table of their own: each has one slot that it can be in, and takes it from the word that was there.
//! Merged words, whatever their length, are also kept with all their bytes and tokens, until there is no
//! room for another one. Both hold all of a word, so no result depends on the cache. It takes 12 MB at
//! most, which the system hands over as words come.

use super::sink::FEW;
use crate::packed::{LongHash, PackedWord};
use gainful_kernels::{prefer_large_pages, prefetch};
use std::sync::{Mutex, PoisonError};

/// Slots of short words, as a power of two: 4 MB in all. Half as many, of which English fills all, took
/// a third more time; two places for each word took as long.
const SHORT_SLOTS: u32 = 17;

/// Lines of merged words, as a power of two: of 64 bytes, 2 MB in all.
const LINES: u32 = 15;

/// Merged words in a line.
const WAYS: usize = 4;

/// The longest word that is kept.
const LONGEST: usize = 256;

/// Bytes of merged words that are kept, and tokens of them; where there is no room, all are forgotten.
const BYTES: usize = 2 << 20;
const TOKENS: usize = 1 << 20;

/// No token.
const NONE: u32 = u32::MAX;

/// Numbers of 64 bits in a line of the processor's cache.
const LINE: usize = 8;

/// Numbers of 64 bits in a slot of a short word.
const SLOT: usize = LINE / 2;

/// What words became before.
pub(super) struct Cache {
    /// From `first` on slots, two in a line: a word, which no free slot has, and its tokens, [`NONE`]
    /// after the last one.
    short: Vec<u64>,
    first: usize,
    lines: Vec<Line>,
    bytes: Vec<u8>,
    /// Of each word its length, the number of its tokens and those.
    tokens: Vec<u32>,
}

/// Merged words whose hashes begin alike, the last one noted first: the hash of each, and where its
/// tokens and bytes are.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([[u64; 2]; WAYS]);

impl Cache {
    pub(super) fn new() -> Self {
        // Zeros that the system hands over when they are first written.
        let mut short = vec![0; (SLOT << SHORT_SLOTS) + LINE];
        prefer_large_pages(&mut short);
        let first = short.as_ptr().align_offset(LINE * size_of::<u64>()).min(LINE);
        Self { short, first, lines: Vec::new(), bytes: Vec::new(), tokens: Vec::new() }
    }

    #[inline(always)]
    fn short_slot(&self, hash: u64) -> usize {
        self.first + SLOT * (hash >> (u64::BITS - SHORT_SLOTS)) as usize
    }

    /// Asks for the slot of a short word.
    #[inline(always)]
    pub(super) fn prefetch(&self, hash: u64) {
        prefetch(&self.short[self.short_slot(hash)..][..1]);
    }

    /// The tokens of a short word with its hash, and how many there are; that is no branch that could
    /// be mispredicted.
    #[inline(always)]
    pub(super) fn get(&self, word: PackedWord, hash: u64) -> Option<([u32; FEW], usize)> {
        let slot = self.short[self.short_slot(hash)..].first_chunk::<SLOT>()?;
        let [first, second, low, high] = *slot;
        if [first, second] != word.numbers() {
            return None;
        }
        let tokens = [low as u32, (low >> 32) as u32, high as u32, (high >> 32) as u32];
        let count = tokens[1..].iter().map(|&token| usize::from(token != NONE)).sum::<usize>();
        Some((tokens, 1 + count))
    }

    /// Notes the tokens of a short word, unless they are too many.
    #[inline]
    pub(super) fn insert(&mut self, word: PackedWord, hash: u64, tokens: &[u32]) {
        if tokens.is_empty() || tokens.len() > FEW {
            return;
        }
        let at = |index: usize| u64::from(tokens.get(index).copied().unwrap_or(NONE));
        let [first, second] = word.numbers();
        let numbers = [first, second, at(0) | at(1) << 32, at(2) | at(3) << 32];
        let slot = self.short_slot(hash);
        self.short[slot..slot + SLOT].copy_from_slice(&numbers);
    }

    #[inline(always)]
    fn line(hash: u64) -> usize {
        (hash >> (u64::BITS - LINES)) as usize
    }

    /// The hash of a long word; `None` for one that is not kept.
    #[inline(always)]
    pub(super) fn hash_long(word: &[u8]) -> Option<u64> {
        (word.len() <= LONGEST).then(|| {
            let mut hash = LongHash::new(word.len());
            hash.write(word);
            hash.finish()
        })
    }

    /// Asks for the line of a merged word.
    #[inline(always)]
    pub(super) fn prefetch_merged(&self, hash: u64) {
        if let Some(line) = self.lines.get(Self::line(hash)) {
            prefetch(std::slice::from_ref(line));
        }
    }

    /// The tokens of a merged word with its hash.
    #[inline(always)]
    pub(super) fn get_merged(&self, word: &[u8], hash: u64) -> Option<&[u32]> {
        let Line(line) = self.lines.get(Self::line(hash))?;
        line.iter().filter(|[found, _]| *found == hash).find_map(|&[_, place]| {
            let (at, start) = ((place >> 32) as usize, place as u32 as usize);
            let [length, count] = *self.tokens.get(at..)?.first_chunk::<2>()?;
            let bytes = self.bytes.get(start..start + length as usize)?;
            (bytes == word).then(|| &self.tokens[at + 2..at + 2 + count as usize])
        })
    }

    /// Notes the tokens of a merged word.
    #[cold]
    pub(super) fn insert_merged(&mut self, word: &[u8], hash: u64, tokens: &[u32]) {
        let is_full =
            self.bytes.len() + word.len() > BYTES || self.tokens.len() + tokens.len() + 2 > TOKENS;
        if self.lines.is_empty() || is_full {
            self.lines.clear();
            self.lines.resize(1 << LINES, Line([[0; 2]; WAYS]));
            self.bytes.clear();
            self.tokens.clear();
        }
        // Both are below 2^32.
        let place = (self.tokens.len() as u64) << 32 | self.bytes.len() as u64;
        self.bytes.extend_from_slice(word);
        self.tokens.extend([word.len() as u32, tokens.len() as u32]);
        self.tokens.extend_from_slice(tokens);
        let Line(line) = &mut self.lines[Self::line(hash)];
        line.copy_within(..WAYS - 1, 1);
        line[0] = [hash, place];
    }

    /// Memory held, in bytes.
    fn size(&self) -> usize {
        size_of_val(self.short.as_slice())
            + size_of_val(self.lines.as_slice())
            + self.bytes.capacity()
            + self.tokens.capacity() * size_of::<u32>()
    }
}

/// The caches of a tokenizer that no call uses: as many as there were calls at once.
#[derive(Default)]
pub(super) struct Caches(Mutex<Vec<Cache>>);

impl Caches {
    /// A cache for one call.
    pub(super) fn take(&self) -> Cache {
        let free = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        free.unwrap_or_else(Cache::new)
    }

    /// Keeps a cache for later calls.
    pub(super) fn put(&self, cache: Cache) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(cache);
    }

    /// Memory held, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        free.iter().map(Cache::size).sum()
    }
}

/// A tokenizer's clone starts with none.
impl Clone for Caches {
    fn clone(&self) -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever is found was noted for the same word, and the last word noted is found.
        #[test]
        fn words_keep_their_tokens(words in proptest::collection::vec(
            (proptest::collection::vec(0..3u8, 1..40), 0..7usize), 1..200,
        )) {
            let mut cache = Cache::new();
            for (word, count) in &words {
                let tokens: Vec<u32> = (0..*count as u32).map(|at| at + u32::from(word[0])).collect();
                match PackedWord::new(word, 0, word.len()) {
                    Some(packed) => {
                        let hash = u64::from(word[0]) << 62;
                        cache.insert(packed, hash, &tokens);
                        let found = cache.get(packed, hash);
                        let found = found.map(|(tokens, count)| tokens[..count].to_vec());
                        let is_kept = (1..=FEW).contains(count);
                        prop_assert!(found == is_kept.then_some(tokens) || !is_kept);
                    }
                    None => {
                        let hash = Cache::hash_long(word).unwrap();
                        cache.insert_merged(word, hash, &tokens);
                        prop_assert_eq!(cache.get_merged(word, hash), Some(tokens.as_slice()));
                        let mut other = word.clone();
                        other[3] ^= 4;
                        prop_assert_eq!(cache.get_merged(&other, hash), None);
                    }
                }
            }
        }
    }

    #[test]
    fn it_does_not_grow() {
        let mut cache = Cache::new();
        for number in 0..200_000u32 {
            let mut word = [7; 60];
            word[..4].copy_from_slice(&number.to_le_bytes());
            let hash = Cache::hash_long(&word).unwrap();
            cache.insert_merged(&word, hash, &[number; 30]);
            assert_eq!(cache.get_merged(&word, hash), Some(&[number; 30][..]));
        }
        assert!(cache.size() <= 12 << 20, "{}", cache.size());
        assert!(Cache::hash_long(&[0; LONGEST + 1]).is_none());
    }
}

//! A number of 64 bits that tells long inputs apart: whether a constraint is still the same, whether
//! bytes came back as they were written.
//!
//! Each step is a bijection of the state for a given word and of the word for a given state, so that
//! inputs that differ in one word never have the same digest; others do by chance, once in 2^64. No
//! protection against forgery.

/// An odd number without a pattern, the golden ratio in 64 bits.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// The digest of what it has taken in so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Digest(u64);

impl Digest {
    /// Takes in a number.
    pub fn word(&mut self, word: u64) {
        let mut state = (self.0 ^ word).wrapping_add(1);
        // High bits reach only high ones when they are multiplied, and low ones when they are shifted.
        for _ in 0..2 {
            state = state.wrapping_mul(MULTIPLIER);
            state ^= state >> 32;
        }
        self.0 = state;
    }

    /// Takes in numbers and how many they are.
    pub fn words(&mut self, words: impl Iterator<Item = u64>) {
        let mut count = 0;
        for word in words {
            self.word(word);
            count += 1;
        }
        self.word(count);
    }

    /// Takes in bytes and how many they are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|&word| self.word(u64::from_le_bytes(word)));
        rest.iter().for_each(|&byte| self.word(byte.into()));
        self.word(bytes.len() as u64);
    }

    /// Takes in a text.
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// The digest.
    pub fn finish(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn what_differs_a_little_has_another_digest() {
        let digest = |bytes: &[u8]| {
            let mut digest = Digest::default();
            digest.bytes(bytes);
            digest.finish()
        };
        let bytes: Vec<u8> = (0..200).collect();
        let mut seen = HashSet::from([digest(&bytes)]);
        for bit in 0..8 * bytes.len() {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(seen.insert(digest(&changed)), "bit {bit}");
        }
        for length in 0..bytes.len() {
            assert!(seen.insert(digest(&bytes[..length])), "{length} bytes");
        }
        for length in 2..bytes.len() {
            assert!(seen.insert(digest(&vec![0; length])), "{length} zeros");
        }
    }

    #[test]
    fn where_a_list_ends_counts() {
        let digest = |lists: [&[u64]; 2]| {
            let mut digest = Digest::default();
            lists.iter().for_each(|list| digest.words(list.iter().copied()));
            digest.finish()
        };
        assert_ne!(digest([&[1, 2], &[3]]), digest([&[1], &[2, 3]]));
        assert_ne!(digest([&[], &[3]]), digest([&[3], &[]]));
    }
}

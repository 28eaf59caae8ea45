//! Short byte strings packed into two machine words, and an open-addressing table keyed by them.
//!
//! 99 % of the pre-tokens of English text take at most 15 bytes. Packed with their length they are
//! hashed by one multiplication and compared in two instructions, and a look-up touches one slot.

/// A string of 1 to 15 bytes, zero-padded, with its length in the last of 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct PackedWord([u64; 2]);

impl PackedWord {
    /// The longest string that can be packed.
    pub(crate) const CAPACITY: usize = 15;

    /// What no string packs to.
    const NONE: Self = Self([0, 0]);

    /// Packs `text[start..end]`, which must not be empty; `None` if it is too long.
    #[inline(always)]
    pub(crate) fn new(text: &[u8], start: usize, end: usize) -> Option<Self> {
        let length = end - start;
        if length > Self::CAPACITY {
            return None;
        }
        // Where the text goes on, 16 bytes are loaded at once and those past the end cleared.
        let bytes = match text[start..].first_chunk::<16>() {
            Some(sixteen) => u128::from_le_bytes(*sixteen) & !(u128::MAX << (8 * length)),
            None => {
                let mut sixteen = [0; 16];
                sixteen[..length].copy_from_slice(&text[start..end]);
                u128::from_le_bytes(sixteen)
            }
        };
        let high = (bytes >> 64) as u64 | (length as u64) << 56;
        Some(Self([bytes as u64, high]))
    }

    /// The packed bytes, followed by zeros and the length.
    pub(crate) fn to_bytes(self) -> ([u8; 16], usize) {
        let bytes = u128::from(self.0[0]) | u128::from(self.0[1]) << 64;
        (bytes.to_le_bytes(), (self.0[1] >> 56) as usize)
    }

    /// Multiplication to 128 bits mixes every bit of the string into the middle, and folding the
    /// halves brings it back into 64 bits.
    #[inline(always)]
    fn hash(self) -> u64 {
        let low = self.0[0] ^ 0x9e37_79b9_7f4a_7c15;
        let high = self.0[1] ^ 0xd1b5_4a32_d192_ed03;
        let product = u128::from(low) * u128::from(high);
        product as u64 ^ (product >> 64) as u64
    }
}

#[derive(Clone, Copy)]
struct Slot<V> {
    key: PackedWord,
    value: V,
}

/// A map from short byte strings to small values. Nothing is ever removed.
#[derive(Clone)]
pub(crate) struct PackedMap<V> {
    /// A power of two many, at most half of them taken.
    slots: Vec<Slot<V>>,
    taken: usize,
}

impl<V: Copy + Default> PackedMap<V> {
    /// Slots of a new map.
    const INITIAL_SLOTS: usize = 1024;

    pub(crate) fn new() -> Self {
        Self { slots: vec![Self::free(); Self::INITIAL_SLOTS], taken: 0 }
    }

    fn free() -> Slot<V> {
        Slot { key: PackedWord::NONE, value: V::default() }
    }

    /// The slot that holds `key`, or the free one where it belongs.
    #[inline(always)]
    fn find(&self, key: PackedWord) -> usize {
        let mask = self.slots.len() - 1;
        let mut index = key.hash() as usize & mask;
        loop {
            let found = self.slots[index].key;
            if found == key || found == PackedWord::NONE {
                return index;
            }
            index = (index + 1) & mask;
        }
    }

    /// The value of `key`.
    #[inline(always)]
    pub(crate) fn get(&self, key: PackedWord) -> Option<V> {
        let slot = &self.slots[self.find(key)];
        (slot.key == key).then_some(slot.value)
    }

    /// The value of `key`, which becomes the default if there is none.
    #[inline(always)]
    pub(crate) fn entry(&mut self, key: PackedWord) -> &mut V {
        let mut index = self.find(key);
        if self.slots[index].key != key {
            if 2 * (self.taken + 1) > self.slots.len() {
                self.grow();
                index = self.find(key);
            }
            self.slots[index].key = key;
            self.taken += 1;
        }
        &mut self.slots[index].value
    }

    #[cold]
    fn grow(&mut self) {
        let larger = vec![Self::free(); 2 * self.slots.len()];
        for slot in std::mem::replace(&mut self.slots, larger) {
            if slot.key != PackedWord::NONE {
                let index = self.find(slot.key);
                self.slots[index] = slot;
            }
        }
    }

    /// All keys and values, in no particular order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (PackedWord, V)> {
        self.slots
            .iter()
            .filter(|slot| slot.key != PackedWord::NONE)
            .map(|slot| (slot.key, slot.value))
    }

    /// How many keys there are.
    pub(crate) fn len(&self) -> usize {
        self.taken
    }

    /// Memory held, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.slots.capacity() * size_of::<Slot<V>>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    fn pack(word: &[u8]) -> Option<PackedWord> {
        PackedWord::new(word, 0, word.len())
    }

    proptest! {
        #[test]
        fn packing_keeps_the_bytes(word in proptest::collection::vec(any::<u8>(), 1..=15), tail: [u8; 20]) {
            let mut text = vec![7];
            text.extend(&word);
            text.extend(tail);
            let packed = PackedWord::new(&text, 1, 1 + word.len()).unwrap();
            let (bytes, length) = packed.to_bytes();
            prop_assert_eq!(&bytes[..length], &word[..]);
            prop_assert!(packed == pack(&word).unwrap());
        }

        #[test]
        fn the_map_is_a_map(words in proptest::collection::vec(proptest::collection::vec(0..6u8, 1..5), 0..3000)) {
            let (mut map, mut expected) = (PackedMap::<i64>::new(), HashMap::new());
            for word in &words {
                *map.entry(pack(word).unwrap()) += 1;
                *expected.entry(pack(word).unwrap().to_bytes()).or_insert(0) += 1;
            }
            prop_assert_eq!(map.len(), expected.len());
            prop_assert_eq!(
                map.iter().map(|(key, value)| (key.to_bytes(), value)).collect::<HashMap<_, _>>(),
                expected
            );
            prop_assert!(map.get(pack(b"\xff").unwrap()).is_none());
        }
    }

    #[test]
    fn long_strings_do_not_pack() {
        assert!(pack(&[1; 15]).is_some());
        assert!(pack(&[1; 16]).is_none());
        assert!(pack(b"a") != pack(b"a\0"));
    }
}

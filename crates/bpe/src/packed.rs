//! Short byte strings packed into two machine words, and an open-addressing table keyed by them.
//!
//! 99 % of the pre-tokens of English text take at most 15 bytes. Packed with their length they are
//! hashed by one multiplication and compared in two instructions, and a look-up touches one slot.

use crate::error::Error;
use crate::room;
use crate::slots::{Part, SLOTS_PER_CHECK, shift_of};
use gainful_kernels::{Control, prefer_large_pages, prefetch};
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

/// A string of 1 to 15 bytes, zero-padded, with its length in the last of 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct PackedWord([u64; 2]);

impl PackedWord {
    /// The longest string that can be packed.
    pub(crate) const CAPACITY: usize = 15;

    /// What no string packs to.
    pub(crate) const NONE: Self = Self([0, 0]);

    /// Packs `text[start..end]`, which must not be empty; `None` if it is too long.
    #[inline(always)]
    pub(crate) fn new(text: &[u8], start: usize, end: usize) -> Option<Self> {
        let length = end - start;
        if length > Self::CAPACITY {
            return None;
        }
        // Where the text goes on, 16 bytes are loaded at once and those past the end cleared.
        let bytes = match text[start..].first_chunk::<16>() {
            Some(sixteen) => u128::from_le_bytes(*sixteen) & FIRST_BYTES[length],
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
        (bytes.to_le_bytes(), self.length())
    }

    /// The word as numbers that only it has.
    #[inline(always)]
    pub(crate) fn numbers(self) -> [u64; 2] {
        self.0
    }

    /// The number of bytes.
    #[inline(always)]
    pub(crate) fn length(self) -> usize {
        (self.0[1] >> 56) as usize
    }

    #[inline(always)]
    fn hash(self, seed: Seed) -> u64 {
        mix(self.0, seed)
    }
}

/// The first so many bytes; looking them up is faster than shifting 128 bits.
static FIRST_BYTES: [u128; 16] = {
    let mut masks = [0; 16];
    let mut length = 0;
    while length < 16 {
        masks[length] = !(u128::MAX << (8 * length));
        length += 1;
    }
    masks
};

type Seed = [u64; 2];

/// Multiplication to 128 bits mixes every bit into the middle, and folding the halves brings it back
/// into 64 bits.
#[inline(always)]
fn mix(words: [u64; 2], seed: Seed) -> u64 {
    let product = u128::from(words[0] ^ seed[0]) * u128::from(words[1] ^ seed[1]);
    product as u64 ^ (product >> 64) as u64
}

/// The hash of a string of any length, which is passed in parts: all but the last one of a multiple
/// of 16 bytes. Each sixteen bytes are mixed with the hash of those before, as wyhash does.
#[derive(Clone, Copy)]
pub(crate) struct LongHash {
    seed: Seed,
    hash: u64,
}

impl LongHash {
    /// Of a string of `length` bytes.
    pub(crate) fn new(length: usize) -> Self {
        Self { seed: *SEED, hash: length as u64 }
    }

    /// Takes the next part.
    #[inline(always)]
    pub(crate) fn write(&mut self, part: &[u8]) {
        let (sixteens, rest) = part.as_chunks::<16>();
        sixteens.iter().for_each(|sixteen| self.add(*sixteen));
        if !rest.is_empty() {
            let mut last = [0; 16];
            last[..rest.len()].copy_from_slice(rest);
            self.add(last);
        }
    }

    #[inline(always)]
    fn add(&mut self, sixteen: [u8; 16]) {
        let both = u128::from_le_bytes(sixteen);
        self.hash = mix([both as u64, (both >> 64) as u64 ^ self.hash], self.seed);
    }

    /// The hash of all parts.
    pub(crate) fn finish(self) -> u64 {
        self.hash
    }
}

/// Drawn once for each process, so that nobody can make up strings that all meet in one slot. What
/// order the slots are in never reaches a result.
static SEED: LazyLock<Seed> = LazyLock::new(|| {
    let random = RandomState::new();
    [random.hash_one(0), random.hash_one(1)]
});

/// Two to a cache line if the value takes at most 16 bytes.
#[derive(Clone, Copy)]
#[repr(C, align(32))]
struct Slot<V> {
    key: PackedWord,
    value: V,
}

/// A map from short byte strings to small values. Nothing is ever removed.
///
/// Slots are in the order of their hashes, but for collisions. So growing copies them in order, and
/// the strings whose hashes begin alike are found together.
#[derive(Clone)]
pub(crate) struct PackedMap<V> {
    /// A power of two many, at most half of them taken.
    slots: Vec<Slot<V>>,
    taken: usize,
    /// 64 less the logarithm of the number of slots.
    shift: u32,
    seed: Seed,
}

impl<V: Copy + Default> PackedMap<V> {
    /// Slots of a new map.
    const INITIAL_SLOTS: usize = 1024;

    pub(crate) fn new() -> Self {
        Self {
            slots: vec![Self::free(); Self::INITIAL_SLOTS],
            taken: 0,
            shift: shift_of(Self::INITIAL_SLOTS),
            seed: *SEED,
        }
    }

    fn free() -> Slot<V> {
        Slot { key: PackedWord::NONE, value: V::default() }
    }

    /// What the other functions want to know of a key. It is the same in all maps.
    #[inline(always)]
    pub(crate) fn hash(&self, key: PackedWord) -> u64 {
        key.hash(self.seed)
    }

    /// The slot that holds `key`, or the free one where it belongs.
    #[inline(always)]
    fn find(&self, key: PackedWord, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut index = (hash >> self.shift) as usize;
        loop {
            let found = self.slots[index].key;
            if found == key || found == PackedWord::NONE {
                return index;
            }
            index = (index + 1) & mask;
        }
    }

    /// Asks for the slot of a key that will be looked up soon.
    #[inline(always)]
    pub(crate) fn prefetch(&self, hash: u64) {
        prefetch(&self.slots[(hash >> self.shift) as usize..][..1]);
    }

    /// The value of `key`.
    #[inline(always)]
    pub(crate) fn get(&self, key: PackedWord) -> Option<V> {
        self.get_hashed(key, self.hash(key))
    }

    /// The value of `key`, whose hash is given.
    #[inline(always)]
    pub(crate) fn get_hashed(&self, key: PackedWord, hash: u64) -> Option<V> {
        let slot = &self.slots[self.find(key, hash)];
        (slot.key == key).then_some(slot.value)
    }

    /// The value of `key`, whose hash is given.
    #[inline(always)]
    pub(crate) fn get_mut(&mut self, key: PackedWord, hash: u64) -> Option<&mut V> {
        let index = self.find(key, hash);
        let slot = &mut self.slots[index];
        (slot.key == key).then_some(&mut slot.value)
    }

    /// Gives `key`, which is not in the map, a value. Where that fails, the map is as it was.
    #[cold]
    pub(crate) fn insert(
        &mut self,
        key: PackedWord,
        value: V,
        control: &Control,
    ) -> Result<(), Error> {
        if 2 * (self.taken + 1) > self.slots.len() {
            self.grow(control)?;
        }
        let index = self.find(key, self.hash(key));
        self.slots[index] = Slot { key, value };
        self.taken += 1;
        Ok(())
    }

    fn grow(&mut self, control: &Control) -> Result<(), Error> {
        let slots = 2 * self.slots.len();
        let mut larger =
            Self { slots: Vec::new(), taken: self.taken, shift: shift_of(slots), seed: self.seed };
        room::reserve(&mut larger.slots, slots)?;
        // Slots are met in no order, each on another page.
        prefer_large_pages(larger.slots.spare_capacity_mut());
        room::append(&mut larger.slots, slots, Self::free(), control)?;
        for part in self.slots.chunks(SLOTS_PER_CHECK) {
            control.check()?;
            for slot in part.iter().filter(|slot| slot.key != PackedWord::NONE) {
                let index = larger.find(slot.key, larger.hash(slot.key));
                larger.slots[index] = *slot;
            }
        }
        *self = larger;
        Ok(())
    }

    /// The keys whose hashes begin as `part` says, with their hashes and values.
    pub(crate) fn part(&self, part: Part) -> impl Iterator<Item = (PackedWord, u64, V)> {
        part.slots(&self.slots, |slot| slot.key != PackedWord::NONE)
            .map(|slot| (slot.key, self.hash(slot.key), slot.value))
            .filter(move |&(_, hash, _)| part.holds(hash))
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

    fn add(map: &mut PackedMap<i64>, key: PackedWord) {
        let hash = map.hash(key);
        match map.get_mut(key, hash) {
            Some(count) => *count += 1,
            None => map.insert(key, 1, &Control::new()).unwrap(),
        }
    }

    fn entries(map: &PackedMap<i64>, part: Part) -> Vec<(([u8; 16], usize), i64)> {
        map.part(part).map(|(key, _, value)| (key.to_bytes(), value)).collect()
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
        fn the_map_is_a_map(
            words in proptest::collection::vec(proptest::collection::vec(0..6u8, 1..5), 0..3000),
            bits in 0..12u32,
        ) {
            let (mut map, mut expected) = (PackedMap::new(), HashMap::new());
            for word in &words {
                add(&mut map, pack(word).unwrap());
                *expected.entry(pack(word).unwrap().to_bytes()).or_insert(0) += 1;
            }
            prop_assert_eq!(map.len(), expected.len());
            let mut parts = Vec::new();
            (0..1 << bits).for_each(|index| parts.extend(entries(&map, Part { index, bits })));
            prop_assert_eq!(parts.len(), expected.len());
            prop_assert_eq!(parts.into_iter().collect::<HashMap<_, _>>(), expected);
            prop_assert!(map.get(pack(b"\xff").unwrap()).is_none());
        }
    }

    #[test]
    fn growing_looks_at_the_control_and_leaves_the_map_as_it_was() {
        let control = Control::new();
        let mut map = PackedMap::new();
        (0..70_000u32).for_each(|n| add(&mut map, pack(&n.to_le_bytes()).unwrap()));
        let before = entries(&map, Part { index: 0, bits: 0 });
        map.clone().grow(&control).unwrap();
        assert!(control.looks() >= 8, "{} looks", control.looks());
        for look in 1..=control.looks() {
            assert!(map.grow(&Control::cancelled_at(look)).is_err(), "look {look}");
            assert_eq!(entries(&map, Part { index: 0, bits: 0 }), before);
        }
        map.grow(&control).unwrap();
        let sorted = |mut entries: Vec<_>| {
            entries.sort_unstable();
            entries
        };
        assert_eq!(sorted(entries(&map, Part { index: 0, bits: 0 })), sorted(before));
    }

    /// Each bit of a string changes about half of the bits of its hash, and parts do not matter.
    #[test]
    fn long_hashes_depend_on_every_bit() {
        let hash = |parts: &[&[u8]]| {
            let mut hash = LongHash::new(parts.iter().map(|part| part.len()).sum());
            parts.iter().for_each(|part| hash.write(part));
            hash.finish()
        };
        let mut bytes: Vec<u8> = (0..77).collect();
        let whole = hash(&[&bytes]);
        assert_eq!(hash(&[&bytes[..32], &bytes[32..]]), whole);
        assert_ne!(hash(&[&bytes[..76]]), whole);
        bytes.push(0);
        assert_ne!(hash(&[&bytes]), whole);
        bytes.pop();
        for bit in 0..8 * bytes.len() {
            bytes[bit / 8] ^= 1 << (bit % 8);
            let changed = (hash(&[&bytes]) ^ whole).count_ones();
            assert!((8..=56).contains(&changed), "bit {bit}: {changed}");
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }

    #[test]
    fn long_strings_do_not_pack() {
        assert!(pack(&[1; 15]).is_some());
        assert!(pack(&[1; 16]).is_none());
        assert!(pack(b"a") != pack(b"a\0"));
    }
}

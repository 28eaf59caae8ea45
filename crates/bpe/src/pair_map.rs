//! A hash map from pairs of tokens to small values, for the two inner loops: training and merging.

use crate::error::Error;
use crate::room;
use gainful_kernels::Control;

/// Two tokens, the left one in the upper half.
#[inline(always)]
pub(crate) fn pair_key(left: u32, right: u32) -> u64 {
    u64::from(left) << 32 | u64::from(right)
}

/// Slots moved between two looks at the [`Control`]: a few milliseconds.
const SLOTS_PER_CHECK: usize = 1 << 16;

#[derive(Clone, Copy)]
struct Slot<V> {
    key: u64,
    value: V,
}

/// Open addressing with linear probing; nothing is ever removed.
#[derive(Clone)]
pub(crate) struct PairMap<V> {
    /// A power of two many, at most half of them taken.
    slots: Vec<Slot<V>>,
    taken: usize,
}

impl<V: Copy + Default> PairMap<V> {
    /// A pair of two tokens `u32::MAX`, which no vocabulary has.
    const FREE: u64 = u64::MAX;

    /// A map with room for `pairs`.
    pub(crate) fn with_capacity(pairs: usize) -> Self {
        let slots = (2 * pairs).next_power_of_two().max(16);
        Self { slots: vec![Slot { key: Self::FREE, value: V::default() }; slots], taken: 0 }
    }

    /// The slot that holds `key`, or the free one where it belongs.
    #[inline(always)]
    fn find(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        // Multiplication by an odd constant carries both tokens into the upper bits.
        let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut index = (hash >> 32) as usize & mask;
        loop {
            let found = self.slots[index].key;
            if found == key || found == Self::FREE {
                return index;
            }
            index = (index + 1) & mask;
        }
    }

    /// The value of a pair.
    #[inline(always)]
    pub(crate) fn get(&self, key: u64) -> Option<V> {
        let slot = &self.slots[self.find(key)];
        (slot.key == key).then_some(slot.value)
    }

    /// Makes room for one pair more than there are.
    #[inline(always)]
    pub(crate) fn make_room(&mut self, control: &Control) -> Result<(), Error> {
        if 2 * (self.taken + 1) > self.slots.len() { self.grow(control) } else { Ok(()) }
    }

    /// The value of a pair, which becomes `value` if there is none; and whether there was none. There
    /// must be room for it, from the start or by [`Self::make_room`].
    #[inline(always)]
    pub(crate) fn get_or_insert(&mut self, key: u64, value: V) -> (V, bool) {
        let index = self.find(key);
        if self.slots[index].key == key {
            return (self.slots[index].value, false);
        }
        debug_assert!(2 * (self.taken + 1) <= self.slots.len(), "no room was made");
        self.slots[index] = Slot { key, value };
        self.taken += 1;
        (value, true)
    }

    #[cold]
    fn grow(&mut self, control: &Control) -> Result<(), Error> {
        let free = Slot { key: Self::FREE, value: V::default() };
        let mut larger = Vec::new();
        room::append(&mut larger, 2 * self.slots.len(), free, control)?;
        let smaller = std::mem::replace(&mut self.slots, larger);
        for slots in smaller.chunks(SLOTS_PER_CHECK) {
            control.check()?;
            for slot in slots.iter().filter(|slot| slot.key != Self::FREE) {
                let index = self.find(slot.key);
                self.slots[index] = *slot;
            }
        }
        Ok(())
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

    proptest! {
        #[test]
        fn it_is_a_map(pairs in proptest::collection::vec((0..40u32, 0..40u32), 0..2000)) {
            let (mut map, mut expected) = (PairMap::with_capacity(0), HashMap::new());
            for (index, &(left, right)) in pairs.iter().enumerate() {
                let key = pair_key(left, right);
                let known = expected.get(&key).copied();
                prop_assert_eq!(map.get(key), known);
                map.make_room(&Control::new()).unwrap();
                prop_assert_eq!(
                    map.get_or_insert(key, index),
                    known.map_or((index, true), |value| (value, false))
                );
                expected.entry(key).or_insert(index);
            }
        }
    }
}

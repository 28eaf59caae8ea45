//! Tables whose slots are in the order of the hashes that they hold, but for collisions.
//!
//! The first bits of a hash say where its slot is; where that is taken, the next free one serves, after
//! the last slot the first one. So a table is copied into a larger one from one end to the other, and
//! the hashes that begin alike are one stretch of slots: several threads can each take a part of them.

/// Slots moved between two looks at the [`gainful_kernels::Control`]: about a millisecond.
pub(crate) const SLOTS_PER_CHECK: usize = 1 << 16;

/// How far a hash is shifted to give one of `slots` slots, a power of two.
pub(crate) fn shift_of(slots: usize) -> u32 {
    u64::BITS - slots.trailing_zeros()
}

/// The hashes whose first `bits` bits are the number `index`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) index: usize,
    pub(crate) bits: u32,
}

impl Part {
    /// Whether `hash` is one of these.
    pub(crate) fn holds(self, hash: u64) -> bool {
        (u128::from(hash) << self.bits) >> u64::BITS == self.index as u128
    }

    /// Taken slots, all of this part among them.
    pub(crate) fn slots<T>(
        self,
        slots: &[T],
        is_taken: impl Fn(&T) -> bool + Copy,
    ) -> impl Iterator<Item = &T> {
        let at = |index: usize| ((index as u128 * slots.len() as u128) >> self.bits) as usize;
        let start = at(self.index);
        let inside = at(self.index + 1).max(start + 1) - start;
        // Hashes that found their slots taken went on to the next free one.
        let around = slots[start..].iter().chain(&slots[..start]).enumerate();
        around
            .take_while(move |&(index, slot)| index < inside || is_taken(slot))
            .map(|(_, slot)| slot)
            .filter(move |slot| is_taken(slot))
    }
}

//! The pairs that may be merged, most frequent first.
//!
//! Pairs wait in one bucket per power of two of their count; only the highest bucket in use is kept
//! as a heap. Nearly all pairs of a corpus are too rare ever to be merged and cost one push. Counts
//! fall without notice: an entry whose count is out of date is filed again when it is met.
//!
//! After the bucket queues of Dial, "Algorithm 360" (1969), and the lazy re-evaluation of Minoux
//! (1978).

use super::pairs::Pairs;
use super::steps::Steps;
use super::tie::TieBreak;
use gainful_kernels::{Cancelled, Control};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// A pair with the count that it had when it was filed.
#[derive(PartialEq, Eq)]
struct Entry {
    count: i64,
    key: u64,
    pair: u32,
}

impl Ord for Entry {
    /// The entry to be merged first is the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        (self.count, Reverse(self.key)).cmp(&(other.count, Reverse(other.key)))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A lazy priority queue of pairs.
pub(super) struct Queue {
    tie_break: TieBreak,
    /// The least count that is worth merging; at least 1.
    least: i64,
    /// Pairs with a count of at least 2^level.
    heap: BinaryHeap<Entry>,
    /// Bucket b below `level` has pairs with counts in 2^b..2^(b + 1) when they were filed.
    buckets: Vec<Vec<u32>>,
    level: usize,
}

impl Queue {
    pub(super) fn new(tie_break: TieBreak, least: i64) -> Self {
        Self {
            tie_break,
            least: least.max(1),
            heap: BinaryHeap::new(),
            buckets: vec![Vec::new(); 64],
            level: 64,
        }
    }

    /// Files a pair under its present count, if that is worth merging.
    #[inline(always)]
    pub(super) fn push(&mut self, pairs: &Pairs, pair: u32) {
        let count = pairs.count(pair);
        if count < self.least {
            return;
        }
        let bucket = count.ilog2() as usize;
        if bucket < self.level {
            self.buckets[bucket].push(pair);
        } else {
            let (left, right) = pairs.tokens(pair);
            self.heap.push(Entry { count, key: self.tie_break.key(left, right), pair });
        }
    }

    /// The pair to merge next.
    pub(super) fn pop(
        &mut self,
        pairs: &Pairs,
        control: &Control,
    ) -> Result<Option<u32>, Cancelled> {
        let mut steps = Steps::default();
        loop {
            while let Some(entry) = self.heap.pop() {
                if entry.count == pairs.count(entry.pair) {
                    return Ok(Some(entry.pair));
                }
                steps.next(control)?;
                self.push(pairs, entry.pair);
            }
            let Some(level) = self.level.checked_sub(1) else { return Ok(None) };
            self.level = level;
            for pair in std::mem::take(&mut self.buckets[level]) {
                steps.next(control)?;
                self.push(pairs, pair);
            }
        }
    }
}

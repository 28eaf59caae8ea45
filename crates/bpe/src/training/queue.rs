//! The pairs that may be merged, most frequent first.
//!
//! Pairs wait in one bucket per power of two of their count; only the highest bucket in use is kept
//! as a heap. Nearly all pairs of a corpus are too rare ever to be merged and cost one push. Counts
//! fall without notice: an entry whose count is out of date is filed again when it is met.
//!
//! After the bucket queues of Dial, "Algorithm 360" (1969), and the lazy re-evaluation of Minoux
//! (1978).

use super::corpus::Corpus;
use super::steps::Steps;
use super::tie::Order;
use crate::error::Error;
use crate::room;
use gainful_kernels::Control;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A pair with the count and the key that it had when it was filed.
struct Entry<K> {
    count: i64,
    key: K,
    pair: u32,
}

impl<K: Ord> Ord for Entry<K> {
    /// The entry to be merged first is the greatest.
    #[inline(always)]
    fn cmp(&self, other: &Self) -> Ordering {
        self.count.cmp(&other.count).then_with(|| other.key.cmp(&self.key))
    }
}

impl<K: Ord> PartialOrd for Entry<K> {
    #[inline(always)]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord> PartialEq for Entry<K> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<K: Ord> Eq for Entry<K> {}

/// A lazy priority queue of pairs.
pub(super) struct Queue<O: Order> {
    /// The least count that is worth merging; at least 1.
    least: i64,
    /// Pairs with a count of at least 2^level.
    heap: BinaryHeap<Entry<O::Key>>,
    /// Bucket b below `level` has pairs with counts in 2^b..2^(b + 1) when they were filed.
    buckets: Vec<Vec<u32>>,
    level: usize,
}

impl<O: Order> Queue<O> {
    pub(super) fn new(least: i64) -> Self {
        Self {
            least: least.max(1),
            heap: BinaryHeap::new(),
            buckets: vec![Vec::new(); 64],
            level: 64,
        }
    }

    /// Files a pair under its present count, if that is worth merging.
    #[inline(always)]
    pub(super) fn push(
        &mut self,
        corpus: &mut Corpus,
        pair: u32,
        control: &Control,
    ) -> Result<(), Error> {
        let count = corpus.pairs.count(pair);
        if count < self.least {
            return Ok(());
        }
        let bucket = count.ilog2() as usize;
        if bucket < self.level {
            room::reserve(&mut self.buckets[bucket], 1)?;
            self.buckets[bucket].push(pair);
        } else {
            let entry = Entry { count, key: O::key(pair, corpus, control)?, pair };
            room::reserve_value(&mut self.heap)?;
            self.heap.push(entry);
        }
        Ok(())
    }

    /// The pair to merge next.
    pub(super) fn pop(
        &mut self,
        corpus: &mut Corpus,
        control: &Control,
    ) -> Result<Option<u32>, Error> {
        let mut steps = Steps::default();
        loop {
            while let Some(entry) = self.heap.pop() {
                if entry.count == corpus.pairs.count(entry.pair)
                    && O::is_current(&entry.key, entry.pair, corpus)
                {
                    return Ok(Some(entry.pair));
                }
                steps.next(control)?;
                self.push(corpus, entry.pair, control)?;
            }
            let Some(level) = self.level.checked_sub(1) else { return Ok(None) };
            self.level = level;
            for pair in std::mem::take(&mut self.buckets[level]) {
                steps.next(control)?;
                self.push(corpus, pair, control)?;
            }
        }
    }
}

//! Applying merges and removals to one word, each in its turn.
//!
//! A vocabulary that loses tokens while it is trained is a list of events: a merge makes one token of a
//! pair, a removal takes a token apart into others (Chizhov et al., "BPE Gets Picky", 2024). A word goes
//! through all events in their order; each does what it does to the corpus in training, everywhere and from
//! left to right. So words of the corpus become the tokens that they ended as.
//!
//! Only events that meet something are looked at: for each symbol and each pair the next one that concerns
//! it waits in a heap.

use crate::model::{Event, Merge};
use crate::pair_map::pair_key;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Where no symbol begins.
const NONE: u32 = u32::MAX;

/// The events of a model, by what they concern.
#[derive(Clone)]
pub(super) struct EventTable {
    events: Vec<Event>,
    /// The events that merge each pair, in increasing order.
    merges: FxHashMap<u64, Vec<u32>>,
    /// The events that remove each token, in increasing order.
    removals: FxHashMap<u32, Vec<u32>>,
    /// How many start symbols each token is made of.
    lengths: Vec<u32>,
}

impl EventTable {
    /// The table of the events of a vocabulary of `tokens` ids.
    pub(super) fn new(events: &[Event], tokens: usize) -> Self {
        let mut table = Self {
            events: events.to_vec(),
            merges: FxHashMap::default(),
            removals: FxHashMap::default(),
            lengths: vec![1; tokens],
        };
        for (index, event) in (0..).zip(events) {
            match event {
                &Event::Merge(Merge { left, right, token }) => {
                    table.merges.entry(pair_key(left, right)).or_default().push(index);
                    let [left, right] = [left, right].map(|side| table.lengths[side as usize]);
                    table.lengths[token as usize] = left + right;
                }
                Event::Removal { token, .. } => {
                    table.removals.entry(*token).or_default().push(index);
                }
            }
        }
        table
    }

    /// Puts `symbols`, which are start symbols, through all events; returns how many are left.
    ///
    /// O(n log n) for n symbols and a bounded number of removals of each.
    pub(super) fn apply(&self, symbols: &mut [u32]) -> usize {
        let length = symbols.len();
        let mut word = Word {
            table: self,
            tokens: symbols,
            before: (0..length as u32).map(|at| at.wrapping_sub(1)).collect(),
            waiting: BinaryHeap::new(),
        };
        (0..length as u32).for_each(|at| word.wait(at, 0));
        while let Some(Reverse((event, at))) = word.waiting.pop() {
            word.happen(event, at);
        }
        let (mut at, mut left) = (0, 0);
        while at < length {
            let token = symbols[at];
            symbols[left] = token;
            left += 1;
            at += self.lengths[token as usize] as usize;
        }
        left
    }

    /// Memory held, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let parts = |event: &Event| match event {
            Event::Merge(_) => 0,
            Event::Removal { parts, .. } => size_of_val::<[u32]>(parts),
        };
        let entry = size_of::<(u64, Vec<u32>)>() + size_of::<u32>();
        self.events.capacity() * size_of::<Event>()
            + self.events.iter().map(parts).sum::<usize>()
            + (self.merges.capacity() + self.removals.capacity()) * entry
            + self.lengths.capacity() * size_of::<u32>()
    }
}

/// A word in its present symbols, each at the place of its first start symbol.
struct Word<'a> {
    table: &'a EventTable,
    tokens: &'a mut [u32],
    /// Where the symbol before each one begins; meaningless for the first one.
    before: Vec<u32>,
    /// The next event of a symbol, or of it and its neighbour, and where it begins.
    waiting: BinaryHeap<Reverse<(u32, u32)>>,
}

impl Word<'_> {
    /// Where the symbol after the one at `at` begins, if there is one.
    fn next(&self, at: u32) -> Option<u32> {
        let next = at + self.table.lengths[self.tokens[at as usize] as usize];
        ((next as usize) < self.tokens.len()).then_some(next)
    }

    /// Files the next events, from number `from` on, of the symbol at `at` and of it and its neighbour.
    fn wait(&mut self, at: u32, from: u32) {
        let token = self.tokens[at as usize];
        let after = |events: Option<&Vec<u32>>| {
            let events = events?;
            events.get(events.partition_point(|&event| event < from)).copied()
        };
        let removal = after(self.table.removals.get(&token));
        let merge = self.next(at).and_then(|next| {
            after(self.table.merges.get(&pair_key(token, self.tokens[next as usize])))
        });
        self.waiting
            .extend([removal, merge].into_iter().flatten().map(|event| Reverse((event, at))));
    }

    /// Lets an event happen at a place, if what it concerns still is there.
    fn happen(&mut self, event: u32, at: u32) {
        let table = self.table;
        let token = self.tokens[at as usize];
        match &table.events[event as usize] {
            &Event::Merge(Merge { left, right, token: made }) => {
                let Some(next) = self.next_of(at, left) else { return };
                if self.tokens[next as usize] != right {
                    return;
                }
                self.tokens[at as usize] = made;
                self.tokens[next as usize] = NONE;
                if let Some(after) = self.next(at) {
                    self.before[after as usize] = at;
                }
                self.wait(at, event + 1);
            }
            Event::Removal { token: removed, parts } => {
                if token != *removed {
                    return;
                }
                let after = self.next(at);
                let (mut place, mut last) = (at, at);
                for (index, &part) in parts.iter().enumerate() {
                    self.tokens[place as usize] = part;
                    if index > 0 {
                        self.before[place as usize] = last;
                    }
                    last = place;
                    place += table.lengths[part as usize];
                }
                if let Some(after) = after {
                    self.before[after as usize] = last;
                }
                let mut place = Some(at);
                while let Some(part) = place.filter(|&place| place <= last) {
                    self.wait(part, event + 1);
                    place = self.next(part);
                }
            }
        }
        if at > 0 {
            self.wait(self.before[at as usize], event + 1);
        }
    }

    /// What [`Self::next`] says if `token` is at `at`.
    fn next_of(&self, at: u32, token: u32) -> Option<u32> {
        if self.tokens[at as usize] == token { self.next(at) } else { None }
    }
}

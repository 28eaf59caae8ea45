//! Applying merges and removals to one word, each in its turn.
//!
//! A vocabulary that loses tokens while it is trained is a list of events: a merge makes one token of a
//! pair, a removal takes a token apart into others (Chizhov et al., "BPE Gets Picky", 2024). A word goes
//! through all events in their order; each does what it does to the corpus in training, everywhere and from
//! left to right. So words of the corpus become the tokens that they ended as.
//!
//! Only events that meet something are looked at: for each symbol and each pair the next one that concerns
//! it waits in a heap.

use super::queue::{Levels, Queue};
use crate::error::Error;
use crate::model::{Event, Merge};
use crate::pair_map::pair_key;
use crate::room;
use gainful_kernels::Control;
use rustc_hash::FxHashMap;
use std::collections::BinaryHeap;

/// The longest word whose symbols wait in a heap; in longer ones they wait by event, which takes a table
/// of all events.
const MEDIUM: usize = 4096;

/// Symbols looked at between two looks at the [`Control`]: below a millisecond.
const STEPS_PER_LOOK: usize = 1024;

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
    /// For n symbols and a bounded number of removals of each O(n) steps, each of which finds the next
    /// event of a pair among all that merge it.
    pub(super) fn apply(&self, symbols: &mut [u32], control: &Control) -> Result<usize, Error> {
        if symbols.len() <= MEDIUM || symbols.len() >= u32::MAX as usize / 4 {
            self.apply_in_turn::<BinaryHeap<_>>(symbols, control)
        } else {
            self.apply_in_turn::<Levels>(symbols, control)
        }
    }

    fn apply_in_turn<Q: Queue>(
        &self,
        symbols: &mut [u32],
        control: &Control,
    ) -> Result<usize, Error> {
        let length = symbols.len();
        let mut before = Vec::new();
        room::reserve(&mut before, length)?;
        before.extend((0..length as u32).map(|at| at.wrapping_sub(1)));
        let waiting = Q::new(length, self.events.len(), control)?;
        let mut word = Word { table: self, tokens: symbols, before, waiting };
        for at in 0..length {
            if at.is_multiple_of(STEPS_PER_LOOK) {
                control.check()?;
            }
            word.wait(at as u32, 0)?;
        }
        let mut steps = 0;
        while let Some((event, at)) = word.waiting.pop() {
            steps += 1;
            if steps % STEPS_PER_LOOK == 0 {
                control.check()?;
            }
            word.happen(event, at)?;
        }
        let (mut at, mut left) = (0, 0);
        while at < length {
            let token = symbols[at];
            symbols[left] = token;
            left += 1;
            at += self.lengths[token as usize] as usize;
        }
        Ok(left)
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
struct Word<'a, Q> {
    table: &'a EventTable,
    tokens: &'a mut [u32],
    /// Where the symbol before each one begins; meaningless for the first one.
    before: Vec<u32>,
    /// The next event of a symbol, or of it and its neighbour, and where it begins.
    waiting: Q,
}

impl<Q: Queue> Word<'_, Q> {
    /// Where the symbol after the one at `at` begins, if there is one.
    fn next(&self, at: u32) -> Option<u32> {
        let next = at + self.table.lengths[self.tokens[at as usize] as usize];
        ((next as usize) < self.tokens.len()).then_some(next)
    }

    /// Files the next events, from number `from` on, of the symbol at `at` and of it and its neighbour.
    fn wait(&mut self, at: u32, from: u32) -> Result<(), Error> {
        let token = self.tokens[at as usize];
        let after = |events: Option<&Vec<u32>>| {
            let events = events?;
            events.get(events.partition_point(|&event| event < from)).copied()
        };
        let removal = after(self.table.removals.get(&token));
        let merge = self.next(at).and_then(|next| {
            after(self.table.merges.get(&pair_key(token, self.tokens[next as usize])))
        });
        [removal, merge].into_iter().flatten().try_for_each(|event| self.waiting.push(event, at))
    }

    /// Lets an event happen at a place, if what it concerns still is there.
    fn happen(&mut self, event: u32, at: u32) -> Result<(), Error> {
        let table = self.table;
        let token = self.tokens[at as usize];
        match &table.events[event as usize] {
            &Event::Merge(Merge { left, right, token: made }) => {
                let Some(next) = self.next_of(at, left) else { return Ok(()) };
                if self.tokens[next as usize] != right {
                    return Ok(());
                }
                self.tokens[at as usize] = made;
                self.tokens[next as usize] = NONE;
                if let Some(after) = self.next(at) {
                    self.before[after as usize] = at;
                }
                self.wait(at, event + 1)?;
            }
            Event::Removal { token: removed, parts } => {
                if token != *removed {
                    return Ok(());
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
                    self.wait(part, event + 1)?;
                    place = self.next(part);
                }
            }
        }
        if at > 0 {
            self.wait(self.before[at as usize], event + 1)?;
        }
        Ok(())
    }

    /// What [`Self::next`] says if `token` is at `at`.
    fn next_of(&self, at: u32, token: u32) -> Option<u32> {
        if self.tokens[at as usize] == token { self.next(at) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the definition says: each event in its turn, everywhere and from left to right.
    fn apply_plainly(events: &[Event], symbols: &[u32]) -> Vec<u32> {
        events.iter().fold(symbols.to_vec(), |symbols, event| {
            let mut done = Vec::new();
            let mut at = 0;
            while at < symbols.len() {
                match event {
                    Event::Merge(merge)
                        if symbols[at..].starts_with(&[merge.left, merge.right]) =>
                    {
                        done.push(merge.token);
                        at += 1;
                    }
                    Event::Removal { token, parts } if symbols[at] == *token => {
                        done.extend_from_slice(parts);
                    }
                    _ => done.push(symbols[at]),
                }
                at += 1;
            }
            done
        })
    }

    proptest! {
        /// Merges of tokens that are there, and removals into the two sides that a token was made of.
        #[test]
        fn both_queues_are_the_definition(
            steps in proptest::collection::vec((any::<u32>(), any::<u32>(), 0..4u32), 0..30),
            symbols in proptest::collection::vec(0..3u32, 1..200),
        ) {
            let (mut events, mut made, mut seen) = (Vec::new(), Vec::new(), Vec::new());
            for (left, right, kind) in steps {
                let tokens = 3 + made.len() as u32;
                if kind == 0 && !made.is_empty() {
                    let index = left as usize % made.len();
                    let parts: [u32; 2] = made[index];
                    events.push(Event::Removal { token: 3 + index as u32, parts: parts.into() });
                } else if !seen.contains(&(left % tokens, right % tokens)) {
                    let (left, right) = (left % tokens, right % tokens);
                    seen.push((left, right));
                    events.push(Event::Merge(Merge { left, right, token: tokens }));
                    made.push([left, right]);
                }
            }
            let table = EventTable::new(&events, 3 + made.len());
            let expected = apply_plainly(&events, &symbols);
            let control = Control::new();
            let mut word = symbols.clone();
            let left = table.apply_in_turn::<BinaryHeap<_>>(&mut word, &control).unwrap();
            prop_assert_eq!(&word[..left], &expected);
            let mut word = symbols;
            let left = table.apply_in_turn::<Levels>(&mut word, &control).unwrap();
            prop_assert_eq!(&word[..left], &expected);
        }
    }

    #[test]
    fn long_words_look_at_the_control() {
        let events = [Event::Merge(Merge { left: 0, right: 0, token: 1 })];
        let table = EventTable::new(&events, 2);
        let control = Control::new();
        assert_eq!(table.apply(&mut vec![0; 50_000], &control).unwrap(), 25_000);
        assert!(control.looks() >= 70, "{}", control.looks());
        for look in (1..=control.looks()).step_by(7) {
            assert!(table.apply(&mut vec![0; 50_000], &Control::cancelled_at(look)).is_err());
        }
    }
}

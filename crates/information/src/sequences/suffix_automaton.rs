//! The automaton of all substrings of a sequence that grows by one symbol at a time.
//!
//! Blumer et al., "The smallest automaton recognizing the subwords of a text" (1985). At most 2n states and 3n
//! transitions for n symbols; transitions are kept in one hash map, so any alphabet will do.

use gainful_kernels::{OutOfMemory, room};
use rustc_hash::FxHashMap;

/// The state before any symbol.
pub(super) const START: u32 = 0;

/// No suffix link.
const NONE: u32 = u32::MAX;

#[derive(Debug)]
pub(super) struct SuffixAutomaton {
    /// The state that (state, symbol) leads to.
    next: FxHashMap<(u32, u32), u32>,
    /// The symbols that leave each state, for copying it.
    leaving: Vec<Vec<u32>>,
    link: Vec<u32>,
    length: Vec<u32>,
    last: u32,
}

impl SuffixAutomaton {
    /// Of the empty sequence, with room for `symbols` of them, fewer than 2^31.
    pub(super) fn with_room(symbols: usize) -> Result<Self, OutOfMemory> {
        let states = 2 * symbols + 1;
        let mut next: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        next.try_reserve(2 * symbols).map_err(|_| OutOfMemory { bytes: 24 * symbols })?;
        let mut automaton = Self {
            next,
            leaving: room(states)?,
            link: room(states)?,
            length: room(states)?,
            last: START,
        };
        automaton.state(0, NONE);
        Ok(automaton)
    }

    /// Where the word of `state` followed by `symbol` leads, if that is a substring.
    pub(super) fn step(&self, state: u32, symbol: u32) -> Option<u32> {
        self.next.get(&(state, symbol)).copied()
    }

    /// The state of a word of `length` symbols that was in `state` before a symbol was appended, or before its first
    /// symbol was taken away: the same or the one that it links to, which has the shorter words.
    pub(super) fn state_of(&self, state: u32, length: u32) -> u32 {
        let link = self.link[state as usize];
        if link != NONE && length <= self.length[link as usize] { link } else { state }
    }

    /// Appends a symbol.
    pub(super) fn push(&mut self, symbol: u32) {
        let length = self.length[self.last as usize] + 1;
        let new = self.state(length, START);
        let mut state = self.last;
        while state != NONE && !self.next.contains_key(&(state, symbol)) {
            self.lead(state, symbol, new);
            state = self.link[state as usize];
        }
        if state != NONE {
            let target = self.next[&(state, symbol)];
            let length = self.length[state as usize] + 1;
            if self.length[target as usize] == length {
                self.link[new as usize] = target;
            } else {
                let copy = self.copy(target, length);
                while state != NONE && self.next.get(&(state, symbol)) == Some(&target) {
                    self.next.insert((state, symbol), copy);
                    state = self.link[state as usize];
                }
                self.link[target as usize] = copy;
                self.link[new as usize] = copy;
            }
        }
        self.last = new;
    }

    fn state(&mut self, length: u32, link: u32) -> u32 {
        self.leaving.push(Vec::new());
        self.link.push(link);
        self.length.push(length);
        self.length.len() as u32 - 1
    }

    fn lead(&mut self, state: u32, symbol: u32, target: u32) {
        self.next.insert((state, symbol), target);
        self.leaving[state as usize].push(symbol);
    }

    fn copy(&mut self, state: u32, length: u32) -> u32 {
        let copy = self.state(length, self.link[state as usize]);
        for symbol in self.leaving[state as usize].clone() {
            let target = self.next[&(state, symbol)];
            self.lead(copy, symbol, target);
        }
        copy
    }
}

//! What one merge changes, collected per neighbouring token.
//!
//! Merging (l, r) into z changes the counts of (a, l), (a, z), (r, b) and (z, b) for each token a
//! before and b after an occurrence. Summed per a and per b first, a merge with a thousand
//! occurrences and a dozen different neighbours costs a dozen look-ups of pairs.

use crate::error::Error;
use crate::room;
use gainful_kernels::Control;

/// A token on one side of the merged pair.
#[derive(Clone, Copy)]
pub(super) struct Neighbour {
    pub(super) token: u32,
    /// Occurrences of the merged pair beside this token, times the weights of their words.
    pub(super) weight: i64,
    /// The number of places of the new pair.
    pub(super) places: u32,
}

/// The tokens on one side of the merged pair.
pub(super) struct Neighbours {
    /// For each token one more than its index in `found`; zero for those not found.
    slots: Vec<u32>,
    pub(super) found: Vec<Neighbour>,
    /// Indices in `found` with the places of the new pairs, in increasing order of places.
    pub(super) places: Vec<(u32, u32)>,
}

impl Neighbours {
    pub(super) fn new() -> Self {
        Self { slots: Vec::new(), found: Vec::new(), places: Vec::new() }
    }

    /// Forgets what was found, and makes room for tokens below `tokens` at `places` places.
    pub(super) fn begin(
        &mut self,
        tokens: usize,
        places: usize,
        control: &Control,
    ) -> Result<(), Error> {
        for neighbour in self.found.drain(..) {
            self.slots[neighbour.token as usize] = 0;
        }
        self.places.clear();
        room::reserve(&mut self.found, places.min(tokens))?;
        room::reserve(&mut self.places, places)?;
        let more = tokens.saturating_sub(self.slots.len());
        room::append(&mut self.slots, more, 0, control)
    }

    /// Counts an occurrence beside `token`; the new pair then stands at `place`.
    #[inline(always)]
    pub(super) fn add(&mut self, token: u32, weight: i64, place: u32) {
        let slot = &mut self.slots[token as usize];
        if *slot == 0 {
            self.found.push(Neighbour { token, weight: 0, places: 0 });
            *slot = self.found.len() as u32;
        }
        let index = *slot - 1;
        let neighbour = &mut self.found[index as usize];
        neighbour.weight += weight;
        neighbour.places += 1;
        self.places.push((index, place));
    }
}

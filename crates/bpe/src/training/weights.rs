//! How often the word at each place occurs.
//!
//! Words that occur equally often stand side by side where they may be put in any order, so a corpus
//! has few runs of one weight, and most places are in the long run of words that occur once.

use crate::error::Error;
use crate::room;

/// Cells that share an entry of the index: those of a few words, so that few runs are passed.
const BLOCK: usize = 1 << 7;

/// Neighbouring words that occur equally often.
struct Run {
    /// Where the first cell after them is.
    end: u32,
    weight: i64,
}

/// The weights of all cells, which are added from the first one to the last.
pub(super) struct Weights {
    runs: Vec<Run>,
    /// For each block of cells the run that its first one belongs to.
    index: Vec<u32>,
}

impl Weights {
    pub(super) fn new() -> Self {
        Self { runs: Vec::new(), index: Vec::new() }
    }

    /// Adds the cells before `end` that have no weight yet.
    pub(super) fn push(&mut self, end: usize, weight: i64) -> Result<(), Error> {
        match self.runs.last_mut() {
            Some(run) if run.weight == weight => run.end = end as u32,
            _ => {
                room::reserve(&mut self.runs, 1)?;
                self.runs.push(Run { end: end as u32, weight });
            }
        }
        let blocks = end.div_ceil(BLOCK);
        let more = blocks - self.index.len();
        room::reserve(&mut self.index, more)?;
        self.index.resize(blocks, self.runs.len() as u32 - 1);
        Ok(())
    }

    /// The weight of the cell at `at`.
    #[inline(always)]
    pub(super) fn at(&self, at: usize) -> i64 {
        let mut run = self.index[at / BLOCK] as usize;
        while self.runs[run].end as usize <= at {
            run += 1;
        }
        self.runs[run].weight
    }

    /// The ends of the runs, and their weights.
    pub(super) fn runs(&self) -> impl Iterator<Item = (usize, i64)> {
        self.runs.iter().map(|run| (run.end as usize, run.weight))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cell_has_the_weight_of_its_word() {
        let mut weights = Weights::new();
        let mut expected = Vec::new();
        for (length, weight) in [(1, 9), (3, 9), (500, 7), (1, 5), (2, 4), (130, 3), (1, 2)] {
            expected.extend(std::iter::repeat_n(weight, length));
            weights.push(expected.len(), weight).unwrap();
        }
        let found: Vec<i64> = (0..expected.len()).map(|at| weights.at(at)).collect();
        assert_eq!(found, expected);
        assert_eq!(weights.runs().next(), Some((4, 9)));
        assert_eq!(weights.runs().count(), 6);
    }
}

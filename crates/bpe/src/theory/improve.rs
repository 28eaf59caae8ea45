//! Merges that save more than greedy ones: a local search that never does worse.
//!
//! A move either leaves one merge out, or does another pair before it, one of the few that save most
//! there. The other merges follow in their order, without those that no longer occur; and greedy ones fill
//! up, the one that was left out excepted. Moves that look cheapest come first: those that leave out a
//! token that is rare in the result, since it served as a step to others, and those whose pair saves
//! nearly as much as the merge that it comes before. A move is taken only if it saves more, so that every
//! sequence on the way saves at least what the first one does.

use super::budget::within;
use super::greedy::{Segmentation, Solution};
use super::words::{Pair, Words};
use crate::error::Error;
use crate::model::Merge;
use crate::room;
use gainful_kernels::{Control, Workers};
use rustc_hash::{FxHashMap, FxHashSet};
use std::time::Duration;

/// Moves tried at once; the best one is taken, so that the number of threads does not matter.
const MOVES_AT_ONCE: usize = 8;

/// How many pairs are considered before each merge.
const ALTERNATIVES: usize = 4;

/// What a local search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Improvement {
    /// The merges found, as many as at first if so many pairs occur.
    pub best: Solution,
    /// What the merges at first save, once greedy ones stand for those that never applied.
    pub utility_before: i64,
    /// Moves that were tried.
    pub tried: u64,
    /// Moves that were taken.
    pub taken: u64,
    /// Whether no move saves more.
    pub is_local_optimum: bool,
}

/// Searches from `merges` until no move saves more, until `most_moves` were tried or until the `budget`
/// is over. A move takes as long as applying all merges.
///
/// # Errors
///
/// [`Error::Cancelled`] and [`Error::Memory`].
pub fn improve_merges(
    words: &Words,
    merges: &[Merge],
    most_moves: u64,
    budget: Option<Duration>,
    workers: &Workers,
    control: &Control,
) -> Result<Improvement, Error> {
    control.begin("improving", None)?;
    let used = merges.iter().flat_map(|merge| [merge.left, merge.right, merge.token]);
    let highest = used.chain(words.symbols().iter().copied()).filter(|&symbol| symbol < 1 << 31);
    let search = Search {
        start: Segmentation::new(words, control)?,
        count: merges.len(),
        first_token: highest.max().map_or(0, |highest| highest + 1),
    };
    let first = search.replay(merges, None, control)?;
    let mut found = Improvement {
        utility_before: first.solution.utility,
        best: first.solution.clone(),
        tried: 0,
        taken: 0,
        is_local_optimum: false,
    };
    within(budget, control, || search.climb(first, &mut found, most_moves, workers, control))?;
    Ok(found)
}

struct Search {
    start: Segmentation,
    count: usize,
    first_token: u32,
}

/// A change of a sequence of merges.
#[derive(Clone, Copy)]
enum Move {
    /// Leave out the merge at that index.
    Omit(usize),
    /// Do another pair before the merge at that index.
    Insert(usize, Pair),
}

/// Merges, and the moves from them with what each seems to cost.
struct Replay {
    solution: Solution,
    moves: Vec<(i64, Move)>,
}

impl Search {
    fn climb(
        &self,
        mut current: Replay,
        found: &mut Improvement,
        most_moves: u64,
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Error> {
        let mut next = 0;
        while next < current.moves.len() && found.tried < most_moves {
            let left = usize::try_from(most_moves - found.tried).unwrap_or(usize::MAX);
            let end = current.moves.len().min(next + MOVES_AT_ONCE.min(left));
            let moves = &current.moves[next..end];
            let merges = &current.solution.merges;
            let replays =
                workers.map(moves.len(), |i| self.replay(merges, Some(moves[i].1), control));
            let replays: Vec<Replay> = replays.into_iter().collect::<Result<_, _>>()?;
            control.advance(moves.len() as u64)?;
            found.tried += moves.len() as u64;
            next = end;
            // The first of equally good ones.
            let best = replays.into_iter().rev().max_by_key(|replay| replay.solution.utility);
            if let Some(best) = best.filter(|best| best.solution.utility > found.best.utility) {
                found.taken += 1;
                found.best = best.solution.clone();
                (current, next) = (best, 0);
            }
        }
        found.is_local_optimum = next == current.moves.len();
        Ok(())
    }

    /// Applies `merges` with one change, and fills up with greedy ones.
    fn replay(
        &self,
        merges: &[Merge],
        change: Option<Move>,
        control: &Control,
    ) -> Result<Replay, Error> {
        let mut run = Run {
            words: self.start.copy(control)?,
            solution: Solution::default(),
            moves: Vec::new(),
            count: self.count,
            first_token: self.first_token,
        };
        // Tokens are numbered anew, so that those of merges that no longer occur are free again.
        let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
        let mut banned: FxHashSet<Pair> = FxHashSet::default();
        for (index, merge) in merges.iter().enumerate() {
            if let Some(Move::Insert(at, pair)) = change
                && at == index
            {
                // Up to here nothing was changed, so the pair has the numbers that it was found with.
                run.apply(pair, control)?;
            }
            let number = |symbol: u32| numbers.get(&symbol).copied().unwrap_or(symbol);
            let pair = (number(merge.left), number(merge.right));
            if matches!(change, Some(Move::Omit(at)) if at == index) {
                room::reserve_member(&mut banned)?;
                banned.insert(pair);
            } else if let Some(token) = run.apply(pair, control)? {
                room::reserve_entry(&mut numbers)?;
                numbers.insert(merge.token, token);
            }
        }
        while let Some(pair) = run.words.best(&banned, control)?
            && run.apply(pair, control)?.is_some()
        {}
        let Run { words, solution, mut moves, .. } = run;
        let counts = words.symbol_counts(control)?;
        for (index, merge) in solution.merges.iter().enumerate() {
            let uses = counts.get(&merge.token).copied().unwrap_or_default();
            room::reserve(&mut moves, 1)?;
            moves.push((uses, Move::Omit(index)));
        }
        // Equal costs stay in the order of their merges.
        moves.sort_by_key(|&(cost, _)| cost);
        Ok(Replay { solution, moves })
    }
}

/// Merges on their way.
struct Run {
    words: Segmentation,
    solution: Solution,
    moves: Vec<(i64, Move)>,
    count: usize,
    first_token: u32,
}

impl Run {
    /// Merges a pair, if it occurs and there is room for a merge; returns its token.
    fn apply(&mut self, pair: Pair, control: &Control) -> Result<Option<u32>, Error> {
        let gain = self.words.gain(pair);
        let index = self.solution.merges.len();
        if gain == 0 || index == self.count {
            return Ok(None);
        }
        for (other, most) in self.words.best_few(ALTERNATIVES, &FxHashSet::default(), control)? {
            if other != pair {
                room::reserve(&mut self.moves, 1)?;
                self.moves.push(((gain - most).max(0), Move::Insert(index, other)));
            }
        }
        let token = self.first_token + index as u32;
        let merge = Merge { left: pair.0, right: pair.1, token };
        self.solution.utility += self.words.merge(merge, control)?;
        room::reserve(&mut self.solution.merges, 1)?;
        self.solution.merges.push(merge);
        Ok(Some(token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::greedy::greedy_merges;
    use crate::theory::testing::{all_strings, brute_force_optimum, words_of, workers};
    use crate::theory::utility::compression_utility;
    use crate::theory::words::FIRST_MERGED;
    use proptest::prelude::*;

    fn improved(words: &Words, count: usize, threads: usize) -> (i64, Improvement) {
        let control = Control::new();
        let greedy = greedy_merges(words, count, FIRST_MERGED, &control).unwrap();
        let found =
            improve_merges(words, &greedy.merges, 1000, None, &workers(threads), &control).unwrap();
        (greedy.utility, found)
    }

    #[test]
    fn most_of_what_greedy_misses_on_short_strings_is_found() {
        let (mut missed, mut mended) = (0, 0);
        for string in all_strings(2, 10) {
            let words = words_of(&[&string]);
            let optimum = brute_force_optimum(&words, 3);
            let (greedy, found) = improved(&words, 3, 1);
            assert!((greedy..=optimum).contains(&found.best.utility), "{string}");
            missed += optimum - greedy;
            mended += found.best.utility - greedy;
        }
        assert!(missed > 0 && 6 * mended >= 5 * missed, "{mended} of {missed}");
    }

    proptest! {
        #[test]
        fn never_worse_than_before(
            texts in prop::collection::vec("[abc]{0,20}", 1..6),
            count in 0..8usize,
        ) {
            let words = words_of(&texts);
            let (greedy, found) = improved(&words, count, 1);
            prop_assert_eq!(found.utility_before, greedy);
            prop_assert!(found.best.utility >= greedy && found.is_local_optimum);
            prop_assert!(found.best.merges.len() <= count);
            let applied = compression_utility(&words, &found.best.merges, &Control::new());
            prop_assert_eq!(applied.unwrap(), found.best.utility);
            for threads in [2, 3, 8] {
                prop_assert_eq!(&improved(&words, count, threads).1, &found);
            }
        }
    }

    #[test]
    fn it_can_be_cancelled() {
        let words = words_of(&["she sells sea shells by the sea shore"]);
        let merges = greedy_merges(&words, 5, FIRST_MERGED, &Control::new()).unwrap().merges;
        let control = Control::cancelled_at(2);
        let found = improve_merges(&words, &merges, 1000, None, &workers(1), &control);
        assert!(matches!(found, Err(Error::Cancelled(_))));
    }
}

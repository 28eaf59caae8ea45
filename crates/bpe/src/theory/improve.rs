//! Merges that save more than greedy ones: a local search that never does worse.
//!
//! A move leaves one merge out, applies the others in their order without those that no longer occur, and
//! fills up greedily, the one left out excepted. Merges whose tokens are rarest in the result come
//! first: they served as steps to others, and are missed least. A move is taken only if it saves
//! more, so that every sequence on the way saves at least what the first one does.

use super::budget::within;
use super::greedy::{Segmentation, Solution};
use super::words::{Pair, Words};
use crate::error::Error;
use crate::model::Merge;
use gainful_kernels::{Control, Workers};
use rustc_hash::{FxHashMap, FxHashSet};
use std::time::Duration;

/// Moves tried at once; the best one is taken, so that the number of threads does not matter.
const MOVES_AT_ONCE: usize = 8;

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

/// Merges, and how often each one's token stands in the result.
struct Replay {
    solution: Solution,
    uses: Vec<i64>,
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
        let mut order = by_use(&current);
        let mut next = 0;
        while next < order.len() && found.tried < most_moves {
            let left = usize::try_from(most_moves - found.tried).unwrap_or(usize::MAX);
            let moves = &order[next..order.len().min(next + MOVES_AT_ONCE.min(left))];
            let merges = &current.solution.merges;
            let replays =
                workers.map(moves.len(), |i| self.replay(merges, Some(moves[i]), control));
            let replays: Vec<Replay> = replays.into_iter().collect::<Result<_, _>>()?;
            control.advance(moves.len() as u64)?;
            found.tried += moves.len() as u64;
            next += moves.len();
            // The first of equally good ones.
            let best = replays.into_iter().rev().max_by_key(|replay| replay.solution.utility);
            if let Some(best) = best.filter(|best| best.solution.utility > found.best.utility) {
                found.taken += 1;
                found.best = best.solution.clone();
                order = by_use(&best);
                (current, next) = (best, 0);
            }
        }
        found.is_local_optimum = next == order.len();
        Ok(())
    }

    /// Applies `merges` without the one at `omitted`, and fills up with greedy ones.
    fn replay(
        &self,
        merges: &[Merge],
        omitted: Option<usize>,
        control: &Control,
    ) -> Result<Replay, Error> {
        let mut words = self.start.copy(control)?;
        let mut solution = Solution::default();
        // Tokens are numbered anew, so that those of merges that no longer occur are free again.
        let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
        let mut banned: FxHashSet<Pair> = FxHashSet::default();
        let apply = |pair: Pair, solution: &mut Solution, words: &mut Segmentation| {
            let token = self.first_token + solution.merges.len() as u32;
            let merge = Merge { left: pair.0, right: pair.1, token };
            solution.utility += words.merge(merge, control)?;
            solution.merges.push(merge);
            Ok::<u32, Error>(token)
        };
        for (index, merge) in merges.iter().enumerate() {
            let number = |symbol: u32| numbers.get(&symbol).copied().unwrap_or(symbol);
            let pair = (number(merge.left), number(merge.right));
            if omitted == Some(index) {
                banned.insert(pair);
            } else if words.gain(pair) > 0 {
                let token = apply(pair, &mut solution, &mut words)?;
                numbers.insert(merge.token, token);
            }
        }
        while solution.merges.len() < self.count
            && let Some(pair) = words.best(&banned)
        {
            apply(pair, &mut solution, &mut words)?;
        }
        let counts = words.symbol_counts(control)?;
        let uses = solution.merges.iter().map(|merge| counts.get(&merge.token).copied());
        let uses = uses.map(Option::unwrap_or_default).collect();
        Ok(Replay { solution, uses })
    }
}

/// The merges, those whose tokens are rarest first.
fn by_use(replay: &Replay) -> Vec<usize> {
    let mut order: Vec<usize> = (0..replay.uses.len()).collect();
    order.sort_by_key(|&index| replay.uses[index]);
    order
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
    fn half_of_what_greedy_misses_on_short_strings_is_found() {
        let (mut missed, mut mended) = (0, 0);
        for string in all_strings(2, 10) {
            let words = words_of(&[&string]);
            let optimum = brute_force_optimum(&words, 3);
            let (greedy, found) = improved(&words, 3, 1);
            assert!((greedy..=optimum).contains(&found.best.utility), "{string}");
            missed += optimum - greedy;
            mended += found.best.utility - greedy;
        }
        assert!(missed > 0 && 2 * mended >= missed, "{mended} of {missed}");
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

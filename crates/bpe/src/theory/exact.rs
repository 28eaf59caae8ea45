//! Merges of the greatest compression utility, by exhaustive search that is cut in three ways.
//!
//! The search goes depth first through sequences of pairs that occur. Proofs that no cut loses the
//! optimum:
//!
//! - *order*: two merges, one right after the other, of which none contains the other and none ends
//!   with the symbol that the other begins with, occupy different places and leave each other's alone,
//!   so both orders give the same words; only the one with the smaller pair first is searched.
//! - *bound*: what the merges still to come can save is at most [`CountBounds`] of the words as they are
//!   now; a branch that cannot beat the best known sequence is left.
//! - *memory*: what can follow depends on the words as they are now, on how many merges are left, and on
//!   the pairs that the first rule excludes as next; where the same words came up before with no
//!   more pairs excluded, all was searched. Trees that are equal have one number, so equal words do too.
//!
//! The problem is APX-complete (Kozma and Voderholzer 2024), so inputs must be small.

use super::bounds::CountBounds;
use super::budget::within;
use super::greedy::{Solution, greedy_merges};
use super::words::{FIRST_MERGED, Pair, Words};
use crate::error::Error;
use crate::model::Merge;
use crate::room;
use gainful_kernels::Control;
use rustc_hash::FxHashMap;
use std::time::Duration;

/// Symbols of states that are remembered at most, about 1 GB; further states are searched as if they were
/// new.
const MOST_REMEMBERED: usize = 1 << 27;

/// Which cuts a search makes. All of them leave the optimum as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cuts {
    /// Of two orders of independent merges, search one.
    pub order: bool,
    /// Leave branches whose upper bound is no better than what is known.
    pub bound: bool,
    /// Leave words that were searched before.
    pub memory: bool,
}

impl Cuts {
    /// All of them.
    pub const ALL: Self = Self { order: true, bound: true, memory: true };
}

/// The best merges, and what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Optimum {
    /// The best sequence found; greedy's own if that is one.
    pub best: Solution,
    /// Whether the whole space was searched, so that no sequence surpasses `best`.
    pub is_complete: bool,
    /// The greedy sequence, from which the search starts.
    pub greedy: Solution,
    /// No merges of that number save more: what `best` saves after a complete search, what [`CountBounds`]
    /// said before otherwise.
    pub upper_bound: i64,
    /// The sequences that were visited, the empty one included.
    pub nodes: u64,
    /// Branches left because of their upper bound.
    pub cut_by_bound: u64,
    /// Pairs left out because the other order was searched.
    pub cut_by_order: u64,
    /// Branches left because their words had been searched.
    pub cut_by_memory: u64,
    /// The states that were remembered.
    pub remembered: u64,
}

/// Finds at most `count` merges of the greatest utility.
///
/// Takes time exponential in `count`; a hundred characters and three merges take a moment. Once the
/// `budget` is over, if there is one, the best merges so far are returned.
///
/// # Errors
///
/// [`Error::Cancelled`] and [`Error::Memory`].
pub fn optimal_merges(
    words: &Words,
    count: usize,
    cuts: Cuts,
    budget: Option<Duration>,
    control: &Control,
) -> Result<Optimum, Error> {
    let greedy = greedy_merges(words, count, FIRST_MERGED, control)?;
    control.begin("searching", None)?;
    let result = Optimum {
        best: greedy.clone(),
        is_complete: false,
        greedy,
        upper_bound: CountBounds::new(words, count, control)?.least(),
        nodes: 0,
        cut_by_bound: 0,
        cut_by_order: 0,
        cut_by_memory: 0,
        remembered: 0,
    };
    let mut search = Search {
        cuts,
        control,
        result,
        trees: FxHashMap::default(),
        searched: FxHashMap::default(),
        symbols_remembered: 0,
        path: Vec::new(),
    };
    let is_complete = within(budget, control, || search.visit(words, count, 0))?;
    let Search { mut result, .. } = search;
    result.is_complete = is_complete;
    if is_complete {
        result.upper_bound = result.best.utility;
    }
    renumber(&mut result.best.merges);
    Ok(result)
}

struct Search<'a> {
    cuts: Cuts,
    control: &'a Control,
    result: Optimum,
    /// The number of each tree, by its two sides.
    trees: FxHashMap<Pair, u32>,
    /// For words and merges left, the sets of pairs that were excluded when they were searched.
    searched: FxHashMap<(Words, usize), Vec<Vec<Pair>>>,
    symbols_remembered: usize,
    path: Vec<Merge>,
}

impl Search<'_> {
    fn visit(&mut self, words: &Words, left: usize, utility: i64) -> Result<(), Error> {
        self.control.advance(1)?;
        self.result.nodes += 1;
        if utility > self.result.best.utility {
            self.result.best = Solution { merges: self.path.clone(), utility };
        }
        if left == 0 {
            return Ok(());
        }
        if self.cuts.bound
            && utility + CountBounds::new(words, left, self.control)?.least()
                <= self.result.best.utility
        {
            self.result.cut_by_bound += 1;
            return Ok(());
        }
        let (excluded, mut next): (Vec<_>, Vec<_>) =
            words.gains(self.control)?.into_iter().partition(|&(pair, _)| self.is_excluded(pair));
        let excluded: Vec<Pair> = excluded.into_iter().map(|(pair, _)| pair).collect();
        if self.cuts.memory && !self.remember(words, left, &excluded)? {
            self.result.cut_by_memory += 1;
            return Ok(());
        }
        self.result.cut_by_order += excluded.len() as u64;
        // Large gains first, so that good sequences are known early.
        next.sort_by_key(|&(_, gain)| -gain);
        for (pair, _) in next {
            let number = FIRST_MERGED + self.trees.len() as u32;
            let token = *self.trees.entry(pair).or_insert(number);
            let merge = Merge { left: pair.0, right: pair.1, token };
            let mut merged = words.clone();
            let gain = merged.merge(merge, self.control)?;
            self.path.push(merge);
            self.visit(&merged, left - 1, utility + gain)?;
            self.path.pop();
        }
        Ok(())
    }

    /// Whether the pair may as well come before the last merge, and is smaller.
    fn is_excluded(&self, (left, right): Pair) -> bool {
        let Some(last) = self.path.last().filter(|_| self.cuts.order) else {
            return false;
        };
        let contains = left == last.token || right == last.token;
        let touches = left == last.right || right == last.left;
        (left, right) < (last.left, last.right) && !contains && !touches
    }

    /// Notes words that are about to be searched; false if they were.
    fn remember(&mut self, words: &Words, left: usize, excluded: &[Pair]) -> Result<bool, Error> {
        let key = (words.clone(), left);
        let known = self.searched.get(&key).map_or(&[][..], Vec::as_slice);
        let covers = |before: &Vec<Pair>| before.iter().all(|pair| excluded.contains(pair));
        if known.iter().any(covers) {
            return Ok(false);
        }
        let size = words.symbols().len() + words.len() + excluded.len();
        if self.symbols_remembered + size <= MOST_REMEMBERED {
            self.symbols_remembered += size;
            self.result.remembered += 1;
            room::reserve_entry(&mut self.searched)?;
            self.searched.entry(key).or_default().push(excluded.to_vec());
        }
        Ok(true)
    }
}

/// Numbers the tokens in the order of the merges.
fn renumber(merges: &mut [Merge]) {
    let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
    for (token, merge) in (FIRST_MERGED..).zip(merges) {
        let number = |symbol: u32| numbers.get(&symbol).copied().unwrap_or(symbol);
        let (left, right) = (number(merge.left), number(merge.right));
        numbers.insert(merge.token, token);
        *merge = Merge { left, right, token };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::testing::{
        all_strings, brute_force_optimum, for_each_sequence, golden, words_of,
    };
    use crate::theory::utility::compression_utility;
    use proptest::prelude::*;

    const CUTS: [Cuts; 5] = [
        Cuts { order: false, bound: false, memory: false },
        Cuts { order: true, bound: false, memory: false },
        Cuts { order: true, bound: false, memory: true },
        Cuts { order: true, bound: true, memory: false },
        Cuts::ALL,
    ];

    /// The optimum, equal for all cuts, reached by the merges that are returned.
    fn optimum(words: &Words, count: usize) -> i64 {
        let control = Control::new();
        let [utility, others @ ..] = CUTS.map(|cuts| {
            let Optimum { best, greedy, upper_bound, is_complete, .. } =
                optimal_merges(words, count, cuts, None, &control).unwrap();
            assert!(best.merges.len() <= count && is_complete && upper_bound == best.utility);
            assert!(greedy.utility <= best.utility);
            let applied = compression_utility(words, &best.merges, &control).unwrap();
            assert_eq!(applied, best.utility);
            best.utility
        });
        assert!(others.iter().all(|&other| other == utility), "{words:?} {count}");
        utility
    }

    #[test]
    fn optima_are_the_golden_ones() {
        for case in golden("optimal").into_iter().chain(golden("upperBounds")) {
            let words = words_of(&[case["text"].as_str().unwrap()]);
            let count = case["merges"].as_u64().unwrap() as usize;
            assert_eq!(optimum(&words, count), case["optimum"].as_i64().unwrap(), "{case}");
        }
    }

    #[test]
    fn the_brute_force_that_judges_agrees_with_the_golden_searches() {
        for case in golden("optimal") {
            let words = words_of(&[case["text"].as_str().unwrap()]);
            let count = case["merges"].as_u64().unwrap() as usize;
            let mut utilities = Vec::new();
            for_each_sequence(&words, count, &mut |merges, utility| {
                if !merges.is_empty() {
                    utilities.push(utility);
                }
            });
            let optimum = case["optimum"].as_i64().unwrap();
            let best = utilities.iter().filter(|&&utility| utility == optimum).count();
            assert_eq!(utilities.iter().max(), Some(&optimum), "{case}");
            assert_eq!(utilities.len() as u64, case["sequences"].as_u64().unwrap(), "{case}");
            assert_eq!(best as u64, case["optimalSequences"].as_u64().unwrap(), "{case}");
        }
    }

    #[test]
    fn no_cut_loses_the_optimum_of_any_short_string() {
        for (letters, length) in [(2, 9), (3, 7)] {
            for string in all_strings(letters, length) {
                let words = words_of(&[&string]);
                for count in 1..=4 {
                    assert_eq!(optimum(&words, count), brute_force_optimum(&words, count));
                }
            }
        }
    }

    /// Reference: strings of nine letters for which greedy misses the optimum whatever the ties.
    #[test]
    fn greedy_is_not_always_best() {
        for (text, count, best, greedy) in [("aaaabaaab", 3, 6, 5), ("aaaabaaaba", 2, 5, 4)] {
            let words = words_of(&[text]);
            let found = optimal_merges(&words, count, Cuts::ALL, None, &Control::new()).unwrap();
            assert_eq!((found.best.utility, found.greedy.utility), (best, greedy));
        }
    }

    /// Words that came up before with other pairs excluded may lead further now: whoever takes them for
    /// searched loses optima.
    #[test]
    fn memory_minds_what_was_excluded() {
        let control = Control::new();
        let words = words_of(&["abcd"]);
        let mut search = Search {
            cuts: Cuts::ALL,
            control: &control,
            result: optimal_merges(&words, 0, Cuts::ALL, None, &control).unwrap(),
            trees: FxHashMap::default(),
            searched: FxHashMap::default(),
            symbols_remembered: 0,
            path: Vec::new(),
        };
        let (ab, cd) = ((97, 98), (99, 100));
        assert!(search.remember(&words, 2, &[ab, cd]).unwrap(), "they are new");
        assert!(!search.remember(&words, 2, &[cd, ab]).unwrap(), "they were searched");
        assert!(search.remember(&words, 1, &[ab, cd]).unwrap(), "fewer merges are left");
        assert!(search.remember(&words, 2, &[cd]).unwrap(), "a pair is allowed that was not");
        assert!(!search.remember(&words, 2, &[ab, cd]).unwrap(), "no more is allowed");
        assert!(!search.remember(&words, 2, &[cd]).unwrap(), "it was searched the second time");
    }

    #[test]
    fn cuts_save_nodes() {
        let words = words_of(&["she sells sea shells by the sea shore"]);
        let nodes = CUTS.map(|cuts| {
            let found = optimal_merges(&words, 3, cuts, None, &Control::new()).unwrap();
            assert!(cuts.memory || found.cut_by_memory + found.remembered == 0);
            found.nodes
        });
        assert!(nodes[1] < nodes[0] && nodes[2] < nodes[1] && nodes[4] < nodes[2], "{nodes:?}");
    }

    #[test]
    fn it_can_be_cancelled() {
        let words = words_of(&["she sells sea shells by the sea shore"]);
        let control = Control::cancelled_at(1000);
        let found = optimal_merges(&words, 9, Cuts::ALL, None, &control);
        assert!(matches!(found, Err(Error::Cancelled(_))));
    }

    #[test]
    fn without_time_greedy_and_the_bound_of_counts_are_left() {
        let words = words_of(&["she sells sea shells by the sea shore"]);
        let hurried = Some(Duration::ZERO);
        let found = optimal_merges(&words, 9, Cuts::ALL, hurried, &Control::new()).unwrap();
        assert!(!found.is_complete && found.nodes == 0 && found.best == found.greedy);
        let bounds = CountBounds::new(&words, 9, &Control::new()).unwrap();
        assert_eq!(found.upper_bound, bounds.least());
    }

    proptest! {
        #[test]
        fn no_cut_loses_the_optimum_of_words(
            texts in prop::collection::vec("[ab]{0,6}|[abc]{0,4}", 1..4),
            count in 0..5usize,
        ) {
            let words = words_of(&texts);
            prop_assert_eq!(optimum(&words, count), brute_force_optimum(&words, count));
        }
    }
}

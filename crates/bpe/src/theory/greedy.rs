//! The greedy merges of the theory: at each step the pair that saves most symbols.
//!
//! Unlike training, which counts overlapping places ("aaa" has two of "aa") as all trainers do, the
//! theorems speak of the gain, which counts disjoint ones; of equal gains the smallest pair wins
//! (Zouhar et al. 2023, algorithm 1; Kozma and Voderholzer 2024: at least 1/3 of the optimum).
//!
//! A merge visits the words that hold its pair and counts them anew: for words of bounded length
//! that is O(N log M) time in all, since each visit removes a symbol.

use super::utility::replace;
use super::words::{Pair, Words, for_each_disjoint};
use crate::model::Merge;
use gainful_kernels::{Cancelled, Control};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Symbols visited between two looks at the [`Control`].
const SYMBOLS_PER_CHECK: usize = 1 << 14;

/// Merges, and by how many symbols they shorten the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solution {
    /// The merges in their order; fewer than asked for if nothing is left to merge.
    pub merges: Vec<Merge>,
    /// Their compression utility.
    pub utility: i64,
}

/// The `count` greedy merges; their tokens are numbered from `first_token` on.
///
/// # Errors
///
/// [`Cancelled`].
pub fn greedy_merges(
    words: &Words,
    count: usize,
    first_token: u32,
    control: &Control,
) -> Result<Solution, Cancelled> {
    let mut segmentation = Segmentation::new(words);
    let mut solution = Solution::default();
    let banned = FxHashSet::default();
    while solution.merges.len() < count
        && let Some((left, right)) = segmentation.best(&banned)
    {
        let merge = Merge { left, right, token: first_token + solution.merges.len() as u32 };
        solution.utility += segmentation.merge(merge, control)?;
        solution.merges.push(merge);
    }
    Ok(solution)
}

/// A pair that stands somewhere.
#[derive(Clone, Debug, Default)]
struct Places {
    gain: i64,
    /// The words that have or had the pair; each once, but for a word that had it twice at different
    /// times.
    words: Vec<u32>,
}

/// Words while they are merged, and what each pair would save.
#[derive(Clone, Debug)]
pub(super) struct Segmentation {
    words: Vec<Vec<u32>>,
    weights: Vec<i64>,
    places: FxHashMap<Pair, Places>,
    /// Pairs by what they saved when they were last looked at: never less than they save now.
    queue: BinaryHeap<(i64, Reverse<Pair>)>,
    unchecked: usize,
}

impl Segmentation {
    pub(super) fn new(words: &Words) -> Self {
        let mut segmentation = Self {
            words: words.iter().map(|(word, _)| word.to_vec()).collect(),
            weights: words.iter().map(|(_, weight)| weight).collect(),
            places: FxHashMap::default(),
            queue: BinaryHeap::new(),
            unchecked: 0,
        };
        for word in 0..segmentation.words.len() {
            segmentation.count(word, 1);
        }
        let all = segmentation.places.iter();
        segmentation.queue = all.map(|(&pair, places)| (places.gain, Reverse(pair))).collect();
        segmentation
    }

    /// How much a pair would save.
    pub(super) fn gain(&self, pair: Pair) -> i64 {
        self.places.get(&pair).map_or(0, |places| places.gain)
    }

    /// The pair that saves most, without those that are `banned`. It stays in the queue.
    pub(super) fn best(&mut self, banned: &FxHashSet<Pair>) -> Option<Pair> {
        let mut aside = Vec::new();
        let mut best = None;
        while let Some((gain, Reverse(pair))) = self.queue.pop() {
            let now = self.gain(pair);
            if now == gain && now > 0 {
                aside.push((gain, Reverse(pair)));
                if !banned.contains(&pair) {
                    best = Some(pair);
                    break;
                }
            } else if now > 0 {
                self.queue.push((now, Reverse(pair)));
            }
        }
        self.queue.extend(aside);
        best
    }

    /// Applies a merge; returns its gain.
    pub(super) fn merge(&mut self, merge: Merge, control: &Control) -> Result<i64, Cancelled> {
        let pair = (merge.left, merge.right);
        let mut places = std::mem::take(self.places.entry(pair).or_default());
        places.words.sort_unstable();
        places.words.dedup();
        let mut gain = 0;
        for &index in &places.words {
            let word = index as usize;
            let before = self.words[word].len();
            self.unchecked += before;
            if self.unchecked >= SYMBOLS_PER_CHECK {
                control.check()?;
                self.unchecked = 0;
            }
            if !self.words[word].windows(2).any(|two| two == [merge.left, merge.right]) {
                continue;
            }
            self.count(word, -1);
            replace(&mut self.words[word], merge);
            gain += (before - self.words[word].len()) as i64 * self.weights[word];
            self.recount(word, merge.token);
        }
        Ok(gain)
    }

    /// How often each symbol stands in the words.
    pub(super) fn symbol_counts(&self) -> FxHashMap<u32, i64> {
        let mut counts: FxHashMap<u32, i64> = FxHashMap::default();
        for (word, weight) in self.words.iter().zip(&self.weights) {
            word.iter().for_each(|&symbol| *counts.entry(symbol).or_default() += weight);
        }
        counts
    }

    /// Adds (1) or takes away (-1) what the pairs of a word save.
    fn count(&mut self, word: usize, sign: i64) {
        let Self { words, weights, places, .. } = self;
        for_each_disjoint(&words[word], |pair| {
            let places = places.entry(pair).or_default();
            places.gain += sign * weights[word];
            if sign > 0 && places.words.last() != Some(&(word as u32)) {
                places.words.push(word as u32);
            }
        });
    }

    /// Adds what the pairs of a word save in which `token` is new: pairs without it were there before,
    /// so that the word is among their places and their gain is none the larger.
    fn recount(&mut self, word: usize, token: u32) {
        let Self { words, weights, places, queue, .. } = self;
        for_each_disjoint(&words[word], |pair| {
            let places = places.entry(pair).or_default();
            places.gain += weights[word];
            if pair.0 == token || pair.1 == token {
                if places.words.last() != Some(&(word as u32)) {
                    places.words.push(word as u32);
                }
                queue.push((places.gain, Reverse(pair)));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::testing::{brute_force_optimum, golden, name, texts_of};
    use crate::theory::words::FIRST_MERGED;
    use proptest::prelude::*;

    /// Greedy by counting everything again at each step.
    fn plain_greedy(words: &Words, count: usize) -> Solution {
        let mut words = words.clone();
        let mut solution = Solution::default();
        for token in (FIRST_MERGED..).take(count) {
            let best = words.gains().into_iter().max_by_key(|&(pair, gain)| (gain, Reverse(pair)));
            let Some(((left, right), _)) = best else {
                break;
            };
            let merge = Merge { left, right, token };
            solution.utility += words.merge(merge);
            solution.merges.push(merge);
        }
        solution
    }

    #[test]
    fn utilities_are_the_golden_ones_where_ties_do_not_matter() {
        for case in golden("optimal") {
            let greedy = ["greedy_hf", "greedy_first", "greedy_nonoverlapping-first"];
            let [hf, first, gain] = greedy.map(|name| &case[name]);
            if hf != first || first != gain {
                continue;
            }
            let words = Words::of_texts(&[case["text"].as_str().unwrap()]).unwrap();
            let count = case["merges"].as_u64().unwrap() as usize;
            let found = greedy_merges(&words, count, FIRST_MERGED, &Control::new()).unwrap();
            let merges: Vec<String> =
                found.merges.iter().map(|merge| name(merge.token, &found.merges)).collect();
            if merges == texts_of(&gain["merges"]) {
                assert_eq!(found.utility, gain["kappa"].as_i64().unwrap(), "{case}");
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_but_counting_again_is_saved(
            texts in prop::collection::vec("[ab]{0,20}|[a-d]{0,9}", 1..12),
            count in 0..12usize,
        ) {
            let words = Words::of_texts(&texts).unwrap();
            let found = greedy_merges(&words, count, FIRST_MERGED, &Control::new()).unwrap();
            prop_assert_eq!(found, plain_greedy(&words, count));
        }

        #[test]
        fn at_least_a_third_of_the_optimum(text in "[ab]{1,9}|[abc]{1,8}", count in 1..4usize) {
            let words = Words::of_texts(&[text]).unwrap();
            let found = greedy_merges(&words, count, FIRST_MERGED, &Control::new()).unwrap();
            prop_assert!(3 * found.utility >= brute_force_optimum(&words, count));
        }
    }

    #[test]
    fn it_can_be_cancelled() {
        let text: String = (0..60_000u32).map(|i| char::from(b'a' + (i * i % 23) as u8)).collect();
        let words = Words::of_texts(&[text]).unwrap();
        let control = Control::cancelled_at(2);
        assert_eq!(greedy_merges(&words, 50, FIRST_MERGED, &control), Err(Cancelled));
    }
}

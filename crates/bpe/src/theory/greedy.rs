//! The greedy merges of the theory: at each step the pair that saves most symbols.
//!
//! Unlike training, which counts overlapping places ("aaa" has two of "aa") as all trainers do, the
//! theorems speak of the gain, which counts disjoint ones; of equal gains the smallest pair wins
//! (Zouhar et al. 2023, algorithm 1; Kozma and Voderholzer 2024: at least 1/3 of the optimum).
//!
//! A merge visits the words that hold its pair and counts them anew: for words of bounded length
//! that is O(N log M) time in all, since each visit removes a symbol.

use super::apply::replace;
use super::words::{Pair, SYMBOLS_PER_CHECK, Words, disjoint_pairs};
use crate::error::Error;
use crate::model::Merge;
use crate::room;
use gainful_kernels::{Cancelled, Control};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

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
/// [`Error::Cancelled`] and [`Error::Memory`].
pub fn greedy_merges(
    words: &Words,
    count: usize,
    first_token: u32,
    control: &Control,
) -> Result<Solution, Error> {
    control.begin("merging", Some(count as u64))?;
    let mut segmentation = Segmentation::new(words, control)?;
    let mut solution = Solution::default();
    let banned = FxHashSet::default();
    while solution.merges.len() < count
        && let Some((left, right)) = segmentation.best(&banned, control)?
    {
        let merge = Merge { left, right, token: first_token + solution.merges.len() as u32 };
        solution.utility += segmentation.merge(merge, control)?;
        room::reserve(&mut solution.merges, 1)?;
        solution.merges.push(merge);
        control.advance(1)?;
    }
    Ok(solution)
}

/// A pair that stands somewhere.
#[derive(Debug, Default)]
struct Places {
    gain: i64,
    /// The words that have or had the pair; each once, but for a word that had it twice at different
    /// times.
    words: Vec<u32>,
}

/// Words while they are merged, and what each pair would save.
#[derive(Debug)]
pub(super) struct Segmentation {
    words: Vec<Vec<u32>>,
    weights: Vec<i64>,
    places: FxHashMap<Pair, Places>,
    /// Pairs by what they saved when they were last looked at: never less than they save now.
    queue: BinaryHeap<(i64, Reverse<Pair>)>,
    unchecked: usize,
}

impl Segmentation {
    pub(super) fn new(words: &Words, control: &Control) -> Result<Self, Error> {
        let mut segmentation = Self {
            words: Vec::new(),
            weights: Vec::new(),
            places: FxHashMap::default(),
            queue: BinaryHeap::new(),
            unchecked: 0,
        };
        room::reserve(&mut segmentation.words, words.len())?;
        room::reserve(&mut segmentation.weights, words.len())?;
        for (word, weight) in words.iter() {
            segmentation.words.push(copy_of(word, control)?);
            segmentation.weights.push(weight);
        }
        for word in 0..segmentation.words.len() {
            segmentation.count(word, 1, control)?;
        }
        let mut queue = Vec::new();
        room::reserve(&mut queue, segmentation.places.len())?;
        let all = segmentation.places.iter();
        queue.extend(all.map(|(&pair, places)| (places.gain, Reverse(pair))));
        segmentation.queue = queue.into();
        Ok(segmentation)
    }

    /// Another one like it. Unlike `clone`, it looks at the control and can lack memory.
    pub(super) fn copy(&self, control: &Control) -> Result<Self, Error> {
        let mut copy = Self {
            words: Vec::new(),
            weights: copy_of(&self.weights, control)?,
            places: FxHashMap::default(),
            queue: copy_of(self.queue.as_slice(), control)?.into(),
            unchecked: 0,
        };
        room::reserve(&mut copy.words, self.words.len())?;
        for word in &self.words {
            copy.words.push(copy_of(word, control)?);
        }
        for (&pair, places) in &self.places {
            room::reserve_entry(&mut copy.places)?;
            let words = copy_of(&places.words, control)?;
            copy.places.insert(pair, Places { gain: places.gain, words });
        }
        Ok(copy)
    }

    /// How much a pair would save.
    pub(super) fn gain(&self, pair: Pair) -> i64 {
        self.places.get(&pair).map_or(0, |places| places.gain)
    }

    /// The pair that saves most, without those that are `banned`.
    pub(super) fn best(
        &mut self,
        banned: &FxHashSet<Pair>,
        control: &Control,
    ) -> Result<Option<Pair>, Error> {
        Ok(self.best_few(1, banned, control)?.first().map(|&(pair, _)| pair))
    }

    /// The `few` pairs that save most, best first, and how much, without those that are `banned`. They
    /// stay in the queue.
    pub(super) fn best_few(
        &mut self,
        few: usize,
        banned: &FxHashSet<Pair>,
        control: &Control,
    ) -> Result<Vec<(Pair, i64)>, Error> {
        let mut aside = Vec::new();
        let mut best: Vec<(Pair, i64)> = Vec::new();
        while best.len() < few
            && let Some((gain, Reverse(pair))) = self.queue.pop()
        {
            look(&mut self.unchecked, 1, control)?;
            let now = self.gain(pair);
            if now == gain && now > 0 {
                // A pair may stand in the queue several times.
                if aside.last() == Some(&(gain, Reverse(pair))) {
                    continue;
                }
                room::reserve(&mut aside, 1)?;
                aside.push((gain, Reverse(pair)));
                if !banned.contains(&pair) {
                    room::reserve(&mut best, 1)?;
                    best.push((pair, gain));
                }
            } else if now > 0 {
                room::reserve_value(&mut self.queue)?;
                self.queue.push((now, Reverse(pair)));
            }
        }
        for entry in aside {
            room::reserve_value(&mut self.queue)?;
            self.queue.push(entry);
        }
        Ok(best)
    }

    /// Applies a merge; returns its gain.
    pub(super) fn merge(&mut self, merge: Merge, control: &Control) -> Result<i64, Error> {
        let pair = (merge.left, merge.right);
        let mut places = std::mem::take(self.places.entry(pair).or_default());
        places.words.sort_unstable();
        places.words.dedup();
        let mut gain = 0;
        for &index in &places.words {
            let word = index as usize;
            let before = self.words[word].len();
            look(&mut self.unchecked, before, control)?;
            if !self.words[word].windows(2).any(|two| two == [merge.left, merge.right]) {
                continue;
            }
            self.count(word, -1, control)?;
            replace(&mut self.words[word], merge, control)?;
            gain += (before - self.words[word].len()) as i64 * self.weights[word];
            self.recount(word, merge.token, control)?;
        }
        Ok(gain)
    }

    /// How often each symbol stands in the words.
    pub(super) fn symbol_counts(&self, control: &Control) -> Result<FxHashMap<u32, i64>, Error> {
        let mut counts: FxHashMap<u32, i64> = FxHashMap::default();
        let mut unchecked = 0;
        for (word, weight) in self.words.iter().zip(&self.weights) {
            for &symbol in word {
                look(&mut unchecked, 1, control)?;
                room::reserve_entry(&mut counts)?;
                *counts.entry(symbol).or_default() += weight;
            }
        }
        Ok(counts)
    }

    /// Adds (1) or takes away (-1) what the pairs of a word save.
    fn count(&mut self, word: usize, sign: i64, control: &Control) -> Result<(), Error> {
        let Self { words, weights, places, unchecked, .. } = self;
        for pair in disjoint_pairs(&words[word]) {
            look(unchecked, 1, control)?;
            room::reserve_entry(places)?;
            let places = places.entry(pair).or_default();
            places.gain += sign * weights[word];
            if sign > 0 && places.words.last() != Some(&(word as u32)) {
                room::reserve(&mut places.words, 1)?;
                places.words.push(word as u32);
            }
        }
        Ok(())
    }

    /// Adds what the pairs of a word save in which `token` is new: pairs without it were there before,
    /// so that the word is among their places and their gain is none the larger.
    fn recount(&mut self, word: usize, token: u32, control: &Control) -> Result<(), Error> {
        let Self { words, weights, places, queue, unchecked } = self;
        for pair in disjoint_pairs(&words[word]) {
            look(unchecked, 1, control)?;
            room::reserve_entry(places)?;
            let places = places.entry(pair).or_default();
            places.gain += weights[word];
            if pair.0 == token || pair.1 == token {
                if places.words.last() != Some(&(word as u32)) {
                    room::reserve(&mut places.words, 1)?;
                    places.words.push(word as u32);
                }
                room::reserve_value(queue)?;
                queue.push((places.gain, Reverse(pair)));
            }
        }
        Ok(())
    }
}

/// Counts symbols as visited, and looks at the control once there were enough of them.
#[inline(always)]
fn look(unchecked: &mut usize, symbols: usize, control: &Control) -> Result<(), Cancelled> {
    *unchecked += symbols;
    if *unchecked >= SYMBOLS_PER_CHECK {
        *unchecked = 0;
        control.check()?;
    }
    Ok(())
}

/// A copy of values, made block by block.
fn copy_of<T: Copy>(values: &[T], control: &Control) -> Result<Vec<T>, Error> {
    let mut copy = Vec::new();
    room::reserve(&mut copy, values.len())?;
    for block in values.chunks(SYMBOLS_PER_CHECK) {
        if !copy.is_empty() {
            control.check()?;
        }
        copy.extend_from_slice(block);
    }
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::testing::{brute_force_optimum, golden, name, texts_of, words_of};
    use crate::theory::words::FIRST_MERGED;
    use proptest::prelude::*;

    /// Greedy by counting everything again at each step.
    fn plain_greedy(words: &Words, count: usize) -> Solution {
        let mut words = words.clone();
        let mut solution = Solution::default();
        for token in (FIRST_MERGED..).take(count) {
            let best = words
                .gains(&Control::new())
                .unwrap()
                .into_iter()
                .max_by_key(|&(pair, gain)| (gain, Reverse(pair)));
            let Some(((left, right), _)) = best else {
                break;
            };
            let merge = Merge { left, right, token };
            solution.utility += words.merge(merge, &Control::new()).unwrap();
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
            let words = words_of(&[case["text"].as_str().unwrap()]);
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
            let words = words_of(&texts);
            let found = greedy_merges(&words, count, FIRST_MERGED, &Control::new()).unwrap();
            prop_assert_eq!(found, plain_greedy(&words, count));
        }

        #[test]
        fn at_least_a_third_of_the_optimum(text in "[ab]{1,9}|[abc]{1,8}", count in 1..4usize) {
            let words = words_of(&[text]);
            let found = greedy_merges(&words, count, FIRST_MERGED, &Control::new()).unwrap();
            prop_assert!(3 * found.utility >= brute_force_optimum(&words, count));
        }
    }

    #[test]
    fn it_can_be_cancelled() {
        let text: String = (0..60_000u32).map(|i| char::from(b'a' + (i * i % 23) as u8)).collect();
        let words = words_of(&[text]);
        let control = Control::cancelled_at(2);
        let found = greedy_merges(&words, 50, FIRST_MERGED, &control);
        assert!(matches!(found, Err(Error::Cancelled(_))));
    }
}

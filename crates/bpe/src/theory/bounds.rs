//! Upper bounds on the best compression utility that are sums over counts.
//!
//! Each is proven by what M merges can remove at most. Let a *junction* be the border between two
//! start symbols that a merge removes; utility is the number of junctions removed.
//!
//! - *words*: a merge leaves of n symbols at least half, so M leave at least n / 2^M, and at least one.
//! - *bigrams*: the junctions that one merge removes all have the same start symbols on their two
//!   sides; so M merges remove junctions of at most M bigrams.
//! - *trigrams*: a merge of two start symbols removes disjoint places of a bigram, and no two of them
//!   share the bigram. Any other merge makes a token of three or more symbols; its places are disjoint,
//!   and each holds, around its junction, the same trigram.

use super::words::{SYMBOLS_PER_CHECK, Words};
use crate::error::Error;
use crate::room;
use gainful_kernels::Control;
use rustc_hash::FxHashMap;

/// Upper bounds that need no search; `words`, `bigrams` and `trigrams` hold for any merges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountBounds {
    /// Words of n symbols keep at least n / 2^M of them, and at least one.
    pub words: i64,
    /// The M most frequent bigrams.
    pub bigrams: i64,
    /// The most frequent disjoint bigrams, and the most frequent disjoint trigram for other merges.
    pub trigrams: i64,
}

impl CountBounds {
    /// The bounds for at most `count` merges; takes O(N) time for N symbols in distinct words.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`] and [`Error::Memory`].
    pub fn new(words: &Words, count: usize, control: &Control) -> Result<Self, Error> {
        Ok(Self {
            words: words_bound(words, count),
            bigrams: bigrams_bound(words, count, control)?,
            trigrams: trigrams_bound(words, count, control)?,
        })
    }

    /// The smallest one.
    pub fn least(&self) -> i64 {
        self.words.min(self.bigrams).min(self.trigrams)
    }
}

fn words_bound(words: &Words, count: usize) -> i64 {
    words.iter().map(|(word, weight)| weight * removable(word.len(), count)).sum()
}

/// How many of `length` symbols `count` merges can remove at most.
pub(super) fn removable(length: usize, count: usize) -> i64 {
    let halvings = u32::try_from(count).unwrap_or(u32::MAX);
    // Past 2^63 no word is left with more than one symbol.
    let kept = 1usize.checked_shl(halvings).filter(|&parts| parts > 0);
    let kept = kept.map_or(1, |parts| length.div_ceil(parts)).max(1);
    length.saturating_sub(kept) as i64
}

fn bigrams_bound(words: &Words, count: usize, control: &Control) -> Result<i64, Error> {
    let mut counts: FxHashMap<[u32; 2], i64> = FxHashMap::default();
    for (word, weight) in words.iter() {
        for (place, pair) in word.windows(2).enumerate() {
            if place % SYMBOLS_PER_CHECK == 0 {
                control.check()?;
            }
            room::reserve_entry(&mut counts)?;
            *counts.entry([pair[0], pair[1]]).or_default() += weight;
        }
    }
    Ok(largest(counts.into_values(), count)?.iter().sum())
}

fn trigrams_bound(words: &Words, count: usize, control: &Control) -> Result<i64, Error> {
    let bigrams = words.gains(control)?;
    let mut trigrams: FxHashMap<[u32; 3], i64> = FxHashMap::default();
    let mut last_places: FxHashMap<[u32; 3], usize> = FxHashMap::default();
    for (word, weight) in words.iter() {
        last_places.clear();
        for (place, symbols) in word.windows(3).enumerate() {
            if place % SYMBOLS_PER_CHECK == 0 {
                control.check()?;
            }
            let trigram = [symbols[0], symbols[1], symbols[2]];
            if last_places.get(&trigram).is_none_or(|&last| place >= last + 3) {
                room::reserve_entry(&mut last_places)?;
                last_places.insert(trigram, place);
                room::reserve_entry(&mut trigrams)?;
                *trigrams.entry(trigram).or_default() += weight;
            }
        }
    }
    let trigram = trigrams.into_values().max().unwrap_or(0);
    // Each of the M merges is worth a trigram, or its own bigram if that is more.
    let bigrams = largest(bigrams.into_iter().map(|(_, gain)| gain), count)?;
    let better: i64 = bigrams.iter().map(|&bigram| (bigram - trigram).max(0)).sum();
    let merges = i64::try_from(count).unwrap_or(i64::MAX);
    Ok(trigram.saturating_mul(merges).saturating_add(better))
}

/// The `count` largest values, or all if there are fewer, in decreasing order.
pub(super) fn largest(
    found: impl ExactSizeIterator<Item = i64>,
    count: usize,
) -> Result<Vec<i64>, Error> {
    let mut values: Vec<i64> = Vec::new();
    room::reserve(&mut values, found.len())?;
    values.extend(found);
    if count < values.len() {
        values.select_nth_unstable_by(count, |a, b| b.cmp(a));
        values.truncate(count);
    }
    values.sort_unstable_by(|a, b| b.cmp(a));
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::testing::{all_strings, brute_force_optimum, golden, words_of};
    use proptest::prelude::*;

    fn bounds(words: &Words, count: usize) -> CountBounds {
        CountBounds::new(words, count, &Control::new()).unwrap()
    }

    #[test]
    fn the_bounds_are_the_golden_ones() {
        for case in golden("upperBounds") {
            let words = words_of(&[case["text"].as_str().unwrap()]);
            let bounds = bounds(&words, case["merges"].as_u64().unwrap() as usize);
            let found = [bounds.words, bounds.bigrams, bounds.trigrams];
            let expected = ["len", "bigram", "tri"].map(|name| case[name].as_i64().unwrap());
            assert_eq!(found, expected, "{case}");
        }
    }

    #[test]
    fn no_bound_is_below_the_optimum_of_any_short_string() {
        for (letters, length) in [(2, 8), (3, 7)] {
            for string in all_strings(letters, length) {
                let words = words_of(&[&string]);
                for count in 1..=3 {
                    let least = bounds(&words, count).least();
                    assert!(least >= brute_force_optimum(&words, count), "{string} {count}");
                }
            }
        }
    }

    #[test]
    fn without_merges_or_pairs_nothing_is_saved() {
        let words = words_of(&["abab"]);
        assert_eq!(bounds(&words, 0).least(), 0);
        let words = words_of(&["a", "b"]);
        assert_eq!(bounds(&words, 9).least(), 0);
        assert_eq!(bounds(&Words::default(), usize::MAX).least(), 0);
        assert_eq!(removable(100, 200), 99);
    }

    proptest! {
        #[test]
        fn no_bound_is_below_the_optimum_of_words(
            texts in prop::collection::vec("[abc]{0,5}", 1..5),
            count in 0..4usize,
        ) {
            let words = words_of(&texts);
            let bounds = bounds(&words, count);
            prop_assert!(bounds.least() >= brute_force_optimum(&words, count), "{:?}", bounds);
        }
    }
}

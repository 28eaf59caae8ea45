//! Surveys: which pairs of the corpus are frequent enough to be merged soon, and where they stand.
//!
//! Most pairs of a corpus are so rare that they are never merged. So the trainer knows only those that
//! occur at least as often as a *level* says, with their places; when the last of these is merged, a
//! survey finds those of a lower level. Counts only fall, so what was below the level when it appeared
//! stays below it.
//!
//! A survey goes through the corpus three times. Sums over pairs with equal hashes, as in a count-min
//! sketch of one row (Cormode & Muthukrishnan, "An improved data stream summary", 2005), tell where the
//! next level should be and which pairs cannot reach it; the others are counted, then their places noted.

use super::corpus::Corpus;
use super::pairs::Pairs;
use super::runs::Runs;
use super::symbols::Window;
use crate::error::Error;
use crate::pair_map::pair_key;
use crate::room;
use gainful_kernels::Control;
use rustc_hash::FxHashSet;

/// How far a level is below its most frequent pair: with less there are more surveys, with more there
/// are more pairs in it that are never merged. In tests, whose corpora are small, there are many levels.
const FALL: u32 = if cfg!(test) { 2 } else { 16 };

/// The fewest pairs that are worth a survey.
const FEWEST: usize = if cfg!(test) { 2 } else { 256 };

/// The most sums: no more than the third-level cache holds easily.
const MOST_SUMS: usize = if cfg!(test) { 1 << 3 } else { 1 << 20 };

/// Which pairs the trainer knows.
pub(super) enum Known {
    /// Those that occur at least so often and may be merged.
    Frequent(i64),
    /// Those of the initial merges.
    Initial(FxHashSet<u64>),
}

/// What the next survey is to find.
pub(super) struct Wanted {
    /// No pair occurs more often that is not left out.
    pub(super) most: i64,
    /// The least count that is worth merging; at least 1.
    pub(super) least: i64,
    /// How many merges are missing.
    pub(super) merges: usize,
}

impl Corpus {
    /// Whether a pair is to be known that occurs `count` times or less.
    #[inline(always)]
    pub(super) fn is_known(&self, left: u32, right: u32, count: i64) -> bool {
        match &self.known_pairs {
            Known::Frequent(level) => count >= *level && self.may_merge(left, right),
            Known::Initial(pairs) => pairs.contains(&pair_key(left, right)),
        }
    }

    /// Forgets all pairs and learns to know those of the next level; returns that, or `None` if no pair
    /// is left that is worth merging.
    pub(super) fn survey(
        &mut self,
        wanted: &Wanted,
        control: &Control,
    ) -> Result<Option<i64>, Error> {
        if wanted.most < wanted.least {
            return Ok(None);
        }
        self.pairs = Pairs::new();
        let sums = Sums::new(self, control)?;
        let Some(level) = sums.next_level(wanted) else { return Ok(None) };
        self.known_pairs = Known::Frequent(level);
        self.find_pairs(|window| sums.of(window) >= level, control)?;
        Ok(Some(level))
    }

    /// Forgets all pairs and learns to know those of the initial merges.
    pub(super) fn find_initial_pairs(
        &mut self,
        pairs: FxHashSet<u64>,
        control: &Control,
    ) -> Result<(), Error> {
        self.pairs = Pairs::new();
        self.known_pairs = Known::Initial(pairs);
        self.find_pairs(|_| true, control)
    }

    /// Counts the known pairs and notes their places; all of them are among the candidates.
    fn find_pairs(
        &mut self,
        is_candidate: impl Fn(&Window) -> bool,
        control: &Control,
    ) -> Result<(), Error> {
        let mut pairs = std::mem::replace(&mut self.pairs, Pairs::new());
        let mut runs = Runs::new(self.overlap);
        let mut sizes: Vec<u32> = Vec::new();
        self.symbols.for_each_pair(&self.lengths, control, |window| {
            let count = runs.count(&window);
            let Window { left, right, .. } = window;
            if !is_candidate(&window) || !self.is_known(left, right, i64::MAX) {
                return Ok(());
            }
            let (pair, new) = pairs.increase(left, right, count, control)?;
            if new {
                room::reserve(&mut sizes, 1)?;
                sizes.push(0);
            }
            sizes[pair as usize] += 1;
            Ok(())
        })?;
        let mut next: Vec<usize> = Vec::new();
        room::reserve(&mut next, sizes.len())?;
        for (pair, &size) in (0..).zip(&sizes) {
            let (left, right) = pairs.tokens(pair);
            let is_known = self.is_known(left, right, pairs.count(pair));
            next.push(pairs.reserve_places(pair, if is_known { size } else { 0 }, control)?);
        }
        self.symbols.for_each_pair(&self.lengths, control, |window| {
            if is_candidate(&window)
                && let Some(pair) = pairs.find(window.left, window.right)
                && !pairs.places(pair).is_empty()
            {
                pairs.set_place(next[pair as usize], window.at);
                next[pair as usize] += 1;
            }
            Ok(())
        })?;
        self.pairs = pairs;
        Ok(())
    }
}

/// For each hash how often the pairs that have it occur, or `u32::MAX` if that is less.
struct Sums {
    sums: Vec<u32>,
    shift: u32,
}

impl Sums {
    fn new(corpus: &Corpus, control: &Control) -> Result<Self, Error> {
        let size = corpus.symbols.len().next_power_of_two().clamp(2, MOST_SUMS);
        let mut sums = Self { sums: Vec::new(), shift: u64::BITS - size.trailing_zeros() };
        room::append(&mut sums.sums, size, 0, control)?;
        corpus.symbols.for_each_pair(&corpus.lengths, control, |window| {
            let weight = u32::try_from(window.weight.max(0)).unwrap_or(u32::MAX);
            let slot = sums.slot(&window);
            sums.sums[slot] = sums.sums[slot].saturating_add(weight);
            Ok(())
        })?;
        Ok(sums)
    }

    #[inline(always)]
    fn slot(&self, window: &Window) -> usize {
        // As in the map of pairs, with the bits that it does not use first.
        let hash = pair_key(window.left, window.right).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (hash >> self.shift) as usize
    }

    /// No less than how often a pair occurs.
    #[inline(always)]
    fn of(&self, window: &Window) -> i64 {
        bound(self.sums[self.slot(window)])
    }

    /// The next level: `FALL` times below the greatest sum, further down if few pairs can be that
    /// frequent, and no further than is needed for the merges that are missing.
    fn next_level(&self, wanted: &Wanted) -> Option<i64> {
        let most = u32::try_from(wanted.most).unwrap_or(u32::MAX);
        let mut steps = [0usize; 4 * u32::BITS as usize];
        for &sum in self.sums.iter().filter(|&&sum| sum > 0) {
            steps[step_of(sum.min(most))] += 1;
        }
        let greatest = most.min(*self.sums.iter().max()?);
        if bound(greatest) < wanted.least {
            return None;
        }
        // A third of the pairs may become rarer before their turn comes.
        let enough = wanted.merges.saturating_add(wanted.merges / 2).max(FEWEST);
        let mut pairs = 0;
        for step in (0..=step_of(greatest)).rev() {
            pairs += steps[step];
            let level = count_of(step);
            if pairs >= enough || pairs >= FEWEST && level <= greatest / FALL {
                return Some(i64::from(level).max(wanted.least));
            }
        }
        Some(wanted.least)
    }
}

/// No less than the counts that a sum is made of.
#[inline(always)]
fn bound(sum: u32) -> i64 {
    if sum == u32::MAX { i64::MAX } else { i64::from(sum) }
}

/// Counts by their three leading bits: four steps for each power of two.
fn step_of(count: u32) -> usize {
    let power = count.ilog2();
    let next_bits = (u64::from(count) << 2 >> power) & 3;
    (4 * power) as usize + next_bits as usize
}

/// The least count of a step, if there is one.
fn count_of(step: usize) -> u32 {
    ((4 + step as u64 % 4) << (step / 4) >> 2) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_begin_at_their_counts() {
        for count in (4..5_000).chain([u32::MAX - 1, u32::MAX]) {
            let step = step_of(count);
            assert!(count_of(step) <= count, "{count}");
            assert!(step + 1 == 4 * 32 || count_of(step + 1) > count, "{count}");
        }
        assert_eq!([1, 2, 3].map(|count| count_of(step_of(count))), [1, 2, 3]);
    }

    #[test]
    fn levels_fall_to_the_least() {
        let sums = Sums { sums: vec![0, 3, 50, 700, 700, 20, 0, 1], shift: 61 };
        let mut wanted = Wanted { most: i64::MAX, least: 2, merges: 100 };
        let mut levels = Vec::new();
        while let Some(level) = sums.next_level(&wanted) {
            levels.push(level);
            wanted.most = level - 1;
        }
        assert!(levels.is_sorted_by(|one, next| one > next), "{levels:?}");
        assert_eq!((levels[0], levels.last()), (320, Some(&2)));
        wanted = Wanted { most: i64::MAX, least: 1, merges: 1 };
        assert_eq!(sums.next_level(&wanted), Some(640));
        wanted = Wanted { most: 4, least: 5, merges: 1 };
        assert_eq!(sums.next_level(&wanted), None);
    }
}

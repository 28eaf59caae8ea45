//! The merge loop.
//!
//! **No string is made twice.** Let two occurrences of a string become one symbol by different last
//! merges. Until then no merge crossed their borders, so inside both of them every merge did what it
//! does to the string alone (runs included, which merge from their left ends). But alone the string
//! has one history. Hence the places of a pair all appear in the step that makes the younger of its
//! tokens, a pair that was merged never comes back, and the only string that a merge may find in the
//! vocabulary is that of a special token.

use super::neighbours::Neighbours;
use super::pairs::Pairs;
use super::queue::Queue;
use super::steps::Steps;
use super::symbols::{NO_TOKEN, Symbols, Target};
use super::{Start, TrainingOptions};
use crate::counting::WordCounts;
use crate::error::Error;
use crate::model::Merge;
use crate::trace::{Step, Stop, Trace};
use crate::vocabulary::Vocabulary;
use gainful_kernels::{Cancelled, Control};
use rustc_hash::FxHashMap;

/// Places looked ahead at, so that their cells are in the cache when their turn comes.
const PREFETCH_DISTANCE: usize = 8;

/// The corpus in its present segmentation, and the tokens so far.
pub(super) struct Trainer {
    symbols: Symbols,
    pairs: Pairs,
    queue: Queue,
    vocabulary: Vocabulary,
    /// Special tokens by their bytes, if a merge that makes one takes over its id.
    special: FxHashMap<Vec<u8>, u32>,
    max_token_length: usize,
    before: Neighbours,
    after: Neighbours,
}

impl Trainer {
    /// Sets out the corpus in bytes and counts its pairs.
    pub(super) fn new(
        words: &WordCounts,
        start: Start,
        options: &TrainingOptions,
        control: &Control,
    ) -> Result<Self, Error> {
        let symbols = Symbols::new(words, &start, control)?;
        let least = i64::try_from(options.min_frequency).unwrap_or(i64::MAX);
        let mut trainer = Self {
            symbols,
            pairs: Pairs::with_capacity(2 * options.vocabulary_size.min(words.total_length())),
            queue: Queue::new(options.tie_break, least),
            vocabulary: start.vocabulary,
            special: start.special,
            max_token_length: options.max_token_length.unwrap_or(usize::MAX),
            before: Neighbours::new(),
            after: Neighbours::new(),
        };
        trainer.count_start_pairs(control)?;
        Ok(trainer)
    }

    /// Counts the pairs of bytes and notes their places: one pass to count, one to fill.
    fn count_start_pairs(&mut self, control: &Control) -> Result<(), Error> {
        let mut steps = Steps::default();
        let mut sizes: Vec<u32> = Vec::new();
        for (_, left, right, weight) in self.symbols.start_pairs() {
            steps.next(control)?;
            let (pair, new) = self.pairs.increase(left, right, weight, control)?;
            if new {
                sizes.push(0);
            }
            sizes[pair as usize] += 1;
        }
        let mut next: Vec<usize> = Vec::with_capacity(sizes.len());
        for (pair, &size) in (0..).zip(&sizes) {
            next.push(self.pairs.reserve_places(pair, size, control)?);
        }
        for (at, left, right, _) in self.symbols.start_pairs() {
            steps.next(control)?;
            let (pair, _) = self.pairs.increase(left, right, 0, control)?;
            self.pairs.set_place(next[pair as usize], at);
            next[pair as usize] += 1;
        }
        (0..self.pairs.len()).for_each(|pair| self.queue.push(&self.pairs, pair));
        Ok(())
    }

    /// Merges until the vocabulary has `vocabulary_size` tokens or no pair is left.
    pub(super) fn run(
        mut self,
        vocabulary_size: usize,
        control: &Control,
    ) -> Result<(Vocabulary, Vec<Merge>, Trace), Error> {
        let start_symbols = self.symbols.total();
        let wanted = vocabulary_size.saturating_sub(self.vocabulary.len());
        control.begin("merging", Some(wanted as u64))?;
        let (mut merges, mut steps) = (Vec::new(), Vec::new());
        let stop = loop {
            if self.vocabulary.len() >= vocabulary_size {
                break Stop::VocabularySize;
            }
            let Some(pair) = self.queue.pop(&self.pairs, control)? else { break self.why_none() };
            let known = self.vocabulary.len();
            let count = self.pairs.count(pair).unsigned_abs();
            let (merge, gain) = self.merge(pair, control)?;
            merges.push(merge);
            steps.push(Step { count, gain: gain.unsigned_abs() });
            control.advance((self.vocabulary.len() - known) as u64)?;
        };
        Ok((self.vocabulary, merges, Trace { start_symbols, steps, stop }))
    }

    /// Why the queue is empty.
    fn why_none(&self) -> Stop {
        let is_rare = |pair| {
            let (left, right) = self.pairs.tokens(pair);
            self.pairs.count(pair) > 0 && self.may_merge(left, right)
        };
        if (0..self.pairs.len()).any(is_rare) { Stop::MinFrequency } else { Stop::Exhausted }
    }

    /// Merges a pair wherever it stands; returns also how many symbols the corpus loses.
    fn merge(&mut self, pair: u32, control: &Control) -> Result<(Merge, i64), Error> {
        let (left, right) = self.pairs.tokens(pair);
        let token = self.token_of(left, right);
        self.before.begin(self.vocabulary.len());
        self.after.begin(self.vocabulary.len());
        let gain = self.replace(pair, token, control)?;

        // New pairs come first: within a run of the pair, (token, left) appears and goes again.
        let new = self.pairs.len();
        add_pairs(&mut self.pairs, &self.before, |other| (other, token), control)?;
        add_pairs(&mut self.pairs, &self.after, |other| (token, other), control)?;
        let mut steps = Steps::default();
        for neighbour in &self.before.found {
            steps.next(control)?;
            self.pairs.decrease(neighbour.token, left, neighbour.weight);
        }
        for neighbour in &self.after.found {
            steps.next(control)?;
            self.pairs.decrease(right, neighbour.token, neighbour.weight);
        }
        self.pairs.set_count(pair, 0);
        for pair in new..self.pairs.len() {
            steps.next(control)?;
            let (left, right) = self.pairs.tokens(pair);
            if self.may_merge(left, right) {
                self.queue.push(&self.pairs, pair);
            }
        }
        Ok((Merge { left, right, token }, gain))
    }

    /// Replaces the pair at all its places, from left to right, and notes its neighbours. Returns how
    /// often it was replaced, times the weights of the words.
    fn replace(&mut self, pair: u32, token: u32, control: &Control) -> Result<i64, Cancelled> {
        let (left, right) = self.pairs.tokens(pair);
        let left_length = self.length(left);
        let target = Target { left, right, left_length, length: left_length + self.length(right) };
        let places = self.pairs.places(pair);
        let mut steps = Steps::default();
        let mut gain = 0;
        for (index, &at) in places.iter().enumerate() {
            steps.next(control)?;
            if let Some(&ahead) = places.get(index + PREFETCH_DISTANCE) {
                self.symbols.prefetch(ahead);
            }
            let Some(place) = self.symbols.find(at, &target) else { continue };
            gain += place.weight;
            if place.before_token != NO_TOKEN {
                self.before.add(place.before_token, place.weight, place.before);
            }
            if place.after_token != NO_TOKEN {
                self.after.add(place.after_token, place.weight, at);
            }
            self.symbols.merge(at, &target, token);
        }
        Ok(gain)
    }

    /// The token that a pair becomes: a new one, or the special token that is the same string.
    fn token_of(&mut self, left: u32, right: u32) -> u32 {
        let bytes = [left, right].map(|token| self.vocabulary.get(token).unwrap_or_default());
        let bytes = bytes.concat();
        self.special.get(&bytes).copied().unwrap_or_else(|| self.vocabulary.push(&bytes))
    }

    /// Whether the pair's token would not be too long.
    fn may_merge(&self, left: u32, right: u32) -> bool {
        self.max_token_length == usize::MAX
            || self.length(left) + self.length(right) <= self.max_token_length
    }

    /// The number of bytes that a token stands for.
    fn length(&self, token: u32) -> usize {
        self.vocabulary.get(token).map_or(0, <[u8]>::len)
    }
}

/// Adds the pairs of a new token with what was found on one side of it.
fn add_pairs(
    pairs: &mut Pairs,
    side: &Neighbours,
    pair_with: impl Fn(u32) -> (u32, u32),
    control: &Control,
) -> Result<(), Error> {
    let mut steps = Steps::default();
    let mut next: Vec<usize> = Vec::with_capacity(side.found.len());
    for neighbour in &side.found {
        steps.next(control)?;
        let (left, right) = pair_with(neighbour.token);
        let (pair, _) = pairs.increase(left, right, neighbour.weight, control)?;
        next.push(pairs.reserve_places(pair, neighbour.places, control)?);
    }
    for &(index, place) in &side.places {
        steps.next(control)?;
        let at = &mut next[index as usize];
        pairs.set_place(*at, place);
        *at += 1;
    }
    Ok(())
}

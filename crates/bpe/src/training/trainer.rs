//! The merge loop.

use super::neighbours::Neighbours;
use super::pairs::Pairs;
use super::queue::Queue;
use super::symbols::{NO_TOKEN, Symbols, Target};
use super::{Start, TrainingOptions};
use crate::counting::WordCounts;
use crate::error::Error;
use crate::model::Merge;
use crate::vocabulary::Vocabulary;
use gainful_kernels::{Cancelled, Control};
use rustc_hash::{FxHashMap, FxHashSet};

/// Places visited between two looks at the [`Control`]: well under ten milliseconds.
const BLOCK: u32 = 1 << 16;

/// Places looked ahead at, so that their cells are in the cache when their turn comes.
const PREFETCH_DISTANCE: usize = 8;

/// The corpus in its present segmentation, and the tokens so far.
pub(super) struct Trainer {
    symbols: Symbols,
    pairs: Pairs,
    queue: Queue,
    vocabulary: Vocabulary,
    /// Tokens by their bytes, if equal strings share an id.
    tokens: Option<FxHashMap<Box<[u8]>, u32>>,
    max_token_length: usize,
    before: Neighbours,
    after: Neighbours,
    /// Pairs whose count a merge has raised.
    raised: Vec<u32>,
    places: Vec<u32>,
}

impl Trainer {
    /// Sets out the corpus in bytes and counts its pairs.
    pub(super) fn new(
        words: &WordCounts,
        options: &TrainingOptions,
        control: &Control,
    ) -> Result<Self, Error> {
        let start = Start::new(words, options);
        let symbols = Symbols::new(words, &start, control)?;
        let least = i64::try_from(options.min_frequency).unwrap_or(i64::MAX);
        let mut trainer = Self {
            symbols,
            pairs: Pairs::with_capacity(2 * options.vocabulary_size.min(words.total_length())),
            queue: Queue::new(options.tie_break, least),
            vocabulary: start.vocabulary,
            tokens: options.tie_break.shares_ids().then_some(start.tokens),
            max_token_length: options.max_token_length.unwrap_or(usize::MAX),
            before: Neighbours::new(),
            after: Neighbours::new(),
            raised: Vec::new(),
            places: Vec::new(),
        };
        trainer.count_start_pairs(control)?;
        Ok(trainer)
    }

    /// Counts the pairs of bytes and notes their places: one pass to count, one to fill.
    fn count_start_pairs(&mut self, control: &Control) -> Result<(), Cancelled> {
        let mut sizes: Vec<u32> = Vec::new();
        for (at, left, right, weight) in self.symbols.start_pairs() {
            check_now_and_then(at, control)?;
            let (pair, new) = self.pairs.increase(left, right, weight);
            if new {
                sizes.push(0);
            }
            sizes[pair as usize] += 1;
        }
        let mut next: Vec<usize> =
            (0..).zip(&sizes).map(|(pair, &size)| self.pairs.reserve_places(pair, size)).collect();
        for (at, left, right, _) in self.symbols.start_pairs() {
            check_now_and_then(at, control)?;
            let (pair, _) = self.pairs.increase(left, right, 0);
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
    ) -> Result<(Vocabulary, Vec<Merge>), Cancelled> {
        let wanted = vocabulary_size.saturating_sub(self.vocabulary.len());
        control.begin("merging", Some(wanted as u64))?;
        let mut merges = Vec::new();
        while self.vocabulary.len() < vocabulary_size
            && let Some(pair) = self.queue.pop(&self.pairs)
        {
            let known = self.vocabulary.len();
            merges.push(self.merge(pair, control)?);
            control.advance((self.vocabulary.len() - known) as u64)?;
        }
        Ok((self.vocabulary, keep_last(merges)))
    }

    /// Merges a pair wherever it stands.
    fn merge(&mut self, pair: u32, control: &Control) -> Result<Merge, Cancelled> {
        let (left, right) = self.pairs.tokens(pair);
        let token = self.token_of(left, right);
        self.before.begin(self.vocabulary.len());
        self.after.begin(self.vocabulary.len());
        self.replace(pair, token, control)?;

        // New counts come first: within a run of the pair, (token, left) appears and goes again.
        self.raised.clear();
        raise(&mut self.pairs, &mut self.raised, &self.before, |other| (other, token));
        raise(&mut self.pairs, &mut self.raised, &self.after, |other| (token, other));
        for neighbour in &self.before.found {
            self.pairs.decrease(neighbour.token, left, neighbour.weight);
        }
        for neighbour in &self.after.found {
            self.pairs.decrease(right, neighbour.token, neighbour.weight);
        }
        self.pairs.set_count(pair, 0);
        for &pair in &self.raised {
            let (left, right) = self.pairs.tokens(pair);
            if self.may_merge(left, right) {
                self.queue.push(&self.pairs, pair);
            }
        }
        Ok(Merge { left, right, token })
    }

    /// Replaces the pair at all its places, from left to right, and notes its neighbours.
    fn replace(&mut self, pair: u32, token: u32, control: &Control) -> Result<(), Cancelled> {
        let (left, right) = self.pairs.tokens(pair);
        let left_length = self.length(left);
        let target = Target { left, right, left_length, length: left_length + self.length(right) };
        self.pairs.take_places(pair, &mut self.places);
        for (index, &at) in (0..).zip(&self.places) {
            check_now_and_then(index, control)?;
            if let Some(&ahead) = self.places.get(index as usize + PREFETCH_DISTANCE) {
                self.symbols.prefetch(ahead);
            }
            let Some(place) = self.symbols.find(at, &target) else { continue };
            if place.before_token != NO_TOKEN {
                self.before.add(place.before_token, place.weight, place.before);
            }
            if place.after_token != NO_TOKEN {
                self.after.add(place.after_token, place.weight, at);
            }
            self.symbols.merge(at, &target, token);
        }
        Ok(())
    }

    /// The token that a pair becomes: a new one, or the one that has the same bytes.
    fn token_of(&mut self, left: u32, right: u32) -> u32 {
        let bytes = [left, right].map(|token| self.vocabulary.get(token).unwrap_or_default());
        let bytes = bytes.concat();
        let next = self.vocabulary.len() as u32;
        let token = match &mut self.tokens {
            Some(tokens) => *tokens.entry(bytes.as_slice().into()).or_insert(next),
            None => next,
        };
        if token == next {
            self.vocabulary.push(&bytes);
        }
        token
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

/// Looks at `control` once in [`BLOCK`] steps, after the first.
#[inline(always)]
fn check_now_and_then(step: u32, control: &Control) -> Result<(), Cancelled> {
    if step % BLOCK == BLOCK - 1 { control.check() } else { Ok(()) }
}

/// Adds what was found on one side to the counts and places of the pairs that `pair_with` makes.
fn raise(
    pairs: &mut Pairs,
    raised: &mut Vec<u32>,
    neighbours: &Neighbours,
    pair_with: impl Fn(u32) -> (u32, u32),
) {
    let first = raised.len();
    let mut next: Vec<Option<usize>> = Vec::with_capacity(neighbours.found.len());
    for neighbour in &neighbours.found {
        let (left, right) = pair_with(neighbour.token);
        let (pair, new) = pairs.increase(left, right, neighbour.weight);
        next.push(new.then(|| pairs.reserve_places(pair, neighbour.places)));
        raised.push(pair);
    }
    for &(index, place) in &neighbours.places {
        match &mut next[index as usize] {
            Some(at) => {
                pairs.set_place(*at, place);
                *at += 1;
            }
            None => pairs.add_late_place(raised[first + index as usize], place),
        }
    }
}

/// Of merges of the same pair only the last, as Hugging Face keeps them: a pair comes back when one
/// of its tokens is made a second time.
fn keep_last(mut merges: Vec<Merge>) -> Vec<Merge> {
    let mut seen = FxHashSet::default();
    merges.reverse();
    merges.retain(|merge| seen.insert((merge.left, merge.right)));
    merges.reverse();
    merges
}

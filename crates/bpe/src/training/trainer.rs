//! The merge loop.
//!
//! **No string is made twice** of bytes or unmarked characters. Let two occurrences of a string become
//! one symbol by different last merges. Until then no merge crossed their borders, so inside both of
//! them every merge did what it does to the string alone (runs included, which merge from their left
//! ends). But alone the string has one history. Hence the places of a pair all appear in the step that
//! makes the younger of its tokens, a pair that was merged never comes back, and a token that a merge
//! finds in the vocabulary, a special or an initial one, stands nowhere yet. With marks, a string may be
//! several sequences of symbols; merges that would make one a second time are left out.

use super::corpus::{Corpus, Made};
use super::neighbours::Neighbours;
use super::options::{MOST_TOKENS, Overlap, TrainingOptions};
use super::pairs::Pairs;
use super::queue::Queue;
use super::runs::Runs;
use super::start::Start;
use super::steps::Steps;
use super::symbols::{NO_TOKEN, Symbols};
use super::tie::Order;
use super::{Accept, Candidate};
use crate::counting::WordCounts;
use crate::error::Error;
use crate::model::Merge;
use crate::room;
use crate::trace::{Step, Stop, Trace};
use crate::vocabulary::Vocabulary;
use gainful_kernels::{ArgumentError, Control};
use rustc_hash::FxHashSet;

/// Places looked ahead at, so that their cells are in the cache when their turn comes.
const PREFETCH_DISTANCE: usize = 8;

/// What is to be trained.
pub(super) struct Task<'a> {
    pub(super) words: &'a WordCounts,
    pub(super) start: Start,
    pub(super) options: &'a TrainingOptions,
    /// Decides about each merge before it is done.
    pub(super) accept: Option<&'a mut Accept<'a>>,
}

/// What a training makes.
pub(super) struct Outcome {
    pub(super) vocabulary: Vocabulary,
    pub(super) merges: Vec<Merge>,
    pub(super) trace: Trace,
}

/// Trains, in the order `O` of pairs with the same count.
pub(super) fn train<O: Order>(task: Task<'_>, control: &Control) -> Result<Outcome, Error> {
    let Task { words, start, options, accept } = task;
    let initial = start.merges.clone();
    let mut trainer = Trainer::<O>::new(words, start, options, control)?;
    trainer.replay(&initial, control)?;
    trainer.run(options, accept, control)
}

/// The corpus and what is known of its pairs.
struct Trainer<O: Order> {
    corpus: Corpus,
    queue: Queue<O>,
    /// Pairs that are frequent enough but not merged.
    left_out: FxHashSet<u32>,
    max_token_length: usize,
    overlap: Overlap,
    before: Neighbours,
    after: Neighbours,
    /// How many symbols the corpus has before the first merge.
    start_symbols: u64,
    merges: Vec<Merge>,
    steps: Vec<Step>,
}

impl<O: Order> Trainer<O> {
    /// Sets out the corpus in start symbols and counts its pairs.
    fn new(
        words: &WordCounts,
        start: Start,
        options: &TrainingOptions,
        control: &Control,
    ) -> Result<Self, Error> {
        let symbols = Symbols::new(words, &start.speller, control)?;
        let least = i64::try_from(options.min_frequency).unwrap_or(i64::MAX);
        let merges = options.vocabulary_size.or(options.merges).unwrap_or(usize::MAX);
        let mut trainer = Self {
            start_symbols: symbols.total(),
            corpus: Corpus {
                symbols,
                pairs: Pairs::with_capacity(merges.min(words.total_length()).saturating_mul(2)),
                vocabulary: start.vocabulary,
                lengths: start.lengths,
                known: start.known,
            },
            queue: Queue::new(least),
            left_out: FxHashSet::default(),
            max_token_length: options.max_token_length.unwrap_or(usize::MAX),
            overlap: options.overlap,
            before: Neighbours::new(),
            after: Neighbours::new(),
            merges: Vec::new(),
            steps: Vec::new(),
        };
        trainer.count_start_pairs(control)?;
        Ok(trainer)
    }

    /// Counts the pairs of start symbols and notes their places: one pass to count, one to fill.
    fn count_start_pairs(&mut self, control: &Control) -> Result<(), Error> {
        let Corpus { symbols, pairs, .. } = &mut self.corpus;
        let mut steps = Steps::default();
        let mut sizes: Vec<u32> = Vec::new();
        let mut runs = Runs::new(self.overlap);
        for (at, left, right, weight) in symbols.start_pairs() {
            steps.next(control)?;
            let counted = runs.count_start_pair(at, left, right, weight);
            let (pair, new) = pairs.increase(left, right, counted, control)?;
            if new {
                room::reserve(&mut sizes, 1)?;
                sizes.push(0);
            }
            sizes[pair as usize] += 1;
        }
        let mut next: Vec<usize> = Vec::new();
        room::reserve(&mut next, sizes.len())?;
        for (pair, &size) in (0..).zip(&sizes) {
            next.push(pairs.reserve_places(pair, size, control)?);
        }
        for (at, left, right, _) in symbols.start_pairs() {
            steps.next(control)?;
            let (pair, _) = pairs.increase(left, right, 0, control)?;
            pairs.set_place(next[pair as usize], at);
            next[pair as usize] += 1;
        }
        for pair in 0..self.corpus.pairs.len() {
            self.queue.push(&mut self.corpus, pair, control)?;
        }
        Ok(())
    }

    /// Applies the initial merges, one after the other.
    fn replay(&mut self, merges: &[Merge], control: &Control) -> Result<(), Error> {
        if merges.is_empty() {
            return Ok(());
        }
        control.begin("initial merges", Some(merges.len() as u64))?;
        for (index, &merge) in merges.iter().enumerate() {
            let Merge { left, right, token } = merge;
            let lengths = [left, right].map(|token| self.corpus.length(token));
            let has_marks = self.corpus.vocabulary.spelling().has_marks();
            if lengths.contains(&0) || (has_marks && self.corpus.length(token) > 0) {
                let [left, right] = [left, right].map(|token| self.corpus.text(token));
                let found = format!("'{left}' and '{right}' in merge {index}");
                let expected = if lengths.contains(&0) {
                    "merges of tokens that the alphabet has or merges before them make"
                } else {
                    "merges that make different tokens"
                };
                return Err(ArgumentError::invalid("initialMerges", expected, found).into());
            }
            self.corpus.lengths[token as usize] = (lengths[0] + lengths[1]) as u32;
            let mut step = Step { count: 0, gain: 0 };
            if let Some(pair) = self.corpus.pairs.find(left, right) {
                step = self.merge(pair, token, control)?;
            }
            self.note(merge, step)?;
            control.advance(1)?;
        }
        Ok(())
    }

    fn note(&mut self, merge: Merge, step: Step) -> Result<(), Error> {
        room::reserve(&mut self.merges, 1)?;
        room::reserve(&mut self.steps, 1)?;
        self.merges.push(merge);
        self.steps.push(step);
        Ok(())
    }

    /// Merges until there are enough tokens or merges, or no pair is left.
    fn run(
        mut self,
        options: &TrainingOptions,
        mut accept: Option<&mut Accept<'_>>,
        control: &Control,
    ) -> Result<Outcome, Error> {
        let vocabulary_size = options.vocabulary_size.unwrap_or(MOST_TOKENS);
        let most_merges = options.merges.unwrap_or(usize::MAX);
        let tokens = |trainer: &Self| trainer.corpus.vocabulary.len();
        let missing = vocabulary_size
            .saturating_sub(tokens(&self))
            .min(most_merges.saturating_sub(self.merges.len()));
        let is_limited = options.vocabulary_size.is_some() || options.merges.is_some();
        control.begin("merging", is_limited.then_some(missing as u64))?;
        let stop = loop {
            if tokens(&self) >= vocabulary_size {
                break Stop::VocabularySize;
            }
            if self.merges.len() >= most_merges {
                break Stop::Merges;
            }
            let Some(pair) = self.queue.pop(&mut self.corpus, control)? else {
                break self.why_none();
            };
            let (left, right) = self.corpus.pairs.tokens(pair);
            let made = self.corpus.made(left, right);
            if matches!(made, Made::Nothing) || !self.is_accepted(pair, accept.as_deref_mut())? {
                self.left_out.insert(pair);
                continue;
            }
            let length = self.corpus.target(pair).length;
            let token = match made {
                Made::New(bytes) => {
                    control.advance(1)?;
                    self.corpus.add_token(bytes, length)?
                }
                Made::Known(token) => {
                    self.corpus.lengths[token as usize] = length as u32;
                    token
                }
                Made::Nothing => continue,
            };
            let step = self.merge(pair, token, control)?;
            self.note(Merge { left, right, token }, step)?;
        };
        let Self { corpus, merges, steps, start_symbols, .. } = self;
        let trace = Trace { start_symbols, steps, stop };
        Ok(Outcome { vocabulary: corpus.vocabulary, merges, trace })
    }

    /// Whether the caller wants a pair to be merged.
    fn is_accepted(&self, pair: u32, accept: Option<&mut Accept<'_>>) -> Result<bool, Error> {
        let Some(accept) = accept else { return Ok(true) };
        let (left, right) = self.corpus.pairs.tokens(pair);
        let count = self.corpus.pairs.count(pair).unsigned_abs();
        accept(Candidate {
            index: self.merges.len(),
            left: &self.corpus.text(left),
            right: &self.corpus.text(right),
            token: &self.corpus.joined_text(left, right),
            count,
        })
    }

    /// Why the queue is empty.
    fn why_none(&self) -> Stop {
        let Corpus { pairs, .. } = &self.corpus;
        let is_rare = |pair| {
            let (left, right) = pairs.tokens(pair);
            pairs.count(pair) > 0
                && self.may_merge(left, right)
                && !self.left_out.contains(&pair)
                && !matches!(self.corpus.made(left, right), Made::Nothing)
        };
        if (0..pairs.len()).any(is_rare) { Stop::MinFrequency } else { Stop::Exhausted }
    }

    /// Merges a pair into `token` wherever it stands.
    fn merge(&mut self, pair: u32, token: u32, control: &Control) -> Result<Step, Error> {
        let (left, right) = self.corpus.pairs.tokens(pair);
        let (tokens, places) = (self.corpus.vocabulary.len(), self.corpus.pairs.places(pair).len());
        self.before.begin(tokens, places, control)?;
        self.after.begin(tokens, places, control)?;
        let mut runs = Runs::new(self.overlap);
        let gain = self.replace(pair, token, &mut runs, control)?;

        // New pairs come first: within a run of the pair, (token, left) appears and goes again.
        let pairs = &mut self.corpus.pairs;
        let count = pairs.count(pair).unsigned_abs();
        let new = pairs.len();
        add_pairs(pairs, &self.before, |other| (other, token), control)?;
        add_pairs(pairs, &self.after, |other| (token, other), control)?;
        let mut steps = Steps::default();
        for neighbour in &self.before.found {
            steps.next(control)?;
            pairs.add(neighbour.token, left, -neighbour.weight);
        }
        for neighbour in &self.after.found {
            steps.next(control)?;
            pairs.add(right, neighbour.token, -neighbour.weight);
        }
        runs.correct(pairs, left, right, token);
        pairs.set_count(pair, 0);
        for pair in new..self.corpus.pairs.len() {
            steps.next(control)?;
            let (left, right) = self.corpus.pairs.tokens(pair);
            if self.may_merge(left, right) {
                self.queue.push(&mut self.corpus, pair, control)?;
            }
        }
        Ok(Step { count, gain: gain.unsigned_abs() })
    }

    /// Replaces the pair at all its places, from left to right, and notes its neighbours. Returns how
    /// often it was replaced, times the weights of the words.
    fn replace(
        &mut self,
        pair: u32,
        token: u32,
        runs: &mut Runs,
        control: &Control,
    ) -> Result<i64, Error> {
        let target = self.corpus.target(pair);
        let Corpus { symbols, pairs, .. } = &mut self.corpus;
        let places = pairs.places(pair);
        let mut steps = Steps::default();
        let mut gain = 0;
        for (index, &at) in places.iter().enumerate() {
            steps.next(control)?;
            if let Some(&ahead) = places.get(index + PREFETCH_DISTANCE) {
                symbols.prefetch(ahead);
            }
            let Some(place) = symbols.find(at, &target) else { continue };
            gain += place.weight;
            if place.before_token != NO_TOKEN {
                self.before.add(place.before_token, place.weight, place.before);
            }
            if place.after_token != NO_TOKEN {
                self.after.add(place.after_token, place.weight, at);
            }
            runs.look(symbols, &target, at, &place, token);
            symbols.merge(at, &target, token);
        }
        Ok(gain)
    }

    /// Whether the pair's token would not be too long.
    fn may_merge(&self, left: u32, right: u32) -> bool {
        self.max_token_length == usize::MAX
            || self.corpus.length(left) + self.corpus.length(right) <= self.max_token_length
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
    let mut next: Vec<usize> = Vec::new();
    room::reserve(&mut next, side.found.len())?;
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

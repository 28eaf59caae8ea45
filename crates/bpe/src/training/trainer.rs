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
use super::options::{MOST_TOKENS, TrainingOptions};
use super::pairs::Pairs;
use super::queue::Queue;
use super::runs::Runs;
use super::start::Start;
use super::steps::Steps;
use super::survey::{Known, Wanted};
use super::symbols::{LONGEST, Symbols, Window};
use super::tie::Order;
use super::{Accept, Candidate};
use crate::counting::WordCounts;
use crate::error::Error;
use crate::model::Merge;
use crate::pair_map::pair_key;
use crate::room;
use crate::trace::{Step, Stop, Trace};
use crate::vocabulary::Vocabulary;
use gainful_kernels::{ArgumentError, Control};
use rustc_hash::FxHashSet;

/// Places looked ahead at, so that their cells are in the cache when their turn comes.
const PREFETCH_DISTANCE: usize = 8;

/// Stands for the first place of a pair that is not to be known.
const UNKNOWN: usize = usize::MAX;

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
    let Task { words, mut start, options, accept } = task;
    let initial = std::mem::take(&mut start.merges);
    let mut trainer = Trainer::<O>::new(words, start, options, control)?;
    trainer.replay(&initial, control)?;
    trainer.run(options, accept, control)
}

/// The corpus and what is known of its pairs.
struct Trainer<O: Order> {
    corpus: Corpus,
    queue: Queue<O>,
    /// The least count that is worth merging.
    least: i64,
    start_symbols: u64,
    before: Neighbours,
    after: Neighbours,
    merges: Vec<Merge>,
    steps: Vec<Step>,
}

impl<O: Order> Trainer<O> {
    /// Sets out the corpus in start symbols.
    fn new(
        words: &WordCounts,
        start: Start,
        options: &TrainingOptions,
        control: &Control,
    ) -> Result<Self, Error> {
        let symbols = Symbols::new(words, &start.speller, O::IN_CORPUS_ORDER, control)?;
        Ok(Self {
            start_symbols: symbols.total(),
            corpus: Corpus {
                symbols,
                pairs: Pairs::new(),
                known_pairs: Known::Frequent(i64::MAX),
                left_out: FxHashSet::default(),
                max_token_length: options.max_token_length.unwrap_or(usize::MAX).min(LONGEST),
                overlap: options.overlap,
                vocabulary: start.vocabulary,
                lengths: start.lengths,
                known: start.known,
            },
            queue: Queue::new(i64::MAX),
            least: i64::try_from(options.min_frequency).unwrap_or(i64::MAX).max(1),
            before: Neighbours::new(),
            after: Neighbours::new(),
            merges: Vec::new(),
            steps: Vec::new(),
        })
    }

    /// Files the pairs of the next level; `false` if none is left that is worth merging. That many
    /// merges are missing.
    fn descend(&mut self, merges: usize, control: &Control) -> Result<bool, Error> {
        let most = match self.corpus.known_pairs {
            Known::Frequent(level) => level - 1,
            Known::Initial(_) => i64::MAX,
        };
        let wanted = Wanted { most, least: self.least, merges };
        let Some(level) = self.corpus.survey(&wanted, control)? else { return Ok(false) };
        self.queue = Queue::new(level);
        for pair in 0..self.corpus.pairs.len() {
            self.queue.push(&mut self.corpus, pair, control)?;
        }
        Ok(true)
    }

    /// Applies the initial merges, one after the other.
    fn replay(&mut self, merges: &[Merge], control: &Control) -> Result<(), Error> {
        if merges.is_empty() {
            return Ok(());
        }
        control.begin("initial merges", Some(merges.len() as u64))?;
        let mut pairs = FxHashSet::default();
        for merge in merges {
            room::reserve_member(&mut pairs)?;
            pairs.insert(pair_key(merge.left, merge.right));
        }
        self.corpus.find_initial_pairs(pairs, control)?;
        for (index, &merge) in merges.iter().enumerate() {
            let Merge { left, right, token } = merge;
            let lengths = [left, right].map(|token| self.corpus.length(token));
            let has_marks = self.corpus.vocabulary.spelling().has_marks();
            if lengths.contains(&0) || (has_marks && self.corpus.length(token) > 0) {
                let (left, right) = (self.corpus.text(left)?, self.corpus.text(right)?);
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
        let missing = |trainer: &Self| {
            let tokens = vocabulary_size.saturating_sub(tokens(trainer));
            tokens.min(most_merges.saturating_sub(trainer.merges.len()))
        };
        let is_limited = options.vocabulary_size.is_some() || options.merges.is_some();
        control.begin("merging", is_limited.then_some(missing(&self) as u64))?;
        let stop = loop {
            if tokens(&self) >= vocabulary_size {
                break Stop::VocabularySize;
            }
            if self.merges.len() >= most_merges {
                break Stop::Merges;
            }
            let Some(pair) = self.queue.pop(&mut self.corpus, control)? else {
                if self.descend(missing(&self), control)? {
                    continue;
                }
                break self.why_none(control)?;
            };
            let (left, right) = self.corpus.pairs.tokens(pair);
            let made = self.corpus.made(left, right)?;
            if matches!(made, Made::Nothing) || !self.is_accepted(pair, accept.as_deref_mut())? {
                room::reserve_member(&mut self.corpus.left_out)?;
                self.corpus.left_out.insert(pair_key(left, right));
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
            left: &self.corpus.text(left)?,
            right: &self.corpus.text(right)?,
            token: &self.corpus.joined_text(left, right)?,
            count,
        })
    }

    /// Why no pair is worth merging.
    fn why_none(&self, control: &Control) -> Result<Stop, Error> {
        let mut stop = Stop::Exhausted;
        let Corpus { symbols, lengths, .. } = &self.corpus;
        symbols.for_each_pair(lengths, control, |Window { left, right, weight, .. }| {
            if stop == Stop::Exhausted
                && weight > 0
                && self.corpus.may_merge(left, right)
                && !matches!(self.corpus.made(left, right)?, Made::Nothing)
            {
                stop = Stop::MinFrequency;
            }
            Ok(())
        })?;
        Ok(stop)
    }

    /// Merges a pair into `token` wherever it stands.
    fn merge(&mut self, pair: u32, token: u32, control: &Control) -> Result<Step, Error> {
        let (left, right) = self.corpus.pairs.tokens(pair);
        let (tokens, places) = (self.corpus.vocabulary.len(), self.corpus.pairs.places(pair).len());
        self.before.begin(tokens, places, control)?;
        self.after.begin(tokens, places, control)?;
        let mut runs = Runs::new(self.corpus.overlap);
        let gain = self.replace(pair, token, &mut runs, control)?;

        // New pairs come first: within a run of the pair, (token, left) appears and goes again.
        let count = self.corpus.pairs.count(pair).unsigned_abs();
        let new = self.corpus.pairs.len();
        add_pairs(&mut self.corpus, &self.before, |other| (other, token), control)?;
        add_pairs(&mut self.corpus, &self.after, |other| (token, other), control)?;
        let pairs = &mut self.corpus.pairs;
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
            self.queue.push(&mut self.corpus, pair, control)?;
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
            if let Some(before) = place.before_token {
                self.before.add(before, place.weight, place.before);
            }
            if let Some(after) = place.after_token {
                self.after.add(after, place.weight, at);
            }
            runs.look(symbols, &target, at, &place, token);
            symbols.merge(at, &target, token);
        }
        Ok(gain)
    }
}

/// Adds those pairs of a new token with what was found on one side of it that are to be known.
fn add_pairs(
    corpus: &mut Corpus,
    side: &Neighbours,
    pair_with: impl Fn(u32) -> (u32, u32),
    control: &Control,
) -> Result<(), Error> {
    let mut steps = Steps::default();
    let mut next: Vec<usize> = Vec::new();
    room::reserve(&mut next, side.found.len())?;
    let mut any = false;
    for neighbour in &side.found {
        steps.next(control)?;
        let (left, right) = pair_with(neighbour.token);
        if !corpus.is_known(left, right, neighbour.weight) {
            next.push(UNKNOWN);
            continue;
        }
        any = true;
        let (pair, _) = corpus.pairs.increase(left, right, neighbour.weight, control)?;
        next.push(corpus.pairs.reserve_places(pair, neighbour.places, control)?);
    }
    if !any {
        return Ok(());
    }
    for &(index, place) in &side.places {
        steps.next(control)?;
        let at = &mut next[index as usize];
        if *at != UNKNOWN {
            corpus.pairs.set_place(*at, place);
            *at += 1;
        }
    }
    Ok(())
}

//! Training that takes tokens away again once they have served to make longer ones.
//!
//! Chizhov et al., "BPE Gets Picky: Efficient Vocabulary Refinement During Tokenizer Training" (2024),
//! algorithm 1, as their trainer computes it. After each merge of (l, r) into t, the *intersection over
//! self* of l is the number of merges over the number of occurrences that l had: f(t) / (f(l) + f(t)) with
//! the counts after the merge. Where it is above the threshold, l was hardly more than a part of t: it
//! is removed, and where it still stands it is taken apart into the tokens it was made of; then the
//! same for r. What was removed can be merged again and then has its old id. Start symbols and special
//! tokens stay.
//!
//! Removals bring pairs back, so counts rise again and places reappear, which the trainer of plain
//! merges rests on not happening; this one keeps the words of each pair. A merge costs the lengths of
//! the words that it changes.

use super::options::MOST_TOKENS;
use super::start::Start;
use super::steps::Steps;
use super::trainer::Task;
use super::{Candidate, TrainingOptions};
use crate::error::Error;
use crate::model::{Event, Merge};
use crate::pair_map::pair_key;
use crate::room;
use crate::vocabulary::Vocabulary;
use gainful_kernels::{ArgumentError, Control};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What a picky training makes. Ids are in the order in which tokens were made, removed ones among them.
pub(super) struct Picked {
    pub(super) vocabulary: Vocabulary,
    pub(super) events: Vec<Event>,
    /// Which tokens are there in the end.
    pub(super) is_present: Vec<bool>,
}

/// Refuses options that removals do not go with.
pub(super) fn check(options: &TrainingOptions, threshold: f64) -> Result<(), ArgumentError> {
    if !(threshold > 0.0 && threshold <= 1.0) {
        let expected = "a number above 0 and at most 1";
        return Err(ArgumentError::out_of_range("picky", expected, threshold.to_string()));
    }
    let refused = |argument: &str, expected: &str, found: &str| {
        Err(ArgumentError::invalid(argument, format!("{expected} with picky"), found.to_owned()))
    };
    let rule = options.tie_break.name();
    if !["huggingface", "raw-ids"].contains(&rule) {
        return refused("tieBreak", "'huggingface' or 'raw-ids'", &format!("'{rule}'"));
    }
    if options.overlap != super::Overlap::Windows {
        return refused("overlap", "'windows'", "'disjoint'");
    }
    if options.initial.is_some() {
        return refused("initialMerges", "none", "some");
    }
    if options.alphabet.spelling().has_marks() {
        return refused("alphabet", "no suffix or prefix", "one");
    }
    Ok(())
}

/// Trains with removals above `threshold`.
pub(super) fn train(task: Task<'_>, threshold: f64, control: &Control) -> Result<Picked, Error> {
    let Task { words, start, options, mut accept } = task;
    let mut trainer = Picky::new(start, control)?;
    for (word, weight) in words.iter() {
        trainer.add_word(word, weight, control)?;
    }
    let most_tokens = options.vocabulary_size.unwrap_or(MOST_TOKENS);
    let most_merges = options.merges.unwrap_or(usize::MAX);
    let least = i64::try_from(options.min_frequency).unwrap_or(i64::MAX).max(1);
    let longest = options.max_token_length.unwrap_or(usize::MAX);
    let missing = most_tokens.saturating_sub(trainer.present).min(most_merges);
    let is_limited = options.vocabulary_size.is_some() || options.merges.is_some();
    control.begin("merging", is_limited.then_some(missing as u64))?;
    let mut left_out = FxHashSet::default();
    let mut merges = 0;
    while trainer.present < most_tokens && merges < most_merges {
        control.check()?;
        let Some((count, left, right)) = trainer.pop(least) else { break };
        let lengths = [left, right].map(|side| trainer.lengths[side as usize] as usize);
        if lengths[0] + lengths[1] > longest || left_out.contains(&(left, right)) {
            continue;
        }
        if let Some(accept) = accept.as_deref_mut() {
            let text = |token| trainer.vocabulary.text(token).unwrap_or_default();
            let joined = trainer.joined(left, right);
            let candidate = Candidate {
                index: merges,
                left: &text(left),
                right: &text(right),
                token: &trainer.vocabulary.spelling().write(&joined),
                count: count.unsigned_abs(),
            };
            if !accept(candidate)? {
                left_out.insert((left, right));
                continue;
            }
        }
        trainer.merge(left, right, threshold, control)?;
        merges += 1;
        control.advance(1)?;
    }
    let Picky { vocabulary, events, is_present, .. } = trainer;
    Ok(Picked { vocabulary, events, is_present })
}

/// The corpus, its tokens and its pairs.
struct Picky {
    start: Start,
    vocabulary: Vocabulary,
    /// Tokens by what the vocabulary holds for them.
    ids: FxHashMap<Vec<u8>, u32>,
    lengths: Vec<u32>,
    is_present: Vec<bool>,
    /// How many tokens are present.
    present: usize,
    /// The first merge that made each token; none for those that stay whatever happens.
    made_of: Vec<Option<(u32, u32)>>,
    /// How often each token stands in the corpus, and in which words it may.
    frequencies: Vec<i64>,
    words_of: Vec<Vec<u32>>,
    words: Vec<(Vec<u32>, i64)>,
    pairs: FxHashMap<u64, Pair>,
    queue: BinaryHeap<(i64, Reverse<(u32, u32)>)>,
    events: Vec<Event>,
}

/// How often a pair stands in the corpus, and in which words it may.
#[derive(Default)]
struct Pair {
    count: i64,
    words: FxHashSet<u32>,
}

impl Picky {
    fn new(mut start: Start, control: &Control) -> Result<Self, Error> {
        let vocabulary = std::mem::take(&mut start.vocabulary);
        let tokens = vocabulary.len();
        let mut trainer = Self {
            ids: std::mem::take(&mut start.known),
            lengths: std::mem::take(&mut start.lengths),
            start,
            vocabulary,
            is_present: vec![true; tokens],
            present: tokens,
            made_of: vec![None; tokens],
            frequencies: vec![0; tokens],
            words_of: vec![Vec::new(); tokens],
            words: Vec::new(),
            pairs: FxHashMap::default(),
            queue: BinaryHeap::new(),
            events: Vec::new(),
        };
        trainer.lengths.resize(tokens, 0);
        control.check()?;
        Ok(trainer)
    }

    fn add_word(&mut self, word: &[u8], weight: i64, control: &Control) -> Result<(), Error> {
        let mut steps = Steps::default();
        let mut tokens = Vec::new();
        room::reserve(&mut tokens, self.start.speller.length(word))?;
        let index = self.words.len() as u32;
        for token in self.start.speller.spell(word) {
            steps.next(control)?;
            tokens.push(token);
        }
        room::reserve(&mut self.words, 1)?;
        self.words.push((Vec::new(), weight));
        self.rewrite(index, tokens, control)
    }

    /// The most frequent pair, of several the one with the smallest ids; none below `least`.
    fn pop(&mut self, least: i64) -> Option<(i64, u32, u32)> {
        while let Some((count, Reverse((left, right)))) = self.queue.pop() {
            let now = self.pairs.get(&pair_key(left, right)).map_or(0, |pair| pair.count);
            if now < least {
                continue;
            }
            if now == count {
                return Some((count, left, right));
            }
            // It was filed with a greater count; greater ones than that were filed when they arose.
            if now < count {
                self.queue.push((now, Reverse((left, right))));
            }
        }
        None
    }

    fn joined(&self, left: u32, right: u32) -> Vec<u8> {
        let [left, right] =
            [left, right].map(|token| self.vocabulary.get(token).unwrap_or_default());
        self.vocabulary.spelling().join(left, right)
    }

    /// Merges a pair everywhere and removes its sides if that is nearly all that they were.
    fn merge(
        &mut self,
        left: u32,
        right: u32,
        threshold: f64,
        control: &Control,
    ) -> Result<(), Error> {
        let token = self.token_of(left, right)?;
        self.events.push(Event::Merge(Merge { left, right, token }));
        let before = self.frequencies[token as usize];
        let mut words: Vec<u32> = self
            .pairs
            .get(&pair_key(left, right))
            .map_or_else(Vec::new, |pair| pair.words.iter().copied().collect());
        words.sort_unstable();
        for word in words {
            control.check()?;
            let old = &self.words[word as usize].0;
            let mut new = Vec::with_capacity(old.len());
            let mut at = 0;
            while at < old.len() {
                let is_pair = old[at] == left && old.get(at + 1) == Some(&right);
                new.push(if is_pair { token } else { old[at] });
                at += 1 + usize::from(is_pair);
            }
            if new.len() < old.len() {
                self.rewrite(word, new, control)?;
            }
        }
        let merged = self.frequencies[token as usize] - before;
        // The right side is judged after the left one was taken apart, which may bring it back.
        self.remove_if_part(left, merged, threshold, control)?;
        if left != right {
            self.remove_if_part(right, merged, threshold, control)?;
        }
        Ok(())
    }

    /// The token that a merge makes: a new one, or one that is written alike.
    fn token_of(&mut self, left: u32, right: u32) -> Result<u32, Error> {
        let joined = self.joined(left, right);
        let length = self.lengths[left as usize] + self.lengths[right as usize];
        if let Some(&token) = self.ids.get(&joined) {
            self.lengths[token as usize] = length;
            if !self.is_present[token as usize] {
                self.is_present[token as usize] = true;
                self.present += 1;
            }
            return Ok(token);
        }
        self.vocabulary.reserve(joined.len())?;
        let token = self.vocabulary.push(&joined);
        self.ids.insert(joined, token);
        self.lengths.push(length);
        self.is_present.push(true);
        self.present += 1;
        self.made_of.push(Some((left, right)));
        self.frequencies.push(0);
        self.words_of.push(Vec::new());
        Ok(token)
    }

    /// Removes a token whose occurrences were merged, `merged` of them, but for a small part.
    fn remove_if_part(
        &mut self,
        token: u32,
        merged: i64,
        threshold: f64,
        control: &Control,
    ) -> Result<(), Error> {
        let whole = self.frequencies[token as usize] + merged;
        let is_part = merged as f64 / whole as f64 > threshold;
        if !is_part || self.made_of[token as usize].is_none() || !self.is_present[token as usize] {
            return Ok(());
        }
        self.is_present[token as usize] = false;
        self.present -= 1;
        let mut parts = Vec::new();
        self.take_apart(token, &mut parts);
        let mut words = std::mem::take(&mut self.words_of[token as usize]);
        words.sort_unstable();
        words.dedup();
        for word in words {
            control.check()?;
            let old = &self.words[word as usize].0;
            if !old.contains(&token) {
                continue;
            }
            let mut new = Vec::with_capacity(old.len() + parts.len());
            for &symbol in old {
                if symbol == token {
                    new.extend_from_slice(&parts);
                } else {
                    new.push(symbol);
                }
            }
            self.rewrite(word, new, control)?;
        }
        self.events.push(Event::Removal { token, parts: parts.into() });
        Ok(())
    }

    /// The present tokens that a token was made of.
    fn take_apart(&self, token: u32, parts: &mut Vec<u32>) {
        let mut waiting = vec![token];
        while let Some(token) = waiting.pop() {
            match self.made_of[token as usize] {
                Some((left, right)) if !self.is_present[token as usize] => {
                    waiting.extend([right, left]);
                }
                _ => parts.push(token),
            }
        }
    }

    /// Gives a word other symbols: counts of tokens and pairs follow.
    fn rewrite(&mut self, word: u32, new: Vec<u32>, control: &Control) -> Result<(), Error> {
        let (old, weight) = &mut self.words[word as usize];
        let weight = *weight;
        let old = std::mem::replace(old, new);
        let new = &self.words[word as usize].0;
        let mut steps = Steps::default();
        let mut changes: FxHashMap<(u32, u32), i64> = FxHashMap::default();
        for (symbols, weight) in [(&old, -weight), (new, weight)] {
            for (at, &symbol) in symbols.iter().enumerate() {
                steps.next(control)?;
                self.frequencies[symbol as usize] += weight;
                if let Some(&next) = symbols.get(at + 1) {
                    *changes.entry((symbol, next)).or_default() += weight;
                }
            }
        }
        for &symbol in new {
            // Words come one after the other, so the last entry says whether this one is noted.
            let words = &mut self.words_of[symbol as usize];
            if words.last() != Some(&word) {
                room::reserve(words, 1)?;
                words.push(word);
            }
        }
        for ((left, right), change) in changes.into_iter().filter(|&(_, change)| change != 0) {
            steps.next(control)?;
            let pair = self.pairs.entry(pair_key(left, right)).or_default();
            pair.count += change;
            if change > 0 {
                pair.words.insert(word);
                self.queue.push((pair.count, Reverse((left, right))));
            }
        }
        Ok(())
    }
}

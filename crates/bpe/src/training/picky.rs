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
use std::slice;

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
        control.check()?;
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
        let Some((count, left, right)) = trainer.pop(least)? else { break };
        let lengths = [left, right].map(|side| trainer.lengths[side as usize] as usize);
        if lengths[0] + lengths[1] > longest || left_out.contains(&(left, right)) {
            continue;
        }
        if let Some(accept) = accept.as_deref_mut() {
            let vocabulary = &trainer.vocabulary;
            let joined = vocabulary.joined(left, right)?;
            let candidate = Candidate {
                index: merges,
                left: &vocabulary.try_text(left)?,
                right: &vocabulary.try_text(right)?,
                token: &vocabulary.spelling().try_write(&joined)?,
                count: count.unsigned_abs(),
            };
            if !accept(candidate)? {
                room::reserve_member(&mut left_out)?;
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
            is_present: Vec::new(),
            present: tokens,
            made_of: Vec::new(),
            frequencies: Vec::new(),
            words_of: Vec::new(),
            words: Vec::new(),
            pairs: FxHashMap::default(),
            queue: BinaryHeap::new(),
            events: Vec::new(),
        };
        room::append(&mut trainer.is_present, tokens, true, control)?;
        room::append(&mut trainer.made_of, tokens, None, control)?;
        room::append(&mut trainer.frequencies, tokens, 0, control)?;
        room::append(&mut trainer.words_of, tokens, Vec::new(), control)?;
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
    fn pop(&mut self, least: i64) -> Result<Option<(i64, u32, u32)>, Error> {
        while let Some((count, Reverse((left, right)))) = self.queue.pop() {
            let now = self.pairs.get(&pair_key(left, right)).map_or(0, |pair| pair.count);
            if now < least {
                continue;
            }
            if now == count {
                return Ok(Some((count, left, right)));
            }
            // It was filed with a greater count; greater ones than that were filed when they arose.
            if now < count {
                room::reserve_value(&mut self.queue)?;
                self.queue.push((now, Reverse((left, right))));
            }
        }
        Ok(None)
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
        room::reserve(&mut self.events, 1)?;
        self.events.push(Event::Merge(Merge { left, right, token }));
        let before = self.frequencies[token as usize];
        let mut words: Vec<u32> = Vec::new();
        if let Some(pair) = self.pairs.get(&pair_key(left, right)) {
            room::reserve(&mut words, pair.words.len())?;
            words.extend(&pair.words);
        }
        words.sort_unstable();
        let mut steps = Steps::default();
        for word in words {
            control.check()?;
            let old = &self.words[word as usize].0;
            let mut new = Vec::new();
            room::reserve(&mut new, old.len())?;
            let mut at = 0;
            while at < old.len() {
                steps.next(control)?;
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
        let joined = self.vocabulary.joined(left, right)?;
        let length = self.lengths[left as usize] + self.lengths[right as usize];
        if let Some(&token) = self.ids.get(&joined) {
            self.lengths[token as usize] = length;
            if !self.is_present[token as usize] {
                self.is_present[token as usize] = true;
                self.present += 1;
            }
            return Ok(token);
        }
        if self.vocabulary.len() >= MOST_TOKENS {
            return Err(Error::CorpusTooLarge("it makes more than 2^31 tokens"));
        }
        self.vocabulary.reserve(joined.len())?;
        room::reserve_entry(&mut self.ids)?;
        room::reserve(&mut self.lengths, 1)?;
        room::reserve(&mut self.is_present, 1)?;
        room::reserve(&mut self.made_of, 1)?;
        room::reserve(&mut self.frequencies, 1)?;
        room::reserve(&mut self.words_of, 1)?;
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
        self.take_apart(token, &mut parts)?;
        let mut words = std::mem::take(&mut self.words_of[token as usize]);
        words.sort_unstable();
        words.dedup();
        let mut steps = Steps::default();
        for word in words {
            control.check()?;
            let old = &self.words[word as usize].0;
            if !old.contains(&token) {
                continue;
            }
            let mut new = Vec::new();
            for symbol in old {
                steps.next(control)?;
                let symbols = if *symbol == token { &parts } else { slice::from_ref(symbol) };
                room::reserve(&mut new, symbols.len())?;
                new.extend_from_slice(symbols);
            }
            self.rewrite(word, new, control)?;
        }
        room::reserve(&mut self.events, 1)?;
        self.events.push(Event::Removal { token, parts: parts.into() });
        Ok(())
    }

    /// The present tokens that a token was made of.
    fn take_apart(&self, token: u32, parts: &mut Vec<u32>) -> Result<(), Error> {
        let mut waiting = vec![token];
        while let Some(token) = waiting.pop() {
            match self.made_of[token as usize] {
                Some((left, right)) if !self.is_present[token as usize] => {
                    room::reserve(&mut waiting, 2)?;
                    waiting.extend([right, left]);
                }
                _ => {
                    room::reserve(parts, 1)?;
                    parts.push(token);
                }
            }
        }
        Ok(())
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
                    room::reserve_entry(&mut changes)?;
                    *changes.entry((symbol, next)).or_default() += weight;
                }
            }
        }
        for &symbol in new {
            steps.next(control)?;
            // Words come one after the other, so the last entry says whether this one is noted.
            let words = &mut self.words_of[symbol as usize];
            if words.last() != Some(&word) {
                room::reserve(words, 1)?;
                words.push(word);
            }
        }
        for ((left, right), change) in changes.into_iter().filter(|&(_, change)| change != 0) {
            steps.next(control)?;
            room::reserve_entry(&mut self.pairs)?;
            let pair = self.pairs.entry(pair_key(left, right)).or_default();
            pair.count += change;
            if change > 0 {
                room::reserve_member(&mut pair.words)?;
                pair.words.insert(word);
                room::reserve_value(&mut self.queue)?;
                self.queue.push((pair.count, Reverse((left, right))));
            }
        }
        Ok(())
    }
}

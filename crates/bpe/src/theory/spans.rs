//! The short spans of words, numbered by what stands in them: what the relaxations of the optimum
//! are made of.
//!
//! A span of a word is a place where a token could stand. Spans of at most [`Spans::reach`] symbols are
//! listed one by one; equal ones in any words share a *string*.

use super::words::Words;
use gainful_kernels::{Cancelled, Control};
use rustc_hash::FxHashMap;

/// Words prepared between two looks at the [`Control`].
const WORDS_PER_CHECK: usize = 64;

/// One place where a string stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) word: u32,
    /// The number of the first item of the span.
    pub(super) first_item: u32,
}

/// All spans of 2 to `reach` symbols. Each has `items(length)` items, numbered word by word, shorter
/// spans first, from left to right.
pub(super) struct Spans {
    pub(super) reach: usize,
    /// Where the items of each word begin.
    pub(super) first_items: Vec<u32>,
    /// Where the types of each string begin, and how many there are.
    first_types: Vec<u32>,
    /// The string of each type.
    strings: Vec<u32>,
    places: Vec<Place>,
    /// Where the places of each string begin.
    first_places: Vec<u32>,
}

impl Spans {
    /// Lists the spans; `items` is the number of items, and of types, that a span of a length has.
    pub(super) fn new(
        words: &Words,
        reach: usize,
        items: fn(usize) -> usize,
        control: &Control,
    ) -> Result<Self, Cancelled> {
        let mut numbers: FxHashMap<&[u32], u32> = FxHashMap::default();
        let mut lengths: Vec<usize> = Vec::new();
        let mut found: Vec<(u32, Place)> = Vec::new();
        let mut first_items = vec![0];
        let mut next_item = 0;
        for (index, (word, _)) in words.iter().enumerate() {
            if index % WORDS_PER_CHECK == 0 {
                control.check()?;
            }
            for length in 2..=reach.min(word.len()) {
                for span in word.windows(length) {
                    let string = *numbers.entry(span).or_insert(lengths.len() as u32);
                    if string as usize == lengths.len() {
                        lengths.push(length);
                    }
                    found.push((string, Place { word: index as u32, first_item: next_item }));
                    next_item += items(length) as u32;
                }
            }
            first_items.push(next_item);
        }
        let mut first_types = vec![0];
        let mut strings = Vec::new();
        for (string, &length) in (0..).zip(&lengths) {
            strings.extend(std::iter::repeat_n(string, items(length)));
            first_types.push(strings.len() as u32);
        }
        let (first_places, places) = group(&found, lengths.len());
        Ok(Self { reach, first_items, first_types, strings, places, first_places })
    }

    /// How many items words with these lengths have.
    pub(super) fn count_items(words: &Words, reach: usize, items: fn(usize) -> usize) -> usize {
        let spans = |word: &[u32]| {
            let lengths = 2..=reach.min(word.len());
            lengths.map(|length| (word.len() + 1 - length) * items(length)).sum::<usize>()
        };
        words.iter().map(|(word, _)| spans(word)).fold(0, usize::saturating_add)
    }

    pub(super) fn items(&self) -> usize {
        self.first_items.last().map_or(0, |&items| items as usize)
    }

    pub(super) fn types(&self) -> usize {
        self.strings.len()
    }

    /// The items of a type, each with its word.
    pub(super) fn items_of(&self, kind: u32) -> impl Iterator<Item = (usize, usize)> {
        let string = self.strings[kind as usize] as usize;
        let offset = kind - self.first_types[string];
        let places = self.first_places[string] as usize..self.first_places[string + 1] as usize;
        self.places[places]
            .iter()
            .map(move |place| ((place.first_item + offset) as usize, place.word as usize))
    }

    /// The type of each item.
    pub(super) fn kinds(&self) -> Vec<u32> {
        let mut kinds = vec![0; self.items()];
        for kind in 0..self.types() as u32 {
            self.items_of(kind).for_each(|(item, _)| kinds[item] = kind);
        }
        kinds
    }
}

/// The places of each string, one string after the other.
fn group(found: &[(u32, Place)], strings: usize) -> (Vec<u32>, Vec<Place>) {
    let mut first_places = vec![0u32; strings + 1];
    found.iter().for_each(|&(string, _)| first_places[string as usize + 1] += 1);
    for string in 0..strings {
        first_places[string + 1] += first_places[string];
    }
    let mut next = first_places.clone();
    let mut places = vec![Place { word: 0, first_item: 0 }; found.len()];
    for &(string, place) in found {
        let at = &mut next[string as usize];
        places[*at as usize] = place;
        *at += 1;
    }
    (first_places, places)
}

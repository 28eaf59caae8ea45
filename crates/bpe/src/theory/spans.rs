//! The short spans of words, numbered by what stands in them: what the relaxations of the optimum
//! are made of.
//!
//! A span of a word is a place where a token could stand. Spans of at most [`Spans::reach`] symbols are
//! listed one by one; equal ones in any words share a *string*.

use super::words::Words;
use crate::error::Error;
use crate::room;
use gainful_kernels::Control;
use rustc_hash::FxHashMap;

/// Spans listed between two looks at the [`Control`]: a millisecond or so.
const SPANS_PER_CHECK: usize = 1 << 12;

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
    ) -> Result<Self, Error> {
        let mut numbers: FxHashMap<&[u32], u32> = FxHashMap::default();
        let mut lengths: Vec<usize> = Vec::new();
        let mut found: Vec<(u32, Place)> = Vec::new();
        let mut first_items = vec![0];
        let mut next_item = 0;
        room::reserve(&mut first_items, words.len())?;
        for (index, (word, _)) in words.iter().enumerate() {
            for length in 2..=reach.min(word.len()) {
                for span in word.windows(length) {
                    if found.len().is_multiple_of(SPANS_PER_CHECK) {
                        control.check()?;
                    }
                    room::reserve_entry(&mut numbers)?;
                    room::reserve(&mut found, 1)?;
                    let string = *numbers.entry(span).or_insert(lengths.len() as u32);
                    if string as usize == lengths.len() {
                        room::reserve(&mut lengths, 1)?;
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
        room::reserve(&mut first_types, lengths.len())?;
        for (string, &length) in (0..).zip(&lengths) {
            if (string as usize).is_multiple_of(SPANS_PER_CHECK) {
                control.check()?;
            }
            room::reserve(&mut strings, items(length))?;
            strings.extend(std::iter::repeat_n(string, items(length)));
            first_types.push(strings.len() as u32);
        }
        let (first_places, places) = group(&found, lengths.len(), control)?;
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
    pub(super) fn kinds(&self, control: &Control) -> Result<Vec<u32>, Error> {
        let mut kinds = Vec::new();
        room::append(&mut kinds, self.items(), 0, control)?;
        let mut listed = 0;
        for kind in 0..self.types() as u32 {
            for (item, _) in self.items_of(kind) {
                if listed % SPANS_PER_CHECK == 0 {
                    control.check()?;
                }
                listed += 1;
                kinds[item] = kind;
            }
        }
        Ok(kinds)
    }
}

/// The places of each string, one string after the other.
fn group(
    found: &[(u32, Place)],
    strings: usize,
    control: &Control,
) -> Result<(Vec<u32>, Vec<Place>), Error> {
    let (mut first_places, mut next, mut places) = (Vec::new(), Vec::new(), Vec::new());
    room::append(&mut first_places, strings + 1, 0u32, control)?;
    for block in found.chunks(SPANS_PER_CHECK) {
        control.check()?;
        block.iter().for_each(|&(string, _)| first_places[string as usize + 1] += 1);
    }
    for string in 0..strings {
        first_places[string + 1] += first_places[string];
    }
    room::reserve(&mut next, first_places.len())?;
    next.extend_from_slice(&first_places);
    room::append(&mut places, found.len(), Place { word: 0, first_item: 0 }, control)?;
    for block in found.chunks(SPANS_PER_CHECK) {
        control.check()?;
        for &(string, place) in block {
            let at = &mut next[string as usize];
            places[*at as usize] = place;
            *at += 1;
        }
    }
    Ok((first_places, places))
}

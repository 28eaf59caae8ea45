//! Samples as codes 0, 1, 2, ... of their symbols, which several variables can be combined by.
//!
//! Symbols are numbered in the order in which they first come, so that a code never depends on a hash.

use std::hash::Hash;

use gainful_kernels::{ArgumentError, Control, room};
use rustc_hash::FxHashMap;

use super::count::TABLE_RANGE;
use super::{CountOfCounts, Symbols};
use crate::Error;

/// Values treated between two looks at the control; a few milliseconds at most.
const BLOCK: usize = 1 << 16;

/// Pairs of codes for which there is always a table: 4 MB.
const TABLE_PAIRS: u64 = 1 << 20;

/// A code that no symbol has.
const NONE: u32 = u32::MAX;

/// A variable: the code of each sample's symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codes {
    codes: Vec<u32>,
    symbols: u32,
}

impl Codes {
    /// The codes of the symbols of `sample`, the argument of that name.
    ///
    /// # Errors
    /// If there are none or 2^32 or more, if a number is NaN, if there is no memory, or on cancellation.
    pub fn new(argument: &str, sample: &Symbols<'_>, control: &Control) -> Result<Self, Error> {
        if sample.is_empty() {
            return Err(
                ArgumentError::out_of_range(argument, "at least one observation", "none").into()
            );
        }
        if sample.len() >= NONE as usize {
            let found = format!("{} samples", sample.len());
            return Err(ArgumentError::out_of_range(
                argument,
                "fewer than 2^32 - 1 samples",
                found,
            )
            .into());
        }
        match sample {
            Symbols::U8(values) => tabulated(values, i64::from, control),
            Symbols::I8(values) => tabulated(values, i64::from, control),
            Symbols::U16(values) => tabulated(values, i64::from, control),
            Symbols::I16(values) => tabulated(values, i64::from, control),
            Symbols::U32(values) => tabulated(values, i64::from, control),
            Symbols::I32(values) => tabulated(values, i64::from, control),
            Symbols::F64(values) => {
                if let Some(index) = values.iter().position(|value| value.is_nan()) {
                    let found = format!("NaN at index {index}");
                    let expected = "values without NaN";
                    return Err(ArgumentError::invalid(argument, expected, found).into());
                }
                // Adding zero turns -0 into 0 and changes no other number.
                hashed(values, |value| (value + 0.0).to_bits().swap_bytes(), control)
            }
            Symbols::Text(values) => hashed_texts(values, control),
        }
    }

    /// The number of samples.
    #[expect(clippy::len_without_is_empty, reason = "there is always a sample")]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// The number of different symbols.
    pub fn symbols(&self) -> u64 {
        u64::from(self.symbols)
    }

    /// The code of each sample, less than [`symbols`](Self::symbols).
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The samples from `start` on, `length` of them, with their old codes.
    pub(crate) fn window(&self, start: usize, length: usize) -> Result<Self, Error> {
        let mut codes = room(length)?;
        codes.extend_from_slice(&self.codes[start..start + length]);
        Ok(Self { codes, symbols: self.symbols })
    }

    /// The pair of both variables.
    ///
    /// # Errors
    /// If there is no memory, or on cancellation. Both have as many samples.
    pub(crate) fn with(&self, other: &Self, control: &Control) -> Result<Self, Error> {
        // Both factors are below 2^32, so no product wraps.
        let radix = u64::from(other.symbols);
        let pairs = u64::from(self.symbols) * radix;
        let pair = |(&a, &b): (&u32, &u32)| u64::from(a) * radix + u64::from(b);
        let both = self.codes.iter().zip(&other.codes).map(pair);
        if pairs <= TABLE_PAIRS.max(4 * self.codes.len() as u64) {
            in_table(both, pairs as usize, control)
        } else {
            in_map(both, control)
        }
    }

    /// The pair of this variable, called `argument`, and another column of it.
    ///
    /// # Errors
    /// If the columns differ in length, if there is no memory, or on cancellation.
    pub fn joined(&self, argument: &str, other: &Self, control: &Control) -> Result<Self, Error> {
        if other.len() != self.len() {
            let expected = format!("columns of {} samples each", self.len());
            let found = format!("one of {}", other.len());
            return Err(ArgumentError::invalid(argument, expected, found).into());
        }
        self.with(other, control)
    }

    /// How often each code comes.
    pub(crate) fn histogram(&self, control: &Control) -> Result<Vec<u64>, Error> {
        let mut counts = room(self.symbols as usize)?;
        counts.resize(self.symbols as usize, 0u64);
        for block in self.codes.chunks(BLOCK) {
            control.check()?;
            block.iter().for_each(|&code| counts[code as usize] += 1);
        }
        Ok(counts)
    }

    /// How many symbols come how often.
    pub(crate) fn count(&self, control: &Control) -> Result<CountOfCounts, Error> {
        Ok(CountOfCounts::from_counts(&self.histogram(control)?)?)
    }
}

/// Codes of integers, by a table if their range is small.
fn tabulated<T: Copy>(
    values: &[T],
    integer: impl Fn(T) -> i64,
    control: &Control,
) -> Result<Codes, Error> {
    let (mut least, mut greatest) = (i64::MAX, i64::MIN);
    for block in values.chunks(BLOCK) {
        control.check()?;
        for &value in block {
            (least, greatest) = (least.min(integer(value)), greatest.max(integer(value)));
        }
    }
    let range = greatest.abs_diff(least);
    if range >= TABLE_RANGE {
        return hashed(values, |&value| integer(value) as u64, control);
    }
    let keys = values.iter().map(|&value| integer(value).abs_diff(least));
    in_table(keys, range as usize + 1, control)
}

fn hashed<T>(values: &[T], key: impl Fn(&T) -> u64, control: &Control) -> Result<Codes, Error> {
    in_map(values.iter().map(key), control)
}

fn hashed_texts(values: &[String], control: &Control) -> Result<Codes, Error> {
    in_map(values.iter().map(String::as_bytes), control)
}

/// Codes of keys below `size`.
fn in_table(
    keys: impl ExactSizeIterator<Item = u64>,
    size: usize,
    control: &Control,
) -> Result<Codes, Error> {
    let mut table = room(size)?;
    table.resize(size, NONE);
    number(keys, control, |key, next| {
        let code = &mut table[key as usize];
        if *code == NONE {
            *code = next;
        }
        *code
    })
}

fn in_map<K: Eq + Hash>(
    keys: impl ExactSizeIterator<Item = K>,
    control: &Control,
) -> Result<Codes, Error> {
    let mut map: FxHashMap<K, u32> = FxHashMap::default();
    number(keys, control, |key, next| *map.entry(key).or_insert(next))
}

/// Gives each key its code: what `code` has for it, or the next one.
fn number<K>(
    mut keys: impl ExactSizeIterator<Item = K>,
    control: &Control,
    mut code: impl FnMut(K, u32) -> u32,
) -> Result<Codes, Error> {
    let (mut codes, mut symbols) = (room(keys.len())?, 0);
    control.begin("code", Some(keys.len() as u64))?;
    while keys.len() > 0 {
        let block = keys.len().min(BLOCK);
        control.advance(block as u64)?;
        for key in keys.by_ref().take(block) {
            let code = code(key, symbols);
            symbols += u32::from(code == symbols);
            codes.push(code);
        }
    }
    Ok(Codes { codes, symbols })
}

//! Counting the symbols of a sample: bytes, integers, numbers as labels, and byte strings.
//!
//! Small ranges of integers are counted in a table, everything else in a hash map. All of them give
//! the same [`CountOfCounts`] for the same partition of the sample.

use std::hash::Hash;

use gainful_kernels::{ArgumentError, Cancelled, Control, Workers};
use rustc_hash::FxHashMap;

use super::CountOfCounts;
use super::histogram::histogram;
use crate::Error;

/// The public name of the sample in messages.
const ARGUMENT: &str = "sample";

/// Bytes counted by one task: about two milliseconds, long enough to hide the cost of its tables.
const BYTE_CHUNK: usize = 1 << 23;

/// Values counted between two looks at the control; a few milliseconds at most.
const BLOCK: usize = 1 << 16;

/// The widest range that is counted in four tables, which the second-level cache holds together.
const SMALL_TABLE: usize = 1 << 13;

/// The widest range of integers that is counted in a table: 16 MB of counters.
pub(super) const TABLE_RANGE: u64 = 1 << 21;

/// Counts bytes. Runs at memory speed; uses all workers.
///
/// # Errors
/// If `sample` is empty, or on cancellation.
pub fn bytes(sample: &[u8], workers: &Workers, control: &Control) -> Result<CountOfCounts, Error> {
    control.begin("count", Some(sample.len() as u64))?;
    let chunks: Vec<&[u8]> = sample.chunks(BYTE_CHUNK).collect();
    let parts = workers.map(chunks.len(), |index| {
        control.advance(chunks[index].len() as u64)?;
        Ok::<_, Cancelled>(histogram(chunks[index]))
    });
    let mut counts = [0u64; 256];
    for part in parts {
        for (count, partial) in counts.iter_mut().zip(part?) {
            *count += u64::from(partial);
        }
    }
    Ok(CountOfCounts::new(ARGUMENT, counts)?)
}

/// Counts integers of any type that fits into 64 bits.
///
/// # Errors
/// If `sample` is empty, or on cancellation.
pub fn integers<T: Copy + Ord + Into<i64>>(
    sample: &[T],
    control: &Control,
) -> Result<CountOfCounts, Error> {
    tabulated(sample, |value| value, control)
}

/// Counts numbers as labels: equal numbers are one symbol, so 0 and -0 are; infinities are labels
/// like any other.
///
/// # Errors
/// If `sample` is empty or holds NaN, or on cancellation.
pub fn numbers(sample: &[f64], control: &Control) -> Result<CountOfCounts, Error> {
    let mut whole = true;
    for (block, values) in sample.chunks(BLOCK).enumerate() {
        control.check()?;
        if let Some(offset) = values.iter().position(|value| value.is_nan()) {
            let found = format!("NaN at index {}", block * BLOCK + offset);
            return Err(ArgumentError::invalid(ARGUMENT, "values without NaN", found).into());
        }
        whole = whole && values.iter().all(|&value| f64::from(value as i32) == value);
    }
    if whole {
        return tabulated(sample, |value| value as i32, control);
    }
    // Adding zero turns -0 into 0 and changes no other number. The hash spreads bits upwards, and
    // round numbers have all of theirs in the high bytes.
    hashed(sample.iter().map(|value| (value + 0.0).to_bits().swap_bytes()), control)
}

/// Counts byte strings, such as the UTF-8 of strings.
///
/// # Errors
/// If `sample` is empty, or on cancellation.
pub fn keys<K: AsRef<[u8]>>(sample: &[K], control: &Control) -> Result<CountOfCounts, Error> {
    hashed(sample.iter().map(AsRef::as_ref), control)
}

/// Counts the integers that stand for the values of `sample`, in a table if their range is small.
fn tabulated<T: Copy, I: Copy + Ord + Into<i64>>(
    sample: &[T],
    integer: impl Fn(T) -> I,
    control: &Control,
) -> Result<CountOfCounts, Error> {
    let Some(&first) = sample.first() else {
        return hashed(std::iter::empty::<i64>(), control);
    };
    // In the integers' own type, whose extremes vector instructions find.
    let (mut least, mut greatest) = (integer(first), integer(first));
    for values in sample.chunks(BLOCK) {
        control.check()?;
        for &value in values {
            (least, greatest) = (least.min(integer(value)), greatest.max(integer(value)));
        }
    }
    let (least, greatest): (i64, i64) = (least.into(), greatest.into());
    let range = greatest.abs_diff(least);
    if range >= TABLE_RANGE {
        return hashed(sample.iter().map(|&value| -> i64 { integer(value).into() }), control);
    }
    control.begin("count", Some(sample.len() as u64))?;
    let size = range as usize + 1;
    let place = |value: T| {
        let value: i64 = integer(value).into();
        value.abs_diff(least) as usize
    };
    let counts = if size <= SMALL_TABLE && sample.len() >= size {
        in_turn(sample, size, place, control)?
    } else {
        let mut counts = vec![0u64; size];
        for block in sample.chunks(BLOCK) {
            control.advance(block.len() as u64)?;
            block.iter().for_each(|&value| counts[place(value)] += 1);
        }
        counts
    };
    Ok(CountOfCounts::new(ARGUMENT, counts)?)
}

/// Counts places below `size` in four tables in turn: equal values that follow each other would otherwise wait for
/// each increment to reach memory.
fn in_turn<T: Copy>(
    sample: &[T],
    size: usize,
    place: impl Fn(T) -> usize,
    control: &Control,
) -> Result<Vec<u64>, Cancelled> {
    let mut tables: [Vec<u64>; 4] = std::array::from_fn(|_| vec![0u64; size]);
    for block in sample.chunks(BLOCK) {
        control.advance(block.len() as u64)?;
        let (quads, rest) = block.as_chunks::<4>();
        for quad in quads {
            for (table, &value) in tables.iter_mut().zip(quad) {
                table[place(value)] += 1;
            }
        }
        rest.iter().for_each(|&value| tables[0][place(value)] += 1);
    }
    let [mut counts, others @ ..] = tables;
    for table in others {
        counts.iter_mut().zip(table).for_each(|(count, more)| *count += more);
    }
    Ok(counts)
}

/// Counts symbols of any kind in a hash map.
fn hashed<K: Eq + Hash>(
    symbols: impl ExactSizeIterator<Item = K>,
    control: &Control,
) -> Result<CountOfCounts, Error> {
    control.begin("count", Some(symbols.len() as u64))?;
    let counts = tally(symbols, control)?;
    control.begin("compare counts", Some(counts.len() as u64))?;
    Ok(CountOfCounts::from_classes(ARGUMENT, tally(counts.into_values(), control)?)?)
}

/// How often each symbol comes.
fn tally<K: Eq + Hash>(
    mut symbols: impl ExactSizeIterator<Item = K>,
    control: &Control,
) -> Result<FxHashMap<K, u64>, Cancelled> {
    let mut counts: FxHashMap<K, u64> = FxHashMap::default();
    while symbols.len() > 0 {
        let block = symbols.len().min(BLOCK);
        control.advance(block as u64)?;
        for symbol in symbols.by_ref().take(block) {
            *counts.entry(symbol).or_default() += 1;
        }
    }
    Ok(counts)
}

//! Counting the symbols of a sample: bytes, integers, numbers as labels, and byte strings.
//!
//! Small ranges of integers are counted in a table, everything else in a hash map. All of them give
//! the same [`CountOfCounts`] for the same partition of the sample.

use std::hash::Hash;

use gainful_kernels::{ArgumentError, Cancelled, Control, Workers};
use rustc_hash::FxHashMap;

use super::CountOfCounts;
use crate::Error;

/// The public name of the sample in messages.
const ARGUMENT: &str = "sample";

/// Bytes counted by one task: long enough to hide the cost of adding up its table.
const BYTE_CHUNK: usize = 1 << 20;

/// Values counted between two looks at the control; a few milliseconds at most.
const BLOCK: usize = 1 << 16;

/// The widest range of integers that is counted in a table: 16 MB of counters.
const TABLE_RANGE: u64 = 1 << 21;

/// Counts bytes. Runs at memory speed; uses all workers.
///
/// # Errors
/// If `sample` is empty, or on cancellation.
pub fn bytes(sample: &[u8], workers: &Workers, control: &Control) -> Result<CountOfCounts, Error> {
    control.begin("count", Some(sample.len() as u64))?;
    let chunks: Vec<&[u8]> = sample.chunks(BYTE_CHUNK).collect();
    let parts = workers.map(chunks.len(), |index| {
        control.advance(chunks[index].len() as u64)?;
        Ok::<_, Cancelled>(byte_histogram(chunks[index]))
    });
    let mut counts = [0u64; 256];
    for part in parts {
        for (count, partial) in counts.iter_mut().zip(part?) {
            *count += u64::from(partial);
        }
    }
    Ok(CountOfCounts::new(ARGUMENT, counts)?)
}

/// The histogram of at most 2^32 - 1 bytes.
///
/// Four tables in turn: a run of equal bytes would otherwise wait for each increment to reach
/// memory before the next.
fn byte_histogram(bytes: &[u8]) -> [u32; 256] {
    let mut tables = [[0u32; 256]; 4];
    let mut words = bytes.chunks_exact(8);
    for word in words.by_ref() {
        let mut eight = [0; 8];
        eight.copy_from_slice(word);
        let word = u64::from_le_bytes(eight);
        for byte in 0..8 {
            tables[byte % 4][(word >> (8 * byte)) as usize & 0xff] += 1;
        }
    }
    for &byte in words.remainder() {
        tables[0][usize::from(byte)] += 1;
    }
    std::array::from_fn(|symbol| tables.iter().map(|table| table[symbol]).sum())
}

/// Counts integers of any type that fits into 64 bits.
///
/// # Errors
/// If `sample` is empty, or on cancellation.
pub fn integers<T: Copy + Into<i64>>(
    sample: &[T],
    control: &Control,
) -> Result<CountOfCounts, Error> {
    control.begin("count", Some(sample.len() as u64))?;
    let (least, greatest) =
        sample.iter().fold((i64::MAX, i64::MIN), |(least, greatest), &value| {
            (least.min(value.into()), greatest.max(value.into()))
        });
    if sample.is_empty() || greatest.abs_diff(least) >= TABLE_RANGE {
        return hashed(sample.iter().map(|&value| -> i64 { value.into() }), control);
    }
    let mut counts = vec![0u64; greatest.abs_diff(least) as usize + 1];
    for block in sample.chunks(BLOCK) {
        control.advance(block.len() as u64)?;
        for &value in block {
            counts[value.into().abs_diff(least) as usize] += 1;
        }
    }
    Ok(CountOfCounts::new(ARGUMENT, counts)?)
}

/// Counts numbers as labels: equal numbers are one symbol, so 0 and -0 are; infinities are labels
/// like any other.
///
/// # Errors
/// If `sample` is empty or holds NaN, or on cancellation.
pub fn numbers(sample: &[f64], control: &Control) -> Result<CountOfCounts, Error> {
    if let Some(index) = sample.iter().position(|value| value.is_nan()) {
        return Err(ArgumentError::invalid(
            ARGUMENT,
            "values without NaN",
            format!("NaN at index {index}"),
        )
        .into());
    }
    if let Some(integers) = as_integers(sample) {
        return self::integers(&integers, control);
    }
    control.begin("count", Some(sample.len() as u64))?;
    // Adding zero turns -0 into 0 and changes no other number.
    hashed(sample.iter().map(|value| (value + 0.0).to_bits()), control)
}

/// The values as integers, if all of them are integers of 32 bits; such samples are common and
/// their ranges mostly small.
fn as_integers(sample: &[f64]) -> Option<Vec<i32>> {
    sample.iter().map(|&value| (f64::from(value as i32) == value).then_some(value as i32)).collect()
}

/// Counts byte strings, such as the UTF-8 of strings.
///
/// # Errors
/// If `sample` is empty, or on cancellation.
pub fn keys<K: AsRef<[u8]>>(sample: &[K], control: &Control) -> Result<CountOfCounts, Error> {
    control.begin("count", Some(sample.len() as u64))?;
    hashed(sample.iter().map(AsRef::as_ref), control)
}

/// Counts symbols of any kind in a hash map.
fn hashed<K: Eq + Hash>(
    mut symbols: impl ExactSizeIterator<Item = K>,
    control: &Control,
) -> Result<CountOfCounts, Error> {
    let mut counts: FxHashMap<K, u64> = FxHashMap::default();
    while symbols.len() > 0 {
        let block = symbols.len().min(BLOCK);
        control.advance(block as u64)?;
        for symbol in symbols.by_ref().take(block) {
            *counts.entry(symbol).or_default() += 1;
        }
    }
    Ok(CountOfCounts::new(ARGUMENT, counts.into_values())?)
}

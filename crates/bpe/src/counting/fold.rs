//! The tables of all threads become one list of words, in the order of their first occurrences.
//!
//! One table alone knows its words in that order. The words of several are divided twice: first by
//! their hashes, so that each thread adds up other ones, then by where they first occurred, so that
//! each thread sets others in order.

use super::table::{Tally, WordTable};
use super::words::{WORDS_PER_CHECK, WordCounts};
use crate::error::Error;
use crate::packed::PackedWord;
use crate::pattern::Pattern;
use crate::room;
use crate::slots::{Part, shift_of};
use gainful_kernels::{Control, Workers};

/// Of so many words in a run, one is looked at to divide all of them evenly.
const SAMPLING: usize = 1 << 6;

/// Words whose slots are asked for together, before the first one is looked at.
const BATCH: usize = 64;

/// The words of all `tables`, which count the pre-tokens of `pattern`.
pub(super) fn fold(
    pattern: &Pattern,
    tables: &[WordTable],
    workers: &Workers,
    control: &Control,
) -> Result<WordCounts, Error> {
    control.check()?;
    let mut filled = tables.iter().filter(|table| table.len() > 0);
    if let (Some(table), None) = (filled.next(), filled.next()) {
        return one_table(pattern, table, control);
    }
    let words: usize = tables.iter().map(WordTable::len).sum();
    let bits = (words / WORDS_PER_CHECK).next_power_of_two().trailing_zeros();
    let runs = workers.map(1 << bits, |index| Run::new(tables, Part { index, bits }, control));
    let runs = runs.into_iter().collect::<Result<Vec<Run<'_>>, Error>>()?;

    let bounds = even_bounds(&runs);
    let pieces = workers.map(bounds.len() + 1, |index| {
        let from = if index == 0 { 0 } else { bounds[index - 1] };
        let to = bounds.get(index).copied().unwrap_or(u64::MAX);
        in_order(pattern, &runs, from, to, control)
    });
    let pieces = pieces.into_iter().collect::<Result<Vec<WordCounts>, Error>>()?;
    let mut all = WordCounts::new(pattern.clone());
    let bytes = pieces.iter().map(WordCounts::total_length).sum();
    all.reserve(pieces.iter().map(WordCounts::len).sum(), bytes)?;
    for piece in &pieces {
        control.check()?;
        all.append(piece)?;
    }
    Ok(all)
}

/// The words of one table, whose short words and whose long ones are in order already.
fn one_table(pattern: &Pattern, table: &WordTable, control: &Control) -> Result<WordCounts, Error> {
    let mut words = WordCounts::new(pattern.clone());
    words.reserve(table.len(), table.short_length + table.long.total_length())?;
    let mut long = table.long.in_order().peekable();
    let mut batch = [(PackedWord::NONE, 0); BATCH];
    for (index, order) in table.order.chunks(BATCH).enumerate() {
        if index % (WORDS_PER_CHECK / BATCH / 4) == 0 {
            control.check()?;
        }
        for (&word, place) in order.iter().zip(&mut batch) {
            *place = (word, table.short.hash(word));
            table.short.prefetch(place.1);
        }
        for &(word, hash) in &batch[..order.len()] {
            let tally = table.short.get_hashed(word, hash).unwrap_or_default();
            while let Some((word, tally)) = long.next_if(|(_, long)| long.first < tally.first) {
                push(&mut words, word, tally)?;
            }
            let (bytes, length) = word.to_bytes();
            push(&mut words, &bytes[..length], tally)?;
        }
    }
    for (index, (word, tally)) in long.enumerate() {
        if index % WORDS_PER_CHECK == 0 {
            control.check()?;
        }
        push(&mut words, word, tally)?;
    }
    Ok(words)
}

/// Adds a word, unless nothing is left of it.
#[inline(always)]
fn push(words: &mut WordCounts, word: &[u8], tally: Tally) -> Result<(), Error> {
    if tally.count > 0 { words.push(word, tally.count) } else { Ok(()) }
}

/// A word in one of the tables, or what several have of it together.
#[derive(Clone, Copy)]
struct Found<'a> {
    hash: u64,
    word: Word<'a>,
    tally: Tally,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Word<'a> {
    Short(PackedWord),
    Long(&'a [u8]),
}

/// The words whose hashes begin alike, and where each first occurred, in that order.
struct Run<'a> {
    found: Vec<Found<'a>>,
    /// Small and sorted instead of the words. With each place, the index of its word.
    firsts: Vec<(u64, usize)>,
}

impl<'a> Run<'a> {
    fn new(tables: &'a [WordTable], part: Part, control: &Control) -> Result<Self, Error> {
        control.check()?;
        let mut found = Vec::new();
        for table in tables {
            let short = table.short.part(part);
            let short = short.map(|(word, hash, tally)| (Word::Short(word), hash, tally));
            let long = table.long.part(part);
            let long = long.map(|(word, hash, tally)| (Word::Long(word), hash, tally));
            for (word, hash, tally) in short.chain(long) {
                room::reserve(&mut found, 1)?;
                found.push(Found { hash, word, tally });
            }
        }
        sum(&mut found, part, control)?;
        let mut firsts = Vec::new();
        room::reserve(&mut firsts, found.len())?;
        firsts.extend(found.iter().enumerate().map(|(index, found)| (found.tally.first, index)));
        firsts.sort_unstable();
        Ok(Self { found, firsts })
    }

    /// The words that first occurred in `from..to`, with these places.
    fn between(&self, from: u64, to: u64) -> impl ExactSizeIterator<Item = (u64, &Found<'a>)> {
        let index_of = |place| self.firsts.partition_point(|&(first, _)| first < place);
        let between = &self.firsts[index_of(from)..index_of(to)];
        between.iter().map(|&(first, index)| (first, &self.found[index]))
    }
}

/// Makes one of all that was found of a word. All hashes begin as `part` says.
fn sum(found: &mut Vec<Found<'_>>, part: Part, control: &Control) -> Result<(), Error> {
    // Each slot has one more than the index of a word, or 0 if it is free. At most half are taken.
    let count = (2 * found.len()).next_power_of_two().max(2);
    let mut slots = Vec::new();
    room::append(&mut slots, count, 0, control)?;
    let mut kept = 0;
    for index in 0..found.len() {
        let next = found[index];
        let mut slot = ((next.hash << part.bits) >> shift_of(count)) as usize;
        while slots[slot] > 0 {
            let same = &mut found[slots[slot] - 1];
            if same.hash == next.hash && same.word == next.word {
                same.tally.add(next.tally);
                break;
            }
            slot = (slot + 1) & (count - 1);
        }
        if slots[slot] == 0 {
            found[kept] = next;
            kept += 1;
            slots[slot] = kept;
        }
    }
    found.truncate(kept);
    Ok(())
}

/// Where to divide the words so that each part has about [`WORDS_PER_CHECK`] of them.
fn even_bounds(runs: &[Run<'_>]) -> Vec<u64> {
    let samples = runs.iter().flat_map(|run| run.firsts.iter().step_by(SAMPLING));
    let mut samples: Vec<u64> = samples.map(|&(first, _)| first).collect();
    samples.sort_unstable();
    samples.into_iter().step_by(WORDS_PER_CHECK / SAMPLING).skip(1).collect()
}

/// The words that first occurred in `from..to`, in that order.
fn in_order(
    pattern: &Pattern,
    runs: &[Run<'_>],
    from: u64,
    to: u64,
    control: &Control,
) -> Result<WordCounts, Error> {
    control.check()?;
    let mut found = Vec::new();
    for run in runs {
        let between = run.between(from, to);
        room::reserve(&mut found, between.len())?;
        found.extend(between);
    }
    // What comes of each run is sorted, so that this merges them.
    found.sort_by_key(|&(first, _)| first);
    let mut words = WordCounts::new(pattern.clone());
    words.reserve(found.len(), 0)?;
    for (_, Found { tally, word, .. }) in found {
        match word {
            Word::Short(word) => {
                let (bytes, length) = word.to_bytes();
                push(&mut words, &bytes[..length], *tally)?;
            }
            Word::Long(word) => push(&mut words, word, *tally)?,
        }
    }
    Ok(words)
}

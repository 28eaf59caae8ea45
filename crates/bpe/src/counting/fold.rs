//! The tables of all threads become one list of words, in the order of their first occurrences.
//!
//! Words are divided twice: first by their hashes, so that each thread adds up other ones, then by where
//! they first occurred, so that each thread sets others in order.

use super::table::{Tally, WordTable};
use super::words::{WORDS_PER_CHECK, WordCounts};
use crate::error::Error;
use crate::packed::PackedWord;
use crate::pattern::Pattern;
use crate::room;
use crate::slots::Part;
use gainful_kernels::{Control, Workers};

/// Of so many words in a run, one is looked at to divide all of them evenly.
const SAMPLING: usize = 1 << 6;

/// The words of all `tables`, which count the pre-tokens of `pattern`.
pub(super) fn fold(
    pattern: &Pattern,
    tables: &[WordTable],
    workers: &Workers,
    control: &Control,
) -> Result<WordCounts, Error> {
    control.check()?;
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

/// A word in one of the tables, or what several have of it together.
#[derive(Clone, Copy)]
struct Found<'a> {
    hash: u64,
    word: Word<'a>,
    tally: Tally,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Word<'a> {
    Short(PackedWord),
    Long(&'a [u8]),
}

/// The words whose hashes begin alike, in the order of their first occurrences.
struct Run<'a>(Vec<Found<'a>>);

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
        if tables.len() > 1 {
            sum(&mut found);
        }
        found.sort_unstable_by_key(|found| found.tally.first);
        Ok(Self(found))
    }

    /// The words that first occurred in `from..to`.
    fn between(&self, from: u64, to: u64) -> &[Found<'a>] {
        let index_of = |first| self.0.partition_point(|found| found.tally.first < first);
        &self.0[index_of(from)..index_of(to)]
    }
}

/// Makes one of all that was found of a word.
fn sum(found: &mut Vec<Found<'_>>) {
    found.sort_unstable_by(|one, other| {
        one.hash.cmp(&other.hash).then_with(|| one.word.cmp(&other.word))
    });
    found.dedup_by(|next, kept| {
        let same = next.hash == kept.hash && next.word == kept.word;
        if same {
            kept.tally.add(next.tally);
        }
        same
    });
}

/// Where to divide the words so that each part has about [`WORDS_PER_CHECK`] of them.
fn even_bounds(runs: &[Run<'_>]) -> Vec<u64> {
    let samples = runs.iter().flat_map(|Run(run)| run.iter().step_by(SAMPLING));
    let mut samples: Vec<u64> = samples.map(|found| found.tally.first).collect();
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
    let mut words = WordCounts::new(pattern.clone());
    let mut found = Vec::new();
    for run in runs {
        let between = run.between(from, to);
        room::reserve(&mut found, between.len())?;
        found.extend_from_slice(between);
    }
    found.sort_unstable_by_key(|found| found.tally.first);
    // Words of which nothing is left have a count of zero.
    for Found { tally, word, .. } in found.into_iter().filter(|found| found.tally.count > 0) {
        match word {
            Word::Short(word) => {
                let (bytes, length) = word.to_bytes();
                words.push(&bytes[..length], tally.count)?;
            }
            Word::Long(word) => words.push(word, tally.count)?,
        }
    }
    Ok(words)
}

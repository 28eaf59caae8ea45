//! Training: which pairs of symbols a corpus merges, in which order.
//!
//! Byte-pair encoding (Gage 1994; Sennrich, Haddow & Birch 2016) merges, again and again, the pair
//! of neighbouring symbols that occurs most often. This trainer keeps for each pair its count and
//! its places; a merge visits the places of its pair alone, so the whole training takes
//! O(N log N) time for distinct words of N bytes together. Pairs that are too rare to be merged soon
//! are not kept at all.

mod corpus;
mod neighbours;
mod options;
mod pairs;
mod picky;
mod queue;
mod runs;
mod speller;
mod start;
mod steps;
mod survey;
mod symbols;
mod tie;
mod trainer;
mod weights;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod picky_tests;
#[cfg(test)]
mod tests;

pub use options::{Alphabet, CharacterAlphabet, Initial, Overlap, TrainingOptions};
pub use tie::TieBreak;

use crate::counting::WordCounts;
use crate::error::Error;
use crate::model::{Event, Merge, Model, Parts};
use crate::pattern::Pattern;
use crate::room;
use crate::stages::arranged;
use gainful_kernels::Control;
use start::Start;
use steps::Steps;
use trainer::{Outcome, Task};

/// A merge that is about to be done.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// How many merges come before it.
    pub index: usize,
    /// The token on the left, as files write it.
    pub left: &'a str,
    /// The token on the right.
    pub right: &'a str,
    /// The token that both become.
    pub token: &'a str,
    /// How often the pair occurs.
    pub count: u64,
}

/// Whether a merge is to be done. A pair that is refused is never asked about again.
pub type Accept<'a> = dyn FnMut(Candidate<'_>) -> Result<bool, Error> + 'a;

/// Trains a model on the words that `pattern` made of a corpus.
///
/// The result is a function of the counts and the options alone. It takes O(N log N) time for distinct
/// words of N bytes together, and 8 to 13 N bytes for as many merges as are usual (25 N for words of
/// millions of bytes). Fails if an option is out of its range, if the corpus is
/// too large, if there is no memory for its tables, or if `control` is cancelled.
pub fn train(
    words: &WordCounts,
    pattern: Pattern,
    options: &TrainingOptions,
    control: &Control,
) -> Result<Model, Error> {
    train_if(words, pattern, options, None, control)
}

/// Like [`train`], but asks about each merge before it is done; initial merges are done unasked.
pub fn train_if<'a>(
    words: &'a WordCounts,
    pattern: Pattern,
    options: &'a TrainingOptions,
    accept: Option<&'a mut Accept<'a>>,
    control: &Control,
) -> Result<Model, Error> {
    options.check()?;
    check_total(words)?;
    let start = Start::new(words, options, control)?;
    options.check_size(start.vocabulary.len(), start.merges.len())?;
    let task = Task { words, start, options, accept };
    if let Some(threshold) = options.picky {
        let picked = picky::train(task, threshold, control)?;
        return picked_model(picked, pattern, options.tie_break, control);
    }
    let Outcome { vocabulary, merges, trace } = options.tie_break.train(task, control)?;
    Ok(Model::new(Parts {
        vocabulary,
        merges,
        pattern: Some(pattern),
        tie_break: Some(options.tie_break),
        trace: Some(trace),
        ..Parts::default()
    }))
}

/// The model of a training with removals: tokens that are there keep their order, removed ones follow.
fn picked_model(
    picked: picky::Picked,
    pattern: Pattern,
    tie_break: TieBreak,
    control: &Control,
) -> Result<Model, Error> {
    let picky::Picked { vocabulary, mut events, is_present } = picked;
    let mut order: Vec<u32> = Vec::new();
    room::reserve(&mut order, vocabulary.len())?;
    let tokens = 0..vocabulary.len() as u32;
    order.extend(tokens.clone().filter(|&id| is_present[id as usize]));
    let removed = vocabulary.len() - order.len();
    order.extend(tokens.filter(|&id| !is_present[id as usize]));
    let mut ids = Vec::new();
    room::append(&mut ids, order.len(), 0, control)?;
    for (new, &old) in (0..).zip(&order) {
        ids[old as usize] = new;
    }
    let mut merges: Vec<Merge> = Vec::new();
    let mut steps = Steps::default();
    for event in &mut events {
        steps.next(control)?;
        match event {
            Event::Merge(merge) => {
                for token in [&mut merge.left, &mut merge.right, &mut merge.token] {
                    *token = ids[*token as usize];
                }
                room::reserve(&mut merges, 1)?;
                merges.push(*merge);
            }
            Event::Removal { token, parts } => {
                for token in parts.iter_mut().chain([token]) {
                    *token = ids[*token as usize];
                }
            }
        }
    }
    let is_plain = merges.len() == events.len();
    Ok(Model::new(Parts {
        vocabulary: arranged(&vocabulary, order.iter().copied().map(Some), control)?,
        merges,
        events: if is_plain { Vec::new() } else { events },
        removed,
        pattern: Some(pattern),
        tie_break: Some(tie_break),
        ..Parts::default()
    }))
}

/// Refuses corpora in which the count of a pair could exceed 2^62, so that no sum overflows later.
fn check_total(words: &WordCounts) -> Result<(), Error> {
    let total: i128 =
        words.iter().map(|(word, count)| word.len() as i128 * i128::from(count.max(0))).sum();
    if total > 1 << 62 {
        return Err(Error::CorpusTooLarge("counts of pairs could exceed 2^62"));
    }
    Ok(())
}

//! The greedy selection that all methods share: lazily, where scores only fall, and plainly.
//!
//! Minoux, "Accelerated greedy algorithms for maximizing submodular set functions" (1978).

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use gainful_kernels::{Control, room};

use super::Ranking;
use crate::error::Error;

/// What a method makes of the candidates, given those that are selected.
pub(super) trait Scoring {
    /// Looks at a candidate that is not selected: its score as of one or more selections after the
    /// last look, if there were any.
    fn score(&mut self, candidate: u32) -> Score;

    /// Selects a candidate, whose score is known as of all selections.
    fn select(&mut self, candidate: u32);
}

/// A candidate's score as of the first selections.
#[derive(Clone, Copy)]
pub(super) struct Score {
    /// -∞ if it must not be selected.
    pub(super) value: f64,
    /// How many selections there were; with more of them the value is a bound.
    pub(super) known: usize,
}

/// What is known of a candidate.
struct Bound {
    candidate: u32,
    score: Score,
}

impl Ord for Bound {
    /// The highest score is the greatest; of equal ones, that of the smallest candidate.
    fn cmp(&self, other: &Self) -> Ordering {
        let scores = self.score.value.partial_cmp(&other.score.value);
        scores.unwrap_or(Ordering::Equal).then(other.candidate.cmp(&self.candidate))
    }
}

impl PartialOrd for Bound {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Bound {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Bound {}

/// Goes on from `ranking` until `k` of `size` candidates are selected or none of the others may be.
///
/// A score must never grow as candidates are selected. Then the selection is that of [`plain`], bit
/// for bit: a score that is up to date and the highest of all bounds is the highest of all scores.
pub(super) fn lazy(
    scoring: &mut impl Scoring,
    size: usize,
    k: usize,
    mut ranking: Ranking,
    control: &Control,
) -> Result<Ranking, Error> {
    let mut bounds = room(size)?;
    // By the check of the vectors' form, 32 bits can number the candidates.
    for candidate in (0..size as u32).filter(|candidate| !ranking.elements.contains(candidate)) {
        control.check()?;
        bounds.push(Bound { candidate, score: scoring.score(candidate) });
    }
    let mut bounds = BinaryHeap::from(bounds);
    while ranking.elements.len() < k
        && let Some(mut highest) = bounds.peek_mut()
    {
        if highest.score.known < ranking.elements.len() {
            control.check()?;
            highest.score = scoring.score(highest.candidate);
            continue;
        }
        let Bound { candidate, score } = PeekMut::pop(highest);
        if score.value == f64::NEG_INFINITY {
            break;
        }
        scoring.select(candidate);
        ranking.push(candidate, score.value);
        control.advance(1)?;
    }
    Ok(ranking)
}

/// The same with every score computed for every selection, for scores that may grow.
pub(super) fn plain(
    scoring: &mut impl Scoring,
    size: usize,
    k: usize,
    mut ranking: Ranking,
    control: &Control,
) -> Result<Ranking, Error> {
    let mut left: Vec<u32> = room(size)?;
    left.extend((0..size as u32).filter(|candidate| !ranking.elements.contains(candidate)));
    while ranking.elements.len() < k && !left.is_empty() {
        let mut best = (0, f64::NEG_INFINITY);
        for (position, &candidate) in left.iter().enumerate() {
            let score = loop {
                control.check()?;
                let score = scoring.score(candidate);
                if score.known == ranking.elements.len() {
                    break score.value;
                }
            };
            if score > best.1 {
                best = (position, score);
            }
        }
        let (position, score) = best;
        if score == f64::NEG_INFINITY {
            break;
        }
        let candidate = left.remove(position);
        scoring.select(candidate);
        ranking.push(candidate, score);
        control.advance(1)?;
    }
    Ok(ranking)
}

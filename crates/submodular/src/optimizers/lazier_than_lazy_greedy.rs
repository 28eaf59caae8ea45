//! Lazier-than-lazy greedy: the selection of [`StochasticGreedy`](super::StochasticGreedy) with the
//! same seed, to the last bit, with fewer evaluations.
//!
//! In each sample only elements are evaluated whose last known gain, an upper bound on the present
//! one, could still win.
//!
//! Mirzasoleiman, Badanidiyuru, Karbasi, Vondrak & Krause, "Lazier than lazy greedy" (2015).

use std::cmp::Reverse;

use gainful_kernels::ArgumentError;

use super::growth::{Candidate, Growth, winner};
use super::outside::Outside;
use super::sampled::{self, shuffle};
use super::{Optimizer, Problem};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::Selection;

/// Candidates evaluated at once, at least.
const SMALLEST_BLOCK: usize = 4;

/// The lazy form of the stochastic greedy algorithm, for submodular functions.
#[derive(Clone, Copy, Debug)]
pub struct LazierThanLazyGreedy;

impl Optimizer for LazierThanLazyGreedy {
    fn name(&self) -> &'static str {
        "lazier-than-lazy-greedy"
    }

    fn takes(&self) -> &'static [&'static str] {
        &["stopping", "epsilon"]
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        problem.demand_submodular(self)?;
        problem.demand_cardinality(self)?;
        problem.options.parameters.check_epsilon()
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        sampled::guarantee(problem)
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        Outside::run(self, problem, |growth, outside| {
            let draw = shuffle(problem.options.parameters.seed);
            sampled::select(growth, outside, problem, best, draw)
        })
    }
}

/// The winner of those that could win: the largest bounds, in blocks of growing size.
pub(crate) fn best(
    growth: &mut Growth<'_>,
    sample: &mut [Candidate],
    tolerance: f64,
) -> Result<Option<usize>, Error> {
    let mut order: Vec<usize> = (0..sample.len()).collect();
    order.sort_unstable_by_key(|&position| Reverse(sample[position]));
    let mut evaluated: Vec<Candidate> = Vec::new();
    let mut leader: Option<Candidate> = None;
    while let Some(rest) = order.get(evaluated.len()..) {
        let block: Vec<Candidate> = rest
            .iter()
            .map(|&position| sample[position])
            .take(SMALLEST_BLOCK.max(evaluated.len()))
            // A gain may exceed its bound by the tolerance, and win though it is smaller by as much.
            .take_while(|bound| {
                leader.is_none_or(|leader| bound.gain + tolerance >= leader.gain - tolerance)
            })
            .collect();
        if block.is_empty() {
            break;
        }
        let start = evaluated.len();
        evaluated.extend(block);
        growth.evaluate(&mut evaluated[start..])?;
        for (&position, &candidate) in rest.iter().zip(&evaluated[start..]) {
            sample[position] = candidate;
        }
        leader = leader.max(evaluated[start..].iter().copied().max());
    }
    Ok(winner(&evaluated, tolerance).map(|index| order[index]))
}

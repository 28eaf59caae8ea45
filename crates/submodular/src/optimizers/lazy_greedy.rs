//! Lazy greedy: the selection of [`Greedy`](super::Greedy) to the last bit, with a fraction of its
//! evaluations.
//!
//! The gain of an element of a submodular function never grows, so the last gain computed is an
//! upper bound on the present one. Only elements whose bound could still win are evaluated, the
//! largest bound first.
//!
//! Minoux, "Accelerated greedy algorithms for maximizing submodular set functions" (1978).

use super::bounds::Bounds;
use super::growth::{Candidate, Growth, winner};
use super::{Optimizer, Problem};
use crate::error::Error;
use crate::maximize::Selection;
use crate::objective::Properties;

/// Candidates evaluated at once, at least: as many as some objectives need to reach their full
/// speed on one thread. The superfluous evaluations, up to three a pick, are not lost, since they
/// make bounds smaller that would be looked at next: measured on facility location, 0.1 to 0.2 % of
/// all evaluations.
const SMALLEST_BLOCK: usize = 4;

/// Candidates evaluated at once, at most, because the pick before needed many: so that one that
/// needs far fewer wastes little; enough work for a dozen threads.
const LARGEST_BLOCK: usize = 64;

/// Where more and more are needed, each block is the number evaluated so far by this: few blocks
/// even if everything is evaluated, and little that is evaluated in vain.
const GROWTH: usize = 8;

/// The accelerated greedy algorithm, for submodular functions.
#[derive(Clone, Copy, Debug)]
pub struct LazyGreedy;

impl Optimizer for LazyGreedy {
    fn name(&self) -> &'static str {
        "lazy-greedy"
    }

    fn supports(&self, properties: Properties) -> bool {
        properties.submodular.holds
    }

    fn select(&self, problem: Problem<'_>) -> Result<Selection, Error> {
        let tolerance = problem.objective.tie_tolerance();
        let mut growth = Growth::begin(problem)?;
        let mut fresh = growth.singletons()?;
        growth.tighten(fresh.iter());
        let mut stale = Bounds::new();
        let mut expected = 0;
        while let Some(position) = winner(&fresh, tolerance) {
            growth.insert(fresh.swap_remove(position))?;
            stale.extend(fresh.drain(..));
            if growth.is_certifiable() && certified(growth.len(), problem.constraint.limit()) {
                tighten(&mut growth, &mut stale, problem.constraint.limit())?;
            }
            if growth.is_complete() {
                break;
            }
            evaluate_contenders(&mut growth, &mut stale, &mut fresh, expected, tolerance)?;
            expected = fresh.len();
        }
        Ok(growth.finish(self.name()))
    }
}

/// Moves every candidate that could be the next pick from `stale` to `fresh`, its gain up to date;
/// about `expected` of them.
///
/// They are taken in blocks, whose sizes do not depend on the number of workers; neither does what
/// is evaluated beyond the last one that matters.
fn evaluate_contenders(
    growth: &mut Growth<'_>,
    stale: &mut Bounds,
    fresh: &mut Vec<Candidate>,
    expected: usize,
    tolerance: f64,
) -> Result<(), Error> {
    let mut leader = None;
    loop {
        let evaluated = fresh.len();
        // Half of what is still expected if this pick is like the last one.
        let size = (expected.saturating_sub(evaluated) / 2)
            .clamp(SMALLEST_BLOCK, LARGEST_BLOCK)
            .max(evaluated / GROWTH);
        while fresh.len() < evaluated + size
            && let Some(bound) = stale.pop_if(|bound| contends(bound, leader, tolerance))
        {
            fresh.push(bound);
        }
        let block = &mut fresh[evaluated..];
        if block.is_empty() {
            return Ok(());
        }
        growth.evaluate(block)?;
        leader = leader.max(block.iter().max().copied());
    }
}

/// Whether a candidate with this bound could be picked when `leader` has the largest gain so far.
fn contends(bound: &Candidate, leader: Option<Candidate>, tolerance: f64) -> bool {
    let Some(leader) = leader else { return true };
    if tolerance == 0.0 {
        // At an equal gain the smaller index wins; without this, a function that has reached its
        // largest value would have all its zero bounds evaluated at every pick.
        *bound > leader
    } else {
        // The gain may exceed its bound by the tolerance, and may be smaller than the leader's by
        // the tolerance and still win.
        bound.gain + tolerance >= leader.gain - tolerance
    }
}

/// Whether a selection of `limit` elements tightens its upper bound at the prefix of this length.
///
/// The least bound tends to come from the later half. Measured on 1,797 digits under five metrics
/// and on clustered points, k from 5 to 200: with the empty prefix, these three lengths reach within
/// 0.01 of the ratio that all lengths give, mostly within 0.002. They cost 6 % of all evaluations
/// for 1,000 of 10,000 points.
fn certified(length: usize, limit: usize) -> bool {
    [limit / 2, limit * 3 / 4, limit].contains(&length)
}

/// Tightens the upper bound by the largest gains at the present set, `stale` holding bounds on the
/// gains of all other elements.
///
/// Evaluates the largest bounds until none of the others exceeds the k-th largest gain, so the
/// upper bound is that of a whole sweep. Takes O(n log n) beside the evaluations.
fn tighten(growth: &mut Growth<'_>, stale: &mut Bounds, limit: usize) -> Result<(), Error> {
    let mut fresh: Vec<Candidate> = Vec::new();
    loop {
        let evaluated = fresh.len();
        let least = (evaluated >= limit)
            .then(|| *fresh.select_nth_unstable_by(limit - 1, |a, b| b.cmp(a)).1);
        let size = limit.saturating_sub(evaluated).max(SMALLEST_BLOCK).max(evaluated / GROWTH);
        while fresh.len() < evaluated + size
            && let Some(bound) = stale.pop_if(|bound| least.is_none_or(|least| *bound > least))
        {
            fresh.push(bound);
        }
        let block = &mut fresh[evaluated..];
        if block.is_empty() {
            break;
        }
        growth.evaluate(block)?;
    }
    stale.extend(fresh);
    growth.tighten(stale.iter());
    Ok(())
}

//! Lazy greedy: the selection of [`Greedy`](super::Greedy) to the last bit, with a fraction of its
//! evaluations.
//!
//! The gain of an element of a submodular function never grows, so the last gain computed is an
//! upper bound on the present one. Only elements whose bound could still win are evaluated, the
//! largest bound first; they are kept in a heap.
//!
//! Minoux, "Accelerated greedy algorithms for maximizing submodular set functions" (1978).

use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use gainful_kernels::Cancelled;

use super::growth::{Candidate, Growth, winner};
use super::{Optimizer, Problem};
use crate::maximize::Selection;
use crate::objective::Properties;

/// Candidates evaluated at once.
const BLOCK: usize = 1;

/// The accelerated greedy algorithm, for submodular functions.
#[derive(Clone, Copy, Debug)]
pub struct LazyGreedy;

impl Optimizer for LazyGreedy {
    fn name(&self) -> &'static str {
        "lazy-greedy"
    }

    fn supports(&self, properties: Properties) -> bool {
        properties.submodular
    }

    fn select(&self, problem: Problem<'_>) -> Result<Selection, Cancelled> {
        let tolerance = problem.objective.tie_tolerance();
        let mut growth = Growth::begin(problem)?;
        let mut fresh = growth.singletons()?;
        growth.tighten(&fresh);
        let mut stale = BinaryHeap::new();
        while let Some(position) = winner(&fresh, tolerance) {
            growth.insert(fresh.swap_remove(position))?;
            stale.extend(fresh.drain(..));
            if growth.is_complete() {
                break;
            }
            evaluate_contenders(&mut growth, &mut stale, &mut fresh, tolerance)?;
        }
        if growth.is_certifiable() {
            tighten_at_the_end(&mut growth, stale.into_vec(), problem)?;
        }
        Ok(growth.finish(self.name()))
    }
}

/// Moves every candidate that could be the next pick from `stale` to `fresh`, its gain up to date.
fn evaluate_contenders(
    growth: &mut Growth<'_>,
    stale: &mut BinaryHeap<Candidate>,
    fresh: &mut Vec<Candidate>,
    tolerance: f64,
) -> Result<(), Cancelled> {
    let mut leader = None;
    loop {
        let evaluated = fresh.len();
        while fresh.len() < evaluated + BLOCK
            && let Some(top) = stale.peek_mut().filter(|top| contends(top, leader, tolerance))
        {
            fresh.push(PeekMut::pop(top));
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

/// Tightens the upper bound by the k largest gains at the final set, `outside` holding bounds.
///
/// Only what stands among the k largest is evaluated, until all of those are gains: any other
/// element has a bound, and so a gain, that is smaller. The result is that of n - k evaluations
/// for about as many as the selection itself took for a few picks.
fn tighten_at_the_end(
    growth: &mut Growth<'_>,
    mut outside: Vec<Candidate>,
    problem: Problem<'_>,
) -> Result<(), Cancelled> {
    let limit = problem.constraint.limit().min(outside.len());
    let mut is_fresh = vec![false; problem.objective.size()];
    loop {
        if limit < outside.len() {
            outside.select_nth_unstable_by(limit, |a, b| b.cmp(a));
        }
        let largest = &mut outside[..limit];
        largest.sort_unstable_by_key(|bound| !is_fresh[bound.element as usize]);
        let fresh = largest.partition_point(|bound| is_fresh[bound.element as usize]);
        let stale = &mut largest[fresh..];
        if stale.is_empty() {
            break;
        }
        growth.evaluate(stale)?;
        stale.iter().for_each(|gain| is_fresh[gain.element as usize] = true);
    }
    growth.tighten(&outside);
    Ok(())
}

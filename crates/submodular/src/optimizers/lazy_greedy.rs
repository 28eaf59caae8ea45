//! Lazy greedy: the selection of [`Greedy`](super::Greedy) to the last bit, with a fraction of its
//! evaluations.
//!
//! The gain of an element of a submodular function never grows, so the last gain computed is an
//! upper bound on the present one. Only elements whose bound could still win are evaluated, the
//! largest bound first.
//!
//! Minoux, "Accelerated greedy algorithms for maximizing submodular set functions" (1978).

use gainful_kernels::ArgumentError;

use super::bounds::Bounds;
use super::growth::{Candidate, Growth, winner};
use super::{Optimizer, Problem};
use crate::constraint::Constraint;
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop};

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

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        if problem.objective.properties().submodular.holds {
            return Ok(());
        }
        let expected = "an optimizer that serves functions not known to be submodular, such as \
                        'greedy',";
        Err(ArgumentError::invalid("optimizer", expected, format!("'{}'", self.name())))
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        Guarantee::of_greedy(problem)
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        let mut growth = Growth::new(problem);
        let mut pool = Pool::default();
        let stop = growth.run(|growth| pool.select(growth, problem))?;
        if stop == Stop::TimeBudget {
            growth.tighten(pool.iter().copied());
        }
        Ok(growth.finish(self, stop))
    }
}

/// All elements outside the set.
#[derive(Default)]
struct Pool {
    /// Those whose gain at the present set is known.
    fresh: Vec<Candidate>,
    /// Those of which only an upper bound of the gain is known.
    stale: Bounds,
    /// Those that the constraint no longer admits, with bounds: one of them could be in the best set
    /// all the same.
    rejected: Vec<Candidate>,
    /// How many were evaluated in vain for the last pick.
    expected: usize,
}

impl Pool {
    fn iter(&self) -> impl Iterator<Item = &Candidate> {
        self.fresh.iter().chain(self.stale.iter()).chain(&self.rejected)
    }

    fn select(&mut self, growth: &mut Growth<'_>, problem: &Problem<'_>) -> Result<Stop, Error> {
        let tolerance = problem.objective.tie_tolerance();
        let limit = problem.constraint.limit(problem.objective.size());
        self.fresh = growth.candidates()?;
        growth.tighten(self.fresh.iter().copied());
        let stop = loop {
            if let Some(stop) = growth.completion() {
                break stop;
            }
            let rejects = |candidate: &mut Candidate| !growth.admits(candidate.element);
            self.rejected.extend(self.fresh.extract_if(.., rejects));
            if self.fresh.is_empty() {
                self.evaluate_contenders(growth, tolerance)?;
            }
            let Some(position) = winner(&self.fresh, tolerance) else { break Stop::Constraint };
            if !growth.is_worthwhile(self.fresh[position]) {
                break Stop::Gain;
            }
            if let Some(largest) = self.fresh.iter().max() {
                growth.tighten_by_largest(largest.gain);
            }
            growth.insert(self.fresh.swap_remove(position))?;
            self.expected = self.fresh.len();
            self.stale.extend(self.fresh.drain(..));
            if growth.is_certifiable() && is_checkpoint(problem.constraint, growth.len(), limit) {
                self.tighten(growth, problem.constraint, limit)?;
            }
        };
        if growth.is_certifiable() && !problem.constraint.is_uniform() {
            self.stale.extend(self.fresh.drain(..));
            self.tighten(growth, problem.constraint, limit)?;
        }
        Ok(stop)
    }

    /// Moves every candidate that could be the next pick from `stale` to `fresh`, its gain up to
    /// date; about `expected` of them.
    ///
    /// They are taken in blocks, whose sizes do not depend on the number of workers; neither does
    /// what is evaluated beyond the last one that matters.
    fn evaluate_contenders(
        &mut self,
        growth: &mut Growth<'_>,
        tolerance: f64,
    ) -> Result<(), Error> {
        let mut leader = None;
        loop {
            let evaluated = self.fresh.len();
            // Half of what is still expected if this pick is like the last one.
            let size = (self.expected.saturating_sub(evaluated) / 2)
                .clamp(SMALLEST_BLOCK, LARGEST_BLOCK)
                .max(evaluated / GROWTH);
            while self.fresh.len() < evaluated + size
                && let Some(bound) = self.stale.pop_if(|bound| contends(bound, leader, tolerance))
            {
                if growth.admits(bound.element) {
                    self.fresh.push(bound);
                } else {
                    self.rejected.push(bound);
                }
            }
            let block = &mut self.fresh[evaluated..];
            if block.is_empty() {
                return Ok(());
            }
            growth.evaluate(block)?;
            leader = leader.max(block.iter().max().copied());
        }
    }

    /// Tightens the upper bound on the optimum by gains at the present set.
    ///
    /// If only the number of elements is limited, evaluates the largest bounds until none of the
    /// others exceeds the `limit`-th largest gain, so the upper bound is that of a whole sweep; that
    /// takes O(n log n) beside the evaluations. Otherwise evaluates all.
    fn tighten(
        &mut self,
        growth: &mut Growth<'_>,
        constraint: &Constraint,
        limit: usize,
    ) -> Result<(), Error> {
        let limit = if constraint.is_uniform() { limit } else { usize::MAX };
        growth.evaluate(&mut self.rejected)?;
        loop {
            let evaluated = self.fresh.len();
            let least = (evaluated >= limit)
                .then(|| *self.fresh.select_nth_unstable_by(limit - 1, |a, b| b.cmp(a)).1);
            let size = limit.saturating_sub(evaluated).max(SMALLEST_BLOCK).max(evaluated / GROWTH);
            while self.fresh.len() - evaluated < size
                && let Some(bound) =
                    self.stale.pop_if(|bound| least.is_none_or(|least| *bound > least))
            {
                self.fresh.push(bound);
            }
            let block = &mut self.fresh[evaluated..];
            if block.is_empty() {
                break;
            }
            growth.evaluate(block)?;
        }
        self.stale.extend(self.fresh.drain(..));
        growth.tighten(self.stale.iter().chain(&self.rejected).copied());
        Ok(())
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

/// Whether the upper bound is tightened at the prefix of this length of a selection of at most `limit`
/// elements.
///
/// The least bound tends to come from the later half. Measured on 1,797 digits under five metrics
/// and on clustered points, k from 5 to 200: with the empty prefix, these three lengths reach within
/// 0.01 of the ratio that all lengths give, mostly within 0.002. They cost 6 % of all evaluations
/// for 1,000 of 10,000 points. Where the final length is not known, every power of two is taken.
fn is_checkpoint(constraint: &Constraint, length: usize, limit: usize) -> bool {
    if constraint.is_uniform() {
        [limit / 2, limit * 3 / 4, limit].contains(&length)
    } else {
        length.is_power_of_two()
    }
}

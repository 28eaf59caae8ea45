//! The elements outside the set of a lazy optimizer, and which of them to evaluate.

use super::bounds::Bounds;
use super::falling_bounds::FallingBounds;
use super::growth::{Candidate, Growth};
use crate::constraint::Constraint;
use crate::error::Error;

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

/// All elements outside the set.
#[derive(Default)]
pub(crate) struct Pool {
    /// Those whose gain at the present set is known.
    pub(crate) fresh: Vec<Candidate>,
    /// Those of which only an upper bound of the gain is known.
    stale: Bounds,
    /// Where those bounds are instead if all of them are lowered at each pick.
    falling: Option<FallingBounds>,
    /// Those that the constraint no longer admits, with bounds: one of them could be in the best set
    /// all the same.
    rejected: Vec<Candidate>,
    /// How many were evaluated for the last pick.
    evaluated: usize,
}

impl Pool {
    /// Begins with these bounds, which an earlier run left.
    pub(crate) fn resume(&mut self, bounds: Vec<Candidate>) {
        self.stale.extend(bounds);
    }

    /// All of them, with their gains or bounds.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Candidate> {
        let listed = self.fresh.iter().chain(&self.rejected).copied().chain(self.stale.iter());
        listed.chain(self.falling.iter().flat_map(FallingBounds::iter))
    }

    /// Sets aside what the constraint no longer admits of those whose gain is known.
    pub(crate) fn reject(&mut self, growth: &Growth<'_>) {
        if growth.admits_all() {
            return;
        }
        let rejects = |candidate: &mut Candidate| !growth.admits(candidate.element);
        self.rejected.extend(self.fresh.extract_if(.., rejects));
    }

    /// Turns gains into bounds, after an element has been inserted for which `evaluated` gains were
    /// computed.
    pub(crate) fn settle(
        &mut self,
        growth: &mut Growth<'_>,
        evaluated: usize,
    ) -> Result<(), Error> {
        self.evaluated = evaluated;
        if self.falling.is_none()
            && let Some(descent) = growth.descent()
        {
            self.falling = Some(FallingBounds::new(growth.size(), self.stale.drain(), descent));
        }
        self.put_back();
        match &mut self.falling {
            Some(falling) => growth.lower(falling),
            None => Ok(()),
        }
    }

    /// Brings the gain of every candidate that could be the next pick up to date: they are `fresh`
    /// then.
    ///
    /// They are taken in blocks, whose sizes do not depend on the number of workers; neither does
    /// what is evaluated beyond the last one that matters.
    pub(crate) fn evaluate_contenders(
        &mut self,
        growth: &mut Growth<'_>,
        tolerance: f64,
    ) -> Result<(), Error> {
        let mut leader = None;
        loop {
            let evaluated = self.fresh.len();
            if self.falling.is_some() {
                self.take_falling(leader, growth);
            } else {
                self.take_stale(leader, tolerance, growth);
            }
            let block = &mut self.fresh[evaluated..];
            if block.is_empty() {
                return Ok(());
            }
            growth.evaluate(block)?;
            leader = leader.max(block.iter().max().copied());
        }
    }

    /// Moves the next contenders from `stale` to `fresh`.
    fn take_stale(&mut self, leader: Option<Candidate>, tolerance: f64, growth: &Growth<'_>) {
        let evaluated = self.fresh.len();
        // Half of what is still expected if this pick is like the last one.
        let size = (self.evaluated.saturating_sub(evaluated + 1) / 2)
            .clamp(SMALLEST_BLOCK, LARGEST_BLOCK)
            .max(evaluated / GROWTH);
        while self.fresh.len() < evaluated + size
            && let Some(bound) = self.stale.pop_if(|bound| contends(bound, leader, tolerance))
        {
            self.sort_in(bound, growth);
        }
    }

    /// Moves the next contenders from the falling bounds to `fresh`: the first of them, or all that
    /// may exceed the leader.
    fn take_falling(&mut self, leader: Option<Candidate>, growth: &Growth<'_>) {
        let Some(mut falling) = self.falling.take() else { return };
        match leader {
            Some(leader) => {
                for bound in falling.take_from(leader.gain, LARGEST_BLOCK) {
                    self.sort_in(bound, growth);
                }
            }
            None => {
                while self.fresh.is_empty()
                    && let Some(bound) = falling.pop()
                {
                    self.sort_in(bound, growth);
                }
            }
        }
        self.falling = Some(falling);
    }

    fn sort_in(&mut self, bound: Candidate, growth: &Growth<'_>) {
        let list = if growth.admits(bound.element) { &mut self.fresh } else { &mut self.rejected };
        list.push(bound);
    }

    /// Tightens the upper bound on the optimum by gains at the present set.
    ///
    /// If only the number of elements is limited, evaluates the largest bounds until none of the
    /// others exceeds the `limit`-th largest gain, so the upper bound is that of a whole sweep; that
    /// takes O(n log n) beside the evaluations. Otherwise evaluates all.
    pub(crate) fn tighten(
        &mut self,
        growth: &mut Growth<'_>,
        constraint: &Constraint,
        limit: usize,
    ) -> Result<(), Error> {
        let is_uniform = constraint.is_uniform();
        let limit = if is_uniform { limit } else { usize::MAX };
        growth.evaluate(&mut self.rejected)?;
        self.put_back();
        loop {
            let evaluated = self.fresh.len();
            let least = (evaluated >= limit)
                .then(|| *self.fresh.select_nth_unstable_by(limit - 1, |a, b| b.cmp(a)).1);
            let size = limit.saturating_sub(evaluated).max(SMALLEST_BLOCK).max(evaluated / GROWTH);
            self.take_largest(size, least);
            let block = &mut self.fresh[evaluated..];
            if block.is_empty() {
                break;
            }
            growth.evaluate(block)?;
        }
        if is_uniform && self.falling.is_none() {
            // No other gain exceeds the least of those that count.
            growth.tighten(self.fresh.iter().copied());
        } else {
            growth.tighten(self.iter());
        }
        self.put_back();
        Ok(())
    }

    /// Moves the candidates of largest bounds, as long as they exceed `least`, to `fresh`. Falling
    /// bounds are so close to the gains that those beyond the first ones would tighten next to nothing.
    fn take_largest(&mut self, size: usize, least: Option<Candidate>) {
        if let Some(falling) = &mut self.falling {
            if least.is_none() {
                self.fresh.extend(falling.take_largest(size));
            }
            return;
        }
        let end = self.fresh.len().saturating_add(size);
        while self.fresh.len() < end
            && let Some(bound) = self.stale.pop_if(|bound| least.is_none_or(|least| *bound > least))
        {
            self.fresh.push(bound);
        }
    }

    /// Turns gains into bounds.
    fn put_back(&mut self) {
        match &mut self.falling {
            Some(falling) => falling.extend(self.fresh.drain(..)),
            None => self.stale.extend(self.fresh.drain(..)),
        }
    }
}

/// Whether a candidate with this bound could be picked when `leader` has the largest gain so far.
pub(super) fn contends(bound: &Candidate, leader: Option<Candidate>, tolerance: f64) -> bool {
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

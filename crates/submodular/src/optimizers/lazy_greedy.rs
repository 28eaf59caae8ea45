//! Lazy greedy: the selection of [`Greedy`](super::Greedy) to the last bit, with a fraction of its
//! evaluations.
//!
//! The gain of an element of a submodular function never grows, so the last gain computed is an
//! upper bound on the present one. Only elements whose bound could still win are evaluated, the
//! largest bound first.
//!
//! Minoux, "Accelerated greedy algorithms for maximizing submodular set functions" (1978).

use gainful_kernels::ArgumentError;

use super::growth::{Growth, winner};
use super::pool::Pool;
use super::{Optimizer, Problem};
use crate::constraint::Constraint;
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop};

/// The accelerated greedy algorithm, for submodular functions.
#[derive(Clone, Copy, Debug)]
pub struct LazyGreedy;

impl Optimizer for LazyGreedy {
    fn name(&self) -> &'static str {
        "lazy-greedy"
    }

    fn is_resumable(&self) -> bool {
        true
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        problem.demand_submodular(self)
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        Guarantee::of_greedy(problem)
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        let mut growth = Growth::new(problem);
        let mut pool = Pool::default();
        let stop = growth.run(|growth| grow(growth, &mut pool, problem))?;
        if stop == Stop::TimeBudget {
            growth.tighten(pool.iter());
        }
        Ok(growth.finish(self, stop).resumable(problem, pool.iter()))
    }
}

/// Grows the set until there is a reason to stop.
fn grow(growth: &mut Growth<'_>, pool: &mut Pool, problem: &Problem<'_>) -> Result<Stop, Error> {
    let tolerance = problem.objective.tie_tolerance();
    let limit = problem.constraint.limit(problem.objective.size());
    match growth.earlier_bounds() {
        Some(bounds) => pool.resume(bounds),
        None => pool.fresh = growth.candidates()?,
    }
    growth.tighten(pool.iter());
    let stop = loop {
        if let Some(stop) = growth.completion() {
            break stop;
        }
        pool.reject(growth);
        if pool.fresh.is_empty() {
            pool.evaluate_contenders(growth, tolerance)?;
        }
        let Some(position) = winner(&pool.fresh, tolerance) else { break Stop::Constraint };
        if !growth.is_worthwhile(pool.fresh[position]) {
            break Stop::Gain;
        }
        growth.tighten_by_largest(&pool.fresh);
        let evaluated = pool.fresh.len();
        growth.insert(pool.fresh.swap_remove(position))?;
        pool.settle(growth, evaluated)?;
        if growth.is_certifiable() && is_checkpoint(problem.constraint, growth.len(), limit) {
            pool.tighten(growth, problem.constraint, limit)?;
        }
    };
    if growth.is_certifiable() && !problem.constraint.is_uniform() {
        pool.tighten(growth, problem.constraint, limit)?;
    }
    Ok(stop)
}

/// Whether the upper bound is tightened at the prefix of this length of a selection of at most `limit`
/// elements.
///
/// Measured on 1,797 digits and on 10,000 points in 200 clusters, k from 5 to 1,000: with the empty
/// prefix, these two lengths reach within 0.003 of the ratio that more lengths give; neither is enough
/// alone. Where the final length is not known, every power of two is taken.
fn is_checkpoint(constraint: &Constraint, length: usize, limit: usize) -> bool {
    if constraint.is_uniform() {
        [limit / 2, limit].contains(&length)
    } else {
        length.is_power_of_two()
    }
}

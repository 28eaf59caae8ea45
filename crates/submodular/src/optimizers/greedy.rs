//! Greedy: every gain before every pick, n k gains in all.
//!
//! Serves any function and any constraint. For monotone submodular functions it reaches
//! 1 - (1 - 1/k)^k of the optimum of k elements and half of that of a matroid (Nemhauser, Wolsey &
//! Fisher 1978), and its certificate is the tightest, since all gains at all prefixes are known.

use std::iter;

use gainful_kernels::ArgumentError;

use super::growth::{Growth, winner};
use super::{Optimizer, Problem};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop};

/// The plain greedy algorithm.
#[derive(Clone, Copy, Debug)]
pub struct Greedy;

impl Optimizer for Greedy {
    fn name(&self) -> &'static str {
        "greedy"
    }

    fn check(&self, _: &Problem<'_>) -> Result<(), ArgumentError> {
        Ok(())
    }

    fn is_resumable(&self) -> bool {
        true
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        Guarantee::of_greedy(problem)
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        let mut growth = Growth::new(problem);
        let stop = growth.run(|growth| {
            let tolerance = problem.objective.tie_tolerance();
            let mut admitted = growth.candidates()?;
            // Elements that can no longer be selected could be in the best set all the same.
            let mut rejected = Vec::new();
            loop {
                growth.tighten(admitted.iter().chain(&rejected).copied());
                if let Some(stop) = growth.completion() {
                    return Ok(stop);
                }
                rejected.extend(admitted.extract_if(.., |outside| !growth.admits(outside.element)));
                let Some(position) = winner(&admitted, tolerance) else {
                    return Ok(Stop::Constraint);
                };
                if !growth.is_worthwhile(admitted[position]) {
                    return Ok(Stop::Gain);
                }
                growth.insert(admitted.swap_remove(position))?;
                // The gains at the full set choose nothing, but they tighten the bound.
                if growth.is_certifiable() {
                    growth.evaluate(&mut rejected)?;
                } else if let Some(stop) = growth.completion() {
                    return Ok(stop);
                }
                growth.evaluate(&mut admitted)?;
            }
        })?;
        // All gains are computed before the next pick in any case.
        Ok(growth.finish(self, stop).resumable(problem, iter::empty()))
    }
}

//! Greedy: every gain before every pick, n k gains in all.
//!
//! Serves any function. For monotone submodular ones it reaches 1 - (1 - 1/k)^k of the optimum
//! (Nemhauser, Wolsey & Fisher 1978), and its certificate is the tightest, since all gains at all
//! prefixes are known.

use super::growth::{Growth, winner};
use super::{Optimizer, Problem};
use crate::error::Error;
use crate::maximize::Selection;
use crate::objective::Properties;

/// The plain greedy algorithm.
#[derive(Clone, Copy, Debug)]
pub struct Greedy;

impl Optimizer for Greedy {
    fn name(&self) -> &'static str {
        "greedy"
    }

    fn supports(&self, _: Properties) -> bool {
        true
    }

    fn select(&self, problem: Problem<'_>) -> Result<Selection, Error> {
        let mut growth = Growth::begin(problem)?;
        let mut outside = growth.singletons()?;
        growth.tighten(outside.iter());
        while let Some(position) = winner(&outside, problem.objective.tie_tolerance()) {
            growth.insert(outside.swap_remove(position))?;
            // The gains at the full set choose nothing, but they tighten the bound.
            if growth.is_complete() && !growth.is_certifiable() {
                break;
            }
            growth.evaluate(&mut outside)?;
            growth.tighten(outside.iter());
            if growth.is_complete() {
                break;
            }
        }
        Ok(growth.finish(self.name()))
    }
}

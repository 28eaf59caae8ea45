//! Partial enumeration: greedy by gain per cost from every set of a few elements, the best of all.
//!
//! For a monotone submodular function and one knapsack it reaches 1 - 1/e of the optimum from all
//! sets of three elements (Sviridenko 2004), and already from all pairs (Feldman, Nutov & Shoham
//! 2022): n times, or n² times, the work of one greedy run. Sets from which no better one can be
//! reached, by the bound of the certificate, are passed over.
//!
//! Sviridenko, "A note on maximizing a submodular set function subject to a knapsack constraint"
//! (2004); Feldman, Nutov & Shoham, "Practical budgeted submodular maximization" (2022).

use gainful_kernels::ArgumentError;

use super::cost_benefit_greedy::{check_knapsack, of_knapsack};
use super::density::DensityGreedy;
use super::growth::{Candidate, Growth};
use super::{Optimizer, Problem};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop};

/// The number of elements of a seed unless the caller says otherwise.
const SEED_SIZE: usize = 2;

/// Greedy by gain per cost from every small set.
#[derive(Clone, Copy, Debug)]
pub struct PartialEnumeration;

impl Optimizer for PartialEnumeration {
    fn name(&self) -> &'static str {
        "partial-enumeration"
    }

    fn takes(&self) -> &'static [&'static str] {
        &["stopping", "seedSize"]
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        check_knapsack(self, problem)
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        of_knapsack(problem, || match seed_size(problem) {
            // The run from the empty seed.
            1 => Guarantee::ratio(0.5, "yaroslavtsev-zhou-avdiukhin"),
            2 => Guarantee::ratio(1.0 - (-1.0f64).exp(), "feldman-nutov-shoham"),
            _ => Guarantee::ratio(1.0 - (-1.0f64).exp(), "sviridenko"),
        })
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        let mut growth = Growth::new(problem);
        let mut search = Search { problem, best: Vec::new(), value: f64::NEG_INFINITY };
        let stop = growth.run(|growth| search.run(growth))?;
        if search.value > growth.value() {
            growth.replace(&search.best);
        }
        Ok(growth.finish(self, stop))
    }
}

fn seed_size(problem: &Problem<'_>) -> usize {
    problem.options.parameters.seed_size.unwrap_or(SEED_SIZE)
}

/// The best set so far, and its value.
struct Search<'a> {
    problem: &'a Problem<'a>,
    best: Vec<Candidate>,
    value: f64,
}

impl Search<'_> {
    fn run(&mut self, growth: &mut Growth<'_>) -> Result<Stop, Error> {
        let base = growth.selected();
        let stop = DensityGreedy::new(self.problem).grow(growth)?;
        self.note(growth);
        growth.replace(&base);
        let candidates = growth.candidates()?;
        self.problem.control.begin("enumerate", Some(candidates.len() as u64))?;
        self.enumerate(growth, &candidates, seed_size(self.problem))?;
        growth.replace(&self.best);
        Ok(stop)
    }

    /// Tries the present set with every one of `candidates` that it admits, and with `left` of them.
    /// Leaves the set as it was.
    fn enumerate(
        &mut self,
        growth: &mut Growth<'_>,
        candidates: &[Candidate],
        left: usize,
    ) -> Result<(), Error> {
        let base = growth.selected();
        for (position, &candidate) in candidates.iter().enumerate() {
            if growth.completion().is_none() && growth.admits(candidate.element) {
                let mut addition = [candidate];
                growth.evaluate(&mut addition)?;
                growth.add(addition[0]);
                self.note(growth);
                if left > 1 {
                    self.enumerate(growth, &candidates[position + 1..], left - 1)?;
                } else if self.is_promising(growth)? {
                    DensityGreedy::new(self.problem).grow(growth)?;
                    self.note(growth);
                }
                growth.replace(&base);
            }
            if left == seed_size(self.problem) {
                self.problem.control.advance(1)?;
            }
        }
        Ok(())
    }

    /// Whether a set that holds the present one could be better than the best so far.
    fn is_promising(&self, growth: &mut Growth<'_>) -> Result<bool, Error> {
        if !growth.is_certifiable() {
            return Ok(true);
        }
        let mut candidates = growth.candidates()?;
        Ok(growth.potential(&mut candidates) > self.value)
    }

    fn note(&mut self, growth: &Growth<'_>) {
        if growth.value() > self.value {
            (self.best, self.value) = (growth.selected(), growth.value());
        }
    }
}

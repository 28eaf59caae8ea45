//! The costs of the elements stay within a budget.
//!
//! The bound on sums of gains is that of the fractional problem, in which a part of an element has
//! the same part of its gain and of its cost: Dantzig, "Discrete-variable extremum problems" (1957).

use std::any::Any;

use gainful_kernels::{ArgumentError, check_finite};

use super::{Family, IndependenceSystem, IndependentSet};
use crate::Digest;
use crate::constraint::Constraint;
use crate::optimizers::Candidate;

/// By how much costs may exceed the budget, as a part of it: the rounding of a sum, so that three
/// elements of cost 0.1 fit into 0.3.
const ROUNDING: f64 = 1e-12;

/// Sets whose costs sum to at most a budget.
#[derive(Clone, Debug)]
pub struct Knapsack {
    name: String,
    costs: Vec<f64>,
    budget: f64,
}

impl Knapsack {
    /// The sets that `budget` pays for; `name` is that of the field of the constraint.
    ///
    /// # Errors
    ///
    /// About `costs` or `budget` if a number is NaN, infinite or negative.
    pub fn new(
        name: impl Into<String>,
        costs: Vec<f64>,
        budget: f64,
    ) -> Result<Self, ArgumentError> {
        let name = name.into();
        check_finite(&format!("{name}.costs"), &costs)?;
        if let Some(element) = costs.iter().position(|&cost| cost < 0.0) {
            let found = format!("{} at index {element}", costs[element]);
            return Err(ArgumentError::out_of_range(
                format!("{name}.costs"),
                "costs that are not negative",
                found,
            ));
        }
        if !(0.0..f64::INFINITY).contains(&budget) {
            return Err(ArgumentError::out_of_range(
                format!("{name}.budget"),
                "a finite number that is not negative",
                budget.to_string(),
            ));
        }
        Ok(Self { name, costs, budget })
    }

    /// The cost of an element.
    pub fn cost(&self, element: u32) -> f64 {
        self.costs[element as usize]
    }

    /// The cost of an element as a part of the budget.
    pub fn share(&self, element: u32) -> f64 {
        let cost = self.cost(element);
        if cost > 0.0 { cost / self.budget } else { 0.0 }
    }

    /// What is left of the budget beside these elements, its rounding included: no element that they
    /// admit costs more.
    pub(crate) fn left_beside<'e>(&self, elements: impl Iterator<Item = &'e u32>) -> f64 {
        self.limit() - elements.map(|&element| self.cost(element)).sum::<f64>()
    }

    /// The budget and the rounding of a sum.
    fn limit(&self) -> f64 {
        self.budget * (1.0 + ROUNDING)
    }

    /// What the elements of a set may cost together.
    pub fn budget(&self) -> f64 {
        self.budget
    }
}

impl IndependenceSystem for Knapsack {
    fn name(&self) -> &str {
        &self.name
    }

    fn family(&self) -> Family {
        Family::Knapsack
    }

    fn check(&self, size: usize, constraint: &Constraint) -> Result<(), ArgumentError> {
        if self.costs.len() != size {
            let expected = format!("{size} costs, one per element,");
            let argument = format!("{}.costs", self.name);
            return Err(ArgumentError::invalid(argument, expected, self.costs.len().to_string()));
        }
        let permitted = constraint.eligible(size).into_iter().chain(constraint.include.clone());
        let least = permitted.map(|element| self.cost(element)).min_by(f64::total_cmp);
        match least {
            Some(least) if least > self.budget => {
                let expected = format!("at least {least}, the cost of the cheapest element,");
                let argument = format!("{}.budget", self.name);
                Err(ArgumentError::out_of_range(argument, expected, self.budget.to_string()))
            }
            _ => Ok(()),
        }
    }

    fn begin(&self) -> Box<dyn IndependentSet + '_> {
        Box::new(Purchase { knapsack: self, spent: 0.0 })
    }

    fn digest(&self, digest: &mut Digest) {
        digest.words(self.costs.iter().copied().map(f64::to_bits));
        digest.word(self.budget.to_bits());
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// What the elements of a set cost.
#[derive(Clone)]
struct Purchase<'a> {
    knapsack: &'a Knapsack,
    spent: f64,
}

impl IndependentSet for Purchase<'_> {
    fn admits(&self, element: u32) -> bool {
        self.spent + self.knapsack.cost(element) <= self.knapsack.limit()
    }

    fn insert(&mut self, element: u32) {
        self.spent += self.knapsack.cost(element);
    }

    /// The optimum of the fractional problem over the elements that can be added. O(n log n).
    fn largest_sum(&self, candidates: &mut [Candidate]) -> f64 {
        let density =
            |candidate: &Candidate| density(candidate.gain, self.knapsack.cost(candidate.element));
        candidates.sort_unstable_by(|a, b| {
            density(b).total_cmp(&density(a)).then(a.element.cmp(&b.element))
        });
        let mut left = (self.knapsack.budget - self.spent).max(0.0);
        let mut sum = 0.0;
        for candidate in candidates.iter().filter(|candidate| self.admits(candidate.element)) {
            let cost = self.knapsack.cost(candidate.element);
            if cost > left {
                return sum + candidate.gain * (left / cost);
            }
            sum += candidate.gain;
            // Which of those whose density overflows is denser cannot be told: they are given away.
            if density(candidate).is_finite() {
                left -= cost;
            }
        }
        sum
    }
}

/// Gain per cost; what costs nothing is worth infinitely more than what costs something, unless its
/// gain is zero, too.
pub(crate) fn density(gain: f64, cost: f64) -> f64 {
    if cost > 0.0 || gain != 0.0 { gain / cost } else { 0.0 }
}

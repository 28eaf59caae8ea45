//! From so many to so many elements of each group, and at most so many in all.
//!
//! The sets that can be extended to a fair one are a matroid: those with |S ∩ c| ≤ upper_c for each
//! group c and Σ_c max(|S ∩ c|, lower_c) ≤ k, provided that each group has enough elements. A set of
//! this matroid that cannot be grown meets every lower bound, so greedy that never stops early
//! finds a fair set, of at least half of the best value.
//!
//! El Halabi, Mitrović, Norouzi-Fard, Tardos & Tarnawski, "Fairness in streaming submodular
//! maximization: algorithms and hardness" (2020).

use std::any::Any;

use gainful_kernels::ArgumentError;

use super::groups::Groups;
use super::matroid::largest_extension;
use super::{Family, IndependenceSystem, IndependentSet};
use crate::Digest;
use crate::constraint::Constraint;
use crate::optimizers::Candidate;

/// Sets with `lower[g]` to `upper[g]` elements of each group g, as many in all as the cardinality
/// permits. Elements that are in the set from the start count in their groups, but not against the
/// cardinality.
#[derive(Clone, Debug)]
pub struct Fairness {
    name: String,
    groups: Groups,
    lower: Vec<u32>,
    upper: Vec<u32>,
    cardinality: usize,
}

impl Fairness {
    /// The sets of at most `cardinality` elements that are fair to `groups`, in which element e is in
    /// group `groups[e]`; `name` is that of the field of the constraint.
    ///
    /// # Errors
    ///
    /// About `upper` if there is not one per lower bound or one is less than it; about `groups` if
    /// one of them has no bounds; about `cardinality` if the lower bounds sum to more.
    pub fn new(
        name: impl Into<String>,
        groups: Vec<u32>,
        lower: Vec<u32>,
        upper: Vec<u32>,
        cardinality: usize,
    ) -> Result<Self, ArgumentError> {
        let name = name.into();
        if upper.len() != lower.len() {
            let expected = format!("{} bounds, one per lower bound,", lower.len());
            let argument = format!("{name}.upper");
            return Err(ArgumentError::invalid(argument, expected, upper.len().to_string()));
        }
        if let Some(group) = (0..upper.len()).find(|&group| upper[group] < lower[group]) {
            let expected = format!("at least {}, the lower bound of group {group},", lower[group]);
            let argument = format!("{name}.upper[{group}]");
            return Err(ArgumentError::out_of_range(argument, expected, upper[group].to_string()));
        }
        let least: u64 = lower.iter().map(|&bound| u64::from(bound)).sum();
        if least > cardinality as u64 {
            let expected = format!("at least {least}, the sum of {name}.lower,");
            return Err(ArgumentError::out_of_range(
                "cardinality",
                expected,
                cardinality.to_string(),
            ));
        }
        let groups = Groups::new(format!("{name}.groups"), groups, lower.len())?;
        Ok(Self { name, groups, lower, upper, cardinality })
    }

    /// Fails unless every group has as many elements that may be selected as its lower bound asks
    /// for.
    fn check_groups(&self, size: usize, constraint: &Constraint) -> Result<(), ArgumentError> {
        let mut counts = vec![0; self.lower.len()];
        for element in constraint.eligible(size).iter().chain(&constraint.include) {
            counts[self.groups.of(*element)] += 1;
        }
        match (0..counts.len()).find(|&group| counts[group] < self.lower[group]) {
            None => Ok(()),
            Some(group) => {
                let count = counts[group];
                let expected =
                    format!("at most {count}, as many elements of group {group} may be selected,");
                let argument = format!("{}.lower[{group}]", self.name);
                let found = self.lower[group].to_string();
                Err(ArgumentError::out_of_range(argument, expected, found))
            }
        }
    }
}

impl IndependenceSystem for Fairness {
    fn name(&self) -> &str {
        &self.name
    }

    fn family(&self) -> Family {
        Family::Matroid
    }

    fn check(&self, size: usize, constraint: &Constraint) -> Result<(), ArgumentError> {
        let another = constraint.systems.iter().find(|system| system.name() != self.name);
        if let Some(another) = another {
            return Err(ArgumentError::invalid(
                &self.name,
                "no constraint beside it but cardinality, include, exclude and candidates, since no \
                 algorithm is known that meets the lower bounds together with another one,",
                format!("one with {}", another.name()),
            ));
        }
        self.groups.check(size)?;
        self.check_groups(size, constraint)
    }

    fn asks_for_full_sets(&self) -> bool {
        true
    }

    fn begin(&self) -> Box<dyn IndependentSet + '_> {
        let reserved: usize = self.lower.iter().map(|&bound| bound as usize).sum();
        let counts = vec![0; self.lower.len()];
        Box::new(Shares { fairness: self, counts, free: self.cardinality - reserved })
    }

    fn digest(&self, digest: &mut Digest) {
        self.groups.digest(digest);
        digest.words(self.lower.iter().chain(&self.upper).copied().map(u64::from));
        // The places that are kept free for the lower bounds depend on it.
        digest.word(self.cardinality as u64);
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// How many elements each group has.
#[derive(Clone)]
struct Shares<'a> {
    fairness: &'a Fairness,
    counts: Vec<u32>,
    /// How many more elements there may be above the lower bounds: k - Σ max(count, lower).
    free: usize,
}

impl IndependentSet for Shares<'_> {
    fn widen(&mut self, elements: usize) {
        self.free += elements;
    }

    fn admits(&self, element: u32) -> bool {
        let Fairness { groups, lower, upper, .. } = self.fairness;
        let group = groups.of(element);
        let count = self.counts[group];
        count < upper[group] && (count < lower[group] || self.free > 0)
    }

    fn insert(&mut self, element: u32) {
        let Fairness { groups, lower, .. } = self.fairness;
        let group = groups.of(element);
        if self.counts[group] >= lower[group] {
            self.free -= 1;
        }
        self.counts[group] += 1;
    }

    fn largest_sum(&self, candidates: &mut [Candidate]) -> f64 {
        largest_extension(self.clone(), candidates)
    }
}

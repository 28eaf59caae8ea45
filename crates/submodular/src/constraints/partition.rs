//! At most so many elements of each group: the partition matroid.
//!
//! Greedy reaches half of the optimum: Fisher, Nemhauser & Wolsey, "An analysis of approximations
//! for maximizing submodular set functions II" (1978).

use std::any::Any;

use gainful_kernels::ArgumentError;

use super::groups::Groups;
use super::matroid::largest_extension;
use super::{Family, IndependenceSystem, IndependentSet};
use crate::Digest;
use crate::constraint::Constraint;
use crate::optimizers::Candidate;

/// Sets with at most `limits[g]` elements of each group g.
#[derive(Clone, Debug)]
pub struct Partition {
    name: String,
    groups: Groups,
    limits: Vec<u32>,
}

impl Partition {
    /// The partition in which element e is in group `groups[e]`; `name` is that of the field of the
    /// constraint.
    ///
    /// # Errors
    ///
    /// About `groups` if one of them has no limit.
    pub fn new(
        name: impl Into<String>,
        groups: Vec<u32>,
        limits: Vec<u32>,
    ) -> Result<Self, ArgumentError> {
        let name = name.into();
        let groups = Groups::new(format!("{name}.groups"), groups, limits.len())?;
        Ok(Self { name, groups, limits })
    }
}

impl IndependenceSystem for Partition {
    fn name(&self) -> &str {
        &self.name
    }

    fn family(&self) -> Family {
        Family::Matroid
    }

    fn check(&self, size: usize, _: &Constraint) -> Result<(), ArgumentError> {
        self.groups.check(size)
    }

    fn begin(&self) -> Box<dyn IndependentSet + '_> {
        Box::new(Parts { partition: self, left: self.limits.clone() })
    }

    fn digest(&self, digest: &mut Digest) {
        self.groups.digest(digest);
        digest.words(self.limits.iter().copied().map(u64::from));
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// How many more elements each group may have.
#[derive(Clone)]
struct Parts<'a> {
    partition: &'a Partition,
    left: Vec<u32>,
}

impl IndependentSet for Parts<'_> {
    fn admits(&self, element: u32) -> bool {
        self.left[self.partition.groups.of(element)] > 0
    }

    fn insert(&mut self, element: u32) {
        self.left[self.partition.groups.of(element)] -= 1;
    }

    fn largest_sum(&self, candidates: &mut [Candidate]) -> f64 {
        largest_extension(self.clone(), candidates)
    }
}

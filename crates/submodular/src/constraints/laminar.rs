//! At most so many elements of each group, where groups may lie within one another: the laminar
//! matroid.
//!
//! The groups form a forest; a set grows by one element as long as no group on the way from the
//! innermost one of the element to the root is full. A partition is the case without nesting.

use std::any::Any;

use gainful_kernels::ArgumentError;

use super::matroid::largest_extension;
use super::{Family, IndependenceSystem, IndependentSet};
use crate::constraint::{Constraint, check_subset};
use crate::digest::Digest;
use crate::optimizers::Candidate;

/// Sets with at most `limits[g]` elements of each group g; two groups are disjoint, or one holds the
/// other.
#[derive(Clone, Debug)]
pub struct Laminar {
    name: String,
    groups: Vec<Vec<u32>>,
    limits: Vec<u32>,
    /// The smallest group that holds each group.
    parents: Vec<Option<usize>>,
    /// The smallest group of each element up to the largest that is in one.
    innermost: Vec<Option<usize>>,
}

impl Laminar {
    /// The family of these `groups` of elements; `name` is that of the field of the constraint. An
    /// element may be in no group.
    ///
    /// # Errors
    ///
    /// About `limits` if there is not one per group; about `groups` if two overlap and neither holds
    /// the other, or an element is twice in one.
    pub fn new(
        name: impl Into<String>,
        groups: Vec<Vec<u32>>,
        limits: Vec<u32>,
    ) -> Result<Self, ArgumentError> {
        let name = name.into();
        if limits.len() != groups.len() {
            let expected = format!("{} limits, one per group,", groups.len());
            let argument = format!("{name}.limits");
            return Err(ArgumentError::invalid(argument, expected, limits.len().to_string()));
        }
        let size = groups.iter().flatten().max().map_or(0, |&largest| largest as usize + 1);
        for (group, elements) in groups.iter().enumerate() {
            check_subset(&format!("{name}.groups[{group}]"), elements, size)?;
        }
        let (parents, innermost) = forest(&groups, size).map_err(|(one, other)| {
            let expected = "groups of which any two are disjoint or one within the other";
            let found = format!("groups {one} and {other}, which overlap");
            ArgumentError::invalid(format!("{name}.groups"), expected, found)
        })?;
        Ok(Self { name, groups, limits, parents, innermost })
    }

    /// The groups of an element, the innermost first.
    fn path(&self, element: u32) -> impl Iterator<Item = usize> {
        let innermost = self.innermost.get(element as usize).copied().flatten();
        std::iter::successors(innermost, |&group| self.parents[group])
    }
}

/// Parents of groups and innermost groups of elements.
type Forest = (Vec<Option<usize>>, Vec<Option<usize>>);

/// The forest that the groups form, or two groups that overlap. O(s log s) for sizes that sum to s.
fn forest(groups: &[Vec<u32>], size: usize) -> Result<Forest, (usize, usize)> {
    let mut by_size: Vec<usize> = (0..groups.len()).collect();
    by_size.sort_by_key(|&group| groups[group].len());
    let mut parents = vec![None; groups.len()];
    let mut innermost = vec![None; size];
    // The largest group so far that holds each element.
    let mut outermost: Vec<Option<usize>> = vec![None; size];
    for group in by_size {
        let elements = &groups[group];
        let mut inside: Vec<usize> =
            elements.iter().filter_map(|&element| outermost[element as usize]).collect();
        inside.sort_unstable();
        for child in inside.chunk_by(|a, b| a == b) {
            // All elements of a group that shares one have to be here.
            if child.len() < groups[child[0]].len() {
                return Err((child[0].min(group), child[0].max(group)));
            }
            parents[child[0]] = Some(group);
        }
        for &element in elements {
            outermost[element as usize] = Some(group);
            innermost[element as usize].get_or_insert(group);
        }
    }
    Ok((parents, innermost))
}

impl IndependenceSystem for Laminar {
    fn name(&self) -> &str {
        &self.name
    }

    fn family(&self) -> Family {
        Family::Matroid
    }

    fn check(&self, size: usize, _: &Constraint) -> Result<(), ArgumentError> {
        for (group, elements) in self.groups.iter().enumerate() {
            check_subset(&format!("{}.groups[{group}]", self.name), elements, size)?;
        }
        Ok(())
    }

    fn begin(&self) -> Box<dyn IndependentSet + '_> {
        Box::new(Nested { laminar: self, left: self.limits.clone() })
    }

    fn digest(&self, digest: &mut Digest) {
        for group in &self.groups {
            digest.words(group.iter().copied().map(u64::from));
        }
        digest.words(self.limits.iter().copied().map(u64::from));
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// How many more elements each group may have.
#[derive(Clone)]
struct Nested<'a> {
    laminar: &'a Laminar,
    left: Vec<u32>,
}

impl IndependentSet for Nested<'_> {
    fn admits(&self, element: u32) -> bool {
        self.laminar.path(element).all(|group| self.left[group] > 0)
    }

    fn insert(&mut self, element: u32) {
        for group in self.laminar.path(element) {
            self.left[group] -= 1;
        }
    }

    fn largest_sum(&self, candidates: &mut [Candidate]) -> f64 {
        largest_extension(self.clone(), candidates)
    }
}

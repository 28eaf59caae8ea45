//! At most so many elements of each group, where groups may lie within one another: the laminar
//! matroid.
//!
//! The groups form a forest; a set grows by one element as long as no group on the way from the
//! innermost one of the element to the root is full. A partition is the case without nesting.

use std::any::Any;

use gainful_kernels::ArgumentError;

use super::matroid::largest_extension;
use super::{Family, IndependenceSystem, IndependentSet};
use crate::Digest;
use crate::constraint::Constraint;
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
    /// The elements that are in a group, in ascending order.
    members: Vec<u32>,
    /// The smallest group of each of these.
    innermost: Vec<usize>,
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
        for (group, elements) in groups.iter().enumerate() {
            check_distinct(&format!("{name}.groups[{group}]"), elements)?;
        }
        let mut members = groups.concat();
        members.sort_unstable();
        members.dedup();
        let (parents, innermost) = forest(&groups, &members).map_err(|(one, other)| {
            let expected = "groups of which any two are disjoint or one within the other";
            let found = format!("groups {one} and {other}, which overlap");
            ArgumentError::invalid(format!("{name}.groups"), expected, found)
        })?;
        Ok(Self { name, groups, limits, parents, members, innermost })
    }

    /// The groups of an element, the innermost first.
    fn path(&self, element: u32) -> impl Iterator<Item = usize> {
        let innermost = place(&self.members, element).map(|place| self.innermost[place]);
        std::iter::successors(innermost, |&group| self.parents[group])
    }
}

/// Fails if an element is twice in a group. O(s log s) for s elements, whatever the ground set.
fn check_distinct(argument: &str, elements: &[u32]) -> Result<(), ArgumentError> {
    let mut sorted = elements.to_vec();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => {
            let found = format!("{} twice", pair[0]);
            Err(ArgumentError::invalid(argument, "distinct elements", found))
        }
    }
}

/// Where an element is among `members`, which ascend: in most cases in its own place.
fn place(members: &[u32], element: u32) -> Option<usize> {
    match members.get(element as usize) {
        Some(&member) if member == element => Some(element as usize),
        _ => members.binary_search(&element).ok(),
    }
}

/// Parents of groups and innermost groups of members.
type Forest = (Vec<Option<usize>>, Vec<usize>);

/// The forest that the groups form, or two groups that overlap. O(s log s) for sizes that sum to s.
fn forest(groups: &[Vec<u32>], members: &[u32]) -> Result<Forest, (usize, usize)> {
    let mut by_size: Vec<usize> = (0..groups.len()).collect();
    by_size.sort_by_key(|&group| groups[group].len());
    let mut parents = vec![None; groups.len()];
    let mut innermost = vec![None; members.len()];
    // The largest group so far that holds each member.
    let mut outermost: Vec<Option<usize>> = vec![None; members.len()];
    for group in by_size {
        let places = groups[group].iter().filter_map(|&element| place(members, element));
        let mut inside: Vec<usize> = places.clone().filter_map(|place| outermost[place]).collect();
        inside.sort_unstable();
        for child in inside.chunk_by(|a, b| a == b) {
            // All elements of a group that shares one have to be here.
            if child.len() < groups[child[0]].len() {
                return Err((child[0].min(group), child[0].max(group)));
            }
            parents[child[0]] = Some(group);
        }
        for place in places {
            outermost[place] = Some(group);
            innermost[place].get_or_insert(group);
        }
    }
    // Every member is in a group.
    Ok((parents, innermost.into_iter().flatten().collect()))
}

impl IndependenceSystem for Laminar {
    fn name(&self) -> &str {
        &self.name
    }

    fn family(&self) -> Family {
        Family::Matroid
    }

    fn check(&self, size: usize, _: &Constraint) -> Result<(), ArgumentError> {
        let is_outside = |&element: &u32| element as usize >= size;
        if !self.members.last().is_some_and(is_outside) {
            return Ok(());
        }
        for (group, elements) in self.groups.iter().enumerate() {
            if let Some(element) = elements.iter().find(|element| is_outside(element)) {
                let argument = format!("{}.groups[{group}]", self.name);
                let expected = format!("elements from 0 to {}", size.saturating_sub(1));
                return Err(ArgumentError::out_of_range(argument, expected, element.to_string()));
            }
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

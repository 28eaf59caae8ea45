//! Elements are the edges of a graph and sets have no cycle: the graphic matroid.
//!
//! Connected vertices are kept in a union-find structure (Tarjan 1975), united by size: an edge is
//! admitted if its two ends are not connected yet.

use std::any::Any;

use gainful_kernels::ArgumentError;

use super::matroid::largest_extension;
use super::{Family, IndependenceSystem, IndependentSet};
use crate::Digest;
use crate::constraint::Constraint;
use crate::optimizers::Candidate;

/// Forests: sets of edges without a cycle. An edge from a vertex to itself is one.
#[derive(Clone, Debug)]
pub struct Graphic {
    name: String,
    /// The ends of the edges, renumbered so that no vertex is without an edge: memory is that of the
    /// edges, however many vertices there are.
    edges: Vec<[u32; 2]>,
    vertices: usize,
}

impl Graphic {
    /// The forests of the graph in which element e joins the vertices `edges[e]`; `name` is that of
    /// the field of the constraint.
    ///
    /// # Errors
    ///
    /// About `edges` if one of them ends at no vertex.
    pub fn new(
        name: impl Into<String>,
        edges: Vec<[u32; 2]>,
        vertices: usize,
    ) -> Result<Self, ArgumentError> {
        let name = name.into();
        let outside = |edge: &[u32; 2]| edge.iter().any(|&end| end as usize >= vertices);
        if let Some(element) = edges.iter().position(outside) {
            let expected =
                format!("edges between the vertices 0 to {}", vertices.saturating_sub(1));
            let [from, to] = edges[element];
            let found = format!("{from} to {to} as element {element}");
            return Err(ArgumentError::out_of_range(format!("{name}.edges"), expected, found));
        }
        let mut ends = edges.as_flattened().to_vec();
        ends.sort_unstable();
        ends.dedup();
        // Every end is among them, and they are no more than 32 bits can number.
        let number = |end: u32| ends.partition_point(|&other| other < end) as u32;
        let edges = edges.into_iter().map(|edge| edge.map(number)).collect();
        Ok(Self { name, edges, vertices: ends.len() })
    }
}

impl IndependenceSystem for Graphic {
    fn name(&self) -> &str {
        &self.name
    }

    fn family(&self) -> Family {
        Family::Matroid
    }

    fn check(&self, size: usize, _: &Constraint) -> Result<(), ArgumentError> {
        if self.edges.len() == size {
            return Ok(());
        }
        let expected = format!("{size} edges, one per element,");
        let argument = format!("{}.edges", self.name);
        Err(ArgumentError::invalid(argument, expected, self.edges.len().to_string()))
    }

    fn begin(&self) -> Box<dyn IndependentSet + '_> {
        let parents = (0..self.vertices as u32).collect();
        Box::new(Forest { graph: self, parents, sizes: vec![1; self.vertices] })
    }

    fn digest(&self, digest: &mut Digest) {
        digest.words(self.edges.as_flattened().iter().copied().map(u64::from));
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Which vertices a set of edges connects.
#[derive(Clone)]
struct Forest<'a> {
    graph: &'a Graphic,
    /// A vertex that stands for more; roots stand for themselves.
    parents: Vec<u32>,
    /// How many vertices each root stands for.
    sizes: Vec<u32>,
}

impl Forest<'_> {
    /// The vertices that stand for all those connected with the ends of an edge. O(log n), since a
    /// vertex gets a new parent only when it comes to stand for twice as many.
    fn roots(&self, element: u32) -> [u32; 2] {
        self.graph.edges[element as usize].map(|mut vertex| {
            while self.parents[vertex as usize] != vertex {
                vertex = self.parents[vertex as usize];
            }
            vertex
        })
    }
}

impl IndependentSet for Forest<'_> {
    fn admits(&self, element: u32) -> bool {
        let [from, to] = self.roots(element);
        from != to
    }

    fn insert(&mut self, element: u32) {
        let mut roots = self.roots(element);
        roots.sort_by_key(|&root| self.sizes[root as usize]);
        let [small, large] = roots;
        self.parents[small as usize] = large;
        self.sizes[large as usize] += self.sizes[small as usize];
    }

    fn largest_sum(&self, candidates: &mut [Candidate]) -> f64 {
        largest_extension(self.clone(), candidates)
    }
}

//! A k-d tree for the two questions of neighbour-based estimators: how far is the k-th neighbour of
//! every point, and how many points are closer to it than a given radius?
//!
//! All points of a leaf search together, one per lane, so that distances and the list of the nearest
//! are straight-line vector code and the walk through the tree is paid once for eight points. The
//! answers are exact: distances are compared as computed, and a box is skipped only by a bound made
//! of the same rounded subtraction, which is monotone.
//!
//! Bentley, "Multidimensional binary search trees used for associative searching" (1975).

mod arrange;
mod closer;
mod nearest;

use gainful_kernels::{Cancelled, Control, Workers};

use super::extremes::{greater, lesser};
use arrange::arrange;

/// Points in a leaf: eight doubles fill one or a few registers of any instruction set.
const LANES: usize = 8;

/// One number for each point of a leaf.
type Lanes = [f64; LANES];

/// Leaves that one task searches for; some tens of microseconds.
const LEAVES_PER_TASK: usize = 64;

/// Points in leaves of eight, in an order in which near points are mostly near.
pub(super) struct Tree {
    dimensions: usize,
    /// The point at each position; position p is lane p % 8 of leaf p / 8.
    order: Vec<u32>,
    /// Coordinate d of a leaf at `leaf * dimensions + d`; lanes past the last point are infinite.
    coordinates: Vec<Lanes>,
    /// The bounds of each node, see [`Node`].
    bounds: Vec<Bounds>,
}

/// The least box around a node's points in one dimension.
#[derive(Clone, Copy)]
struct Bounds {
    lower: f64,
    upper: f64,
}

impl Bounds {
    fn around(values: &[f64]) -> Self {
        let nothing = Self { lower: f64::INFINITY, upper: f64::NEG_INFINITY };
        values.iter().fold(nothing, |bounds, &value| Self {
            lower: lesser(bounds.lower, value),
            upper: greater(bounds.upper, value),
        })
    }
}

/// A node: a range of leaves, halved until one is left.
#[derive(Clone, Copy)]
struct Node {
    /// As in a heap: the root is 0, the children of i are 2i + 1 and 2i + 2.
    index: usize,
    first_leaf: usize,
    end_leaf: usize,
}

impl Node {
    fn root(leaves: usize) -> Self {
        Self { index: 0, first_leaf: 0, end_leaf: leaves }
    }

    fn is_leaf(self) -> bool {
        self.end_leaf - self.first_leaf == 1
    }

    fn middle(self) -> usize {
        self.first_leaf.midpoint(self.end_leaf)
    }

    fn children(self) -> [Self; 2] {
        let (index, middle) = (2 * self.index, self.middle());
        [
            Self { index: index + 1, end_leaf: middle, ..self },
            Self { index: index + 2, first_leaf: middle, ..self },
        ]
    }

    /// The number of nodes a heap needs for `leaves`.
    fn heap_size(leaves: usize) -> usize {
        2 * leaves.next_power_of_two() - 1
    }
}

impl Tree {
    /// Arranges the points whose coordinates are `columns`, all of one length that is neither 0 nor
    /// above 2^32 - 1. O(N log N).
    pub(super) fn new<C: AsRef<[f64]> + Sync>(
        columns: &[C],
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Cancelled> {
        let columns: Vec<&[f64]> = columns.iter().map(AsRef::as_ref).collect();
        let dimensions = columns.len();
        let order = arrange(&columns, workers, control)?;
        let leaves = order.len().div_ceil(LANES);

        let mut coordinates = vec![[f64::INFINITY; LANES]; leaves * dimensions];
        workers.for_each_chunk(&mut coordinates, LEAVES_PER_TASK * dimensions, |task, rows| {
            if control.is_cancelled() {
                return;
            }
            let first = task * LEAVES_PER_TASK;
            for (leaf, rows) in (first..).zip(rows.chunks_exact_mut(dimensions)) {
                for (lane, &point) in order[leaf * LANES..].iter().take(LANES).enumerate() {
                    for (row, column) in rows.iter_mut().zip(&columns) {
                        row[lane] = column[point as usize];
                    }
                }
            }
        });
        let bounds = vec![Bounds::around(&[]); Node::heap_size(leaves) * dimensions];
        let mut tree = Self { dimensions, order, coordinates, bounds };
        tree.bound(Node::root(leaves), control)?;
        Ok(tree)
    }

    /// The point at each position of the answers.
    pub(super) fn order(&self) -> &[u32] {
        &self.order
    }

    fn leaves(&self) -> usize {
        self.order.len().div_ceil(LANES)
    }

    /// The number of points in `node`.
    fn points(&self, node: Node) -> usize {
        (node.end_leaf * LANES).min(self.order.len()) - node.first_leaf * LANES
    }

    fn rows(&self, leaf: usize) -> &[Lanes] {
        &self.coordinates[leaf * self.dimensions..][..self.dimensions]
    }

    fn bounds(&self, node: Node) -> &[Bounds] {
        &self.bounds[node.index * self.dimensions..][..self.dimensions]
    }

    /// Computes the bounds of `node` and of all nodes below.
    fn bound(&mut self, node: Node, control: &Control) -> Result<(), Cancelled> {
        control.check()?;
        if !node.is_leaf() {
            for child in node.children() {
                self.bound(child, control)?;
            }
        }
        for dimension in 0..self.dimensions {
            let bounds = if node.is_leaf() {
                let row = &self.rows(node.first_leaf)[dimension];
                Bounds::around(&row[..self.points(node)])
            } else {
                let [left, right] = node.children().map(|child| self.bounds(child)[dimension]);
                Bounds {
                    lower: lesser(left.lower, right.lower),
                    upper: greater(left.upper, right.upper),
                }
            };
            self.bounds[node.index * self.dimensions + dimension] = bounds;
        }
        Ok(())
    }
}

/// At most the distance between any point of one box and any point of the other.
fn nearest_distance(a: &[Bounds], b: &[Bounds]) -> f64 {
    a.iter().zip(b).fold(0.0, |distance, (a, b)| {
        greater(distance, greater(a.lower - b.upper, b.lower - a.upper))
    })
}

/// At least the distance between any point of one box and any point of the other.
fn farthest_distance(a: &[Bounds], b: &[Bounds]) -> f64 {
    a.iter().zip(b).fold(0.0, |distance, (a, b)| {
        greater(distance, greater(a.upper - b.lower, b.upper - a.lower))
    })
}

/// The distances of one point, lane `lane` of `others`, to each point of `rows`.
#[inline(always)]
fn distances(rows: &[Lanes], others: &[Lanes], lane: usize) -> Lanes {
    let mut distances = [0.0; LANES];
    for (row, other) in rows.iter().zip(others) {
        let other = other[lane];
        for (distance, &value) in distances.iter_mut().zip(row) {
            *distance = greater(*distance, (value - other).abs());
        }
    }
    distances
}

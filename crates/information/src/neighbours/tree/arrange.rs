//! The order of the points in the leaves: halves of halves, each cut across the longest side.

use std::mem;

use gainful_kernels::{Cancelled, Control, Workers};

use super::{Bounds, LANES, Node};

/// Parts into which the points are cut one level after the other, before each part is arranged by
/// one thread.
const PARTS: usize = 64;

/// Some points that belong to the leaves of one node.
struct Part<'a> {
    points: &'a mut [u32],
    node: Node,
    /// Where the cuts above left room for the points, by dimension.
    cell: Vec<Bounds>,
    /// The cut into halves: across which dimension, and where.
    cut: (usize, f64),
}

/// The points 0..N in the order of the leaves.
pub(super) fn arrange(
    columns: &[&[f64]],
    workers: &Workers,
    control: &Control,
) -> Result<Vec<u32>, Cancelled> {
    let mut points: Vec<u32> = (0..columns[0].len() as u32).collect();
    let node = Node::root(points.len().div_ceil(LANES));
    let cell = columns.iter().map(|column| Bounds::around(column)).collect();
    let mut parts = vec![Part { points: &mut points, node, cell, cut: (0, 0.0) }];
    while parts.len() < PARTS && parts.iter().all(|part| !part.node.is_leaf()) {
        workers.for_each_chunk(&mut parts, 1, |_, part| {
            if !control.is_cancelled() {
                part[0].cut(columns, &mut Vec::new());
            }
        });
        control.check()?;
        parts = parts.into_iter().flat_map(Part::halves).collect();
    }
    workers.for_each_chunk(&mut parts, 1, |_, part| {
        part[0].arrange(columns, &mut Vec::new(), control);
    });
    control.check()?;
    Ok(points)
}

impl<'a> Part<'a> {
    /// Arranges the points into leaves, unless cancelled. `keys` is scratch.
    fn arrange(&mut self, columns: &[&[f64]], keys: &mut Vec<(f64, u32)>, control: &Control) {
        if self.node.is_leaf() || control.is_cancelled() {
            return;
        }
        self.cut(columns, keys);
        for mut half in self.reborrow().halves() {
            half.arrange(columns, keys, control);
        }
    }

    /// Moves the points of the left child before those of the right one.
    fn cut(&mut self, columns: &[&[f64]], keys: &mut Vec<(f64, u32)>) {
        let mut dimension = 0;
        for (other, side) in self.cell.iter().enumerate() {
            if side.upper - side.lower > self.cell[dimension].upper - self.cell[dimension].lower {
                dimension = other;
            }
        }
        let column = columns[dimension];
        keys.clear();
        keys.extend(self.points.iter().map(|&point| (column[point as usize], point)));
        let (_, &mut (value, _), _) =
            keys.select_nth_unstable_by(self.left_points(), |a, b| a.0.total_cmp(&b.0));
        for (point, &(_, key)) in self.points.iter_mut().zip(&*keys) {
            *point = key;
        }
        self.cut = (dimension, value);
    }

    fn left_points(&self) -> usize {
        (self.node.middle() - self.node.first_leaf) * LANES
    }

    fn halves(self) -> [Self; 2] {
        let middle = self.left_points();
        let (left, right) = self.points.split_at_mut(middle);
        let [left_node, right_node] = self.node.children();
        let (dimension, value) = self.cut;
        let (mut left_cell, mut right_cell) = (self.cell.clone(), self.cell);
        left_cell[dimension].upper = value;
        right_cell[dimension].lower = value;
        [
            Self { points: left, node: left_node, cell: left_cell, cut: self.cut },
            Self { points: right, node: right_node, cell: right_cell, cut: self.cut },
        ]
    }

    fn reborrow(&mut self) -> Part<'_> {
        Part {
            points: self.points,
            node: self.node,
            cell: mem::take(&mut self.cell),
            cut: self.cut,
        }
    }
}

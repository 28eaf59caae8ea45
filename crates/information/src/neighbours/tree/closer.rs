//! How many points are closer than a radius, without visiting most of them: a box that lies wholly
//! within the radius is counted at once.

use gainful_kernels::{Cancelled, Control, Workers};

use super::super::extremes::{greater, lesser};
use super::{
    Bounds, LANES, LEAVES_PER_TASK, Node, Tree, distances, farthest_distance, nearest_distance,
};

impl Tree {
    /// For each point, how many others are closer than its radius; `radii` and the answer are in
    /// the order of the columns that the tree was made of.
    pub(in super::super) fn count_closer(
        &self,
        radii: &[f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<u32>, Cancelled> {
        let order = self.order();
        let mut by_position = vec![0; order.len()];
        workers.for_each_chunk(&mut by_position, LEAVES_PER_TASK * LANES, |task, counts| {
            let mut pending = Vec::new();
            let first = task * LEAVES_PER_TASK;
            for (leaf, counts) in (first..).zip(counts.chunks_mut(LANES)) {
                if control.advance(counts.len() as u64).is_err() {
                    return;
                }
                let mut lanes = [0.0; LANES];
                for (radius, &point) in lanes.iter_mut().zip(&order[leaf * LANES..]) {
                    *radius = radii[point as usize];
                }
                self.count_for_leaf(leaf, &lanes, counts, &mut pending);
            }
        });
        control.check()?;
        let mut counts = vec![0; order.len()];
        for (&point, count) in order.iter().zip(by_position) {
            counts[point as usize] = count;
        }
        Ok(counts)
    }

    /// Counts for the points of `leaf`; `pending` is scratch.
    fn count_for_leaf(
        &self,
        leaf: usize,
        radii: &[f64; LANES],
        counts: &mut [u32],
        pending: &mut Vec<Node>,
    ) {
        let used = &radii[..counts.len()];
        let greatest = used.iter().copied().fold(0.0, greater);
        let least = used.iter().copied().fold(f64::INFINITY, lesser);
        let rows = self.rows(leaf);
        let own: Vec<Bounds> =
            rows.iter().map(|row| Bounds::around(&row[..counts.len()])).collect();
        let mut lanes = [0u64; LANES];
        let mut whole_boxes = 0;
        pending.push(Node::root(self.leaves()));
        while let Some(node) = pending.pop() {
            let bounds = self.bounds(node);
            if nearest_distance(&own, bounds) >= greatest {
                continue;
            }
            if farthest_distance(&own, bounds) < least {
                whole_boxes += self.points(node) as u64;
            } else if node.is_leaf() {
                let others = self.rows(node.first_leaf);
                for lane in 0..self.points(node) {
                    let distances = distances(rows, others, lane);
                    for ((count, distance), radius) in lanes.iter_mut().zip(distances).zip(radii) {
                        *count += u64::from(distance < *radius);
                    }
                }
            } else {
                pending.extend(node.children());
            }
        }
        for ((count, lane), radius) in counts.iter_mut().zip(lanes).zip(radii) {
            // Every point met itself, at distance zero.
            *count = (lane + whole_boxes) as u32 - u32::from(*radius > 0.0);
        }
    }
}

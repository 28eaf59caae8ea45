//! The distance of every point to its k-th neighbour.

use gainful_kernels::{Cancelled, Control, Workers};

use super::super::extremes::{greater, lesser};
use super::{LANES, LEAVES_PER_TASK, Lanes, Node, Tree, distances, nearest_distance};

impl Tree {
    /// The distance to the `k`-th nearest other point, by position; `k` is from 1 to N - 1.
    ///
    /// About O(N log N) in few dimensions; no worse than O(N²) in many.
    pub(in super::super) fn kth_distances(
        &self,
        k: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<f64>, Cancelled> {
        let mut kth = vec![0.0; self.order().len()];
        workers.for_each_chunk(&mut kth, LEAVES_PER_TASK * LANES, |task, kth| {
            let mut search = Search::new(self, k);
            let first = task * LEAVES_PER_TASK;
            for (leaf, kth) in (first..).zip(kth.chunks_mut(LANES)) {
                if control.advance(kth.len() as u64).is_err() {
                    return;
                }
                kth.copy_from_slice(&search.run(leaf)[..kth.len()]);
            }
        });
        control.check()?;
        Ok(kth)
    }
}

/// The search for the neighbours of the points of one leaf after another.
struct Search<'a> {
    tree: &'a Tree,
    /// Row r holds, for each lane, the distance of the nearest but r found so far; k rows.
    nearest: Vec<Lanes>,
    /// The nodes yet to visit, the next one last.
    pending: Vec<Node>,
}

impl<'a> Search<'a> {
    fn new(tree: &'a Tree, k: usize) -> Self {
        Self { tree, nearest: vec![[0.0; LANES]; k], pending: Vec::new() }
    }

    /// The k-th distances of the points of `leaf`.
    fn run(&mut self, leaf: usize) -> Lanes {
        self.nearest.fill([f64::INFINITY; LANES]);
        let own = self.descend(leaf);
        let points = self.tree.points(own);
        self.meet(own, own);
        let mut reach = self.reach(points);
        while let Some(node) = self.pending.pop() {
            let distance = nearest_distance(self.tree.bounds(own), self.tree.bounds(node));
            // At equality a point of the box may tie with the k-th, which changes nothing.
            if distance >= reach {
                continue;
            }
            if node.is_leaf() {
                if self.is_open(own, node) {
                    self.meet(own, node);
                    reach = self.reach(points);
                }
            } else {
                self.pending.extend(node.children());
            }
        }
        self.nearest[self.nearest.len() - 1]
    }

    /// Walks from the root to `leaf` and leaves the other branches pending, the nearest last.
    fn descend(&mut self, leaf: usize) -> Node {
        let mut node = Node::root(self.tree.leaves());
        while !node.is_leaf() {
            let [left, right] = node.children();
            let (towards, away) = if leaf < node.middle() { (left, right) } else { (right, left) };
            self.pending.push(away);
            node = towards;
        }
        node
    }

    /// The largest k-th distance of the first `points` lanes.
    fn reach(&self, points: usize) -> f64 {
        self.nearest[self.nearest.len() - 1][..points].iter().copied().fold(0.0, greater)
    }

    /// Whether a point of `other` may be nearer to a lane than its k-th.
    ///
    /// Boxes of leaves are too coarse a test in several dimensions.
    fn is_open(&self, own: Node, other: Node) -> bool {
        let mut distance = [0.0; LANES];
        for (row, bounds) in self.tree.rows(own.first_leaf).iter().zip(self.tree.bounds(other)) {
            for (distance, &value) in distance.iter_mut().zip(row) {
                *distance = greater(*distance, greater(value - bounds.upper, bounds.lower - value));
            }
        }
        let kth = &self.nearest[self.nearest.len() - 1];
        let open: u64 = distance.iter().zip(kth).map(|(d, kth)| u64::from(d < kth)).sum();
        open > 0
    }

    /// Lets the points of one leaf see those of another.
    fn meet(&mut self, own: Node, other: Node) {
        let rows = self.tree.rows(own.first_leaf);
        let others = self.tree.rows(other.first_leaf);
        for lane in 0..LANES {
            let mut distance = distances(rows, others, lane);
            if own.index == other.index {
                distance[lane] = f64::INFINITY;
            }
            // Each row keeps the lesser and hands the greater down.
            for row in &mut self.nearest {
                for (kept, distance) in row.iter_mut().zip(&mut distance) {
                    (*kept, *distance) = (lesser(*distance, *kept), greater(*distance, *kept));
                }
            }
        }
    }
}

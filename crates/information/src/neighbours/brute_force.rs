//! Neighbours by comparing all pairs: in many dimensions no tree saves comparisons, and plain rows
//! of distances run at the full width of the vector units.
//!
//! One point at a time: its two rows of distances stay in the cache while they are searched, which
//! was faster than comparing several points with each block of the columns.

use gainful_kernels::{Cancelled, Control, Workers, count_below, max_norm_distances};

use super::extremes::{greater, lesser};
use super::neighbourhood::Neighbourhood;
use super::samples::Columns;

/// Points that one task treats; they share the memory of its rows, 16 N bytes.
const POINTS_PER_TASK: usize = 32;

/// The longest list of smallest distances that is kept in order by insertion.
const MOST_INSERTED: usize = 64;

/// Distances that are looked at only if the least of them is among the k smallest.
const GLANCE: usize = 64;

/// The neighbourhoods of all points in their order. O(N² d).
pub(super) fn brute_force(
    x: &Columns,
    y: &Columns,
    k: usize,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<Neighbourhood>, Cancelled> {
    let samples = x[0].len();
    control.begin("neighbours", Some(samples as u64))?;
    let [x, y] = [x, y].map(|columns| -> Vec<&[f64]> { columns.iter().map(|c| &c[..]).collect() });
    let mut found = vec![Neighbourhood::default(); samples];
    workers.for_each_chunk(&mut found, POINTS_PER_TASK, |task, found| {
        let mut row = Row { in_x: vec![0.0; samples], in_y: vec![0.0; samples] };
        for (point, found) in (task * POINTS_PER_TASK..).zip(found) {
            if control.advance(1).is_err() {
                return;
            }
            measure(&x, point, &mut row.in_x);
            measure(&y, point, &mut row.in_y);
            *found = row.neighbourhood(k);
        }
    });
    control.check()?;
    Ok(found)
}

/// Writes the distances of all others from `point`.
fn measure(columns: &[&[f64]], point: usize, distances: &mut [f64]) {
    let query: Vec<f64> = columns.iter().map(|column| column[point]).collect();
    max_norm_distances(&query, columns, 0..distances.len(), distances);
    // Farther than any radius, so that the point does not count itself.
    distances[point] = f64::INFINITY;
}

/// The distances of all other points from one.
struct Row {
    in_x: Vec<f64>,
    in_y: Vec<f64>,
}

impl Row {
    fn neighbourhood(&self, k: usize) -> Neighbourhood {
        let radius = if k <= MOST_INSERTED { self.by_insertion(k) } else { self.by_selection(k) };
        Neighbourhood {
            radius,
            closer_in_x: count_below(&self.in_x, radius) as u32,
            closer_in_y: count_below(&self.in_y, radius) as u32,
        }
    }

    /// The k-th joint distance, from a list of the k smallest.
    fn by_insertion(&self, k: usize) -> f64 {
        let mut nearest = vec![f64::INFINITY; k];
        let mut joint = [0.0; GLANCE];
        for (in_x, in_y) in self.in_x.chunks(GLANCE).zip(self.in_y.chunks(GLANCE)) {
            let mut least = f64::INFINITY;
            for ((joint, &in_x), &in_y) in joint.iter_mut().zip(in_x).zip(in_y) {
                *joint = greater(in_x, in_y);
                least = lesser(*joint, least);
            }
            if least < nearest[k - 1] {
                joint[..in_x.len()].iter().for_each(|&distance| insert(&mut nearest, distance));
            }
        }
        nearest[k - 1]
    }

    /// The k-th joint distance, from all of them.
    fn by_selection(&self, k: usize) -> f64 {
        let mut joint: Vec<f64> =
            self.in_x.iter().zip(&self.in_y).map(|(&in_x, &in_y)| greater(in_x, in_y)).collect();
        *joint.select_nth_unstable_by(k - 1, f64::total_cmp).1
    }
}

/// Keeps the smallest distances seen, in ascending order.
fn insert(nearest: &mut [f64], distance: f64) {
    let mut place = nearest.len();
    while place > 0 && distance < nearest[place - 1] {
        place -= 1;
    }
    if place < nearest.len() {
        nearest[place..].rotate_right(1);
        nearest[place] = distance;
    }
}

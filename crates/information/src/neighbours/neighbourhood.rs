//! What the estimators are made of: around every point the distance to its k-th neighbour in the
//! joint space, and how many points are closer than that in each of the two projections.
//!
//! Two plans lead to the same numbers: trees, for few dimensions, and brute force for many.

use gainful_kernels::{Cancelled, Control, Workers};

use super::BLOCK;
use super::brute_force::brute_force;
use super::samples::Columns;
use super::sorted_column::SortedColumn;
use super::tree::Tree;

/// Points per corner of a box, of which it has 2^d, from which on trees are faster. On normal data
/// the plans were level at about 1,000 points in 6 dimensions, 2,500 in 8 and 10,000 in 10.
const FEWEST_PER_CORNER: u64 = 10;

/// The largest k² per point at which trees are faster; a leaf compares about k points with a list
/// of k distances.
const LONG_LISTS: u64 = 4;

/// The surroundings of one point.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Neighbourhood {
    /// The distance to the k-th neighbour in the joint space.
    pub(super) radius: f64,
    /// How many other points are closer than the radius in x.
    pub(super) closer_in_x: u32,
    /// How many other points are closer than the radius in y.
    pub(super) closer_in_y: u32,
}

/// How neighbours are found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Plan {
    /// Walk through trees.
    Trees,
    /// Compare all pairs.
    BruteForce,
}

impl Plan {
    /// The faster plan for this many points in this many dimensions.
    pub(super) fn fastest(samples: usize, dimensions: usize, k: usize) -> Self {
        let samples = samples as u64;
        let shift = u32::try_from(dimensions).unwrap_or(u32::MAX);
        let points_per_corner = samples.checked_shr(shift).unwrap_or(0);
        let long_lists = (k as u64).pow(2) > LONG_LISTS * samples;
        if points_per_corner < FEWEST_PER_CORNER || long_lists {
            Self::BruteForce
        } else {
            Self::Trees
        }
    }
}

/// One of the two variables, with each of its columns sorted as well.
pub(super) struct Variable<'a> {
    pub(super) columns: &'a Columns,
    pub(super) sorted: Vec<SortedColumn>,
}

impl<'a> Variable<'a> {
    /// Sorts the columns.
    pub(super) fn new(
        columns: &'a Columns,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Cancelled> {
        let sort = |column: usize| SortedColumn::new(&columns[column], control);
        let sorted = workers.map(columns.len(), sort).into_iter().collect::<Result<_, _>>()?;
        Ok(Self { columns, sorted })
    }
}

/// The neighbourhoods of all points in their order, for `k` from 1 to N - 1.
pub(super) fn neighbourhoods(
    x: &Variable<'_>,
    y: &Variable<'_>,
    k: usize,
    plan: Plan,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<Neighbourhood>, Cancelled> {
    match plan {
        Plan::BruteForce => brute_force(x.columns, y.columns, k, workers, control),
        Plan::Trees => by_trees(x, y, k, workers, control),
    }
}

/// Points are reordered as the leaves of the joint tree hold them, so that points that are close
/// come one after the other and find what they read in the cache.
fn by_trees(
    x: &Variable<'_>,
    y: &Variable<'_>,
    k: usize,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<Neighbourhood>, Cancelled> {
    let joint: Vec<&[f64]> = x.columns.iter().chain(y.columns).map(Vec::as_slice).collect();
    let samples = joint[0].len();
    control.begin("neighbours", Some(3 * samples as u64))?;
    let tree = Tree::new(&joint, workers, control)?;
    let radii = tree.kth_distances(k, workers, control)?;
    let order = tree.order();
    let closer = |variable: &Variable<'_>| {
        let reordered = |column: usize| reorder(&variable.columns[column], order, control);
        let columns = workers.map(variable.columns.len(), reordered);
        let columns = columns.into_iter().collect::<Result<Columns, _>>()?;
        match &variable.sorted[..] {
            [sorted] => closer_in_line(&columns[0], sorted, &radii, workers, control),
            _ => Tree::new(&columns, workers, control)?.count_closer(&radii, workers, control),
        }
    };
    let (closer_in_x, closer_in_y) = (closer(x)?, closer(y)?);
    let mut found = vec![Neighbourhood::default(); samples];
    for (position, &sample) in order.iter().enumerate() {
        if position % BLOCK == 0 {
            control.check()?;
        }
        found[sample as usize] = Neighbourhood {
            radius: radii[position],
            closer_in_x: closer_in_x[position],
            closer_in_y: closer_in_y[position],
        };
    }
    Ok(found)
}

/// The values of `column` in this order.
fn reorder(column: &[f64], order: &[u32], control: &Control) -> Result<Vec<f64>, Cancelled> {
    let mut values = Vec::with_capacity(order.len());
    for samples in order.chunks(BLOCK) {
        control.check()?;
        values.extend(samples.iter().map(|&sample| column[sample as usize]));
    }
    Ok(values)
}

/// For each point of a column, how many others are closer than its radius.
fn closer_in_line(
    column: &[f64],
    sorted: &SortedColumn,
    radii: &[f64],
    workers: &Workers,
    control: &Control,
) -> Result<Vec<u32>, Cancelled> {
    let mut counts = vec![0; radii.len()];
    workers.for_each_chunk(&mut counts, BLOCK, |block, counts| {
        if control.advance(counts.len() as u64).is_err() {
            return;
        }
        for (point, count) in (block * BLOCK..).zip(counts) {
            // The point itself is closer than any radius but zero.
            *count = sorted.closer(column[point], radii[point]).saturating_sub(1);
        }
    });
    control.check()?;
    Ok(counts)
}

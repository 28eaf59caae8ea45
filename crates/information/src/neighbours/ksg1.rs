//! The first estimator of Kraskov, Stögbauer & Grassberger, "Estimating mutual information" (2004),
//! equation 8.
//!
//! The radius around a point is the distance to its k-th neighbour in the joint space; the estimate
//! compares how many points lie within that radius in each of the two projections.

use gainful_kernels::{Control, Workers, pairwise_sum};

use super::marginal::count_closer;
use super::samples::Columns;
use super::sorted_column::SortedColumn;
use super::tree::Tree;
use super::{MutualInformationEstimator, Options};
use crate::digamma::DigammaTable;
use crate::{Error, Estimate, Warning};

pub(super) const ESTIMATOR: MutualInformationEstimator =
    MutualInformationEstimator { name: "ksg1", estimate };

/// The share of zero radii beyond which the data are called tied.
const ZERO_RADII_LIMIT: f64 = 0.01;

/// The share of repeated values in a column beyond which the data are called tied.
const REPEATED_VALUES_LIMIT: f64 = 0.05;

/// What the estimate is made of; one entry per point, in the order of the samples.
pub(super) struct Neighbourhoods {
    /// The distance to the k-th neighbour in the joint space.
    pub(super) radii: Vec<f64>,
    /// How many other points are closer than the radius in x.
    pub(super) closer_in_x: Vec<u32>,
    /// How many other points are closer than the radius in y.
    pub(super) closer_in_y: Vec<u32>,
}

/// ψ(k) + ψ(N) - ⟨ψ(n_x + 1) + ψ(n_y + 1)⟩.
fn estimate(
    x: &Columns,
    y: &Columns,
    options: &Options,
    workers: &Workers,
    control: &Control,
) -> Result<Estimate, Error> {
    let samples = x[0].len();
    let columns: Vec<&Vec<f64>> = x.iter().chain(y).collect();
    let mut sorted = workers.map(columns.len(), |column| SortedColumn::new(columns[column]));
    let sorted_y = sorted.split_off(x.len());
    let sorted_x = sorted;

    let mut warnings = Vec::new();
    for (argument, sorted) in [("x", &sorted_x), ("y", &sorted_y)] {
        if sorted.iter().all(SortedColumn::is_constant) {
            warnings.push(Warning::Constant { argument });
        }
    }
    if !warnings.is_empty() {
        let local = options.local.then(|| vec![0.0; samples]);
        return Ok(Estimate { value: 0.0, samples: samples as u64, warnings, local });
    }

    let found =
        neighbourhoods((x, &sorted_x), (y, &sorted_y), options.neighbours, workers, control)?;
    let zero_radii = share(found.radii.iter().filter(|&&radius| radius == 0.0).count(), samples);
    let repeated_values =
        sorted_x.iter().chain(&sorted_y).map(SortedColumn::repeated).fold(0.0, f64::max);
    if zero_radii > ZERO_RADII_LIMIT || repeated_values > REPEATED_VALUES_LIMIT {
        warnings.push(Warning::Ties { zero_radii, repeated_values });
    }

    let digamma = DigammaTable::up_to(samples);
    let whole = digamma.at(options.neighbours) + digamma.at(samples);
    let mut terms: Vec<f64> = found
        .closer_in_x
        .iter()
        .zip(&found.closer_in_y)
        .map(|(&x, &y)| digamma.at(x as usize + 1) + digamma.at(y as usize + 1))
        .collect();
    let value = whole - pairwise_sum(&terms) / samples as f64;
    if value < 0.0 {
        warnings.push(Warning::Negative);
    }
    let local = options.local.then(|| {
        terms.iter_mut().for_each(|term| *term = whole - *term);
        terms
    });
    Ok(Estimate { value, samples: samples as u64, warnings, local })
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// Finds the radii and counts the neighbours.
///
/// The points are reordered as the leaves of the joint tree hold them, so that points that are
/// close come one after the other and find what they read in the cache.
pub(super) fn neighbourhoods(
    (x, sorted_x): (&Columns, &[SortedColumn]),
    (y, sorted_y): (&Columns, &[SortedColumn]),
    k: usize,
    workers: &Workers,
    control: &Control,
) -> Result<Neighbourhoods, Error> {
    let samples = x[0].len();
    control.begin("neighbours", Some(3 * samples as u64))?;
    let joint: Vec<&[f64]> = x.iter().chain(y).map(Vec::as_slice).collect();
    let tree = Tree::new(&joint, workers, control)?;
    let radii = tree.kth_distances(k, workers, control)?;
    let order = tree.order();
    let reordered = |columns: &Columns| -> Columns {
        workers.map(columns.len(), |column| {
            order.iter().map(|&sample| columns[column][sample as usize]).collect()
        })
    };
    let closer_in_x = count_closer(&reordered(x), sorted_x, &radii, workers, control)?;
    let closer_in_y = count_closer(&reordered(y), sorted_y, &radii, workers, control)?;

    let mut found = Neighbourhoods {
        radii: vec![0.0; samples],
        closer_in_x: vec![0; samples],
        closer_in_y: vec![0; samples],
    };
    for (position, &sample) in order.iter().enumerate() {
        let sample = sample as usize;
        found.radii[sample] = radii[position];
        found.closer_in_x[sample] = closer_in_x[position];
        found.closer_in_y[sample] = closer_in_y[position];
    }
    Ok(found)
}

//! Local intrinsic dimensionality: how many coordinates the points around a point really have, from how fast
//! the distances of its neighbours grow.

use gainful_kernels::{
    ArgumentError, Control, Workers, pairwise_sum, room, squared_distance_strip,
};

use crate::spectral::Points;
use crate::{Bounds, Error, Estimate, Warning};

/// How the dimension is estimated from the distances r_1 ≤ … ≤ r_k of a point's k nearest neighbours.
#[derive(Clone, Copy, Debug)]
pub struct DimensionEstimator {
    /// The name that users know it by.
    pub name: &'static str,
    /// What a point's distances give.
    of_distances: fn(&[f64]) -> f64,
    /// What the numbers of all points give, from their mean.
    of_mean: fn(f64) -> f64,
}

/// All estimators.
pub const DIMENSION_ESTIMATORS: &[DimensionEstimator] = &[
    // -k / Σ_{j ≤ k} ln(r_j / r_k): Amsaleg et al., "Estimating local intrinsic dimensionality" (2015).
    DimensionEstimator {
        name: "maximum-likelihood",
        of_distances: |distances| distances.len() as f64 / log_growth(distances),
        of_mean: |mean| mean,
    },
    // (k - 1) / Σ_{j < k} ln(r_k / r_j): Levina & Bickel, "Maximum likelihood estimation of intrinsic dimension"
    // (2004).
    DimensionEstimator {
        name: "levina-bickel",
        of_distances: |distances| (distances.len() - 1) as f64 / log_growth(distances),
        of_mean: |mean| mean,
    },
    // The inverse of the mean of inverses: MacKay & Ghahramani, "Comments on 'Maximum likelihood estimation of
    // intrinsic dimension'" (2005).
    DimensionEstimator {
        name: "mackay-ghahramani",
        of_distances: |distances| log_growth(distances) / (distances.len() - 1) as f64,
        of_mean: f64::recip,
    },
    // m / (r_k - m) with the mean m of r_1, …, r_(k - 1): Amsaleg et al., section 3.
    DimensionEstimator {
        name: "method-of-moments",
        of_distances: |distances| match distances {
            [others @ .., last] => {
                let mean = others.iter().sum::<f64>() / others.len() as f64;
                mean / (last - mean)
            }
            [] => f64::NAN,
        },
        of_mean: |mean| mean,
    },
];

impl DimensionEstimator {
    /// The estimator of this name.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn named(name: &str) -> Result<Self, ArgumentError> {
        DIMENSION_ESTIMATORS.iter().copied().find(|estimator| estimator.name == name).ok_or_else(
            || {
                let names: Vec<&str> =
                    DIMENSION_ESTIMATORS.iter().map(|estimator| estimator.name).collect();
                let expected = format!("one of {}", names.join(", "));
                ArgumentError::invalid("estimator", expected, name)
            },
        )
    }
}

/// Σ ln(r_k / r_j), without neighbours at distance zero.
fn log_growth(distances: &[f64]) -> f64 {
    let last = distances.last().copied().unwrap_or(0.0);
    distances
        .iter()
        .filter(|&&distance| distance > 0.0)
        .map(|distance| (last / distance).ln())
        .sum()
}

/// Points whose neighbours one task searches.
const TASK: usize = 32;

/// The mean over points of the dimension that the distances of their `neighbours` nearest others give, by the
/// Euclidean distance. Each point's own number with `local`.
///
/// Points whose nearest neighbours all coincide with them are left out, with a warning; there is no estimate
/// (NaN) where all do. Infinite where a point's neighbours are all equally far. Takes O(n² d) for n points.
///
/// # Errors
///
/// If there are not more points than neighbours, of which there must be at least two; for lack of memory, and on
/// cancellation.
pub fn intrinsic_dimension(
    points: Points<'_>,
    neighbours: usize,
    estimator: DimensionEstimator,
    local: bool,
    workers: &Workers,
    control: &Control,
) -> Result<Estimate, Error> {
    let rows = points.rows();
    if neighbours < 2 || neighbours >= rows {
        let expected = format!("an integer from 2 to the number of points less one, {}", rows - 1);
        let found = neighbours.to_string();
        return Err(ArgumentError::out_of_range("k", expected, found).into());
    }
    control.begin("neighbours", Some(rows as u64))?;
    let all = points.panels(0..rows, workers, control)?;
    let found = workers.map(rows.div_ceil(TASK), |task| -> Result<Vec<Found>, Error> {
        let range = task * TASK..rows.min((task + 1) * TASK);
        let count = range.len();
        let own = points.panels(range.clone(), &Workers::single(), control)?;
        let mut distances = room(count * rows)?;
        distances.resize(count * rows, 0.0);
        squared_distance_strip(&own, &all, 0..rows, &mut distances, control)?;
        let of_point = |(point, distances): (usize, &mut [f64])| {
            distances.swap(point, rows - 1);
            let others = &mut distances[..rows - 1];
            others.select_nth_unstable_by(neighbours - 1, f64::total_cmp);
            let nearest = &mut others[..neighbours];
            nearest.sort_unstable_by(f64::total_cmp);
            nearest.iter_mut().for_each(|distance| *distance = distance.sqrt());
            Found {
                has_zeros: nearest[0] == 0.0,
                value: (nearest[neighbours - 1] > 0.0).then(|| (estimator.of_distances)(nearest)),
            }
        };
        let found = range.zip(distances.chunks_exact_mut(rows)).map(of_point).collect();
        control.advance(count as u64)?;
        Ok(found)
    });
    let mut values = room(rows)?;
    let mut zeros = 0usize;
    for found in found {
        for point in found? {
            zeros += usize::from(point.has_zeros);
            values.push(point.value);
        }
    }
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let value = (estimator.of_mean)(pairwise_sum(&known) / known.len() as f64);
    let warnings = if zeros > 0 {
        vec![Warning::ZeroDistances { share: zeros as f64 / rows as f64 }]
    } else {
        Vec::new()
    };
    let local = local.then(|| {
        values.into_iter().map(|value| value.map_or(f64::NAN, estimator.of_mean)).collect()
    });
    Ok(Estimate {
        value,
        samples: rows as u64,
        warnings,
        local,
        bounds: Bounds::NON_NEGATIVE,
        ..Estimate::default()
    })
}

/// What the neighbours of one point tell.
struct Found {
    has_zeros: bool,
    value: Option<f64>,
}

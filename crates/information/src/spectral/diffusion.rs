//! Diffusion spectral entropy: how many directions a random walk among the points has left after some time.
//!
//! Liao et al., "Assessing Neural Network Representations During Training Using Noise-Resilient Diffusion
//! Spectral Entropy" (2024).

use gainful_kernels::{ArgumentError, Control, Random, Workers, symmetric_eigenvalues};

use super::kernel::{Points, check_bandwidth, gaussian};
use crate::discrete::Codes;
use crate::{Bounds, Error, Estimate};

/// What the original adds to each share before its logarithm is taken.
const OFFSET: f64 = f64::EPSILON;

/// A random walk among points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Diffusion {
    /// The width b of its steps: points at distance d are joined with weight exp(-d² / (2 b²)).
    pub bandwidth: f64,
    /// How many steps it takes; the eigenvalues' exponent.
    pub time: f64,
}

impl Diffusion {
    fn check(&self) -> Result<(), ArgumentError> {
        check_bandwidth(self.bandwidth)?;
        if !(self.time.is_finite() && self.time > 0.0) {
            let found = self.time.to_string();
            return Err(ArgumentError::out_of_range("time", "a positive number", found));
        }
        Ok(())
    }

    /// -Σ p ln(p + 2^-52), p being the shares of |λ|^t for the eigenvalues λ of D^-½ G D^-½, where G are the
    /// weights and D has their sums on its diagonal.
    fn entropy(
        &self,
        points: Points<'_>,
        workers: &Workers,
        control: &Control,
    ) -> Result<f64, Error> {
        let mut matrix = gaussian(points, self.bandwidth, workers, control)?;
        let size = matrix.size;
        let roots: Vec<f64> = matrix
            .values
            .chunks_exact(size)
            .map(|row| row.iter().sum::<f64>().sqrt().recip())
            .collect();
        workers.for_each_chunk(&mut matrix.values, size, |row, values| {
            for (value, root) in values.iter_mut().zip(&roots) {
                *value *= roots[row] * root;
            }
        });
        let values = symmetric_eigenvalues(&matrix.values, size, workers, control)?;
        let weights: Vec<f64> = values.iter().map(|value| value.abs().powf(self.time)).collect();
        let total: f64 = weights.iter().sum();
        Ok(weights.iter().map(|weight| weight / total).map(|p| 0.0 - p * (p + OFFSET).ln()).sum())
    }
}

/// The entropy of the walk among the points, in nats; from 0, where all are one, to the logarithm of their
/// number, where the walk gets nowhere.
///
/// Takes O(n³) time and n² memory for n points.
///
/// # Errors
///
/// If the bandwidth or the time is not positive; for lack of memory, and on cancellation.
pub fn diffusion_entropy(
    points: Points<'_>,
    diffusion: Diffusion,
    workers: &Workers,
    control: &Control,
) -> Result<Estimate, Error> {
    diffusion.check()?;
    let value = diffusion.entropy(points, workers, control)?;
    let bounds = Bounds { least: 0.0, greatest: (points.rows() as f64).ln() };
    Ok(Estimate { value, samples: points.rows() as u64, bounds, ..Estimate::default() })
}

/// The information of the points about their labels: Σ_c p_c (mean entropy of `subsets` random sets of as many
/// points as class c has - entropy of the points of class c), in nats.
///
/// # Errors
///
/// As [`diffusion_entropy`], and if there is not a label for each point or there are no subsets.
pub fn diffusion_information(
    points: Points<'_>,
    labels: &Codes,
    diffusion: Diffusion,
    subsets: usize,
    seed: u64,
    workers: &Workers,
    control: &Control,
) -> Result<Estimate, Error> {
    diffusion.check()?;
    let rows = points.rows();
    if labels.len() != rows {
        let expected = format!("a label for each of {rows} points,");
        return Err(ArgumentError::invalid("labels", expected, labels.len().to_string()).into());
    }
    if subsets == 0 {
        return Err(ArgumentError::out_of_range("subsets", "at least 1", "0").into());
    }
    let classes = classes_of(labels);
    let draws = |class: usize, size: usize| {
        (0..subsets).map(move |draw| {
            let mut random = Random::new(seed, (class * subsets + draw) as u64);
            subset(rows, size, &mut random)
        })
    };
    let value = information(points, &classes, draws, diffusion, workers, control)?;
    Ok(Estimate {
        value,
        samples: rows as u64,
        bounds: Bounds::NON_NEGATIVE,
        ..Estimate::default()
    })
}

/// The points of each class.
pub(super) fn classes_of(labels: &Codes) -> Vec<Vec<usize>> {
    let mut classes = vec![Vec::new(); labels.symbols() as usize];
    for (row, &code) in labels.codes().iter().enumerate() {
        classes[code as usize].push(row);
    }
    classes
}

/// So many different numbers below `rows`.
fn subset(rows: usize, size: usize, random: &mut Random) -> Vec<usize> {
    let mut all: Vec<usize> = (0..rows).collect();
    for i in 0..size {
        let other = i + random.below((rows - i) as u64) as usize;
        all.swap(i, other);
    }
    all.truncate(size);
    all
}

/// [`diffusion_information`] for given sets in the place of random ones.
pub(super) fn information<D: Iterator<Item = Vec<usize>>>(
    points: Points<'_>,
    classes: &[Vec<usize>],
    draws: impl Fn(usize, usize) -> D,
    diffusion: Diffusion,
    workers: &Workers,
    control: &Control,
) -> Result<f64, Error> {
    let entropy_of = |rows: &[usize]| -> Result<f64, Error> {
        let values: Vec<f64> = rows.iter().flat_map(|&row| points.row(row)).copied().collect();
        let part = Points::new(points.argument(), &values, rows.len(), points.columns())?;
        diffusion.entropy(part, workers, control)
    };
    let mut value = 0.0;
    for (class, rows) in classes.iter().enumerate() {
        let (mut sum, mut count) = (0.0, 0.0);
        for subset in draws(class, rows.len()) {
            sum += entropy_of(&subset)?;
            count += 1.0;
        }
        let share = rows.len() as f64 / points.rows() as f64;
        value += share * (sum / count - entropy_of(rows)?);
    }
    Ok(value)
}

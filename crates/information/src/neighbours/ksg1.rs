//! The first estimator of Kraskov, Stögbauer & Grassberger, "Estimating mutual information" (2004),
//! equation 8.
//!
//! The radius around a point is the distance to its k-th neighbour in the joint space; the estimate
//! compares how many points lie within that radius in each of the two projections.

use gainful_kernels::{Control, Workers, pairwise_sum};

use super::BLOCK;
use super::neighbourhood::{Plan, Variable, neighbourhoods};
use super::samples::Columns;
use super::sorted_column::SortedColumn;
use super::{MutualInformationEstimator, Options};
use crate::digamma::DigammaTable;
use crate::{Error, Estimate, Warning};

pub(super) const ESTIMATOR: MutualInformationEstimator =
    MutualInformationEstimator { name: "ksg1", estimate };

/// The share of zero radii beyond which the data are called tied.
const ZERO_RADII_LIMIT: f64 = 0.01;

/// The share of repeated values in a column beyond which the data are called tied.
const REPEATED_VALUES_LIMIT: f64 = 0.05;

/// ψ(k) + ψ(N) - ⟨ψ(n_x + 1) + ψ(n_y + 1)⟩.
fn estimate(
    x: &Columns,
    y: &Columns,
    options: &Options,
    workers: &Workers,
    control: &Control,
) -> Result<Estimate, Error> {
    let samples = x[0].len();
    control.begin("sort", None)?;
    let (x, y) = (Variable::new(x, workers, control)?, Variable::new(y, workers, control)?);
    let mut warnings = Vec::new();
    for (argument, variable) in [("x", &x), ("y", &y)] {
        if variable.sorted.iter().all(SortedColumn::is_constant) {
            warnings.push(Warning::Constant { argument });
        }
    }
    if !warnings.is_empty() {
        let local = options.local.then(|| vec![0.0; samples]);
        return Ok(Estimate { samples: samples as u64, warnings, local, ..Estimate::default() });
    }

    let (k, dimensions) = (options.neighbours, x.columns.len() + y.columns.len());
    let plan = Plan::fastest(samples, dimensions, k);
    let found = neighbourhoods(&x, &y, k, plan, workers, control)?;
    let zero_radii = found.iter().filter(|point| point.radius == 0.0).count();
    let zero_radii = zero_radii as f64 / samples as f64;
    let repeated_values =
        x.sorted.iter().chain(&y.sorted).map(SortedColumn::repeated).fold(0.0, f64::max);
    if zero_radii > ZERO_RADII_LIMIT || repeated_values > REPEATED_VALUES_LIMIT {
        warnings.push(Warning::Ties { zero_radii, repeated_values });
    }

    let digamma = DigammaTable::up_to(samples, control)?;
    let whole = digamma.at(k) + digamma.at(samples);
    let term = |closer: u32| digamma.at(closer as usize + 1);
    let mut terms = vec![0.0; samples];
    workers.for_each_chunk(&mut terms, BLOCK, |block, terms| {
        if control.is_cancelled() {
            return;
        }
        for (sum, point) in terms.iter_mut().zip(&found[block * BLOCK..]) {
            *sum = term(point.closer_in_x) + term(point.closer_in_y);
        }
    });
    control.check()?;
    let value = whole - pairwise_sum(&terms) / samples as f64;
    if value < 0.0 {
        warnings.push(Warning::Negative);
    }
    let local = options.local.then(|| {
        terms.iter_mut().for_each(|term| *term = whole - *term);
        terms
    });
    Ok(Estimate { value, samples: samples as u64, warnings, local, ..Estimate::default() })
}

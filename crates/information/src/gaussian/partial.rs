//! I(X; Y | Z) of Gaussian variables: by how much knowing X shrinks what Z leaves open of Y.
//!
//! ½ Σ ln(a_j/b_j) over the columns of Y, where a_j is the variance that Z and the columns of Y before j
//! leave of column j, and b_j is what X leaves of it besides.

use gainful_kernels::{Control, Workers, room};

use super::covariance::Covariance;
use super::factor::Factor;
use super::{Options, digammas, never_negative};
use crate::chi_squared::upper_tail;
use crate::{Error, Estimate, Significance, Warning};

/// Samples treated between two looks at the control.
const BLOCK: usize = 1 << 12;

/// From the covariance of the columns of Z, X and Y, so many of each.
pub(super) fn estimate(
    covariance: &Covariance,
    [given, of_x, of_y]: [usize; 3],
    warnings: Vec<Warning>,
    options: &Options,
    workers: &Workers,
    control: &Control,
) -> Result<Estimate, Error> {
    let samples = covariance.samples;
    let mut without = Factor::new(covariance);
    (0..given).for_each(|column| _ = without.push(column));
    let of_z = without.len();
    let mut with = without.clone();
    (given..given + of_x).for_each(|column| _ = with.push(column));
    let of_x = with.len() - of_z;
    let mut sum = 0.0;
    for column in covariance.columns - of_y..covariance.columns {
        // What Z and the columns before determine has nothing left to tell.
        let Some(before) = without.push(column) else { continue };
        sum += with.push(column).map_or(f64::INFINITY, |after| (before / after).ln());
        control.check()?;
    }
    let of_y = without.len() - of_z;
    let plain = 0.5 * sum;
    let bias = if options.bias_correction && plain.is_finite() {
        let of = |dimensions: usize| digammas(samples, dimensions);
        0.5 * (of(of_x + of_z) + of(of_y + of_z) - of(of_x + of_y + of_z) - of(of_z))
    } else {
        0.0
    };
    let mut estimate = never_negative(plain - bias, samples, warnings);
    if options.significance {
        estimate.significance = Some(likelihood_ratio(plain, samples, [of_z, of_x, of_y]));
    }
    if options.local {
        let shift = plain - bias;
        estimate.local = Some(local([&without, &with], of_y, shift, samples, workers, control)?);
    }
    Ok(estimate)
}

/// Wilks' test that X and Y are independent given Z: 2 I times N - 1 - d_z - (d_x + d_y + 1)/2 is nearly
/// chi-squared with d_x d_y degrees of freedom (Bartlett 1938).
fn likelihood_ratio(plain: f64, samples: usize, [of_z, of_x, of_y]: [usize; 3]) -> Significance {
    let lost = 1.0 + of_z as f64 + (of_x + of_y + 1) as f64 / 2.0;
    let statistic = (2.0 * plain * (samples as f64 - lost).max(0.0)).max(0.0);
    let degrees_of_freedom = (of_x * of_y) as f64;
    Significance {
        method: "likelihood-ratio",
        statistic,
        degrees_of_freedom: Some(degrees_of_freedom),
        p_value: if statistic == f64::INFINITY {
            0.0
        } else {
            upper_tail(statistic, degrees_of_freedom)
        },
    }
}

/// ln p(y | x, z)/p(y | z) of each sample under the fitted densities, shifted so that the mean is the estimate.
fn local(
    [without, with]: [&Factor<'_>; 2],
    of_y: usize,
    value: f64,
    samples: usize,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<f64>, Error> {
    let mut local = room(samples)?;
    local.resize(samples, value);
    if !value.is_finite() {
        return Ok(local);
    }
    workers.for_each_chunk(&mut local, BLOCK, |block, local| {
        if control.is_cancelled() {
            return;
        }
        let mut residuals = Vec::with_capacity(with.len());
        for (offset, value) in local.iter_mut().enumerate() {
            let mut of_last = |factor: &Factor<'_>| -> f64 {
                factor.residuals(block * BLOCK + offset, &mut residuals);
                residuals[residuals.len() - of_y..].iter().map(|left| left * left).sum()
            };
            *value += 0.5 * (of_last(without) - of_last(with));
        }
    });
    control.check()?;
    Ok(local)
}

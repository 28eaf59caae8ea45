//! The commonest divergences by vector instructions, where that loses no digits.
//!
//! Sums are checked on the way. Whatever is out of the ordinary, a zero under a logarithm, a wrong sum, distributions so
//! close that terms cancel, is left to the plain loops.

use gainful_kernels::{Cancelled, CompensatedSum, Control, Terms, divergence_sums};

use super::{BLOCK, logarithmic, overlap};
use crate::SUM_TOLERANCE;

/// Values below are left to loops that add compensated terms: here, 1e-15 is lost.
const LEAST: f64 = 1e-3;

/// The value of the divergence called `name`, if it is known here.
pub(super) fn value(
    name: &str,
    p: &[f64],
    q: &[f64],
    parameter: f64,
    control: &Control,
) -> Result<Option<f64>, Cancelled> {
    let terms = if name == logarithmic::KULLBACK_LEIBLER.name {
        Terms::Relative
    } else if name == logarithmic::JENSEN_SHANNON.name && parameter == 0.5 {
        Terms::Mixture
    } else if name == overlap::HELLINGER.name {
        Terms::Overlap
    } else {
        return Ok(None);
    };
    let mut sums = [CompensatedSum::default(); 3];
    for (p, q) in p.chunks(BLOCK).zip(q.chunks(BLOCK)) {
        control.check()?;
        let block = divergence_sums(terms, p, q);
        if !block.regular {
            return Ok(None);
        }
        for (sum, part) in sums.iter_mut().zip([block.p, block.q, block.terms]) {
            sum.add(part);
        }
    }
    let [of_p, of_q, sum] = sums.map(CompensatedSum::value);
    let is_distribution = |sum: f64| (sum - 1.0).abs() <= SUM_TOLERANCE;
    if !is_distribution(of_p) || !is_distribution(of_q) {
        return Ok(None);
    }
    let value = match terms {
        Terms::Relative => sum,
        Terms::Mixture => sum / 2.0,
        // ½ Σ (√p - √q)²
        Terms::Overlap => (of_p + of_q) / 2.0 - sum,
    };
    if value < LEAST {
        return Ok(None);
    }
    Ok(Some(if terms == Terms::Overlap { value.sqrt() } else { value }))
}

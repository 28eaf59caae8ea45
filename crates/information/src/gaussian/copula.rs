//! A column made normal: each value becomes the normal quantile of its rank.

use gainful_kernels::{Cancelled, Control};

use super::quantile::normal_quantile;

/// Values treated between two looks at the control.
const BLOCK: usize = 1 << 14;

/// Replaces each value by Φ⁻¹(rank/(N + 1)), the ranks from 1 to N; of equal values the first has the
/// smallest. Returns the share of values that repeat others. O(N log N).
pub(super) fn normalize(column: &mut [f64], control: &Control) -> Result<f64, Cancelled> {
    let samples = column.len();
    control.check()?;
    // Adding zero turns -0 into 0, its equal.
    let mut order: Vec<(f64, u32)> =
        column.iter().zip(0..).map(|(value, index)| (value + 0.0, index)).collect();
    order.sort_unstable_by(|(a, i), (b, j)| a.total_cmp(b).then(i.cmp(j)));
    control.check()?;
    let repeated = order.windows(2).filter(|pair| pair[0].0 == pair[1].0).count();
    for (block, ranked) in order.chunks(BLOCK).enumerate() {
        control.check()?;
        for (offset, &(_, index)) in ranked.iter().enumerate() {
            let rank = block * BLOCK + offset + 1;
            // From the nearer end, so that the quantiles are exactly symmetric.
            let from_end = samples + 1 - rank;
            let size = -normal_quantile(rank.min(from_end) as f64 / (samples + 1) as f64);
            column[index as usize] = if rank > from_end { size } else { -size };
        }
    }
    Ok(repeated as f64 / samples as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_are_ranked_by_position_and_quantiles_are_symmetric() {
        let mut column = [3.0, -0.0, 7.0, 0.0, 3.0];
        let repeated = normalize(&mut column, &Control::new()).unwrap();
        assert_eq!(repeated, 0.4);
        // Φ⁻¹ of 1/6 and 2/6, SciPy 1.17, special.ndtri.
        let (far, near) = (0.967_421_566_101_701, 0.430_727_299_295_457_5);
        let expected = [0.0, -far, far, -near, near];
        for (found, expected) in column.iter().zip(expected) {
            assert!((found - expected).abs() < 2e-15, "{found} {expected}");
        }
        assert_eq!(column[1], -column[2]);
    }
}

//! The digamma function at the positive integers, the only special function that neighbour-based
//! estimators need.
//!
//! ψ(1) = -γ and ψ(n + 1) = ψ(n) + 1/n (Abramowitz & Stegun 6.3.2, 6.3.5).

use gainful_kernels::{Cancelled, CompensatedSum, Control};

use crate::gamma::EULER_GAMMA;

/// Values computed between two looks at the control.
const BLOCK: usize = 1 << 14;

/// ψ(1), ..., ψ(n) in order.
pub(crate) struct DigammaTable(Vec<f64>);

impl DigammaTable {
    /// The table up to ψ(`last`).
    ///
    /// The sum is compensated: plain addition is off by 7e-13 at a million.
    pub(crate) fn up_to(last: usize, control: &Control) -> Result<Self, Cancelled> {
        let mut sum = CompensatedSum::default();
        sum.add(-EULER_GAMMA);
        let mut values = Vec::with_capacity(last);
        for n in 1..=last {
            if n % BLOCK == 0 {
                control.check()?;
            }
            values.push(sum.value());
            sum.add(1.0 / n as f64);
        }
        Ok(Self(values))
    }

    /// ψ(`n`), for `n` from 1 to the end of the table.
    pub(crate) fn at(&self, n: usize) -> f64 {
        self.0[n - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ln n - 1/(2n) - 1/(12n²) + 1/(120n⁴) - 1/(252n⁶), good to the last digit from 100 on
    /// (Abramowitz & Stegun 6.3.18).
    fn asymptotic(n: f64) -> f64 {
        let square = (n * n).recip();
        n.ln() - 0.5 / n - square * (1.0 / 12.0 - square * (1.0 / 120.0 - square / 252.0))
    }

    #[test]
    fn first_values() {
        // Abramowitz & Stegun, table 6.1 and 6.3.2.
        let table = DigammaTable::up_to(3, &Control::new()).unwrap();
        assert_eq!(table.at(1), -0.577_215_664_901_532_9);
        assert!((table.at(2) - 0.422_784_335_098_467_1).abs() < 1e-16);
        assert!((table.at(3) - 0.922_784_335_098_467_1).abs() < 2e-16);
    }

    #[test]
    fn a_long_table_stops_when_asked_to() {
        let control = Control::new();
        control.cancel();
        assert_eq!(DigammaTable::up_to(100_000, &control).err(), Some(Cancelled));
    }

    #[test]
    fn no_drift_up_to_a_million() {
        let table = DigammaTable::up_to(1_000_000, &Control::new()).unwrap();
        for n in [100, 1000, 99_999, 1_000_000] {
            let expected = asymptotic(n as f64);
            assert!((table.at(n) - expected).abs() < 2e-15 * expected, "ψ({n})");
        }
    }
}

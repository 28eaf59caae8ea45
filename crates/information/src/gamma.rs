//! Functions of the gamma family for positive real arguments.
//!
//! Each moves its argument beyond [`SERIES`] by its recurrence and sums the asymptotic series there
//! (Abramowitz & Stegun 6.1.41, 6.3.18, 6.4.12), which is then good to the last digit.

/// Where the asymptotic series start; the first term left out is below 1e-17 of the value.
const SERIES: f64 = 12.0;

/// The Euler-Mascheroni constant.
pub(crate) const EULER_GAMMA: f64 = 0.577_215_664_901_532_9;

/// ψ(x) = d/dx ln Γ(x).
pub(crate) fn digamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 0.0);
    while x < SERIES {
        below += x.recip();
        x += 1.0;
    }
    let square = (x * x).recip();
    let tail = horner(
        square,
        [1.0 / 12.0, -1.0 / 120.0, 1.0 / 252.0, -1.0 / 240.0, 1.0 / 132.0, -691.0 / 32_760.0],
    );
    x.ln() - 0.5 / x - square * tail - below
}

/// ψ'(x).
pub(crate) fn trigamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 0.0);
    while x < SERIES {
        below += (x * x).recip();
        x += 1.0;
    }
    let (reciprocal, square) = (x.recip(), (x * x).recip());
    let tail = horner(
        square,
        [1.0 / 6.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 5.0 / 66.0, -691.0 / 2730.0],
    );
    reciprocal + 0.5 * square + reciprocal * square * tail + below
}

/// ln [Γ(a + n) / (Γ(a) aⁿ)] = Σ ln(1 + j/a) over j < n.
///
/// The difference of two logarithms of Γ would cancel: for a = 1e10 nothing is left of it.
pub(crate) fn ln_rising_ratio(a: f64, n: f64) -> f64 {
    if a >= SERIES {
        return (a + n - 0.5) * (n / a).ln_1p() - n + (stirling(a + n) - stirling(a));
    }
    // The first factors one by one, until the rest starts where the series does.
    let (mut factors, mut product) = (0.0, 1.0);
    while factors < n && a + factors < SERIES {
        if factors > 0.0 {
            product *= a + factors;
        }
        factors += 1.0;
    }
    if factors == 0.0 {
        return 0.0;
    }
    let (start, rest) = (a + factors, n - factors);
    let logarithm = a.ln();
    let first = product.ln() - (factors - 1.0) * logarithm;
    if rest == 0.0 {
        return first;
    }
    first + ln_rising_ratio(start, rest) + rest * (start.ln() - logarithm)
}

/// ln Γ(x).
pub(crate) fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut product) = (x, 1.0);
    while x < SERIES {
        product *= x;
        x += 1.0;
    }
    let half_ln_tau = 0.918_938_533_204_672_7;
    (x - 0.5) * x.ln() - x + half_ln_tau + stirling(x) - product.ln()
}

/// ln Γ(x) - (x - ½) ln x + x - ½ ln 2π, for x from [`SERIES`] on.
fn stirling(x: f64) -> f64 {
    let tail = horner(
        (x * x).recip(),
        [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360_360.0],
    );
    tail / x
}

/// Σ cᵢ xⁱ.
fn horner<const N: usize>(x: f64, coefficients: [f64; N]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, &coefficient| sum * x + coefficient)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digamma_has_its_known_values() {
        // ψ(1), ψ(½) = -γ - 2 ln 2, ψ(¼) = -γ - π/2 - 3 ln 2 (Abramowitz & Stegun 6.3.2, 6.3.3), and
        // ψ(10) = H(9) - γ.
        let cases = [
            (1.0, -EULER_GAMMA),
            (0.5, -EULER_GAMMA - 2.0 * 2f64.ln()),
            (0.25, -EULER_GAMMA - std::f64::consts::FRAC_PI_2 - 3.0 * 2f64.ln()),
            (10.0, 7129.0 / 2520.0 - EULER_GAMMA),
        ];
        for (x, expected) in cases {
            assert!((digamma(x) - expected).abs() < 2e-15, "ψ({x})");
        }
    }

    #[test]
    fn trigamma_has_its_known_values() {
        // ψ'(1) = π²/6, ψ'(½) = π²/2 (6.4.2, 6.4.4).
        let square = std::f64::consts::PI.powi(2);
        assert!((trigamma(1.0) - square / 6.0).abs() < 2e-15);
        assert!((trigamma(0.5) - square / 2.0).abs() < 4e-15);
        let reciprocals: f64 = (1..50).map(|n| f64::from(n * n).recip()).sum();
        assert!((trigamma(50.0) - (square / 6.0 - reciprocals)).abs() < 2e-15);
    }

    #[test]
    fn rising_factorials_are_sums_of_logarithms() {
        for a in [1e-20, 1e-3, 0.5, 1.0, 7.3, 11.9, 12.0, 100.0, 1e6, 1e12, 1e25] {
            for n in [0u32, 1, 2, 3, 11, 12, 13, 40, 1000] {
                let expected: f64 = (0..n).map(|j| (f64::from(j) / a).ln_1p()).sum();
                let found = ln_rising_ratio(a, f64::from(n));
                // Stirling's terms are as large as n and cancel where a is much larger.
                let tolerance = 1e-15 * f64::from(n) + 4e-15 * expected.abs();
                assert!((found - expected).abs() <= tolerance, "{a} {n}: {found} {expected}");
            }
        }
    }

    #[test]
    fn factorials() {
        let mut logarithm = 0.0;
        for n in 1..60 {
            let tolerance = 4e-15 * (1.0 + logarithm);
            assert!((ln_gamma(f64::from(n)) - logarithm).abs() <= tolerance, "{n}");
            logarithm += f64::from(n).ln();
        }
        // Γ(½) = √π.
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 4e-15);
    }
}

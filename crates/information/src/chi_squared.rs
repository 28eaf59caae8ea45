//! The upper tail of the chi-squared distribution.

use crate::gamma::ln_gamma;

/// Relative size of a term at which a series or fraction ends.
const TOLERANCE: f64 = 1e-16;

/// Terms after which it ends in any case; about five times the root of half the degrees of freedom
/// are usual.
const TERMS: usize = 100_000;

/// The probability that a chi-squared variable exceeds `statistic`: Γ(a, x)/Γ(a) with a half the degrees of
/// freedom and x half the statistic, by the series of the lower function below a + 1 and by the
/// continued fraction of the upper one above (Abramowitz & Stegun 6.5.29, 6.5.31).
pub(crate) fn upper_tail(statistic: f64, degrees_of_freedom: f64) -> f64 {
    let (a, x) = (degrees_of_freedom / 2.0, statistic / 2.0);
    if a <= 0.0 || x <= 0.0 {
        return 1.0;
    }
    let scale = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum) = (a.recip(), a.recip());
        for n in 1..TERMS {
            term *= x / (a + n as f64);
            sum += term;
            if term < TOLERANCE * sum {
                break;
            }
        }
        return (1.0 - scale * sum).clamp(0.0, 1.0);
    }
    // Lentz's method.
    let mut b = x + 1.0 - a;
    let mut c = f64::MAX;
    let mut d = b.recip();
    let mut fraction = d;
    for n in 1..TERMS {
        let numerator = -(n as f64) * (n as f64 - a);
        b += 2.0;
        d = (numerator * d + b).recip();
        c = b + numerator / c;
        let factor = c * d;
        fraction *= factor;
        if (factor - 1.0).abs() < TOLERANCE {
            break;
        }
    }
    (scale * fraction).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_degrees_of_freedom_are_sums_of_poisson_probabilities() {
        for half in 1..40u32 {
            for x in [0.01, 0.5, 3.0, 10.0, 35.0, 60.0f64] {
                let (mut term, mut sum) = (1.0, 0.0);
                for k in 0..half {
                    sum += term;
                    term *= x / f64::from(k + 1);
                }
                let expected = (-x).exp() * sum;
                let found = upper_tail(2.0 * x, 2.0 * f64::from(half));
                assert!((found - expected).abs() < 1e-13 * expected.max(1e-3), "{half} {x}");
            }
        }
    }

    #[test]
    fn small_probabilities_keep_their_digits() {
        // SciPy 1.17, chi2.sf.
        let found = upper_tail(409.7874286412935, 9.0);
        assert!((found / 1.1167143237540344e-82 - 1.0).abs() < 1e-11, "{found:e}");
        assert_eq!(upper_tail(0.0, 3.0), 1.0);
    }
}

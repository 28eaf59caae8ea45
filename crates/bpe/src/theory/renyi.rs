//! Rényi efficiency: how evenly a tokenizer uses its vocabulary.
//!
//! For token counts n with shares p, H_a = log2(sum of p^a) / (1 - a) bits, and the efficiency is
//! H_a / log2 |V|, where |V| is the whole vocabulary, unused tokens included (Zouhar et al.,
//! "Tokenization and the Noiseless Channel", ACL 2023; their order is 2.5).

use gainful_kernels::ArgumentError;

/// Orders this close to 1 are taken for 1, where the formula has a gap.
const NEAR_ONE: f64 = 1e-6;

/// The Rényi entropy of order `alpha` of the shares that `counts` are, in bits.
///
/// `alpha` 0 gives the logarithm of the number of positive counts, 1 Shannon's entropy, infinity that
/// of the largest share.
///
/// # Errors
///
/// [`ArgumentError`] for an order that is negative or NaN, and for counts that are negative, not finite
/// or all zero.
pub fn renyi_entropy(counts: &[f64], alpha: f64) -> Result<f64, ArgumentError> {
    check(counts, alpha).map(|_| entropy(counts, alpha))
}

/// [`renyi_entropy`] of what [`check`] lets pass.
///
/// In quotients r by the largest count, whose own is 1, so that no sum overflows and what the others add to
/// 1 keeps its digits where it is tiny.
fn entropy(counts: &[f64], alpha: f64) -> f64 {
    let places = counts.iter().enumerate();
    let Some((place, &largest)) = places.max_by(|(_, a), (_, b)| a.total_cmp(b)) else {
        return 0.0;
    };
    let log = |count: f64| {
        let quotient = count / largest;
        // Smaller quotients have lost digits.
        if quotient.is_normal() { quotient.ln() } else { count.ln() - largest.ln() }
    };
    let sum = |of_log: &dyn Fn(f64) -> f64| -> f64 {
        let others = counts.iter().enumerate();
        let others = others.filter(|&(index, &count)| index != place && count > 0.0);
        others.map(|(_, &count)| of_log(log(count))).sum()
    };
    // The largest share is 1 / (1 + the others' quotients).
    let others = sum(&f64::exp);
    let nats = if alpha == f64::INFINITY {
        others.ln_1p()
    } else if (alpha - 1.0).abs() < NEAR_ONE {
        others.ln_1p() - sum(&|log| log * log.exp()) / (1.0 + others)
    } else {
        (sum(&|log| (alpha * log).exp()).ln_1p() - alpha * others.ln_1p()) / (1.0 - alpha)
    };
    (nats / std::f64::consts::LN_2).max(0.0)
}

/// [`renyi_entropy`] as a share of the largest value that a vocabulary of this size allows.
///
/// # Errors
///
/// As [`renyi_entropy`], and for a vocabulary of fewer tokens than there are positive counts, or of fewer
/// than two.
pub fn renyi_efficiency(
    counts: &[f64],
    alpha: f64,
    vocabulary_size: usize,
) -> Result<f64, ArgumentError> {
    let least = check(counts, alpha)?.max(2);
    if vocabulary_size < least {
        let expected = format!("an integer of at least {least}");
        let found = vocabulary_size.to_string();
        return Err(ArgumentError::out_of_range("vocabularySize", expected, found));
    }
    // Rounding may carry an even use of all tokens beyond 1.
    Ok((entropy(counts, alpha) / (vocabulary_size as f64).log2()).min(1.0))
}

/// The number of positive counts, at least one; refuses what has no entropy.
fn check(counts: &[f64], alpha: f64) -> Result<usize, ArgumentError> {
    if alpha.is_nan() || alpha < 0.0 {
        let expected = "a number from 0 to Infinity";
        return Err(ArgumentError::out_of_range("alpha", expected, alpha.to_string()));
    }
    let is_count = |count: f64| count.is_finite() && count >= 0.0;
    if let Some(index) = counts.iter().position(|&count| !is_count(count)) {
        let expected = "finite numbers that are not negative";
        let found = format!("{} at index {index}", counts[index]);
        return Err(ArgumentError::out_of_range("counts", expected, found));
    }
    let used = counts.iter().filter(|&&count| count > 0.0).count();
    if used == 0 {
        return Err(ArgumentError::invalid("counts", "at least one positive count", "none"));
    }
    Ok(used)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::testing::golden;
    use proptest::prelude::*;

    /// The tolerance of the golden values.
    fn is_close(found: f64, expected: f64) -> bool {
        (found - expected).abs() <= 1e-12 + 1e-9 * expected.abs()
    }

    #[test]
    fn entropies_and_efficiencies_are_the_golden_ones() {
        for case in golden("renyi") {
            let counts: Vec<f64> = match case["counts"].as_array() {
                None => (1..=100).map(f64::from).collect(),
                Some(counts) => counts.iter().map(|count| count.as_f64().unwrap()).collect(),
            };
            let size = case["vocabSize"].as_u64().unwrap() as usize;
            for (order, entropy) in case["entropyBits"].as_object().unwrap() {
                let alpha = order.parse().unwrap();
                let found = renyi_entropy(&counts, alpha).unwrap();
                assert!(is_close(found, entropy.as_f64().unwrap()), "{alpha} {found} {case}");
                let found = renyi_efficiency(&counts, alpha, size);
                match case["efficiency"][order].as_f64() {
                    Some(efficiency) => assert!(is_close(found.unwrap(), efficiency), "{case}"),
                    None => assert_eq!(found.unwrap_err().argument, "vocabularySize"),
                }
            }
        }
    }

    #[test]
    fn an_even_use_is_the_most_efficient() {
        for tokens in 2..200 {
            let counts = vec![7.0; tokens];
            for alpha in [0.0, 0.5, 1.0, 2.5, f64::INFINITY] {
                let found = renyi_efficiency(&counts, alpha, tokens).unwrap();
                assert!((1.0 - 1e-12..=1.0).contains(&found), "{tokens} {alpha} {found}");
            }
        }
    }

    #[test]
    fn counts_may_be_of_any_size() {
        // Shares of 2/3 and 1/3, though their sum is beyond the largest number.
        let expected = [
            (0.0, 1.0),
            (0.5, 2.0 * ((2f64 / 3.0).sqrt() + (1f64 / 3.0).sqrt()).log2()),
            (1.0, 3f64.log2() - 2.0 / 3.0),
            (2.0, (9f64 / 5.0).log2()),
            (f64::INFINITY, 1.5f64.log2()),
        ];
        for (alpha, bits) in expected {
            for counts in [[1.2e308, 0.6e308], [f64::MIN_POSITIVE / 4.0, f64::MIN_POSITIVE / 8.0]] {
                let found = renyi_entropy(&counts, alpha).unwrap();
                assert!(is_close(found, bits), "{counts:?} {alpha} {found} {bits}");
            }
        }
        // A share of r = 1e-300 or less: r^a / (1 - a) nats below order 1, r a / (a - 1) above.
        for (counts, alpha, nats) in [
            ([1e300, 1.0], 0.5, 2.0 * 1e-150),
            ([1e300, 1.0], 2.0, 2.0 * 1e-300),
            ([1.0, 1e300], f64::INFINITY, 1e-300),
            ([1.0, 1e300], 1.0, 1e-300 * (1.0 + 300.0 * 10f64.ln())),
            // The quotient is below the smallest number.
            ([1e300, 1e-300], 0.125, 1e-75 / 0.875),
        ] {
            let found = renyi_entropy(&counts, alpha).unwrap() * std::f64::consts::LN_2;
            assert!((found / nats - 1.0).abs() < 1e-12, "{counts:?} {alpha} {found} {nats}");
        }
    }

    #[test]
    fn what_is_no_order_or_no_count_is_refused() {
        let argument = |counts: &[f64], alpha, size| {
            renyi_efficiency(counts, alpha, size).unwrap_err().argument
        };
        assert_eq!(argument(&[1.0, 2.0], -0.5, 2), "alpha");
        assert_eq!(argument(&[1.0, 2.0], f64::NAN, 2), "alpha");
        assert_eq!(argument(&[1.0, -2.0], 1.0, 2), "counts");
        assert_eq!(argument(&[0.0, 0.0], 1.0, 2), "counts");
        assert_eq!(argument(&[1.0, 2.0, 3.0], 1.0, 2), "vocabularySize");
        assert_eq!(renyi_entropy(&[1.0], -0.5).unwrap_err().argument, "alpha");
        assert_eq!(renyi_entropy(&[f64::NAN], 1.0).unwrap_err().argument, "counts");
        assert_eq!(renyi_entropy(&[], 1.0).unwrap_err().argument, "counts");
    }

    proptest! {
        #[test]
        fn it_falls_with_the_order(counts in prop::collection::vec(1..1000u32, 2..30)) {
            let counts: Vec<f64> = counts.into_iter().map(f64::from).collect();
            let orders = [0.0, 0.5, 1.0 - 2e-6, 1.0, 1.0 + 2e-6, 2.0, 2.5, 100.0, f64::INFINITY];
            let entropies = orders.map(|alpha| renyi_entropy(&counts, alpha).unwrap());
            prop_assert!(is_close(entropies[0], (counts.len() as f64).log2()));
            for pair in entropies.windows(2) {
                prop_assert!(pair[1] <= pair[0] + 1e-9, "{entropies:?}");
            }
        }
    }
}

//! Golden values, counting by every path, and refused input.

use std::cell::Cell;
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use gainful_kernels::{Control, Pool, Workers};
use proptest::prelude::*;

use super::*;

#[expect(clippy::approx_constant, reason = "golden numbers are copied as they stand")]
#[path = "golden.rs"]
mod golden;
#[path = "order_tests.rs"]
mod order_tests;

fn nats(counts: &[u64], name: &str) -> f64 {
    let counts = CountOfCounts::from_counts(counts).unwrap();
    let estimator = EntropyEstimator::named(name).unwrap();
    entropy(&counts, estimator, &EntropyOptions::default(), &Control::new()).unwrap().value
}

#[test]
fn golden_values() {
    for &(counts, alphabet, expected) in golden::GOLDEN {
        let counts = CountOfCounts::from_counts(counts).unwrap();
        for &(name, prior, expected) in expected {
            let prior_named = Prior::named(prior).unwrap_or_default();
            let options = EntropyOptions { alphabet: Some(alphabet), prior: prior_named };
            let estimator = EntropyEstimator::named(name).unwrap();
            let found = entropy(&counts, estimator, &options, &Control::new()).unwrap();
            let value = match prior {
                "standard deviation" => found.standard_deviation.unwrap(),
                _ => found.value,
            };
            let context = format!("{name} {prior} of {:?}: {value} {expected}", counts.classes());
            assert!((value - expected).abs() < 1e-11 * expected.abs().max(1.0), "{context}");
        }
    }
}

#[test]
fn every_estimator_has_a_golden_value() {
    for estimator in ESTIMATORS {
        let known = golden::GOLDEN.iter().flat_map(|(_, _, expected)| *expected);
        assert!(known.clone().any(|(name, _, _)| *name == estimator.name), "{}", estimator.name);
    }
}

#[test]
fn the_mixture_of_priors_is_found_wherever_its_mode_is() {
    // The integrals by the trapezoidal rule with 120 digits, modes at a = e^-10, e^-9 and e^-4.5.
    let cases: [(&[u64], u64, f64, f64); 3] = [
        (&[2, 1, 1, 1, 1, 1, 1, 1, 1, 1], 1_000_000, 4.997708402978609, 1.30274168374),
        (&[1000], 1000, 0.001022470963256066, 0.00281697775901),
        (&[1_000_000, 1], 10, 1.6348723598402666e-5, 1.44095156299e-5),
    ];
    let estimator = EntropyEstimator::named("nsb").unwrap();
    for (counts, alphabet, mean, deviation) in cases {
        let counts = CountOfCounts::from_counts(counts).unwrap();
        let options = EntropyOptions { alphabet: Some(alphabet), ..EntropyOptions::default() };
        let found = entropy(&counts, estimator, &options, &Control::new()).unwrap();
        assert!((found.value / mean - 1.0).abs() < 1e-10, "{} {mean}", found.value);
        let found = found.standard_deviation.unwrap();
        assert!((found / deviation - 1.0).abs() < 1e-9, "{found} {deviation}");
    }
}

#[test]
fn the_posterior_mean_knows_its_deviation() {
    // Of two symbols by quadrature of the entropy over the beta distribution, with 30 digits.
    let cases = [
        (1.0, 0.5611111111111111, 0.13808811414345206),
        (0.5, 0.5229610277865573, 0.1643459331046477),
    ];
    let counts = CountOfCounts::from_counts(&[3, 1]).unwrap();
    let estimator = EntropyEstimator::named("dirichlet-mean").unwrap();
    for (pseudo_count, mean, deviation) in cases {
        let prior = Prior::from_pseudo_count(pseudo_count).unwrap();
        let options = EntropyOptions { prior, ..EntropyOptions::default() };
        let found = entropy(&counts, estimator, &options, &Control::new()).unwrap();
        assert!((found.value - mean).abs() < 1e-13, "{} {mean}", found.value);
        let found = found.standard_deviation.unwrap();
        assert!((found - deviation).abs() < 1e-13, "{found} {deviation}");
    }
}

#[test]
fn ten_samples_for_each_symbol_are_enough() {
    for (counts, warned, recommended) in [
        (&[10, 10], false, "miller-madow"),
        (&[10, 9], true, "chao-wang-jost"),
        (&[1, 19], false, "miller-madow"),
    ] {
        let counts = CountOfCounts::from_counts(counts).unwrap();
        let options = EntropyOptions::default();
        let (estimator, _) = recommend(&counts, &options);
        assert_eq!(estimator.name, recommended);
        let found = entropy(&counts, estimator, &options, &Control::new()).unwrap();
        assert_eq!(!found.warnings.is_empty(), warned);
    }
}

#[test]
fn the_entropy_of_all_symbols_alike_is_not_above_the_greatest() {
    for symbols in 2..200u64 {
        let counts = CountOfCounts::from_pairs(&[(30, symbols)]).unwrap();
        let options = EntropyOptions { alphabet: Some(symbols), ..EntropyOptions::default() };
        let plain = EntropyEstimator::named("maximum-likelihood").unwrap();
        let found = entropy(&counts, plain, &options, &Control::new()).unwrap();
        assert_eq!(found.warnings, [], "{symbols}");
        let found = entropy(
            &counts,
            EntropyEstimator::named("miller-madow").unwrap(),
            &options,
            &Control::new(),
        );
        assert_eq!(found.unwrap().warnings.len(), 1);
    }
}

#[test]
fn one_symbol_has_no_entropy_however_often_it_is_seen() {
    for count in (1..2000).chain([u64::MAX]) {
        assert_eq!(nats(&[count], "maximum-likelihood"), 0.0);
        assert_eq!(nats(&[0, count], "miller-madow"), 0.0);
    }
}

#[test]
fn one_symbol_may_dominate() {
    // Computed to 60 digits.
    let cases: [(&[u64], f64); 3] = [
        (&[1, 4_000_000_000], 5.777390048103478e-9),
        (&[3, 2, 1_000_000_000_000], 1.3847297435183865e-10),
        (&[1, 1_000_000_000_000_000], 3.553877639491065e-14),
    ];
    for (counts, expected) in cases {
        let found = nats(counts, "maximum-likelihood");
        assert!((found / expected - 1.0).abs() < 1e-15, "{found:e} {expected:e}");
    }
}

#[test]
fn zero_and_minus_zero_are_one_label() {
    let control = Control::new();
    for sample in [vec![0.0, -0.0, 1.0], vec![0.0, -0.0, 0.5]] {
        let counts = count::numbers(&sample, &control).unwrap();
        assert_eq!(counts.classes(), [(1, 1), (2, 1)]);
    }
    let infinite = [f64::INFINITY, 1.0, f64::NEG_INFINITY, f64::INFINITY];
    assert_eq!(count::numbers(&infinite, &control).unwrap().classes(), [(1, 2), (2, 1)]);
}

#[test]
fn wide_ranges_are_counted_too() {
    let sample = [i64::MIN, i64::MAX, 0, i64::MIN];
    assert_eq!(count::integers(&sample, &Control::new()).unwrap().classes(), [(1, 2), (2, 1)]);
    let sample = [u32::MAX, 0, u32::MAX];
    assert_eq!(count::integers(&sample, &Control::new()).unwrap().classes(), [(1, 1), (2, 1)]);
}

#[test]
fn bytes_are_counted_alike_by_any_number_of_threads() {
    let sample: Vec<u8> = (0..20_000_001u32).map(|i| (i.wrapping_mul(i) >> 7) as u8).collect();
    let control = Control::new();
    let expected = count::integers(&sample, &control).unwrap();
    let pool = Arc::new(Pool::new(NonZeroUsize::new(8).unwrap()).unwrap());
    for threads in [1, 2, 3, 8] {
        let workers = Workers::new(Arc::clone(&pool), NonZeroUsize::new(threads).unwrap());
        assert_eq!(count::bytes(&sample, &workers, &control).unwrap(), expected);
    }
}

#[test]
fn bad_samples_are_refused() {
    let control = Control::new();
    let empty = "Expected at least one observation for sample but received none";
    assert_eq!(count::bytes(&[], &Workers::single(), &control).unwrap_err().to_string(), empty);
    assert_eq!(count::integers::<i32>(&[], &control).unwrap_err().to_string(), empty);
    assert_eq!(count::numbers(&[], &control).unwrap_err().to_string(), empty);
    assert_eq!(count::keys::<&str>(&[], &control).unwrap_err().to_string(), empty);
    assert_eq!(
        count::numbers(&[1.0, 2.0, f64::NAN], &control).unwrap_err().to_string(),
        "Expected values without NaN for sample but received NaN at index 2"
    );
    assert_eq!(
        CountOfCounts::from_counts(&[0, 0]).unwrap_err().to_string(),
        "Expected at least one observation for counts but received none"
    );
    assert_eq!(
        CountOfCounts::from_counts(&[u64::MAX, 1]).unwrap_err().to_string(),
        "Expected a sum of at most 2^64 - 1 for counts but received a larger one"
    );
    assert_eq!(
        EntropyEstimator::named("ml").unwrap_err().to_string(),
        "Expected 'maximum-likelihood' or 'miller-madow' or 'jackknife' or 'grassberger-1988' or \
         'grassberger-2003' or 'zhang' or 'horvitz-thompson' or 'chao-shen' or 'chao-wang-jost' or \
         'james-stein' or 'dirichlet-plug-in' or 'dirichlet-mean' or 'nsb' or 'ansb' or 'bonachela' for \
         estimator but received 'ml'"
    );
    assert_eq!(
        CountOfCounts::from_pairs(&[(u64::MAX, 1), (1, 1)]).unwrap_err().to_string(),
        "Expected a sum of at most 2^64 - 1 for countOfCounts but received a larger one"
    );
    let counts = CountOfCounts::from_counts(&[1, 2, 3]).unwrap();
    let options = EntropyOptions { alphabet: Some(2), ..EntropyOptions::default() };
    assert_eq!(
        compare(&counts, &options, &control).unwrap_err().to_string(),
        "Expected at least 3, the number of symbols seen, for alphabet but received 2"
    );
    for pseudo_count in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(Prior::from_pseudo_count(pseudo_count).is_err());
    }
}

#[test]
fn counting_can_be_cancelled() {
    let control = Control::new();
    control.cancel();
    let cancelled = Err(Error::Cancelled(gainful_kernels::Cancelled));
    assert_eq!(count::bytes(b"abc", &Workers::single(), &control), cancelled);
    assert_eq!(count::integers(&[1, 2], &control), cancelled);
    assert_eq!(count::numbers(&[0.5], &control), cancelled);
    assert_eq!(count::keys(&["a"], &control), cancelled);
}

/// A key whose n-th reading cancels the counting.
struct Impatient<'a> {
    control: &'a Control,
    readings: &'a Cell<usize>,
    patience: usize,
}

impl AsRef<[u8]> for Impatient<'_> {
    fn as_ref(&self) -> &[u8] {
        self.readings.set(self.readings.get() + 1);
        if self.readings.get() == self.patience {
            self.control.cancel();
        }
        b"key"
    }
}

#[test]
fn counting_stops_soon_after_it_was_cancelled() {
    for patience in [1, 70_000, 140_000] {
        let (control, readings) = (Control::new(), Cell::new(0));
        let key = || Impatient { control: &control, readings: &readings, patience };
        let sample: Vec<Impatient<'_>> = (0..300_000).map(|_| key()).collect();
        let cancelled = Err(Error::Cancelled(gainful_kernels::Cancelled));
        assert_eq!(count::keys(&sample, &control), cancelled);
        assert!(readings.get() < patience + (1 << 16), "{}", readings.get());
    }
}

/// What is looked at before counting begins takes time as well.
#[test]
fn a_cancelled_search_for_nan_finds_none() {
    let control = Control::new();
    control.cancel();
    let cancelled = Err(Error::Cancelled(gainful_kernels::Cancelled));
    assert_eq!(count::numbers(&[f64::NAN], &control), cancelled);
}

proptest! {
    /// Whatever the type of the symbols, and from counts as well: the same bits.
    #[test]
    fn every_input_leads_to_the_same_bits(sample in prop::collection::vec(0u8..20, 1..300)) {
        let control = Control::new();
        let mut counts: HashMap<u8, u64> = HashMap::new();
        for &symbol in &sample {
            *counts.entry(symbol).or_default() += 1;
        }
        let counts: Vec<u64> = counts.into_values().collect();
        let expected = CountOfCounts::from_counts(&counts).unwrap();
        let scattered: Vec<i32> = sample.iter().map(|&s| i32::from(s) * 100_000_007).collect();
        let fractions: Vec<f64> = sample.iter().map(|&s| f64::from(s) / 7.0).collect();
        let whole: Vec<f64> = sample.iter().map(|&s| f64::from(s) - 5.0).collect();
        let words: Vec<String> = sample.iter().map(|s| format!("word {s}")).collect();
        let all = [
            count::bytes(&sample, &Workers::single(), &control),
            count::integers(&sample, &control),
            count::integers(&scattered, &control),
            count::numbers(&fractions, &control),
            count::numbers(&whole, &control),
            count::keys(&words, &control),
        ];
        for counts in all {
            let counts = counts.unwrap();
            prop_assert_eq!(&counts, &expected);
            let options = EntropyOptions::default();
            let [found, expected] = [&counts, &expected]
                .map(|counts| compare(counts, &options, &control).unwrap());
            for (found, expected) in found.iter().zip(&expected) {
                let bits = |comparison: &Comparison| comparison.estimate.value.to_bits();
                prop_assert_eq!(bits(found), bits(expected));
            }
        }
    }
}

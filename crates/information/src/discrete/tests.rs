//! Golden values, counting by every path, and refused input.

use std::cell::Cell;
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use gainful_kernels::{Control, Pool, Workers};
use proptest::prelude::*;

use super::*;

fn nats(counts: &[u64], name: &str) -> f64 {
    let counts = CountOfCounts::from_counts(counts).unwrap();
    entropy(&counts, EntropyEstimator::named(name).unwrap()).value
}

#[test]
#[expect(clippy::approx_constant, reason = "golden numbers are copied as they stand")]
fn golden_values() {
    let zipf: Vec<u64> = (1..=200).map(|i| 2000 / i).collect();
    // The golden cases `entropy.counts.*`, computed to 40 digits.
    let cases: [(&[u64], f64, f64); 10] = [
        (&[4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1], 1.9683824087283812, 2.152592935044171),
        (
            &[4, 12, 4, 5, 3, 1, 5, 1, 2, 2, 2, 2, 11, 3, 4, 12, 12, 1, 2],
            2.635444264608458,
            2.737716991881185,
        ),
        (&[1, 1, 1, 2], 1.3321790402101223, 1.6321790402101222),
        (&[1; 10], 2.302585092994046, 2.7525850929940456),
        (&[7], 0.0, 0.0),
        (&[1, 1], 0.6931471805599453, 0.9431471805599453),
        (&[1, 3, 5], 0.936888307539016, 1.0479994186501271),
        (&[1, 1, 1, 5, 7], 1.2634794940650305, 1.3968128273983638),
        (&zipf, 4.132592539030457, 4.141124523252718),
        (&[1, 1, 1, 2, 2, 500_000, 1_000_000, 3_000_000], 0.8487090074084956, 0.8487097851850636),
    ];
    for (counts, maximum_likelihood, miller_madow) in cases {
        assert!((nats(counts, "maximum-likelihood") - maximum_likelihood).abs() < 1e-11);
        assert!((nats(counts, "miller-madow") - miller_madow).abs() < 1e-11);
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
        "Expected 'maximum-likelihood' or 'miller-madow' for estimator but received 'ml'"
    );
}

#[test]
fn counting_can_be_cancelled() {
    let control = Control::new();
    control.cancel();
    let cancelled = Err(crate::Error::Cancelled(gainful_kernels::Cancelled));
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
        let cancelled = Err(crate::Error::Cancelled(gainful_kernels::Cancelled));
        assert_eq!(count::keys(&sample, &control), cancelled);
        assert!(readings.get() < patience + (1 << 16), "{}", readings.get());
    }
}

/// What is looked at before counting begins takes time as well.
#[test]
fn a_cancelled_search_for_nan_finds_none() {
    let control = Control::new();
    control.cancel();
    let cancelled = Err(crate::Error::Cancelled(gainful_kernels::Cancelled));
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
            for &estimator in ESTIMATORS {
                let value = entropy(&counts, estimator).value;
                prop_assert_eq!(value.to_bits(), entropy(&expected, estimator).value.to_bits());
                prop_assert!(value >= 0.0);
            }
        }
    }
}

//! Golden values, identities and refused input.

use gainful_kernels::Control;
use proptest::prelude::*;

use super::*;

fn of(name: &str, p: &[f64], q: &[f64], parameter: f64) -> f64 {
    let divergence = Divergence::named(name).unwrap();
    divergence.of(p, q, parameter, true, &Control::new()).unwrap().value
}

#[test]
#[expect(clippy::approx_constant, reason = "golden numbers are copied as they stand")]
fn golden_values() {
    // Computed by a program of their own; SciPy gave the same of the first and third.
    type Case<'a> = (&'a [f64], &'a [f64], &'a [(&'a str, f64, f64)]);
    let cases: &[Case<'_>] = &[
        (
            &[0.2, 0.3, 0.5],
            &[0.1, 0.6, 0.3],
            &[
                ("kullback-leibler", 0.0, 0.18609809382700082),
                ("jeffreys", 0.0, 0.3794239969771762),
                ("jensen-shannon", 0.5, 0.0466133843198648),
                ("hellinger", 0.0, 0.216832286410535),
                ("bhattacharyya", 0.0, 0.04815741684776861),
                ("total-variation", 0.0, 0.30000000000000004),
                ("cauchy-schwarz", 0.0, 0.3555314332366534),
                ("chi-squared", 0.0, 0.38333333333333336),
                ("cross-entropy", 0.0, 1.2157511078915744),
                ("renyi", 0.5, 0.09631483369553721),
                ("tsallis", 0.5, 0.09403248086004057),
                ("renyi", 2.0, 0.32449604557449724),
                ("tsallis", 2.0, 0.3833333333333333),
                ("renyi", 3.0, 0.4085420408953536),
                ("tsallis", 3.0, 0.6319444444444446),
                ("renyi", f64::INFINITY, 0.6931471805599453),
                ("jensen-shannon", 0.25, 0.03478282273080805),
                ("jensen-shannon", 0.75, 0.03543286980002848),
            ],
        ),
        (
            &[0.5, 0.5, 0.0, 0.0],
            &[0.25, 0.0, 0.25, 0.5],
            &[
                ("kullback-leibler", 0.0, f64::INFINITY),
                ("jeffreys", 0.0, f64::INFINITY),
                ("jensen-shannon", 0.5, 0.4544543674493905),
                ("hellinger", 0.0, 0.8040190354753588),
                ("bhattacharyya", 0.0, 1.0397207708399179),
                ("total-variation", 0.0, 0.75),
                ("cauchy-schwarz", 0.0, 2.4849066497880004),
                ("chi-squared", 0.0, f64::INFINITY),
                ("cross-entropy", 0.0, f64::INFINITY),
                ("renyi", 0.5, 2.0794415416798357),
                ("tsallis", 0.5, 1.2928932188134525),
                ("renyi", 2.0, f64::INFINITY),
                ("tsallis", 2.0, f64::INFINITY),
                ("renyi", 3.0, f64::INFINITY),
                ("tsallis", 3.0, f64::INFINITY),
                ("renyi", f64::INFINITY, f64::INFINITY),
                ("jensen-shannon", 0.25, 0.3520189986784157),
                ("jensen-shannon", 0.75, 0.3829092553676293),
            ],
        ),
        (
            &[0.5, 0.5, 0.0, 0.0],
            &[0.0, 0.0, 0.5, 0.5],
            &[
                ("kullback-leibler", 0.0, f64::INFINITY),
                ("jeffreys", 0.0, f64::INFINITY),
                ("jensen-shannon", 0.5, 0.6931471805599453),
                ("hellinger", 0.0, 1.0),
                ("bhattacharyya", 0.0, f64::INFINITY),
                ("total-variation", 0.0, 1.0),
                ("cauchy-schwarz", 0.0, f64::INFINITY),
                ("chi-squared", 0.0, f64::INFINITY),
                ("cross-entropy", 0.0, f64::INFINITY),
                ("renyi", 0.5, f64::INFINITY),
                ("tsallis", 0.5, 2.0),
                ("renyi", 2.0, f64::INFINITY),
                ("tsallis", 2.0, f64::INFINITY),
                ("renyi", 3.0, f64::INFINITY),
                ("tsallis", 3.0, f64::INFINITY),
                ("renyi", f64::INFINITY, f64::INFINITY),
                ("jensen-shannon", 0.25, 0.5623351446188083),
                ("jensen-shannon", 0.75, 0.5623351446188083),
            ],
        ),
        (
            &[0.1, 0.2, 0.7],
            &[0.1, 0.2, 0.7],
            &[
                ("kullback-leibler", 0.0, 0.0),
                ("jeffreys", 0.0, 0.0),
                ("jensen-shannon", 0.5, 0.0),
                ("hellinger", 0.0, 0.0),
                ("bhattacharyya", 0.0, -0.0),
                ("total-variation", 0.0, 0.0),
                ("cauchy-schwarz", 0.0, -0.0),
                ("chi-squared", 0.0, 0.0),
                ("cross-entropy", 0.0, 0.8018185525433373),
                ("renyi", 0.5, -0.0),
                ("tsallis", 0.5, -0.0),
                ("renyi", 2.0, 0.0),
                ("tsallis", 2.0, 0.0),
                ("renyi", 3.0, -5.551115123125783e-17),
                ("tsallis", 3.0, -5.551115123125783e-17),
                ("renyi", f64::INFINITY, 0.0),
                ("jensen-shannon", 0.25, 0.0),
                ("jensen-shannon", 0.75, 0.0),
            ],
        ),
        (
            &[4.0, 11.0, 9.0, 21.0, 1.0, 18.0, 3.0, 2.0, 15.0, 19.0],
            &[12.0, 17.0, 13.0, 19.0, 16.0, 4.0, 2.0, 10.0, 9.0, 18.0],
            &[
                ("kullback-leibler", 0.0, 0.35273622202692073),
                ("jeffreys", 0.0, 0.7959777123457135),
                ("jensen-shannon", 0.5, 0.08657845133267059),
                ("hellinger", 0.0, 0.3038135910116779),
                ("bhattacharyya", 0.0, 0.09684432389355795),
                ("total-variation", 0.0, 0.30453074433656957),
                ("cauchy-schwarz", 0.0, 0.4271810292866833),
                ("chi-squared", 0.0, 0.9105702497231157),
                ("cross-entropy", 0.0, 2.3767279838154867),
                ("renyi", 0.5, 0.19368864778711614),
                ("tsallis", 0.5, 0.18460539616682237),
                ("renyi", 2.0, 0.64740175756281),
                ("tsallis", 2.0, 0.9105702497231158),
                ("renyi", 3.0, 0.9108996641991318),
                ("tsallis", 3.0, 2.591486823504274),
                ("renyi", f64::INFINITY, 1.6568401513286843),
                ("jensen-shannon", 0.25, 0.06385248339089258),
                ("jensen-shannon", 0.75, 0.06947526462895613),
            ],
        ),
    ];
    for (p, q, expected) in cases {
        for &(name, parameter, expected) in *expected {
            let found = of(name, p, q, parameter);
            let close =
                found == expected || (found - expected).abs() < 1e-12 * expected.abs().max(1.0);
            assert!(close, "{name} {parameter} {found} {expected}");
        }
    }
}

#[test]
fn close_distributions_keep_their_digits() {
    // p = ½ + e and ½ - e against a half each: KL = 2e² (1 + O(e²)), squared Hellinger e²/2 (1 + O(e²)).
    // Exact in double precision, so that the sums are 1.
    let e = 2f64.powi(-25);
    let (p, q) = ([0.5 + e, 0.5 - e], [0.5; 2]);
    assert!((of("kullback-leibler", &p, &q, 0.0) / (2.0 * e * e) - 1.0).abs() < 1e-6);
    assert!((of("hellinger", &p, &q, 0.0) / (e / 2f64.sqrt()) - 1.0).abs() < 1e-6);
    assert!((of("bhattacharyya", &p, &q, 0.0) / (e * e / 2.0) - 1.0).abs() < 1e-6);
}

#[test]
fn close_distributions_keep_their_digits_where_quotients_are_rounded() {
    // q = p + (e, -e): KL = e²/2 Σ 1/p (1 + O(e)), Jensen-Shannon and squared Hellinger a quarter of it.
    let e = 2f64.powi(-25);
    let (p, q) = ([0.3f64, 0.7], [0.3 + e, 0.7 - e]);
    let expected = e * e / 2.0 * (p[0].recip() + p[1].recip());
    for (name, parameter, expected) in [
        ("kullback-leibler", 0.0, expected),
        ("jensen-shannon", 0.5, expected / 4.0),
        ("hellinger", 0.0, (expected / 4.0).sqrt()),
        ("bhattacharyya", 0.0, expected / 4.0),
    ] {
        for normalize in [false, true] {
            let divergence = Divergence::named(name).unwrap();
            let found = divergence.of(&p, &q, parameter, normalize, &Control::new()).unwrap();
            assert!((found.value / expected - 1.0).abs() < 1e-6, "{name} {}", found.value);
        }
    }
}

#[test]
fn what_neither_has_changes_nothing() {
    let (p, q) = ([0.25, 0.5, 0.25], [0.5, 0.125, 0.375]);
    let (wide_p, wide_q) = ([0.0, 0.25, 0.5, 0.0, 0.25], [0.0, 0.5, 0.125, 0.0, 0.375]);
    for divergence in DIVERGENCES {
        for parameter in [0.25, 0.5, 0.75] {
            let found = of(divergence.name, &wide_p, &wide_q, parameter);
            assert_eq!(found, of(divergence.name, &p, &q, parameter), "{}", divergence.name);
        }
    }
    for name in ["renyi", "tsallis", "alpha"] {
        for order in [0.0, 1.0, 2.0, f64::INFINITY] {
            if name != "alpha" || order.is_finite() {
                assert_eq!(of(name, &wide_p, &wide_q, order), of(name, &p, &q, order), "{name}");
            }
        }
    }
}

/// Σ p^α q^(1-α) by its definition, with 0^0 = 0 for what the first distribution does not have.
#[test]
fn orders_where_only_one_has_a_symbol() {
    let (p, q) = ([0.5, 0.5, 0.0], [0.25, 0.0, 0.75f64]);
    for order in [0.125, 0.375, 0.625, 0.875] {
        let sum = 0.5f64.powf(order) * 0.25f64.powf(1.0 - order);
        let close = |name: &str, expected: f64| {
            let found = of(name, &p, &q, order);
            assert!((found - expected).abs() < 1e-14, "{name} {order} {found} {expected}");
        };
        close("renyi", sum.ln() / (order - 1.0));
        close("tsallis", (sum - 1.0) / (order - 1.0));
        close("alpha", (sum - 1.0) / (order * (order - 1.0)));
    }
    assert_eq!(of("tsallis", &[0.25, 0.75], &[0.5; 2], f64::INFINITY), f64::INFINITY);
    assert_eq!(of("tsallis", &[0.5; 2], &[0.5; 2], f64::INFINITY), 0.0);
    assert_eq!(of("alpha", &[1.0, 0.0], &[0.5; 2], -1.0), f64::INFINITY);
}

/// Where hardly anything overlaps, the logarithm is that of a small sum, not of 1 less a large one.
#[test]
fn overlaps_may_be_tiny() {
    let tiny = 2f64.powi(-60);
    let (p, q) = ([1.0 - tiny, tiny], [0.0, 1.0]);
    let found = of("bhattacharyya", &p, &q, 0.0);
    assert!((found - 30.0 * 2f64.ln()).abs() < 1e-12, "{found}");
}

#[test]
fn what_is_no_distribution_is_refused() {
    let divergence = Divergence::named("kullback-leibler").unwrap();
    let message = |p: &[f64], q: &[f64], normalize| {
        divergence.of(p, q, 0.0, normalize, &Control::new()).unwrap_err().to_string()
    };
    assert_eq!(
        message(&[1.0], &[0.5, 0.5], false),
        "Expected 1 probabilities, as many as p has, for q but received 2"
    );
    assert_eq!(
        message(&[1.0], &[0.5], false),
        "Expected probabilities whose sum is 1, up to 1e-9, for q but received a sum of 0.5"
    );
    assert_eq!(
        message(&[0.0], &[1.0], true),
        "Expected numbers with a positive, finite sum for p but received a sum of 0"
    );
    assert_eq!(
        message(&[1.0], &[f64::NAN], true),
        "Expected finite numbers that are not negative for q but received NaN at index 0"
    );
    assert_eq!(
        message(&[], &[], false),
        "Expected at least one probability for p but received none"
    );
    for (name, parameter) in [
        ("jensen-shannon", 0.0),
        ("jensen-shannon", 1.0),
        ("renyi", -1.0),
        ("alpha", f64::INFINITY),
    ] {
        let divergence = Divergence::named(name).unwrap();
        assert!(
            divergence.of(&[1.0], &[1.0], parameter, false, &Control::new()).is_err(),
            "{name}"
        );
    }
}

/// Lengths at which vectors are used; the plain loops are used where the sums are normalized.
#[test]
fn vectors_and_plain_loops_agree() {
    let mut random = gainful_kernels::Random::new(7, 0);
    for length in [2, 9, 100, 5000, 10_000] {
        let mut distribution = || {
            let weights: Vec<f64> = (0..length).map(|_| random.unit() + 1e-6).collect();
            let sum: f64 = weights.iter().sum();
            weights.into_iter().map(|weight| weight / sum).collect::<Vec<f64>>()
        };
        let (p, q) = (distribution(), distribution());
        for name in ["kullback-leibler", "jensen-shannon", "hellinger"] {
            let divergence = Divergence::named(name).unwrap();
            let [fast, plain] = [false, true]
                .map(|plain| divergence.of(&p, &q, 0.5, plain, &Control::new()).unwrap().value);
            assert!((fast - plain).abs() < 1e-13, "{name} {length} {fast} {plain}");
        }
    }
}

#[test]
fn cancelled() {
    let control = Control::new();
    control.cancel();
    for divergence in DIVERGENCES {
        assert!(divergence.of(&[1.0], &[1.0], 0.5, false, &control).is_err());
    }
}

proptest! {
    #[test]
    fn identities(pairs in prop::collection::vec((0.0..1.0f64, 0.0..1.0f64), 1..40)) {
        let (p, q): (Vec<f64>, Vec<f64>) =
            pairs.iter().map(|(p, q)| (p + 1e-9, q + 1e-9)).unzip();
        let d = |name: &str, parameter: f64| of(name, &p, &q, parameter);
        let close = |a: f64, b: f64| (a - b).abs() < 1e-10 * a.abs().max(1.0);
        // Pinsker, and the bounds of each by another.
        let (tv, h) = (d("total-variation", 0.0), d("hellinger", 0.0));
        prop_assert!(2.0 * tv * tv <= d("kullback-leibler", 0.0) + 1e-12);
        prop_assert!(h * h <= tv + 1e-12 && tv <= 2f64.sqrt() * h + 1e-12);
        prop_assert!(d("jensen-shannon", 0.5) <= 2f64.ln() + 1e-12);
        prop_assert!(close(d("jeffreys", 0.0), d("kullback-leibler", 0.0) + of("kullback-leibler", &q, &p, 0.0)));
        prop_assert!(close(d("jensen-shannon", 0.3), of("jensen-shannon", &q, &p, 0.7)));
        prop_assert!(close(d("renyi", 0.5), 2.0 * d("bhattacharyya", 0.0)));
        prop_assert!(close(d("alpha", 2.0), d("chi-squared", 0.0) / 2.0));
        prop_assert!(close(d("alpha", 0.5), 4.0 * h * h));
        prop_assert!(close(d("alpha", 1.0), d("kullback-leibler", 0.0)));
        prop_assert!((d("renyi", 1.0 + 1e-9) - d("renyi", 1.0)).abs() < 1e-6 * (1.0 + d("renyi", 1.0)));
        prop_assert!(d("renyi", 2.0) <= d("renyi", 3.0) + 1e-12);
        for divergence in DIVERGENCES {
            prop_assert!(d(divergence.name, 0.5) >= 0.0);
            if divergence.name != "cross-entropy" {
                prop_assert!(of(divergence.name, &p, &p, 0.5) < 1e-12);
            }
        }
    }
}

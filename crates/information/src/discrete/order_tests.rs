//! Orders: golden values, limits and identities.

use gainful_kernels::Control;

use super::*;

const KINDS: [Diversity; 3] = [Diversity::Renyi, Diversity::Hill, Diversity::Tsallis];

fn of(kind: Diversity, pmf: &[f64], order: f64) -> f64 {
    diversity(kind, Probabilities::Known(pmf), order, &Control::new()).unwrap().value
}

#[test]
#[expect(clippy::approx_constant, reason = "golden numbers are copied as they stand")]
fn golden_orders() {
    // Rényi entropy, Hill number and Tsallis entropy, computed to 40 digits.
    let cases: [(&[f64], f64, [f64; 3]); 16] = [
        (&[0.2, 0.3, 0.5], 0.0, [1.0986122886681098, 3.0000000000000004, 2.0]),
        (&[0.2, 0.3, 0.5], 0.5, [1.0636585111251116, 2.896950149831795, 1.4040858683833433]),
        (&[0.2, 0.3, 0.5], 1.0, [1.0296530140645737, 2.8000940728538315, 1.0296530140645737]),
        (&[0.2, 0.3, 0.5], 1.0000001, [1.029653007416353, 2.8000940542381887, 1.0296529544070891]),
        (&[0.2, 0.3, 0.5], 2.0, [0.9675840262617056, 2.6315789473684212, 0.62]),
        (&[0.2, 0.3, 0.5], 3.0, [0.9162907318741551, 2.5, 0.42]),
        (&[0.2, 0.3, 0.5], 10.0, [0.7694821303874791, 2.1586480660346505, 0.11100193668888889]),
        (&[0.2, 0.3, 0.5], f64::INFINITY, [0.6931471805599453, 2.0, 0.0]),
        (&[0.5, 0.25, 0.25, 0.0], 0.0, [1.0986122886681098, 3.0000000000000004, 2.0]),
        (&[0.5, 0.25, 0.25, 0.0], 0.5, [1.0695999934791407, 2.914213562373095, 1.414213562373095]),
        (&[0.5, 0.25, 0.25, 0.0], 1.0, [1.0397207708399179, 2.82842712474619, 1.0397207708399179]),
        (
            &[0.5, 0.25, 0.25, 0.0],
            1.0000001,
            [1.0397207648342552, 2.828427107759611, 1.0397207107832938],
        ),
        (&[0.5, 0.25, 0.25, 0.0], 2.0, [0.9808292530117262, 2.6666666666666665, 0.625]),
        (&[0.5, 0.25, 0.25, 0.0], 3.0, [0.9281489951828131, 2.5298221281347035, 0.421875]),
        (
            &[0.5, 0.25, 0.25, 0.0],
            10.0,
            [0.7699467317186879, 2.1596512098126643, 0.11100239223904079],
        ),
        (&[0.5, 0.25, 0.25, 0.0], f64::INFINITY, [0.6931471805599453, 2.0, 0.0]),
    ];
    for (pmf, order, expected) in cases {
        for (kind, expected) in KINDS.into_iter().zip(expected) {
            let found = of(kind, pmf, order);
            assert!(
                (found - expected).abs() < 1e-12 * expected.max(1.0),
                "{kind:?} {order} {found}"
            );
        }
    }
}

#[test]
fn unbiased_orders() {
    let counts = [4, 12, 4, 5, 3, 1, 5, 1, 2, 2, 2, 2, 11, 3, 4, 12, 12, 1, 2];
    let counts = CountOfCounts::from_counts(&counts).unwrap();
    let of = |kind, order| {
        let probabilities = Probabilities::Counts(&counts, OrderEstimator::Unbiased);
        diversity(kind, probabilities, order, &Control::new())
    };
    // Computed to 40 digits.
    assert!((of(Diversity::Renyi, 2.0).unwrap().value - 2.539670735197975).abs() < 1e-12);
    assert!((1.0 - of(Diversity::Tsallis, 2.0).unwrap().value - 0.07889237199582028).abs() < 1e-14);
    for order in [0.0, 1.0, 1.5, 2.5, f64::INFINITY, 89.0] {
        assert!(of(Diversity::Renyi, order).is_err(), "{order}");
    }
    // All pairs, triples, ... of different samples, by enumeration.
    let sample = [0, 0, 1, 1, 1, 2];
    let counts = CountOfCounts::from_counts(&[2, 3, 1]).unwrap();
    let mut equal = 0.0;
    for i in 0..6 {
        for j in (0..6).filter(|&j| j != i) {
            for k in (0..6).filter(|&k| k != i && k != j) {
                equal += f64::from(u8::from(sample[i] == sample[j] && sample[j] == sample[k]));
            }
        }
    }
    let probabilities = Probabilities::Counts(&counts, OrderEstimator::Unbiased);
    let found = diversity(Diversity::Tsallis, probabilities, 3.0, &Control::new()).unwrap().value;
    assert!((1.0 - 2.0 * found - equal / 120.0).abs() < 1e-15);
}

#[test]
fn high_orders_do_not_vanish() {
    // (0.5^2000)^(1/-1999) = 0.5^(-2000/1999), although 0.5^2000 is 0 in double precision.
    let found = of(Diversity::Hill, &[0.5, 0.25, 0.25], 2000.0);
    assert!((found - 2f64.powf(2000.0 / 1999.0)).abs() < 1e-12, "{found}");
    assert!((of(Diversity::Tsallis, &[0.5, 0.5], 2000.0) - 1.0 / 1999.0).abs() < 1e-15);
}

#[test]
fn bad_orders_are_refused() {
    for order in [-1.0, f64::NAN, f64::NEG_INFINITY] {
        let found =
            diversity(Diversity::Hill, Probabilities::Known(&[1.0]), order, &Control::new());
        assert!(found.is_err(), "{order}");
    }
}

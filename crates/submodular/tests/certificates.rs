//! What a selection promises, against the optimum by enumeration of all sets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod instance;

use gainful_kernels::{Random, Workers};
use gainful_submodular::{Guarantee, Selection};
use instance::{KINDS, facility_location, select, similarity};

/// The largest value of a set of at most k candidates, for k = 0, ..., `rows`.
fn optima(similarity: &[f64], rows: usize, columns: usize) -> Vec<f64> {
    let mut optima = vec![0.0f64; rows + 1];
    for set in 0u32..1 << rows {
        let members: Vec<_> = (0..rows).filter(|row| set >> row & 1 == 1).collect();
        let best = |column: usize| {
            members.iter().map(|row| similarity[row * columns + column]).fold(0.0, f64::max)
        };
        let value: f64 = (0..columns).map(best).sum();
        let optimum = &mut optima[members.len()];
        *optimum = optimum.max(value);
    }
    for size in 1..=rows {
        optima[size] = optima[size].max(optima[size - 1]);
    }
    optima
}

/// The share of the optimum that theory promises.
fn promised(selection: &Selection) -> f64 {
    let Guarantee::Ratio { ratio, .. } = selection.guarantee else { panic!("no guarantee") };
    ratio
}

#[test]
fn no_set_is_worth_more_than_the_bound_and_greedy_keeps_its_guarantee() {
    let mut random = Random::new(2, 0);
    for instance in 0..600 {
        let kind = KINDS[instance % KINDS.len()];
        let (rows, columns) = (2 + random.below(8) as usize, 1 + random.below(9) as usize);
        let (matrix, columns) = similarity(kind, rows, columns, &mut random);
        let optima = optima(&matrix, rows, columns);
        for (optimizer, single) in
            [("greedy", false), ("greedy", true), ("lazy-greedy", false), ("lazy-greedy", true)]
        {
            let objective = facility_location(&matrix, rows, columns, single);
            let rounding = if single { 1e-6 } else { 1e-14 };
            for (cardinality, &optimum) in optima.iter().enumerate().skip(1) {
                let selection = select(&objective, optimizer, cardinality, &Workers::single());
                let certificate = selection.certificate.unwrap();
                let what = format!("instance {instance}, {kind:?}, {optimizer}, k = {cardinality}");
                let slack = rounding * columns as f64;
                assert!(certificate.upper_bound >= optimum - slack, "{what}");
                assert!(selection.value <= optimum + slack, "{what}");
                assert!(selection.value >= promised(&selection) * optimum - slack, "{what}");
                assert!(certificate.ratio * optimum <= selection.value + slack, "{what}");
                assert!((0.0..=1.0).contains(&certificate.ratio), "{what}");
            }
        }
    }
}

#[test]
fn the_zero_function_is_maximized_by_any_set() {
    let objective = facility_location(&[-1.0; 12], 4, 3, false);
    for optimizer in ["greedy", "lazy-greedy"] {
        let selection = select(&objective, optimizer, 3, &Workers::single());
        assert_eq!(selection.elements, [0, 1, 2]);
        assert_eq!(selection.gains, [0.0; 3]);
        let certificate = selection.certificate.unwrap();
        assert_eq!((certificate.upper_bound, certificate.ratio), (0.0, 1.0));
    }
}

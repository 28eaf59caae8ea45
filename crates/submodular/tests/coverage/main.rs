//! Feature-based functions, saturated coverage and set covers against their formulas on random sets,
//! dense and sparse, in both precisions.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod golden;
mod kind;
mod many_sets;

use std::num::NonZeroUsize;
use std::sync::Arc;

use gainful_kernels::{Control, Pool, Random, Workers};
use gainful_submodular::{
    Concave, FeatureBased, Objective, ProbabilisticSetCover, Rows, SetCover, SparseMatrix,
    SparsePattern, check_structure,
};
use kind::{Data, Kind, select, select_by};
use proptest::prelude::*;

const KINDS: [Kind; 9] = [
    Kind::FeatureBased(Concave::SquareRoot),
    Kind::FeatureBased(Concave::Log1p),
    Kind::FeatureBased(Concave::Ratio),
    Kind::FeatureBased(Concave::Power { exponent: 0.3 }),
    Kind::FeatureBased(Concave::Power { exponent: 0.01 }),
    Kind::FeatureBased(Concave::Cap { cap: 1.5 }),
    Kind::SaturatedCoverage(0.4),
    Kind::ProbabilisticSetCover,
    Kind::SetCover,
];

/// Dense and sparse, in double and single precision.
const FORMS: [(bool, bool); 4] = [(true, false), (false, false), (true, true), (false, true)];

fn every_form(kind: Kind, data: &Data) -> impl Iterator<Item = (Box<dyn Objective>, bool)> {
    FORMS
        .into_iter()
        .filter_map(move |(dense, single)| Some((kind.make(data, dense, single)?, single)))
}

#[test]
fn gains_and_values_follow_the_formulas() {
    let (workers, control) = (Workers::single(), Control::new());
    let mut random = Random::new(7, 0);
    for kind in KINDS {
        for (rows, columns) in [(1, 1), (2, 3), (9, 16), (12, 17), (30, 100), (5, 2100)] {
            let weighted = kind != Kind::SaturatedCoverage(0.4) && random.below(2) == 0;
            let data = kind.draw(rows, columns, weighted, &mut random);
            let all: Vec<u32> = (0..rows as u32).collect();
            let scale = kind.formula(&data, &all);
            for (objective, single) in every_form(kind, &data) {
                let tolerance = scale * if single { 1e-6 } else { 1e-13 };
                let (mut state, mut set, mut outside) =
                    (objective.begin(), Vec::new(), all.clone());
                while !outside.is_empty() {
                    let mut gains = vec![f64::NAN; outside.len()];
                    state.gains(&outside, &mut gains, &workers, &control).unwrap();
                    let before = kind.formula(&data, &set);
                    for (&element, gain) in outside.iter().zip(gains) {
                        let expected =
                            kind.formula(&data, &[&set[..], &[element]].concat()) - before;
                        assert!(
                            (gain - expected).abs() <= tolerance,
                            "{kind:?} {set:?} + {element}: {gain}, not {expected}"
                        );
                    }
                    assert!((state.value() - before).abs() <= tolerance, "{kind:?}");
                    let place = random.below(outside.len() as u64) as usize;
                    let element = outside.swap_remove(place);
                    state.insert(element, &workers);
                    assert_eq!(state.fork().value(), state.value());
                    set.push(element);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lazy_greedy_selects_what_greedy_does(
        seed: u64,
        kind in prop::sample::select(KINDS.to_vec()),
        rows in 1usize..50,
        columns in 1usize..60,
        weighted: bool,
        share in 0.0..1.0,
    ) {
        let weighted = weighted && kind != Kind::SaturatedCoverage(0.4);
        let data = kind.draw(rows, columns, weighted, &mut Random::new(seed, 0));
        let cardinality = 1 + (share * rows as f64) as usize;
        for (objective, _) in every_form(kind, &data) {
            let greedy = select(&*objective, "greedy", cardinality);
            let lazy = select(&*objective, "lazy-greedy", cardinality);
            prop_assert_eq!(greedy.elements, lazy.elements);
            prop_assert_eq!(greedy.gains, lazy.gains);
            prop_assert_eq!(greedy.value, lazy.value);
        }
    }

    /// What lets lazy optimizers do without a tolerance.
    #[test]
    fn computed_gains_never_grow(
        seed: u64,
        kind in prop::sample::select(KINDS.to_vec()),
        rows in 2usize..40,
        columns in 1usize..200,
    ) {
        let (workers, control) = (Workers::single(), Control::new());
        let mut random = Random::new(seed, 0);
        let data = kind.draw(rows, columns, false, &mut random);
        for (objective, _) in every_form(kind, &data) {
            let mut state = objective.begin();
            let mut before = vec![f64::INFINITY; rows];
            let mut outside: Vec<u32> = (0..rows as u32).collect();
            while !outside.is_empty() {
                let mut gains = vec![f64::NAN; outside.len()];
                state.gains(&outside, &mut gains, &workers, &control).unwrap();
                for (&element, gain) in outside.iter().zip(gains) {
                    let bound = before[element as usize] + objective.tie_tolerance();
                    prop_assert!(gain <= bound, "{kind:?}: {gain} after {bound}");
                    before[element as usize] = gain;
                }
                let place = random.below(outside.len() as u64) as usize;
                state.insert(outside.swap_remove(place), &workers);
            }
        }
    }
}

/// The largest value of at most `cardinality` rows, by enumeration.
fn optimum(kind: Kind, data: &Data, cardinality: usize) -> f64 {
    let sets = (0u32..1 << data.rows).filter(|set| set.count_ones() as usize <= cardinality);
    let rows = |set: u32| (0..data.rows as u32).filter(move |row| set >> row & 1 == 1);
    sets.map(|set| kind.formula(data, &rows(set).collect::<Vec<_>>())).fold(0.0, f64::max)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_optimum_lies_between_value_and_certificate(
        seed: u64,
        rows in 1usize..8,
        columns in 1usize..8,
        weighted: bool,
    ) {
        let mut random = Random::new(seed, 0);
        for kind in KINDS {
            let weighted = weighted && kind != Kind::SaturatedCoverage(0.4);
            let data = kind.draw(rows, columns, weighted, &mut random);
            let cardinality = 1 + random.below(rows as u64) as usize;
            let optimum = optimum(kind, &data, cardinality);
            let rounding = 1e-9 * optimum;
            let objective = kind.make(&data, false, false).or_else(|| kind.make(&data, true, false));
            for optimizer in ["greedy", "lazy-greedy"] {
                let selection = select(&**objective.as_ref().unwrap(), optimizer, cardinality);
                let promised = 1.0 - (1.0 - 1.0 / cardinality as f64).powi(cardinality as i32);
                prop_assert!(selection.value >= promised * optimum - rounding, "{kind:?}");
                prop_assert!(selection.value <= optimum + rounding, "{kind:?}");
                let bound = selection.certificate.unwrap().upper_bound;
                prop_assert!(bound >= optimum - rounding, "{kind:?}: {bound} {optimum}");
            }
        }
    }
}

#[test]
fn exact_functions_have_no_tolerance() {
    for kind in KINDS {
        let data = kind.draw(5, 5, false, &mut Random::new(1, 0));
        let inexact = matches!(kind, Kind::FeatureBased(Concave::Log1p | Concave::Power { .. }));
        for (objective, _) in every_form(kind, &data) {
            assert_eq!(objective.tie_tolerance() > 0.0, inexact, "{kind:?}");
        }
    }
}

#[test]
fn the_claimed_structure_is_found() {
    for kind in KINDS {
        let data = kind.draw(8, 12, false, &mut Random::new(2, 0));
        for (objective, _) in every_form(kind, &data) {
            let properties = objective.properties();
            assert!(properties.submodular.holds && properties.monotone.holds);
            let structure =
                check_structure(&*objective, 0, 0, &Workers::single(), &Control::new()).unwrap();
            assert_eq!(structure.growth, None, "{kind:?}");
            assert_eq!(structure.loss, None, "{kind:?}");
        }
    }
}

#[test]
fn the_same_for_any_number_of_threads() {
    let pool = Arc::new(Pool::new(NonZeroUsize::new(8).unwrap()).unwrap());
    for kind in KINDS {
        let data = kind.draw(400, 300, false, &mut Random::new(9, 0));
        for (dense, single) in FORMS {
            let run = |threads| {
                let workers = Workers::new(Arc::clone(&pool), NonZeroUsize::new(threads).unwrap());
                let objective = kind.make_by(&data, dense, single, &workers, &Control::new());
                Some(select_by(&*objective.unwrap()?, "lazy-greedy", 50, &workers))
            };
            let expected = run(1);
            for threads in [2, 3, 8] {
                assert_eq!(run(threads), expected, "{kind:?}, {threads} threads");
            }
        }
    }
}

/// A product of so many 1 - p computed as it stands would lose p = 1e-12 to rounding.
#[test]
fn small_probabilities_are_not_lost() {
    let sets = 100_000;
    for (probability, single) in [(1e-12, false), (1e-9, false), (1e-9, true), (1e-5, false)] {
        let data = Data { entries: vec![probability; sets], rows: sets, columns: 1, weights: None };
        let kind = Kind::ProbabilisticSetCover;
        let probability = if single { f64::from(probability as f32) } else { probability };
        for dense in [true, false] {
            let objective = kind.make(&data, dense, single).unwrap();
            let mut state = objective.begin();
            let workers = Workers::single();
            (1..sets as u32).for_each(|set| state.insert(set, &workers));
            let exponent = (sets - 1) as f64 * (-probability).ln_1p();
            let (covered, missed) = (-exponent.exp_m1(), exponent.exp());
            assert!((state.value() - covered).abs() <= 1e-12 * covered, "{}", state.value());
            let mut gain = [f64::NAN];
            state.gains(&[0], &mut gain, &workers, &Control::new()).unwrap();
            let expected = probability * missed;
            let tolerance = if single { 1e-6 } else { 1e-11 };
            assert!((gain[0] - expected).abs() <= tolerance * expected, "{gain:?} {expected}");
        }
    }
}

/// What is left after many likely covers is far below what 1 - q would show.
#[test]
fn small_rests_are_not_lost() {
    let data = Data { entries: vec![0.999; 30], rows: 30, columns: 1, weights: None };
    let objective = Kind::ProbabilisticSetCover.make(&data, true, false).unwrap();
    let selection = select(&*objective, "greedy", 30);
    for (picks, gain) in selection.gains.iter().enumerate() {
        let expected = 0.999 * 0.001f64.powi(picks as i32);
        assert!((gain - expected).abs() <= 1e-12 * expected, "{picks}: {gain} {expected}");
    }
}

/// Late gains are far smaller than the value, and still have all their digits.
#[test]
fn nothing_cancels_in_long_selections() {
    let rows = 2001;
    let mut entries = vec![1e8; rows];
    entries[0] = 1e-3;
    let data = Data { entries, rows, columns: 1, weights: None };
    let workers = Workers::single();
    let sum: f64 = 1e8 * (rows - 1) as f64;
    for (concave, expected) in [
        (Concave::SquareRoot, 1e-3 / (2.0 * sum.sqrt())),
        (Concave::Log1p, 1e-3 / sum),
        (Concave::Ratio, 1e-3 / sum.powi(2)),
        (Concave::Power { exponent: 0.25 }, 0.25 * 1e-3 * sum.powf(-0.75)),
    ] {
        for (objective, single) in every_form(Kind::FeatureBased(concave), &data) {
            let mut state = objective.begin();
            (1..rows as u32).for_each(|row| state.insert(row, &workers));
            let mut gain = [f64::NAN];
            state.gains(&[0], &mut gain, &workers, &Control::new()).unwrap();
            let tolerance = if single { 1e-6 } else { 1e-10 };
            assert!((gain[0] - expected).abs() <= tolerance * expected, "{concave:?}: {gain:?}");
        }
    }
}

#[test]
fn sets_as_bits_and_as_lists_give_the_same() {
    let mut random = Random::new(3, 0);
    for columns in [1, 63, 64, 65, 1000] {
        for share in [0.0, 0.01, 0.9, 1.0] {
            let entries = (0..50 * columns).map(|_| f64::from(random.unit() < share)).collect();
            let data = Data { entries, rows: 50, columns, weights: None };
            let weighted = Data { weights: Some(vec![1.0; columns]), ..data.clone() };
            let [plain, weighted] = [data, weighted].map(|data| {
                let objective = Kind::SetCover.make(&data, false, false).unwrap();
                select(&*objective, "lazy-greedy", 50)
            });
            assert_eq!(plain, weighted, "{columns} columns, {share}");
        }
    }
}

/// Columns without entries take no memory, however many there are.
#[test]
fn billions_of_columns_cost_nothing() {
    let (workers, control) = (Workers::single(), Control::new());
    for columns in [1 << 32, 1 << 50] {
        let pattern = || {
            let (offsets, indices) = (vec![0, 2, 3, 3, 5], vec![0, u32::MAX, 7, 7, u32::MAX]);
            SparsePattern::new("rows", offsets, indices, columns, &workers, &control).unwrap()
        };
        let rows = || {
            let values = vec![0.5, 0.25, 1.0, 0.5, 0.5].into();
            Rows::from(SparseMatrix::new("rows", pattern(), values, &workers, &control).unwrap())
        };
        let objectives: [(Box<dyn Objective>, f64); 3] = [
            (Box::new(SetCover::new(pattern(), None, &workers, &control).unwrap()), 3.0),
            (
                Box::new(ProbabilisticSetCover::new(rows(), None, &workers, &control).unwrap()),
                0.5 + (1.0 - 0.75 * 0.5) + 1.0,
            ),
            (
                Box::new(
                    FeatureBased::new(rows(), Concave::Cap { cap: 1.0 }, None, &workers, &control)
                        .unwrap(),
                ),
                0.5 + 0.75 + 1.0,
            ),
        ];
        for (objective, expected) in objectives {
            assert!(objective.bytes() < 1000, "{}", objective.bytes());
            assert_eq!(select(&*objective, "lazy-greedy", 4).value, expected);
        }
        let few = SetCover::new(pattern(), Some(vec![1.0; 5]), &workers, &control);
        assert_eq!(
            few.unwrap_err().to_string(),
            format!("Expected {columns} numbers for weights but received 5 numbers")
        );
    }
}

#[test]
fn making_looks_at_its_control() {
    let workers = Workers::single();
    for kind in KINDS {
        let data = kind.draw(60, 700, false, &mut Random::new(9, 0));
        for (dense, single) in FORMS {
            let control = Control::new();
            if kind.make_by(&data, dense, single, &workers, &control).unwrap().is_none() {
                continue;
            }
            for look in 1..=control.looks() {
                let control = Control::cancelled_at(look);
                let made = kind.make_by(&data, dense, single, &workers, &control);
                assert!(made.is_err(), "{kind:?}, look {look}");
            }
        }
    }
}

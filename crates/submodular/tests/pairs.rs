//! The functions of pairs of elements (graph cut, redundancy, cuts, disparities) against their
//! formulas on random sets, and their properties against all subsets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::num::NonZeroUsize;
use std::sync::Arc;

use gainful_kernels::{Control, Pool, Random, Workers};
use gainful_submodular::{
    Cardinality, Constraint, Cut, DisparityMin, DisparitySum, Distance, Error, GraphCut, Matrix,
    Metric, Objective, Options, Selection, Stopping, SumRedundancy, maximize, optimizers,
};
use proptest::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    GraphCut(f64),
    SumRedundancy,
    Cut,
    DisparitySum,
    DisparityMin,
}

const KINDS: [Kind; 8] = [
    Kind::GraphCut(0.0),
    Kind::GraphCut(0.25),
    Kind::GraphCut(0.5),
    Kind::GraphCut(0.75),
    Kind::SumRedundancy,
    Kind::Cut,
    Kind::DisparitySum,
    Kind::DisparityMin,
];

impl Kind {
    fn is_distance(self) -> bool {
        matches!(self, Self::DisparitySum | Self::DisparityMin)
    }

    fn make(self, entries: Matrix, size: usize, workers: &Workers) -> Box<dyn Objective> {
        let control = Control::new();
        match self {
            Self::GraphCut(lambda) => Box::new(
                GraphCut::from_similarity(entries, size, size, lambda, workers, &control).unwrap(),
            ),
            Self::SumRedundancy => Box::new(
                SumRedundancy::from_similarity(entries, size, size, workers, &control).unwrap(),
            ),
            Self::Cut => Box::new(Cut::new(entries, size, size, workers, &control).unwrap()),
            Self::DisparitySum => Box::new(
                DisparitySum::from_distances(entries, size, size, workers, &control).unwrap(),
            ),
            Self::DisparityMin => Box::new(
                DisparityMin::from_distances(entries, size, size, workers, &control).unwrap(),
            ),
        }
    }

    /// f(S), by the formula in the documentation.
    fn formula(self, entries: &[f64], size: usize, set: &[u32]) -> f64 {
        let entry = |i: u32, j: u32| entries[i as usize * size + j as usize];
        let all = || 0..size as u32;
        let inside: f64 = set.iter().flat_map(|&i| set.iter().map(move |&j| entry(i, j))).sum();
        let distances = || {
            let later = |place: usize| &set[place + 1..];
            set.iter()
                .enumerate()
                .flat_map(move |(place, &i)| later(place).iter().map(move |&j| entry(i, j)))
        };
        match self {
            Self::GraphCut(lambda) => {
                let covered: f64 = set.iter().flat_map(|&j| all().map(move |i| entry(i, j))).sum();
                covered - lambda * inside
            }
            Self::SumRedundancy => -inside,
            Self::Cut => {
                let outside = || all().filter(|element| !set.contains(element));
                set.iter().flat_map(|&i| outside().map(move |j| entry(i, j))).sum()
            }
            Self::DisparitySum => distances().sum(),
            Self::DisparityMin => distances().reduce(f64::min).unwrap_or(0.0),
        }
    }
}

/// How entries are drawn.
#[derive(Clone, Copy, Debug)]
enum Draw {
    /// Integers from 0 to 3.
    Integer,
    /// Integers from -1 to 3.
    Signed,
    /// Uniform in [0, 1).
    Real,
    /// Tenths: sums that are equal as real numbers differ as sums of doubles.
    Tenths,
    /// As signed ones, with a diagonal so large that graph cuts stay monotone with lambda above 1/2.
    Diagonal,
}

const DRAWS: [Draw; 5] = [Draw::Integer, Draw::Signed, Draw::Real, Draw::Tenths, Draw::Diagonal];

/// A matrix for a function of this kind: symmetric unless it is a directed graph, and not negative
/// if it is of distances.
fn entries(kind: Kind, draw: Draw, size: usize, random: &mut Random) -> Vec<f64> {
    let mut entries: Vec<f64> = (0..size * size)
        .map(|_| match draw {
            Draw::Integer => random.below(4) as f64,
            Draw::Signed | Draw::Diagonal => random.below(5) as f64 - 1.0,
            Draw::Real => random.unit(),
            Draw::Tenths => random.below(4) as f64 / 10.0,
        })
        .map(|entry: f64| if kind.is_distance() { entry.abs() } else { entry })
        .collect();
    for row in 0..size {
        if matches!(draw, Draw::Diagonal) {
            entries[row * size + row] = 30.0 * size as f64;
        }
        for column in 0..row {
            if kind != Kind::Cut {
                entries[row * size + column] = entries[column * size + row];
            }
        }
    }
    entries
}

fn single(entries: &[f64]) -> Matrix {
    entries.iter().map(|&entry| entry as f32).collect::<Vec<_>>().into()
}

fn select(
    objective: &dyn Objective,
    optimizer: &str,
    cardinality: usize,
    workers: &Workers,
) -> Selection {
    let options = Options {
        optimizer: Some(optimizers::by_name(optimizer).unwrap()),
        stopping: Some(Stopping::Full),
        ..Options::default()
    };
    let constraint = Constraint::from(Cardinality::new(cardinality));
    maximize(objective, &constraint, &options, workers, &Control::new()).unwrap()
}

#[test]
fn gains_and_values_follow_the_formulas() {
    let (workers, control) = (Workers::single(), Control::new());
    let mut random = Random::new(7, 0);
    for kind in KINDS {
        for draw in DRAWS {
            for size in [1, 2, 9, 40] {
                let entries = entries(kind, draw, size, &mut random);
                for (objective, tolerance) in [
                    (kind.make(entries.clone().into(), size, &workers), 1e-12),
                    (kind.make(single(&entries), size, &workers), 1e-6),
                ] {
                    let mut state = objective.begin();
                    let mut set = Vec::new();
                    let mut outside: Vec<u32> = (0..size as u32).collect();
                    while !outside.is_empty() {
                        let mut gains = vec![f64::NAN; outside.len()];
                        state.gains(&outside, &mut gains, &workers, &control).unwrap();
                        let before = kind.formula(&entries, size, &set);
                        for (&element, gain) in outside.iter().zip(gains) {
                            let with = [&set[..], &[element]].concat();
                            let expected = kind.formula(&entries, size, &with) - before;
                            let scale = (size * size) as f64 * entries[0].abs().max(1.0);
                            assert!(
                                (gain - expected).abs() <= tolerance * scale,
                                "{kind:?} {draw:?} {set:?} + {element}: {gain}, not {expected}"
                            );
                        }
                        assert!((state.value() - before).abs() <= tolerance * (1.0 + before.abs()));
                        let element =
                            outside.swap_remove(random.below(outside.len() as u64) as usize);
                        state.insert(element, &workers);
                        assert_eq!(state.fork().value(), state.value());
                        set.push(element);
                    }
                }
            }
        }
    }
}

#[test]
fn properties_are_those_of_all_subsets() {
    let size = 5;
    let mut random = Random::new(8, 0);
    let mut seen = std::collections::HashSet::new();
    for kind in KINDS {
        for draw in [Draw::Integer, Draw::Signed, Draw::Diagonal] {
            for _ in 0..20 {
                let entries = entries(kind, draw, size, &mut random);
                let value = |mask: u32| {
                    let set: Vec<u32> = (0..size as u32).filter(|j| mask >> j & 1 == 1).collect();
                    kind.formula(&entries, size, &set)
                };
                let gain = |mask: u32, j: u32| value(mask | 1 << j) - value(mask);
                let sets = |j: u32| (0..1u32 << size).filter(move |mask| mask >> j & 1 == 0);
                let monotone = (0..size as u32).all(|j| sets(j).all(|mask| gain(mask, j) >= -1e-9));
                let submodular = (0..size as u32).all(|j| {
                    sets(j).all(|mask| {
                        let others = (0..size as u32).filter(|&i| i != j && mask >> i & 1 == 0);
                        others.into_iter().all(|i| gain(mask | 1 << i, j) <= gain(mask, j) + 1e-9)
                    })
                });
                let properties =
                    kind.make(entries.clone().into(), size, &Workers::single()).properties();
                let claimed = (properties.submodular.holds, properties.monotone.holds);
                if kind.is_distance() {
                    // Nothing is claimed that does not hold for all distances.
                    assert!(!claimed.0 && (!claimed.1 || monotone), "{kind:?} {entries:?}");
                } else {
                    assert_eq!(claimed, (submodular, monotone), "{kind:?} {entries:?}");
                }
                seen.insert((format!("{kind:?}"), claimed));
            }
        }
    }
    // Graph cuts with lambda above 1/2 were seen with all four combinations.
    assert_eq!(seen.iter().filter(|(kind, _)| kind == "GraphCut(0.75)").count(), 4, "{seen:?}");
}

#[test]
fn reasons_name_elements() {
    let reasons = |kind: Kind, entries: &[f64]| {
        let properties = kind.make(entries.to_vec().into(), 2, &Workers::single()).properties();
        [properties.submodular.reason.into_owned(), properties.monotone.reason.into_owned()]
    };
    let none = "no similarity of two elements is negative";
    let (alike, unlike) = ([1.0, 1.0, 1.0, 1.0], [1.0, -2.0, -2.0, 1.0]);
    let never = "no element lowers the value of any set";
    let cases = [
        (Kind::GraphCut(0.5), alike, [none, &format!("lambda is at most 1/2 and {never}")]),
        (
            Kind::GraphCut(2.0),
            alike,
            [none, "lambda is above 1/2 and element 0 lowers the value of some set"],
        ),
        (
            Kind::GraphCut(0.5),
            unlike,
            [
                "the similarity of elements 0 and 1 is negative",
                "similarities are negative and element 0 lowers the value of some set",
            ],
        ),
        (
            Kind::GraphCut(0.0),
            alike,
            [
                "lambda is 0, so that gains do not depend on the set",
                &format!("lambda is at most 1/2 and {never}"),
            ],
        ),
        (
            Kind::Cut,
            alike,
            [
                "no weight both ways of two elements is negative",
                "the cut of all elements is empty again",
            ],
        ),
    ];
    for (kind, entries, expected) in cases {
        assert_eq!(reasons(kind, &entries), expected, "{kind:?}");
    }
    let [submodular, _] = reasons(Kind::DisparitySum, &alike);
    assert!(submodular.contains("supermodular"), "{submodular}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lazy_greedy_selects_what_greedy_does(
        seed: u64,
        kind in prop::sample::select(KINDS.to_vec()),
        draw in prop::sample::select(DRAWS.to_vec()),
        size in 1usize..60,
        share in 0.0..1.0,
        narrow: bool,
    ) {
        let workers = Workers::single();
        let entries = entries(kind, draw, size, &mut Random::new(seed, 0));
        let entries = if narrow { single(&entries) } else { entries.into() };
        let objective = kind.make(entries, size, &workers);
        prop_assume!(objective.properties().submodular.holds);
        let cardinality = 1 + (share * size as f64) as usize;
        let greedy = select(&*objective, "greedy", cardinality, &workers);
        let lazy = select(&*objective, "lazy-greedy", cardinality, &workers);
        prop_assert_eq!(greedy.elements, lazy.elements);
        prop_assert_eq!(greedy.gains, lazy.gains);
        prop_assert_eq!(greedy.value, lazy.value);
    }
}

/// Equal as real numbers and different as sums of doubles.
#[test]
fn ties_of_decimal_numbers_go_to_the_smallest_index() {
    let size = 30;
    // All are as similar to one another, and 0.1 + ... + 0.1 depends on where the diagonal is.
    let entries: Vec<f64> =
        (0..size * size).map(|index| if index % (size + 1) == 0 { 0.7 } else { 0.1 }).collect();
    for kind in [Kind::GraphCut(0.3), Kind::SumRedundancy, Kind::Cut, Kind::DisparitySum] {
        let objective = kind.make(entries.clone().into(), size, &Workers::single());
        let selection = select(&*objective, "greedy", size, &Workers::single());
        assert_eq!(selection.elements, (0..size as u32).collect::<Vec<_>>(), "{kind:?}");
    }
}

#[test]
fn the_same_for_any_number_of_threads() {
    let pool = Arc::new(Pool::new(NonZeroUsize::new(8).unwrap()).unwrap());
    let size = 500;
    for kind in KINDS {
        let entries = entries(kind, Draw::Real, size, &mut Random::new(9, 0));
        let run = |threads| {
            let workers = Workers::new(Arc::clone(&pool), NonZeroUsize::new(threads).unwrap());
            let objective = kind.make(entries.clone().into(), size, &workers);
            (select(&*objective, "greedy", 60, &workers), objective.properties())
        };
        let expected = run(1);
        for threads in [2, 3, 8] {
            assert_eq!(run(threads), expected, "{kind:?}, {threads} threads");
        }
    }
}

#[test]
fn features_are_compared_by_metrics() {
    let features = [[1.0, 0.0], [3.0, 4.0], [0.0, 0.0]].concat();
    let matrix = Matrix::from(features.clone());
    let (workers, control) = (Workers::single(), Control::new());
    let acos = 0.6f64.acos() / std::f64::consts::PI;
    for (distance, expected) in [
        (Distance::Euclidean, [20f64.sqrt(), 1.0, 5.0]),
        (Distance::SquaredEuclidean, [20.0, 1.0, 25.0]),
        (Distance::Cosine, [0.4, 1.0, 1.0]),
        (Distance::Angular, [acos, 0.5, 0.5]),
    ] {
        let sum = DisparitySum::from_features(&matrix, 3, 2, distance, &workers, &control).unwrap();
        let least =
            DisparityMin::from_features(&matrix, 3, 2, distance, &workers, &control).unwrap();
        for ((i, j), expected) in [(0, 1), (0, 2), (1, 2)].into_iter().zip(expected) {
            for objective in [&sum as &dyn Objective, &least] {
                let mut state = objective.begin();
                state.insert(i, &workers);
                state.insert(j, &workers);
                assert!((state.value() - expected).abs() < 1e-12, "{distance:?} {i} {j}");
            }
        }
    }
    let metric = Metric::Dot;
    let cut = GraphCut::from_features(&matrix, 3, 2, metric, 1.0, &workers, &control).unwrap();
    let redundancy =
        SumRedundancy::from_features(&matrix, 3, 2, metric, &workers, &control).unwrap();
    let similarity = [1.0, 3.0, 0.0, 3.0, 25.0, 0.0, 0.0, 0.0, 0.0];
    for (kind, objective) in
        [(Kind::GraphCut(1.0), &cut as &dyn Objective), (Kind::SumRedundancy, &redundancy)]
    {
        let mut state = objective.begin();
        state.insert(1, &workers);
        assert_eq!(state.value(), kind.formula(&similarity, 3, &[1]), "{kind:?}");
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let (workers, control) = (Workers::single(), Control::new());
    let message = |error: Error| error.to_string();
    let matrix = || Matrix::from(vec![0.0, 1.0, 2.0, 0.0]);
    assert_eq!(
        message(GraphCut::from_similarity(matrix(), 2, 2, 0.5, &workers, &control).unwrap_err()),
        "Expected a symmetric matrix for similarity but received 1 at row 0, column 1 and 2 at its \
         mirror image"
    );
    let symmetric = || Matrix::from(vec![0.0, -1.0, -1.0, 0.0]);
    for lambda in [-0.5, f64::NAN, f64::INFINITY] {
        let graph_cut = GraphCut::from_similarity(symmetric(), 2, 2, lambda, &workers, &control);
        assert_eq!(
            message(graph_cut.unwrap_err()),
            format!("Expected a number that is not negative for lambda but received {lambda}")
        );
    }
    let large = Matrix::from(vec![0.0, 1e200, 1e200, 0.0]);
    assert_eq!(
        message(GraphCut::from_similarity(large, 2, 2, 1e200, &workers, &control).unwrap_err()),
        format!(
            "Expected a number small enough for finite gains for lambda but received {}",
            1e200
        )
    );
    assert_eq!(
        message(DisparitySum::from_distances(symmetric(), 2, 2, &workers, &control).unwrap_err()),
        "Expected distances from 0 for distances but received -1 between elements 0 and 1"
    );
    assert!(Cut::new(vec![0.0; 6].into(), 2, 3, &workers, &control).is_err());
    assert!(Cut::new(vec![0.0, f64::NAN, 0.0, 0.0].into(), 2, 2, &workers, &control).is_err());
    assert_eq!(
        Distance::by_name("manhattan").unwrap_err().to_string(),
        "Expected 'euclidean' or 'squared-euclidean' or 'cosine' or 'angular' for metric but \
         received 'manhattan'"
    );
}

#[test]
fn making_looks_at_its_control() {
    let workers = Workers::single();
    let size = 300;
    for kind in KINDS {
        let entries: Matrix = entries(kind, Draw::Real, size, &mut Random::new(9, 0)).into();
        let make = |control: &Control| match kind {
            Kind::GraphCut(lambda) => {
                GraphCut::from_similarity(entries.clone(), size, size, lambda, &workers, control)
                    .map(|_| ())
            }
            Kind::SumRedundancy => {
                SumRedundancy::from_similarity(entries.clone(), size, size, &workers, control)
                    .map(|_| ())
            }
            Kind::Cut => Cut::new(entries.clone(), size, size, &workers, control).map(|_| ()),
            Kind::DisparitySum => {
                DisparitySum::from_distances(entries.clone(), size, size, &workers, control)
                    .map(|_| ())
            }
            Kind::DisparityMin => {
                DisparityMin::from_distances(entries.clone(), size, size, &workers, control)
                    .map(|_| ())
            }
        };
        let control = Control::new();
        make(&control).unwrap();
        let looks = control.looks();
        assert!(looks > size as u64 / 100, "{kind:?}: {looks} looks");
        for look in (1..=looks).step_by(7) {
            assert!(make(&Control::cancelled_at(look)).is_err(), "{kind:?}, look {look}");
        }
    }
}

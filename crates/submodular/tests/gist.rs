//! GIST against the optima of random instances by enumeration: its guarantee holds on all of them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use gainful_kernels::{Control, Pool, Random, Workers};
use gainful_submodular::{
    Cardinality, Constraint, DisparityMin, DisparitySum, Distance, Error, FacilityLocation,
    GraphCut, Guarantee, Mixture, Modular, Objective, Options, Parameters, Selection, Stop,
    maximize, optimizers,
};

/// A utility, its multiple, and the multiple of the least distance.
fn mixture(utility: Arc<dyn Objective>, apart: Arc<dyn Objective>, lambda: f64) -> Mixture {
    let (workers, control) = (Workers::single(), Control::new());
    Mixture::new(vec![utility, apart], &[1.0, lambda], &workers, &control).unwrap()
}

/// Points in a plane, some of them close together.
fn points(size: usize, random: &mut Random) -> Vec<f64> {
    let place = |random: &mut Random| random.below(4) as f64 + 0.3 * random.unit();
    (0..2 * size).map(|_| place(random)).collect()
}

fn euclidean(points: &[f64]) -> Arc<dyn Objective> {
    let (workers, control) = (Workers::single(), Control::new());
    let (features, distance) = (points.to_vec().into(), Distance::Euclidean);
    let size = points.len() / 2;
    Arc::new(DisparityMin::from_features(&features, size, 2, distance, &workers, &control).unwrap())
}

fn facility_location(size: usize, random: &mut Random) -> Arc<dyn Objective> {
    let (workers, control) = (Workers::single(), Control::new());
    let similarity: Vec<f64> =
        (0..size * 5).map(|_| if random.below(2) == 0 { random.unit() } else { 0.0 }).collect();
    let similarity = similarity.into();
    Arc::new(FacilityLocation::from_similarity(similarity, size, 5, &workers, &control).unwrap())
}

fn modular(size: usize, random: &mut Random) -> Arc<dyn Objective> {
    Arc::new(Modular::new((0..size).map(|_| random.unit().powi(3)).collect()).unwrap())
}

fn options(epsilon: f64) -> Options {
    Options {
        optimizer: Some(optimizers::by_name("gist").unwrap()),
        parameters: Parameters { epsilon: Some(epsilon), ..Parameters::default() },
        ..Options::default()
    }
}

fn select(objective: &dyn Objective, constraint: &Constraint, epsilon: f64) -> Selection {
    let (workers, control) = (Workers::single(), Control::new());
    maximize(objective, constraint, &options(epsilon), &workers, &control).unwrap()
}

fn value(objective: &dyn Objective, set: &[u32]) -> f64 {
    let mut state = objective.begin();
    set.iter().for_each(|&element| state.insert(element, &Workers::single()));
    state.value()
}

/// The largest value of at most `cardinality` of `elements`.
fn optimum(objective: &dyn Objective, elements: &[u32], cardinality: usize) -> f64 {
    let sets = (0..1u32 << elements.len()).filter(|set| set.count_ones() as usize <= cardinality);
    let members = |set: u32| -> Vec<u32> {
        let place = (0..elements.len()).filter(|place| set >> place & 1 == 1);
        place.map(|place| elements[place]).collect()
    };
    sets.map(|set| value(objective, &members(set))).fold(f64::NEG_INFINITY, f64::max)
}

fn ratio(guarantee: Guarantee) -> f64 {
    match guarantee {
        Guarantee::Ratio { ratio, rule, in_expectation: false } if rule == "fahrbach-et-al" => {
            ratio
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_guarantee_holds_on_random_instances() {
    let mut random = Random::new(1, 0);
    let mut worst = [f64::INFINITY; 2];
    for _ in 0..300 {
        let size = 2 + random.below(7) as usize;
        let points = points(size, &mut random);
        let lambda = [0.05, 0.3, 1.0, 4.0][random.below(4) as usize];
        let epsilon = [0.02, 0.1, 0.5][random.below(3) as usize];
        for linear in [false, true] {
            let utility = if linear {
                modular(size, &mut random)
            } else {
                facility_location(size, &mut random)
            };
            let objective = mixture(utility, euclidean(&points), lambda);
            let all: Vec<u32> = (0..size as u32).collect();
            for cardinality in 1..=size {
                let constraint = Cardinality::new(cardinality).into();
                let selection = select(&objective, &constraint, epsilon);
                let expected = if linear {
                    (2.0 + 2.0 * epsilon) / (3.0 + 4.0 * epsilon)
                } else {
                    0.5 / (1.0 + epsilon)
                };
                assert_eq!(ratio(selection.guarantee), expected);
                assert!((1..=cardinality).contains(&selection.elements.len()));
                let reached = value(&objective, &selection.elements);
                assert!((selection.value - reached).abs() < 1e-12);
                assert!((selection.gains.iter().sum::<f64>() - reached).abs() < 1e-12);
                let optimum = optimum(&objective, &all, cardinality);
                assert!(reached >= expected * optimum - 1e-12, "{reached} of {optimum}");
                if optimum > 0.0 {
                    let slot = &mut worst[usize::from(linear)];
                    *slot = slot.min(reached / optimum);
                }
            }
        }
    }
    // The instances are not all easy.
    assert!(worst[0] < 0.95 && worst[1] < 0.95, "{worst:?}");
}

#[test]
fn only_candidates_are_selected() {
    let mut random = Random::new(2, 0);
    for _ in 0..100 {
        let points = points(8, &mut random);
        let objective = mixture(facility_location(8, &mut random), euclidean(&points), 1.0);
        let constraint = Constraint {
            candidates: Some(vec![7, 1, 4, 0, 5]),
            exclude: vec![4, 2],
            ..Cardinality::new(3).into()
        };
        let selection = select(&objective, &constraint, 0.1);
        let eligible = [0, 1, 5, 7];
        assert!(selection.elements.iter().all(|element| eligible.contains(element)));
        let optimum = optimum(&objective, &eligible, 3);
        assert!(selection.value >= ratio(selection.guarantee) * optimum);
    }
}

#[test]
fn the_least_distance_alone_is_served() {
    let mut random = Random::new(3, 0);
    for _ in 0..100 {
        let objective = euclidean(&points(8, &mut random));
        let all: Vec<u32> = (0..8).collect();
        let optimum = optimum(&*objective, &all, 3);
        let selection = select(&*objective, &Cardinality::new(3).into(), 0.1);
        // Two elements are enough, and the farthest pair is found.
        assert_eq!(selection.elements.len(), 2);
        assert_eq!((selection.value, selection.stop), (optimum, Stop::Rounds));
    }
}

#[test]
fn mixtures_of_mixtures_are_taken_apart() {
    let mut random = Random::new(4, 0);
    let apart = euclidean(&points(8, &mut random));
    let (coverage, relevance) = (facility_location(8, &mut random), modular(8, &mut random));
    let (workers, control) = (Workers::single(), Control::new());
    let mix = |parts: Vec<Arc<dyn Objective>>, weights: &[f64]| {
        Mixture::new(parts, weights, &workers, &control).unwrap()
    };
    let inner = mix(vec![Arc::clone(&relevance), Arc::clone(&apart)], &[4.0, 2.0]);
    let nested = mix(vec![Arc::clone(&coverage), Arc::new(inner)], &[1.0, 0.5]);
    let flat = mix(vec![coverage, relevance, Arc::clone(&apart)], &[1.0, 2.0, 1.0]);
    let constraint = Cardinality::new(4).into();
    let (one, other) = (select(&nested, &constraint, 0.1), select(&flat, &constraint, 0.1));
    assert_eq!(one.elements, other.elements);
    assert!((one.value - other.value).abs() < 1e-12);
    assert_eq!(one.guarantee, other.guarantee);
}

#[test]
fn without_the_triangle_inequality_nothing_is_promised() {
    let (workers, control) = (Workers::single(), Control::new());
    let given = |middle: f64| {
        let distances = vec![0.0, 1.0, middle, 1.0, 0.0, 1.0, middle, 1.0, 0.0].into();
        let apart = DisparityMin::from_distances(distances, 3, 3, &workers, &control).unwrap();
        select(&apart, &Cardinality::new(2).into(), 0.1).guarantee
    };
    assert!(matches!(given(2.0), Guarantee::Ratio { .. }));
    assert_eq!(
        given(2.1),
        Guarantee::none("the distances are not known to fulfil the triangle inequality")
    );
}

#[test]
fn what_it_does_not_serve_is_refused() {
    let mut random = Random::new(5, 0);
    let (workers, control) = (Workers::single(), Control::new());
    let points = points(6, &mut random);
    let apart = euclidean(&points);
    let distances = {
        let features = points.clone().into();
        DisparitySum::from_features(&features, 6, 2, Distance::Euclidean, &workers, &control)
    };
    let similarity = vec![1.0; 36].into();
    let costly = GraphCut::from_similarity(similarity, 6, 6, 2.0, &workers, &control).unwrap();
    let refused = |objective: &dyn Objective, constraint: &Constraint, epsilon: f64| match maximize(
        objective,
        constraint,
        &options(epsilon),
        &workers,
        &control,
    ) {
        Err(Error::Argument(error)) => error.to_string(),
        other => panic!("{other:?}"),
    };
    let two = Cardinality::new(2).into();
    let unserved = "Expected an optimizer other than 'gist', which serves the least distance alone \
                    or mixed with monotone submodular objectives, for optimizer but received 'gist'";
    for utility in [Arc::new(distances.unwrap()) as Arc<dyn Objective>, Arc::new(costly)] {
        assert_eq!(refused(&*utility, &two, 0.1), unserved);
        assert_eq!(refused(&mixture(utility, Arc::clone(&apart), 1.0), &two, 0.1), unserved);
    }
    assert_eq!(refused(&mixture(Arc::clone(&apart), Arc::clone(&apart), 1.0), &two, 0.1), unserved);
    let include = Constraint { include: vec![1], ..Cardinality::new(2).into() };
    assert_eq!(
        refused(&*apart, &include, 0.1),
        "Expected nothing but cardinality, exclude and candidates with 'gist' for constraint but \
         received more"
    );
    for epsilon in [0.0, -1.0, 0.6, f64::NAN] {
        let message =
            format!("Expected a number above 0 and at most 0.5 for epsilon but received {epsilon}");
        assert_eq!(refused(&*apart, &two, epsilon), message);
        let chosen = Options { optimizer: None, ..options(epsilon) };
        let error = maximize(&*apart, &two, &chosen, &workers, &control).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn the_same_for_any_number_of_threads() {
    let pool = Arc::new(Pool::new(NonZeroUsize::new(8).unwrap()).unwrap());
    let mut random = Random::new(6, 0);
    let points = points(300, &mut random);
    let objective = mixture(facility_location(300, &mut random), euclidean(&points), 2.0);
    let run = |threads| {
        let workers = Workers::new(Arc::clone(&pool), NonZeroUsize::new(threads).unwrap());
        let constraint = Cardinality::new(20).into();
        maximize(&objective, &constraint, &options(0.1), &workers, &Control::new()).unwrap()
    };
    let expected = run(1);
    for threads in [2, 3, 8] {
        assert_eq!(run(threads), expected, "{threads} threads");
    }
}

#[test]
fn it_stops_when_asked_or_when_the_time_is_over() {
    let mut random = Random::new(7, 0);
    let points = points(100, &mut random);
    let objective = mixture(facility_location(100, &mut random), euclidean(&points), 2.0);
    let constraint = Cardinality::new(10).into();
    let workers = Workers::single();
    let control = Control::new();
    maximize(&objective, &constraint, &options(0.1), &workers, &control).unwrap();
    for look in (1..=control.looks()).step_by(50) {
        let control = Control::cancelled_at(look);
        let outcome = maximize(&objective, &constraint, &options(0.1), &workers, &control);
        assert!(matches!(outcome, Err(Error::Cancelled(_))), "look {look}");
    }
    let options = Options { time_budget: Some(Duration::ZERO), ..options(0.1) };
    let selection = maximize(&objective, &constraint, &options, &workers, &Control::new()).unwrap();
    assert_eq!((selection.stop, selection.elements.len()), (Stop::TimeBudget, 0));
}

#[test]
fn a_tiny_epsilon_takes_no_more_time_than_there_are_different_distances() {
    let mut random = Random::new(12, 0);
    for instance in 0..20 {
        let size = 8;
        let objective = mixture(
            facility_location(size, &mut random),
            euclidean(&points(size, &mut random)),
            0.3,
        );
        let all: Vec<u32> = (0..size as u32).collect();
        let best = optimum(&objective, &all, 4);
        for epsilon in [1e-9, 1e-17, f64::MIN_POSITIVE] {
            let selection = select(&objective, &Constraint::from(Cardinality::new(4)), epsilon);
            assert!(selection.value >= 0.5 * best - 1e-9, "{instance} {epsilon}");
        }
    }
}

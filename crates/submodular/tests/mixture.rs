//! Mixtures: values are weighted sums, properties those of all parts, and lazy greedy selects what
//! greedy does, also where rounding could let a sum grow.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use gainful_kernels::{Control, Random, Workers};
use gainful_submodular::{
    Cardinality, Constraint, Custom, DisparitySum, FacilityLocation, GraphCut, Mixture, Modular,
    Objective, Options, Oracle, Selection, Stopping, maximize, optimizers,
};
use proptest::prelude::*;

fn symmetric(size: usize, random: &mut Random) -> Vec<f64> {
    let mut entries: Vec<f64> = (0..size * size).map(|_| random.below(8) as f64 / 10.0).collect();
    for row in 0..size {
        for column in 0..row {
            entries[row * size + column] = entries[column * size + row];
        }
    }
    entries
}

fn facility_location(size: usize, random: &mut Random) -> Arc<dyn Objective> {
    let (workers, control) = (Workers::single(), Control::new());
    let entries = symmetric(size, random).into();
    Arc::new(FacilityLocation::from_similarity(entries, size, size, &workers, &control).unwrap())
}

fn graph_cut(size: usize, lambda: f64, random: &mut Random) -> Arc<dyn Objective> {
    let (workers, control) = (Workers::single(), Control::new());
    let entries = symmetric(size, random).into();
    Arc::new(GraphCut::from_similarity(entries, size, size, lambda, &workers, &control).unwrap())
}

fn disparity_sum(size: usize, random: &mut Random) -> Arc<dyn Objective> {
    let (workers, control) = (Workers::single(), Control::new());
    let entries = symmetric(size, random).into();
    Arc::new(DisparitySum::from_distances(entries, size, size, &workers, &control).unwrap())
}

fn modular(weights: &[f64]) -> Arc<dyn Objective> {
    Arc::new(Modular::new(weights.to_vec()).unwrap())
}

fn mixture(parts: &[Arc<dyn Objective>], weights: &[f64]) -> Result<Mixture, String> {
    Mixture::new(parts.to_vec(), weights, &Workers::single(), &Control::new())
        .map_err(|error| error.to_string())
}

fn select(objective: &dyn Objective, optimizer: &str, cardinality: usize) -> Selection {
    let options = Options {
        optimizer: Some(optimizers::by_name(optimizer).unwrap()),
        stopping: Some(Stopping::Full),
        ..Options::default()
    };
    let constraint = Constraint::from(Cardinality::new(cardinality));
    maximize(objective, &constraint, &options, &Workers::single(), &Control::new()).unwrap()
}

#[test]
fn values_and_gains_are_weighted_sums() {
    let (workers, control) = (Workers::single(), Control::new());
    let mut random = Random::new(1, 0);
    let size = 12;
    let parts = [
        facility_location(size, &mut random),
        graph_cut(size, 0.5, &mut random),
        disparity_sum(size, &mut random),
    ];
    let weights = [0.5, 2.0, 0.0];
    let mixture = mixture(&parts, &weights).unwrap();
    let mut states: Vec<_> = parts.iter().map(|part| part.begin()).collect();
    let mut state = mixture.begin();
    let candidates: Vec<u32> = (0..size as u32).collect();
    for element in [5, 2, 7, 11] {
        let outside: Vec<u32> =
            candidates.iter().copied().filter(|candidate| *candidate >= element).collect();
        let gains_of = |state: &dyn gainful_submodular::State| {
            let mut gains = vec![f64::NAN; outside.len()];
            state.gains(&outside, &mut gains, &workers, &control).unwrap();
            gains
        };
        let expected = |index: usize| -> f64 {
            states.iter().zip(weights).map(|(part, weight)| weight * gains_of(&**part)[index]).sum()
        };
        for (index, gain) in gains_of(&*state).into_iter().enumerate() {
            assert!((gain - expected(index)).abs() < 1e-12);
        }
        states.iter_mut().for_each(|part| part.insert(element, &workers));
        state.insert(element, &workers);
        let value: f64 =
            states.iter().zip(weights).map(|(part, weight)| weight * part.value()).sum();
        assert!((state.value() - value).abs() < 1e-12);
        assert_eq!(state.fork().value(), state.value());
    }
}

#[test]
fn a_property_holds_if_all_parts_have_it() {
    let mut random = Random::new(2, 0);
    let parts = [
        facility_location(5, &mut random),
        disparity_sum(5, &mut random),
        modular(&[1.0, 0.0, -3.0, 1.0, -1.0]),
    ];
    let properties = mixture(&parts, &[1.0, 0.5, 2.0]).unwrap().properties();
    assert!(!properties.submodular.holds && !properties.monotone.holds);
    assert!(properties.normalized.holds);
    assert!(
        properties
            .submodular
            .reason
            .starts_with("objective 1 is not known to be submodular: it is supermodular"),
        "{}",
        properties.submodular.reason
    );
    assert_eq!(
        properties.monotone.reason,
        "objective 2 is not known to be monotone: the weight of element 2 is negative"
    );
    // Parts without weight do not matter.
    let properties = mixture(&parts, &[1.0, 0.0, 0.0]).unwrap().properties();
    assert!(properties.submodular.holds && properties.monotone.holds);
    assert_eq!(properties.monotone.reason, "all objectives are monotone and no weight is negative");
    let nothing = mixture(&parts, &[0.0; 3]).unwrap();
    assert_eq!(select(&nothing, "lazy-greedy", 3).elements, [0, 1, 2]);
}

#[test]
fn mixtures_are_parts_of_mixtures() {
    let mut random = Random::new(3, 0);
    let part = graph_cut(9, 0.4, &mut random);
    let inner: Arc<dyn Objective> =
        Arc::new(mixture(&[Arc::clone(&part), modular(&[1.0; 9])], &[2.0, 1.0]).unwrap());
    let outer = mixture(&[inner, modular(&[1.0; 9])], &[0.5, 0.5]).unwrap();
    let flat = mixture(&[part, modular(&[1.0; 9])], &[1.0, 1.0]).unwrap();
    let (outer, flat) = (select(&outer, "greedy", 4), select(&flat, "greedy", 4));
    assert_eq!(outer.elements, flat.elements);
    assert!((outer.value - flat.value).abs() < 1e-12);
}

#[test]
fn mixtures_go_a_hundred_deep_and_no_deeper() {
    let part = modular(&[1.0, 3.0, -2.0]);
    let mut objective: Arc<dyn Objective> = Arc::clone(&part);
    for _ in 0..100 {
        objective = Arc::new(mixture(&[objective], &[1.0]).unwrap());
    }
    let reason = objective.properties().monotone.reason;
    assert_eq!(reason.matches("objective 0 is not known to be monotone: ").count(), 100);
    assert!(objective.properties().submodular.holds && objective.is_modular());
    // Half of what the smallest stacks have, with room for the frames of a build without optimization.
    let run = move || (select(&*objective, "lazy-greedy", 2).elements, objective);
    let thread = std::thread::Builder::new().stack_size(1 << 18).spawn(run).unwrap();
    let (elements, objective) = thread.join().unwrap();
    assert_eq!(elements, [1, 0]);
    assert_eq!(
        mixture(&[part, objective], &[1.0, 1.0]).unwrap_err(),
        "Expected mixtures in mixtures at most 100 deep for objectives but received one that is 100 \
         deep at index 1"
    );
}

#[test]
fn a_mixture_that_doubles_is_refused_before_it_takes_all_memory() {
    let mut objective = modular(&[1.0]);
    for _ in 0..19 {
        let twice = [Arc::clone(&objective), objective];
        objective = Arc::new(mixture(&twice, &[1.0, 0.0]).unwrap());
    }
    assert_eq!(
        mixture(&[Arc::clone(&objective), objective], &[1.0, 1.0]).unwrap_err(),
        "Expected at most 1000000 functions in all mixtures for objectives but received 1048576 up \
         to index 1"
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    let parts = [modular(&[1.0, 2.0]), modular(&[1.0, 2.0, 3.0])];
    let refused =
        |parts: &[Arc<dyn Objective>], weights: &[f64]| mixture(parts, weights).unwrap_err();
    assert_eq!(
        refused(&[], &[]),
        "Expected at least one objective for objectives but received none"
    );
    assert_eq!(
        refused(&parts, &[1.0, 1.0]),
        "Expected objectives of 2 elements as the first one for objectives but received one of 3 \
         elements at index 1"
    );
    assert_eq!(
        refused(&parts[..1], &[]),
        "Expected 1 numbers, one for each objective, for weights but received 0"
    );
    for weight in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(
            refused(&parts[..1], &[weight]),
            format!("Expected finite numbers from 0 for weights but received {weight} at index 0")
        );
    }
    assert!(Modular::new(Vec::new()).is_err());
    assert!(Modular::new(vec![1.0, f64::NAN]).is_err());
}

/// Gains near 2^-34 that change a little from set to set, up and down, as if by rounding.
struct Unsteady;

impl Unsteady {
    fn of(selected: &[u32], element: u32) -> f64 {
        let noise = Random::new(u64::from(element), selected.len() as u64).unit();
        2f64.powi(-34) + 1e-12 * (noise - 0.5)
    }
}

impl Oracle for Unsteady {
    fn gain(&self, selected: &[u32], element: u32) -> f64 {
        Self::of(selected, element)
    }

    fn has_values(&self) -> bool {
        false
    }

    fn value(&self, selected: &[u32]) -> f64 {
        selected.len() as f64
    }
}

#[test]
fn a_sum_that_rounds_coarser_than_its_parts_is_no_trap_for_lazy_greedy() {
    // Numbers above a million are 2^-33 apart, so that a little more or less makes a sum the next one.
    let large = [1e6; 40];
    let unsteady = Arc::new(Custom::new(40, true, true, 1e-12, Unsteady));
    let objective = mixture(&[modular(&large), unsteady], &[1.0, 1.0]).unwrap();
    let greedy = select(&objective, "greedy", 40);
    let lazy = select(&objective, "lazy-greedy", 40);
    assert_eq!((greedy.elements, greedy.gains), (lazy.elements, lazy.gains));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lazy_greedy_selects_what_greedy_does(
        seed: u64,
        size in 1usize..50,
        share in 0.0..1.0,
        lambda in 0.0..1.0,
        // Far larger than the other parts, whose rounding then is far below that of the sum.
        weight in prop::sample::select(vec![0.3, 1.0, 1e9, 1e20]),
    ) {
        let mut random = Random::new(seed, 0);
        let parts = [
            facility_location(size, &mut random),
            graph_cut(size, lambda, &mut random),
            modular(&(0..size).map(|_| random.below(3) as f64).collect::<Vec<_>>()),
        ];
        let objective = mixture(&parts, &[0.7, 0.1, weight]).unwrap();
        let cardinality = 1 + (share * size as f64) as usize;
        let greedy = select(&objective, "greedy", cardinality);
        let lazy = select(&objective, "lazy-greedy", cardinality);
        prop_assert_eq!(greedy.elements, lazy.elements);
        prop_assert_eq!(greedy.gains, lazy.gains);
        prop_assert_eq!(greedy.value, lazy.value);
    }
}

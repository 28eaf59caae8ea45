//! Lazy greedy gives the selection of greedy, order, gains and value to the last bit, and both give
//! the same for any number of threads, evaluations included.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod instance;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gainful_kernels::{Cancelled, Control, Pool, Random, Workers};
use gainful_submodular::{FacilityLocation, Objective, Properties, Selection, State};
use instance::{KINDS, Kind, facility_location, select, similarity};
use proptest::prelude::*;

/// What must agree between optimizers, as bits.
fn bits(selection: &Selection) -> (Vec<u32>, Vec<u64>, u64) {
    let gains = selection.gains.iter().map(|gain| gain.to_bits()).collect();
    (selection.elements.clone(), gains, selection.value.to_bits())
}

/// A function whose gains count as equal if they differ by no more than a tolerance.
struct Tolerant(FacilityLocation, f64);

impl Objective for Tolerant {
    fn size(&self) -> usize {
        self.0.size()
    }

    fn properties(&self) -> Properties {
        self.0.properties()
    }

    fn bytes(&self) -> usize {
        self.0.bytes()
    }

    fn tie_tolerance(&self) -> f64 {
        self.1
    }

    fn begin(&self) -> Box<dyn State + '_> {
        self.0.begin()
    }
}

/// A function that counts how often it is asked for gains, one block of candidates at a time.
struct Counting(FacilityLocation, AtomicUsize);

impl Objective for Counting {
    fn size(&self) -> usize {
        self.0.size()
    }

    fn properties(&self) -> Properties {
        self.0.properties()
    }

    fn bytes(&self) -> usize {
        self.0.bytes()
    }

    fn begin(&self) -> Box<dyn State + '_> {
        Box::new(CountingState { state: self.0.begin(), asked: &self.1 })
    }
}

struct CountingState<'a> {
    state: Box<dyn State + 'a>,
    asked: &'a AtomicUsize,
}

impl State for CountingState<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.state.gains(candidates, gains, workers, control)
    }

    fn insert(&mut self, element: u32, workers: &Workers) {
        self.state.insert(element, workers);
    }

    fn value(&self) -> f64 {
        self.state.value()
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(CountingState { state: self.state.fork(), asked: self.asked })
    }
}

/// The value of the set `prefix` plus the `cardinality` largest gains there.
fn bound_after(objective: &dyn Objective, prefix: &[u32], cardinality: usize) -> f64 {
    let workers = Workers::single();
    let mut state = objective.begin();
    prefix.iter().for_each(|&element| state.insert(element, &workers));
    let outside: Vec<_> =
        (0..objective.size() as u32).filter(|element| !prefix.contains(element)).collect();
    let mut gains = vec![0.0; outside.len()];
    state.gains(&outside, &mut gains, &workers, &Control::new()).unwrap();
    gains.sort_by(|a, b| b.total_cmp(a));
    state.value() + gains.iter().take(cardinality).sum::<f64>()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn same_order_gains_and_value(
        seed: u64,
        kind in prop::sample::select(KINDS.to_vec()),
        rows in 1usize..70,
        columns in 1usize..40,
        share in 0.0..1.0,
        single: bool,
        tolerance in prop::sample::select(vec![0.0, 1e-9, 0.1]),
    ) {
        let (matrix, columns) = similarity(kind, rows, columns, &mut Random::new(seed, 0));
        let objective = facility_location(&matrix, rows, columns, single);
        let objective = Tolerant(objective, tolerance);
        let cardinality = 1 + (share * rows as f64) as usize;
        let greedy = select(&objective, "greedy", cardinality, &Workers::single());
        let lazy = select(&objective, "lazy-greedy", cardinality, &Workers::single());
        prop_assert_eq!(bits(&greedy), bits(&lazy));
        prop_assert_eq!(greedy.elements.len(), cardinality);
        let sweeps = (0..=cardinality as u64).map(|picked| rows as u64 - picked);
        prop_assert_eq!(greedy.evaluations, sweeps.sum::<u64>());
        // Greedy has all gains at hand for the bound in between.
        prop_assert!(lazy.evaluations <= greedy.evaluations + rows as u64);
        let (elements, value) = (lazy.elements, lazy.value);
        prop_assert_eq!(greedy.guarantee, lazy.guarantee);
        let (greedy, lazy) = (greedy.certificate.unwrap(), lazy.certificate.unwrap());
        prop_assert!(greedy.upper_bound <= lazy.upper_bound);
        for length in [0, cardinality / 2, cardinality] {
            let bound = bound_after(&objective, &elements[..length], cardinality);
            // Rounding can put the bound below the value, which then takes its place; and bounds that
            // fall with the gains allow for the rounding of all gains.
            let rounding = if single { 1e-4 } else { 1e-12 };
            prop_assert!(lazy.upper_bound <= bound.max(value) * (1.0 + rounding));
        }
    }
}

#[test]
fn symmetric_similarities_cost_little_more_than_one_evaluation_a_pick() {
    let mut random = Random::new(3, 0);
    let (rows, cardinality) = (700, 120);
    let (matrix, columns) = similarity(Kind::Symmetric, rows, rows, &mut random);
    for single in [false, true] {
        let objective = facility_location(&matrix, rows, columns, single);
        let greedy = select(&objective, "greedy", cardinality, &Workers::single());
        let lazy = select(&objective, "lazy-greedy", cardinality, &Workers::single());
        assert_eq!(bits(&greedy), bits(&lazy));
        // One sweep, twice as many gains as elements for the bound, and the picks.
        let certificate = rows + 2 * cardinality;
        let picks = lazy.evaluations - certificate as u64;
        assert!(picks < 3 * cardinality as u64, "{picks} evaluations");
    }
}

#[test]
fn the_same_for_any_number_of_threads() {
    let pool = Arc::new(Pool::new(NonZeroUsize::new(8).unwrap()).unwrap());
    let mut random = Random::new(1, 0);
    for kind in [Kind::Signed, Kind::Symmetric, Kind::Repeated] {
        let (matrix, columns) = similarity(kind, 600, 500, &mut random);
        for single in [false, true] {
            let objective = facility_location(&matrix, 600, columns, single);
            for (optimizer, cardinality) in [("greedy", 9), ("lazy-greedy", 150)] {
                let run = |threads| {
                    let threads = NonZeroUsize::new(threads).unwrap();
                    let workers = Workers::new(Arc::clone(&pool), threads);
                    select(&objective, optimizer, cardinality, &workers)
                };
                let expected = run(1);
                for threads in [2, 3, 8] {
                    assert_eq!(run(threads), expected, "{kind:?}, {threads} threads");
                }
            }
        }
    }
}

#[test]
fn a_saturated_function_costs_few_evaluations() {
    // One sweep tells that all gains are 0 after the first pick; then one block a pick is enough.
    let rows = 200;
    let objective = facility_location(&vec![1.0; rows * 3], rows, 3, false);
    let selection = select(&objective, "lazy-greedy", rows, &Workers::single());
    assert_eq!(selection.elements, (0..rows as u32).collect::<Vec<_>>());
    assert!(selection.evaluations < 8 * rows as u64, "{}", selection.evaluations);
}

#[test]
fn bounds_that_say_nothing_cost_few_blocks() {
    // With one column only the first pick has a gain, and every bound is refuted on its own.
    let rows = 40_000;
    let similarity: Vec<f64> = (1..=rows).map(|row| row as f64).collect();
    let objective = facility_location(&similarity, rows, 1, false);
    for cardinality in [1, 2, 50] {
        let objective = Counting(objective.clone(), AtomicUsize::new(0));
        let selection = select(&objective, "lazy-greedy", cardinality, &Workers::single());
        assert_eq!(selection.elements[0], rows as u32 - 1);
        assert_eq!(selection.certificate.unwrap().ratio, 1.0);
        assert!(selection.evaluations <= 2 * rows as u64 + 1_000, "{}", selection.evaluations);
        let asked = objective.1.into_inner();
        assert!(asked < 200 + 2 * cardinality, "{asked} blocks for {cardinality}");
    }
}

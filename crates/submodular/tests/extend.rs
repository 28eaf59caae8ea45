//! Going on from a selection gives what one run to the end gives, to the last bit, from far fewer
//! gains; whether the selection was kept in memory or as bytes, and whatever stopped it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "other tests need more of it")]
mod constrained;
#[expect(dead_code, reason = "other tests need more of it")]
mod instance;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use constrained::{Case, FAMILIES, Family, case, restrict};
use gainful_kernels::{Cancelled, Control, Pool, Random, Workers};
use gainful_submodular::constraints::{Fairness, Partition};
use gainful_submodular::{
    Cardinality, Concave, Constraint, Descent, Error, FacilityLocation, FeatureBased, GraphCut,
    LogDeterminant, Modular, Objective, Options, Parameters, Properties, Rows, Selection, Shift,
    State, Stop, Stopping, extend, maximize, optimizers,
};
use instance::{KINDS, Kind, facility_location, similarity};
use proptest::prelude::*;

const RESUMABLE: [&str; 3] = ["greedy", "lazy-greedy", "approximate-lazy-greedy"];

/// What must agree, as bits.
fn bits(selection: &Selection) -> (Vec<u32>, Vec<u64>, u64) {
    let gains = selection.gains.iter().map(|gain| gain.to_bits()).collect();
    (selection.elements.clone(), gains, selection.value.to_bits())
}

fn options(optimizer: &str) -> Options {
    Options { optimizer: Some(optimizers::by_name(optimizer).unwrap()), ..Options::default() }
}

fn run(objective: &dyn Objective, constraint: &Constraint, options: &Options) -> Selection {
    maximize(objective, constraint, options, &Workers::single(), &Control::new()).unwrap()
}

fn go_on(
    objective: &dyn Objective,
    selection: &Selection,
    constraint: &Constraint,
) -> Result<Selection, Error> {
    extend(objective, selection, constraint, None, &Workers::single(), &Control::new())
}

fn at_most(cardinality: usize) -> Constraint {
    Cardinality::new(cardinality).into()
}

/// A function whose gains may be asked for some number of times until the time is over.
struct Clocked<'a> {
    objective: &'a dyn Objective,
    left: AtomicU64,
    control: &'a Control,
}

impl Objective for Clocked<'_> {
    fn size(&self) -> usize {
        self.objective.size()
    }

    fn properties(&self) -> Properties {
        self.objective.properties()
    }

    fn tie_tolerance(&self) -> f64 {
        self.objective.tie_tolerance()
    }

    fn bytes(&self) -> usize {
        0
    }

    fn begin(&self) -> Box<dyn State + '_> {
        Box::new(ClockedState { clock: self, state: self.objective.begin() })
    }
}

struct ClockedState<'a> {
    clock: &'a Clocked<'a>,
    state: Box<dyn State + 'a>,
}

impl State for ClockedState<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let left = |left: u64| left.checked_sub(1);
        if self.clock.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).is_err() {
            self.clock.control.stop_after(Duration::ZERO);
        }
        self.state.gains(candidates, gains, workers, control)?;
        control.check()
    }

    fn insert(&mut self, element: u32, workers: &Workers) {
        self.state.insert(element, workers);
    }

    fn value(&self) -> f64 {
        self.state.value()
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(ClockedState { clock: self.clock, state: self.state.fork() })
    }

    fn descent(&self) -> Option<&dyn Descent> {
        self.state.descent()
    }
}

/// A feature-based function whose gains count as equal within a tolerance.
fn feature_based(rows: usize, random: &mut Random) -> FeatureBased {
    let features: Vec<f64> = (0..rows * 6).map(|_| random.unit()).collect();
    let features = Rows::Dense { entries: features.into(), rows, columns: 6 };
    let (workers, control) = (Workers::single(), Control::new());
    FeatureBased::new(features, Concave::Log1p, None, &workers, &control).unwrap()
}

/// A log-determinant, and a graph cut that is not monotone, of the same random features.
fn of_pairs(rows: usize, random: &mut Random) -> (LogDeterminant, GraphCut) {
    let (matrix, _) = similarity(Kind::Symmetric, rows, rows, random);
    let (workers, control) = (Workers::single(), Control::new());
    let mut kernel = matrix.clone();
    (0..rows).for_each(|row| kernel[row * rows + row] = rows as f64);
    let shift = Shift { scale: 1.0, regularization: 0.5 };
    let determinant =
        LogDeterminant::from_kernel(kernel.into(), rows, rows, shift, &workers, &control);
    let cut = GraphCut::from_similarity(matrix.into(), rows, rows, 0.9, &workers, &control);
    (determinant.unwrap(), cut.unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn to_more_elements_in_steps(
        seed: u64,
        kind in prop::sample::select(KINDS.to_vec()),
        optimizer in prop::sample::select(RESUMABLE.to_vec()),
        rows in 2usize..70,
        columns in 1usize..40,
        shares in prop::collection::vec(0.0..1.0, 1..4),
        single: bool,
        is_saved: bool,
    ) {
        let (matrix, columns) = similarity(kind, rows, columns, &mut Random::new(seed, 0));
        let objective = facility_location(&matrix, rows, columns, single);
        let mut limits: Vec<usize> =
            shares.iter().map(|share| 1 + (share * rows as f64) as usize).collect();
        limits.sort_unstable();
        let mut selection = run(&objective, &at_most(limits[0]), &options(optimizer));
        for &limit in &limits[1..] {
            if is_saved {
                selection = Selection::from_bytes(&selection.to_bytes()).unwrap();
            }
            selection = go_on(&objective, &selection, &at_most(limit)).unwrap();
        }
        let straight = run(&objective, &at_most(limits[limits.len() - 1]), &options(optimizer));
        prop_assert_eq!(bits(&selection), bits(&straight));
        prop_assert_eq!(selection.stop, straight.stop);
        prop_assert_eq!(&selection.guarantee, &straight.guarantee);
        let proof = selection.certificate.unwrap();
        // The bound of one run is the least over all prefixes, so it may be lower, but not than the value.
        prop_assert!(proof.upper_bound >= straight.value);
        prop_assert!(proof.ratio > 0.0 && proof.ratio <= 1.0 || straight.value <= 0.0);
    }

    #[test]
    fn under_every_kind_of_constraint_and_from_any_moment(
        seed: u64,
        family in prop::sample::select(FAMILIES.to_vec()),
        optimizer in prop::sample::select(RESUMABLE.to_vec()),
        kind in prop::sample::select(KINDS.to_vec()),
        rows in 2usize..24,
        moment in 0u64..40,
        is_restricted: bool,
    ) {
        let mut random = Random::new(seed, 1);
        let (matrix, columns) = similarity(kind, rows, 9, &mut random);
        let objective = facility_location(&matrix, rows, columns, false);
        let mut case = case(family, rows, &mut random);
        if is_restricted {
            restrict(&mut case, rows, &mut random);
        }
        let Case { constraint, initial, .. } = case;
        let options = Options { initial, ..options(optimizer) };
        let (workers, control) = (Workers::single(), Control::new());
        let Ok(straight) = maximize(&objective, &constraint, &options, &workers, &control) else {
            return Ok(());
        };
        // From the end, to no more than that.
        let again = go_on(&objective, &straight, &constraint).unwrap();
        prop_assert_eq!(bits(&again), bits(&straight));
        prop_assert_eq!(again.stop, straight.stop);
        prop_assert_eq!(&again.guarantee, &straight.guarantee);
        // From wherever the time was over.
        let control = Control::new();
        let clocked = Clocked { objective: &objective, left: AtomicU64::new(moment), control: &control };
        let late = maximize(&clocked, &constraint, &options, &workers, &control).unwrap();
        let late = Selection::from_bytes(&late.to_bytes()).unwrap();
        let resumed = go_on(&objective, &late, &constraint).unwrap();
        prop_assert_eq!(bits(&resumed), bits(&straight));
        prop_assert_eq!(resumed.stop, straight.stop);
        // From a smaller cardinality, where the constraint does not depend on it.
        if family != Family::Fairness && straight.elements.len() > constraint.include.len() {
            let least = constraint.include.len().max(1);
            let short = straight.elements.len().div_ceil(2).max(least);
            let mut constraint = constraint;
            let cardinality = constraint.cardinality.replace(Cardinality::new(short));
            let first = maximize(&objective, &constraint, &options, &workers, &Control::new());
            constraint.cardinality = cardinality;
            let extended = go_on(&objective, &first.unwrap(), &constraint).unwrap();
            prop_assert_eq!(bits(&extended), bits(&straight));
        }
    }

    #[test]
    fn other_functions_and_covers(
        seed: u64,
        optimizer in prop::sample::select(RESUMABLE.to_vec()),
        rows in 2usize..40,
        share in 0.0..1.0,
        beta in 0.3..1.0,
    ) {
        let mut random = Random::new(seed, 2);
        let (determinant, cut) = of_pairs(rows, &mut random);
        let features = feature_based(rows, &mut random);
        let short = 1 + (share * rows as f64) as usize;
        let objectives: [&dyn Objective; 3] = [&determinant, &cut, &features];
        for objective in objectives {
            let mut options = options(optimizer);
            if optimizer == "approximate-lazy-greedy" {
                options.parameters = Parameters { beta: Some(beta), ..Parameters::default() };
            }
            for stopping in [None, Some(Stopping::Full), Some(Stopping::Positive)] {
                let options = Options { stopping, ..options.clone() };
                let straight = run(objective, &at_most(rows), &options);
                let first = run(objective, &at_most(short), &options);
                let first = Selection::from_bytes(&first.to_bytes()).unwrap();
                let extended = go_on(objective, &first, &at_most(rows)).unwrap();
                prop_assert_eq!(bits(&extended), bits(&straight));
                prop_assert_eq!(extended.stop, straight.stop);
            }
        }
        let all = run(&features, &at_most(rows), &options(optimizer)).value;
        let [low, high] = [share * all, (0.5 + share / 2.0) * all];
        let cover = |target| Constraint { cover: Some(target), ..Constraint::default() };
        let first = run(&features, &cover(low), &options(optimizer));
        let straight = run(&features, &cover(high), &options(optimizer));
        let extended = go_on(&features, &first, &cover(high)).unwrap();
        prop_assert_eq!(bits(&extended), bits(&straight));
        prop_assert_eq!(extended.stop, Stop::Cover);
        let proof = extended.size_certificate.unwrap();
        prop_assert!(proof.lower_bound <= straight.elements.len());
    }

    #[test]
    fn bytes_that_are_none_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Selection::from_bytes(&bytes).is_err());
        // Nor if they begin well.
        let mut begun = saved()[..12].to_vec();
        begun.extend(bytes);
        prop_assert!(Selection::from_bytes(&begun).is_err());
    }
}

/// A small selection, saved.
fn saved() -> Vec<u8> {
    let objective = Modular::new(vec![3.0, 1.0, 2.0, 0.5]).unwrap();
    run(&objective, &at_most(2), &options("lazy-greedy")).to_bytes()
}

#[test]
fn every_bit_counts() {
    let bytes = saved();
    for bit in 0..8 * bytes.len() {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let error = Selection::from_bytes(&changed).unwrap_err().to_string();
        assert!(error.starts_with("Expected the bytes of a saved selection"), "bit {bit}: {error}");
    }
    for length in 0..bytes.len() {
        assert!(Selection::from_bytes(&bytes[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn what_is_wrong_with_bytes_is_told() {
    let message = |bytes: &[u8]| Selection::from_bytes(bytes).unwrap_err().to_string();
    let expected = "Expected the bytes of a saved selection but received";
    let mut bytes = saved();
    assert_eq!(message(b"PK"), format!("{expected} bytes that begin differently"));
    let cut = &bytes[..bytes.len() - 1];
    assert_eq!(message(cut), format!("{expected} bytes that were cut off or changed"));
    bytes[8] = 7;
    assert_eq!(message(&bytes), format!("{expected} one of version 7 instead of 1"));
}

#[test]
fn selections_of_all_optimizers_come_back_from_bytes() {
    let objective = facility_location(&[0.5, 1.0, 0.0, 1.0, 0.5, 2.0, 0.0, 0.25, 0.5], 3, 3, false);
    let cover = Constraint { cover: Some(2.5), ..Constraint::default() };
    let cases = [
        ("lazy-greedy", at_most(2)),
        ("stochastic-greedy", at_most(2)),
        ("exhaustive", at_most(2)),
        ("bidirectional-greedy", at_most(3)),
        ("greedy", cover),
    ];
    for (optimizer, constraint) in cases {
        let selection = run(&objective, &constraint, &options(optimizer));
        let bytes = selection.to_bytes();
        assert_eq!(Selection::from_bytes(&bytes).unwrap(), selection, "{optimizer}");
    }
    let costs = Some(vec![0.1, 0.2, 0.3]);
    let parameters = Parameters { costs, ..Parameters::default() };
    let options = Options { parameters, ..options("distorted-greedy") };
    let selection = run(&objective, &at_most(2), &options);
    assert_eq!(Selection::from_bytes(&selection.to_bytes()).unwrap(), selection);
}

fn large(random: &mut Random) -> FacilityLocation {
    let (matrix, columns) = similarity(Kind::Signed, 600, 300, random);
    facility_location(&matrix, 600, columns, false)
}

#[test]
fn little_is_asked_for_again_and_the_work_is_added_up() {
    let objective = large(&mut Random::new(4, 0));
    let first = run(&objective, &at_most(100), &options("lazy-greedy"));
    let straight = run(&objective, &at_most(110), &options("lazy-greedy"));
    let extended = go_on(&objective, &first, &at_most(110)).unwrap();
    assert_eq!(bits(&extended), bits(&straight));
    let added = extended.evaluations - first.evaluations;
    assert!(added * 3 < straight.evaluations, "{added} of {}", straight.evaluations);
    // 8 bytes for each element of the ground set, 12 for each selected one, and a little more.
    let bytes = first.to_bytes().len();
    assert!((6_000..6_500).contains(&bytes), "{bytes}");
    // Where nothing is missing, nothing is asked for.
    let again = go_on(&objective, &extended, &at_most(110)).unwrap();
    assert_eq!(again.evaluations, extended.evaluations);
    assert_eq!(again.certificate, extended.certificate);
}

#[test]
fn the_same_for_any_number_of_threads() {
    let pool = Arc::new(Pool::new(NonZeroUsize::new(8).unwrap()).unwrap());
    let mut random = Random::new(5, 0);
    let (matrix, _) = similarity(Kind::Symmetric, 500, 500, &mut random);
    let symmetric = facility_location(&matrix, 500, 500, true);
    let objectives: [&dyn Objective; 2] = [&large(&mut random), &symmetric];
    for objective in objectives {
        for optimizer in RESUMABLE {
            let run = |threads| {
                let threads = NonZeroUsize::new(threads).unwrap();
                let workers = Workers::new(Arc::clone(&pool), threads);
                let control = Control::new();
                let options = options(optimizer);
                let first = maximize(objective, &at_most(9), &options, &workers, &control).unwrap();
                extend(objective, &first, &at_most(30), None, &workers, &control).unwrap()
            };
            let expected = run(1);
            let straight = self::run(objective, &at_most(30), &options(optimizer));
            assert_eq!(bits(&expected), bits(&straight), "{optimizer}");
            for threads in [2, 3, 8] {
                assert_eq!(run(threads), expected, "{optimizer}, {threads} threads");
            }
        }
    }
}

#[test]
fn a_run_without_time_keeps_what_it_began_with() {
    let objective = large(&mut Random::new(6, 0));
    let first = run(&objective, &at_most(20), &options("lazy-greedy"));
    let (workers, control) = (Workers::single(), Control::new());
    let no_time = Some(Duration::ZERO);
    let late = extend(&objective, &first, &at_most(40), no_time, &workers, &control).unwrap();
    assert_eq!(bits(&late), bits(&first));
    assert_eq!(late.stop, Stop::TimeBudget);
    let straight = run(&objective, &at_most(40), &options("lazy-greedy"));
    assert_eq!(bits(&go_on(&objective, &late, &at_most(40)).unwrap()), bits(&straight));
}

#[track_caller]
fn assert_refused(result: Result<Selection, Error>, message: &str) {
    assert_eq!(result.unwrap_err().to_string(), message);
}

#[test]
fn what_is_no_beginning_of_the_other_is_refused() {
    let weights = vec![3.0, 1.0, 2.0, 0.5];
    let objective = Modular::new(weights.clone()).unwrap();
    let first = run(&objective, &at_most(2), &options("lazy-greedy"));
    assert_refused(
        go_on(&objective, &first, &at_most(1)),
        "Expected at least 2, as many as are selected, for cardinality but received 1",
    );
    let fewer = Modular::new(weights[..3].to_vec()).unwrap();
    assert_refused(
        go_on(&fewer, &first, &at_most(3)),
        "Expected the one of 4 elements that the selection is of for objective but received one of 3",
    );
    let other = Modular::new(vec![3.0, 1.0, 2.5, 0.5]).unwrap();
    assert_refused(
        go_on(&other, &first, &at_most(3)),
        "Expected the one whose selection is worth 5 for objective but received one that values it \
         at 5.5",
    );
    let excluding = Constraint { exclude: vec![3], ..at_most(3) };
    assert_refused(
        go_on(&objective, &first, &excluding),
        "Expected that of the selection, of which only the cardinality and the cover may differ, \
         for constraint but received another one",
    );
    let pairs = Partition::new("partition", vec![0, 0, 1, 1], vec![1, 1]).unwrap();
    let pairs = Constraint { systems: vec![Box::new(pairs)], ..Constraint::default() };
    let of_pairs = run(&objective, &pairs, &options("lazy-greedy"));
    let altered = Selection { elements: vec![0, 1], ..of_pairs };
    assert_refused(
        go_on(&objective, &altered, &pairs),
        "Expected one that permits the selection for constraint but received one that does not \
         permit element 1",
    );
    let cover = Constraint { cover: Some(2.0), ..Constraint::default() };
    assert_refused(
        go_on(&objective, &first, &cover),
        "Expected more than 3, which is reached before the last element, for cover but received 2",
    );
    let sampled = run(&objective, &at_most(2), &options("stochastic-greedy"));
    assert_refused(
        go_on(&objective, &sampled, &at_most(3)),
        "Expected one by 'greedy' or 'lazy-greedy' or 'approximate-lazy-greedy', whose larger \
         selections begin with the smaller ones, for selection but received one by \
         'stochastic-greedy'",
    );
    let fair = |cardinality| {
        let bounds = (vec![0, 0], vec![4, 4]);
        let fairness =
            Fairness::new("fairness", vec![0, 1, 0, 1], bounds.0, bounds.1, cardinality).unwrap();
        Constraint { systems: vec![Box::new(fairness)], ..at_most(cardinality) }
    };
    let first = run(&objective, &fair(2), &options("lazy-greedy"));
    assert_refused(
        go_on(&objective, &first, &fair(3)),
        "Expected that of the selection, the cardinality included, since the places that are kept \
         free for lower bounds depend on it, for constraint but received another one",
    );
}

#[test]
fn a_cancelled_run_ends() {
    let objective = large(&mut Random::new(7, 0));
    let first = run(&objective, &at_most(20), &options("lazy-greedy"));
    let (workers, control) = (Workers::single(), Control::new());
    control.cancel();
    let result = extend(&objective, &first, &at_most(40), None, &workers, &control);
    assert!(matches!(result, Err(Error::Cancelled(_))));
}

#[test]
fn what_was_proven_of_fewer_elements_is_not_claimed_of_more() {
    // The largest row covers four of six columns, and the other two rows all of them.
    let rows = [[0.0, 1.0, 1.0, 1.0, 1.0, 0.0], [1.0, 1.0, 1.0, 0.0, 0.0, 0.0]];
    let last = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0];
    let similarity: Vec<f64> = [rows[0], rows[1], last].concat();
    let (workers, control) = (Workers::single(), Control::new());
    let objective =
        FacilityLocation::from_similarity(similarity.into(), 3, 6, &workers, &control).unwrap();
    for name in ["greedy", "lazy-greedy", "approximate-lazy-greedy"] {
        let optimizer = Some(optimizers::by_name(name).unwrap());
        let options = Options { optimizer, ..Options::default() };
        let of = |cardinality| Constraint::from(Cardinality::new(cardinality));
        let one = maximize(&objective, &of(1), &options, &workers, &control).unwrap();
        assert_eq!(one.certificate.unwrap().upper_bound, 4.0, "{name}");
        let two = extend(&objective, &one, &of(2), None, &workers, &control).unwrap();
        assert_eq!(two.value, 5.0, "{name}");
        assert!(two.certificate.unwrap().upper_bound >= 6.0, "{name}");
    }
}

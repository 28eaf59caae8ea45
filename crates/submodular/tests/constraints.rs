//! Every optimizer under every kind of constraint: against the optimum by enumeration of all sets, lazy
//! against naive, with any number of threads, out of time and cancelled.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod constrained;
#[expect(dead_code, reason = "other tests use more of it")]
mod instance;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use constrained::{Case, FAMILIES, Family, case, restrict};
use gainful_kernels::{Control, Pool, Random, Workers};
use gainful_submodular::{
    Constraint, Error, FacilityLocation, Guarantee, Knapsack, Objective, Options, Selection, Stop,
    evaluate, maximize, optimizers,
};
use instance::{KINDS, facility_location, similarity};

/// Instances of each family.
const INSTANCES: usize = 500;

fn value(objective: &dyn Objective, elements: &[u32]) -> f64 {
    evaluate(objective, elements, &Workers::single(), &Control::new()).unwrap()
}

/// The largest value of a permitted set with the initial elements, if any set is permitted.
fn optimum(objective: &dyn Objective, case: &Case) -> Option<f64> {
    let size = objective.size() as u32;
    let sets = (0u32..1 << size).map(|set| (0..size).filter(move |e| set >> e & 1 == 1));
    let free = sets.map(|set| set.filter(|e| !case.initial.contains(e)).collect::<Vec<_>>());
    let permitted = free.filter(|set| case.permits(set));
    permitted.map(|set| value(objective, &[&case.initial[..], &set].concat())).reduce(f64::max)
}

fn select(objective: &dyn Objective, case: &Case, optimizer: &str) -> Result<Selection, Error> {
    let options = options(case, optimizer);
    maximize(objective, &case.constraint, &options, &Workers::single(), &Control::new())
}

fn options(case: &Case, optimizer: &str) -> Options {
    let optimizer = optimizers::by_name(optimizer).ok();
    Options { optimizer, initial: case.initial.clone(), ..Options::default() }
}

/// A random function on a ground set of `size`; every fourth one has ties.
fn instance(number: usize, size: usize, random: &mut Random) -> FacilityLocation {
    let (matrix, columns) = similarity(KINDS[number % 4], size, 1 + size / 2, random);
    facility_location(&matrix, size, columns, false)
}

/// The optimizers that serve the constraints of a family.
fn optimizers_for(family: Family) -> &'static [&'static str] {
    if family.has_knapsacks() {
        &[
            "auto",
            "greedy",
            "lazy-greedy",
            "cost-benefit-greedy",
            "partial-enumeration",
            "density-threshold",
            "fantom",
        ]
    } else {
        &["auto", "greedy", "lazy-greedy", "matroid-greedy"]
    }
}

#[track_caller]
fn assert_holds(objective: &dyn Objective, case: &Case, selection: &Selection, what: &str) {
    let optimum = optimum(objective, case).unwrap();
    let Selection { elements, value, certificate, guarantee, .. } = selection;
    assert!(case.permits(elements), "{what}: {elements:?} by {:?}", case.constraint);
    let all = [&case.initial[..], elements].concat();
    assert!((self::value(objective, &all) - value).abs() < 1e-9, "{what}");
    assert!(*value <= optimum + 1e-9, "{what}: {value} of {optimum}");
    let bound = certificate.unwrap().upper_bound;
    assert!(bound >= optimum - 1e-9, "{what}: {bound} below {optimum} by {:?}", case.constraint);
    if let Guarantee::Ratio { ratio, .. } = guarantee {
        assert!(*value >= ratio * optimum - 1e-9, "{what}: {value} of {optimum}");
    }
}

#[test]
fn no_permitted_set_is_worth_more_than_the_bound_and_guarantees_are_kept() {
    for family in FAMILIES {
        let mut random = Random::new(family as u64, 0);
        for instance in 0..INSTANCES {
            let size = 2 + random.below(7) as usize;
            let objective = self::instance(instance, size, &mut random);
            let case = case(family, size, &mut random);
            for optimizer in optimizers_for(family) {
                let what = format!("{family:?} {instance}, {optimizer}");
                let selection = select(&objective, &case, optimizer).unwrap();
                assert_holds(&objective, &case, &selection, &what);
            }
        }
    }
}

#[test]
fn included_excluded_and_initial_elements_are_respected() {
    for family in FAMILIES {
        let mut random = Random::new(family as u64, 1);
        let mut served = 0;
        for instance in 0..INSTANCES {
            let size = 4 + random.below(5) as usize;
            let objective = self::instance(instance, size, &mut random);
            let mut case = case(family, size, &mut random);
            restrict(&mut case, size, &mut random);
            for optimizer in optimizers_for(family) {
                let what = format!("{family:?} {instance}, {optimizer}");
                match select(&objective, &case, optimizer) {
                    Ok(selection) if optimum(&objective, &case).is_some() => {
                        assert_holds(&objective, &case, &selection, &what);
                        served += 1;
                    }
                    Ok(selection) => panic!("{what}: {:?}", selection.elements),
                    Err(Error::Argument(_)) => {}
                    Err(error) => panic!("{what}: {error}"),
                }
            }
        }
        assert!(served > INSTANCES / 3, "{family:?}: {served}");
    }
}

/// What must agree between optimizers, as bits.
fn bits(selection: &Selection) -> (Vec<u32>, Vec<u64>, u64) {
    let gains = selection.gains.iter().map(|gain| gain.to_bits()).collect();
    (selection.elements.clone(), gains, selection.value.to_bits())
}

#[test]
fn lazy_greedy_selects_what_greedy_selects() {
    for family in FAMILIES {
        let mut random = Random::new(family as u64, 2);
        for instance in 0..100 {
            let size = 20 + random.below(40) as usize;
            let objective = self::instance(instance, size, &mut random);
            let mut case = case(family, size, &mut random);
            if instance % 2 == 1 {
                restrict(&mut case, size, &mut random);
            }
            let greedy = select(&objective, &case, "greedy");
            let lazy = select(&objective, &case, "lazy-greedy");
            assert_eq!(greedy.as_ref().map(bits), lazy.as_ref().map(bits), "{family:?} {instance}");
        }
    }
}

/// Greedy by gain per cost, with the best single addition to every set on the way, as it is written
/// down: every gain before every pick.
fn naive_cost_benefit(objective: &dyn Objective, case: &Case, prices: &[f64]) -> Vec<u32> {
    let (workers, control) = (Workers::single(), Control::new());
    let mut set: Vec<u32> = Vec::new();
    loop {
        let mut best: Option<(Vec<u32>, f64)> = None;
        loop {
            let mut state = objective.begin();
            set.iter().for_each(|&element| state.insert(element, &workers));
            let may = |element: &u32| {
                !set.contains(element) && case.permits(&[&set[..], &[*element]].concat())
            };
            let candidates: Vec<u32> = (0..objective.size() as u32).filter(may).collect();
            let mut gains = vec![0.0; candidates.len()];
            state.gains(&candidates, &mut gains, &workers, &control).unwrap();
            // Ties to the smallest index: the first of the largest.
            let first_of_largest = |scores: Vec<f64>| {
                let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                scores.iter().position(|&score| score == largest)
            };
            let Some(addition) = first_of_largest(gains.clone()) else { break };
            let value = state.value() + gains[addition];
            if best.as_ref().is_none_or(|(_, best)| value > best + 1e-12 * best.abs()) {
                best = Some(([&set[..], &[candidates[addition]]].concat(), value));
            }
            let density = |(&gain, &element): (&f64, &u32)| match prices[element as usize] {
                0.0 if gain > 0.0 => f64::INFINITY,
                0.0 => 0.0,
                price => gain / price,
            };
            let densities = gains.iter().zip(&candidates).map(density).collect();
            set.extend(first_of_largest(densities).map(|position| candidates[position]));
        }
        let value = value(objective, &set);
        match best {
            Some((better, reached)) if reached > value + 1e-12 * value.abs() => set = better,
            _ => return set,
        }
    }
}

#[test]
fn cost_benefit_greedy_is_the_algorithm_as_written_down() {
    let mut random = Random::new(11, 0);
    let mut gone_back = 0;
    for instance in 0..300 {
        let size = 4 + random.below(30) as usize;
        let objective = self::instance(instance, size, &mut random);
        let case = case(Family::Knapsack, size, &mut random);
        let knapsack: &Knapsack = case.constraint.only().unwrap();
        let prices: Vec<f64> = (0..size as u32).map(|element| knapsack.cost(element)).collect();
        let selection = select(&objective, &case, "cost-benefit-greedy").unwrap();
        let expected = naive_cost_benefit(&objective, &case, &prices);
        assert_eq!(selection.elements, expected, "instance {instance}");
        let density = |pair: (&f64, &u32)| pair.0 / prices[*pair.1 as usize];
        let densities = selection.gains.iter().zip(&selection.elements).map(density);
        gone_back += usize::from(!densities.is_sorted_by(|a, b| a >= b));
    }
    assert!(gone_back > 10, "a better set was passed on the way {gone_back} times");
}

/// The local optimum that is reached from `set` by the exchange that helps most, again and again.
fn naive_exchanges(objective: &dyn Objective, case: &Case, mut set: Vec<u32>) -> Vec<u32> {
    loop {
        let present = value(objective, &set);
        let mut best = (1e-9 * present, None);
        for added in (0..objective.size() as u32).filter(|element| !set.contains(element)) {
            for removed in std::iter::once(None).chain((0..set.len()).map(Some)) {
                let mut exchanged = set.clone();
                removed.map(|position| exchanged.remove(position));
                exchanged.push(added);
                let improvement = value(objective, &exchanged) - present;
                if case.permits(&exchanged) && improvement > best.0 {
                    best = (improvement, Some(exchanged));
                }
            }
        }
        match best.1 {
            Some(better) => set = better,
            None => return set,
        }
    }
}

#[test]
fn matroid_greedy_is_the_algorithm_as_written_down() {
    let mut exchanged = 0;
    for family in [Family::Partition, Family::Laminar, Family::Matroids, Family::MinimumDistance] {
        let mut random = Random::new(family as u64, 6);
        for _ in 0..60 {
            let size = 4 + random.below(16) as usize;
            // Without ties, so that the order of looking does not matter.
            let objective = instance(0, size, &mut random);
            let case = case(family, size, &mut random);
            let greedy = select(&objective, &case, "greedy").unwrap().elements;
            let expected = naive_exchanges(&objective, &case, greedy.clone());
            let selection = select(&objective, &case, "matroid-greedy").unwrap();
            assert_eq!(selection.elements, expected, "{family:?}");
            let sum: f64 = selection.gains.iter().sum();
            assert!((sum - selection.value).abs() < 1e-9, "{family:?}");
            exchanged += usize::from(expected != greedy);
        }
    }
    assert!(exchanged > 20, "{exchanged} exchanged");
}

#[test]
fn the_same_for_any_number_of_threads() {
    let pool = Arc::new(Pool::new(NonZeroUsize::new(8).unwrap()).unwrap());
    for family in FAMILIES {
        let mut random = Random::new(family as u64, 3);
        let (matrix, columns) = similarity(KINDS[0], 60, 3_000, &mut random);
        let objective = facility_location(&matrix, 60, columns, true);
        let case = case(family, 60, &mut random);
        for &optimizer in optimizers_for(family) {
            let run = |threads| {
                let threads = NonZeroUsize::new(threads).unwrap();
                let workers = Workers::new(Arc::clone(&pool), threads);
                let mut options = options(&case, optimizer);
                options.parameters.seed_size = (optimizer == "partial-enumeration").then_some(1);
                maximize(&objective, &case.constraint, &options, &workers, &Control::new()).unwrap()
            };
            let expected = run(1);
            for threads in [2, 3, 8] {
                assert_eq!(run(threads), expected, "{family:?}, {optimizer}, {threads} threads");
            }
        }
    }
}

#[test]
fn what_is_reached_in_time_is_returned_and_permitted() {
    for family in FAMILIES {
        let mut random = Random::new(family as u64, 4);
        let objective = instance(0, 30, &mut random);
        let case = case(family, 30, &mut random);
        for &optimizer in optimizers_for(family) {
            let mut options = options(&case, optimizer);
            options.time_budget = Some(Duration::ZERO);
            let workers = Workers::single();
            let selection =
                maximize(&objective, &case.constraint, &options, &workers, &Control::new())
                    .unwrap();
            assert_eq!(selection.stop, Stop::TimeBudget, "{family:?}, {optimizer}");
            assert!(matches!(selection.guarantee, Guarantee::None(_)));
            assert!(family == Family::Fairness || case.permits(&selection.elements));
        }
    }
}

#[test]
fn a_cancelled_run_stops() {
    for family in FAMILIES {
        let mut random = Random::new(family as u64, 5);
        let objective = instance(0, 12, &mut random);
        let case = case(family, 12, &mut random);
        for &optimizer in optimizers_for(family) {
            let run = |control: &Control| {
                let options = options(&case, optimizer);
                maximize(&objective, &case.constraint, &options, &Workers::single(), control)
            };
            let control = Control::cancelled_at(u64::MAX);
            run(&control).unwrap();
            for look in (1..=control.looks()).step_by(1 + control.looks() as usize / 20) {
                let error = run(&Control::cancelled_at(look)).unwrap_err();
                assert!(matches!(error, Error::Cancelled(_)), "{family:?}, {optimizer}, {look}");
            }
        }
    }
}

#[test]
fn no_covering_set_is_smaller_than_the_bound() {
    let mut random = Random::new(12, 0);
    let (mut proven, mut larger) = (0, 0);
    for instance in 0..600 {
        let size = 2 + random.below(8) as usize;
        // Every other function is a set cover, on which greedy is often not the best.
        let objective = if instance % 2 == 0 {
            let sets: Vec<f64> =
                (0..size * 12).map(|_| f64::from(u8::from(random.below(3) == 0))).collect();
            facility_location(&sets, size, 12, false)
        } else {
            self::instance(instance, size, &mut random)
        };
        let mut case = Case::of(Constraint::default());
        if instance % 3 == 0 {
            restrict(&mut case, size, &mut random);
        }
        let Case { constraint, initial, .. } = &mut case;
        let mut all: Vec<u32> = (0..size as u32)
            .filter(|e| constraint.candidates.as_ref().is_none_or(|list| list.contains(e)))
            .chain(constraint.include.iter().chain(&*initial).copied())
            .collect();
        all.sort_unstable();
        all.dedup();
        let share = if instance % 4 == 0 { 1.0 } else { 0.2 + 0.9 * random.unit() };
        let target = value(&objective, &all) * share;
        constraint.cover = Some(target);
        let reaches = |set: &[u32]| value(&objective, set) >= target - 1e-12 * target;
        for optimizer in ["greedy", "lazy-greedy"] {
            let selection = match select(&objective, &case, optimizer) {
                Ok(selection) => selection,
                Err(error) => {
                    assert!(!reaches(&all), "{error}");
                    continue;
                }
            };
            let sets =
                (0u32..1 << size).map(|set| (0..size as u32).filter(move |e| set >> e & 1 == 1));
            let sets =
                sets.map(|set| set.filter(|e| !case.initial.contains(e)).collect::<Vec<_>>());
            let covering =
                sets.filter(|set| case.permits(set) && reaches(&[&case.initial[..], set].concat()));
            let smallest = covering.map(|set| set.len()).min().unwrap();
            let certificate = selection.size_certificate.unwrap();
            let size = selection.elements.len();
            assert!(case.permits(&selection.elements) && size >= smallest);
            assert!(
                certificate.lower_bound <= smallest,
                "{instance}, {optimizer}: {certificate:?}"
            );
            let ratio = if size > 0 { certificate.lower_bound as f64 / size as f64 } else { 1.0 };
            assert_eq!(certificate.ratio, ratio);
            assert_eq!(selection.certificate, None);
            proven += usize::from(certificate.lower_bound == smallest);
            larger += usize::from(size > smallest);
            assert_wolsey(&objective, &case, &selection, target);
        }
    }
    assert!(proven > 600 && larger > 20, "{proven} proven, {larger} too large of 1200");
}

/// The certificate is no worse than the two bounds of Wolsey, about what greedy adds to the included
/// elements.
#[track_caller]
fn assert_wolsey(objective: &dyn Objective, case: &Case, selection: &Selection, target: f64) {
    let included = case.constraint.include.len();
    let Some(added) = selection.elements.len().checked_sub(included).filter(|&added| added > 0)
    else {
        return;
    };
    let base = value(objective, &[&case.initial[..], &case.constraint.include].concat());
    let last = target - (selection.value - selection.gains.last().unwrap());
    let largest = selection.gains[included].min(target - base);
    let bound = (selection.size_certificate.unwrap().lower_bound - included) as f64;
    for ratio in [(target - base) / last, largest / last] {
        // Up to the part of the target that the certificate takes for rounding.
        if last > 1e-6 * target {
            assert!(added as f64 <= (1.0 + ratio.ln()) * bound + 1e-6, "{added}, {bound}, {ratio}");
        }
    }
}

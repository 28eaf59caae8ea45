//! Every optimizer under every kind of constraint, against the optimum by enumeration of all sets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod constrained;
#[expect(dead_code, reason = "other tests use more of it")]
mod instance;

use constrained::{Case, FAMILIES, Family, case, restrict};
use gainful_kernels::{Control, Random, Workers};
use gainful_submodular::{
    Error, Guarantee, Objective, Options, Selection, evaluate, maximize, optimizers,
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
    let options = Options {
        optimizer: optimizers::by_name(optimizer).ok(),
        initial: case.initial.clone(),
        ..Options::default()
    };
    maximize(objective, &case.constraint, &options, &Workers::single(), &Control::new())
}

/// The optimizers that serve the constraints of a family.
fn optimizers_for(family: Family) -> &'static [&'static str] {
    match family {
        Family::Knapsack | Family::Knapsacks => {
            &["auto", "greedy", "lazy-greedy", "cost-benefit-greedy", "partial-enumeration"]
        }
        _ => &["auto", "greedy", "lazy-greedy", "matroid-greedy"],
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
            let kind = KINDS[instance % KINDS.len()];
            let size = 2 + random.below(7) as usize;
            let (matrix, columns) = similarity(kind, size, 1 + size / 2, &mut random);
            let objective = facility_location(&matrix, size, columns, false);
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
            let (matrix, columns) = similarity(KINDS[instance % 4], size, 4, &mut random);
            let objective = facility_location(&matrix, size, columns, false);
            let mut case = case(family, size, &mut random);
            restrict(&mut case, size, &mut random);
            for optimizer in optimizers_for(family) {
                let what = format!("{family:?} {instance}, {optimizer}");
                match select(&objective, &case, optimizer) {
                    Ok(selection) if optimum(&objective, &case).is_some() => {
                        assert_holds(&objective, &case, &selection, &what);
                        served += 1;
                    }
                    // With initial elements, lower bounds may be out of reach.
                    Ok(_) => assert!(family == Family::Fairness && !case.initial.is_empty()),
                    Err(Error::Argument(_)) => {}
                    Err(error) => panic!("{what}: {error}"),
                }
            }
        }
        assert!(served > INSTANCES / 3, "{family:?}: {served}");
    }
}

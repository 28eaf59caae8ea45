//! All optimizers under the parts of a constraint that are no families of sets: elements selected
//! already or in any case, targets of covers, and lower bounds.

use super::{cut_instance, monotone_instance, select, try_select};
use gainful_kernels::{Control, Workers};

use crate::constraint::Constraint;
use crate::constraints::{Cardinality, Fairness};
use crate::maximize::{Options, Stop, maximize};
use crate::optimizers::{OPTIMIZERS, by_name};
use crate::parameters::Parameters;

/// How many random functions each is tested on.
const INSTANCES: u64 = 200;

/// Those that serve a cardinality and functions of any kind.
fn serving_cardinality() -> impl Iterator<Item = &'static str> {
    const OTHERS: [&str; 6] = [
        "gist",
        "double-greedy",
        "cost-benefit-greedy",
        "partial-enumeration",
        "density-threshold",
        "fantom",
    ];
    OPTIMIZERS.iter().map(|optimizer| optimizer.name()).filter(|name| !OTHERS.contains(name))
}

/// What an optimizer needs to run.
fn parameters(name: &str, size: usize) -> Parameters {
    let costs = (name == "distorted-greedy").then(|| vec![0.0; size]);
    Parameters { costs, ..Parameters::default() }
}

#[test]
fn elements_that_are_in_the_set_from_the_start_count_into_its_value() {
    for instance in 0..INSTANCES {
        for objective in [monotone_instance(instance), cut_instance(instance)] {
            if objective.size < 4 {
                continue;
            }
            let constraint = Constraint {
                include: vec![2],
                exclude: vec![3],
                ..Constraint::from(Cardinality::new(2))
            };
            for name in serving_cardinality() {
                let options = Options {
                    optimizer: Some(by_name(name).unwrap()),
                    initial: vec![1],
                    parameters: parameters(name, objective.size),
                    ..Options::default()
                };
                let (workers, control) = (Workers::single(), Control::new());
                let selection =
                    maximize(&objective, &constraint, &options, &workers, &control).unwrap();
                let elements = selection.elements;
                assert!(elements.contains(&2) && elements.len() <= 2, "{name} on {instance}");
                assert!(!elements.contains(&1) && !elements.contains(&3), "{name} on {instance}");
                let value = objective.value(&[&elements[..], &[1]].concat());
                assert!((selection.value - value).abs() < 1e-9, "{name} on {instance}");
                let optimum = objective.optimum(|set| {
                    [1, 2].iter().all(|e| set.contains(e)) && !set.contains(&3) && set.len() <= 3
                });
                if let Some(certificate) = selection.certificate {
                    assert!(certificate.upper_bound >= optimum - 1e-9, "{name} on {instance}");
                }
                if name == "exhaustive" {
                    assert!((value - optimum).abs() < 1e-9, "{instance}");
                }
            }
        }
    }
}

#[test]
fn covers_reach_their_target_and_no_set_is_smaller_than_the_bound() {
    for instance in 0..INSTANCES {
        let objective = monotone_instance(instance);
        let all: Vec<u32> = (0..objective.size as u32).collect();
        let target = 0.7 * objective.value(&all);
        let constraint = Constraint { cover: Some(target), ..Constraint::default() };
        let smallest = select("exhaustive", &objective, &constraint, Parameters::default());
        let enough = |set: &Vec<u32>| objective.value(set) >= target - 1e-9;
        let fewest = objective.sets().filter(enough).map(|set| set.len()).min();
        assert_eq!(Some(smallest.elements.len()), fewest, "{instance}");
        for name in ["lazy-greedy", "approximate-lazy-greedy", "batch-greedy"] {
            let selection = select(name, &objective, &constraint, Parameters::default());
            assert_eq!(selection.stop, Stop::Cover, "{name} on {instance}");
            assert!(enough(&selection.elements), "{name} on {instance}");
            let bound = selection.size_certificate.unwrap().lower_bound;
            assert!(Some(bound) <= fewest, "{name} on {instance}");
        }
    }
}

#[test]
fn lower_bounds_are_met_or_the_optimizer_says_that_it_does_not_serve_them() {
    for instance in 0..INSTANCES {
        let objective = cut_instance(instance);
        let size = objective.size;
        if size < 4 {
            continue;
        }
        let groups = |set: &[u32]| set.iter().filter(|&&element| element % 2 == 1).count();
        let constraint = || {
            let of = (0..size as u32).map(|element| element % 2).collect();
            let fairness = Fairness::new("fairness", of, vec![1, 1], vec![2, 2], 3).unwrap();
            Constraint {
                systems: vec![Box::new(fairness)],
                ..Constraint::from(Cardinality::new(3))
            }
        };
        let is_fair = |set: &[u32]| set.len() == 3 && (1..=2).contains(&groups(set));
        let optimum = objective.optimum(is_fair);
        for name in serving_cardinality() {
            let result = try_select(
                name,
                &objective,
                &constraint(),
                parameters(name, size),
                &Control::new(),
            );
            match result {
                Ok(selection) => {
                    assert!(is_fair(&selection.elements), "{name} on {instance}");
                    if name == "exhaustive" {
                        assert!((selection.value - optimum).abs() < 1e-9, "{instance}");
                    }
                }
                Err(error) => {
                    let message = error.to_string();
                    assert!(message.contains("without fairness"), "{name}: {message}");
                }
            }
        }
    }
}

//! What all optimizers promise, against the optimum by enumeration: guarantees, certificates, the
//! same selection for any number of threads, and an end when it is asked for.

use std::time::Duration;

use gainful_kernels::{Cancelled, Control, Random, Workers};

use super::golden::{cases, count, elements, golden, numbers, objective};
use super::{Tabulated, cut_instance, monotone_instance, select, try_select, workers};
use crate::constraint::Constraint;
use crate::constraints::{Cardinality, IndependenceSystem, Knapsack, Partition};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Options, Selection, Stop, Stopping, maximize};
use crate::objective::Objective;
use crate::objectives::{Cut, FacilityLocation, GraphCut, Matrix};
use crate::optimizers::{OPTIMIZERS, Optimizer, by_name};
use crate::parameters::Parameters;

/// How many random functions each promise is tested on.
const INSTANCES: u64 = 500;

/// How many seeds the mean of a random optimizer is taken over.
const SEEDS: u64 = 24;

/// All optimizers but the one that serves a single kind of function.
fn optimizers() -> impl Iterator<Item = &'static &'static dyn Optimizer> {
    OPTIMIZERS.iter().filter(|optimizer| optimizer.name() != "gist")
}

/// Options under which an optimizer promises something, and under which it runs at all.
fn parameters(name: &str, size: usize, instance: u64) -> Parameters {
    let mut random = Random::new(79, instance);
    let none = Parameters::default();
    match name {
        "approximate-lazy-greedy" => Parameters { beta: Some(1.0 - 0.6 * random.unit()), ..none },
        "stochastic-greedy"
        | "lazier-than-lazy-greedy"
        | "threshold-greedy"
        | "density-threshold" => Parameters { epsilon: Some(0.01 + 0.5 * random.unit()), ..none },
        "partial-enumeration" => Parameters { seed_size: Some(1), ..none },
        "batch-greedy" => Parameters { batch: Some(1 + random.below(2) as usize), ..none },
        "bidirectional-greedy" => Parameters { pool: Some(2), ..none },
        "fantom" => {
            let randomized = Some(instance.is_multiple_of(2));
            Parameters { epsilon: Some(0.01 + 0.5 * random.unit()), randomized, ..none }
        }
        "double-greedy" => Parameters { randomized: Some(instance.is_multiple_of(2)), ..none },
        "distorted-greedy" => {
            let costs = (0..size).map(|_| 0.5 * random.unit()).collect();
            let epsilon = instance.is_multiple_of(2).then_some(0.2);
            Parameters { costs: Some(costs), epsilon, ..none }
        }
        _ => none,
    }
}

/// One of the constraints that the optimizer serves.
fn constraint(name: &str, size: usize, instance: u64) -> Constraint {
    let mut random = Random::new(80, instance);
    let limit = 1 + random.below(size as u64) as usize;
    let system = || {
        let groups = (0..size as u32).map(|element| element % 2).collect();
        Partition::new("partition", groups, vec![1, 2]).unwrap()
    };
    match (name, instance % 3) {
        ("cost-benefit-greedy" | "partial-enumeration", _) => {
            let costs = (0..size).map(|_| random.unit()).collect();
            let knapsack = Knapsack::new("knapsack", costs, 1.0).unwrap();
            Constraint { systems: vec![Box::new(knapsack)], ..Constraint::default() }
        }
        ("density-threshold" | "fantom", kind) => {
            let mut systems: Vec<Box<dyn IndependenceSystem>> = Vec::new();
            for number in 0..1 + instance % 2 {
                let costs = (0..size).map(|_| random.unit()).collect();
                let name = format!("knapsack[{number}]");
                systems.push(Box::new(Knapsack::new(name, costs, 1.0).unwrap()));
            }
            if kind == 0 {
                systems.push(Box::new(system()));
            }
            let cardinality = (kind == 1).then_some(Cardinality::new(limit));
            Constraint { systems, cardinality, ..Constraint::default() }
        }
        ("double-greedy", _) => Constraint::default(),
        ("bidirectional-greedy" | "distorted-greedy", _) | (_, 1 | 2) => {
            Cardinality::new(limit).into()
        }
        _ => Constraint { systems: vec![Box::new(system())], ..Cardinality::new(limit).into() },
    }
}

/// Whether the constraint permits a set.
fn permits(constraint: &Constraint, set: &[u32], size: usize) -> bool {
    set.len() <= constraint.limit(size) && constraint.check_together("set", 0, set).is_ok()
}

/// Tests what an optimizer promises for a function and its constraint on one instance, and returns
/// whether it promises anything.
fn keeps_its_promises(name: &str, objective: &Tabulated, instance: u64) -> bool {
    let size = objective.size;
    let constraint = constraint(name, size, instance);
    let parameters = parameters(name, size, instance);
    let what = format!("{name} on instance {instance}");
    let run = |seed| {
        let parameters = Parameters { seed, ..parameters.clone() };
        select(name, objective, &constraint, parameters)
    };
    let costs = parameters.costs.clone().unwrap_or(vec![0.0; size]);
    let cost = |set: &[u32]| set.iter().map(|&e| costs[e as usize]).sum::<f64>();
    let permitted: Vec<Vec<u32>> =
        objective.sets().filter(|set| permits(&constraint, set, size)).collect();
    let net = |set: &Vec<u32>| objective.value(set) - cost(set);
    let optimum = permitted.iter().map(net).fold(f64::MIN, f64::max);

    let first = run(0);
    assert_eq!(first, run(0), "{what}");
    assert!(permits(&constraint, &first.elements, size), "{what}");
    assert!((first.value - net(&first.elements)).abs() < 1e-9, "{what}");
    assert!((first.value - first.gains.iter().sum::<f64>()).abs() < 1e-9, "{what}");
    assert!(first.value <= optimum + 1e-9, "{what}");
    if let Some(certificate) = first.certificate {
        assert!(certificate.upper_bound >= optimum - 1e-9, "{what}");
    }
    let properties = objective.properties();
    let certifiable = properties.monotone.holds && properties.submodular.holds;
    let certified = certifiable && name != "double-greedy" || name == "exhaustive";
    assert_eq!(first.certificate.is_some(), certified, "{what}");

    let reached = |in_expectation| match in_expectation {
        true => (0..SEEDS).map(|seed| run(seed).value).sum::<f64>() / SEEDS as f64,
        false => first.value,
    };
    match first.guarantee {
        Guarantee::Ratio { ratio, in_expectation, .. } => {
            assert!(reached(in_expectation) >= ratio * optimum - 1e-9, "{what}");
        }
        Guarantee::GainMinusCost { ratio, in_expectation, .. } => {
            let promised = |set: &Vec<u32>| ratio * objective.value(set) - cost(set);
            let promised = permitted.iter().map(promised).fold(f64::MIN, f64::max);
            assert!(reached(in_expectation) >= promised - 1e-9, "{what}");
        }
        Guarantee::None(_) => return false,
    }
    true
}

#[test]
fn guarantees_hold_and_no_set_is_worth_more_than_a_bound() {
    for optimizer in optimizers() {
        let name = optimizer.name();
        let mut promising = [0, 0];
        for instance in 0..INSTANCES {
            let functions = [monotone_instance(instance), cut_instance(instance)];
            for (objective, promising) in functions.iter().zip(&mut promising) {
                *promising += u64::from(keeps_its_promises(name, objective, instance));
            }
        }
        // So many runs were under a guarantee.
        let (monotone, cuts) = match name {
            "bidirectional-greedy" => (0, 0),
            "batch-greedy" => (INSTANCES / 3, 0),
            "stochastic-greedy" | "lazier-than-lazy-greedy" | "threshold-greedy" => {
                (INSTANCES / 2, 0)
            }
            "random-greedy" => (INSTANCES / 2, INSTANCES / 2),
            "double-greedy" | "repeated-greedy" | "fantom" | "exhaustive" => (INSTANCES, INSTANCES),
            _ => (INSTANCES, 0),
        };
        assert!(promising[0] >= monotone && promising[1] >= cuts, "{name}: {promising:?}");
    }
}

/// A function whose gains grow: pairs of elements are worth something, single ones nothing.
fn supermodular() -> Tabulated {
    Tabulated::new(6, |set| (set.len() * set.len().saturating_sub(1)) as f64 / 2.0)
}

#[test]
fn functions_that_are_not_submodular_are_served_without_guarantee_or_refused() {
    let function = supermodular();
    for optimizer in optimizers() {
        let name = optimizer.name();
        let constraint = match name {
            "double-greedy" => Constraint::default(),
            "cost-benefit-greedy" | "partial-enumeration" | "density-threshold" | "fantom" => {
                constraint(name, 6, 1)
            }
            _ => Cardinality::new(3).into(),
        };
        let result =
            try_select(name, &function, &constraint, parameters(name, 6, 1), &Control::new());
        if name.contains("lazy") || ["density-threshold", "fantom"].contains(&name) {
            let message = result.unwrap_err().to_string();
            assert!(message.contains("not known to be submodular"), "{message}");
        } else if name == "exhaustive" {
            assert_eq!(result.unwrap().value, 3.0);
        } else {
            assert!(matches!(result.unwrap().guarantee, Guarantee::None(_)), "{name}");
        }
    }
}

#[test]
fn exact_ties_go_to_the_smallest_index() {
    let golden = golden();
    for case in cases(&golden, "ties", 10) {
        let objective = objective(&golden, case);
        let constraint = Constraint::from(Cardinality::new(count(&case["limit"])));
        let unchanged = [
            ("greedy", Parameters::default()),
            ("lazy-greedy", Parameters::default()),
            ("approximate-lazy-greedy", Parameters { beta: Some(1.0), ..Parameters::default() }),
            ("batch-greedy", Parameters { batch: Some(1), ..Parameters::default() }),
            ("bidirectional-greedy", Parameters { pool: Some(10), ..Parameters::default() }),
        ];
        for (name, parameters) in unchanged {
            if name.contains("lazy") && !objective.properties().submodular.holds {
                continue;
            }
            let selection = select(name, &objective, &constraint, parameters);
            assert_eq!(selection.elements, elements(&case["order"]), "{name} on {case}");
            assert_eq!(selection.gains, numbers(&case["gains"]), "{name} on {case}");
        }
        let best = select("exhaustive", &objective, &constraint, Parameters::default());
        assert_eq!(best.value, case["optimum_value"].as_f64().unwrap(), "{case}");
    }
}

/// Similarities of `size` points on a line, of which some coincide.
fn points(size: usize) -> FacilityLocation {
    let mut random = Random::new(81, 0);
    let places: Vec<f64> = (0..size).map(|_| random.below(size as u64) as f64).collect();
    let similarity = |a: f64, b: f64| 1.0 / (1.0 + (a - b).abs());
    let matrix: Vec<f64> =
        places.iter().flat_map(|&a| places.iter().map(move |&b| similarity(a, b))).collect();
    let (matrix, control) = (Matrix::from(matrix), Control::new());
    FacilityLocation::from_similarity(matrix, size, size, &Workers::single(), &control).unwrap()
}

/// A constraint for few of many elements, and options of the optimizer.
fn few(name: &str, size: usize) -> (Constraint, Parameters) {
    let constraint = match name {
        "double-greedy" => Constraint::default(),
        "exhaustive" => Cardinality::new(2).into(),
        "cost-benefit-greedy" | "partial-enumeration" | "density-threshold" | "fantom" => {
            let costs = (0..size).map(|element| 0.2 + (element % 7) as f64).collect();
            let knapsack = Knapsack::new("knapsack", costs, 9.0).unwrap();
            Constraint { systems: vec![Box::new(knapsack)], ..Constraint::default() }
        }
        _ => Cardinality::new(12).into(),
    };
    (constraint, parameters(name, size, 1))
}

fn run(
    name: &str,
    objective: &dyn Objective,
    workers: &Workers,
    control: &Control,
    time_budget: Option<Duration>,
) -> Result<Selection, Error> {
    let (constraint, parameters) = few(name, objective.size());
    let optimizer = Some(by_name(name)?);
    let options = Options { optimizer, parameters, time_budget, ..Options::default() };
    maximize(objective, &constraint, &options, workers, control)
}

#[test]
fn the_same_for_any_number_of_threads() {
    let objective = points(150);
    for optimizer in optimizers() {
        let select = |threads| {
            run(optimizer.name(), &objective, &workers(threads), &Control::new(), None).unwrap()
        };
        let expected = select(1);
        for threads in [2, 3, 8] {
            assert_eq!(select(threads), expected, "{optimizer:?}, {threads} threads");
        }
    }
}

#[test]
fn a_cancelled_run_stops_whenever_it_looks() {
    let objective = points(60);
    for optimizer in optimizers() {
        let select = |control: &Control| {
            run(optimizer.name(), &objective, &Workers::single(), control, None)
        };
        let control = Control::cancelled_at(u64::MAX);
        assert!(select(&control).is_ok());
        assert!(control.looks() >= 12, "{optimizer:?}: {} looks", control.looks());
        // Some optimizers look thousands of times.
        for look in (1..=control.looks()).step_by(1 + control.looks() as usize / 300) {
            let result = select(&Control::cancelled_at(look));
            assert_eq!(result, Err(Error::from(Cancelled)), "{optimizer:?} at look {look}");
        }
    }
}

#[test]
fn without_time_there_is_a_set_and_no_promise() {
    let objective = points(60);
    for optimizer in optimizers() {
        let name = optimizer.name();
        let budget = Some(Duration::ZERO);
        let selection = run(name, &objective, &Workers::single(), &Control::new(), budget).unwrap();
        assert_eq!((selection.stop, selection.elements.len()), (Stop::TimeBudget, 0), "{name}");
        assert!(matches!(selection.guarantee, Guarantee::None(_)), "{name}");
        assert_eq!(selection.certificate, None, "{name}");
    }
}

#[test]
fn seeds_make_a_difference_to_random_optimizers_alone() {
    let objective = points(60);
    for optimizer in optimizers() {
        let name = optimizer.name();
        let (constraint, mut parameters) = few(name, 60);
        if name == "distorted-greedy" {
            parameters.epsilon = Some(0.2);
        }
        let elements = |seed| {
            let parameters = Parameters { seed, ..parameters.clone() };
            select(name, &objective, &constraint, parameters).elements
        };
        let first = elements(0);
        let is_random = (1..9).any(|seed| elements(seed) != first);
        let expected =
            ["stochastic-greedy", "lazier-than-lazy-greedy", "random-greedy", "distorted-greedy"];
        assert_eq!(is_random, expected.contains(&name), "{name}");
    }
}

#[test]
fn lazier_than_lazy_picks_what_stochastic_picks() {
    for instance in 0..INSTANCES {
        let functions = [monotone_instance(instance), cut_instance(instance)];
        for objective in functions {
            let pick = |name| {
                let constraint = constraint(name, objective.size, instance);
                let epsilon = Some([0.01, 0.1, 0.5][instance as usize % 3]);
                let parameters = Parameters { epsilon, seed: instance, ..Parameters::default() };
                select(name, &objective, &constraint, parameters)
            };
            let (plain, lazy) = (pick("stochastic-greedy"), pick("lazier-than-lazy-greedy"));
            assert_eq!((&plain.elements, &plain.gains), (&lazy.elements, &lazy.gains));
            assert_eq!(plain.value.to_bits(), lazy.value.to_bits());
        }
    }
    let objective = points(200);
    let pick = |name| select(name, &objective, &Cardinality::new(40).into(), Parameters::default());
    let (plain, lazy) = (pick("stochastic-greedy"), pick("lazier-than-lazy-greedy"));
    assert_eq!(plain.elements, lazy.elements);
    assert!(3 * lazy.evaluations < 2 * plain.evaluations, "{} evaluations", lazy.evaluations);
}

#[test]
fn random_choices_have_the_expected_value_of_the_theory() {
    let golden = golden();
    let mean_is_near = |expected: f64, value: &dyn Fn(u64) -> f64| {
        let values: Vec<f64> = (0..4_000).map(value).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let variance =
            values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64;
        // Five standard deviations of a mean.
        let limit = 5.0 * (variance / values.len() as f64).sqrt() + 1e-9;
        assert!((mean - expected).abs() < limit, "{mean}, expected {expected} within {limit}");
    };
    for case in cases(&golden, "nonmonotone", 3) {
        let objective = objective(&golden, case);
        mean_is_near(case["double_greedy_expected_value"].as_f64().unwrap(), &|seed| {
            let parameters = Parameters { randomized: Some(true), seed, ..Parameters::default() };
            select("double-greedy", &objective, &Constraint::default(), parameters).value
        });
        for limited in case["cardinality"].as_array().unwrap() {
            let limit = Cardinality::new(count(&limited["limit"]));
            mean_is_near(limited["random_greedy_expected_value"].as_f64().unwrap(), &|seed| {
                let parameters = Parameters { seed, ..Parameters::default() };
                select("random-greedy", &objective, &limit.into(), parameters).value
            });
        }
    }
}

#[test]
fn options_that_are_not_taken_are_errors() {
    let objective = monotone_instance(0);
    let constraint = Constraint::from(Cardinality::new(1));
    let message = |name: &str, options: Options| {
        let options = Options { optimizer: Some(by_name(name).unwrap()), ..options };
        let (workers, control) = (Workers::single(), Control::new());
        maximize(&objective, &constraint, &options, &workers, &control).unwrap_err().to_string()
    };
    let with = |parameters| Options { parameters, ..Options::default() };
    assert_eq!(
        message("greedy", with(Parameters { beta: Some(0.5), ..Parameters::default() })),
        "Expected 'approximate-lazy-greedy', since beta is given, for optimizer but received 'greedy'"
    );
    assert_eq!(
        message("batch-greedy", with(Parameters { epsilon: Some(0.5), ..Parameters::default() })),
        "Expected 'stochastic-greedy' or 'lazier-than-lazy-greedy' or 'threshold-greedy' or \
         'density-threshold' or 'fantom' or 'gist' or 'distorted-greedy', since epsilon is given, for optimizer but received 'batch-greedy'"
    );
    let stopping = Some(Stopping::Full);
    let message = message("threshold-greedy", Options { stopping, ..Options::default() });
    assert!(message.contains("since stopping is given"), "{message}");
}

#[test]
fn constraints_that_are_not_served_are_named() {
    let objective = monotone_instance(0);
    let cover = || Constraint { cover: Some(1.0), ..Constraint::default() };
    let refused = [
        ("stochastic-greedy", cover(), "one with a cardinality"),
        ("threshold-greedy", cover(), "one without cover"),
        ("random-greedy", cover(), "one with a cardinality"),
        ("repeated-greedy", cover(), "one without cover"),
        ("double-greedy", Cardinality::new(1).into(), "one without cardinality"),
        ("distorted-greedy", constraint("greedy", objective.size, 0), "one without partition"),
        ("bidirectional-greedy", constraint("greedy", objective.size, 0), "one without partition"),
        ("distorted-greedy", Cardinality::new(1).into(), "the cost of each element"),
    ];
    for (name, constraint, expected) in refused {
        let result =
            try_select(name, &objective, &constraint, Parameters::default(), &Control::new());
        let message = result.unwrap_err().to_string();
        assert!(message.starts_with(&format!("Expected {expected}")), "{message}");
        assert!(message.contains(name), "{message}");
    }
}

#[test]
fn functions_that_are_never_negative_are_recognized() {
    let (workers, control) = (Workers::single(), Control::new());
    for instance in 0..INSTANCES {
        let mut random = Random::new(82, instance);
        let size = 2 + random.below(5) as usize;
        let least = [0.0, -0.2][instance as usize % 2];
        let entries: Vec<f64> = (0..size * size).map(|_| least + random.unit()).collect();
        let symmetric: Vec<f64> = (0..size * size)
            .map(|index| {
                let (row, column) = (index / size, index % size);
                entries[row.max(column) * size + row.min(column)]
            })
            .collect();
        let cut = Cut::new(entries.into(), size, size, &workers, &control).unwrap();
        let lambda = 1.5 * random.unit();
        let matrix = Matrix::from(symmetric);
        let graph_cut =
            GraphCut::from_similarity(matrix, size, size, lambda, &workers, &control).unwrap();
        let functions: [(&dyn Objective, bool); 2] =
            [(&cut, least == 0.0), (&graph_cut, least == 0.0 && lambda <= 1.0)];
        for (function, is_known) in functions {
            let table = Tabulated::new(size, |set| {
                let mut state = function.begin();
                set.iter().for_each(|&element| state.insert(element as u32, &workers));
                state.value()
            });
            assert!(function.is_non_negative() || !is_known, "instance {instance}");
            assert!(table.is_non_negative() || !function.is_non_negative(), "instance {instance}");
        }
    }
}

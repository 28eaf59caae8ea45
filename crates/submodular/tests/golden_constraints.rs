//! Optimizers under constraints against values computed by an independent program: brute force in
//! double precision with exactly rounded sums.
//!
//! `golden/constraints.json` holds, for small instances under every kind of constraint, the data, the
//! optimum by enumeration and what greedy, greedy by gain per cost, partial enumeration and local
//! search reach.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use gainful_kernels::{Control, Workers};
use gainful_submodular::constraints::{Fairness, Graphic, Knapsack, Laminar, Partition};
use gainful_submodular::{
    Cardinality, Constraint, Custom, IndependenceSystem, Objective, Options, Oracle, Parameters,
    Selection, Stop, maximize, optimizers,
};
use serde_json::Value;

fn golden() -> Value {
    serde_json::from_str(include_str!("golden/constraints.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn integers(value: &Value) -> Vec<u32> {
    numbers(value).into_iter().map(|number| number as u32).collect()
}

fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

type Formula = Box<dyn Fn(&[u32]) -> f64 + Send + Sync>;

/// A function by its formula.
struct Plain(Formula);

impl Oracle for Plain {
    fn gain(&self, set: &[u32], element: u32) -> f64 {
        self.0(&[set, &[element]].concat()) - self.0(set)
    }

    fn has_values(&self) -> bool {
        true
    }

    fn value(&self, set: &[u32]) -> f64 {
        self.0(set)
    }
}

/// The largest entry of the selected rows in each column.
fn largest(rows: &[Vec<f64>], set: &[u32], column: usize) -> f64 {
    set.iter().map(|&row| rows[row as usize][column]).fold(0.0, f64::max)
}

/// The sum of the entries of the selected rows in each column.
fn total(rows: &[Vec<f64>], set: &[u32], column: usize) -> f64 {
    set.iter().map(|&row| rows[row as usize][column]).sum()
}

/// The function that a golden object describes, and the size of its ground set.
fn formula(description: &Value) -> (Formula, usize) {
    let matrix = |name: &str| rows(&description[name]);
    match description["type"].as_str().unwrap() {
        "facility_location" => {
            let rows = matrix("similarity");
            let size = rows.len();
            (Box::new(move |set| (0..size).map(|v| largest(&rows, set, v)).sum()), size)
        }
        "saturated_coverage" => {
            let rows = matrix("similarity");
            let alpha = description["alpha"].as_f64().unwrap();
            let all: Vec<u32> = (0..rows.len() as u32).collect();
            let size = rows.len();
            let capped =
                move |set: &[u32], v| total(&rows, set, v).min(alpha * total(&rows, &all, v));
            (Box::new(move |set| (0..size).map(|v| capped(set, v)).sum()), size)
        }
        "feature_based" => {
            let rows = matrix("features");
            let concave = match description["concave"].as_str().unwrap() {
                "sqrt" => f64::sqrt,
                "log1p" => f64::ln_1p,
                other => panic!("no concave function {other}"),
            };
            let (size, columns) = (rows.len(), rows[0].len());
            (Box::new(move |set| (0..columns).map(|u| concave(total(&rows, set, u))).sum()), size)
        }
        "probabilistic_set_cover" => {
            let rows = matrix("probabilities");
            let weights = numbers(&description["element_weights"]);
            let size = rows.len();
            let missed = move |set: &[u32], u: usize| -> f64 {
                set.iter().map(|&row| 1.0 - rows[row as usize][u]).product()
            };
            let covered = move |set: &[u32]| {
                weights.iter().enumerate().map(|(u, weight)| weight * (1.0 - missed(set, u))).sum()
            };
            (Box::new(covered), size)
        }
        "weighted_set_cover" => {
            let sets = matrix("sets");
            let weights = numbers(&description["element_weights"]);
            let size = sets.len();
            let covered = move |set: &[u32]| {
                let covered = set.iter().flat_map(|&item| &sets[item as usize]);
                let covered: BTreeSet<_> = covered.map(|&element| element as usize).collect();
                covered.into_iter().map(|element| weights[element]).sum()
            };
            (Box::new(covered), size)
        }
        "reverse_reachable_cover" => {
            let sets: Vec<Vec<u32>> = description["reverse_reachable_sets"]
                .as_array()
                .unwrap()
                .iter()
                .map(integers)
                .collect();
            let size = description["node_count"].as_u64().unwrap() as usize;
            let hit = move |set: &[u32]| {
                let hit = sets.iter().filter(|nodes| set.iter().any(|node| nodes.contains(node)));
                size as f64 * hit.count() as f64 / sets.len() as f64
            };
            (Box::new(hit), size)
        }
        "modular" => {
            let weights = numbers(&description["weights"]);
            let size = weights.len();
            (Box::new(move |set| set.iter().map(|&item| weights[item as usize]).sum()), size)
        }
        "mixture" => {
            let parts = description["components"].as_array().unwrap().iter().map(formula);
            let (parts, sizes): (Vec<Formula>, Vec<usize>) = parts.unzip();
            let weights = numbers(&description["weights"]);
            let sum = move |set: &[u32]| {
                parts.iter().zip(&weights).map(|(part, weight)| weight * part(set)).sum()
            };
            (Box::new(sum), sizes[0])
        }
        other => panic!("no function {other}"),
    }
}

fn objective(description: &Value) -> Custom<Plain> {
    let (formula, size) = formula(description);
    // Differences of values are rounded; the golden orders have no gaps between this and 1e-7.
    Custom::new(size, true, true, 1e-11, Plain(formula))
}

/// The constraint that a golden object describes, of which there may be several.
fn systems(description: &Value) -> Vec<Box<dyn IndependenceSystem>> {
    let list = |name: &str| integers(&description[name]);
    match description["type"].as_str().unwrap() {
        "partition" => {
            let (groups, limits) = (list("group_of"), list("capacities"));
            vec![Box::new(Partition::new("partition", groups, limits).unwrap())]
        }
        "laminar" => {
            let groups = description["blocks"].as_array().unwrap().iter().map(integers).collect();
            vec![Box::new(Laminar::new("laminar", groups, list("capacities")).unwrap())]
        }
        "graphic" => {
            let edges = description["edges"].as_array().unwrap().iter();
            let edges = edges.map(|edge| integers(edge).try_into().unwrap()).collect();
            let vertices = description["vertex_count"].as_u64().unwrap() as usize;
            vec![Box::new(Graphic::new("graphic", edges, vertices).unwrap())]
        }
        "intersection" => {
            description["parts"].as_array().unwrap().iter().flat_map(systems).collect()
        }
        other => panic!("no constraint {other}"),
    }
}

fn select(
    objective: &dyn Objective,
    constraint: &Constraint,
    optimizer: &str,
    seed_size: Option<usize>,
) -> Selection {
    let options = Options {
        optimizer: Some(optimizers::by_name(optimizer).unwrap()),
        parameters: Parameters { seed_size, ..Parameters::default() },
        ..Options::default()
    };
    maximize(objective, constraint, &options, &Workers::single(), &Control::new()).unwrap()
}

#[track_caller]
fn assert_close(actual: f64, expected: &Value, what: &str) {
    let expected = expected.as_f64().unwrap();
    let limit = 1e-9 * (1.0 + expected.abs());
    assert!((actual - expected).abs() <= limit, "{what}: {actual}, expected {expected}");
}

#[track_caller]
fn assert_bound(selection: &Selection, optimum: &Value, what: &str) {
    let bound = selection.certificate.unwrap().upper_bound;
    assert!(bound >= optimum.as_f64().unwrap() - 1e-9, "{what}: {bound} below {optimum}");
}

/// The function by whose name a golden case goes.
fn of_case(golden: &Value, case: &Value) -> (Custom<Plain>, String) {
    let name = case["objective"].as_str().unwrap();
    (objective(&golden["objectives"][name]), name.to_owned())
}

#[test]
fn knapsacks() {
    let golden = golden();
    let cases = golden["knapsack"].as_array().unwrap();
    assert_eq!(cases.len(), 5);
    for case in cases {
        let (objective, what) = of_case(&golden, case);
        let budget = case["budget"].as_f64().unwrap();
        let knapsack = Knapsack::new("knapsack", numbers(&case["costs"]), budget).unwrap();
        let constraint = Constraint { systems: vec![Box::new(knapsack)], ..Constraint::default() };
        for optimizer in ["greedy", "lazy-greedy"] {
            let selection = select(&objective, &constraint, optimizer, None);
            assert_eq!(selection.elements, integers(&case["plain_greedy"]["order"]), "{what}");
            assert_close(selection.value, &case["plain_greedy"]["value"], &what);
            assert_bound(&selection, &case["optimum_value"], &what);
        }
        let mut selection = select(&objective, &constraint, "cost-benefit-greedy", None);
        selection.elements.sort_unstable();
        assert_eq!(selection.elements, integers(&case["greedy_plus_max"]["set"]), "{what}");
        assert_close(selection.value, &case["greedy_plus_max"]["value"], &what);
        assert_bound(&selection, &case["optimum_value"], &what);
        for (size, value) in
            [(2, "partial_enumeration_2_value"), (3, "partial_enumeration_3_value")]
        {
            let selection = select(&objective, &constraint, "partial-enumeration", Some(size));
            assert_close(selection.value, &case[value], &what);
            assert_bound(&selection, &case["optimum_value"], &what);
        }
    }
}

#[test]
fn matroids() {
    let golden = golden();
    let cases = golden["matroid"].as_array().unwrap();
    assert_eq!(cases.len(), 20);
    for case in cases {
        let (objective, name) = of_case(&golden, case);
        let what = format!("{name}, {}", case["constraint_name"]);
        let constraint =
            Constraint { systems: systems(&case["constraint"]), ..Constraint::default() };
        for optimizer in ["greedy", "lazy-greedy"] {
            let selection = select(&objective, &constraint, optimizer, None);
            assert_eq!(selection.elements, integers(&case["greedy_order"]), "{what}");
            for (gain, expected) in
                selection.gains.iter().zip(case["greedy_gains"].as_array().unwrap())
            {
                assert_close(*gain, expected, &what);
            }
            assert_close(selection.value, &case["greedy_value"], &what);
            assert_eq!(selection.stop, Stop::Constraint);
        }
        let selection = select(&objective, &constraint, "matroid-greedy", None);
        assert_close(selection.value, &case["local_search_value"], &what);
    }
}

#[test]
fn fairness() {
    let golden = golden();
    let cases = golden["fair"].as_array().unwrap();
    assert_eq!(cases.len(), 12);
    for case in cases {
        let (objective, what) = of_case(&golden, case);
        let limit = case["limit"].as_u64().unwrap() as usize;
        let [groups, lower, upper] =
            ["group_of", "lower", "upper"].map(|name| integers(&case[name]));
        let fairness = Fairness::new("fairness", groups, lower, upper, limit).unwrap();
        let constraint = Constraint {
            systems: vec![Box::new(fairness)],
            ..Constraint::from(Cardinality::new(limit))
        };
        for optimizer in ["greedy", "lazy-greedy"] {
            let selection = select(&objective, &constraint, optimizer, None);
            assert_eq!(selection.elements, integers(&case["greedy_order"]), "{what}");
            assert_close(selection.value, &case["greedy_value"], &what);
            assert!(selection.certificate.unwrap().upper_bound >= selection.value);
        }
    }
}

#[test]
fn covers() {
    let golden = golden();
    let cases = golden["cover"].as_array().unwrap();
    assert_eq!(cases.len(), 18);
    for case in cases {
        let (objective, what) = of_case(&golden, case);
        let constraint = Constraint { cover: case["target"].as_f64(), ..Constraint::default() };
        for optimizer in ["greedy", "lazy-greedy"] {
            let selection = select(&objective, &constraint, optimizer, None);
            assert_eq!(selection.elements, integers(&case["greedy_order"]), "{what}");
            assert_close(selection.value, &case["reached"], &what);
            let smallest = case["smallest_possible_size"].as_u64().unwrap() as usize;
            let certificate = selection.size_certificate.unwrap();
            assert!(certificate.lower_bound <= smallest, "{what}: {certificate:?}");
            assert_eq!(selection.certificate, None);
        }
    }
}

#[test]
fn worst_cases() {
    let golden = golden();
    let [single, half] = &golden["tight"].as_array().unwrap()[..] else { panic!("two cases") };
    let budget = single["budget"].as_f64().unwrap();
    let knapsack = Knapsack::new("knapsack", numbers(&single["costs"]), budget).unwrap();
    let constraint = Constraint { systems: vec![Box::new(knapsack)], ..Constraint::default() };
    let objective_of_single = objective(&single["objective"]);
    let selection = select(&objective_of_single, &constraint, "cost-benefit-greedy", None);
    assert_close(selection.value, &single["optimum_value"], "the best single element");
    let constraint = Constraint { systems: systems(&half["constraint"]), ..Constraint::default() };
    let objective = objective(&half["objective"]);
    let greedy = select(&objective, &constraint, "lazy-greedy", None);
    assert_eq!(greedy.elements, integers(&half["greedy_order"]));
    assert_close(greedy.value, &half["greedy_value"], "half of the optimum");
    assert!(greedy.certificate.unwrap().upper_bound >= 2.0);
    let exchanged = select(&objective, &constraint, "matroid-greedy", None);
    assert_close(exchanged.value, &half["optimum_value"], "one exchange");
}

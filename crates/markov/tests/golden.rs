//! The reference values of `golden/markov.json`: every subset, structure, greedy order and optimum of
//! small chains and of the Curie-Weiss model with ten spins. They were computed by two programs that
//! share no code with this crate, on dense joint tables and on grouped sparse entries.

#![expect(clippy::unwrap_used, reason = "a reference file of another form fails the test")]

use gainful_kernels::{Control, Workers};
use gainful_markov::objectives::by_name;
use gainful_markov::{
    CurieWeiss, Goal, MarkovChain, Selection, SelectionOptions, select_coordinates,
};
use serde_json::Value;

/// The tolerance of the reference values, in nats.
const TOLERANCE: f64 = 1e-9;

/// The name of each quantity here and there.
const QUANTITIES: [(&str, &str); 4] = [
    ("entropy-rate", "entropy_rate"),
    ("factorizability", "distance_to_factorizability"),
    ("independence", "distance_to_independence"),
    ("stationarity", "distance_to_stationarity"),
];

/// The searches: objective, goal and name in the file.
const SEARCHES: [(&str, Goal, &str); 5] = [
    ("entropy-rate", Goal::Maximize, "maximise_entropy_rate"),
    ("factorizability", Goal::Maximize, "maximise_distance_to_factorizability"),
    ("independence", Goal::Minimize, "minimise_distance_to_independence"),
    ("stationarity", Goal::Maximize, "maximise_distance_to_stationarity"),
    ("stationarity", Goal::Minimize, "minimise_distance_to_stationarity"),
];

fn golden() -> Value {
    serde_json::from_str(include_str!("golden/markov.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn indices(value: &Value) -> Vec<u32> {
    value.as_array().unwrap().iter().map(|x| x.as_u64().unwrap() as u32).collect()
}

fn from_matrix(golden: &Value, stationary: Option<Vec<f64>>) -> MarkovChain {
    let rows = golden["transition_matrix"].as_array().unwrap();
    let transition: Vec<f64> = rows.iter().flat_map(numbers).collect();
    let shape = indices(&golden["coordinate_sizes"]);
    let (workers, control) = (Workers::single(), Control::new());
    MarkovChain::from_dense(&transition, shape, stationary, &workers, &control).unwrap()
}

fn curie_weiss(golden: &Value) -> MarkovChain {
    let number = |name: &str| golden[name].as_f64().unwrap();
    let model = CurieWeiss {
        dimension: golden["dimension"].as_u64().unwrap() as u32,
        inverse_temperature: number("inverse_temperature"),
        field: number("field"),
        coupling_decay: number("coupling_decay"),
    };
    model.build(&Workers::single(), &Control::new()).unwrap()
}

fn select(chain: &MarkovChain, objective: &str, goal: Goal, cardinality: usize) -> Selection {
    let objective = by_name(objective).unwrap();
    let options = SelectionOptions { objective, goal: Some(goal), cardinality, prove: true };
    select_coordinates(chain, &options, &Workers::single(), &Control::new()).unwrap()
}

fn value(chain: &MarkovChain, objective: &str, subset: &[u32]) -> f64 {
    chain.value(by_name(objective).unwrap(), subset).unwrap()
}

/// Every chain of the file in every form that it can be built in.
fn chains(golden: &Value) -> Vec<(String, MarkovChain, &Value)> {
    let mut chains = Vec::new();
    for chain in golden["chains"].as_array().unwrap() {
        let name = chain["name"].as_str().unwrap();
        chains.push((name.to_owned(), from_matrix(chain, None), chain));
        let given = from_matrix(chain, Some(numbers(&chain["stationary"])));
        chains.push((format!("{name} with its law"), given, chain));
        if !chain["curie_weiss"].is_null() {
            chains.push((format!("{name} built"), curie_weiss(&chain["curie_weiss"]), chain));
        }
    }
    let ten = &golden["curie_weiss_10"];
    chains.push(("curie_weiss_10".to_owned(), curie_weiss(ten), ten));
    chains
}

fn assert_close(found: f64, expected: f64, place: &str) {
    assert!((found - expected).abs() <= TOLERANCE, "{place}: {found} is not {expected}");
}

#[test]
fn stationary_laws() {
    let golden = golden();
    for (name, chain, golden) in chains(&golden) {
        if golden["stationary"].is_null() {
            continue;
        }
        for (found, expected) in chain.stationary().iter().zip(numbers(&golden["stationary"])) {
            assert_close(*found, expected, &name);
        }
    }
    let ten = &golden["curie_weiss_10"];
    let chain = curie_weiss(ten);
    let first = numbers(&ten["first_stationary_probabilities"]);
    let last = numbers(&ten["last_stationary_probabilities"]);
    for (found, expected) in chain.stationary().iter().zip(first) {
        assert!((found - expected).abs() < 1e-15);
    }
    for (found, expected) in chain.stationary().iter().rev().zip(last.iter().rev()) {
        assert!((found - expected).abs() < 1e-15);
    }
}

#[test]
fn entropies_of_every_subset() {
    let golden = golden();
    for (name, chain, golden) in chains(&golden) {
        for row in golden["subsets"].as_array().unwrap() {
            let subset = indices(&row["subset"]);
            let place = format!("{name} {subset:?}");
            let entropies = chain.entropies(&subset).unwrap();
            assert_close(entropies.state, row["stationary_entropy"].as_f64().unwrap(), &place);
            for (objective, quantity) in QUANTITIES {
                let place = format!("{place} {objective}");
                let found = value(&chain, objective, &subset);
                assert_close(found, row[quantity].as_f64().unwrap(), &place);
            }
        }
    }
}

#[test]
fn structure_of_every_quantity() {
    let golden = golden();
    for (name, chain, golden) in chains(&golden) {
        if golden["structure"].is_null() {
            continue;
        }
        for (objective, quantity) in QUANTITIES {
            let place = format!("{name} {objective}");
            let structure = select(&chain, objective, Goal::Maximize, 1).structure.unwrap();
            let expected = &golden["structure"][quantity];
            let number = |name: &str| expected[name].as_f64().unwrap();
            let smallest = structure.smallest_second_difference;
            assert_close(smallest, number("smallest_second_difference"), &place);
            let largest = structure.largest_second_difference;
            assert_close(largest, number("largest_second_difference"), &place);
            assert_eq!(expected["monotone"], structure.increasing, "{place}");
            assert_eq!(expected["submodular"], structure.is_submodular(), "{place}");
            assert_eq!(expected["supermodular"], structure.is_supermodular(), "{place}");
        }
    }
}

#[test]
fn selections_and_optima() {
    let golden = golden();
    for (name, chain, golden) in chains(&golden) {
        for (objective, goal, key) in SEARCHES {
            let expected = &golden["selection"][key];
            if expected.is_null() {
                continue;
            }
            // The file leaves out the end of an order from where on nothing improves.
            let order = indices(&expected["greedy_order"]);
            let path = numbers(&expected["greedy_values"]);
            let optima = numbers(&expected["optimum_values_at_exactly_m"]);
            for (m, &optimum_value) in (1..).zip(&optima) {
                let place = format!("{name} {key} {m}");
                let selection = select(&chain, objective, goal, m);
                let known = m.min(order.len());
                assert_eq!(selection.coordinates[..known], order[..known], "{place}");
                let ends_early = by_name(objective).unwrap().ends_early();
                let length = if ends_early { known } else { m };
                assert_eq!(selection.coordinates.len(), length, "{place}");
                for (found, expected) in selection.values.iter().zip(&path) {
                    assert_close(*found, *expected, &place);
                }
                assert_close(
                    selection.value,
                    value(&chain, objective, &selection.coordinates),
                    &place,
                );
                let optimum = selection.optimum.unwrap();
                assert_close(optimum.value, optimum_value, &place);
                let set = indices(&expected["optimum_sets_at_exactly_m"][m - 1]);
                assert_eq!(optimum.coordinates, set, "{place}");
            }
        }
    }
}

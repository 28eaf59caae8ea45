//! Greedy on feature-based functions, saturated coverage and set covers against values computed by an
//! independent program: brute force in double precision with exactly rounded sums.
//!
//! `tests/golden/coverage.json` holds the data, the greedy order with its gains and values, the optima by
//! enumeration, the upper bounds, and instances with exact ties.

use gainful_submodular::{Concave, Objective};
use serde_json::Value;

use crate::kind::{Data, Kind, select};

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

/// The function that a golden object describes.
fn kind(description: &Value) -> (Kind, Data) {
    let number = |name: &str| description[name].as_f64().unwrap();
    let weights = |name: &str| description.get(name).map(numbers);
    match description["type"].as_str().unwrap() {
        "feature_based" => {
            let concave = Concave::by_name(
                description["concave"].as_str().unwrap(),
                description.get("exponent").and_then(Value::as_f64),
                description.get("cap").and_then(Value::as_f64),
            );
            let data = Data::new(&rows(&description["features"]), weights("feature_weights"));
            (Kind::FeatureBased(concave.unwrap()), data)
        }
        "saturated_coverage" => {
            let data = Data::new(&rows(&description["similarity"]), None);
            (Kind::SaturatedCoverage(number("alpha")), data)
        }
        "probabilistic_set_cover" => {
            let data = Data::new(&rows(&description["probabilities"]), weights("element_weights"));
            (Kind::ProbabilisticSetCover, data)
        }
        "weighted_set_cover" => {
            let weights = numbers(&description["element_weights"]);
            let sets = rows(&description["sets"]);
            let contains =
                |set: &Vec<f64>, element: usize| f64::from(set.contains(&(element as f64)));
            let indicators: Vec<Vec<f64>> = sets
                .iter()
                .map(|set| (0..weights.len()).map(|element| contains(set, element)).collect())
                .collect();
            // Without weights, sets are kept in another way.
            let weights = Some(weights).filter(|weights| weights.iter().any(|&w| w != 1.0));
            (Kind::SetCover, Data::new(&indicators, weights))
        }
        other => panic!("no function {other}"),
    }
}

/// The function in both precisions, dense and sparse, with the tolerance of its values.
fn objectives(description: &Value) -> Vec<(Box<dyn Objective>, f64)> {
    let (kind, data) = kind(description);
    [(true, false), (false, false), (true, true), (false, true)]
        .into_iter()
        .filter_map(|(dense, single)| {
            let objective = kind.make(&data, dense, single)?;
            Some((objective, if single { 1e-5 } else { 1e-9 }))
        })
        .collect()
}

#[track_caller]
fn assert_close(actual: f64, expected: f64, tolerance: f64, what: &str) {
    let limit = tolerance * (1.0 + expected.abs());
    assert!((actual - expected).abs() <= limit, "{what}: {actual}, expected {expected}");
}

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/coverage.json")).unwrap()
}

#[test]
fn orders_gains_values_and_bounds() {
    let golden = golden();
    let cases = golden["greedy"].as_array().unwrap();
    assert_eq!(cases.len(), 9);
    for case in cases {
        let name = case["objective"].as_str().unwrap();
        let order: Vec<u32> = numbers(&case["greedy_order"]).iter().map(|&e| e as u32).collect();
        for (objective, tolerance) in objectives(&golden["objectives"][name]) {
            for optimizer in ["greedy", "lazy-greedy"] {
                for cardinality in 1..=order.len() {
                    let selection = select(&*objective, optimizer, cardinality);
                    assert_eq!(selection.elements, order[..cardinality], "{name} by {optimizer}");
                    let value = case["greedy_values"][cardinality - 1].as_f64().unwrap();
                    assert_close(selection.value, value, tolerance, name);
                    let gains = numbers(&case["greedy_gains"]);
                    for (&gain, expected) in selection.gains.iter().zip(gains) {
                        assert_close(gain, expected, tolerance, name);
                    }
                    let bound = selection.certificate.unwrap().upper_bound;
                    let optimum = case["optimum_values_at_most_k"][cardinality].as_f64().unwrap();
                    assert!(bound >= optimum - tolerance * (1.0 + optimum), "{name}");
                    if optimizer == "greedy" {
                        let expected = case["upper_bounds_at_k"][cardinality - 1].as_f64().unwrap();
                        assert_close(bound, expected, tolerance, name);
                    }
                }
            }
        }
    }
}

#[test]
fn exact_ties_go_to_the_smallest_index() {
    let golden = golden();
    let cases = golden["ties"].as_array().unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let limit = case["limit"].as_u64().unwrap() as usize;
        for (objective, _) in objectives(&case["objective"]) {
            for optimizer in ["greedy", "lazy-greedy"] {
                let selection = select(&*objective, optimizer, limit);
                let elements: Vec<_> = selection.elements.iter().map(|&e| f64::from(e)).collect();
                assert_eq!(elements, numbers(&case["order"]), "{}", case["name"]);
                assert_eq!(selection.gains, numbers(&case["gains"]), "{}", case["name"]);
                assert_eq!(selection.value, case["value"].as_f64().unwrap(), "{}", case["name"]);
            }
        }
    }
}

//! Greedy on functions of pairs, modular functions and a mixture against values computed by an
//! independent program: brute force in double precision with exactly rounded sums.
//!
//! `golden/pairs.json` holds the data, the greedy order to the full set with its gains and values,
//! the properties by all subsets, the optima and bounds where the function is monotone submodular,
//! and instances with exact ties.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::sync::Arc;

use gainful_kernels::{Control, Workers};
use gainful_submodular::{
    Cardinality, Constraint, Custom, Cut, DisparityMin, DisparitySum, FacilityLocation, GraphCut,
    Matrix, Mixture, Modular, Objective, Options, Oracle, Selection, Stopping, SumRedundancy,
    maximize, optimizers,
};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

/// A function by its formula.
struct Formula<F>(F);

impl<F: Fn(&[u32]) -> f64 + Send + Sync> Oracle for Formula<F> {
    fn gain(&self, set: &[u32], element: u32) -> f64 {
        self.0(&[set, &[element]].concat()) - self.0(set)
    }

    fn has_values(&self) -> bool {
        false
    }

    fn value(&self, set: &[u32]) -> f64 {
        self.0(set)
    }
}

/// A part of the mixture that is not the business of this test.
fn formula(
    size: usize,
    formula: impl Fn(&[u32]) -> f64 + Send + Sync + 'static,
) -> Arc<dyn Objective> {
    Arc::new(Custom::new(size, true, true, 1e-12, Formula(formula)))
}

/// The function that a golden object describes.
fn objective(description: &Value, single: bool) -> Arc<dyn Objective> {
    let (workers, control) = (Workers::single(), Control::new());
    let (workers, control) = (&workers, &control);
    let matrix = |name: &str| -> (Matrix, usize) {
        let entries = rows(&description[name]).concat();
        let size = entries.len().isqrt();
        if single {
            (entries.iter().map(|&entry| entry as f32).collect::<Vec<_>>().into(), size)
        } else {
            (entries.into(), size)
        }
    };
    match description["type"].as_str().unwrap() {
        "graph_cut" => {
            let (similarity, size) = matrix("similarity");
            let lambda = description["lambda"].as_f64().unwrap();
            Arc::new(
                GraphCut::from_similarity(similarity, size, size, lambda, workers, control)
                    .unwrap(),
            )
        }
        "sum_redundancy" => {
            let (similarity, size) = matrix("similarity");
            Arc::new(
                SumRedundancy::from_similarity(similarity, size, size, workers, control).unwrap(),
            )
        }
        "facility_location" => {
            let (similarity, size) = matrix("similarity");
            Arc::new(
                FacilityLocation::from_similarity(similarity, size, size, workers, control)
                    .unwrap(),
            )
        }
        "cut" => {
            let (weights, size) = matrix("edge_weights");
            Arc::new(Cut::new(weights, size, size, workers, control).unwrap())
        }
        "disparity_sum" => {
            let (distances, size) = matrix("distance");
            Arc::new(DisparitySum::from_distances(distances, size, size, workers, control).unwrap())
        }
        "disparity_min" => {
            let (distances, size) = matrix("distance");
            Arc::new(DisparityMin::from_distances(distances, size, size, workers, control).unwrap())
        }
        "modular" => Arc::new(Modular::new(numbers(&description["weights"])).unwrap()),
        "feature_based" => {
            let features = rows(&description["features"]);
            formula(features.len(), move |set| {
                let total = |feature: usize| -> f64 {
                    set.iter().map(|&item| features[item as usize][feature]).sum()
                };
                (0..features[0].len()).map(|feature| total(feature).sqrt()).sum()
            })
        }
        "weighted_set_cover" => {
            let sets = rows(&description["sets"]);
            let weights = numbers(&description["element_weights"]);
            formula(sets.len(), move |set| {
                let covered = set.iter().flat_map(|&item| &sets[item as usize]);
                let covered: BTreeSet<_> = covered.map(|&element| element as usize).collect();
                covered.into_iter().map(|element| weights[element]).sum()
            })
        }
        "mixture" => {
            let parts = description["components"].as_array().unwrap();
            let parts = parts.iter().map(|part| objective(part, single)).collect();
            let weights = numbers(&description["weights"]);
            Arc::new(Mixture::new(parts, &weights, workers, control).unwrap())
        }
        other => panic!("no function {other}"),
    }
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

#[track_caller]
fn assert_close(actual: f64, expected: f64, tolerance: f64, what: &str) {
    let limit = tolerance * (1.0 + expected.abs());
    assert!((actual - expected).abs() <= limit, "{what}: {actual}, expected {expected}");
}

fn golden() -> Value {
    serde_json::from_str(include_str!("golden/pairs.json")).unwrap()
}

fn optimizers_for(objective: &dyn Objective) -> &'static [&'static str] {
    if objective.properties().submodular.holds { &["greedy", "lazy-greedy"] } else { &["greedy"] }
}

#[test]
fn orders_gains_values_properties_and_bounds() {
    let golden = golden();
    let cases = golden["greedy"].as_array().unwrap();
    assert_eq!(cases.len(), 9);
    for (case, single) in cases.iter().flat_map(|case| [(case, false), (case, true)]) {
        let name = case["objective"].as_str().unwrap();
        let tolerance = if single { 1e-5 } else { 1e-9 };
        let objective = objective(&golden["objectives"][name], single);
        let properties = objective.properties();
        assert_eq!(properties.submodular.holds, case["is_submodular"].as_bool().unwrap(), "{name}");
        assert_eq!(properties.monotone.holds, case["is_monotone"].as_bool().unwrap(), "{name}");
        for optimizer in optimizers_for(&*objective) {
            let what = format!("{name} by {optimizer}, single: {single}");
            let order = numbers(&case["greedy_order"]);
            for cardinality in 1..=order.len() {
                let selection = select(&*objective, optimizer, cardinality);
                let elements: Vec<_> = selection.elements.iter().map(|&e| f64::from(e)).collect();
                assert_eq!(elements, order[..cardinality], "{what}");
                let value = case["greedy_values"][cardinality - 1].as_f64().unwrap();
                assert_close(selection.value, value, tolerance, &what);
                for (&gain, expected) in selection.gains.iter().zip(numbers(&case["greedy_gains"]))
                {
                    assert_close(gain, expected, tolerance, &what);
                }
                let Some(certificate) = selection.certificate else {
                    assert!(case.get("upper_bounds_at_k").is_none(), "{what}");
                    continue;
                };
                let optimum = case["optimum_values_at_most_k"][cardinality].as_f64().unwrap();
                assert!(certificate.upper_bound >= optimum - tolerance * (1.0 + optimum), "{what}");
                if *optimizer == "greedy" {
                    let expected = case["upper_bounds_at_k"][cardinality - 1].as_f64().unwrap();
                    assert_close(certificate.upper_bound, expected, tolerance, &what);
                }
            }
        }
    }
}

#[test]
fn exact_ties_go_to_the_smallest_index() {
    let golden = golden();
    let cases = golden["ties"].as_array().unwrap();
    assert_eq!(cases.len(), 4);
    for (case, single) in cases.iter().flat_map(|case| [(case, false), (case, true)]) {
        let objective = objective(&case["objective"], single);
        let limit = case["limit"].as_u64().unwrap() as usize;
        for optimizer in optimizers_for(&*objective) {
            let selection = select(&*objective, optimizer, limit);
            let elements: Vec<_> = selection.elements.iter().map(|&e| f64::from(e)).collect();
            assert_eq!(elements, numbers(&case["order"]), "{}", case["name"]);
            assert_eq!(selection.gains, numbers(&case["gains"]), "{}", case["name"]);
            assert_eq!(selection.value, case["value"].as_f64().unwrap(), "{}", case["name"]);
        }
    }
}

//! Greedy on facility location against values computed by an independent program: brute force in
//! double precision with exactly rounded sums.
//!
//! `golden/facility_location.json` holds, for small instances, the greedy order with its gains and
//! values, the optimum for every cardinality by enumeration, the upper bound from all gains of the
//! greedy run; and instances with exact ties.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use gainful_kernels::{Control, Workers};
use gainful_submodular::{
    Cardinality, Constraint, FacilityLocation, Matrix, Metric, Options, Selection, SparseMatrix,
    SparsePattern, maximize, optimizers,
};
use serde_json::Value;

fn golden() -> Value {
    serde_json::from_str(include_str!("golden/facility_location.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn matrix(value: &Value) -> (Vec<f64>, usize, usize) {
    let rows: Vec<_> = value.as_array().unwrap().iter().map(numbers).collect();
    (rows.concat(), rows.len(), rows[0].len())
}

/// Rounds to single precision on request.
fn stored(values: Vec<f64>, single: bool) -> Matrix {
    if single {
        values.iter().map(|&value| value as f32).collect::<Vec<_>>().into()
    } else {
        values.into()
    }
}

/// The function that a golden object describes.
fn objective(description: &Value, single: bool) -> FacilityLocation {
    let (workers, control) = (Workers::single(), Control::new());
    let weights = description.get("represented_weights").map(numbers);
    let weights = weights.as_deref();
    if let Some(offsets) = description.get("row_offsets") {
        let integers = |value| numbers(value).iter().map(|&number| number as u32).collect();
        let columns = description["represented_count"].as_u64().unwrap() as usize;
        let indices = integers(&description["column_indices"]);
        let pattern =
            SparsePattern::new("graph", integers(offsets), indices, columns, &workers, &control);
        let values = stored(numbers(&description["values"]), single);
        let graph =
            SparseMatrix::new("graph", pattern.unwrap(), values, &workers, &control).unwrap();
        return FacilityLocation::from_graph(graph, weights, &workers, &control).unwrap();
    }
    if description.get("similarity").is_some() {
        let (similarity, rows, columns) = matrix(&description["similarity"]);
        return FacilityLocation::from_weighted_similarity(
            stored(similarity, single),
            rows,
            columns,
            weights,
            &workers,
            &control,
        )
        .unwrap();
    }
    let (features, rows, columns) = matrix(&description["features"]);
    let name = match description["metric"].as_str().unwrap() {
        "euclidean_complement" => "euclidean".into(),
        other => other.replace('_', "-"),
    };
    let metric = Metric::by_name(&name, description["gamma"].as_f64()).unwrap();
    let features = stored(features, single);
    FacilityLocation::from_features(&features, rows, columns, metric, &workers, &control).unwrap()
}

fn select(objective: &FacilityLocation, optimizer: &str, cardinality: usize) -> Selection {
    let options =
        Options { optimizer: Some(optimizers::by_name(optimizer).unwrap()), ..Options::default() };
    let constraint = Constraint::from(Cardinality::new(cardinality));
    maximize(objective, &constraint, &options, &Workers::single(), &Control::new()).unwrap()
}

#[track_caller]
fn assert_close(actual: f64, expected: f64, tolerance: f64, what: &str) {
    let limit = tolerance * (1.0 + expected.abs());
    assert!((actual - expected).abs() <= limit, "{what}: {actual}, expected {expected}");
}

#[test]
fn orders_gains_values_and_bounds() {
    let golden = golden();
    let cases = golden["greedy"].as_array().unwrap();
    assert_eq!(cases.len(), 9);
    for case in cases {
        let name = case["objective"].as_str().unwrap();
        for (optimizer, single) in
            [("greedy", false), ("lazy-greedy", false), ("greedy", true), ("lazy-greedy", true)]
        {
            let tolerance = if single { 1e-5 } else { 1e-9 };
            let what = format!("{name} by {optimizer}, single: {single}");
            let objective = objective(&golden["objectives"][name], single);
            let order = numbers(&case["greedy_order"]);
            for cardinality in 1..=order.len() {
                let selection = select(&objective, optimizer, cardinality);
                let elements: Vec<_> = selection.elements.iter().map(|&e| f64::from(e)).collect();
                assert_eq!(elements, order[..cardinality], "{what}");
                let value = case["greedy_values"][cardinality - 1].as_f64().unwrap();
                assert_close(selection.value, value, tolerance, &what);
                for (&gain, expected) in selection.gains.iter().zip(numbers(&case["greedy_gains"]))
                {
                    assert_close(gain, expected, tolerance, &what);
                }
                let bound = selection.certificate.unwrap().upper_bound;
                let expected = case["upper_bounds_at_k"][cardinality - 1].as_f64().unwrap();
                let optimum = case["optimum_values_at_most_k"][cardinality].as_f64().unwrap();
                assert!(bound >= optimum - tolerance * (1.0 + optimum), "{what}");
                if optimizer == "greedy" {
                    assert_close(bound, expected, tolerance, &what);
                } else {
                    // Lazy greedy does not know all gains at all prefixes.
                    assert!(bound >= expected - tolerance * (1.0 + expected), "{what}");
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
        for (optimizer, single) in
            [("greedy", false), ("lazy-greedy", false), ("greedy", true), ("lazy-greedy", true)]
        {
            let selection = select(&objective(&case["objective"], single), optimizer, limit);
            let elements: Vec<_> = selection.elements.iter().map(|&e| f64::from(e)).collect();
            assert_eq!(elements, numbers(&case["order"]), "{}", case["name"]);
            assert_eq!(selection.gains, numbers(&case["gains"]), "{}", case["name"]);
            assert_eq!(selection.value, case["value"].as_f64().unwrap(), "{}", case["name"]);
        }
    }
}

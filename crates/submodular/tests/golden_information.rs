//! Greedy on log-determinants and information measures against values computed by an independent
//! program: formulas in double precision with exactly rounded sums, structure and optima by all
//! subsets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use gainful_kernels::{Control, Workers};
use gainful_submodular::{
    Cardinality, Concave, Constraint, Context, FacilityLocation, GraphCutConditionalGain,
    LogDeterminant, LogDeterminantInformation, Matrix, Objective, Options, Selection, Shaped,
    Shift, Stopping, concave_over_modular, facility_location_query_mutual_information,
    graph_cut_mutual_information, maximize, optimizers,
};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// The function that a golden object describes.
fn objective(description: &Value, single: bool) -> Box<dyn Objective> {
    let (workers, control) = (&Workers::single(), &Control::new());
    let matrix = |name: &str| -> Shaped {
        let rows: Vec<_> = description[name].as_array().unwrap().iter().map(numbers).collect();
        let entries = rows.concat();
        let entries = if single {
            entries.iter().map(|&entry| entry as f32).collect::<Vec<_>>().into()
        } else {
            entries.into()
        };
        (entries, rows.len(), rows[0].len())
    };
    let number = |name: &str| description[name].as_f64().unwrap();
    let count = |name: &str| description[name].as_array().unwrap().len();
    let shift = Shift {
        scale: description["scale"].as_f64().unwrap_or(1.0),
        regularization: description["shift"].as_f64().unwrap_or(0.0),
    };
    match description["type"].as_str().unwrap() {
        "log_determinant" => {
            let (kernel, rows, columns) = matrix("kernel");
            Box::new(
                LogDeterminant::from_kernel(kernel, rows, columns, shift, workers, control)
                    .unwrap(),
            )
        }
        "log_determinant_information" => {
            let (kernel, rows, columns) = matrix("kernel");
            let shift = Shift { regularization: 1.0, ..shift };
            Box::new(
                LogDeterminant::from_kernel(kernel, rows, columns, shift, workers, control)
                    .unwrap(),
            )
        }
        kind @ ("log_determinant_mutual_information"
        | "log_determinant_conditional_gain"
        | "log_determinant_conditional_mutual_information") => {
            let (mut kernel, mut size, _) = matrix("kernel");
            let context = match kind {
                "log_determinant_mutual_information" => {
                    // Of the golden kernel's four last points these are the first two.
                    (kernel, size) = leading(kernel, size, size - 2);
                    Context::of_queries(count("query"), number("eta"))
                }
                "log_determinant_conditional_gain" => {
                    (kernel, size) = without(kernel, size, 8..10);
                    Context::of_privates(count("private"), number("nu"))
                }
                _ => {
                    let (queries, privates) = (count("query"), count("private"));
                    Context::of_both(queries, number("eta"), privates, number("nu"))
                }
            };
            let kernel = (kernel, size, size);
            Box::new(
                LogDeterminantInformation::from_kernel(
                    kernel,
                    &context.unwrap(),
                    shift,
                    workers,
                    control,
                )
                .unwrap(),
            )
        }
        kind @ ("facility_location_mutual_information"
        | "facility_location_conditional_gain"
        | "facility_location_conditional_mutual_information") => {
            let context = match kind {
                "facility_location_mutual_information" => {
                    Context::of_queries(matrix("query_similarity"), number("eta"))
                }
                "facility_location_conditional_gain" => {
                    Context::of_privates(matrix("private_similarity"), number("nu"))
                }
                _ => Context::of_both(
                    matrix("query_similarity"),
                    number("eta"),
                    matrix("private_similarity"),
                    number("nu"),
                ),
            };
            let similarity = matrix("similarity");
            Box::new(
                FacilityLocation::information_from_similarity(
                    similarity,
                    context.unwrap(),
                    workers,
                    control,
                )
                .unwrap(),
            )
        }
        "facility_location_query_mutual_information" => {
            let similarity = matrix("candidate_query_similarity");
            let eta = number("eta");
            Box::new(
                facility_location_query_mutual_information(similarity, eta, workers, control)
                    .unwrap(),
            )
        }
        "graph_cut_mutual_information" => {
            let similarity = matrix("candidate_query_similarity");
            let lambda = number("lambda");
            Box::new(graph_cut_mutual_information(&similarity, lambda, workers, control).unwrap())
        }
        "graph_cut_conditional_gain" => Box::new(
            GraphCutConditionalGain::from_similarity(
                matrix("similarity"),
                &matrix("candidate_private_similarity"),
                number("lambda"),
                number("nu"),
                workers,
                control,
            )
            .unwrap(),
        ),
        "concave_over_modular" => {
            assert_eq!(description["concave"], "sqrt");
            let similarity = matrix("candidate_query_similarity");
            let (concave, eta) = (Concave::SquareRoot, number("eta"));
            Box::new(concave_over_modular(similarity, concave, eta, workers, control).unwrap())
        }
        other => panic!("no function {other}"),
    }
}

/// The first rows and columns of a square matrix.
fn leading(matrix: Matrix, size: usize, kept: usize) -> (Matrix, usize) {
    without(matrix, size, kept..size)
}

/// A square matrix without some rows and columns.
fn without(matrix: Matrix, size: usize, removed: std::ops::Range<usize>) -> (Matrix, usize) {
    fn keep<T: Copy>(entries: &[T], size: usize, removed: &std::ops::Range<usize>) -> Vec<T> {
        let kept = || (0..size).filter(|index| !removed.contains(index));
        kept().flat_map(|row| kept().map(move |column| entries[row * size + column])).collect()
    }
    let kept = match matrix {
        Matrix::F32(entries) => keep(&entries, size, &removed).into(),
        Matrix::F64(entries) => keep(&entries, size, &removed).into(),
    };
    (kept, size - removed.len())
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

#[test]
fn orders_gains_values_and_properties() {
    let golden: Value = serde_json::from_str(include_str!("golden/information.json")).unwrap();
    let cases = golden["greedy"].as_array().unwrap();
    assert_eq!(cases.len(), 13);
    for case in cases {
        let name = case["objective"].as_str().unwrap();
        for single in [false, true] {
            let tolerance = if single { 1e-5 } else { 1e-9 };
            let objective = objective(&golden["objectives"][name], single);
            let properties = objective.properties();
            let what = format!("{name}, single: {single}, {properties:?}");
            // What holds for this instance need not be known to hold.
            assert!(!properties.monotone.holds || case["is_monotone"] == true, "{what}");
            assert!(!properties.submodular.holds || case["is_submodular"] == true, "{what}");
            let order = numbers(&case["greedy_order"]);
            let optimizers: &[&str] =
                if properties.submodular.holds { &["greedy", "lazy-greedy"] } else { &["greedy"] };
            for optimizer in optimizers {
                let what = format!("{what}, {optimizer}");
                let selection = select(&*objective, optimizer, order.len());
                let elements: Vec<_> = selection.elements.iter().map(|&e| f64::from(e)).collect();
                assert_eq!(elements, order, "{what}");
                let gains = numbers(&case["greedy_gains"]);
                for (&gain, expected) in selection.gains.iter().zip(gains) {
                    assert_close(gain, expected, tolerance, &what);
                }
                let values = numbers(&case["greedy_values"]);
                assert_close(selection.value, values[order.len() - 1], tolerance, &what);
            }
        }
    }
}

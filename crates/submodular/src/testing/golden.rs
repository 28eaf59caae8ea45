//! Small functions and what optimizers make of them, computed by an independent program: brute force
//! in double precision with exactly rounded sums. Ties go to the smallest index, scores within 1e-11
//! of the best are tied.

use serde_json::Value;

use super::{Tabulated, cut};

/// The file with all of them.
pub(crate) fn golden() -> Value {
    serde_json::from_str(include_str!("../../tests/golden/optimizers.json")).unwrap()
}

/// The function that a case is about.
pub(crate) fn objective(golden: &Value, case: &Value) -> Tabulated {
    match &case["objective"] {
        Value::String(name) => function(&golden["objectives"][name]),
        description => function(description),
    }
}

/// A list of numbers.
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// A list of elements.
pub(crate) fn elements(value: &Value) -> Vec<u32> {
    numbers(value).into_iter().map(|number| number as u32).collect()
}

/// A count.
pub(crate) fn count(value: &Value) -> usize {
    value.as_u64().unwrap() as usize
}

/// The cases of a section, of which there are so many.
#[track_caller]
pub(crate) fn cases<'g>(golden: &'g Value, section: &str, expected: usize) -> &'g [Value] {
    let cases = golden[section].as_array().unwrap();
    assert_eq!(cases.len(), expected);
    cases
}

#[track_caller]
pub(crate) fn assert_close(actual: f64, expected: f64, what: &str) {
    let limit = 1e-9 * (1.0 + expected.abs());
    assert!((actual - expected).abs() <= limit, "{what}: {actual}, expected {expected}");
}

/// Likewise for each of two lists.
#[track_caller]
pub(crate) fn assert_all_close(actual: &[f64], expected: &[f64], what: &str) {
    assert_eq!(actual.len(), expected.len(), "{what}");
    for (&actual, &expected) in actual.iter().zip(expected) {
        assert_close(actual, expected, what);
    }
}

fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

/// The function of a description, by its formula.
fn function(description: &Value) -> Tabulated {
    let rows = |name: &str| rows(&description[name]);
    let number = |name: &str| description[name].as_f64().unwrap();
    match description["type"].as_str().unwrap() {
        "facility_location" => {
            let similarity = rows("similarity");
            by_column(similarity, |column, _| column.iter().copied().fold(0.0, f64::max))
        }
        "feature_based" => {
            assert_eq!(description["concave"], "sqrt");
            by_column(rows("features"), |column, _| column.iter().sum::<f64>().sqrt())
        }
        "saturated_coverage" => {
            let alpha = number("alpha");
            by_column(rows("similarity"), |column, whole| {
                column.iter().sum::<f64>().min(alpha * whole.iter().sum::<f64>())
            })
        }
        "graph_cut" => {
            let (similarity, lambda) = (rows("similarity"), number("lambda"));
            Tabulated::new(similarity.len(), |set| {
                let all: f64 =
                    set.iter().map(|&j| similarity.iter().map(|s| s[j]).sum::<f64>()).sum();
                all - lambda * pairs(&similarity, set)
            })
        }
        "cut" => cut(&rows("edge_weights")),
        "modular" => {
            let weights = numbers(&description["weights"]);
            Tabulated::new(weights.len(), |set| set.iter().map(|&e| weights[e]).sum())
        }
        "disparity_sum" => {
            let distance = rows("distance");
            Tabulated::new(distance.len(), |set| pairs(&distance, set) / 2.0)
        }
        "weighted_set_cover" => {
            let (sets, weights) = (rows("sets"), numbers(&description["element_weights"]));
            Tabulated::new(sets.len(), |chosen| {
                let covers = |u: usize| chosen.iter().any(|&set| sets[set].contains(&(u as f64)));
                (0..weights.len()).filter(|&u| covers(u)).map(|u| weights[u]).sum()
            })
        }
        "log_determinant" => {
            let (kernel, shift) = (rows("kernel"), number("shift"));
            log_determinant(&kernel, 1.0, shift)
        }
        "log_determinant_information" => {
            let (kernel, scale) = (rows("kernel"), number("scale"));
            log_determinant(&kernel, scale, 1.0)
        }
        "column_entropy" => {
            let table = rows("table");
            Tabulated::new(table[0].len(), |columns| {
                let label = |row: &Vec<f64>| columns.iter().map(|&c| row[c]).collect::<Vec<_>>();
                let labels: Vec<_> = table.iter().map(label).collect();
                let share = |label| {
                    labels.iter().filter(|&other| other == label).count() as f64
                        / labels.len() as f64
                };
                labels.iter().map(|label| -share(label).ln()).sum::<f64>() / labels.len() as f64
            })
        }
        other => panic!("no function {other}"),
    }
}

/// A sum over columns: what `part` makes of the entries of the set and of all entries.
fn by_column(matrix: Vec<Vec<f64>>, part: impl Fn(&[f64], &[f64]) -> f64) -> Tabulated {
    Tabulated::new(matrix.len(), |set| {
        let column = |column: usize| {
            let entries: Vec<f64> = set.iter().map(|&row| matrix[row][column]).collect();
            let whole: Vec<f64> = matrix.iter().map(|row| row[column]).collect();
            part(&entries, &whole)
        };
        (0..matrix[0].len()).map(column).sum()
    })
}

/// The sum of the entries of all ordered pairs of a set.
fn pairs(matrix: &[Vec<f64>], set: &[usize]) -> f64 {
    set.iter().map(|&i| set.iter().map(|&j| matrix[i][j]).sum::<f64>()).sum()
}

/// The logarithm of the determinant of `scale` times the kernel of a set plus `shift` times the
/// identity, by elimination.
fn log_determinant(kernel: &[Vec<f64>], scale: f64, shift: f64) -> Tabulated {
    Tabulated::new(kernel.len(), |set| {
        let entry = |i: usize, j: usize| scale * kernel[i][j] + if i == j { shift } else { 0.0 };
        let row = |&i: &usize| set.iter().map(|&j| entry(i, j)).collect::<Vec<_>>();
        let mut rows: Vec<Vec<f64>> = set.iter().map(row).collect();
        let mut sum = 0.0;
        for pivot in 0..rows.len() {
            let (done, below) = rows.split_at_mut(pivot + 1);
            sum += done[pivot][pivot].ln();
            for row in below {
                let factor = row[pivot] / done[pivot][pivot];
                row.iter_mut()
                    .zip(&done[pivot])
                    .for_each(|(entry, above)| *entry -= factor * above);
            }
        }
        sum
    })
}

//! Facility location from all its sources: the same function from each of them, bit for bit where
//! that is promised, and gains that never grow.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::num::NonZeroUsize;
use std::sync::Arc;

use gainful_kernels::{Control, Pool, Random, Workers};
use gainful_submodular::{
    Cardinality, Constraint, FacilityFeatures, FacilityLocation, FacilityMethod, Matrix, Metric,
    Objective, Options, Selection, SparseMatrix, SparsePattern, State, maximize, optimizers,
};

const THREADS: [usize; 4] = [1, 2, 3, 8];

fn control() -> Control {
    Control::new()
}

fn pool(threads: usize) -> Workers {
    let threads = NonZeroUsize::new(threads).unwrap();
    Workers::new(Arc::new(Pool::new(threads).unwrap()), threads)
}

fn select(
    objective: &FacilityLocation,
    optimizer: &str,
    cardinality: usize,
    workers: &Workers,
) -> Selection {
    let options =
        Options { optimizer: Some(optimizers::by_name(optimizer).unwrap()), ..Options::default() };
    let constraint = Constraint::from(Cardinality::new(cardinality));
    maximize(objective, &constraint, &options, workers, &control()).unwrap()
}

/// All gains at the present set, those of its elements included.
fn gains(state: &dyn State, size: usize, workers: &Workers) -> Vec<f64> {
    let candidates: Vec<u32> = (0..size as u32).collect();
    let mut gains = vec![f64::NAN; size];
    state.gains(&candidates, &mut gains, workers, &control()).unwrap();
    gains
}

/// A random sparse matrix and the same one with zeros.
fn sparse(seed: u64, rows: usize, columns: usize) -> (SparseMatrix, Vec<f64>) {
    let mut random = Random::new(seed, 0);
    let mut dense = vec![0.0; rows * columns];
    let (mut offsets, mut indices, mut values) = (vec![0], vec![], vec![]);
    for row in 0..rows {
        for column in 0..columns {
            if random.unit() < 0.2 {
                let value = 2.0 * random.unit() - 0.5;
                dense[row * columns + column] = value;
                indices.push(column as u32);
                values.push(value);
            }
        }
        offsets.push(indices.len() as u32);
    }
    let (workers, control) = (Workers::single(), control());
    let pattern =
        SparsePattern::new("graph", offsets, indices, columns, &workers, &control).unwrap();
    (SparseMatrix::new("graph", pattern, values.into(), &workers, &control).unwrap(), dense)
}

#[test]
fn a_graph_is_the_function_of_its_matrix() {
    let (rows, columns) = (60, 45);
    for seed in 0..20 {
        let weights: Vec<f64> = {
            let mut random = Random::new(seed, 1);
            (0..columns).map(|_| random.below(4) as f64 / 2.0).collect()
        };
        let (graph, dense) = sparse(seed, rows, columns);
        for weights in [None, Some(weights.as_slice())] {
            let workers = Workers::single();
            let graph =
                FacilityLocation::from_graph(graph.clone(), weights, &workers, &control()).unwrap();
            assert_eq!((graph.rows(), graph.columns(), graph.size()), (rows, columns, rows));
            let mut largest = vec![0.0f64; columns];
            let mut state = graph.begin();
            let weight = |point: usize| weights.map_or(1.0, |weights| weights[point]);
            for element in [3u32, 17, 9, 59] {
                for (candidate, gain) in gains(&*state, rows, &workers).into_iter().enumerate() {
                    let row = &dense[candidate * columns..][..columns];
                    let expected: f64 = (0..columns)
                        .map(|point| weight(point) * (row[point] - largest[point]).max(0.0))
                        .sum();
                    assert!((gain - expected).abs() < 1e-12, "{gain}, expected {expected}");
                }
                state.insert(element, &workers);
                for (point, largest) in largest.iter_mut().enumerate() {
                    *largest = largest.max(dense[element as usize * columns + point]);
                }
                let expected: f64 = (0..columns).map(|point| weight(point) * largest[point]).sum();
                assert!((state.value() - expected).abs() < 1e-12);
            }
            for threads in THREADS {
                let workers = pool(threads);
                assert_eq!(
                    gains(&*state, rows, &workers),
                    gains(&*state, rows, &Workers::single())
                );
            }
            let lazy = select(&graph, "lazy-greedy", 30, &workers);
            let greedy = select(&graph, "greedy", 30, &workers);
            assert_eq!((lazy.elements, lazy.gains), (greedy.elements, greedy.gains));
        }
    }
}

#[test]
fn weights_count_points_several_times() {
    let (rows, columns) = (20, 7);
    let weights = [1.0, 0.0, 3.0, 2.0, 1.0, 0.0, 4.0];
    let mut random = Random::new(9, 0);
    let similarity: Vec<f64> =
        (0..rows * columns).map(|_| random.below(64) as f64 / 32.0 - 0.5).collect();
    let copies: Vec<f64> = similarity
        .chunks(columns)
        .flat_map(|row| row.iter().zip(weights).flat_map(|(&s, weight)| vec![s; weight as usize]))
        .collect();
    let workers = Workers::single();
    for single in [false, true] {
        let matrix = |entries: &[f64]| -> Matrix {
            if single {
                entries.iter().map(|&entry| entry as f32).collect::<Vec<_>>().into()
            } else {
                entries.to_vec().into()
            }
        };
        let weighted = FacilityLocation::from_weighted_similarity(
            matrix(&similarity),
            rows,
            columns,
            Some(&weights),
            &workers,
            &control(),
        );
        let (weighted, copied) = (
            weighted.unwrap(),
            FacilityLocation::from_similarity(
                matrix(&copies),
                rows,
                copies.len() / rows,
                &workers,
                &control(),
            )
            .unwrap(),
        );
        // Sums of few multiples of 1/32 are exact.
        let (weighted, copied) = (
            select(&weighted, "lazy-greedy", rows, &workers),
            select(&copied, "lazy-greedy", rows, &workers),
        );
        assert_eq!(
            (weighted.elements, weighted.gains, weighted.value),
            (copied.elements, copied.gains, copied.value)
        );
    }
}

#[test]
fn weights_that_do_not_fit_are_refused() {
    let message = |similarity: Matrix, weights: &[f64]| {
        let (workers, weights) = (Workers::single(), Some(weights));
        FacilityLocation::from_weighted_similarity(similarity, 1, 2, weights, &workers, &control())
            .unwrap_err()
            .to_string()
    };
    let similarity = || Matrix::from(vec![1e30f32, 0.0]);
    for (weights, expected) in [
        (
            &[1.0][..],
            "Expected 2 numbers, one for each point to represent, for weights but received 1",
        ),
        (
            &[1.0, -0.5],
            "Expected numbers that are not negative for weights but received -0.5 at index 1",
        ),
        (&[f64::NAN, -1.0], "Expected finite numbers for weights but received NaN at index 0"),
        (
            &[1e7, 1.0],
            "Expected weights whose products with similarities are at most 1e36 for weights but \
             received larger ones",
        ),
    ] {
        assert_eq!(message(similarity(), weights), expected);
    }
}

const METRICS: [Metric; 8] = [
    Metric::Cosine,
    Metric::CosineSquared,
    Metric::CorrelationSquared,
    Metric::Euclidean,
    Metric::Dot,
    Metric::Rbf { gamma: None },
    Metric::Rbf { gamma: Some(2.0) },
    Metric::InverseDistance,
];

/// Few different numbers, so that there are ties; the second row is zero and the last one a copy of
/// the first.
fn features(rows: usize, columns: usize, metric: Metric, single: bool) -> FacilityFeatures {
    let mut random = Random::new(rows as u64, columns as u64);
    let mut entries: Vec<f64> =
        (0..rows * columns).map(|_| random.below(9) as f64 / 8.0 - 0.5).collect();
    entries[columns..2 * columns].fill(0.0);
    entries.copy_within(..columns, (rows - 1) * columns);
    let entries = if single {
        entries.into_iter().map(|entry| entry as f32).collect::<Vec<_>>().into()
    } else {
        entries.into()
    };
    FacilityFeatures { entries, rows, columns, metric, weights: None }
}

fn weighted(features: FacilityFeatures) -> FacilityFeatures {
    let mut random = Random::new(1, 2);
    let weights = (0..features.rows).map(|_| random.unit()).collect();
    FacilityFeatures { weights: Some(weights), ..features }
}

fn make(
    features: &FacilityFeatures,
    method: FacilityMethod,
    workers: &Workers,
) -> FacilityLocation {
    FacilityLocation::from_compared_features(features.clone(), method, workers, &control()).unwrap()
}

/// Gains at some sets, and their values.
fn trace(objective: &FacilityLocation, workers: &Workers) -> Vec<f64> {
    let size = objective.size();
    let mut state = objective.begin();
    let mut trace = gains(&*state, size, workers);
    for element in [size as u32 - 1, 0, size as u32 / 2] {
        state.insert(element, workers);
        trace.push(state.value());
        trace.extend(gains(&*state, size, workers));
    }
    trace
}

#[test]
fn similarities_computed_on_the_way_are_those_in_memory() {
    let (dense, blocks) = (FacilityMethod::Dense, FacilityMethod::Blocks);
    let workers = Workers::single();
    for metric in METRICS {
        for single in [false, true] {
            for features in
                [features(211, 7, metric, single), weighted(features(100, 300, metric, single))]
            {
                let expected = trace(&make(&features, dense, &workers), &workers);
                let objective = make(&features, blocks, &workers);
                assert!(trace(&objective, &workers) == expected, "{metric:?}, single: {single}");
            }
        }
    }
    // More columns than make one sum, and more candidates than are computed at once.
    let features = features(3_200, 2, Metric::Cosine, true);
    let expected = trace(&make(&features, dense, &workers), &workers);
    for threads in THREADS {
        let workers = pool(threads);
        let objective = make(&features, blocks, &workers);
        assert!(objective.bytes() < 3_200 * 100);
        assert!(trace(&objective, &workers) == expected, "{threads} threads");
    }
}

#[test]
fn gains_never_grow_whatever_the_source() {
    let workers = Workers::single();
    for (metric, method) in [
        (Metric::Cosine, FacilityMethod::Blocks),
        (Metric::Rbf { gamma: None }, FacilityMethod::Neighbours(9)),
    ] {
        let objective = make(&weighted(features(150, 5, metric, true)), method, &workers);
        let mut state = objective.begin();
        let mut before = gains(&*state, 150, &workers);
        for element in [3, 149, 77, 20, 5, 6, 7] {
            state.insert(element, &workers);
            let after = gains(&*state, 150, &workers);
            assert!(after.iter().zip(&before).all(|(after, before)| after <= before));
            assert_eq!(after[element as usize], 0.0);
            before = after;
        }
    }
}

/// The function of the similarities that a sort by similarity and index leaves.
fn truncated(features: &FacilityFeatures, neighbours: usize) -> FacilityLocation {
    let FacilityFeatures { entries, rows, columns, metric, weights } = features;
    let (rows, workers) = (*rows, Workers::single());
    let similarity = metric.similarities(entries, rows, *columns, &workers, &control()).unwrap();
    let mut similarity: Vec<f64> = match similarity {
        Matrix::F32(entries) => entries.into_iter().map(f64::from).collect(),
        Matrix::F64(entries) => entries,
    };
    for point in 0..rows {
        let column = |candidate: usize| similarity[candidate * rows + point];
        let mut order: Vec<usize> = (0..rows).collect();
        order.sort_by(|&a, &b| column(b).total_cmp(&column(a)).then(a.cmp(&b)));
        order.retain(|&candidate| candidate != point);
        for &candidate in &order[neighbours - 1..] {
            similarity[candidate * rows + point] = 0.0;
        }
    }
    let weights = weights.as_deref();
    FacilityLocation::from_weighted_similarity(
        similarity.into(),
        rows,
        rows,
        weights,
        &workers,
        &control(),
    )
    .unwrap()
}

#[test]
fn each_point_is_represented_by_its_nearest_neighbours() {
    let workers = Workers::single();
    for metric in METRICS {
        for (single, neighbours) in [(false, 1), (true, 6), (false, 30), (false, 101)] {
            let features = weighted(features(101, 4, metric, single));
            let expected = trace(&truncated(&features, neighbours), &workers);
            let objective = make(&features, FacilityMethod::Neighbours(neighbours), &workers);
            for (actual, expected) in trace(&objective, &workers).into_iter().zip(expected) {
                let tolerance = if single { 1e-5 } else { 1e-12 };
                assert!((actual - expected).abs() <= tolerance * (1.0 + expected), "{metric:?}");
            }
            for threads in THREADS {
                let workers = pool(threads);
                let other = make(&features, FacilityMethod::Neighbours(neighbours), &workers);
                assert_eq!(trace(&other, &workers), trace(&objective, &Workers::single()));
            }
        }
    }
}

/// Enough points for several tasks, and enough elements for lists of those still to be represented
/// better.
#[test]
fn lazy_selections_from_a_symmetric_matrix_are_greedy() {
    const ROWS: usize = 1200;
    for single in [true, false] {
        let features = features(ROWS, 6, Metric::Cosine, single);
        let objective = make(&features, FacilityMethod::Dense, &Workers::single());
        let greedy = select(&objective, "greedy", 300, &Workers::single());
        let lazy = select(&objective, "lazy-greedy", 300, &Workers::single());
        assert_eq!((&lazy.elements, &lazy.gains), (&greedy.elements, &greedy.gains));
        assert!(lazy.evaluations < 2 * ROWS as u64, "{}", lazy.evaluations);
        // Greedy knows all gains exactly; bounds are no less.
        let [least, bound] = [&greedy, &lazy].map(|run| run.certificate.unwrap().upper_bound);
        assert!(bound >= least * (1.0 - 1e-6) && bound <= least * 1.05, "{bound} {least}");
        for threads in THREADS {
            assert_eq!(select(&objective, "lazy-greedy", 300, &pool(threads)), lazy);
        }
    }
}

#[test]
fn features_that_cannot_be_compared_are_refused() {
    let message = |entries: Vec<f32>, metric, method| {
        let rows = entries.len();
        let features =
            FacilityFeatures { entries: entries.into(), rows, columns: 1, metric, weights: None };
        let workers = Workers::single();
        FacilityLocation::from_compared_features(features, method, &workers, &control())
            .unwrap_err()
            .to_string()
    };
    const OVERFLOW: &str = "Expected numbers small enough for finite similarities for features but \
                            received numbers that overflow";
    for method in [FacilityMethod::Dense, FacilityMethod::Blocks, FacilityMethod::Neighbours(2)] {
        assert_eq!(message(vec![1e19, 0.0], Metric::Dot, method), OVERFLOW);
        for metric in [Metric::Euclidean, Metric::InverseDistance, Metric::Rbf { gamma: None }] {
            assert_eq!(message(vec![1e20, -1e20], metric, method), OVERFLOW);
        }
        assert_eq!(
            message(vec![1.0, f32::NAN], Metric::Cosine, method),
            "Expected finite numbers for features but received NaN at index 1"
        );
    }
    assert_eq!(
        message(vec![1.0, 2.0], Metric::Cosine, FacilityMethod::Neighbours(0)),
        "Expected at least 1 for neighbours but received 0"
    );
}

#[test]
fn each_point_goes_to_the_element_most_similar_to_it() {
    let similarity = [[0.5, 0.0, 0.9, -1.0], [0.5, 0.0, 1.0, -0.5], [0.6, -0.1, 1.0, 0.2]];
    let entries = similarity.concat();
    let (workers, control) = (Workers::single(), control());
    let objective =
        FacilityLocation::from_similarity(entries.into(), 3, 4, &workers, &control).unwrap();
    let assigned = |subset: &[u32]| objective.assignment(subset, &workers, &control);
    assert_eq!(assigned(&[]), Ok(vec![None; 4]));
    assert_eq!(assigned(&[1, 0]), Ok(vec![Some(0), None, Some(1), None]));
    assert_eq!(assigned(&[2, 1, 0]), Ok(vec![Some(2), None, Some(1), Some(2)]));
    assert!(assigned(&[3]).unwrap_err().to_string().contains("subset"));
    assert!(assigned(&[1, 1]).is_err());

    let features = weighted(features(90, 4, Metric::Cosine, true));
    let subset = [7, 80, 33, 2];
    let [dense, blocks] = [FacilityMethod::Dense, FacilityMethod::Blocks]
        .map(|method| make(&features, method, &workers).assignment(&subset, &workers, &control));
    assert!(dense.is_ok());
    assert_eq!(dense, blocks);
}

//! Log-determinants and their information measures against determinants by elimination with
//! pivoting, and what must hold to the last bit: lazy and naive greedy, rows extended early and late,
//! any number of threads.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::num::NonZeroUsize;
use std::sync::Arc;

use gainful_kernels::{Cancelled, Control, Pool, Random, Workers};
use gainful_submodular::{
    Cardinality, Constraint, Context, LogDeterminant, LogDeterminantInformation, Matrix, Metric,
    Objective, Options, Selection, Shift, Stopping, maximize, optimizers,
};
use proptest::prelude::*;

/// log |det| of a matrix, by elimination with partial pivoting.
fn log_determinant(mut rows: Vec<Vec<f64>>) -> f64 {
    let mut sum = 0.0;
    for step in 0..rows.len() {
        let largest = |&a: &usize, &b: &usize| rows[a][step].abs().total_cmp(&rows[b][step].abs());
        let pivot = (step..rows.len()).max_by(|a, b| largest(a, b)).unwrap();
        rows.swap(step, pivot);
        let (above, below) = rows.split_at_mut(step + 1);
        let pivot_row = &above[step];
        sum += pivot_row[step].abs().ln();
        for row in below {
            let factor = row[step] / pivot_row[step];
            for (entry, pivot) in row.iter_mut().zip(pivot_row).skip(step) {
                *entry -= factor * pivot;
            }
        }
    }
    sum
}

/// The logarithm of the minor of `kernel`, of so many `points`, that `set` selects.
fn minor(kernel: &[f64], points: usize, set: &[u32], entry: impl Fn(u32, u32, f64) -> f64) -> f64 {
    let row = |&i: &u32| -> Vec<f64> {
        set.iter().map(|&j| entry(i, j, kernel[i as usize * points + j as usize])).collect()
    };
    log_determinant(set.iter().map(row).collect())
}

/// Uniform in [-1, 1).
fn features(rows: usize, columns: usize, random: &mut Random) -> Vec<f64> {
    (0..rows * columns).map(|_| 2.0 * random.unit() - 1.0).collect()
}

/// The products of all pairs of random rows: of rank `rank`.
fn kernel(points: usize, rank: usize, random: &mut Random) -> Vec<f64> {
    let features = features(points, rank, random);
    let metric = Metric::Dot;
    let (workers, control) = (Workers::single(), Control::new());
    match metric.similarities(&features.into(), points, rank, &workers, &control).unwrap() {
        Matrix::F64(entries) => entries,
        Matrix::F32(_) => unreachable!(),
    }
}

fn from_kernel(kernel: impl Into<Matrix>, points: usize, shift: Shift) -> LogDeterminant {
    let (workers, control) = (Workers::single(), Control::new());
    LogDeterminant::from_kernel(kernel.into(), points, points, shift, &workers, &control).unwrap()
}

fn narrowed(values: &[f64]) -> Matrix {
    values.iter().map(|&value| value as f32).collect::<Vec<_>>().into()
}

fn select(
    objective: &dyn Objective,
    optimizer: &str,
    cardinality: usize,
    workers: &Workers,
) -> Selection {
    let options = Options {
        optimizer: Some(optimizers::by_name(optimizer).unwrap()),
        stopping: Some(Stopping::Full),
        ..Options::default()
    };
    let constraint = Constraint::from(Cardinality::new(cardinality));
    maximize(objective, &constraint, &options, workers, &Control::new()).unwrap()
}

/// Grows a random set to the last element and compares values and all gains with a formula.
fn check(objective: &dyn Objective, tolerance: f64, formula: impl Fn(&[u32]) -> f64) {
    let (workers, control) = (Workers::single(), Control::new());
    let mut random = Random::new(5, 0);
    let mut state = objective.begin();
    let mut set: Vec<u32> = Vec::new();
    let mut outside: Vec<u32> = (0..objective.size() as u32).collect();
    while !outside.is_empty() {
        let mut gains = vec![f64::NAN; outside.len()];
        state.gains(&outside, &mut gains, &workers, &control).unwrap();
        let before = formula(&set);
        for (&element, gain) in outside.iter().zip(gains) {
            let expected = formula(&[&set[..], &[element]].concat()) - before;
            assert!(
                (gain - expected).abs() <= tolerance,
                "{set:?} + {element}: {gain}, not {expected}"
            );
        }
        assert!((state.value() - before).abs() <= tolerance, "{set:?}");
        let element = outside.swap_remove(random.below(outside.len() as u64) as usize);
        state.insert(element, &workers);
        assert_eq!(state.fork().value(), state.value());
        set.push(element);
    }
}

#[test]
fn gains_are_quotients_of_minors() {
    let mut random = Random::new(1, 0);
    for points in [1, 2, 7, 30] {
        let kernel = kernel(points, points + 3, &mut random);
        for shift in [
            Shift::default(),
            Shift { scale: 2.5, regularization: 1.0 },
            Shift { scale: 0.1, regularization: 0.3 },
        ] {
            let formula = |set: &[u32]| {
                minor(&kernel, points, set, |i, j, entry| {
                    shift.scale * entry + if i == j { shift.regularization } else { 0.0 }
                })
            };
            check(&from_kernel(kernel.clone(), points, shift), 1e-9, formula);
            check(&from_kernel(narrowed(&kernel), points, shift), 1e-2, formula);
        }
    }
}

#[test]
fn features_are_compared_by_metrics() {
    let (rows, columns) = (25, 4);
    let (workers, control) = (&Workers::single(), &Control::new());
    let features: Matrix = features(rows, columns, &mut Random::new(2, 0)).into();
    let shift = Shift { scale: 1.5, regularization: 0.5 };
    for metric in [
        Metric::Cosine,
        Metric::CosineSquared,
        Metric::CorrelationSquared,
        Metric::Dot,
        Metric::InverseDistance,
        Metric::Rbf { gamma: Some(0.7) },
    ] {
        let similarities = metric.similarities(&features, rows, columns, workers, control).unwrap();
        let Matrix::F64(similarities) = similarities else { unreachable!() };
        let objective = LogDeterminant::from_features(
            features.clone(),
            rows,
            columns,
            metric,
            shift,
            workers,
            control,
        );
        check(&objective.unwrap(), 1e-9, |set| {
            minor(&similarities, rows, set, |i, j, entry| {
                shift.scale * entry + if i == j { shift.regularization } else { 0.0 }
            })
        });
    }
}

#[test]
fn information_measures_follow_their_formulas() {
    let (candidates, queries, privates) = (12, 3, 2);
    let points = candidates + queries + privates;
    let (workers, control) = (&Workers::single(), &Control::new());
    let kernel = kernel(points, points + 5, &mut Random::new(3, 0));
    let shift = Shift { scale: 1.0, regularization: 0.2 };
    let queried: Vec<u32> = (candidates as u32..(candidates + queries) as u32).collect();
    let private: Vec<u32> = ((candidates + queries) as u32..points as u32).collect();
    let (eta, nu) = (0.7, 0.9);
    // log det of a set and these points, less that of the points.
    let given = |set: &[u32], others: &[u32]| {
        let entry = |i: u32, j: u32, entry: f64| {
            let coupling = match (i.min(j), i.max(j)) {
                (first, last) if first >= 12 || last < 12 => 1.0,
                (_, last) if last < 15 => eta,
                _ => nu,
            };
            coupling * entry + if i == j { shift.regularization } else { 0.0 }
        };
        minor(&kernel, points, &[set, others].concat(), entry)
            - minor(&kernel, points, others, entry)
    };
    let make = |context: Context<usize>, removed: &[u32]| {
        let kept: Vec<usize> =
            (0..points).filter(|&point| !removed.contains(&(point as u32))).collect();
        let entries: Vec<f64> = kept
            .iter()
            .flat_map(|&i| kept.iter().map(move |&j| (i, j)))
            .map(|(i, j)| kernel[i * points + j])
            .collect();
        let kernel = (entries.into(), kept.len(), kept.len());
        LogDeterminantInformation::from_kernel(kernel, &context, shift, workers, control).unwrap()
    };
    let both = [&private[..], &queried].concat();
    let mutual = make(Context::of_queries(queries, eta).unwrap(), &private);
    check(&mutual, 1e-9, |set| given(set, &[]) - given(set, &queried));
    let gain = make(Context::of_privates(privates, nu).unwrap(), &queried);
    check(&gain, 1e-9, |set| given(set, &private));
    let conditional = make(Context::of_both(queries, eta, privates, nu).unwrap(), &[]);
    check(&conditional, 1e-9, |set| given(set, &private) - given(set, &both));
}

#[test]
fn measures_of_features_are_those_of_their_kernel() {
    let (workers, control) = (&Workers::single(), &Control::new());
    let (candidates, queries, columns) = (20, 3, 5);
    let all = features(candidates + queries, columns, &mut Random::new(4, 0));
    let (first, second) = all.split_at(candidates * columns);
    let shift = Shift { scale: 1.0, regularization: 0.1 };
    let context =
        Context::of_queries((Matrix::from(second.to_vec()), queries, columns), 0.8).unwrap();
    let from_features = LogDeterminantInformation::from_features(
        (Matrix::from(first.to_vec()), candidates, columns),
        context,
        Metric::Dot,
        shift,
        workers,
        control,
    );
    let total = candidates + queries;
    let kernel = Metric::Dot.similarities(&all.into(), total, columns, workers, control).unwrap();
    let context = Context::of_queries(queries, 0.8).unwrap();
    let from_kernel = LogDeterminantInformation::from_kernel(
        (kernel, total, total),
        &context,
        shift,
        workers,
        control,
    );
    let select = |objective: &dyn Objective| select(objective, "greedy", 10, workers);
    let (from_features, from_kernel) =
        (select(&from_features.unwrap()), select(&from_kernel.unwrap()));
    assert_eq!(from_features.elements, from_kernel.elements);
    assert!((from_features.value - from_kernel.value).abs() < 1e-9);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lazy_greedy_selects_what_greedy_does(
        seed: u64,
        points in 1usize..60,
        rank in 1usize..60,
        share in 0.0..1.0,
        regularization in prop::sample::select(vec![0.0, 1e-3, 1.0]),
        narrow: bool,
    ) {
        let kernel = kernel(points, rank, &mut Random::new(seed, 0));
        let kernel = if narrow { narrowed(&kernel) } else { kernel.into() };
        let objective = from_kernel(kernel, points, Shift { scale: 1.0, regularization });
        let cardinality = 1 + (share * points as f64) as usize;
        let greedy = select(&objective, "greedy", cardinality, &Workers::single());
        let lazy = select(&objective, "lazy-greedy", cardinality, &Workers::single());
        prop_assert_eq!(greedy.elements, lazy.elements);
        prop_assert_eq!(&greedy.gains, &lazy.gains);
        prop_assert_eq!(greedy.value, lazy.value);
        prop_assert!(greedy.gains.is_sorted_by(|before, after| before >= after));
    }
}

#[test]
fn rows_extended_late_are_those_extended_early() {
    let (workers, control) = (Workers::single(), Control::new());
    let points = 400;
    let kernel = kernel(points, 300, &mut Random::new(6, 0));
    let objective = from_kernel(kernel, points, Shift { scale: 1.0, regularization: 0.01 });
    let others: Vec<u32> = (330..400).collect();
    let mut early = objective.begin();
    let mut late = objective.begin();
    let gains = |state: &dyn gainful_submodular::State| {
        let mut gains = vec![f64::NAN; others.len()];
        state.gains(&others, &mut gains, &workers, &control).unwrap();
        gains
    };
    for element in 0..330 {
        early.insert(element, &workers);
        late.insert(element, &workers);
        if element % 3 != 1 {
            gains(&*early);
        }
    }
    assert_eq!(gains(&*early), gains(&*late));
    assert_eq!(gains(&*late.fork()), gains(&*late));
    // One of the two rows is made anew, as the other is in use.
    let mut twice = [f64::NAN; 2];
    late.gains(&[399, 399], &mut twice, &workers, &control).unwrap();
    assert_eq!(twice, [gains(&*early)[69]; 2]);
    let cancelled = Control::new();
    cancelled.cancel();
    assert_eq!(late.gains(&[399], &mut [0.0], &workers, &cancelled), Err(Cancelled));
}

#[test]
fn selections_that_begin_with_the_same_context_do_not_meet() {
    let (workers, control) = (Workers::single(), Control::new());
    // A context that ends within a block of the factor.
    let (candidates, queries, privates) = (30, 5, 6);
    let points = candidates + queries + privates;
    let kernel = kernel(points, points, &mut Random::new(13, 0));
    let context = Context::of_both(queries, 0.8, privates, 0.9).unwrap();
    let make = |control: &Control| {
        let kernel = (Matrix::from(kernel.clone()), points, points);
        let shift = Shift { scale: 1.0, regularization: 0.1 };
        LogDeterminantInformation::from_kernel(kernel, &context, shift, &workers, control)
    };
    let grow = |state: &mut dyn gainful_submodular::State, element: u32| {
        state.insert(element, &workers);
        let mut gain = [f64::NAN];
        state.gains(&[29], &mut gain, &workers, &control).unwrap();
        (gain, state.value())
    };
    let (shared, alone) = (make(&control).unwrap(), make(&control).unwrap());
    let (mut one, mut other) = (shared.begin(), shared.begin());
    let together: Vec<_> =
        (0..12).map(|step| (grow(&mut *one, step), grow(&mut *other, 20 - step))).collect();
    let mut apart = alone.begin();
    let first: Vec<_> = (0..12).map(|step| grow(&mut *apart, step)).collect();
    let alone = make(&control).unwrap();
    let mut apart = alone.begin();
    let second: Vec<_> = (0..12).map(|step| grow(&mut *apart, 20 - step)).collect();
    assert_eq!(together, first.into_iter().zip(second).collect::<Vec<_>>());
    // The context is factored where the objective is made, and that can be stopped.
    let watched = Control::new();
    make(&watched).unwrap();
    assert!(watched.looks() > (queries + privates) as u64);
    for look in 1..=watched.looks() {
        assert!(make(&Control::cancelled_at(look)).is_err(), "look {look}");
    }
}

#[test]
fn where_rank_runs_out_gains_are_the_logarithm_of_the_floor() {
    let (points, rank) = (50, 8);
    let kernel = kernel(points, rank, &mut Random::new(7, 0));
    let largest = (0..points).map(|i| kernel[i * (points + 1)]).fold(0.0, f64::max);
    for (matrix, floor) in
        [(Matrix::from(kernel.clone()), 1e-10 * largest), (narrowed(&kernel), 1e-6 * largest)]
    {
        let objective = from_kernel(matrix, points, Shift::default());
        let selection = select(&objective, "lazy-greedy", points, &Workers::single());
        for (pick, gain) in selection.gains.iter().enumerate() {
            if pick < rank {
                assert!(*gain > floor.ln() + 1.0, "pick {pick}: {gain}");
            } else {
                assert!((gain - floor.ln()).abs() < 1e-6, "pick {pick}: {gain}");
            }
        }
    }
    let zeros = from_kernel(vec![0.0; 9], 3, Shift::default());
    let selection = select(&zeros, "greedy", 3, &Workers::single());
    assert!(selection.value.is_finite());
    assert_eq!(selection.elements, [0, 1, 2]);
}

#[test]
fn the_same_for_any_number_of_threads() {
    let pool = Arc::new(Pool::new(NonZeroUsize::new(8).unwrap()).unwrap());
    let points = 500;
    let kernel = kernel(points, 200, &mut Random::new(8, 0));
    let objective = from_kernel(kernel, points, Shift { scale: 1.0, regularization: 0.5 });
    for optimizer in ["greedy", "lazy-greedy"] {
        let run = |threads| {
            let workers = Workers::new(Arc::clone(&pool), NonZeroUsize::new(threads).unwrap());
            select(&objective, optimizer, 120, &workers)
        };
        let expected = run(1);
        for threads in [2, 3, 8] {
            assert_eq!(run(threads), expected, "{optimizer}, {threads} threads");
        }
    }
}

#[test]
fn properties_follow_the_factors() {
    let known = |regularization| {
        let shift = Shift { scale: 1.0, regularization };
        let properties = from_kernel(vec![1.0], 1, shift).properties();
        (properties.submodular.holds, properties.monotone.holds)
    };
    assert_eq!([known(0.0), known(0.99), known(1.0)], [(true, false), (true, false), (true, true)]);
    let measure = |context: Context<usize>, regularization| {
        let (workers, control) = (Workers::single(), Control::new());
        let shift = Shift { scale: 1.0, regularization };
        let identity = (0..9).map(|index| if index % 4 == 0 { 1.0 } else { 0.0 });
        let kernel = (Matrix::from(identity.collect::<Vec<f64>>()), 3, 3);
        let measure =
            LogDeterminantInformation::from_kernel(kernel, &context, shift, &workers, &control);
        let properties = measure.unwrap().properties();
        (properties.submodular.holds, properties.monotone.holds)
    };
    for (context, regularization, expected) in [
        (Context::of_queries(1, 1.0), 0.0, (false, true)),
        (Context::of_queries(1, 1.5), 0.0, (false, false)),
        (Context::of_privates(1, 1.0), 0.0, (true, false)),
        (Context::of_privates(1, 1.0), 1.0, (true, true)),
        (Context::of_privates(1, 1.5), 1.0, (false, false)),
        (Context::of_both(1, 0.5, 1, 0.5), 0.0, (false, true)),
        (Context::of_both(1, 0.5, 1, 0.6), 0.0, (false, false)),
    ] {
        assert_eq!(measure(context.unwrap(), regularization), expected);
    }
}

#[test]
fn what_is_no_kernel_is_refused() {
    let (workers, control) = (Workers::single(), Control::new());
    let refused = |kernel: Vec<f64>, size: usize| {
        LogDeterminant::from_kernel(kernel.into(), size, size, Shift::default(), &workers, &control)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused(vec![1.0, 0.0, 0.0, -2.0], 2),
        "Expected a positive semidefinite matrix for kernel but received -2 on the diagonal at row 1"
    );
    assert_eq!(
        refused(vec![1.0, 3.0, 3.0, 4.0], 2),
        "Expected a positive semidefinite matrix for kernel but received 3 at row 1, column 0, more \
         than the diagonal permits"
    );
    assert!(refused(vec![1.0, 0.5, 0.4, 1.0], 2).contains("a symmetric matrix"));
}

#[test]
fn elements_of_equal_length_tie_at_first_and_copies_depend_on_each_other() {
    let (workers, control) = (Workers::single(), Control::new());
    let mut random = Random::new(12, 0);
    for instance in 0..300 {
        let (rows, columns) = (2 + instance % 20, 2 + instance % 7);
        let mut features = features(rows, columns, &mut random);
        features.copy_within(..columns, (rows - 1) * columns);
        for metric in [Metric::Cosine, Metric::CosineSquared, Metric::CorrelationSquared] {
            for data in [Matrix::F64(features.clone()), narrowed(&features)] {
                let objective = LogDeterminant::from_features(
                    data,
                    rows,
                    columns,
                    metric,
                    Shift::default(),
                    &workers,
                    &control,
                )
                .unwrap();
                let selection = select(&objective, "greedy", 1, &workers);
                // Each direction has similarity 1 to itself, and ln 1 is 0.
                assert_eq!((selection.elements, selection.value), (vec![0], 0.0), "{metric:?}");
                // Of the copy nothing is left but the floor, 1e-10.
                let mut state = objective.begin();
                state.insert(0, &workers);
                let mut gain = [0.0];
                state.gains(&[rows as u32 - 1], &mut gain, &workers, &control).unwrap();
                assert!((gain[0] - 1e-10_f64.ln()).abs() < 1e-9, "{metric:?}: {}", gain[0]);
            }
        }
    }
}

//! Golden values, a brute-force judge of radii and counts, and the invariances of the estimate.

pub(crate) mod datasets;

use std::num::NonZeroUsize;
use std::sync::Arc;

use gainful_kernels::{Control, Pool, Random, Workers};
use proptest::prelude::*;

use datasets::*;

use super::neighbourhood::{Neighbourhood, Plan, Variable, neighbourhoods};
use super::*;
use crate::Warning;

fn row_major(columns: &Columns) -> Vec<f64> {
    (0..columns[0].len()).flat_map(|row| columns.iter().map(move |column| column[row])).collect()
}

fn workers(threads: usize) -> Workers {
    let pool = Pool::new(NonZeroUsize::new(8).unwrap()).unwrap();
    Workers::new(Arc::new(pool), NonZeroUsize::new(threads).unwrap())
}

fn estimate(x: &Columns, y: &Columns, options: &Options, workers: &Workers) -> Estimate {
    let (x_values, y_values) = (row_major(x), row_major(y));
    mutual_information(
        Samples::new("x", &x_values, x[0].len(), x.len()).unwrap(),
        Samples::new("y", &y_values, y[0].len(), y.len()).unwrap(),
        ksg1::ESTIMATOR,
        options,
        workers,
        &Control::new(),
    )
    .unwrap()
}

fn ksg1(x: &Columns, y: &Columns, k: usize) -> Estimate {
    estimate(x, y, &Options { neighbours: k, ..Options::default() }, &Workers::single())
}

/// What `plan` finds.
fn found(x: &Columns, y: &Columns, k: usize, plan: Plan) -> Vec<Neighbourhood> {
    let (workers, control) = (Workers::single(), Control::new());
    let [x, y] = [x, y].map(|columns| Variable::new(columns, &workers, &control).unwrap());
    neighbourhoods(&x, &y, k, plan, &workers, &control).unwrap()
}

fn distance(columns: &Columns, i: usize, j: usize) -> f64 {
    columns.iter().map(|column| (column[i] - column[j]).abs()).fold(0.0, f64::max)
}

/// Radii and counts straight from their definition.
fn by_definition(x: &Columns, y: &Columns, k: usize) -> Vec<Neighbourhood> {
    let samples = x[0].len();
    let others = |i| (0..samples).filter(move |&j| j != i);
    let neighbourhood = |i| {
        let mut distances: Vec<f64> =
            others(i).map(|j| distance(x, i, j).max(distance(y, i, j))).collect();
        distances.sort_by(f64::total_cmp);
        let radius = distances[k - 1];
        let closer = |columns| others(i).filter(|&j| distance(columns, i, j) < radius).count();
        Neighbourhood { radius, closer_in_x: closer(x) as u32, closer_in_y: closer(y) as u32 }
    };
    (0..samples).map(neighbourhood).collect()
}

/// Both plans find what the definition says.
fn assert_exact(x: &Columns, y: &Columns, k: usize) {
    let expected = by_definition(x, y, k);
    for plan in [Plan::Trees, Plan::BruteForce] {
        assert_eq!(found(x, y, k, plan), expected, "{plan:?}");
    }
}

#[test]
fn golden_values() {
    let g50 = g50();
    let (x, y, z) = (g50[0].clone(), g50[1].clone(), g50[2].clone());
    let one = (vec![x.clone()], vec![y.clone()]);
    let two = (vec![x, z], vec![y]);
    // The golden cases `ksg1.*`, verified by independent code, infomeasure 0.6.3 and, for single
    // columns, scikit-learn 1.9.1.
    let cases = [
        (&one, [0.9557145513386385, 0.6950961336607852, 0.656784627687211, 0.43266380880452304]),
        (&two, [0.6008010120870254, 0.5467571954260442, 0.5418740880385379, 0.36404403088967596]),
        (
            &ih300_a_b(),
            [0.3272300806692771, 0.24033657216847734, 0.2278291170345016, 0.2534639615519638],
        ),
        (
            &ih300_pairs(),
            [0.29926239977254326, 0.2393910917771287, 0.2650490940440285, 0.2275559110632759],
        ),
        (
            &ih300_triples(),
            [0.35165183329431005, 0.3308587474494723, 0.30107859497468864, 0.24757246539868633],
        ),
    ];
    for (data, expected) in cases {
        for (k, expected) in [1, 3, 4, 10].into_iter().zip(expected) {
            let estimate = ksg1(&data.0, &data.1, k);
            assert!((estimate.value - expected).abs() < 1e-12, "{} {expected}", estimate.value);
            assert_eq!((estimate.samples, estimate.warnings), (data.0[0].len() as u64, vec![]));
        }
    }
    let (p, q) = ih1500();
    for (k, expected) in [(3, 0.91336449817447), (10, 0.9075155756653109)] {
        assert!((ksg1(&p, &q, k).value - expected).abs() < 1e-12);
    }
}

#[test]
fn golden_counts_and_local_values() {
    let (x, y) = ih300_a_b();
    let found = found(&x, &y, 3, Plan::Trees);
    // The golden case `ksg1.IH300.counts`.
    let radii = [
        0.3309500200352402,
        0.11376099070243628,
        0.1607067241150446,
        0.07974586546409235,
        0.26013855424716104,
        0.13968375517971943,
        0.11113838856627112,
        0.22024386768240722,
        0.18342928457233576,
        0.14390392608191038,
        0.14575112263939888,
        0.19974882956582451,
    ];
    let in_x = [74, 25, 30, 19, 64, 33, 25, 23, 39, 32, 32, 17];
    let in_y = [29, 31, 37, 17, 21, 10, 14, 26, 25, 24, 33, 35];
    for (i, point) in found[..12].iter().enumerate() {
        assert_eq!(
            (point.radius, point.closer_in_x, point.closer_in_y),
            (radii[i], in_x[i], in_y[i])
        );
    }

    let options = Options { local: true, ..Options::default() };
    let estimate = estimate(&x, &y, &options, &Workers::single());
    let local = estimate.local.unwrap();
    // The golden case `ksg1.IH300.local`.
    let expected = [
        -1.070345547840601,
        -0.06387282622385682,
        -0.41724280777588696,
        0.7920383671817306,
        -0.6099190615023278,
        0.7615640672583655,
    ];
    for (local, expected) in local.iter().zip(expected) {
        assert!((local - expected).abs() < 1e-12);
    }
    let mean = local.iter().sum::<f64>() / 300.0;
    assert!((mean - estimate.value).abs() < 1e-14);
}

#[test]
fn ties_are_reported_and_survived() {
    let (x, y) = ties200();
    // The golden cases `ties.*`.
    for (k, expected, zero) in [(1, 5.428588405142692, 0.93), (3, 4.70400985700743, 0.58)] {
        let estimate = ksg1(&x, &y, k);
        assert!((estimate.value - expected).abs() < 1e-12);
        // x takes 12 values and y 17.
        let warning = Warning::Ties { zero_radii: zero, repeated_values: 0.94 };
        assert_eq!(estimate.warnings, [warning]);
    }
    let jitter = Some(Jitter { scale: 1e-3, seed: 1 });
    let options = Options { jitter, ..Options::default() };
    let broken = estimate(&x, &y, &options, &Workers::single());
    assert_eq!(broken.warnings, []);
    assert_eq!(broken, estimate(&x, &y, &options, &Workers::single()));
}

#[test]
fn a_constant_column_carries_no_information() {
    let (x, _) = ih300_a_b();
    let constant = vec![vec![2.5; 300]; 2];
    let options = Options { local: true, ..Options::default() };
    for (x, y, argument) in [(&x, &constant, "y"), (&constant, &x, "x")] {
        let estimate = estimate(x, y, &options, &Workers::single());
        assert_eq!((estimate.value, estimate.local), (0.0, Some(vec![0.0; 300])));
        assert_eq!(estimate.warnings, [Warning::Constant { argument }]);
    }
}

#[test]
fn a_negative_estimate_is_returned_as_it_is() {
    let table = near_normal_table(8, 400, 2);
    let estimate = ksg1(&vec![table[0].clone()], &vec![table[1].clone()], 10);
    assert!(estimate.value < 0.0);
    assert_eq!(estimate.warnings, [Warning::Negative]);
}

/// Bounds x ± r would move points that lie on the border: with these columns about one in two
/// hundred. Distances in 32 bits would destroy the counts altogether.
#[test]
fn counts_are_exact_far_from_the_origin() {
    let mut table = near_normal_table(9, 2000, 2);
    table[1] = mix((0.7, 0.7), &table[0].clone(), &table[1]);
    for offset in [0.0, 1e6, -3e9] {
        let shifted: Columns = table
            .iter()
            .map(|column| column.iter().map(|value| value + offset).collect())
            .collect();
        let (x, y) = (vec![shifted[0].clone()], vec![shifted[1].clone()]);
        assert_exact(&x, &y, 3);
    }
}

#[test]
fn outliers_do_not_mislead_the_searches() {
    let mut generator = Minstd(3);
    let x: Vec<f64> = (0..1500).map(|_| (3.0 * generator.near_normal()).exp()).collect();
    let mut y = mix((1.0, 0.1), &x, &(0..1500).map(|_| generator.unit()).collect::<Vec<_>>());
    y[7] = 1e308;
    y[8] = -1e308;
    let (x, y) = (vec![x], vec![y]);
    assert_exact(&x, &y, 4);
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let table = near_normal_table(4, 9000, 3);
    let wide = near_normal_table(4, 1000, 10);
    assert_eq!(Plan::fastest(9000, 3, 3), Plan::Trees);
    assert_eq!(Plan::fastest(1000, 10, 3), Plan::BruteForce);
    let options = Options { local: true, ..Options::default() };
    for table in [table, wide] {
        let (x, y) = (table[..1].to_vec(), table[1..].to_vec());
        let expected = estimate(&x, &y, &options, &Workers::single());
        for threads in [2, 3, 8] {
            assert_eq!(estimate(&x, &y, &options, &workers(threads)), expected);
        }
    }
}

#[test]
fn cancelled_before_it_began() {
    let (x, y) = ih300_a_b();
    let control = Control::new();
    control.cancel();
    let result = mutual_information(
        Samples::new("x", &x[0], 300, 1).unwrap(),
        Samples::new("y", &y[0], 300, 1).unwrap(),
        ksg1::ESTIMATOR,
        &Options::default(),
        &Workers::single(),
        &control,
    );
    assert_eq!(result, Err(Error::Cancelled(gainful_kernels::Cancelled)));
}

#[test]
fn single_precision_is_widened() {
    let narrow: Vec<f32> = ih300()[0].iter().map(|&value| value as f32).collect();
    let other: Vec<f32> = ih300()[1].iter().map(|&value| value as f32).collect();
    let widened = |values: &[f32]| vec![values.iter().map(|&value| f64::from(value)).collect()];
    let result = mutual_information(
        Samples::new("x", &narrow, 300, 1).unwrap(),
        Samples::new("y", &other, 300, 1).unwrap(),
        ksg1::ESTIMATOR,
        &Options::default(),
        &Workers::single(),
        &Control::new(),
    );
    assert_eq!(result, Ok(ksg1(&widened(&narrow), &widened(&other), 3)));
}

#[test]
fn bad_arguments_are_named() {
    let message = |result: Result<Samples<'_, f64>, ArgumentError>| result.unwrap_err().to_string();
    assert_eq!(
        message(Samples::new("x", &[], 0, 1)),
        "Expected at least one row for x but received 0 rows"
    );
    assert_eq!(
        message(Samples::new("x", &[], 3, 0)),
        "Expected at least one column for x but received 0 columns"
    );
    assert_eq!(
        message(Samples::new("y", &[1.0; 5], 3, 2)),
        "Expected 3 x 2 values for y but received 5 values"
    );
    assert_eq!(
        message(Samples::new("y", &[1.0, f64::NAN, f64::INFINITY], 3, 1)),
        "Expected finite numbers for y but received NaN at index 1"
    );

    let values = [1.0, 2.0, 3.0, 4.0];
    let run = |x_rows: usize, y_rows: usize, options: Options| {
        mutual_information(
            Samples::new("x", &values[..x_rows], x_rows, 1).unwrap(),
            Samples::new("y", &values[..y_rows], y_rows, 1).unwrap(),
            ksg1::ESTIMATOR,
            &options,
            &Workers::single(),
            &Control::new(),
        )
        .unwrap_err()
        .to_string()
    };
    let neighbours = |neighbours| Options { neighbours, ..Options::default() };
    assert_eq!(run(4, 3, neighbours(1)), "Expected 4 rows, as many as x has for y but received 3");
    assert_eq!(
        run(4, 4, neighbours(0)),
        "Expected an integer from 1 to 3, less than the 4 samples for k but received 0"
    );
    assert_eq!(
        run(4, 4, neighbours(4)),
        "Expected an integer from 1 to 3, less than the 4 samples for k but received 4"
    );
    assert_eq!(
        run(1, 1, neighbours(1)),
        "Expected fewer neighbours than the 1 sample for k but received 1"
    );
    let jitter = Some(Jitter { scale: -1.0, seed: 0 });
    assert_eq!(
        run(4, 4, Options { jitter, ..neighbours(1) }),
        "Expected a positive finite number for jitter.scale but received -1"
    );
    let huge = [f64::MAX; 64];
    let jitter = Some(Jitter { scale: f64::MAX, seed: 0 });
    let refused = mutual_information(
        Samples::new("x", &huge, 64, 1).unwrap(),
        Samples::new("y", &huge, 64, 1).unwrap(),
        ksg1::ESTIMATOR,
        &Options { jitter, ..neighbours(1) },
        &Workers::single(),
        &Control::new(),
    );
    let message = refused.unwrap_err().to_string();
    assert!(message.starts_with("Expected noise that leaves all values finite for jitter.scale"));
    assert_eq!(
        MutualInformationEstimator::named("ksg").unwrap_err().to_string(),
        "Expected 'ksg1' for estimator but received 'ksg'"
    );
}

/// Columns of one length, with few or many distinct values and repeated rows.
fn columns(seed: u64, samples: usize, dimensions: usize, levels: u64) -> Columns {
    let mut random = Random::new(seed, 0);
    let mut columns = vec![Vec::new(); dimensions];
    for sample in 0..samples {
        let copied = (sample > 0 && random.below(10) == 0).then(|| random.below(sample as u64));
        for column in &mut columns {
            column.push(match copied {
                Some(copied) => column[copied as usize],
                None if levels == 0 => random.unit(),
                None => random.below(levels) as f64 / 10.0,
            });
        }
    }
    columns
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn radii_and_counts_equal_brute_force(
        seed: u64,
        samples in 2usize..200,
        in_x in 1usize..5,
        in_y in 1usize..6,
        levels in prop::sample::select(vec![0u64, 2, 5, 30, 1000]),
        k in prop_oneof![4 => 1usize..12, 1 => 12usize..200],
    ) {
        let k = k.min(samples - 1);
        let mut x = columns(seed, samples, in_x + in_y, levels);
        let y = x.split_off(in_x);
        assert_exact(&x, &y, k);
    }

    #[test]
    fn exact_invariances(seed: u64, samples in 2usize..300, exponent in -30i32..30) {
        // Multiples of 2^-10 below 1: shifts and scalings by powers of two are exact.
        let table: Columns = columns(seed, samples, 2, 0)
            .into_iter()
            .map(|column| column.iter().map(|v| (v * 1024.0).floor() / 1024.0).collect())
            .collect();
        let (x, y) = (vec![table[0].clone()], vec![table[1].clone()]);
        let k = 3.min(samples - 1);
        let expected = ksg1(&x, &y, k);
        let map = |map: &dyn Fn(f64) -> f64| -> Columns {
            vec![x[0].iter().map(|&value| map(value)).collect()]
        };
        prop_assert_eq!(&ksg1(&map(&|v| -v), &y, k).value, &expected.value);
        prop_assert_eq!(&ksg1(&map(&|v| v + 1e6), &y, k).value, &expected.value);
        let scale = f64::from(exponent).exp2();
        let scaled: Columns = vec![y[0].iter().map(|v| v * scale).collect()];
        let all = ksg1(&map(&|v| v * scale), &scaled, k);
        prop_assert_eq!(all.value, expected.value);
        prop_assert_eq!(ksg1(&y, &x, k).value, expected.value);
    }
}

//! Spectral measures against golden values (checked with vendi-score and dse-dsmi) and closed forms.

use super::diffusion::information;
use super::*;
use crate::discrete::{Codes, Symbols};
use crate::intrinsic_dimension::{DimensionEstimator, intrinsic_dimension};
use crate::{Error, Warning};
use gainful_kernels::{Control, Pool, Random, Workers};
use std::num::NonZeroUsize;
use std::sync::Arc;

/// sin(0.1 i j), 20 x 5.
fn sines() -> Vec<f64> {
    (1..=20).flat_map(|i| (1..=5).map(move |j| (0.1 * f64::from(i) * f64::from(j)).sin())).collect()
}

fn points(values: &[f64], columns: usize) -> Points<'_> {
    Points::new("points", values, values.len() / columns, columns).unwrap()
}

fn vendi(points: Points<'_>, similarity: Similarity, order: f64) -> f64 {
    vendi_score(points, similarity, order, &Workers::single(), &Control::new()).unwrap().value
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1.0), "{found} {expected}");
}

const ORDERS: [f64; 6] = [0.1, 0.5, 1.0, 2.0, 3.0, f64::INFINITY];

#[test]
fn golden_vendi_scores() {
    let given = [1.0, 0.9, 0.0, 0.9, 1.0, 0.0, 0.0, 0.0, 1.0];
    let sines = sines();
    let gaussian = Similarity::Gaussian { bandwidth: 1.0 };
    for (points, similarity, expected) in [
        (
            points(&given, 3),
            Similarity::Given,
            [
                2.8455368016574467,
                2.420348357053285,
                2.1573004833739833,
                1.9480519480519483,
                1.8534061896456464,
                1.5789473684210527,
            ],
        ),
        (
            points(&sines, 5),
            Similarity::Cosine,
            [
                4.596360792507842,
                3.9561730136796815,
                3.7512454734733978,
                3.5845643856185294,
                3.4966392706144074,
                3.0755279956794705,
            ],
        ),
        (
            points(&sines, 5),
            gaussian,
            [
                15.611865309171634,
                8.955025585686348,
                6.774868201078714,
                5.346743186439959,
                4.780160624635732,
                3.3328565955842144,
            ],
        ),
    ] {
        for (order, expected) in ORDERS.into_iter().zip(expected) {
            close(vendi(points, similarity, order), expected, 1e-10);
        }
    }
}

#[test]
fn scores_of_orthogonal_groups_are_their_number() {
    // Three directions, twice, three times and five times.
    let mut values = Vec::new();
    for (group, count) in [2, 3, 5].into_iter().enumerate() {
        for scale in 1..=count {
            values.extend(
                (0..4).map(|column| f64::from(u8::from(column == group)) * f64::from(scale)),
            );
        }
    }
    let points = points(&values, 4);
    let shares = [0.2f64, 0.3, 0.5];
    close(vendi(points, Similarity::Cosine, 0.0), 3.0, 0.0);
    for order in [0.5, 2.0, 3.0] {
        let sum: f64 = shares.iter().map(|share| share.powf(order)).sum();
        close(vendi(points, Similarity::Cosine, order), sum.powf(1.0 / (1.0 - order)), 1e-13);
    }
    let shannon: f64 = shares.iter().map(|share| -share * share.ln()).sum();
    close(vendi(points, Similarity::Cosine, 1.0), shannon.exp(), 1e-13);
    close(vendi(points, Similarity::Cosine, f64::INFINITY), 2.0, 1e-13);
}

#[test]
fn products_of_columns_and_of_rows_have_the_same_scores() {
    let mut random = Random::new(1, 2);
    for (rows, columns) in [(60, 7), (7, 60), (33, 32)] {
        let values: Vec<f64> = (0..rows * columns).map(|_| random.unit() - 0.3).collect();
        let here = points(&values, columns);
        // The cosines themselves, by plain loops.
        let length = |row: &[f64]| row.iter().map(|x| x * x).sum::<f64>().sqrt();
        let mut cosines = Vec::new();
        for one in values.chunks(columns) {
            for other in values.chunks(columns) {
                let product: f64 = one.iter().zip(other).map(|(x, y)| x * y).sum();
                cosines.push(product / length(one) / length(other));
            }
        }
        for order in ORDERS {
            let expected = vendi(points(&cosines, rows), Similarity::Given, order);
            close(vendi(here, Similarity::Cosine, order), expected, 1e-9);
        }
    }
}

#[test]
fn lengths_of_any_size_have_a_direction() {
    let values = [1e300, 1e300, 0.0, 1e-300, 3e-310, -3e-310];
    close(vendi(points(&values, 2), Similarity::Cosine, 0.0), 2.0, 0.0);
    // λ = 1/2 ± 1/3 √(…): the angles are 45, 90 and -45 degrees.
    let half = 0.5f64.sqrt();
    let same = [half, half, 0.0, 1.0, half, -half];
    let expected = vendi(points(&same, 2), Similarity::Cosine, 1.0);
    close(vendi(points(&values, 2), Similarity::Cosine, 1.0), expected, 1e-12);
}

#[test]
fn golden_matrix_entropy() {
    let sines = sines();
    let of = |normalize| {
        matrix_entropy(points(&sines, 5), normalize, &Workers::single(), &Control::new())
            .unwrap()
            .value
    };
    close(of(true), 0.6867777542780799, 1e-11);
    close(of(false), 0.6867777542780799 * 5f64.ln(), 1e-11);
}

#[test]
fn golden_diffusion_entropies_in_bits() {
    let sines = sines();
    for (bandwidth, time, bits) in [
        (0.5, 1.0, 3.7437748805325852),
        (0.5, 2.0, 3.2322260032155956),
        (1.0, 1.0, 2.773803349887633),
        (1.0, 2.0, 2.0454205587809984),
        (10.0, 1.0, 0.16198886931522555),
        (10.0, 2.0, 0.002029495358818572),
    ] {
        let diffusion = Diffusion { bandwidth, time };
        let control = Control::new();
        let found = diffusion_entropy(points(&sines, 5), diffusion, &Workers::single(), &control);
        close(found.unwrap().value / 2f64.ln(), bits, 1e-9);
    }
    let subsets = [
        vec![(0..10).collect::<Vec<usize>>(), (10..20).collect()],
        vec![vec![0, 3, 6, 9, 12, 15, 18, 1, 4, 7]],
    ];
    let classes = [(0..20).step_by(2).collect::<Vec<usize>>(), (1..20).step_by(2).collect()];
    let draws = |class: usize, _| subsets[class].iter().cloned();
    let diffusion = Diffusion { bandwidth: 1.0, time: 1.0 };
    let (workers, control) = (Workers::single(), Control::new());
    let found = information(points(&sines, 5), &classes, draws, diffusion, &workers, &control);
    close(found.unwrap() / 2f64.ln(), -0.44102294226053496, 1e-9);
}

#[test]
fn walks_that_get_nowhere_and_everywhere() {
    let apart: Vec<f64> = (0..8).map(|i| 100.0 * f64::from(i)).collect();
    let entropy = |values: &[f64]| {
        let diffusion = Diffusion { bandwidth: 1.0, time: 3.0 };
        let (workers, control) = (Workers::single(), Control::new());
        diffusion_entropy(points(values, 1), diffusion, &workers, &control).unwrap().value
    };
    close(entropy(&apart), 8f64.ln(), 1e-12);
    close(entropy(&[4.0; 8]), 0.0, 1e-12);
}

#[test]
fn labels_of_clusters_are_known_from_the_points() {
    let mut random = Random::new(3, 3);
    let values: Vec<f64> = (0..60).map(|i| 50.0 * f64::from(i % 3) + random.unit()).collect();
    let of_labels = |labels: Vec<i32>| {
        let labels = Codes::new("labels", &Symbols::I32(labels.into()), &Control::new()).unwrap();
        let diffusion = Diffusion { bandwidth: 1.0, time: 1.0 };
        let (workers, control) = (Workers::single(), Control::new());
        diffusion_information(points(&values, 1), &labels, diffusion, 5, 7, &workers, &control)
            .unwrap()
            .value
    };
    // Of a class nearly one direction is left, of a random set three.
    assert!((0.6..1.2).contains(&of_labels((0..60).map(|i| i % 3).collect())));
    assert!(of_labels((0..60).map(|i| i / 30).collect()).abs() < 0.1);
}

#[test]
fn golden_dimensions() {
    let mut state = 1u64;
    let mut next = || {
        state = state * 48_271 % 2_147_483_647;
        state as f64
    };
    let modulus = 2_147_483_647.0;
    let g50: Vec<[f64; 3]> = (0..50)
        .map(|_| {
            let [u, v, w] = [next() / modulus, next() / modulus, next() / modulus];
            [u, 0.6 * u + 0.4 * v, w]
        })
        .collect();
    assert_eq!(g50[0][0], 2.2477936010098986e-5);
    let x: Vec<f64> = g50.iter().map(|row| row[0]).collect();
    let xyz = g50.concat();
    state = 12345;
    let mut next = || {
        state = state * 48_271 % 2_147_483_647;
        state
    };
    let all: Vec<f64> =
        (0..300 * 6).map(|_| (0..12).map(|_| next()).sum::<u64>() as f64 / modulus - 6.0).collect();
    assert_eq!(all[0], 0.2843867429925071);
    for (values, columns, expected) in [
        (&x, 1, [1.0260836410091028, 0.9747794589586476, 0.893643490183172, 0.9087277367568523]),
        (&xyz, 3, [2.3210241935101936, 2.204972983834684, 2.019536577840483, 2.096701811477348]),
        (&all, 6, [6.14980980226698, 5.842319312153632, 5.497151255606021, 5.780301543173476]),
    ] {
        for (estimator, expected) in
            ["maximum-likelihood", "levina-bickel", "mackay-ghahramani", "method-of-moments"]
                .iter()
                .zip(expected)
        {
            let estimator = DimensionEstimator::named(estimator).unwrap();
            let (workers, control) = (Workers::single(), Control::new());
            let found = intrinsic_dimension(
                points(values, columns),
                20,
                estimator,
                true,
                &workers,
                &control,
            )
            .unwrap();
            close(found.value, expected, 1e-12);
            assert_eq!(found.local.unwrap().len(), values.len() / columns);
        }
    }
}

#[test]
fn points_that_coincide_are_left_out_with_a_warning() {
    let estimator = DimensionEstimator::named("maximum-likelihood").unwrap();
    let of = |values: &[f64], k| {
        let (workers, control) = (Workers::single(), Control::new());
        intrinsic_dimension(points(values, 1), k, estimator, true, &workers, &control).unwrap()
    };
    // 0 has neighbours at 0 and 1, of which only one counts: 2 / ln 1 is infinite.
    let found = of(&[0.0, 0.0, 1.0, 3.0, 7.0], 2);
    assert_eq!(found.warnings, [Warning::ZeroDistances { share: 0.4 }]);
    let local = found.local.unwrap();
    assert_eq!(local[0], f64::INFINITY);
    // Its neighbours are at 1 and 1; then at 2 and 3; at 4 and 6.
    assert_eq!(local[2], f64::INFINITY);
    close(local[3], 2.0 / 1.5f64.ln(), 1e-14);
    close(local[4], 2.0 / 1.5f64.ln(), 1e-14);
    let found = of(&[5.0; 6], 3);
    assert!(found.value.is_nan() && found.local.unwrap().iter().all(|value| value.is_nan()));
    assert_eq!(found.warnings, [Warning::ZeroDistances { share: 1.0 }]);
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let mut random = Random::new(5, 6);
    let values: Vec<f64> = (0..130 * 9).map(|_| random.unit() - 0.5).collect();
    let points = points(&values, 9);
    let pool = Arc::new(Pool::new(NonZeroUsize::new(3).unwrap()).unwrap());
    let of = |threads: usize| {
        let workers = Workers::new(Arc::clone(&pool), NonZeroUsize::new(threads).unwrap());
        let control = Control::new();
        let gaussian = Similarity::Gaussian { bandwidth: 0.7 };
        let estimator = DimensionEstimator::named("levina-bickel").unwrap();
        [
            vendi_score(points, Similarity::Cosine, 1.0, &workers, &control),
            vendi_score(points, gaussian, 0.5, &workers, &control),
            matrix_entropy(points, true, &workers, &control),
            diffusion_entropy(points, Diffusion { bandwidth: 0.7, time: 2.0 }, &workers, &control),
            intrinsic_dimension(points, 5, estimator, false, &workers, &control),
        ]
        .map(|estimate| estimate.unwrap().value)
    };
    let expected = of(1);
    assert_eq!(of(2), expected);
    assert_eq!(of(3), expected);
}

#[test]
fn what_cannot_be_measured_is_refused() {
    let (workers, control) = (Workers::single(), Control::new());
    let message = |error: Error| error.to_string();
    let fails = |values: &[f64], columns, similarity, order| {
        message(
            vendi_score(points(values, columns), similarity, order, &workers, &control)
                .unwrap_err(),
        )
    };
    let given = Similarity::Given;
    assert_eq!(
        fails(&[1.0; 6], 3, given, 1.0),
        "Expected a square matrix for points but received 2 x 3"
    );
    assert_eq!(
        fails(&[1.0, 0.5, 0.5, 2.0], 2, given, 1.0),
        "Expected ones on the diagonal for points but received 2 in row 1"
    );
    assert_eq!(
        fails(&[1.0, 0.5, 0.25, 1.0], 2, given, 1.0),
        "Expected a symmetric matrix for points but received 0.25 and 0.5 for rows 1 and 0"
    );
    let indefinite = [1.0, 0.9, -0.9, 0.9, 1.0, 0.9, -0.9, 0.9, 1.0];
    assert!(fails(&indefinite, 3, given, 1.0).starts_with(
        "Expected a matrix that is positive semidefinite for points but received one with the eigenvalue -0.26"
    ));
    assert_eq!(
        fails(&[1.0, 0.0, 0.0, 0.0], 2, Similarity::Cosine, 1.0),
        "Expected rows that have a direction for points but received one of length 0 at row 1"
    );
    assert_eq!(
        fails(&[1.0], 1, given, -1.0),
        "Expected a number from 0 to Infinity for order but received -1"
    );
    for bandwidth in [0.0, -1.0, f64::NAN] {
        assert!(
            fails(&[1.0], 1, Similarity::Gaussian { bandwidth }, 1.0).contains("for bandwidth")
        );
    }
    assert_eq!(
        message(Points::new("points", &[1.0, f64::NAN], 2, 1).unwrap_err().into()),
        "Expected finite numbers for points but received NaN at index 1"
    );
    assert!(Points::new("points", &[], 0, 1).is_err() && Points::new("points", &[], 1, 0).is_err());
    let walk = |bandwidth, time| {
        let diffusion = Diffusion { bandwidth, time };
        message(diffusion_entropy(points(&[1.0], 1), diffusion, &workers, &control).unwrap_err())
    };
    assert!(walk(0.0, 1.0).contains("for bandwidth") && walk(1.0, 0.0).contains("for time"));
    let estimator = DimensionEstimator::named("maximum-likelihood").unwrap();
    for k in [0, 1, 4] {
        let found =
            intrinsic_dimension(points(&[1.0; 4], 1), k, estimator, false, &workers, &control);
        assert_eq!(
            message(found.unwrap_err()),
            format!(
                "Expected an integer from 2 to the number of points less one, 3 for k but received {k}"
            )
        );
    }
}

#[test]
fn a_cancelled_call_ends() {
    let control = Control::new();
    control.cancel();
    let (sines, workers) = (sines(), Workers::single());
    let found = vendi_score(points(&sines, 5), Similarity::Cosine, 1.0, &workers, &control);
    assert!(matches!(found, Err(Error::Cancelled(_))));
    let diffusion = Diffusion { bandwidth: 1.0, time: 1.0 };
    let found = diffusion_entropy(points(&sines, 5), diffusion, &workers, &control);
    assert!(matches!(found, Err(Error::Cancelled(_))));
}

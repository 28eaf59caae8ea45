//! Gaussian estimates against golden values, closed forms and identities.

use std::num::NonZeroUsize;
use std::sync::Arc;

use gainful_kernels::{Pool, Random};

use super::*;
use crate::neighbours::tests::datasets::{g50, ih300};

fn variable(name: &'static str, columns: &[&Vec<f64>]) -> Variable {
    Variable { name, columns: columns.iter().map(|&column| column.clone()).collect() }
}

fn measured(measure: Measure, variables: &[Variable], options: &Options) -> Estimate {
    let workers = Workers::single();
    information(measure, variables.to_vec(), options, &workers, &Control::new()).unwrap()
}

fn value(measure: Measure, variables: &[Variable], copula: bool, bias_correction: bool) -> f64 {
    let options = Options { copula, bias_correction, ..Options::default() };
    measured(measure, variables, &options).value
}

fn assert_near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1.0), "{found} {expected}");
}

/// Normal numbers by the polar method.
fn normal(samples: usize, stream: u64) -> Vec<f64> {
    let mut random = Random::new(7, stream);
    (0..samples)
        .map(|_| {
            let radius = (-2.0 * (1.0 - random.unit()).ln()).sqrt();
            radius * (TAU * random.unit()).cos()
        })
        .collect()
}

// Values of a program written for them alone with NumPy and SciPy.

#[test]
fn golden_entropies() {
    let g = g50();
    let two = [variable("x", &[&g[0], &g[1]])];
    assert_near(value(Measure::Entropy, &two, false, false), -0.48880826261350885, 1e-12);
    assert_near(value(Measure::Entropy, &two, false, true), -0.45773614133213547, 1e-12);
    let columns = ih300();
    let six = [variable("x", &columns.iter().collect::<Vec<_>>())];
    assert_near(value(Measure::Entropy, &six, false, false), 8.428257495583397, 1e-12);
    assert_near(value(Measure::Entropy, &six, false, true), 8.463626083015013, 1e-12);
}

#[test]
fn golden_mutual_informations() {
    let g = g50();
    let pair = [variable("x", &[&g[0]]), variable("y", &[&g[1]])];
    let c = ih300();
    let mix = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| 0.5 * a + b).collect::<Vec<_>>();
    let (first, second) = (mix(&c[0], &c[2]), mix(&c[1], &c[3]));
    let planes = [variable("x", &[&c[0], &c[1]]), variable("y", &[&first, &second])];
    let given = [pair[0].clone(), pair[1].clone(), variable("given", &[&g[2]])];
    let cases: [(Measure, &[Variable], [f64; 4]); 3] = [
        (
            Measure::MutualInformation,
            &pair,
            [0.5983079344004902, 0.58778278431649, 0.5809081642897787, 0.5703830142057789],
        ),
        (
            Measure::MutualInformation,
            &planes,
            [0.23435319944682131, 0.2276078177014389, 0.23770895437922857, 0.23096357263384615],
        ),
        (
            Measure::ConditionalMutualInformation,
            &given,
            [0.5979198029616528, f64::NAN, 0.5802425736329064, 0.5694911279722255],
        ),
    ];
    for (measure, variables, expected) in cases {
        for (index, expected) in expected.into_iter().enumerate().filter(|(_, e)| !e.is_nan()) {
            let found = value(measure, variables, index >= 2, index % 2 == 1);
            assert_near(found, expected, 1e-11);
        }
    }
}

#[test]
fn golden_information_with_classes() {
    let g = g50();
    let classes: Vec<u32> = g[0].iter().map(|x| (3.0 * x) as u32).collect();
    let symbols = crate::discrete::Symbols::U32(classes.into());
    let control = Control::new();
    let classes = Codes::new("y", &symbols, &control).unwrap();
    for (copula, bias_correction, expected) in
        [(false, false, 1.1792761599302573), (true, true, 0.8909424962600345)]
    {
        let options = Options { copula, bias_correction, ..Options::default() };
        let (x, workers) = (variable("x", &[&g[0]]), Workers::single());
        let found =
            information_with_classes(x, ("y", &classes), &options, &workers, &control).unwrap();
        assert_near(found.value, expected, 1e-11);
    }
}

#[test]
fn local_values_are_log_ratios_of_the_fitted_densities() {
    let g = g50();
    let pair = [variable("x", &[&g[0]]), variable("y", &[&g[1]])];
    let options = Options { bias_correction: false, local: true, ..Options::default() };
    let found = measured(Measure::MutualInformation, &pair, &options);
    let n = 50.0;
    let mean = |v: &[f64]| v.iter().sum::<f64>() / n;
    let (mx, my) = (mean(&g[0]), mean(&g[1]));
    let cov = |a: &[f64], ma: f64, b: &[f64], mb: f64| {
        a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).sum::<f64>() / (n - 1.0)
    };
    let (sx, sy) = (cov(&g[0], mx, &g[0], mx), cov(&g[1], my, &g[1], my));
    let r = cov(&g[0], mx, &g[1], my) / (sx * sy).sqrt();
    let local = found.local.unwrap();
    for i in 0..50 {
        let (x, y) = ((g[0][i] - mx) / sx.sqrt(), (g[1][i] - my) / sy.sqrt());
        let joint = (x * x - 2.0 * r * x * y + y * y) / (1.0 - r * r);
        let expected = -0.5 * (1.0 - r * r).ln() + 0.5 * (x * x + y * y - joint);
        assert_near(local[i], expected, 1e-12);
    }
    assert_near(mean(&local), found.value, 1e-13);
    let corrected = Options { local: true, ..Options::default() };
    let found = measured(Measure::MutualInformation, &pair, &corrected);
    assert_near(mean(&found.local.unwrap()), found.value, 1e-13);
}

#[test]
fn chain_rule_and_symmetry() {
    let c: Vec<Vec<f64>> = (0..5).map(|stream| normal(200, stream)).collect();
    let sum: Vec<f64> =
        (0..200).map(|i| c[0][i] + 0.7 * c[2][i] - c[4][i] + 0.3 * c[3][i]).collect();
    let x = variable("x", &[&c[0], &c[1]]);
    let (y, z) = (variable("y", &[&sum]), variable("z", &[&c[2], &c[3]]));
    let both = Variable { name: "x", columns: [x.columns.clone(), z.columns.clone()].concat() };
    for copula in [false, true] {
        for bias in [false, true] {
            let mi = |a: &Variable, b: &Variable| {
                value(Measure::MutualInformation, &[a.clone(), b.clone()], copula, bias)
            };
            let given = [x.clone(), y.clone(), z.clone()];
            let conditional = value(Measure::ConditionalMutualInformation, &given, copula, bias);
            assert_near(mi(&both, &y), mi(&z, &y) + conditional, 1e-12);
            assert_near(mi(&x, &y), mi(&y, &x), 1e-13);
        }
    }
}

#[test]
fn shifts_and_scales_change_nothing() {
    let (a, b) = (normal(100, 0), normal(100, 1));
    let sum: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a + b).collect();
    let plain = [variable("x", &[&a]), variable("y", &[&sum])];
    let expected = value(Measure::MutualInformation, &plain, false, true);
    for scale in [1e-300, 2f64.powi(40), 1e300] {
        let scaled: Vec<f64> = sum.iter().map(|v| v * scale).collect();
        let pair = [plain[0].clone(), variable("y", &[&scaled])];
        assert_near(value(Measure::MutualInformation, &pair, false, true), expected, 1e-12);
        let entropy = value(Measure::Entropy, &[variable("x", &[&scaled])], false, true);
        let of_plain = value(Measure::Entropy, &[variable("x", &[&sum])], false, true);
        assert_near(entropy, of_plain + scale.ln(), 1e-12);
    }
    let far: Vec<f64> = sum.iter().map(|v| v + 1e6).collect();
    let pair = [plain[0].clone(), variable("y", &[&far])];
    assert_near(value(Measure::MutualInformation, &pair, false, true), expected, 1e-8);
    // Ranks know of no monotone map.
    let cubes: Vec<f64> = sum.iter().map(|v| v * v * v).collect();
    let cubed = [plain[0].clone(), variable("y", &[&cubes])];
    let by_rank = |pair: &[Variable]| value(Measure::MutualInformation, pair, true, true);
    assert_eq!(by_rank(&plain).to_bits(), by_rank(&cubed).to_bits());
}

#[test]
fn the_correction_removes_the_bias() {
    // Over many small samples the mean of corrected entropies is the truth, ½ ln(2πe) each, and that of
    // information 0.
    let (mut entropy, mut mutual) = (0.0, 0.0);
    let runs = 4000;
    for run in 0..runs {
        let (a, b) = (normal(8, 2 * run), normal(8, 2 * run + 1));
        let (x, y) = (variable("x", &[&a]), variable("y", &[&b]));
        entropy += value(Measure::Entropy, std::slice::from_ref(&x), false, true);
        mutual += value(Measure::MutualInformation, &[x, y], false, true);
    }
    let runs = runs as f64;
    // Standard deviations: 0.29 and 0.13 a run.
    assert!((entropy / runs - 0.5 * (TAU * E).ln()).abs() < 4.0 * 0.3 / runs.sqrt());
    assert!((mutual / runs).abs() < 4.0 * 0.13 / runs.sqrt());
}

#[test]
fn probabilities_are_uniform_where_there_is_nothing() {
    let mut below = [0; 4];
    let runs = 1000;
    for run in 0..runs {
        let columns: Vec<Vec<f64>> = (0..4).map(|stream| normal(30, 4 * run + stream)).collect();
        let [a, b, c, d] = &columns[..] else { unreachable!() };
        let variables = [variable("x", &[a, b]), variable("y", &[c]), variable("given", &[d])];
        let options = Options { significance: true, ..Options::default() };
        let found = measured(Measure::ConditionalMutualInformation, &variables, &options);
        let p = found.significance.unwrap().p_value;
        for (count, limit) in below.iter_mut().zip([0.01, 0.1, 0.5, 0.9]) {
            *count += u32::from(p < limit);
        }
    }
    for (count, p) in below.into_iter().zip([0.01, 0.1, 0.5, 0.9f64]) {
        let deviation = (runs as f64 * p * (1.0 - p)).sqrt();
        assert!((f64::from(count) - runs as f64 * p).abs() < 4.0 * deviation, "{p}: {count}");
    }
}

#[test]
fn degenerate_variables() {
    let (a, b) = (normal(50, 0), normal(50, 1));
    let constant = vec![3.3; 50];
    let double: Vec<f64> = a.iter().map(|v| 2.0 * v).collect();
    let sum: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a - 3.0 * b).collect();
    let (x, y) = (variable("x", &[&a]), variable("y", &[&b]));
    let plain = |variables: &[Variable]| {
        measured(Measure::MutualInformation, variables, &Options::default())
    };
    let found = plain(&[x.clone(), variable("y", &[&constant])]);
    assert_eq!((found.value, found.warnings.len()), (0.0, 1));
    assert_eq!(found.warnings[0].code(), "constant");
    let found = plain(&[x.clone(), variable("y", &[&double])]);
    assert_eq!((found.value, found.warnings[0].code()), (f64::INFINITY, "deterministic"));
    // A repeated column adds nothing; one that both determine together is known.
    let expected = plain(&[x.clone(), y.clone()]).value;
    assert_near(plain(&[variable("x", &[&a, &double]), y.clone()]).value, expected, 1e-12);
    assert_near(plain(&[x.clone(), variable("y", &[&b, &b])]).value, expected, 1e-12);
    assert_eq!(plain(&[variable("x", &[&a, &b]), variable("y", &[&sum])]).value, f64::INFINITY);
    let given = [x.clone(), variable("y", &[&double]), variable("given", &[&a])];
    let found = measured(Measure::ConditionalMutualInformation, &given, &Options::default());
    assert_eq!(found.value, 0.0);
    let found = measured(Measure::Entropy, &[variable("x", &[&a, &double])], &Options::default());
    assert_eq!((found.value, found.warnings[0].code()), (f64::NEG_INFINITY, "deterministic"));
    // As many columns as samples determine each other.
    let short: Vec<Vec<f64>> = (0..4).map(|stream| normal(4, stream)).collect();
    let pair = [variable("x", &[&short[0], &short[1]]), variable("y", &[&short[2], &short[3]])];
    assert_eq!(plain(&pair).value, f64::INFINITY);
    let one = [variable("x", &[&vec![1.0]]), variable("y", &[&vec![2.0]])];
    let workers = Workers::single();
    let refused = information(
        Measure::MutualInformation,
        one.to_vec(),
        &Options::default(),
        &workers,
        &Control::new(),
    );
    assert!(matches!(refused, Err(Error::Argument(_))));
}

#[test]
fn transfer_entropy_is_a_conditional_information_with_the_past() {
    let noise = normal(302, 5);
    let source = normal(302, 6);
    let mut target = vec![0.0; 302];
    for t in 2..302 {
        target[t] = 0.5 * target[t - 1] + 0.8 * source[t - 2] + noise[t];
    }
    let series = [variable("source", &[&source]), variable("target", &[&target])];
    let measure = Measure::TransferEntropy { source_history: 2, target_history: 1, delay: 2 };
    let found = value(measure, &series, false, true);
    let at = |series: &[f64], lag: usize| series[3 - lag..302 - lag].to_vec();
    let roles = [
        variable("x", &[&at(&target, 0)]),
        variable("y", &[&at(&source, 2), &at(&source, 3)]),
        variable("given", &[&at(&target, 1)]),
    ];
    let expected = value(Measure::ConditionalMutualInformation, &roles, false, true);
    assert_near(found, expected, 1e-13);
    let storage =
        value(Measure::ActiveInformationStorage { history: 1 }, &series[1..], false, true);
    let pair = [variable("x", &[&target[1..].to_vec()]), variable("y", &[&target[..301].to_vec()])];
    assert_near(storage, value(Measure::MutualInformation, &pair, false, true), 1e-13);
}

#[test]
fn threads_change_nothing() {
    let columns: Vec<Vec<f64>> = (0..5).map(|stream| normal(20_000, stream)).collect();
    let [a, b, c, d, e] = &columns[..] else { unreachable!() };
    let variables = [variable("x", &[a, b]), variable("y", &[c, d]), variable("given", &[e])];
    let options = Options { copula: true, local: true, ..Options::default() };
    let expected = measured(Measure::ConditionalMutualInformation, &variables, &options);
    for threads in [2, 3, 8] {
        let threads = NonZeroUsize::new(threads).unwrap();
        let workers = Workers::new(Arc::new(Pool::new(threads).unwrap()), threads);
        let measure = Measure::ConditionalMutualInformation;
        let found =
            information(measure, variables.to_vec(), &options, &workers, &Control::new()).unwrap();
        assert_eq!(found, expected);
    }
}

#[test]
fn every_look_at_the_control_is_heeded() {
    let columns: Vec<Vec<f64>> = (0..3).map(|stream| normal(9000, stream)).collect();
    let variables = [variable("x", &[&columns[0]]), variable("y", &[&columns[1]])];
    let options = Options { copula: true, local: true, ..Options::default() };
    let measure = Measure::MutualInformation;
    let whole = Control::new();
    information(measure, variables.to_vec(), &options, &Workers::single(), &whole).unwrap();
    for look in 1..=whole.looks() {
        let control = Control::cancelled_at(look);
        let found =
            information(measure, variables.to_vec(), &options, &Workers::single(), &control);
        assert!(matches!(found, Err(Error::Cancelled(_))), "look {look}");
    }
}

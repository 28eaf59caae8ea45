//! Functions worth less than 0: no share of the optimum is claimed where it would mean nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use gainful_kernels::{Cancelled, Control, Random, Workers};
use gainful_submodular::{
    Cardinality, Constraint, Custom, Error, GraphCut, Guarantee, LogDeterminant, Matrix, Mixture,
    Modular, Objective, Options, Oracle, Parameters, Selection, SetCover, Shift, SparsePattern,
    Stop, evaluate, gain, maximize, optimizers,
};
use std::sync::Arc;

fn run(
    optimizer: &str,
    objective: &dyn Objective,
    constraint: &Constraint,
    parameters: Parameters,
) -> Selection {
    let optimizer = Some(optimizers::by_name(optimizer).unwrap());
    let options = Options { optimizer, parameters, ..Options::default() };
    maximize(objective, constraint, &options, &Workers::single(), &Control::new()).unwrap()
}

/// The number of different remainders, by two and by three, above `empty`.
struct Remainders {
    empty: f64,
}

impl Remainders {
    fn of(set: &[u32]) -> f64 {
        let count = |modulus: u32| {
            (0..modulus).filter(|&rest| set.iter().any(|element| element % modulus == rest)).count()
        };
        (count(2) + count(3)) as f64
    }
}

impl Oracle for Remainders {
    fn gain(&self, selected: &[u32], element: u32) -> f64 {
        Self::of(&[selected, &[element]].concat()) - Self::of(selected)
    }

    fn has_values(&self) -> bool {
        true
    }

    fn value(&self, selected: &[u32]) -> f64 {
        self.empty + Self::of(selected)
    }
}

#[test]
fn a_function_that_is_negative_at_the_empty_set_has_no_guarantee() {
    for (empty, is_promised) in [(-10.0, false), (-1e-9, false), (0.0, true), (2.0, true)] {
        let objective = Custom::new(6, true, true, 0.0, Remainders { empty });
        for optimizer in ["greedy", "lazy-greedy", "threshold-greedy"] {
            let constraint = Cardinality::new(2).into();
            let selection = run(optimizer, &objective, &constraint, Parameters::default());
            let promises = matches!(selection.guarantee, Guarantee::Ratio { .. });
            assert_eq!(promises, is_promised, "{optimizer} {empty}");
        }
    }
}

#[test]
fn a_negative_bound_certifies_nothing_but_itself() {
    // The best two elements differ by both moduli: 4 in all. Under a cover or a bad optimizer the
    // value is less.
    for seed in 0..40 {
        let objective = Custom::new(6, true, true, 0.0, Remainders { empty: -10.0 });
        let parameters = Parameters { seed, epsilon: Some(0.9), ..Parameters::default() };
        let constraint = Cardinality::new(2).into();
        let selection = run("stochastic-greedy", &objective, &constraint, parameters);
        let certificate = selection.certificate.unwrap();
        assert!(certificate.upper_bound >= -6.0);
        assert!(certificate.ratio == 0.0 || selection.value == -6.0, "{selection:?}");
    }
    let mut random = Random::new(1, 0);
    for _ in 0..200 {
        // An element that is there from the start costs more than all others could gain.
        let weights: Vec<f64> = (0..5).map(|_| random.unit()).collect();
        let mut costs: Vec<f64> = (0..5).map(|_| random.unit()).collect();
        costs[0] = 20.0;
        let objective = Modular::new(weights.clone()).unwrap();
        let constraint = Constraint { include: vec![0], ..Constraint::from(Cardinality::new(3)) };
        for epsilon in [None, Some(0.5)] {
            let parameters =
                Parameters { costs: Some(costs.clone()), epsilon, ..Parameters::default() };
            let selection = run("distorted-greedy", &objective, &constraint, parameters);
            let mut net: Vec<f64> =
                (1..5).map(|e: usize| (weights[e] - costs[e]).max(0.0)).collect();
            net.sort_by(|a, b| b.total_cmp(a));
            let optimum = weights[0] - costs[0] + net[0] + net[1];
            let certificate = selection.certificate.unwrap();
            assert!(certificate.upper_bound >= optimum - 1e-12);
            assert!(certificate.ratio == 0.0 || selection.value >= optimum - 1e-12);
        }
    }
}

#[test]
fn the_best_set_is_certified_as_such_even_if_it_is_worth_less_than_nothing() {
    let objective = Modular::new(vec![-1.0, -2.0, -0.1, -0.3]).unwrap();
    let constraint = Constraint { include: vec![1, 2], ..Constraint::from(Cardinality::new(3)) };
    let selection = run("exhaustive", &objective, &constraint, Parameters::default());
    assert_eq!((selection.value, selection.certificate.unwrap().ratio), (-2.1, 1.0));
}

#[test]
fn numbers_too_large_for_finite_gains_are_refused_wherever_they_meet() {
    let (workers, control) = (Workers::single(), Control::new());
    let unit: Matrix = vec![1.0, 0.0, 0.0, 1.0].into();
    let error = GraphCut::from_similarity(unit, 2, 2, 1e308, &workers, &control).unwrap_err();
    assert!(error.to_string().contains("small enough for finite gains for lambda"), "{error}");
}

#[test]
fn no_zero_is_negative() {
    let (workers, control) = (Workers::single(), Control::new());
    let sets =
        SparsePattern::new("sets", vec![0, 0, 1, 1], vec![0], 3, &workers, &control).unwrap();
    let zero = |value: f64| value == 0.0 && value.is_sign_positive();
    for weights in [None, Some(vec![1.0; 3])] {
        let cover = SetCover::new(sets.clone(), weights, &workers, &control).unwrap();
        assert!(zero(gain(&cover, 0, &[], &workers, &control).unwrap()));
        assert!(zero(gain(&cover, 0, &[1], &workers, &control).unwrap()));
    }
    let part: Arc<dyn Objective> = Arc::new(Modular::new(vec![1.0, 2.0]).unwrap());
    let nothing = Mixture::new(vec![part], &[0.0], &workers, &control).unwrap();
    assert!(zero(evaluate(&nothing, &[1], &workers, &control).unwrap()));
    let selection = run("greedy", &nothing, &Cardinality::new(1).into(), Parameters::default());
    assert!(zero(selection.value));
}

/// A function in the middle of whose insertions the caller cancels.
struct Cancelling<'a> {
    control: &'a Control,
    at: usize,
}

impl Oracle for Cancelling<'_> {
    fn gains(
        &self,
        _: &[u32],
        _: &[u32],
        gains: &mut [f64],
        control: &Control,
    ) -> Result<(), Cancelled> {
        gains.fill(1.0);
        control.check()
    }

    fn gain(&self, selected: &[u32], _: u32) -> f64 {
        assert!(selected.len() < self.at + 2, "it goes on after {}", selected.len());
        if selected.len() == self.at {
            self.control.cancel();
        }
        1.0
    }

    fn has_values(&self) -> bool {
        false
    }

    fn value(&self, _: &[u32]) -> f64 {
        f64::NAN
    }
}

#[test]
fn elements_given_from_the_start_are_left_alone_once_the_caller_cancels() {
    for optimizer in ["greedy", "lazy-greedy", "exhaustive", "bidirectional-greedy"] {
        let control = Control::new();
        let oracle = Cancelling { control: &control, at: 100 };
        let objective = Custom::new(1000, true, true, 0.0, oracle);
        let options = Options {
            optimizer: Some(optimizers::by_name(optimizer).unwrap()),
            initial: (0..990).collect(),
            ..Options::default()
        };
        let constraint = Constraint::from(Cardinality::new(3));
        let result = maximize(&objective, &constraint, &options, &Workers::single(), &control);
        assert!(matches!(result, Err(Error::Cancelled(_))), "{optimizer}");
    }
}

#[test]
fn a_determinant_too_large_for_its_precision_certifies_nothing_wrong() {
    let (workers, control) = (Workers::single(), Control::new());
    let mut certified = 0;
    for instance in 0..500 {
        let mut random = Random::new(9, instance);
        let size = 5;
        // Rows of very different lengths, some of them nearly the same.
        let scales: Vec<f64> = (0..size).map(|_| 10f64.powi(random.below(7) as i32)).collect();
        let rows: Vec<Vec<f64>> = scales
            .iter()
            .map(|scale| (0..2).map(|_| scale * (0.5 + random.unit())).collect())
            .collect();
        let kernel: Vec<f64> =
            rows.iter().flat_map(|x| rows.iter().map(move |y| x[0] * y[0] + x[1] * y[1])).collect();
        let shift = Shift { scale: 1.0, regularization: 1.0 };
        let made =
            LogDeterminant::from_kernel(kernel.into(), size, size, shift, &workers, &control);
        let Ok(objective) = made else { continue };
        let selection =
            run("lazy-greedy", &objective, &Cardinality::new(3).into(), Parameters::default());
        let Some(certificate) = selection.certificate else { continue };
        certified += 1;
        for set in 0u32..1 << size {
            let mut set: Vec<u32> = (0..size as u32).filter(|e| set >> e & 1 == 1).collect();
            if set.len() <= 3 {
                for _ in 0..2 {
                    let value = evaluate(&objective, &set, &workers, &control).unwrap();
                    assert!(value <= certificate.upper_bound + 1e-6, "{instance} {set:?} {value}");
                    set.reverse();
                }
            }
        }
        assert_eq!(selection.stop, Stop::Cardinality);
    }
    assert!(certified > 100, "{certified}");
}

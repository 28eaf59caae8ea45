//! Every optimizer on random functions under random constraints of every family, with elements given
//! from the start and time that runs out anywhere: what it says of its selection holds, by enumeration.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod constrained;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use constrained::{Case, FAMILIES, Family, case, restrict};
use gainful_kernels::{Cancelled, Control, Random, Workers};
use gainful_submodular::optimizers::{OPTIMIZERS, Optimizer};
use gainful_submodular::{
    Cardinality, Constraint, Cut, Error, FacilityLocation, GraphCut, Guarantee, Matrix, Modular,
    Objective, Options, Parameters, Properties, Selection, State, Stop, Stopping, evaluate,
    maximize,
};

/// A function at whose `last` call, a set of gains or an insertion, the time is over.
struct Late<'a> {
    function: &'a dyn Objective,
    control: &'a Control,
    calls: AtomicU64,
    last: u64,
}

impl Late<'_> {
    fn call(&self) {
        if self.calls.fetch_add(1, Ordering::Relaxed) + 1 == self.last {
            self.control.stop_after(Duration::ZERO);
        }
    }
}

impl Objective for Late<'_> {
    fn size(&self) -> usize {
        self.function.size()
    }

    fn properties(&self) -> Properties {
        self.function.properties()
    }

    fn is_non_negative(&self) -> bool {
        self.function.is_non_negative()
    }

    fn tie_tolerance(&self) -> f64 {
        self.function.tie_tolerance()
    }

    fn bytes(&self) -> usize {
        0
    }

    fn begin(&self) -> Box<dyn State + '_> {
        Box::new(LateState { late: self, state: self.function.begin() })
    }
}

struct LateState<'a> {
    late: &'a Late<'a>,
    state: Box<dyn State + 'a>,
}

impl State for LateState<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        self.late.call();
        self.state.gains(candidates, gains, workers, control)
    }

    fn insert(&mut self, element: u32, workers: &Workers) {
        self.late.call();
        self.state.insert(element, workers);
    }

    fn value(&self) -> f64 {
        self.state.value()
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(LateState { late: self.late, state: self.state.fork() })
    }
}

/// A random function, monotone or not.
fn function(size: usize, random: &mut Random) -> Box<dyn Objective> {
    let (workers, control) = (Workers::single(), Control::new());
    let mut matrix: Vec<f64> = (0..size * size)
        .map(|_| if random.below(3) == 0 { 0.0 } else { (8.0 * random.unit()).round() / 8.0 })
        .collect();
    if random.below(2) == 0 {
        matrix.iter_mut().for_each(|entry| *entry = (*entry - random.unit()).max(0.0));
    }
    let kind = random.below(4);
    if kind == 3 {
        let weights = (0..size).map(|_| random.below(5) as f64 - 1.0).collect();
        return Box::new(Modular::new(weights).unwrap());
    }
    if kind == 1 {
        for row in 0..size {
            for column in 0..row {
                matrix[row * size + column] = matrix[column * size + row];
            }
        }
    }
    let matrix: Matrix = matrix.into();
    match kind {
        0 => Box::new(
            FacilityLocation::from_similarity(matrix, size, size, &workers, &control).unwrap(),
        ),
        1 => {
            let lambda = 0.8 * random.unit();
            let made = GraphCut::from_similarity(matrix, size, size, lambda, &workers, &control);
            Box::new(made.unwrap())
        }
        _ => Box::new(Cut::new(matrix, size, size, &workers, &control).unwrap()),
    }
}

/// A random constraint.
fn limits(size: usize, random: &mut Random) -> (Case, Option<Family>) {
    let place = random.below(FAMILIES.len() as u64 + 2) as usize;
    let family = FAMILIES.get(place).copied();
    let mut limits = match family {
        Some(family) => case(family, size, random),
        None if place == FAMILIES.len() => Case::of(Constraint::default()),
        None => Case::of(Cardinality::new(1 + random.below(size as u64) as usize).into()),
    };
    if random.below(2) == 0 {
        restrict(&mut limits, size, random);
    }
    (limits, family)
}

fn options(
    optimizer: &'static dyn Optimizer,
    limits: &Case,
    size: usize,
    random: &mut Random,
) -> Options {
    let mut parameters = Parameters { seed: random.below(9), ..Parameters::default() };
    let mut some = |name: &str, probability: u64| {
        optimizer.takes().contains(&name) && random.below(4) < probability
    };
    if some("costs", 4) {
        parameters.costs = Some((0..size).map(|e| (e * 7 % 5) as f64 / 3.0).collect());
    }
    if some("epsilon", 2) {
        parameters.epsilon = Some(0.3);
    }
    if some("beta", 2) {
        parameters.beta = Some(0.6);
    }
    if some("seedSize", 2) {
        parameters.seed_size = Some(1);
    }
    if some("batch", 2) {
        parameters.batch = Some(3);
    }
    if some("pool", 2) {
        parameters.pool = Some(2);
    }
    if some("randomized", 2) {
        parameters.randomized = Some(true);
    }
    let stopping = some("stopping", 2).then_some(Stopping::Positive);
    Options {
        optimizer: Some(optimizer),
        stopping,
        initial: limits.initial.clone(),
        parameters,
        ..Options::default()
    }
}

fn is_apart(set: &[u32], others: &[u32]) -> bool {
    set.iter().all(|element| !others.contains(element))
}

/// What all sets are worth.
struct Truth<'a> {
    function: &'a dyn Objective,
    limits: &'a Case,
    costs: Vec<f64>,
    /// Gain and cost of each permitted set.
    permitted: Vec<(f64, f64)>,
}

impl<'a> Truth<'a> {
    fn new(
        function: &'a dyn Objective,
        limits: &'a Case,
        is_fair: bool,
        options: &Options,
    ) -> Self {
        let size = function.size();
        let costs = options.parameters.costs.clone().unwrap_or(vec![0.0; size]);
        let mut truth = Self { function, limits, costs, permitted: Vec::new() };
        for set in 0..1u32 << size {
            let set: Vec<u32> = (0..size as u32).filter(|e| set >> e & 1 == 1).collect();
            let permits = |set: &[u32]| is_apart(set, &limits.initial) && limits.permits(set);
            // Of fair sets those are meant that cannot be grown.
            let grows =
                |element: u32| !set.contains(&element) && permits(&[&set[..], &[element]].concat());
            if permits(&set) && !(is_fair && (0..size as u32).any(grows)) {
                truth.permitted.push(truth.worth(&set));
            }
        }
        truth
    }

    /// Gain and cost of a set with the initial elements.
    fn worth(&self, set: &[u32]) -> (f64, f64) {
        let all = [&self.limits.initial[..], set].concat();
        let (workers, control) = (Workers::single(), Control::new());
        let gain = evaluate(self.function, &all, &workers, &control).unwrap();
        (gain, all.iter().map(|&element| self.costs[element as usize]).sum())
    }

    fn optimum(&self) -> f64 {
        self.permitted.iter().map(|(gain, cost)| gain - cost).fold(f64::NEG_INFINITY, f64::max)
    }

    fn check(&self, selection: &Selection, is_fair: bool, what: &str) {
        let (gain, cost) = self.worth(&selection.elements);
        let (value, optimum) = (gain - cost, self.optimum());
        let is_late = selection.stop == Stop::TimeBudget;
        assert!((selection.value - value).abs() < 1e-9, "{what}: {selection:?}");
        if !(is_late && is_fair) {
            assert!(self.limits.permits(&selection.elements), "{what}: {selection:?}");
        }
        if let Some(certificate) = selection.certificate {
            assert!(certificate.upper_bound >= optimum - 1e-9, "{what}: {optimum} {selection:?}");
            if optimum > 1e-9 {
                assert!(certificate.ratio <= value.max(0.0) / optimum + 1e-9, "{what}");
            } else if certificate.ratio > 0.0 {
                assert!(value >= optimum - 1e-9, "{what}: {optimum} {selection:?}");
            }
        }
        match selection.guarantee {
            Guarantee::Ratio { ratio, in_expectation: false, .. } => {
                assert!(value >= ratio * optimum - 1e-9, "{what}: {optimum} {selection:?}");
            }
            Guarantee::GainMinusCost { ratio, in_expectation: false, .. } => {
                for (gain, cost) in &self.permitted {
                    assert!(value >= ratio * gain - cost - 1e-9, "{what}: {selection:?}");
                }
            }
            _ => {}
        }
    }
}

#[test]
fn what_a_selection_says_of_itself_is_true_whenever_the_time_is_over() {
    let workers = Workers::single();
    let mut runs = [0u32; 3];
    for instance in 0..600 {
        let mut random = Random::new(301, instance);
        let size = 2 + random.below(5) as usize;
        let function = function(size, &mut random);
        let (limits, family) = limits(size, &mut random);
        let is_fair = family == Some(Family::Fairness);
        for &optimizer in OPTIMIZERS {
            let options = options(optimizer, &limits, size, &mut random);
            let run = |last: u64| {
                let control = Control::new();
                let late = Late { function: &*function, control: &control, calls: 0.into(), last };
                let selection = maximize(&late, &limits.constraint, &options, &workers, &control);
                (selection, late.calls.into_inner())
            };
            let (selection, calls) = run(u64::MAX);
            let what = format!("{} on {instance}", optimizer.name());
            let selection = match selection {
                Ok(selection) => selection,
                Err(Error::Argument(_)) => continue,
                Err(other) => panic!("{what}: {other}"),
            };
            let truth = Truth::new(&*function, &limits, is_fair, &options);
            truth.check(&selection, is_fair, &what);
            runs[0] += 1;
            runs[2] += u32::from(family.is_some_and(Family::has_knapsacks));
            for _ in 0..4 {
                let last = 1 + random.below(calls.max(1));
                let selection = run(last).0.unwrap();
                truth.check(&selection, is_fair, &format!("{what} until {last} of {calls}"));
                runs[1] += u32::from(selection.stop == Stop::TimeBudget);
            }
        }
    }
    assert!(runs[0] > 3000 && runs[1] > 5000 && runs[2] > 500, "{runs:?}");
}

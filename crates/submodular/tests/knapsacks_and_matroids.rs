//! Knapsacks together with matroids: functions that are not monotone against the optimum by enumeration,
//! the instances on which gain per cost alone loses everything, which optimizer serves what by default,
//! free elements and full budgets, threads, time and cancellation.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod constrained;
#[expect(dead_code, reason = "other tests use more of it")]
mod instance;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use constrained::{Case, FAMILIES, Family, case, restrict};
use gainful_kernels::{Control, Pool, Random, Workers};
use gainful_submodular::constraints::Partition;
use gainful_submodular::optimizers::by_name;
use gainful_submodular::{
    Cardinality, Certificate, Constraint, Cut, DisparitySum, Error, Guarantee, IndependenceSystem,
    Knapsack, Modular, Objective, Options, Parameters, Selection, Stop, Stopping, evaluate,
    maximize,
};
use instance::{KINDS, facility_location, similarity};

/// Instances of each family.
const INSTANCES: usize = 500;

fn knapsack_families() -> impl Iterator<Item = Family> {
    FAMILIES.into_iter().filter(|family| family.has_knapsacks())
}

/// A graph with directed edges; every third one has weights that sum exactly, and ties.
fn cut(number: usize, size: usize, random: &mut Random) -> Cut {
    let weights: Vec<f64> = (0..size * size)
        .map(|_| match random.below(2) {
            0 => 0.0,
            _ if number.is_multiple_of(3) => random.below(4) as f64,
            _ => random.unit(),
        })
        .collect();
    Cut::new(weights.into(), size, size, &Workers::single(), &Control::new()).unwrap()
}

fn modular(weights: &[f64]) -> Modular {
    Modular::new(weights.to_vec()).unwrap()
}

fn value(objective: &dyn Objective, elements: &[u32]) -> f64 {
    evaluate(objective, elements, &Workers::single(), &Control::new()).unwrap()
}

fn optimum(objective: &dyn Objective, case: &Case) -> Option<f64> {
    let size = objective.size() as u32;
    let sets = (0u32..1 << size).map(|set| (0..size).filter(move |e| set >> e & 1 == 1));
    let free = sets.map(|set| set.filter(|e| !case.initial.contains(e)).collect::<Vec<_>>());
    let permitted = free.filter(|set| case.permits(set));
    permitted.map(|set| value(objective, &[&case.initial[..], &set].concat())).reduce(f64::max)
}

fn options(case: &Case, optimizer: &str) -> Options {
    Options {
        optimizer: by_name(optimizer).ok(),
        initial: case.initial.clone(),
        ..Options::default()
    }
}

fn run(
    objective: &dyn Objective,
    constraint: &Constraint,
    options: &Options,
) -> Result<Selection, Error> {
    maximize(objective, constraint, options, &Workers::single(), &Control::new())
}

/// Runs `optimizer` on the constraint alone.
fn select(objective: &dyn Objective, constraint: &Constraint, optimizer: &str) -> Selection {
    run(objective, constraint, &options(&Case::of(Constraint::default()), optimizer)).unwrap()
}

fn ratio(selection: &Selection) -> f64 {
    match selection.guarantee {
        Guarantee::Ratio { ratio, .. } => ratio,
        ref other => panic!("{other:?}"),
    }
}

fn knapsack(costs: Vec<f64>, budget: f64) -> Box<dyn IndependenceSystem> {
    Box::new(Knapsack::new("knapsack", costs, budget).unwrap())
}

#[test]
fn functions_that_are_not_monotone_reach_their_share_of_the_optimum() {
    for family in knapsack_families() {
        let mut random = Random::new(family as u64, 20);
        let mut served = 0;
        for instance in 0..2 * INSTANCES {
            let size = 3 + random.below(6) as usize;
            let objective = cut(instance, size, &mut random);
            let mut case = case(family, size, &mut random);
            if instance % 2 == 1 {
                restrict(&mut case, size, &mut random);
            }
            for (optimizer, epsilon) in
                [("fantom", None), ("fantom", Some(0.9)), ("auto", Some(0.02))]
            {
                let what = format!("{family:?} {instance}, {optimizer} {epsilon:?}");
                let mut options = options(&case, optimizer);
                options.parameters.epsilon = epsilon;
                let selection = match run(&objective, &case.constraint, &options) {
                    Err(Error::Argument(error)) if instance % 2 == 1 => {
                        assert!(!error.to_string().contains("epsilon"), "{what}: {error}");
                        continue;
                    }
                    outcome => outcome.unwrap(),
                };
                let optimum = optimum(&objective, &case).unwrap();
                let Selection { elements, value, .. } = &selection;
                assert!(case.permits(elements), "{what}: {elements:?} by {:?}", case.constraint);
                let all = [&case.initial[..], elements].concat();
                assert!((self::value(&objective, &all) - value).abs() < 1e-9, "{what}");
                assert!(*value <= optimum + 1e-9, "{what}: {value} of {optimum}");
                assert!(
                    *value >= ratio(&selection) * optimum - 1e-9,
                    "{what}: {value} of {optimum}"
                );
                // A graph without edges is monotone.
                let is_sound = |proof: Certificate| proof.upper_bound >= optimum - 1e-9;
                assert!(selection.certificate.is_none_or(is_sound), "{what}");
                served += 1;
            }
        }
        assert!(served > 2 * INSTANCES, "{family:?}: {served}");
    }
}

#[test]
fn cheap_elements_do_not_keep_out_what_is_worth_most() {
    for places in 2..12 {
        // So many cheap elements and so many good ones, which the budget pays for exactly.
        let of = |cheap: f64, good: f64| [vec![cheap; places], vec![good; places]].concat();
        let cheap_is_dense = modular(&of(1.0, 9.0));
        let costs = || knapsack(of(0.01, 5.0), 5.0 * places as f64);
        let groups = (0..2 * places as u32).map(|element| element % places as u32).collect();
        let partition = Partition::new("partition", groups, vec![1; places]).unwrap();
        let constraints = [
            Constraint { systems: vec![costs()], ..Cardinality::new(places).into() },
            Constraint { systems: vec![costs(), Box::new(partition)], ..Constraint::default() },
        ];
        for constraint in &constraints {
            let best = 9.0 * places as f64;
            let greedy = select(&cheap_is_dense, constraint, "cost-benefit-greedy");
            assert!(greedy.value <= 8.0 + places as f64, "{greedy:?}");
            assert!(matches!(greedy.guarantee, Guarantee::None(_)));
            for optimizer in ["auto", "density-threshold", "fantom"] {
                let selection = select(&cheap_is_dense, constraint, optimizer);
                assert_eq!(selection.value, best, "{optimizer}, {places}");
                assert_eq!(selection.certificate.unwrap().ratio, 1.0);
                assert!((ratio(&selection) - 1.0 / 4.2).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn the_default_is_the_first_that_promises_something() {
    let mut random = Random::new(0, 21);
    let monotone = modular(&[3.0, 2.0, 2.0, 1.0]);
    let cut = cut(1, 4, &mut random);
    let one = || knapsack(vec![1.0, 2.0, 1.0, 1.0], 3.0);
    let two = || Box::new(Knapsack::new("knapsack[1]", vec![1.0; 4], 2.0).unwrap()) as Box<_>;
    let partition = || Box::new(Partition::new("partition", vec![0, 0, 1, 1], vec![1, 2]).unwrap());
    let of = |systems: Vec<Box<dyn IndependenceSystem>>, limit: Option<usize>| Constraint {
        systems,
        cardinality: limit.map(Cardinality::new),
        ..Constraint::default()
    };
    // By hand: 1 / (p + 1 + 2.2 d), and of cuts, with three rounds, 2/3 / (p + 1 + 3 + 2.2 d).
    let cases = [
        (of(vec![one()], None), "cost-benefit-greedy", 0.5, 2.0 / 3.0 / 6.2),
        (of(vec![one(), two()], None), "density-threshold", 1.0 / 5.4, 2.0 / 3.0 / 8.4),
        (of(vec![one()], Some(2)), "density-threshold", 1.0 / 4.2, 2.0 / 3.0 / 7.2),
        (of(vec![one(), partition()], Some(2)), "density-threshold", 1.0 / 4.2, 2.0 / 3.0 / 7.2),
        (
            of(vec![one(), two(), partition()], None),
            "density-threshold",
            1.0 / 6.4,
            2.0 / 3.0 / 9.4,
        ),
        (
            of(vec![one(), partition(), partition()], None),
            "density-threshold",
            1.0 / 5.2,
            2.0 / 3.0 / 8.2,
        ),
    ];
    for (constraint, name, monotone_ratio, cut_ratio) in cases {
        let selection = select(&monotone, &constraint, "auto");
        assert_eq!(selection.optimizer, name);
        assert!(
            (ratio(&selection) - monotone_ratio).abs() < 1e-12,
            "{constraint:?}: {selection:?}"
        );
        let selection = select(&cut, &constraint, "auto");
        assert_eq!(selection.optimizer, "fantom");
        assert!((ratio(&selection) - cut_ratio).abs() < 1e-12, "{constraint:?}: {selection:?}");
    }
}

#[test]
fn what_has_no_theorem_says_why() {
    let control = Control::new();
    let distances = vec![0.0, 1.0, 2.0, 1.0, 0.0, 1.0, 2.0, 1.0, 0.0];
    let spread =
        DisparitySum::from_distances(distances.into(), 3, 3, &Workers::single(), &control).unwrap();
    let constraint =
        Constraint { systems: vec![knapsack(vec![1.0; 3], 2.0)], ..Cardinality::new(2).into() };
    assert_eq!(select(&spread, &constraint, "auto").optimizer, "cost-benefit-greedy");
    let refusal = |optimizer: &str, objective: &dyn Objective, parameters: Parameters| {
        let optimizer = by_name(optimizer).ok();
        let options = Options { optimizer, parameters, ..Options::default() };
        run(objective, &constraint, &options).unwrap_err().to_string()
    };
    let monotone = modular(&[1.0, 2.0, 3.0]);
    for optimizer in ["density-threshold", "fantom"] {
        let message = refusal(optimizer, &spread, Parameters::default());
        assert!(message.contains("functions not known to be submodular"), "{message}");
        for epsilon in [0.0, -0.1, 1.0, f64::NAN, f64::INFINITY] {
            let parameters = Parameters { epsilon: Some(epsilon), ..Parameters::default() };
            assert_eq!(
                refusal(optimizer, &monotone, parameters),
                format!("Expected a number above 0 and below 1 for epsilon but received {epsilon}")
            );
        }
    }
    // Chosen for the user, cost-benefit greedy would say that it takes no epsilon.
    for (epsilon, objective) in
        [(1.0, &monotone as &dyn Objective), (-2.0, &cut(1, 3, &mut Random::new(0, 22)))]
    {
        let parameters = Parameters { epsilon: Some(epsilon), ..Parameters::default() };
        assert_eq!(
            refusal("auto", objective, parameters),
            format!("Expected a number above 0 and below 1 for epsilon but received {epsilon}")
        );
    }
    let randomized = Parameters { randomized: Some(true), ..Parameters::default() };
    let message = refusal("density-threshold", &monotone, randomized);
    assert!(message.contains("since randomized is given"), "{message}");

    let mut random = Random::new(0, 22);
    let cut = cut(1, 3, &mut random);
    let reason = |objective: &dyn Objective, optimizer: &str, stopping| {
        let options =
            Options { optimizer: by_name(optimizer).ok(), stopping, ..Options::default() };
        match run(objective, &constraint, &options).unwrap().guarantee {
            Guarantee::None(reason) => reason,
            other => panic!("{other:?}"),
        }
    };
    assert!(reason(&cut, "density-threshold", None).contains("monotone"));
    assert!(reason(&cut, "fantom", Some(Stopping::Full)).contains("lower the value"));
    let negative = modular(&[1.0, -2.0, 3.0]);
    assert!(reason(&negative, "fantom", None).contains("never negative"));
    let mut case = case(Family::MinimumDistance, 6, &mut random);
    case.constraint.systems.push(knapsack(vec![1.0; 6], 2.0));
    for optimizer in ["density-threshold", "fantom"] {
        let selection = select(&modular(&[1.0; 6]), &case.constraint, optimizer);
        assert!(matches!(&selection.guarantee, Guarantee::None(why) if why.contains("distance")));
    }
}

#[test]
fn free_elements_full_budgets_and_tiny_steps() {
    let objective = modular(&[4.0, 3.0, 2.0, 1.0, 5.0]);
    let of = |costs: Vec<f64>, budget: f64, limit: usize| Constraint {
        systems: vec![knapsack(costs, budget)],
        ..Cardinality::new(limit).into()
    };
    for optimizer in ["density-threshold", "fantom"] {
        let sorted = |constraint: &Constraint, options: Options| {
            let options = Options { optimizer: by_name(optimizer).ok(), ..options };
            let mut elements = run(&objective, constraint, &options).unwrap().elements;
            elements.sort_unstable();
            elements
        };
        let plain = Options::default;
        // All is free, also at a budget of zero; of what is not, nothing fits then.
        assert_eq!(sorted(&of(vec![0.0; 5], 0.0, 2), plain()), [0, 4]);
        assert_eq!(sorted(&of(vec![1.0, 0.0, 0.0, 0.0, 1.0], 0.0, 2), plain()), [1, 2]);
        // The best one alone costs more than there is.
        assert_eq!(sorted(&of(vec![1.0, 1.0, 1.0, 1.0, 9.0], 2.0, 3), plain()), [0, 1]);
        // What is there already leaves no budget, or only what is free.
        let spent = Options { initial: vec![0], ..plain() };
        assert_eq!(sorted(&of(vec![2.0, 1.0, 1.0, 1.0, 1.0], 2.0, 3), spent.clone()), [0u32; 0]);
        assert_eq!(sorted(&of(vec![2.0, 1.0, 0.0, 0.0, 1.0], 2.0, 3), spent), [2, 3]);
        let include = Constraint { include: vec![3], ..of(vec![1.0; 5], 2.0, 4) };
        assert_eq!(sorted(&include, plain()), [3, 4]);
        let exclude = Constraint { exclude: vec![4], ..of(vec![1.0; 5], 2.0, 4) };
        assert_eq!(sorted(&exclude, plain()), [0, 1]);
        let candidates = Constraint { candidates: Some(vec![1, 2, 3]), ..of(vec![1.0; 5], 2.0, 4) };
        assert_eq!(sorted(&candidates, plain()), [1, 2]);
        // Steps so small that densities cannot be that near to one another.
        let parameters = Parameters { epsilon: Some(1e-300), ..Parameters::default() };
        let tiny = Options { parameters, ..plain() };
        assert_eq!(sorted(&of(vec![1.0, 1.0, 1.0, 1.0, 2.0], 3.0, 2), tiny), [0, 4]);
        let huge = modular(&[1e300, 1e-300, 1.0]);
        let constraint = of(vec![1.0, 1e-3, 1.0], 1.0, 2);
        assert_eq!(select(&huge, &constraint, optimizer).value, 1e300);
        let message = run(&objective, &of(vec![3.0; 5], 2.0, 2), &plain()).unwrap_err().to_string();
        assert!(message.contains("the cost of the cheapest element"), "{message}");
        let zero = select(&modular(&[0.0; 5]), &of(vec![1.0; 5], 2.0, 2), optimizer);
        assert_eq!(zero.value, 0.0);
    }
}

/// A cut and a facility location on many elements, with a constraint of the family.
fn large(family: Family) -> ([Box<dyn Objective>; 2], Case) {
    const SIZE: usize = 80;
    let mut random = Random::new(family as u64, 23);
    let (matrix, columns) = similarity(KINDS[0], SIZE, 2_000, &mut random);
    let location = facility_location(&matrix, SIZE, columns, true);
    let cut = cut(1, SIZE, &mut random);
    ([Box::new(cut), Box::new(location)], case(family, SIZE, &mut random))
}

#[test]
fn the_same_for_any_number_of_threads() {
    let pool = Arc::new(Pool::new(NonZeroUsize::new(8).unwrap()).unwrap());
    for family in knapsack_families() {
        let (objectives, case) = large(family);
        for (objective, randomized) in objectives.iter().zip([true, false]) {
            let run = |threads| {
                let threads = NonZeroUsize::new(threads).unwrap();
                let workers = Workers::new(Arc::clone(&pool), threads);
                let mut options = options(&case, "fantom");
                options.parameters.randomized = Some(randomized);
                let (constraint, control) = (&case.constraint, Control::new());
                maximize(&**objective, constraint, &options, &workers, &control).unwrap()
            };
            let expected = run(1);
            for threads in [2, 3, 8] {
                assert_eq!(run(threads), expected, "{family:?}, {threads} threads");
            }
        }
    }
}

#[test]
fn time_and_cancellation_end_every_round() {
    for family in knapsack_families() {
        let ([objective, _], case) = large(family);
        let run = |control: &Control, time_budget| {
            let options = Options { time_budget, ..options(&case, "fantom") };
            maximize(&*objective, &case.constraint, &options, &Workers::single(), control)
        };
        let control = Control::cancelled_at(u64::MAX);
        let best = run(&control, None).unwrap();
        for look in (1..=control.looks()).step_by(1 + control.looks() as usize / 100) {
            let error = run(&Control::cancelled_at(look), None).unwrap_err();
            assert!(matches!(error, Error::Cancelled(_)), "{family:?}, {look}");
        }
        for microseconds in [0, 30, 100, 300, 1_000, 3_000] {
            let budget = Duration::from_micros(microseconds);
            let selection = run(&Control::new(), Some(budget)).unwrap();
            assert!(case.permits(&selection.elements) && selection.value <= best.value + 1e-9);
            let is_late = selection.stop == Stop::TimeBudget;
            assert_eq!(is_late, matches!(selection.guarantee, Guarantee::None(_)), "{family:?}");
            assert!(is_late || selection == best, "{family:?}");
        }
    }
}

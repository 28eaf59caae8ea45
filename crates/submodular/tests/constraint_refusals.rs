//! Constraints that make no sense, alone or together: the message names the part, and the bound of
//! which group cannot be met.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use gainful_kernels::{ArgumentError, Control, Workers};
use gainful_submodular::{
    Cardinality, Constraint, Distance, Error, Fairness, Graphic, IndependenceSystem, Knapsack,
    Laminar, Matrix, MinimumDistance, Modular, Options, Partition, Selection, Stopping, maximize,
    optimizers,
};

/// The message for a part that cannot be made.
fn refusal<T>(part: Result<T, ArgumentError>) -> String {
    part.map(drop).unwrap_err().to_string()
}

fn one(system: impl IndependenceSystem) -> Constraint {
    Constraint { systems: vec![Box::new(system)], ..Constraint::default() }
}

/// The selection from four elements of weights 4, 3, 2 and 1.
fn run(constraint: &Constraint, options: &Options) -> Result<Selection, Error> {
    let objective = Modular::new(vec![4.0, 3.0, 2.0, 1.0]).unwrap();
    maximize(&objective, constraint, options, &Workers::single(), &Control::new())
}

/// The message for a constraint on four elements.
fn refused(constraint: &Constraint) -> String {
    run(constraint, &Options::default()).unwrap_err().to_string()
}

fn selected(constraint: &Constraint) -> Vec<u32> {
    run(constraint, &Options::default()).unwrap().elements
}

#[test]
fn knapsacks() {
    let costs = |costs: &[f64], budget| Knapsack::new("knapsack", costs.to_vec(), budget);
    assert_eq!(
        refusal(costs(&[1.0, f64::NAN], 1.0)),
        "Expected finite numbers for knapsack.costs but received NaN at index 1"
    );
    assert_eq!(
        refusal(costs(&[1.0, 0.0, -2.0], 1.0)),
        "Expected costs that are not negative for knapsack.costs but received -2 at index 2"
    );
    for budget in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(
            refusal(costs(&[1.0], budget)),
            format!(
                "Expected a finite number that is not negative for knapsack.budget but received {budget}"
            )
        );
    }
    assert_eq!(
        refused(&one(costs(&[1.0; 3], 1.0).unwrap())),
        "Expected 4 costs, one per element, for knapsack.costs but received 3"
    );
    let dear = Knapsack::new("knapsack[1]", vec![1.0, 2.0, 3.0, 4.0], 1.5).unwrap();
    let dear = Constraint { exclude: vec![0], ..one(dear) };
    assert_eq!(
        refused(&dear),
        "Expected at least 2, the cost of the cheapest element, for knapsack[1].budget \
         but received 1.5"
    );
}

#[test]
fn what_costs_nothing_always_fits_and_rounding_keeps_nothing_out() {
    let costs =
        |costs: [f64; 4], budget| one(Knapsack::new("knapsack", costs.to_vec(), budget).unwrap());
    assert_eq!(selected(&costs([1.0, 0.0, 0.0, 2.0], 0.0)), [1, 2]);
    assert_eq!(selected(&costs([0.0; 4], 0.0)), [0, 1, 2, 3]);
    assert_eq!(selected(&costs([0.1; 4], 0.3)), [0, 1, 2]);
    // Numbers whose quotients overflow.
    let tiny = costs([1e-320, 1e-320, 1e-320, 1.0], 2e-320);
    let selection = run(&tiny, &Options::default()).unwrap();
    assert_eq!(selection.elements, [0, 1]);
    assert!(selection.certificate.unwrap().upper_bound >= 7.0);
}

#[test]
fn partitions() {
    let partition = |groups: &[u32], limits: &[u32]| {
        Partition::new("partition", groups.to_vec(), limits.to_vec())
    };
    assert_eq!(
        refusal(partition(&[0, 2, 1], &[1, 1])),
        "Expected groups from 0 to 1, since bounds are given for 2, for partition.groups \
         but received 2 for element 1"
    );
    assert_eq!(
        refusal(partition(&[0], &[])),
        "Expected no groups, since bounds are given for none, for partition.groups \
         but received 0 for element 0"
    );
    assert_eq!(
        refused(&one(partition(&[0, 1], &[1, 1]).unwrap())),
        "Expected 4 groups, one per element, for partition.groups but received 2"
    );
    assert_eq!(
        refused(&one(partition(&[0, 1, 0, 1], &[0, 0]).unwrap())),
        "Expected a constraint that permits at least one element for partition \
         but received one that permits none"
    );
    // Groups may be closed or empty.
    assert_eq!(selected(&one(partition(&[0, 1, 0, 3], &[0, 1, 5, 1]).unwrap())), [1, 3]);
}

#[test]
fn laminar_families() {
    let laminar = |groups: &[&[u32]], limits: &[u32]| {
        let groups = groups.iter().map(|group| group.to_vec()).collect();
        Laminar::new("laminar", groups, limits.to_vec())
    };
    assert_eq!(
        refusal(laminar(&[&[0, 1]], &[1, 2])),
        "Expected 1 limits, one per group, for laminar.limits but received 2"
    );
    assert_eq!(
        refusal(laminar(&[&[3], &[0, 1], &[1, 2]], &[1, 1, 1])),
        "Expected groups of which any two are disjoint or one within the other for laminar.groups \
         but received groups 1 and 2, which overlap"
    );
    assert_eq!(
        refusal(laminar(&[&[0, 1, 0]], &[1])),
        "Expected distinct elements for laminar.groups[0] but received 0 twice"
    );
    assert_eq!(
        refused(&one(laminar(&[&[], &[4]], &[0, 1]).unwrap())),
        "Expected elements from 0 to 3 for laminar.groups[1] but received 4"
    );
    // The same group twice, an empty one, elements in none, limits that do not matter.
    let nested = laminar(&[&[0, 1], &[], &[1, 0], &[0, 1, 2]], &[1, 0, 2, 9]).unwrap();
    assert_eq!(selected(&one(nested)), [0, 2, 3]);
    let none = laminar(&[&[0, 1, 2, 3]], &[0]).unwrap();
    assert!(refused(&one(none)).contains("for laminar but received one that permits none"));
}

#[test]
fn graphs() {
    let graph = |edges: &[[u32; 2]], vertices| Graphic::new("graphic", edges.to_vec(), vertices);
    assert_eq!(
        refusal(graph(&[[0, 1], [1, 3]], 3)),
        "Expected edges between the vertices 0 to 2 for graphic.edges \
         but received 1 to 3 as element 1"
    );
    assert_eq!(
        refused(&one(graph(&[[0, 1]], 2).unwrap())),
        "Expected 4 edges, one per element, for graphic.edges but received 1"
    );
    // A loop is never selected, nor an edge beside its double.
    assert_eq!(selected(&one(graph(&[[1, 1], [0, 1], [1, 0], [1, 2]], 3).unwrap())), [1, 3]);
    let loops = graph(&[[0, 0]; 4], 1).unwrap();
    assert!(refused(&one(loops)).contains("for graphic but received one that permits none"));
}

#[test]
fn fairness() {
    let fair = |groups: &[u32], lower: &[u32], upper: &[u32], cardinality| {
        Fairness::new("fairness", groups.to_vec(), lower.to_vec(), upper.to_vec(), cardinality)
    };
    let of = |fairness: Fairness, cardinality| Constraint {
        cardinality: Some(Cardinality::new(cardinality)),
        ..one(fairness)
    };
    assert_eq!(
        refusal(fair(&[0, 1], &[1, 0], &[1], 2)),
        "Expected 2 bounds, one per lower bound, for fairness.upper but received 1"
    );
    assert_eq!(
        refusal(fair(&[0, 1], &[1, 2], &[1, 1], 2)),
        "Expected at least 2, the lower bound of group 1, for fairness.upper[1] but received 1"
    );
    assert_eq!(
        refusal(fair(&[0, 1], &[1, 2], &[1, 2], 2)),
        "Expected at least 3, the sum of fairness.lower, for cardinality but received 2"
    );
    assert_eq!(
        refusal(fair(&[0, 2], &[1, 1], &[1, 1], 2)),
        "Expected groups from 0 to 1, since bounds are given for 2, for fairness.groups \
         but received 2 for element 1"
    );
    // What is there from the start counts in its group, not against the cardinality.
    let options = Options { initial: vec![0], ..Options::default() };
    let beside_first = |lower: &[u32], upper: &[u32], cardinality| {
        let constraint = of(fair(&[0, 0, 1, 1], lower, upper, cardinality).unwrap(), cardinality);
        run(&constraint, &options).map(|selection| selection.elements).map_err(|e| e.to_string())
    };
    assert_eq!(beside_first(&[0, 0], &[2, 1], 1), Ok(vec![1]));
    assert_eq!(beside_first(&[1, 1], &[2, 1], 2), Ok(vec![1, 2]));
    assert_eq!(beside_first(&[0, 0], &[1, 2], 2), Ok(vec![2, 3]));
    assert_eq!(beside_first(&[1, 1], &[2, 2], 3), Ok(vec![1, 2, 3]));
    assert_eq!(
        beside_first(&[0, 1], &[0, 1], 1),
        Err(
            "Expected elements that fairness permits together for initial but received element 0, \
             which it does not after those before"
                .into()
        )
    );
    let groups = [0, 0, 1, 1];
    let two_of_each = || fair(&groups, &[2, 2], &[2, 2], 4).unwrap();
    let short = Constraint { exclude: vec![3], ..of(two_of_each(), 4) };
    assert_eq!(
        refused(&short),
        "Expected at most 1, as many elements of group 1 may be selected, for fairness.lower[1] \
         but received 2"
    );
    let empty = fair(&groups, &[0, 0, 1], &[1, 1, 1], 3).unwrap();
    assert!(refused(&of(empty, 3)).contains("at most 0, as many elements of group 2"));
    let beside = Partition::new("partition", vec![0; 4], vec![2]).unwrap();
    let mut together = of(two_of_each(), 4);
    together.systems.push(Box::new(beside));
    assert_eq!(
        refused(&together),
        "Expected no constraint beside it but cardinality, include, exclude and candidates, since \
         no algorithm is known that meets the lower bounds together with another one, for fairness \
         but received one with partition"
    );
    let positive = Options { stopping: Some(Stopping::Positive), ..Options::default() };
    assert_eq!(
        run(&of(two_of_each(), 4), &positive).unwrap_err().to_string(),
        "Expected 'full', since the constraint has lower bounds to be met, for stopping \
         but received 'positive'"
    );
    let crowded =
        Constraint { include: vec![0, 1], ..of(fair(&groups, &[0; 2], &[1; 2], 2).unwrap(), 2) };
    assert_eq!(
        refused(&crowded),
        "Expected elements that fairness permits together for include \
         but received element 1, which it does not after those before"
    );
    // An empty group without a lower bound does no harm.
    assert_eq!(selected(&of(fair(&groups, &[0, 1, 0], &[2, 2, 2], 2).unwrap(), 2)), [0, 2]);
}

#[test]
fn minimum_distances() {
    let (workers, control) = (Workers::single(), Control::new());
    let given = |distance, entries: &[f64], shape| {
        let name = "minimumDistance";
        let entries = Matrix::from(entries.to_vec());
        MinimumDistance::from_distances(name, distance, entries, shape, &workers, &control)
    };
    let places = |features: &[f64], columns| {
        let features = Matrix::from(features.to_vec());
        let shape = [features.len() / columns, columns];
        let (name, metric) = ("minimumDistance", Distance::Euclidean);
        MinimumDistance::from_features(name, 1.0, features, shape, metric, &workers, &control)
    };
    for distance in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(
            given(distance, &[0.0], [1, 1]).unwrap_err().to_string(),
            format!(
                "Expected a finite number that is not negative for minimumDistance.distance \
                 but received {distance}"
            )
        );
    }
    let asymmetric = given(1.0, &[0.0, 1.0, 2.0, 0.0], [2, 2]).unwrap_err().to_string();
    assert!(asymmetric.contains("symmetric"), "{asymmetric}");
    assert!(asymmetric.contains("for minimumDistance.distances"), "{asymmetric}");
    assert!(
        given(1.0, &[0.0, -1.0, -1.0, 0.0], [2, 2])
            .unwrap_err()
            .to_string()
            .contains("for minimumDistance.distances but received -1 between elements 0 and 1")
    );
    assert_eq!(
        places(&[0.0, f64::NAN], 1).unwrap_err().to_string(),
        "Expected finite numbers for minimumDistance.features but received NaN at index 1"
    );
    assert_eq!(
        refused(&one(places(&[0.0; 3], 1).unwrap())),
        "Expected 4 rows, one per element, for minimumDistance.features but received 3"
    );
    assert_eq!(
        refused(&one(given(1.0, &[0.0], [1, 1]).unwrap())),
        "Expected 4 rows, one per element, for minimumDistance.distances but received 1"
    );
    // Exactly as far is far enough; at one place all elements but one keep each other out.
    assert_eq!(selected(&one(places(&[0.0, 0.5, 1.0, 1.5], 1).unwrap())), [0, 2]);
    assert_eq!(selected(&one(places(&[7.0; 4], 1).unwrap())), [0]);
}

#[test]
fn parts_that_do_not_combine_are_refused() {
    let knapsack = || Knapsack::new("knapsack", vec![1.0; 4], 2.0).unwrap();
    let covering = Constraint { cover: Some(5.0), ..one(knapsack()) };
    assert_eq!(
        refused(&covering),
        "Expected no constraint beside it but include, exclude and candidates, since the smallest \
         set is sought, for cover but received one with knapsack"
    );
    let unreachable = Constraint { cover: Some(9.5), exclude: vec![3], ..Constraint::default() };
    assert_eq!(
        refused(&unreachable),
        "Expected at most 9, the value of all elements that may be selected, for cover \
         but received 9.5"
    );
    let by = |optimizer: &str, constraint: &Constraint| {
        let optimizer = Some(optimizers::by_name(optimizer).unwrap());
        run(constraint, &Options { optimizer, ..Options::default() }).unwrap_err().to_string()
    };
    let cardinality = Constraint::from(Cardinality::new(2));
    for optimizer in ["cost-benefit-greedy", "partial-enumeration", "density-threshold", "fantom"] {
        assert_eq!(
            by(optimizer, &cardinality),
            format!(
                "Expected an optimizer that serves constraints without a knapsack, such as \
                 'greedy', for optimizer but received '{optimizer}'"
            )
        );
    }
    assert_eq!(
        by("matroid-greedy", &one(knapsack())),
        "Expected an optimizer that serves knapsacks, such as 'cost-benefit-greedy', for optimizer \
         but received 'matroid-greedy'"
    );
    let cover = Constraint { cover: Some(5.0), ..Constraint::default() };
    assert_eq!(
        by("matroid-greedy", &cover),
        "Expected an optimizer that serves a cover, such as 'greedy', for optimizer \
         but received 'matroid-greedy'"
    );
}

#[test]
fn large_numbers_take_neither_time_nor_memory() {
    // Quadratic work, or an array for every number there could be, would take minutes or all memory.
    let laminar = Laminar::new("laminar", vec![vec![u32::MAX, 7]], vec![1]).unwrap();
    assert_eq!(
        refused(&one(laminar)),
        "Expected elements from 0 to 3 for laminar.groups[0] but received 4294967295"
    );
    let edges = vec![[0, u32::MAX], [u32::MAX, 9], [9, 0], [1, 1]];
    let graphic = Graphic::new("graphic", edges, 1 << 32).unwrap();
    assert_eq!(selected(&one(graphic)), [0, 1]);

    let size = 400_000;
    let groups: Vec<Vec<u32>> = (0..size / 2).map(|group| vec![2 * group, 2 * group + 1]).collect();
    let limits = vec![1; groups.len()];
    let laminar = Laminar::new("laminar", groups, limits).unwrap();
    let constraint = Constraint {
        cardinality: Some(Cardinality::new(size as usize)),
        include: (0..size / 4).map(|element| 4 * element).collect(),
        exclude: (0..size / 4).map(|element| 4 * element + 1).collect(),
        ..one(laminar)
    };
    let objective =
        Modular::new((0..size).map(|element| f64::from(element % 2)).collect()).unwrap();
    let options = Options {
        initial: (0..size / 4).map(|element| 4 * element + 2).collect(),
        optimizer: Some(optimizers::by_name("lazy-greedy").unwrap()),
        ..Options::default()
    };
    let selection =
        maximize(&objective, &constraint, &options, &Workers::single(), &Control::new()).unwrap();
    assert_eq!(selection.elements, constraint.include);
}

#[test]
fn distances_of_rows_whose_squares_vanish_or_overflow_are_those_of_the_rows() {
    let (workers, control) = (Workers::single(), Control::new());
    for scale in [1e-200, 1e-100, 1.0, 1e100, 1e200] {
        let rows: Vec<f64> = [[1.0, 0.0], [2.0, 0.0], [0.0, 1.0], [-3.0, 0.0]].concat();
        let rows: Vec<f64> = rows.into_iter().map(|value| value * scale).collect();
        for (metric, distance, expected) in [
            (Distance::Cosine, 0.5, &[0, 2, 3][..]),
            (Distance::Angular, 0.6, &[0, 3]),
            (Distance::Euclidean, 1.4 * scale, &[0, 2, 3]),
            (Distance::Euclidean, 3.2 * scale, &[0, 3]),
        ] {
            let apart = MinimumDistance::from_features(
                "minimumDistance",
                distance,
                rows.clone().into(),
                [4, 2],
                metric,
                &workers,
                &control,
            );
            let constraint = one(apart.unwrap());
            assert_eq!(selected(&constraint), expected, "{metric:?} {distance:e}");
        }
    }
}

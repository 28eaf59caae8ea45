//! Arguments that cannot be used, functions that an optimizer does not serve, and cancellation.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::atomic::{AtomicUsize, Ordering};

use gainful_kernels::{Cancelled, Control, Workers};
use gainful_submodular::{
    Cardinality, Constraint, Error, FacilityLocation, Matrix, Metric, Objective, Options,
    Properties, Property, State, maximize, optimizers,
};

/// The sum of the distances |i - j| within a set: supermodular. Its state can stop the run.
struct Dispersion<'a> {
    size: usize,
    control: &'a Control,
    /// Gains are computed this many times before the run is cancelled.
    patience: usize,
    submodular: bool,
    calls: AtomicUsize,
}

impl<'a> Dispersion<'a> {
    fn new(size: usize, control: &'a Control) -> Self {
        let (patience, calls) = (usize::MAX, AtomicUsize::new(0));
        Self { size, control, patience, submodular: false, calls }
    }
}

impl Objective for Dispersion<'_> {
    fn size(&self) -> usize {
        self.size
    }

    fn properties(&self) -> Properties {
        Properties::normalized(
            Property::known(self.submodular, "as the test says"),
            Property::holds("distances are not negative"),
        )
    }

    fn bytes(&self) -> usize {
        0
    }

    fn begin(&self) -> Box<dyn State + '_> {
        Box::new(Spread { function: self, members: Vec::new(), value: 0.0 })
    }
}

#[derive(Clone)]
struct Spread<'a> {
    function: &'a Dispersion<'a>,
    members: Vec<u32>,
    value: f64,
}

impl Spread<'_> {
    fn gain(&self, element: u32) -> f64 {
        self.members.iter().map(|&member| f64::from(member.abs_diff(element))).sum()
    }
}

impl State for Spread<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        _: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        if self.function.calls.fetch_add(1, Ordering::Relaxed) == self.function.patience {
            self.function.control.cancel();
        }
        for (gain, &candidate) in gains.iter_mut().zip(candidates) {
            *gain = self.gain(candidate);
        }
        control.check()
    }

    fn insert(&mut self, element: u32, _: &Workers) {
        self.value += self.gain(element);
        self.members.push(element);
    }

    fn value(&self) -> f64 {
        self.value
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(self.clone())
    }
}

/// Two candidates that represent two points fully.
fn ones() -> FacilityLocation {
    let (workers, control) = (Workers::single(), Control::new());
    FacilityLocation::from_similarity(vec![1.0f32; 4].into(), 2, 2, &workers, &control).unwrap()
}

fn run(
    objective: &dyn Objective,
    optimizer: Option<&str>,
    cardinality: usize,
    control: &Control,
) -> Result<gainful_submodular::Selection, Error> {
    let optimizer = optimizer.map(|name| optimizers::by_name(name).unwrap());
    let constraint = Constraint::from(Cardinality::new(cardinality));
    let options = Options { optimizer, ..Options::default() };
    maximize(objective, &constraint, &options, &Workers::single(), control)
}

#[test]
fn functions_that_are_not_submodular_are_served_by_greedy_alone() {
    let control = Control::new();
    let dispersion = Dispersion::new(5, &control);
    for optimizer in [None, Some("greedy")] {
        let selection = run(&dispersion, optimizer, 3, &control).unwrap();
        assert_eq!(selection.optimizer, "greedy");
        assert_eq!(selection.elements, [0, 4, 1]);
        assert_eq!(selection.gains, [0.0, 4.0, 4.0]);
        assert_eq!((selection.value, selection.evaluations), (8.0, 5 + 4 + 3));
        assert_eq!(selection.certificate, None);
    }
    let error = run(&dispersion, Some("lazy-greedy"), 3, &control).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Expected an optimizer that serves functions not known to be submodular, such as 'greedy', \
         for optimizer but received 'lazy-greedy'"
    );
}

#[test]
fn a_cancelled_run_stops_at_once() {
    for (optimizer, submodular) in [("greedy", false), ("lazy-greedy", true)] {
        let control = Control::new();
        let mut dispersion = Dispersion::new(50, &control);
        (dispersion.patience, dispersion.submodular) = (7, submodular);
        assert_eq!(run(&dispersion, Some(optimizer), 40, &control), Err(Error::from(Cancelled)));
        assert_eq!(dispersion.calls.into_inner(), 8);
    }
    let control = Control::new();
    control.cancel();
    let objective = ones();
    assert_eq!(run(&objective, None, 1, &control), Err(Error::from(Cancelled)));
    let similarity = Matrix::from(vec![1.0f32; 4]);
    let result = FacilityLocation::from_similarity(similarity, 2, 2, &Workers::single(), &control);
    assert_eq!(result.unwrap_err(), Error::from(Cancelled));
    let features = Matrix::from(vec![1.0f64; 4]);
    for metric in [Metric::Cosine, Metric::Dot, Metric::Euclidean, Metric::Rbf { gamma: None }] {
        let workers = Workers::single();
        let result = FacilityLocation::from_features(&features, 2, 2, metric, &workers, &control);
        assert_eq!(result.unwrap_err(), Error::from(Cancelled));
    }
}

#[test]
fn a_function_is_made_no_longer_than_wanted() {
    let (rows, workers) = (600, Workers::single());
    let similarity = Matrix::from(vec![0.5f32; rows * rows]);
    let features = Matrix::from(vec![0.5f32; rows * 2]);
    let metric = |metric| {
        let (features, workers) = (&features, &workers);
        move |control: &Control| {
            FacilityLocation::from_features(features, rows, 2, metric, workers, control)
        }
    };
    let given = |control: &Control| {
        FacilityLocation::from_similarity(similarity.clone(), rows, rows, &workers, control)
    };
    type Make<'a> = &'a dyn Fn(&Control) -> Result<FacilityLocation, Error>;
    // Similarities are looked through in three blocks, metrics go row by row.
    let made: [(Make<'_>, u64); 5] = [
        (&given, 3),
        (&metric(Metric::Cosine), 2 * rows as u64),
        (&metric(Metric::Dot), 3),
        (&metric(Metric::Euclidean), 2 * rows as u64),
        (&metric(Metric::Rbf { gamma: None }), rows as u64),
    ];
    for (make, least) in made {
        let control = Control::cancelled_at(u64::MAX);
        assert!(make(&control).is_ok());
        assert!(control.looks() >= least, "{} looks, expected {least}", control.looks());
        for look in (1..=control.looks()).step_by(37) {
            let result = make(&Control::cancelled_at(look));
            assert_eq!(result.unwrap_err(), Error::from(Cancelled), "cancelled at look {look}");
        }
    }
}

/// A state whose gains are infinite.
struct Endless;

impl Objective for Endless {
    fn size(&self) -> usize {
        3
    }

    fn properties(&self) -> Properties {
        Properties::normalized(Property::holds("it never ends"), Property::holds("it never ends"))
    }

    fn bytes(&self) -> usize {
        0
    }

    fn begin(&self) -> Box<dyn State + '_> {
        Box::new(Self)
    }
}

impl State for Endless {
    fn gains(
        &self,
        _: &[u32],
        gains: &mut [f64],
        _: &Workers,
        _: &Control,
    ) -> Result<(), Cancelled> {
        gains.fill(f64::INFINITY);
        Ok(())
    }

    fn insert(&mut self, _: u32, _: &Workers) {}

    fn value(&self) -> f64 {
        0.0
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(Self)
    }
}

#[test]
fn gains_are_finite() {
    assert_eq!(
        run(&Endless, None, 1, &Control::new()).unwrap_err().to_string(),
        "Expected finite gains for objective but received one that is not for element 0"
    );
}

#[test]
fn similarities_whose_sums_overflow_are_refused() {
    assert_eq!(
        similarity_error(vec![0.0, f32::MAX], 1, 2),
        "Expected numbers from -1e36 to 1e36 for similarity but received 3.4028234663852886e38 at index 1"
    );
    assert_eq!(
        similarity_error(vec![-1e289, 0.0], 1, 2),
        "Expected numbers from -1e288 to 1e288 for similarity but received -1e289 at index 0"
    );
}

#[test]
fn the_largest_similarities_have_finite_sums() {
    let (size, control) = (2_000, Control::new());
    for similarity in [vec![1e36f32; size].into(), vec![1e288f64; size].into()] {
        let workers = Workers::single();
        let objective =
            FacilityLocation::from_similarity(similarity, 2, size / 2, &workers, &control);
        let selection = run(&objective.unwrap(), None, 2, &control).unwrap();
        assert!(
            selection.value.is_finite() && selection.certificate.unwrap().upper_bound.is_finite()
        );
    }
}

#[test]
fn cardinality_is_in_range() {
    let objective = ones();
    for cardinality in [0, 3, usize::MAX] {
        let error = run(&objective, None, cardinality, &Control::new()).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "Expected an integer from 1 to 2, the number of candidates, for cardinality \
                 but received {cardinality}"
            )
        );
    }
}

fn similarity_error(matrix: impl Into<Matrix>, rows: usize, columns: usize) -> String {
    let (workers, control) = (Workers::single(), Control::new());
    FacilityLocation::from_similarity(matrix.into(), rows, columns, &workers, &control)
        .unwrap_err()
        .to_string()
}

#[test]
fn matrices_have_the_right_form() {
    let none: Vec<f32> = Vec::new();
    assert_eq!(
        similarity_error(none.clone(), 0, 3),
        "Expected a matrix that is not empty for similarity but received 0 rows and 3 columns"
    );
    assert_eq!(
        similarity_error(none, 3, 0),
        "Expected a matrix that is not empty for similarity but received 3 rows and 0 columns"
    );
    assert_eq!(
        similarity_error(vec![0.0; 5], 2, 3),
        "Expected 2 times 3 numbers for similarity but received 5"
    );
    assert_eq!(
        similarity_error(vec![0.0; 4], 2, 1 << 63),
        "Expected 2 times 9223372036854775808 numbers for similarity but received 4"
    );
    assert_eq!(
        similarity_error(vec![0.0; 4], 1 << 32, 1),
        "Expected a matrix of at most 4294967295 rows for similarity but received 4294967296 rows"
    );
    assert_eq!(
        similarity_error(vec![0.0, f64::NAN], 1, 2),
        "Expected finite numbers for similarity but received NaN at index 1"
    );
    assert_eq!(
        similarity_error(vec![f32::INFINITY, 0.0], 1, 2),
        "Expected finite numbers for similarity but received Infinity at index 0"
    );
}

#[test]
fn features_have_the_right_form() {
    let error = |features: Vec<f64>, metric| {
        let (workers, control) = (Workers::single(), Control::new());
        FacilityLocation::from_features(&features.into(), 2, 2, metric, &workers, &control)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        error(vec![0.0, 1.0, f64::NEG_INFINITY, 1.0], Metric::Cosine),
        "Expected finite numbers for features but received -Infinity at index 2"
    );
    assert_eq!(
        error(vec![0.0; 3], Metric::Dot),
        "Expected 2 times 2 numbers for features but received 3"
    );
    for metric in [Metric::Dot, Metric::Euclidean] {
        assert_eq!(
            error(vec![1e200, 0.0, 0.0, 1.0], metric),
            "Expected numbers small enough for finite similarities for features \
             but received numbers that overflow"
        );
    }
    for gamma in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(
            error(vec![0.0; 4], Metric::Rbf { gamma: Some(gamma) }),
            format!("Expected a positive number for gamma but received {gamma}")
        );
    }
}

//! Random instances of facility location, and their optima by enumeration.

use gainful_kernels::{Control, Random, Workers};
use gainful_submodular::{
    Cardinality, Constraint, FacilityLocation, Matrix, Objective, Options, Selection, maximize,
    optimizers,
};

/// How the similarities of an instance are drawn.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Uniform in [-1, 1).
    Signed,
    /// Integers from -1 to 3: sums are exact and ties frequent.
    Integer,
    /// Uniform in [0, 1), each row twice or more.
    Repeated,
    /// Symmetric, uniform in [0, 1), the diagonal 1: pairs that improve only each other are equal
    /// as real numbers and not as sums.
    Symmetric,
}

/// All kinds of similarities.
pub const KINDS: [Kind; 4] = [Kind::Signed, Kind::Integer, Kind::Repeated, Kind::Symmetric];

/// An instance of `rows` candidates; symmetric ones have as many columns.
pub fn similarity(
    kind: Kind,
    rows: usize,
    columns: usize,
    random: &mut Random,
) -> (Vec<f64>, usize) {
    let columns = if matches!(kind, Kind::Symmetric) { rows } else { columns };
    let mut matrix: Vec<f64> = (0..rows * columns)
        .map(|_| match kind {
            Kind::Signed => 2.0 * random.unit() - 1.0,
            Kind::Integer => random.below(5) as f64 - 1.0,
            Kind::Repeated | Kind::Symmetric => random.unit(),
        })
        .collect();
    for row in 0..rows {
        match kind {
            Kind::Repeated => {
                let original = row % rows.div_ceil(2);
                matrix.copy_within(original * columns..(original + 1) * columns, row * columns);
            }
            Kind::Symmetric => {
                matrix[row * columns + row] = 1.0;
                for column in 0..row {
                    matrix[row * columns + column] = matrix[column * columns + row];
                }
            }
            Kind::Signed | Kind::Integer => {}
        }
    }
    (matrix, columns)
}

/// The function of these similarities, rounded to single precision on request.
pub fn facility_location(
    similarity: &[f64],
    rows: usize,
    columns: usize,
    single: bool,
) -> FacilityLocation {
    let similarity: Matrix = if single {
        similarity.iter().map(|&entry| entry as f32).collect::<Vec<_>>().into()
    } else {
        similarity.to_vec().into()
    };
    let (workers, control) = (Workers::single(), Control::new());
    FacilityLocation::from_similarity(similarity, rows, columns, &workers, &control).unwrap()
}

/// The selection of `optimizer` by these workers.
pub fn select(
    objective: &dyn Objective,
    optimizer: &str,
    cardinality: usize,
    workers: &Workers,
) -> Selection {
    let options =
        Options { optimizer: Some(optimizers::by_name(optimizer).unwrap()), ..Options::default() };
    let constraint = Constraint::from(Cardinality::new(cardinality));
    maximize(objective, &constraint, &options, workers, &Control::new()).unwrap()
}

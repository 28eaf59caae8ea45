//! Feature-based functions, saturated coverage and set covers of one kind of data, and their formulas.

use gainful_kernels::{Control, Random, Workers};
use gainful_submodular::{
    Cardinality, Concave, Constraint, Error, FeatureBased, Matrix, Objective, Options,
    ProbabilisticSetCover, Rows, SaturatedCoverage, Selection, SetCover, SparseMatrix,
    SparsePattern, Stopping, maximize, optimizers,
};

/// A function of a matrix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// With this concave function.
    FeatureBased(Concave),
    /// With this share.
    SaturatedCoverage(f64),
    /// Of the probabilities in the matrix.
    ProbabilisticSetCover,
    /// Of the columns in which a row is not 0.
    SetCover,
}

/// A row for each element, and perhaps a weight for each column.
#[derive(Clone, Debug)]
pub struct Data {
    /// The entries, row by row.
    pub entries: Vec<f64>,
    /// The number of rows.
    pub rows: usize,
    /// The number of columns.
    pub columns: usize,
    /// The weights of columns.
    pub weights: Option<Vec<f64>>,
}

impl Data {
    /// Of these rows.
    pub fn new(rows: &[Vec<f64>], weights: Option<Vec<f64>>) -> Self {
        Self { entries: rows.concat(), rows: rows.len(), columns: rows[0].len(), weights }
    }

    fn weight(&self, column: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[column])
    }

    fn stored(&self, entries: Vec<f64>, single: bool) -> Matrix {
        if single {
            entries.iter().map(|&entry| entry as f32).collect::<Vec<_>>().into()
        } else {
            entries.into()
        }
    }

    /// Where the matrix is not 0.
    fn pattern(&self) -> Result<SparsePattern, Error> {
        let (mut offsets, mut indices) = (vec![0], Vec::new());
        for row in self.entries.chunks(self.columns) {
            indices.extend((0..self.columns as u32).filter(|&column| row[column as usize] != 0.0));
            offsets.push(indices.len() as u32);
        }
        let (workers, control) = (Workers::single(), Control::new());
        SparsePattern::new("sets", offsets, indices, self.columns, &workers, &control)
    }

    fn matrix(&self, dense: bool, single: bool) -> Result<Rows, Error> {
        if dense {
            let entries = self.stored(self.entries.clone(), single);
            return Ok(Rows::Dense { entries, rows: self.rows, columns: self.columns });
        }
        let values = self.entries.iter().copied().filter(|&entry| entry != 0.0).collect();
        let (workers, control) = (Workers::single(), Control::new());
        let values = self.stored(values, single);
        let pattern = self.pattern()?;
        Ok(SparseMatrix::new("features", pattern, values, &workers, &control)?.into())
    }
}

impl Kind {
    /// The function of these data, dense or sparse, in single or double precision; none if it is not
    /// made so.
    pub fn make(self, data: &Data, dense: bool, single: bool) -> Option<Box<dyn Objective>> {
        let (workers, control) = (Workers::single(), Control::new());
        self.make_by(data, dense, single, &workers, &control).unwrap()
    }

    /// As [`Self::make`], by these workers.
    pub fn make_by(
        self,
        data: &Data,
        dense: bool,
        single: bool,
        workers: &Workers,
        control: &Control,
    ) -> Result<Option<Box<dyn Objective>>, Error> {
        let weights = data.weights.clone();
        Ok(Some(match self {
            Self::FeatureBased(concave) => {
                let features = data.matrix(dense, single)?;
                Box::new(FeatureBased::new(features, concave, weights, workers, control)?)
            }
            Self::ProbabilisticSetCover => {
                let probabilities = data.matrix(dense, single)?;
                Box::new(ProbabilisticSetCover::new(probabilities, weights, workers, control)?)
            }
            Self::SaturatedCoverage(alpha) if dense => {
                let similarity = data.stored(data.entries.clone(), single);
                let (rows, columns) = (data.rows, data.columns);
                Box::new(SaturatedCoverage::from_similarity(
                    similarity, rows, columns, alpha, workers, control,
                )?)
            }
            Self::SetCover if !dense && !single => {
                Box::new(SetCover::new(data.pattern()?, weights, workers, control)?)
            }
            Self::SaturatedCoverage(_) | Self::SetCover => return Ok(None),
        }))
    }

    /// f(S), by the formula in the documentation.
    pub fn formula(self, data: &Data, set: &[u32]) -> f64 {
        let entry = |row: u32, column: usize| data.entries[row as usize * data.columns + column];
        let total = |rows: &mut dyn Iterator<Item = u32>, column: usize| -> f64 {
            rows.map(|row| entry(row, column)).sum()
        };
        let inside = |column: usize| total(&mut set.iter().copied(), column);
        let worth = |column: usize| match self {
            Self::FeatureBased(concave) => {
                let sum = inside(column);
                match concave {
                    Concave::SquareRoot => sum.sqrt(),
                    Concave::Log1p => (1.0 + sum).ln(),
                    Concave::Ratio => sum / (1.0 + sum),
                    Concave::Power { exponent } => sum.powf(exponent),
                    Concave::Cap { cap } => sum.min(cap),
                }
            }
            Self::SaturatedCoverage(alpha) => {
                inside(column).min(alpha * total(&mut (0..data.rows as u32), column))
            }
            Self::ProbabilisticSetCover => {
                1.0 - set.iter().map(|&row| 1.0 - entry(row, column)).product::<f64>()
            }
            Self::SetCover => f64::from(inside(column) > 0.0),
        };
        (0..data.columns).map(|column| data.weight(column) * worth(column)).sum()
    }

    /// Random data: zeros among numbers that are in range, rows that repeat, weights or none.
    pub fn draw(self, rows: usize, columns: usize, weighted: bool, random: &mut Random) -> Data {
        let scale = match self {
            Self::FeatureBased(_) => 10f64.powf(4.0 * random.unit() - 2.0),
            _ => 1.0,
        };
        let share = random.unit();
        let mut entries: Vec<f64> = (0..rows * columns)
            .map(|_| if random.unit() < share { scale * random.unit() } else { 0.0 })
            .collect();
        if random.below(4) == 0 {
            let half = rows.div_ceil(2) * columns;
            let length = entries.len();
            entries.copy_within(..length - half, half);
        }
        let weights = weighted.then(|| {
            (0..columns).map(|_| if random.below(8) == 0 { 0.0 } else { 3.0 * random.unit() })
        });
        Data { entries, rows, columns, weights: weights.map(Iterator::collect) }
    }
}

/// The selection of `optimizer` on one thread.
pub fn select(objective: &dyn Objective, optimizer: &str, cardinality: usize) -> Selection {
    select_by(objective, optimizer, cardinality, &Workers::single())
}

/// The selection of `optimizer` by these workers.
pub fn select_by(
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

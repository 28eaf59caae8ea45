//! Distances of all pairs of elements: given, or computed from features.

use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};

use gainful_kernels::{
    ArgumentError, Cancelled, Control, Element, Workers, inner_product, pairwise_squared_distances,
    zeros,
};

use super::matrix::{Matrix, Narrow, check_entries};
use super::metric::{Metric, check_overflow, entrywise};
use super::symmetric::SymmetricMatrix;
use crate::error::Error;

/// How far apart two rows x and y of features are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// |x - y|.
    Euclidean,
    /// |x - y|²; no metric: it does not fulfil the triangle inequality.
    SquaredEuclidean,
    /// 1 - x·y / (|x| |y|); 1 where a row is zero. No metric either.
    Cosine,
    /// The angle between x and y, as a part of the straight one: arccos(x·y / (|x| |y|)) / π, from 0
    /// to 1; 1/2 where a row is zero. The metric that orders pairs as the cosine does; angles below
    /// 1e-3 (f32) or 1e-7 (f64) are not told apart well.
    Angular,
}

impl Distance {
    /// The names that [`Self::by_name`] takes.
    pub const NAMES: [&'static str; 4] = ["euclidean", "squared-euclidean", "cosine", "angular"];

    /// The distance called `name`.
    ///
    /// # Errors
    ///
    /// About `metric` if there is none of this name.
    pub fn by_name(name: &str) -> Result<Self, ArgumentError> {
        match name {
            "euclidean" => Ok(Self::Euclidean),
            "squared-euclidean" => Ok(Self::SquaredEuclidean),
            "cosine" => Ok(Self::Cosine),
            "angular" => Ok(Self::Angular),
            _ => Err(ArgumentError::unknown("metric", &Self::NAMES, name)),
        }
    }

    /// The distance of two rows, in double precision. Differences are squared one by one: close rows
    /// are told apart well, however far they are from zero.
    pub(crate) fn of_pair<T: Element>(self, x: &[T], y: &[T]) -> f64 {
        let differences = || x.iter().zip(y).map(|(&x, &y)| Into::<f64>::into(x) - y.into());
        match self {
            Self::Euclidean => length(differences),
            Self::SquaredEuclidean => differences().map(|difference| difference * difference).sum(),
            Self::Cosine => 1.0 - cosine(x, y),
            Self::Angular => cosine(x, y).acos() / std::f64::consts::PI,
        }
    }

    /// Whether it fulfils the triangle inequality.
    fn is_metric(self) -> bool {
        matches!(self, Self::Euclidean | Self::Angular)
    }

    fn between<T: Narrow>(
        self,
        features: &[T],
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<T>, Error> {
        check_entries("features", features, f64::MAX, workers, control)?;
        let mut distances = match self {
            Self::Cosine | Self::Angular => {
                Metric::Cosine.similarity(features, rows, columns, workers, control)?
            }
            Self::Euclidean | Self::SquaredEuclidean => {
                let mut squared = zeros(rows.saturating_mul(rows), workers, control)?;
                pairwise_squared_distances(
                    features,
                    rows,
                    columns,
                    &mut squared,
                    workers,
                    control,
                )?;
                check_overflow(&squared, T::LARGEST, workers, control)?;
                squared
            }
        };
        let image: fn(f64) -> f64 = match self {
            Self::Euclidean => f64::sqrt,
            Self::SquaredEuclidean => |squared| squared,
            Self::Cosine => |cosine| 1.0 - cosine,
            Self::Angular => |cosine| cosine.acos() / std::f64::consts::PI,
        };
        entrywise(&mut distances, rows, workers, control, image)?;
        for element in 0..rows {
            distances[element * (rows + 1)] = T::default();
        }
        Ok(distances)
    }
}

/// Sums of squares from which roots and products are as precise as they can be.
const PRECISE: RangeInclusive<f64> = 1e-140..=1e140;

/// The root of the sum of the squares of `values`, none of which overflows or vanishes.
fn length<I: Iterator<Item = f64>>(values: impl Fn() -> I) -> f64 {
    let square: f64 = values().map(|value| value * value).sum();
    if PRECISE.contains(&square) {
        return square.sqrt();
    }
    let largest = largest(values());
    if largest == 0.0 || largest.is_infinite() {
        return largest;
    }
    largest * values().map(|value| (value / largest).powi(2)).sum::<f64>().sqrt()
}

/// The cosine of two rows; 0 where a row is zero.
fn cosine<T: Element>(x: &[T], y: &[T]) -> f64 {
    let squares = [inner_product(x, x), inner_product(y, y)];
    if squares.iter().all(|square| PRECISE.contains(square)) {
        return (inner_product(x, y) / (squares[0] * squares[1]).sqrt()).clamp(-1.0, 1.0);
    }
    let scaled = |row: &[T]| -> Vec<f64> {
        let largest = largest(row.iter().map(|&value| value.into()));
        row.iter().map(|&value| Into::<f64>::into(value) / largest).collect()
    };
    let (x, y) = (scaled(x), scaled(y));
    let cosine = inner_product(&x, &y) / (inner_product(&x, &x) * inner_product(&y, &y)).sqrt();
    // That of a row of zeros, which have been divided by 0.
    if cosine.is_nan() { 0.0 } else { cosine.clamp(-1.0, 1.0) }
}

/// The largest absolute value.
fn largest(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |largest, value| value.abs().max(largest))
}

/// The most elements for which it is tried out whether distances fulfil the triangle inequality: a
/// quarter of a second.
const TRIED: usize = 1000;

/// The part by which a detour may be shorter, for rounding's sake.
const ROUNDING: f64 = 1e-6;

/// The distances of all pairs of elements, none of them negative; copies share them.
#[derive(Clone, Debug)]
pub(crate) struct Distances {
    pairs: Arc<SymmetricMatrix>,
    /// Whether they are known to fulfil the triangle inequality, once that is clear.
    is_metric: Arc<OnceLock<bool>>,
}

impl Distances {
    /// Distances given row by row; those of elements from themselves do not matter.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `distances`: empty, not square, not symmetric, negative, NaN, an
    /// infinity, or numbers whose sums may overflow; [`Error::Cancelled`].
    pub(crate) fn given(
        distances: Matrix,
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        const NAME: &str = "distances";
        let pairs = SymmetricMatrix::new(NAME, distances, rows, columns, workers, control)?;
        let negative = pairs.map_rows(workers, control, |row, entries| {
            let is_negative =
                |(column, &entry): (usize, &f64)| column != row as usize && entry < 0.0;
            entries.iter().enumerate().position(is_negative)
        })?;
        let first = negative.iter().enumerate().find_map(|(row, column)| Some((row, (*column)?)));
        if let Some((row, column)) = first {
            let found = format!(
                "{} between elements {row} and {column}",
                pairs.entry(row as u32, column as u32)
            );
            return Err(ArgumentError::out_of_range(NAME, "distances from 0", found).into());
        }
        Ok(Self { pairs: pairs.into(), is_metric: Arc::default() })
    }

    /// The distances between the rows of a feature matrix, in the precision of the features.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `features`: empty, NaN, an infinity, or numbers too large for
    /// distances to be finite; [`Error::Memory`]; [`Error::Cancelled`].
    pub(crate) fn from_features(
        features: &Matrix,
        rows: usize,
        columns: usize,
        distance: Distance,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        features.check_form("features", rows, columns)?;
        let distances = match features {
            Matrix::F32(features) => {
                distance.between(features, rows, columns, workers, control)?.into()
            }
            Matrix::F64(features) => {
                distance.between(features, rows, columns, workers, control)?.into()
            }
        };
        let pairs = SymmetricMatrix::trusted(distances, rows).into();
        let is_metric = OnceLock::new();
        if distance.is_metric() {
            is_metric.get_or_init(|| true);
        }
        Ok(Self { pairs, is_metric: is_metric.into() })
    }

    /// The distances as a matrix.
    pub(crate) fn pairs(&self) -> &SymmetricMatrix {
        &self.pairs
    }

    /// The distances as a matrix, alone.
    pub(crate) fn into_pairs(self) -> SymmetricMatrix {
        Arc::unwrap_or_clone(self.pairs)
    }

    /// Whether they are known to fulfil the triangle inequality: by the way in which they were
    /// computed, or because all of its instances were tried, which is done for few elements only, and
    /// once.
    pub(crate) fn are_metric(
        &self,
        workers: &Workers,
        control: &Control,
    ) -> Result<bool, Cancelled> {
        if let Some(&is_metric) = self.is_metric.get() {
            return Ok(is_metric);
        }
        let is_metric =
            self.pairs.size() <= TRIED && self.pairs.has_no_shortcut(ROUNDING, workers, control);
        control.check()?;
        Ok(*self.is_metric.get_or_init(|| is_metric))
    }
}

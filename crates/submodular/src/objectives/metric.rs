//! Similarities from features: one square matrix from the rows of another.
//!
//! The names and formulas are those of the field's packages; apart from dot products, no row is
//! more similar to another one than to itself.

mod comparison;
mod direction;
mod image;

use std::borrow::Cow;

use gainful_kernels::{
    ArgumentError, Control, Element, Workers, gram, pairwise_squared_distances, zeros,
};

pub(crate) use self::comparison::{COLUMNS_PER_STRIP, Comparison, Probe, ROWS_PER_STRIP};
pub(crate) use self::direction::own_similarity;
use self::direction::{directions, mean};
pub(crate) use self::image::Image;
use super::matrix::{Matrix, Narrow, check_entries, first_beyond};
use crate::error::Error;

/// How similar two rows x and y of d features are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Metric {
    /// x·y / (|x| |y|), clipped to [-1, 1]; 0 where a row is zero.
    Cosine,
    /// The largest squared distance of any two rows minus |x - y|². This is what apricot calls
    /// `euclidean`.
    Euclidean,
    /// The square of [`Self::Cosine`], so that opposite directions are alike, too.
    CosineSquared,
    /// The square of the correlation coefficient of the features of x and y, which is the cosine of
    /// their deviations from their means; 0 where a row is constant.
    CorrelationSquared,
    /// x·y.
    Dot,
    /// 1 / (1 + |x - y|).
    InverseDistance,
    /// exp(-gamma |x - y|²), the radial basis function.
    ///
    /// Squares are taken in the precision of the features, whatever gamma: those that exceed it
    /// (features above 1e19 in f32, 1e154 in f64) are refused, and differences too small for it
    /// (below 1e-23, 1e-162) count as 0.
    Rbf {
        /// The inverse squared width, positive; 1/d by default, as in scikit-learn.
        gamma: Option<f64>,
    },
}

impl Metric {
    /// The names that [`Self::by_name`] takes.
    pub const NAMES: [&'static str; 7] = [
        "cosine",
        "cosine-squared",
        "correlation-squared",
        "euclidean",
        "dot",
        "rbf",
        "inverse-distance",
    ];

    /// The metric called `name`; a `gamma` is for `rbf` alone.
    ///
    /// # Errors
    ///
    /// About `metric` if there is none of this name, about `gamma` if it is not a positive number
    /// or the metric has none.
    pub fn by_name(name: &str, gamma: Option<f64>) -> Result<Self, ArgumentError> {
        let metric = match name {
            "cosine" => Self::Cosine,
            "cosine-squared" => Self::CosineSquared,
            "correlation-squared" => Self::CorrelationSquared,
            "euclidean" => Self::Euclidean,
            "dot" => Self::Dot,
            "rbf" => Self::Rbf { gamma },
            "inverse-distance" => Self::InverseDistance,
            _ => return Err(ArgumentError::unknown("metric", &Self::NAMES, name)),
        };
        match (metric, gamma) {
            (Self::Rbf { .. }, _) | (_, None) => metric.checked(),
            (_, Some(gamma)) => {
                let expected = format!("no value with the metric '{name}'");
                Err(ArgumentError::invalid("gamma", expected, gamma.to_string()))
            }
        }
    }

    pub(crate) fn checked(self) -> Result<Self, ArgumentError> {
        match self {
            Self::Rbf { gamma: Some(gamma) } if !(gamma > 0.0 && gamma.is_finite()) => {
                Err(ArgumentError::out_of_range("gamma", "a positive number", gamma.to_string()))
            }
            _ => Ok(self),
        }
    }

    /// The similarities of all pairs of rows of `features`, `rows`² numbers in the precision of the
    /// features; on the order of `rows`² `columns` multiplications.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `features`: no rows or columns, more rows than 32 bits can number,
    /// another number of entries than `rows` times `columns`, NaN, an infinity, or numbers too large
    /// for similarities to be finite; or about `gamma`. [`Error::Memory`]; [`Error::Cancelled`].
    pub fn similarities(
        self,
        features: &Matrix,
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Matrix, Error> {
        const NAME: &str = "features";
        features.check_form(NAME, rows, columns)?;
        Ok(match features {
            Matrix::F32(features) => {
                check_entries(NAME, features, f64::MAX, workers, control)?;
                self.similarity(features, rows, columns, workers, control)?.into()
            }
            Matrix::F64(features) => {
                check_entries(NAME, features, f64::MAX, workers, control)?;
                self.similarity(features, rows, columns, workers, control)?.into()
            }
        })
    }

    /// [`Self::similarities`] of features that are known to be finite.
    pub(crate) fn similarity<T: Narrow>(
        self,
        features: &[T],
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<T>, Error> {
        self.checked()?;
        let mut similarity = zeros(rows.saturating_mul(rows), workers, control)?;
        let out = similarity.as_mut_slice();
        let compared = self.compared(features, columns, workers, control)?;
        match self.pairing() {
            Pairing::Product => gram(&compared, rows, columns, out, workers, control)?,
            Pairing::Distance => {
                pairwise_squared_distances(&compared, rows, columns, out, workers, control)?;
            }
        }
        if let Some(limit) = self.limit::<T>() {
            check_overflow(out, limit, workers, control)?;
        }
        let farthest = match self {
            Self::Euclidean => {
                let largest = workers.map(rows, |row| {
                    if control.is_cancelled() { 0.0 } else { largest(&out[row * rows..][..rows]) }
                });
                largest.into_iter().fold(0.0, f64::max)
            }
            _ => 0.0,
        };
        let image = self.image(columns, farthest);
        for_each_row(out, rows, workers, control, |row| image.apply(row))?;
        if self.compares_directions() {
            for (index, direction) in compared.chunks(columns).enumerate() {
                out[index * (rows + 1)] = own_similarity(direction);
            }
        }
        Ok(similarity)
    }

    /// What is computed of each pair of the rows that [`Self::compared`] gives.
    pub(crate) fn pairing(self) -> Pairing {
        match self {
            Self::Cosine | Self::CosineSquared | Self::CorrelationSquared | Self::Dot => {
                Pairing::Product
            }
            Self::Euclidean | Self::Rbf { .. } | Self::InverseDistance => Pairing::Distance,
        }
    }

    /// Whether rows matter by their directions only, from whatever origin. A row is then as similar
    /// to itself as [`own_similarity`] says.
    pub(crate) fn compares_directions(self) -> bool {
        matches!(self, Self::Cosine | Self::CosineSquared | Self::CorrelationSquared)
    }

    /// The rows as they are compared.
    pub(crate) fn compared<'a, T: Narrow>(
        self,
        features: &'a [T],
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Cow<'a, [T]>, Error> {
        let origin: fn(&[T]) -> f64 = match self {
            Self::Cosine | Self::CosineSquared => |_| 0.0,
            Self::CorrelationSquared => mean,
            _ => return Ok(features.into()),
        };
        Ok(directions(features, columns, origin, workers, control)?.into())
    }

    /// The largest product or squared distance of two rows from which similarities can be computed,
    /// where there can be larger ones.
    pub(crate) fn limit<T: Narrow>(self) -> Option<f64> {
        match self {
            Self::Cosine | Self::CosineSquared | Self::CorrelationSquared => None,
            Self::Dot | Self::Euclidean => Some(T::LARGEST),
            // The image would take an overflow for a large distance, whatever gamma.
            Self::Rbf { .. } | Self::InverseDistance => Some(f64::MAX),
        }
    }

    /// The similarity of two rows of `columns` features as a function of their product or squared
    /// distance, the largest of which is `farthest`; that matters to [`Self::Euclidean`] alone.
    pub(crate) fn image(self, columns: usize, farthest: f64) -> Image {
        match self {
            Self::Cosine => Image::Clipped,
            Self::CosineSquared | Self::CorrelationSquared => Image::ClippedSquare,
            Self::Dot => Image::Same,
            Self::Euclidean => Image::Complement(farthest),
            Self::Rbf { gamma } => Image::Exponential(gamma.unwrap_or(1.0 / columns as f64)),
            Self::InverseDistance => Image::Inverse,
        }
    }
}

/// What is computed of a pair of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pairing {
    /// x·y.
    Product,
    /// |x - y|².
    Distance,
}

/// Fails unless all entries lie between -`largest` and `largest`.
pub(crate) fn check_overflow<T: Narrow>(
    entries: &[T],
    largest: f64,
    workers: &Workers,
    control: &Control,
) -> Result<(), Error> {
    match first_beyond(entries, largest, workers, control)? {
        None => Ok(()),
        Some(_) => Err(overflow().into()),
    }
}

/// The error about features whose products or distances are too large.
pub(crate) fn overflow() -> ArgumentError {
    let expected = "numbers small enough for finite similarities";
    ArgumentError::out_of_range("features", expected, "numbers that overflow")
}

/// Replaces each entry of a matrix of `columns` columns by its `image`, computed in double
/// precision.
pub(crate) fn entrywise<T: Narrow>(
    matrix: &mut [T],
    columns: usize,
    workers: &Workers,
    control: &Control,
    image: impl Fn(f64) -> f64 + Sync,
) -> Result<(), Error> {
    for_each_row(matrix, columns, workers, control, |row| {
        for entry in row {
            *entry = T::narrow(image((*entry).into()));
        }
    })
}

/// Passes each row of a matrix of `columns` columns to `task`.
fn for_each_row<T: Send>(
    matrix: &mut [T],
    columns: usize,
    workers: &Workers,
    control: &Control,
    task: impl Fn(&mut [T]) + Sync,
) -> Result<(), Error> {
    workers.for_each_chunk(matrix, columns, |_, row| {
        if !control.is_cancelled() {
            task(row);
        }
    });
    Ok(control.check()?)
}

/// The largest of numbers that are not negative.
fn largest<T: Element>(values: &[T]) -> f64 {
    values.iter().fold(0.0, |largest, &value| value.into().max(largest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gainful_kernels::{Pool, Random};
    use std::num::NonZeroUsize;
    use std::sync::Arc;

    const METRICS: [Metric; 8] = [
        Metric::Cosine,
        Metric::CosineSquared,
        Metric::CorrelationSquared,
        Metric::InverseDistance,
        Metric::Euclidean,
        Metric::Dot,
        Metric::Rbf { gamma: None },
        Metric::Rbf { gamma: Some(0.7) },
    ];

    /// Uniform in [-1, 1), the second row zero and the last one a copy of the first.
    fn features(rows: usize, columns: usize) -> Vec<f64> {
        let mut random = Random::new(3, 0);
        let mut features: Vec<f64> =
            (0..rows * columns).map(|_| 2.0 * random.unit() - 1.0).collect();
        features[columns..2 * columns].fill(0.0);
        features.copy_within(..columns, (rows - 1) * columns);
        features
    }

    fn compute<T: Narrow>(metric: Metric, features: &[T], columns: usize) -> Vec<T> {
        let rows = features.len() / columns;
        let control = Control::new();
        metric.similarity(features, rows, columns, &Workers::single(), &control).unwrap()
    }

    /// The formulas of the documentation, one pair of rows after the other.
    fn expected(metric: Metric, features: &[f64], columns: usize) -> Vec<f64> {
        let rows: Vec<_> = features.chunks(columns).collect();
        let dot = |x: &[f64], y: &[f64]| -> f64 { x.iter().zip(y).map(|(x, y)| x * y).sum() };
        let squared =
            |x: &[f64], y: &[f64]| -> f64 { x.iter().zip(y).map(|(x, y)| (x - y) * (x - y)).sum() };
        let cosine = |x: &[f64], y: &[f64]| {
            let lengths = (dot(x, x) * dot(y, y)).sqrt();
            if lengths == 0.0 { 0.0 } else { dot(x, y) / lengths }
        };
        let centred = |x: &[f64]| -> Vec<f64> {
            let mean = x.iter().sum::<f64>() / x.len() as f64;
            x.iter().map(|x| x - mean).collect()
        };
        let pairs = || rows.iter().flat_map(|x| rows.iter().map(move |y| (*x, *y)));
        let farthest = pairs().map(|(x, y)| squared(x, y)).fold(0.0, f64::max);
        pairs()
            .map(|(x, y)| match metric {
                Metric::Dot => dot(x, y),
                Metric::Euclidean => farthest - squared(x, y),
                Metric::Rbf { gamma } => {
                    (-squared(x, y) * gamma.unwrap_or(1.0 / columns as f64)).exp()
                }
                Metric::Cosine => cosine(x, y),
                Metric::CosineSquared => cosine(x, y).powi(2),
                Metric::CorrelationSquared => cosine(&centred(x), &centred(y)).powi(2),
                Metric::InverseDistance => 1.0 / (1.0 + squared(x, y).sqrt()),
            })
            .collect()
    }

    #[test]
    fn similarities_follow_their_formulas() {
        for metric in METRICS {
            for columns in [1, 5, 300] {
                let features = features(21, columns);
                let single: Vec<f32> = features.iter().map(|&value| value as f32).collect();
                let rounded: Vec<f64> = single.iter().map(|&value| value.into()).collect();
                let tolerance = columns as f64;
                for (actual, expected) in compute(metric, &features, columns)
                    .into_iter()
                    .zip(expected(metric, &features, columns))
                {
                    assert!((actual - expected).abs() < 1e-14 * tolerance, "{metric:?}");
                }
                for (actual, expected) in compute(metric, &single, columns)
                    .into_iter()
                    .zip(expected(metric, &rounded, columns))
                {
                    assert!((f64::from(actual) - expected).abs() < 1e-6 * tolerance, "{metric:?}");
                }
            }
        }
    }

    #[test]
    fn a_row_is_most_similar_to_itself() {
        let (rows, columns) = (21, 5);
        let features = features(rows, columns);
        for metric in [Metric::Cosine, Metric::Euclidean, Metric::Rbf { gamma: None }] {
            let similarity = compute(metric, &features, columns);
            let own = |row: usize| similarity[row * rows + row];
            for (index, &entry) in similarity.iter().enumerate() {
                assert!(entry <= own(index / rows), "{metric:?}");
            }
            assert_eq!(own(1), if metric == Metric::Cosine { 0.0 } else { own(0) });
        }
    }

    #[test]
    fn cosines_of_extreme_rows_are_exact() {
        let features = [1e300, 0.0, 1e300, 1e300, 0.0, 1e-300, 5e-324, 0.0];
        let half = 0.5f64.sqrt();
        let expected = [
            [1.0, half, 0.0, 1.0],
            [half, 1.0, half, half],
            [0.0, half, 1.0, 0.0],
            [1.0, half, 0.0, 1.0],
        ];
        for (actual, expected) in
            compute(Metric::Cosine, &features, 2).into_iter().zip(expected.as_flattened())
        {
            assert!((actual - expected).abs() < 1e-15, "{actual}, expected {expected}");
        }
    }

    #[test]
    fn distances_that_overflow_are_refused_whatever_gamma() {
        let (workers, control) = (Workers::single(), Control::new());
        let metric = Metric::Rbf { gamma: Some(1e-70) };
        let similarity = metric.similarity(&[0.0f32, 1e30], 2, 1, &workers, &control);
        assert_eq!(
            similarity.unwrap_err().to_string(),
            "Expected numbers small enough for finite similarities for features \
             but received numbers that overflow"
        );
        assert_eq!(
            compute(metric, &[0.0f64, 1e30], 1),
            [1.0, (-1e-10f64).exp(), (-1e-10f64).exp(), 1.0]
        );
    }

    #[test]
    fn the_same_bits_for_any_number_of_threads() {
        let pool = Arc::new(Pool::new(NonZeroUsize::new(8).unwrap()).unwrap());
        let (rows, columns) = (430, 70);
        let features: Vec<f32> =
            features(rows, columns).into_iter().map(|value| value as f32).collect();
        for metric in METRICS {
            let expected = compute(metric, &features, columns);
            for threads in [2, 3, 8] {
                let workers = Workers::new(Arc::clone(&pool), NonZeroUsize::new(threads).unwrap());
                let control = Control::new();
                let actual =
                    metric.similarity(&features, rows, columns, &workers, &control).unwrap();
                assert!(actual == expected, "{metric:?}, {threads} threads");
            }
        }
    }

    #[test]
    fn metrics_are_found_by_name() {
        assert_eq!(Metric::by_name("cosine", None), Ok(Metric::Cosine));
        assert_eq!(Metric::by_name("rbf", Some(2.0)), Ok(Metric::Rbf { gamma: Some(2.0) }));
        for (name, gamma, message) in [
            (
                "cos",
                None,
                "Expected 'cosine' or 'cosine-squared' or 'correlation-squared' or 'euclidean' or \
                 'dot' or 'rbf' or 'inverse-distance' for metric but received 'cos'",
            ),
            ("dot", Some(1.0), "Expected no value with the metric 'dot' for gamma but received 1"),
            ("rbf", Some(0.0), "Expected a positive number for gamma but received 0"),
        ] {
            assert_eq!(Metric::by_name(name, gamma).unwrap_err().to_string(), message);
        }
    }
}

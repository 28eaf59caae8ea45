//! Similarities from features: one square matrix from the rows of another.
//!
//! The names and formulas are those of the field's packages; apart from dot products, no row is
//! more similar to another one than to itself.

use gainful_kernels::{
    ArgumentError, Control, Element, Workers, gram, pairwise_squared_distances, zeros,
};

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
    /// x·y.
    Dot,
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
    pub const NAMES: [&'static str; 4] = ["cosine", "euclidean", "dot", "rbf"];

    /// The metric called `name`; a `gamma` is for `rbf` alone.
    ///
    /// # Errors
    ///
    /// About `metric` if there is none of this name, about `gamma` if it is not a positive number
    /// or the metric has none.
    pub fn by_name(name: &str, gamma: Option<f64>) -> Result<Self, ArgumentError> {
        let metric = match name {
            "cosine" => Self::Cosine,
            "euclidean" => Self::Euclidean,
            "dot" => Self::Dot,
            "rbf" => Self::Rbf { gamma },
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

    fn checked(self) -> Result<Self, ArgumentError> {
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
        match self {
            Self::Cosine => {
                let directions = directions(features, columns, workers, control)?;
                gram(&directions, rows, columns, out, workers, control)?;
                entrywise(out, rows, workers, control, |cosine| cosine.clamp(-1.0, 1.0))?;
                for (index, direction) in directions.chunks(columns).enumerate() {
                    let is_zero = direction.iter().all(|&value| value.into() == 0.0);
                    out[index * (rows + 1)] = T::narrow(if is_zero { 0.0 } else { 1.0 });
                }
            }
            Self::Dot => {
                gram(features, rows, columns, out, workers, control)?;
                check_overflow(out, T::LARGEST, workers, control)?;
            }
            Self::Euclidean => {
                pairwise_squared_distances(features, rows, columns, out, workers, control)?;
                check_overflow(out, T::LARGEST, workers, control)?;
                let largest = workers.map(rows, |row| {
                    if control.is_cancelled() { 0.0 } else { largest(&out[row * rows..][..rows]) }
                });
                let largest = largest.into_iter().fold(0.0, f64::max);
                entrywise(out, rows, workers, control, |squared| largest - squared)?;
            }
            Self::Rbf { gamma } => {
                let gamma = gamma.unwrap_or(1.0 / columns as f64);
                pairwise_squared_distances(features, rows, columns, out, workers, control)?;
                // The exponential would take an overflow for a large distance, whatever gamma.
                check_overflow(out, f64::MAX, workers, control)?;
                entrywise(out, rows, workers, control, |squared| (-gamma * squared).exp())?;
            }
        }
        Ok(similarity)
    }
}

/// Fails unless all entries lie between -`largest` and `largest`.
pub(crate) fn check_overflow<T: Narrow>(
    entries: &[T],
    largest: f64,
    workers: &Workers,
    control: &Control,
) -> Result<(), Error> {
    if first_beyond(entries, largest, workers, control)?.is_none() {
        return Ok(());
    }
    let expected = "numbers small enough for finite similarities";
    Err(ArgumentError::out_of_range("features", expected, "numbers that overflow").into())
}

/// The rows scaled to length 1; zero rows stay zero.
fn directions<T: Narrow>(
    features: &[T],
    columns: usize,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<T>, Error> {
    let mut directions = zeros(features.len(), workers, control)?;
    workers.for_each_chunk(&mut directions, columns, |index, direction| {
        if !control.is_cancelled() {
            scale(&features[index * columns..][..columns], direction);
        }
    });
    control.check()?;
    Ok(directions)
}

/// Writes the direction of one row.
fn scale<T: Narrow>(row: &[T], direction: &mut [T]) {
    let values = || row.iter().map(|&value| -> f64 { value.into() });
    // Scaled by the largest value first, no square overflows or vanishes.
    let scale = values().fold(0.0, |scale, value| value.abs().max(scale));
    let scale = if scale > 0.0 { scale } else { 1.0 };
    let length = values().map(|value| (value / scale).powi(2)).sum::<f64>().sqrt();
    let length = if length > 0.0 { length } else { 1.0 };
    for (value, direction) in values().zip(direction) {
        *direction = T::narrow(value / scale / length);
    }
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
    workers.for_each_chunk(matrix, columns, |_, row| {
        if control.is_cancelled() {
            return;
        }
        for entry in row {
            *entry = T::narrow(image((*entry).into()));
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

    const METRICS: [Metric; 5] = [
        Metric::Cosine,
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
        let pairs = || rows.iter().flat_map(|x| rows.iter().map(move |y| (*x, *y)));
        let farthest = pairs().map(|(x, y)| squared(x, y)).fold(0.0, f64::max);
        pairs()
            .map(|(x, y)| match metric {
                Metric::Dot => dot(x, y),
                Metric::Euclidean => farthest - squared(x, y),
                Metric::Rbf { gamma } => {
                    (-squared(x, y) * gamma.unwrap_or(1.0 / columns as f64)).exp()
                }
                Metric::Cosine => {
                    let lengths = (dot(x, x) * dot(y, y)).sqrt();
                    if lengths == 0.0 { 0.0 } else { dot(x, y) / lengths }
                }
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
                "Expected 'cosine' or 'euclidean' or 'dot' or 'rbf' for metric but received 'cos'",
            ),
            ("dot", Some(1.0), "Expected no value with the metric 'dot' for gamma but received 1"),
            ("rbf", Some(0.0), "Expected a positive number for gamma but received 0"),
        ] {
            assert_eq!(Metric::by_name(name, gamma).unwrap_err().to_string(), message);
        }
    }
}

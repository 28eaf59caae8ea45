//! Similarities from features: one square matrix from the rows of another.
//!
//! The names and formulas are those of the field's packages; apart from dot products, no row is
//! more similar to another one than to itself.

use gainful_kernels::{
    ArgumentError, Control, Element, Workers, check_finite, gram, pairwise_squared_distances,
};

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
            _ => {
                let expected = format!("'{}'", Self::NAMES.join("' or '"));
                return Err(ArgumentError::invalid("metric", expected, format!("'{name}'")));
            }
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

    /// The similarities of all pairs of rows of `features`, `rows`² numbers.
    pub(crate) fn similarity<T: Narrow>(
        self,
        features: &[T],
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<T>, Error> {
        self.checked()?;
        let mut similarity = square(rows)?;
        let out = similarity.as_mut_slice();
        match self {
            Self::Cosine => {
                let directions = directions(features, columns);
                gram(&directions, rows, columns, out, workers, control)?;
                entrywise(out, rows, workers, control, |cosine| cosine.clamp(-1.0, 1.0))?;
                for (index, direction) in directions.chunks(columns).enumerate() {
                    let is_zero = direction.iter().all(|&value| value.into() == 0.0);
                    out[index * (rows + 1)] = T::narrow(if is_zero { 0.0 } else { 1.0 });
                }
            }
            Self::Dot => gram(features, rows, columns, out, workers, control)?,
            Self::Euclidean => {
                pairwise_squared_distances(features, rows, columns, out, workers, control)?;
                let largest = workers.map(rows, |row| largest(&out[row * rows..][..rows]));
                let largest = largest.into_iter().fold(0.0, f64::max);
                entrywise(out, rows, workers, control, |squared| largest - squared)?;
            }
            Self::Rbf { gamma } => {
                let gamma = gamma.unwrap_or(1.0 / columns as f64);
                pairwise_squared_distances(features, rows, columns, out, workers, control)?;
                entrywise(out, rows, workers, control, |squared| (-gamma * squared).exp())?;
            }
        }
        check_finite("features", out).map_err(|_| {
            let expected = "numbers small enough for finite similarities";
            ArgumentError::out_of_range("features", expected, "numbers that overflow")
        })?;
        Ok(similarity)
    }
}

/// An element type to which results computed in double precision are rounded.
pub(crate) trait Narrow: Element {
    /// The nearest number of this type.
    fn narrow(value: f64) -> Self;
}

impl Narrow for f32 {
    fn narrow(value: f64) -> Self {
        value as f32
    }
}

impl Narrow for f64 {
    fn narrow(value: f64) -> Self {
        value
    }
}

/// Room for a square matrix of zeros.
fn square<T: Element>(rows: usize) -> Result<Vec<T>, Error> {
    let entries = rows.saturating_mul(rows);
    let memory = Error::Memory { bytes: entries.saturating_mul(size_of::<T>()) };
    let mut matrix = Vec::new();
    matrix.try_reserve_exact(entries).map_err(|_| memory)?;
    matrix.resize(entries, T::default());
    Ok(matrix)
}

/// The rows scaled to length 1; zero rows stay zero.
fn directions<T: Narrow>(features: &[T], columns: usize) -> Vec<T> {
    let mut directions = Vec::with_capacity(features.len());
    for row in features.chunks(columns) {
        let values = || row.iter().map(|&value| -> f64 { value.into() });
        // Scaled by the largest value first, no square overflows or vanishes.
        let scale = values().fold(0.0, |scale, value| value.abs().max(scale));
        let scale = if scale > 0.0 { scale } else { 1.0 };
        let length = values().map(|value| (value / scale).powi(2)).sum::<f64>().sqrt();
        let length = if length > 0.0 { length } else { 1.0 };
        directions.extend(values().map(|value| T::narrow(value / scale / length)));
    }
    directions
}

/// Replaces each entry of a matrix of `columns` columns by its `image`, computed in double
/// precision.
fn entrywise<T: Narrow>(
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

fn largest<T: Element>(values: &[T]) -> f64 {
    values.iter().fold(0.0, |largest, &value| value.into().max(largest))
}

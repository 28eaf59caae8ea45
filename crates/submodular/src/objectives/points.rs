//! Rows of features of which single pairs are compared, when their similarity is needed.

use gainful_kernels::{Control, Element, PRODUCTS, Workers, inner_product, inner_products};

use super::matrix::{Matrix, Narrow, check_entries};
use super::metric::{Image, Metric, Pairing, overflow};
use crate::error::Error;

/// Points that a metric compares.
#[derive(Clone, Debug)]
pub(crate) struct Points {
    /// The rows as the metric compares them.
    rows: Matrix,
    columns: usize,
    /// The squared length of each row; where directions are compared, the inverse of its length
    /// instead, which is 1 but for rounding, and 0 where a row has no direction.
    measures: Vec<f64>,
    metric: Metric,
}

impl Points {
    /// The points of a feature matrix.
    ///
    /// # Errors
    ///
    /// Those of [`Metric::similarities`].
    pub(crate) fn new(
        features: Matrix,
        rows: usize,
        columns: usize,
        metric: Metric,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        metric.checked()?;
        features.check_form("features", rows, columns)?;
        let (rows, measures) = match features {
            Matrix::F32(features) => prepare(features, columns, metric, workers, control),
            Matrix::F64(features) => prepare(features, columns, metric, workers, control),
        }?;
        Ok(Self { rows, columns, measures, metric })
    }

    /// The number of points.
    pub(crate) fn count(&self) -> usize {
        self.measures.len()
    }

    /// The memory that the points take.
    pub(crate) fn bytes(&self) -> usize {
        self.rows.bytes() + size_of_val(self.measures.as_slice())
    }

    /// Appends what the metric takes of `point` and each of the `others`: inner products, or squared
    /// distances, in double precision.
    pub(crate) fn append_pairs(&self, point: u32, others: &[u32], pairs: &mut Vec<f64>) {
        let begin = pairs.len();
        match &self.rows {
            Matrix::F32(rows) => self.append_products(rows, point, others, pairs),
            Matrix::F64(rows) => self.append_products(rows, point, others, pairs),
        }
        let measure = |point: u32| self.measures[point as usize];
        let own = measure(point);
        let computed = pairs[begin..].iter_mut().zip(others);
        // What a point has with itself is known, whatever rounding makes of it.
        if matches!(self.metric.pairing(), Pairing::Distance) {
            for (pair, &other) in computed {
                let distance = own + measure(other) - 2.0 * *pair;
                *pair = if other == point { 0.0 } else { distance.max(0.0) };
            }
        } else if self.metric.compares_directions() {
            let unit = if own > 0.0 { 1.0 } else { 0.0 };
            for (pair, &other) in computed {
                *pair = if other == point { unit } else { *pair * (own * measure(other)) };
            }
        }
    }

    /// What makes similarities of these numbers, the largest of which is `farthest`.
    pub(crate) fn image(&self, farthest: f64) -> Image {
        self.metric.image(self.columns, farthest)
    }

    fn append_products<T: Element>(
        &self,
        rows: &[T],
        point: u32,
        others: &[u32],
        products: &mut Vec<f64>,
    ) {
        let row = |point: u32| &rows[point as usize * self.columns..][..self.columns];
        let (groups, rest) = others.as_chunks::<PRODUCTS>();
        for group in groups {
            products.extend(inner_products(row(point), group.map(row)));
        }
        products.extend(rest.iter().map(|&other| inner_product(row(point), row(other))));
    }
}

/// The rows as they are compared, and the measure of each.
fn prepare<T: Narrow>(
    features: Vec<T>,
    columns: usize,
    metric: Metric,
    workers: &Workers,
    control: &Control,
) -> Result<(Matrix, Vec<f64>), Error>
where
    Matrix: From<Vec<T>>,
{
    check_entries("features", &features, f64::MAX, workers, control)?;
    let rows = if metric.compares_directions() {
        metric.compared(&features, columns, workers, control)?.into_owned()
    } else {
        features
    };
    let squares = workers.map(rows.len() / columns, |row| {
        let row = &rows[row * columns..][..columns];
        if control.is_cancelled() { 0.0 } else { inner_product(row, row) }
    });
    control.check()?;
    // A quarter, so that squared distances are finite as well.
    let limit = metric.limit::<T>().unwrap_or(f64::MAX).min(f64::MAX / 4.0);
    if squares.iter().any(|&square| square > limit) {
        return Err(overflow().into());
    }
    let measure = |square: f64| match metric.compares_directions() {
        true if square > 0.0 => square.sqrt().recip(),
        _ => square,
    };
    Ok((rows.into(), squares.into_iter().map(measure).collect()))
}

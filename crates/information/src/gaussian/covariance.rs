//! The sample covariance of columns, as their correlations and the logarithms of their variances.
//!
//! Correlations do not change when a column is shifted or scaled, so that whatever is computed from
//! them is as good for measurements in metres as in light years.

use gainful_kernels::{Control, Workers, gram, pairwise_sum, room};

use crate::Error;

/// The covariance of columns, with divisor N - 1.
#[derive(Clone, Debug)]
pub(crate) struct Covariance {
    /// N.
    pub(crate) samples: usize,
    /// How many columns there are.
    pub(crate) columns: usize,
    /// Between -1 and 1, row by row; a constant column has 0 with all, itself included.
    correlations: Vec<f64>,
    /// ln σ², -∞ of a constant column.
    log_variances: Vec<f64>,
    /// The columns less their means, each divided by its standard deviation, one after the other.
    standardized: Vec<f64>,
}

impl Covariance {
    /// Of finite columns of equal length. O(N d²), and memory for two copies of the columns.
    pub(crate) fn of(
        columns: &[Vec<f64>],
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let (samples, count) = (columns[0].len(), columns.len());
        let mut standardized = room(samples * count)?;
        standardized.resize(samples * count, 0.0);
        let mut exponents = room(count)?;
        exponents.resize(count, 0.0);
        control.begin("covariance", None)?;
        let mut slots: Vec<(&mut [f64], &mut f64)> =
            standardized.chunks_mut(samples).zip(&mut exponents).collect();
        workers.for_each_chunk(&mut slots, 1, |index, slot| {
            if let [(centred, exponent)] = slot
                && !control.is_cancelled()
            {
                **exponent = centre(&columns[index], centred);
            }
        });
        control.check()?;
        let mut products = room(count * count)?;
        products.resize(count * count, 0.0);
        gram(&standardized, count, samples, &mut products, workers, control)?;
        let square = |column: usize| products[column * count + column];
        let degrees = (samples - 1) as f64;
        let log_variances: Vec<f64> = exponents
            .iter()
            .enumerate()
            .map(|(column, exponent)| (square(column) / degrees).ln() + 2.0 * exponent)
            .collect();
        let factors: Vec<f64> = (0..count)
            .map(|column| if square(column) > 0.0 { square(column).sqrt().recip() } else { 0.0 })
            .collect();
        for (column, values) in standardized.chunks_mut(samples).enumerate() {
            let factor = factors[column] * degrees.sqrt();
            values.iter_mut().for_each(|value| *value *= factor);
        }
        let correlations = (0..count * count)
            .map(|entry| {
                let (row, column) = (entry / count, entry % count);
                let diagonal = f64::from(u8::from(factors[row] > 0.0));
                if row == column {
                    diagonal
                } else {
                    products[entry] * (factors[row] * factors[column])
                }
            })
            .collect();
        Ok(Self { samples, columns: count, correlations, log_variances, standardized })
    }

    /// The correlation of two columns.
    pub(crate) fn correlation(&self, row: usize, column: usize) -> f64 {
        self.correlations[row * self.columns + column]
    }

    /// ln σ² of a column.
    pub(crate) fn log_variance(&self, column: usize) -> f64 {
        self.log_variances[column]
    }

    /// The values of a column with mean 0 and variance 1.
    pub(super) fn standardized(&self, column: usize) -> &[f64] {
        &self.standardized[column * self.samples..][..self.samples]
    }
}

/// Writes `values` less their mean, divided by a power of two that keeps their squares in range, and
/// returns that power's logarithm. Values that are all equal become exactly zero.
fn centre(values: &[f64], centred: &mut [f64]) -> f64 {
    let largest = values.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
    if values.iter().all(|&value| value == values[0]) {
        centred.fill(0.0);
        return 0.0;
    }
    // Beyond this the factor itself would be out of range.
    let exponent = largest.log2().ceil().clamp(-1000.0, 1000.0);
    let scale = (-exponent).exp2();
    for (centred, value) in centred.iter_mut().zip(values) {
        *centred = value * scale;
    }
    let mean = pairwise_sum(centred) / values.len() as f64;
    centred.iter_mut().for_each(|value| *value -= mean);
    exponent * std::f64::consts::LN_2
}

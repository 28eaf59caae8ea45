//! A Cholesky factor of correlations that grows by one column at a time.

use super::covariance::Covariance;

/// The share of a column's variance that must be left over from the columns before it; what is less is
/// rounding. Times the number of columns.
const LEAST_PIVOT: f64 = 64.0 * f64::EPSILON;

/// The factor L of the correlations L Lᵀ of the columns that were taken so far.
#[derive(Clone, Debug)]
pub(super) struct Factor<'a> {
    covariance: &'a Covariance,
    /// The columns taken, in order.
    columns: Vec<usize>,
    /// The rows of L, one after the other, each up to its diagonal.
    rows: Vec<f64>,
}

impl<'a> Factor<'a> {
    /// Of no columns.
    pub(super) fn new(covariance: &'a Covariance) -> Self {
        Self { covariance, columns: Vec::new(), rows: Vec::new() }
    }

    /// How many columns were taken.
    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// Takes a column and returns its pivot: the share of its variance that the columns before it do not
    /// explain. Leaves out a column of which nothing is left. O(d²).
    pub(super) fn push(&mut self, column: usize) -> Option<f64> {
        let (start, length) = (self.rows.len(), self.columns.len());
        let mut left = self.covariance.correlation(column, column);
        let mut above = 0;
        for k in 0..length {
            let (row, new) = (&self.rows[above..=above + k], &self.rows[start..]);
            let known: f64 = row.iter().zip(new).map(|(a, b)| a * b).sum();
            let entry = (self.covariance.correlation(column, self.columns[k]) - known) / row[k];
            self.rows.push(entry);
            left -= entry * entry;
            above += k + 1;
        }
        if left <= LEAST_PIVOT * (length + 1) as f64 {
            self.rows.truncate(start);
            return None;
        }
        self.rows.push(left.sqrt());
        self.columns.push(column);
        Some(left)
    }

    /// Solves L e = v for the standardized values v of one sample, into `residuals`: what is left of each
    /// column's value after the columns before it, in units of its standard deviation.
    pub(super) fn residuals(&self, sample: usize, residuals: &mut Vec<f64>) {
        residuals.clear();
        let mut above = 0;
        for (k, &column) in self.columns.iter().enumerate() {
            let row = &self.rows[above..=above + k];
            let known: f64 = row.iter().zip(&*residuals).map(|(a, b)| a * b).sum();
            residuals.push((self.covariance.standardized(column)[sample] - known) / row[k]);
            above += k + 1;
        }
    }
}

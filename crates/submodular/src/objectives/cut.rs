//! The cut of a graph: the weight of all edges that lead out of a set.
//!
//! f(S) = Σ_{i in S, j not in S} w_ij. Where the weights are symmetric, the graph is an undirected
//! one. Submodular if w_ij + w_ji is never negative, and monotone only without edges: all elements
//! together are worth nothing. The example of functions that are not monotone; largest sets are what
//! double greedy looks for.
//!
//! The value is Σ_{i in S} (Σ_j w_ij) - Σ_{i < j in S} (w_ij + w_ji), loops left out.
//!
//! Goemans & Williamson, "Improved approximation algorithms for maximum cut" (1995); Buchbinder et
//! al., "A tight linear time (1/2)-approximation for unconstrained submodular maximization" (2012).

use gainful_kernels::{ArgumentError, Cancelled, Control, Workers, pairwise_sum};

use super::Matrix;
use super::matrix::{Narrow, check_entries};
use super::quadratic::Quadratic;
use super::symmetric::{SymmetricMatrix, upper_triangle};
use crate::error::Error;
use crate::objective::{Objective, Properties, Property, State};

/// The cut function of a graph.
#[derive(Clone, Debug)]
pub struct Cut {
    function: Quadratic,
    /// Whether no edge has a negative weight.
    is_non_negative: bool,
}

impl Cut {
    /// The function of edge weights given row by row: `weights[i][j]` is that of the edge from i to
    /// j. The diagonal does not matter.
    ///
    /// Keeps w_ij + w_ji in the precision of the weights.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `weights`: empty, not square, NaN, an infinity, or numbers whose
    /// sums may overflow; [`Error::Cancelled`].
    pub fn new(
        weights: Matrix,
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        const NAME: &str = "weights";
        weights.check_form(NAME, rows, columns)?;
        if rows != columns {
            let found = format!("{rows} rows and {columns} columns");
            return Err(ArgumentError::invalid(NAME, "as many rows as columns", found).into());
        }
        let is_non_negative = match &weights {
            Matrix::F32(weights) => are_non_negative(weights, rows, workers, control),
            Matrix::F64(weights) => are_non_negative(weights, rows, workers, control),
        }?;
        let (pairs, outgoing) = match weights {
            Matrix::F32(weights) => both_ways(NAME, weights, rows, workers, control),
            Matrix::F64(weights) => both_ways(NAME, weights, rows, workers, control),
        }?;
        let pairs = SymmetricMatrix::trusted(pairs, rows);
        let single = |element, _, _| outgoing[element as usize];
        let function = Quadratic::new(pairs, -1.0, single, workers, control)?;
        Ok(Self { function, is_non_negative })
    }
}

/// Whether no weight off the diagonal is negative.
fn are_non_negative<T: Narrow>(
    weights: &[T],
    size: usize,
    workers: &Workers,
    control: &Control,
) -> Result<bool, Cancelled> {
    let rows = workers.map(size, |row| {
        let weights = weights[row * size..][..size].iter().enumerate();
        control.is_cancelled() || { weights }
            .all(|(column, &weight)| weight.into() >= 0.0 || column == row)
    });
    control.check()?;
    Ok(rows.into_iter().all(|is_non_negative| is_non_negative))
}

/// The sums w_ij + w_ji, and for each element the weight of its edges to all others.
fn both_ways<T: Narrow>(
    argument: &str,
    mut weights: Vec<T>,
    size: usize,
    workers: &Workers,
    control: &Control,
) -> Result<(Matrix, Vec<f64>), Error>
where
    Matrix: From<Vec<T>>,
{
    // Half of the largest similarity, so that the sums are within the bound.
    check_entries(argument, &weights, T::LARGEST / 2.0, workers, control)?;
    let outgoing = workers.map(size, |row| {
        let mut row_weights: Vec<f64> =
            weights[row * size..][..size].iter().map(|&weight| weight.into()).collect();
        row_weights[row] = 0.0;
        if control.is_cancelled() { 0.0 } else { pairwise_sum(&row_weights) }
    });
    control.check()?;
    for (row, column) in upper_triangle(size) {
        if row == column {
            control.check()?;
        }
        let (there, back) = (row * size + column, column * size + row);
        let sum = T::narrow(weights[there].into() + weights[back].into());
        (weights[there], weights[back]) = (sum, sum);
    }
    Ok((weights.into(), outgoing))
}

impl Objective for Cut {
    fn size(&self) -> usize {
        self.function.size()
    }

    fn properties(&self) -> Properties {
        let monotone = match self.function.monotone() {
            lowered if lowered.holds => lowered,
            _ => Property::fails("the cut of all elements is empty again"),
        };
        Properties::normalized(self.function.submodular("weight both ways"), monotone)
    }

    fn is_non_negative(&self) -> bool {
        self.is_non_negative
    }

    fn tie_tolerance(&self) -> f64 {
        self.function.tie_tolerance()
    }

    fn bytes(&self) -> usize {
        self.function.bytes()
    }

    fn begin(&self) -> Box<dyn State + '_> {
        self.function.begin()
    }
}

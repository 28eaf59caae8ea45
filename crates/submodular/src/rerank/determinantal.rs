//! Greedy MAP inference for a determinantal point process: each candidate is worth
//! λ r_i + (1 - λ) log d_i², where d_i² = det(s_{S + i}) / det(s_S) is what of it is not a linear
//! combination of what is selected.
//!
//! Each candidate has a row of the Cholesky factor, which is brought up to date when its score is
//! asked for, as its d_i² then is. That only falls, so the selection is lazy.
//!
//! Chen, Zhang & Zhou, "Fast greedy MAP inference for determinantal point process to improve
//! recommendation diversity" (2018), algorithm 1.

use gainful_kernels::{Control, Element, Workers, zeros};

use super::Ranking;
use super::greedy::{Score, Scoring, lazy};
use super::marginal_relevance::Similarities;
use super::vectors::Vectors;
use crate::error::Error;

/// The share of a candidate's own similarity that has to be left of it. Rounding of vectors in
/// single precision leaves 1e-14 of a copy, rounding of the factor in double precision less.
const LEAST_REMAINDER: f64 = 1e-10;

/// Selects `k` candidates, at most as many as there are, or fewer if the others add nothing.
pub(super) fn select<T: Element>(
    vectors: &Vectors<'_, T>,
    k: usize,
    lambda: f64,
    control: &Control,
) -> Result<Ranking, Error> {
    control.begin("rerank", Some(k as u64))?;
    let mut scoring = Determinant::new(vectors, k, lambda, control)?;
    lazy(&mut scoring, vectors.size(), k, Ranking::default(), control)
}

struct Determinant<'a, T> {
    vectors: &'a Vectors<'a, T>,
    lambda: f64,
    k: usize,
    selected: Vec<Selected>,
    /// Of each candidate, `k` entries of its row of the factor, up to those that are known.
    rows: Vec<f64>,
    remainders: Vec<Remainder>,
}

/// A selected candidate with its row of the factor and the entry on the diagonal.
struct Selected {
    candidate: u32,
    row: Vec<f64>,
    diagonal: f64,
}

/// d_i² as of the first `known` selections.
struct Remainder {
    square: f64,
    known: usize,
}

impl<'a, T: Element> Determinant<'a, T> {
    fn new(
        vectors: &'a Vectors<'a, T>,
        k: usize,
        lambda: f64,
        control: &Control,
    ) -> Result<Self, Error> {
        let rows = zeros(vectors.size().saturating_mul(k), &Workers::single(), control)?;
        let of = |candidate| Remainder { square: vectors.own(candidate), known: 0 };
        let remainders = (0..vectors.size() as u32).map(of).collect();
        Ok(Self { vectors, lambda, k, selected: Vec::new(), rows, remainders })
    }

    fn row(&self, candidate: u32) -> &[f64] {
        &self.rows[candidate as usize * self.k..][..self.selected.len()]
    }
}

impl<T: Element> Scoring for Determinant<'_, T> {
    fn score(&mut self, candidate: u32) -> Score {
        let relevance = self.vectors.relevance[candidate as usize];
        let known = self.selected.len();
        if self.lambda == 1.0 {
            return Score { value: relevance, known };
        }
        let row = &mut self.rows[candidate as usize * self.k..][..self.k];
        let remainder = &mut self.remainders[candidate as usize];
        for (index, selected) in self.selected.iter().enumerate().skip(remainder.known) {
            let similarity = self.vectors.similarity(candidate, selected.candidate);
            let common: f64 = selected.row.iter().zip(&*row).map(|(x, y)| x * y).sum();
            row[index] = (similarity - common) / selected.diagonal;
            remainder.square -= row[index] * row[index];
        }
        remainder.known = known;
        let value = if remainder.square > LEAST_REMAINDER * self.vectors.own(candidate) {
            self.lambda * relevance + (1.0 - self.lambda) * remainder.square.ln()
        } else {
            f64::NEG_INFINITY
        };
        Score { value, known }
    }

    fn select(&mut self, candidate: u32) {
        let row = self.row(candidate).to_vec();
        let diagonal = self.remainders[candidate as usize].square.sqrt();
        self.selected.push(Selected { candidate, row, diagonal });
    }
}

//! Relevance and representation: (λ/k) Σ_{i in S} r_i + (1 - λ) Σ_v w_v max(0, max_{j in S} s_jv),
//! where w_v is the share of candidate v in all positive relevance.
//!
//! Facility location whose points are the candidates themselves, each as important as it is
//! relevant, plus a modular function. The weights are multiplied into the matrix, so that a gain is
//! the same loop over a row as without them.

use gainful_kernels::{
    ArgumentError, Control, Element, Workers, facility_gains, facility_update, pairwise_sum,
};

use super::greedy::{Score, Scoring, lazy};
use super::vectors::Vectors;
use super::{Likeness, Ranking};
use crate::error::Error;
use crate::objectives::Metric;
use crate::objectives::matrix::Narrow;

/// Selects `k` candidates, at most as many as there are.
pub(super) fn select<T: Narrow>(
    vectors: &Vectors<'_, T>,
    k: usize,
    lambda: f64,
    workers: &Workers,
    control: &Control,
) -> Result<Ranking, Error> {
    let weighted = weighted_similarity(vectors, workers, control)?;
    control.begin("rerank", Some(k as u64))?;
    let mut scoring = Representation {
        weighted: &weighted,
        largest: vec![T::default(); vectors.size()],
        relevance: &vectors.relevance,
        relevance_weight: lambda / k as f64,
        representation_weight: 1.0 - lambda,
        selected: 0,
    };
    lazy(&mut scoring, vectors.size(), k, Ranking::default(), control)
}

struct Representation<'a, T> {
    /// w_v s_iv, a row for each candidate i.
    weighted: &'a [T],
    /// For each candidate v the largest w_v s_jv of those selected, at least 0.
    largest: Vec<T>,
    relevance: &'a [f64],
    relevance_weight: f64,
    representation_weight: f64,
    selected: usize,
}

impl<T: Element> Scoring for Representation<'_, T> {
    fn score(&mut self, candidate: u32) -> Score {
        let mut gain = [0.0];
        facility_gains(self.weighted, &[candidate], &self.largest, &mut gain);
        let relevance = self.relevance[candidate as usize];
        let value = self.relevance_weight * relevance + self.representation_weight * gain[0];
        Score { value, known: self.selected }
    }

    fn select(&mut self, candidate: u32) {
        let size = self.largest.len();
        facility_update(&self.weighted[candidate as usize * size..][..size], &mut self.largest);
        self.selected += 1;
    }
}

/// The similarities of all candidates, each column multiplied by its weight.
fn weighted_similarity<T: Narrow>(
    vectors: &Vectors<'_, T>,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<T>, Error> {
    let size = vectors.size();
    let metric = match vectors.likeness {
        Likeness::Cosine => Metric::Cosine,
        Likeness::Dot => {
            check_products(vectors)?;
            Metric::Dot
        }
    };
    let mut similarity =
        metric.similarity(vectors.candidates, size, vectors.columns, workers, control)?;
    let weights = weights(&vectors.relevance);
    workers.for_each_chunk(&mut similarity, size, |_, row| {
        if control.is_cancelled() {
            return;
        }
        for (similarity, weight) in row.iter_mut().zip(&weights) {
            *similarity = T::narrow(weight * (*similarity).into());
        }
    });
    control.check()?;
    Ok(similarity)
}

/// Fails unless all inner products fit the precision of the candidates.
fn check_products<T: Narrow>(vectors: &Vectors<'_, T>) -> Result<(), ArgumentError> {
    let candidates = 0..vectors.size() as u32;
    let largest = candidates.map(|candidate| vectors.own(candidate)).fold(0.0, f64::max);
    if largest <= T::LARGEST {
        return Ok(());
    }
    let expected = format!("rows whose squares sum up to {:e} at most", T::LARGEST);
    Err(ArgumentError::out_of_range("candidates", expected, format!("{largest:e}")))
}

/// The share of each candidate in all positive relevance; equal shares if there is none.
fn weights(relevance: &[f64]) -> Vec<f64> {
    let mut weights: Vec<f64> = relevance.iter().map(|relevance| relevance.max(0.0)).collect();
    let total = pairwise_sum(&weights);
    if total > 0.0 {
        weights.iter_mut().for_each(|weight| *weight /= total);
    } else {
        let share = 1.0 / weights.len() as f64;
        weights.fill(share);
    }
    weights
}

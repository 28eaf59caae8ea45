//! Diverse retrieval: which of the candidates to show for a query, so that they are relevant and do
//! not repeat one another.
//!
//! Each method is greedy: candidates are selected one after the other, each the one of the highest
//! score given those before it. Scores only fall as candidates are selected, so that a score of
//! earlier on is a bound, and few are computed again. One file per method.

mod determinantal;
mod facility_location;
mod greedy;
mod in_order;
mod marginal_relevance;
mod vectors;

use gainful_kernels::{ArgumentError, Control, Workers};

pub use in_order::maximal_marginal_relevance;

use crate::error::Error;
use crate::objectives::matrix::Narrow;
use vectors::Vectors;

/// How relevance and diversity are weighed against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Maximal marginal relevance: λ r_i - (1 - λ) max_{j in S} s_ij, the most relevant candidate
    /// first.
    ///
    /// Carbonell & Goldstein, "The use of MMR, diversity-based reranking for reordering documents
    /// and producing summaries" (1998).
    MarginalRelevance,
    /// Greedy MAP inference for a determinantal point process: the growth of
    /// λ Σ_{i in S} r_i + (1 - λ) log det(s_S).
    ///
    /// Chen, Zhang & Zhou, "Fast greedy MAP inference for determinantal point process to improve
    /// recommendation diversity" (2018), equation 13 with θ = λ.
    Determinantal,
    /// Greedy maximization of the mean relevance of what is selected and of how well it represents
    /// what is relevant: (λ/k) Σ_{i in S} r_i + (1 - λ) Σ_v w_v max(0, max_{j in S} s_jv), where the
    /// weights w_v are the positive relevances, scaled to sum 1, or all equal if there are none.
    FacilityLocation,
}

impl Method {
    /// The names that [`Self::by_name`] takes.
    pub const NAMES: [&'static str; 3] = ["mmr", "determinantal", "facility-location"];

    /// The method called `name`.
    ///
    /// # Errors
    ///
    /// About `method` if there is none of this name.
    pub fn by_name(name: &str) -> Result<Self, ArgumentError> {
        match name {
            "mmr" => Ok(Self::MarginalRelevance),
            "determinantal" => Ok(Self::Determinantal),
            "facility-location" => Ok(Self::FacilityLocation),
            _ => Err(ArgumentError::unknown("method", &Self::NAMES, name)),
        }
    }
}

/// How alike two vectors x and y are: both the relevance r_i of candidate i to the query and the
/// similarity s_ij of two candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// x·y / (|x| |y|), clipped to [-1, 1]; 0 where a vector is zero.
    Cosine,
    /// x·y.
    Dot,
}

impl Likeness {
    /// The names that [`Self::by_name`] takes.
    pub const NAMES: [&'static str; 2] = ["cosine", "dot"];

    /// The likeness called `name`.
    ///
    /// # Errors
    ///
    /// About `metric` if there is none of this name.
    pub fn by_name(name: &str) -> Result<Self, ArgumentError> {
        match name {
            "cosine" => Ok(Self::Cosine),
            "dot" => Ok(Self::Dot),
            _ => Err(ArgumentError::unknown("metric", &Self::NAMES, name)),
        }
    }
}

/// How to rerank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// The most candidates to select, at least 1; all of them if there are fewer.
    pub k: usize,
    /// How relevance and diversity are weighed against each other.
    pub method: Method,
    /// The weight of relevance, from 0 to 1; the rest is diversity's.
    pub lambda: f64,
    /// How alike two vectors are.
    pub likeness: Likeness,
}

/// What is ranked: a query and candidates of as many numbers each, row by row.
#[derive(Clone, Copy, Debug)]
pub enum Items<'a> {
    /// In single precision.
    F32 {
        /// The query.
        query: &'a [f32],
        /// The candidates.
        candidates: &'a [f32],
    },
    /// In double precision.
    F64 {
        /// The query.
        query: &'a [f64],
        /// The candidates.
        candidates: &'a [f64],
    },
}

/// Candidates in the order of their selection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// The candidates' rows.
    pub elements: Vec<u32>,
    /// The score of each when it was selected.
    pub scores: Vec<f64>,
}

impl Ranking {
    fn push(&mut self, element: u32, score: f64) {
        self.elements.push(element);
        self.scores.push(score);
    }
}

/// Selects `options.k` of the candidates for the query. Ties go to the smallest row.
///
/// Similarities are computed in double precision from inputs of either, except for
/// [`Method::FacilityLocation`], whose matrix of n² of them is in that of the candidates. With n
/// candidates of d numbers, marginal relevance and the determinant take 3 n d multiplications and
/// few more, facility location n² d / 2. [`Method::Determinantal`] selects fewer than k where all
/// others are, up to rounding, linear combinations of what is selected, unless λ is 1.
///
/// # Errors
///
/// [`Error::Argument`] about `query` or `candidates`: none, lengths that do not fit, NaN, an
/// infinity, or numbers so large that similarities overflow; about `k` or `lambda` out of range.
/// [`Error::Memory`]; [`Error::Cancelled`].
pub fn rerank(
    items: Items<'_>,
    options: &Options,
    workers: &Workers,
    control: &Control,
) -> Result<Ranking, Error> {
    if options.k == 0 {
        return Err(ArgumentError::out_of_range("k", "a positive integer", "0").into());
    }
    if !(0.0..=1.0).contains(&options.lambda) {
        let found = options.lambda.to_string();
        return Err(ArgumentError::out_of_range("lambda", "a number from 0 to 1", found).into());
    }
    match items {
        Items::F32 { query, candidates } => select(query, candidates, options, workers, control),
        Items::F64 { query, candidates } => select(query, candidates, options, workers, control),
    }
}

fn select<T: Narrow>(
    query: &[T],
    candidates: &[T],
    options: &Options,
    workers: &Workers,
    control: &Control,
) -> Result<Ranking, Error> {
    let vectors = Vectors::new(query, candidates, options.likeness, workers, control)?;
    let (k, lambda) = (options.k.min(vectors.size()), options.lambda);
    match options.method {
        Method::MarginalRelevance => marginal_relevance::select(&vectors, k, lambda, control),
        Method::Determinantal => determinantal::select(&vectors, k, lambda, control),
        Method::FacilityLocation => {
            facility_location::select(&vectors, k, lambda, workers, control)
        }
    }
}

#[cfg(test)]
mod tests;

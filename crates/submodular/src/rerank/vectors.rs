//! The query and the candidates as vectors: checked, measured once, and compared pair by pair.
//!
//! All of it is in double precision, in which inner products of single-precision vectors neither
//! overflow nor differ from exact ones by more than rounding. Bound by the memory that the
//! candidates come from.

use gainful_kernels::{
    ArgumentError, Control, Element, Workers, check_finite, inner_product, zeros,
};

use super::Likeness;
use super::marginal_relevance::Similarities;
use crate::error::Error;
use crate::objectives::matrix::check_entries;

/// Numbers that one task measures: some ten microseconds, long enough to outweigh handing it out.
const NUMBERS_PER_TASK: usize = 1 << 17;

/// Candidates and how they relate to a query.
pub(super) struct Vectors<'a, T> {
    pub(super) candidates: &'a [T],
    pub(super) columns: usize,
    pub(super) likeness: Likeness,
    /// How alike each candidate and the query are.
    pub(super) relevance: Vec<f64>,
    /// The length of each candidate.
    lengths: Vec<f64>,
}

/// What is known of a candidate after one pass over its numbers.
#[derive(Clone, Copy, Default)]
struct Measure {
    square: f64,
    product: f64,
}

impl<'a, T: Element> Vectors<'a, T> {
    pub(super) fn new(
        query: &[T],
        candidates: &'a [T],
        likeness: Likeness,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let columns = query.len();
        let rows = check_form(columns, candidates.len())?;
        check_finite("query", query)?;
        let square = inner_product(query, query);
        if !square.is_finite() {
            return Err(overflow("query"));
        }
        let query_length = length(square);
        let measures = measure(query, candidates, rows, workers, control)?;
        let of = |measure: &Measure| match likeness {
            Likeness::Cosine => cosine(measure.product, length(measure.square), query_length),
            Likeness::Dot => measure.product,
        };
        let relevance = measures.iter().map(of).collect();
        let lengths = measures.iter().map(|measure| length(measure.square)).collect();
        Ok(Self { candidates, columns, likeness, relevance, lengths })
    }

    /// The number of candidates.
    pub(super) fn size(&self) -> usize {
        self.relevance.len()
    }

    /// How alike a candidate and itself are.
    pub(super) fn own(&self, candidate: u32) -> f64 {
        let length = self.lengths[candidate as usize];
        match self.likeness {
            Likeness::Cosine => f64::from(u8::from(length > 0.0)),
            Likeness::Dot => length * length,
        }
    }

    fn row(&self, candidate: u32) -> &[T] {
        &self.candidates[candidate as usize * self.columns..][..self.columns]
    }
}

impl<T: Element> Similarities for Vectors<'_, T> {
    fn relevance(&self) -> &[f64] {
        &self.relevance
    }

    fn similarity(&self, x: u32, y: u32) -> f64 {
        let product = inner_product(self.row(x), self.row(y));
        match self.likeness {
            Likeness::Cosine => cosine(product, self.lengths[x as usize], self.lengths[y as usize]),
            Likeness::Dot => product,
        }
    }
}

/// The number of candidates, if there are some and they have as many numbers as the query.
pub(super) fn check_form(columns: usize, numbers: usize) -> Result<usize, ArgumentError> {
    if columns == 0 {
        return Err(ArgumentError::invalid("query", "at least one number", "none"));
    }
    if numbers == 0 || !numbers.is_multiple_of(columns) {
        let expected = format!("rows of {columns} numbers as in query");
        return Err(ArgumentError::invalid("candidates", expected, format!("{numbers} numbers")));
    }
    let rows = numbers / columns;
    if u32::try_from(rows).is_err() {
        let expected = format!("at most {} rows", u32::MAX);
        return Err(ArgumentError::out_of_range("candidates", expected, rows.to_string()));
    }
    Ok(rows)
}

/// Measures all candidates, and refuses numbers that cannot be measured.
fn measure<T: Element>(
    query: &[T],
    candidates: &[T],
    rows: usize,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<Measure>, Error> {
    let columns = query.len();
    let rows_per_task = (NUMBERS_PER_TASK / columns).max(1);
    let mut measures: Vec<Measure> = zeros(rows, workers, control)?;
    workers.for_each_chunk(&mut measures, rows_per_task, |task, measures| {
        if control.is_cancelled() {
            return;
        }
        let candidates = &candidates[task * rows_per_task * columns..];
        for (measure, row) in measures.iter_mut().zip(candidates.chunks(columns)) {
            let (square, product) = (inner_product(row, row), inner_product(row, query));
            *measure = Measure { square, product };
        }
    });
    control.check()?;
    // A sum with a number that is not finite is not finite, so this finds those, too.
    if measures.iter().all(|measure| measure.square.is_finite()) {
        return Ok(measures);
    }
    check_entries("candidates", candidates, f64::MAX, workers, control)?;
    Err(overflow("candidates"))
}

fn overflow(argument: &str) -> Error {
    let expected = "numbers small enough for finite similarities";
    ArgumentError::out_of_range(argument, expected, "numbers that overflow").into()
}

/// The length of a vector; 0 if its square is too small to be precise.
fn length(square: f64) -> f64 {
    if square < f64::MIN_POSITIVE { 0.0 } else { square.sqrt() }
}

fn cosine(product: f64, x_length: f64, y_length: f64) -> f64 {
    let lengths = x_length * y_length;
    if lengths == 0.0 { 0.0 } else { (product / lengths).clamp(-1.0, 1.0) }
}

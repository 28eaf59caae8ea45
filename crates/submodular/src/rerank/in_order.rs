//! Maximal marginal relevance exactly as LangChain computes it: cosines in double precision, whose
//! sums run in the order of the numbers and are rounded after every step.
//!
//! Two candidates that are nearly equal then come in the same order, too. A cosine that is not a
//! number, as that of a zero vector is not, counts as 0.

use gainful_kernels::{Cancelled, Control, Workers};

use super::marginal_relevance::{Similarities, select};
use super::vectors::check_form;
use crate::error::Error;

/// Rows whose sums run side by side, since each addition waits for the one before it.
const ROWS_PER_GROUP: usize = 8;

/// Groups of rows that one task takes.
const GROUPS_PER_TASK: usize = 16;

/// The rows of the `k` candidates, or of all if there are fewer, in the order of their selection.
///
/// The first is the one of the largest cosine with the query, each other one that of the largest
/// lambda c_i - (1 - lambda) max_j c_ij; the smallest row where they are equal. `lambda` is any
/// finite number, and so may the numbers of query and candidates be anything. Takes on the order of
/// 3 n d multiplications for n candidates of d numbers; for `lambda` above 1, k n d.
///
/// # Errors
///
/// [`Error::Argument`] about `query` or `candidates` if there is nothing in them or their lengths
/// do not fit; [`Error::Memory`]; [`Error::Cancelled`].
pub fn maximal_marginal_relevance(
    query: &[f64],
    candidates: &[f64],
    lambda: f64,
    k: usize,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<u32>, Error> {
    let rows = check_form(query.len(), candidates.len())?;
    let vectors = InOrder::new(query, candidates, rows, workers, control)?;
    Ok(select(&vectors, k.min(rows), lambda, control)?.elements)
}

struct InOrder<'a> {
    candidates: &'a [f64],
    columns: usize,
    lengths: Vec<f64>,
    relevance: Vec<f64>,
}

impl<'a> InOrder<'a> {
    fn new(
        query: &[f64],
        candidates: &'a [f64],
        rows: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Cancelled> {
        let columns = query.len();
        let [query_square] = products([query], [query]);
        let query_length = query_square.sqrt();
        let rows_per_task = ROWS_PER_GROUP * GROUPS_PER_TASK;
        let mut measures = vec![(0.0, 0.0); rows];
        workers.for_each_chunk(&mut measures, rows_per_task, |task, measures| {
            if control.is_cancelled() {
                return;
            }
            let begin = task * rows_per_task;
            let row = |index: usize| &candidates[(begin + index) * columns..][..columns];
            let (groups, rest) = measures.as_chunks_mut::<ROWS_PER_GROUP>();
            for (group, measures) in groups.iter_mut().enumerate() {
                let rows = std::array::from_fn(|index| row(group * ROWS_PER_GROUP + index));
                measure(rows, query, query_length, measures);
            }
            let first = groups.len() * ROWS_PER_GROUP;
            for (index, measures) in rest.iter_mut().enumerate() {
                measure([row(first + index)], query, query_length, std::array::from_mut(measures));
            }
        });
        control.check()?;
        let (lengths, relevance) = measures.into_iter().unzip();
        Ok(Self { candidates, columns, lengths, relevance })
    }

    fn row(&self, candidate: u32) -> &[f64] {
        &self.candidates[candidate as usize * self.columns..][..self.columns]
    }
}

impl Similarities for InOrder<'_> {
    fn relevance(&self) -> &[f64] {
        &self.relevance
    }

    fn similarity(&self, x: u32, y: u32) -> f64 {
        let [product] = products([self.row(x)], [self.row(y)]);
        cosine(product, self.lengths[x as usize], self.lengths[y as usize])
    }
}

/// The lengths of some rows and their cosines with the query.
fn measure<const ROWS: usize>(
    rows: [&[f64]; ROWS],
    query: &[f64],
    query_length: f64,
    measures: &mut [(f64, f64); ROWS],
) {
    let lengths = products(rows, rows).map(f64::sqrt);
    let products = products(rows, [query; ROWS]);
    for ((measure, length), product) in measures.iter_mut().zip(lengths).zip(products) {
        *measure = (length, cosine(product, length, query_length));
    }
}

/// Inner products of pairs of vectors of the same length, summed up one number after the other.
fn products<const PAIRS: usize>(x: [&[f64]; PAIRS], y: [&[f64]; PAIRS]) -> [f64; PAIRS] {
    let columns = x[0].len();
    let (x, y) = (x.map(|x| &x[..columns]), y.map(|y| &y[..columns]));
    let mut sums = [0.0; PAIRS];
    for column in 0..columns {
        for pair in 0..PAIRS {
            sums[pair] += x[pair][column] * y[pair][column];
        }
    }
    sums
}

fn cosine(product: f64, x_length: f64, y_length: f64) -> f64 {
    let cosine = product / (x_length * y_length);
    if cosine.is_nan() { 0.0 } else { cosine }
}

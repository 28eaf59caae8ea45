//! Maximal marginal relevance exactly as LangChain computes it: cosines in double precision, whose
//! sums run in the order of the numbers and are rounded after every step.
//!
//! Two candidates that are nearly equal then come in the same order, too. A cosine that is not a
//! number, as that of a zero vector is not, counts as 0, and so does here an infinite one, of a
//! vector whose squares are too small for double precision.

use gainful_kernels::{Cancelled, Control};

use super::marginal_relevance::{Similarities, select};
use super::vectors::check_form;
use crate::error::Error;

/// Rows whose sums run side by side, since each addition waits for the one before it.
const ROWS_PER_GROUP: usize = 8;

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
    control: &Control,
) -> Result<Vec<u32>, Error> {
    let rows = check_form(query.len(), candidates.len())?;
    let vectors = InOrder::new(query, candidates, rows, control)?;
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
        control: &Control,
    ) -> Result<Self, Cancelled> {
        let columns = query.len();
        let [query_square] = products([query], [query]);
        let query_length = query_square.sqrt();
        let (mut lengths, mut relevance) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        let mut measure = |length: f64, product| {
            lengths.push(length);
            relevance.push(cosine(product, length, query_length));
        };
        let mut groups = candidates.chunks_exact(ROWS_PER_GROUP * columns);
        for group in &mut groups {
            control.check()?;
            let rows: [&[f64]; ROWS_PER_GROUP] =
                std::array::from_fn(|row| &group[row * columns..][..columns]);
            let lengths = products(rows, rows).map(f64::sqrt);
            let products = products(rows, [query; ROWS_PER_GROUP]);
            lengths
                .into_iter()
                .zip(products)
                .for_each(|(length, product)| measure(length, product));
        }
        for row in groups.remainder().chunks(columns) {
            let ([square], [product]) = (products([row], [row]), products([row], [query]));
            measure(square.sqrt(), product);
        }
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
    if cosine.is_finite() { cosine } else { 0.0 }
}

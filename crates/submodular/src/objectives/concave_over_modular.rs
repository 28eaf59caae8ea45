//! Concave over modular: a mutual information with queries that counts similarities to all of them,
//! with diminishing returns.
//!
//! f(A) = Σ_{q in Q} ψ(Σ_{j in A} s_jq) + eta Σ_{j in A} ψ(Σ_{q in Q} s_jq) for similarities that are
//! not negative and a concave ψ: a feature-based function whose features are the queries, plus a
//! modular function.
//!
//! Kothawade et al., "PRISM: a rich class of parameterized submodular information measures for
//! guided data subset selection" (2022), where it is COM.

use std::sync::Arc;

use gainful_kernels::{Control, Workers};

use super::context::{Shaped, not_negative, scaled};
use super::query_similarity::summarize;
use super::rows::AMOUNTS;
use super::{Concave, FeatureBased, Matrix, Mixture, Modular, Rows};
use crate::error::Error;
use crate::objective::Objective;

/// The function of the similarities of candidates, in rows, to queries, in columns.
///
/// # Errors
///
/// [`Error::Argument`] about `candidateQuerySimilarity`: no rows or columns, or a number that is NaN,
/// negative or above 1e20; about `eta`: negative, NaN, infinite, or so large that sums overflow; or
/// about `exponent` or `cap` if out of range. [`Error::Memory`]; [`Error::Cancelled`].
pub fn concave_over_modular(
    (similarity, rows, columns): Shaped,
    concave: Concave,
    eta: f64,
    workers: &Workers,
    control: &Control,
) -> Result<Mixture, Error> {
    const NAME: &str = "candidateQuerySimilarity";
    let eta = not_negative("eta", eta)?;
    AMOUNTS.check_matrix(NAME, &similarity, rows, columns, workers, control)?;
    let similarity = (similarity, rows, columns);
    let sums = summarize(NAME, &similarity, workers, control, |row| row.sum())?;
    let relevance = scaled("eta", eta, images(sums, concave, workers, control)?)?;
    let (entries, rows, columns) = similarity;
    let features = Rows::Dense { entries, rows, columns };
    let diversity = FeatureBased::new(features, concave, None, workers, control)?;
    let parts: [Arc<dyn Objective>; 2] = [Arc::new(diversity), Arc::new(Modular::new(relevance)?)];
    Mixture::new(parts.into(), &[1.0, 1.0], workers, control)
}

/// ψ of each sum: what a single feature of this size is worth.
fn images(
    sums: Vec<f64>,
    concave: Concave,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<f64>, Error> {
    let rows = sums.len();
    let features = Rows::Dense { entries: Matrix::F64(sums), rows, columns: 1 };
    let function = FeatureBased::new(features, concave, None, workers, control)?;
    let candidates: Vec<u32> = (0..rows as u32).collect();
    let mut images = vec![0.0; rows];
    function.begin().gains(&candidates, &mut images, workers, control)?;
    Ok(images)
}

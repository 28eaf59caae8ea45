//! Facility-location mutual information with the queries themselves to be represented: selected
//! elements shall cover all queries and be close to some query each.
//!
//! f(A) = Σ_{q in Q} max(0, max_{j in A} s_jq) + eta Σ_{j in A} max_{q in Q} s_jq: facility location
//! on the queries, plus a modular function. It needs no similarities among candidates.
//!
//! Kothawade et al., "PRISM: a rich class of parameterized submodular information measures for
//! guided data subset selection" (2022), where it is FLQMI.

use std::sync::Arc;

use gainful_kernels::{Control, Workers};

use super::context::{Shaped, not_negative, scaled};
use super::query_similarity::summarize;
use super::{FacilityLocation, Mixture, Modular};
use crate::error::Error;
use crate::objective::Objective;

/// The function of the similarities of candidates, in rows, to queries, in columns.
///
/// # Errors
///
/// [`Error::Argument`] about `candidateQuerySimilarity`: empty, NaN, infinite or too large for sums to
/// be finite; or about `eta`: negative, NaN, infinite, or so large that sums overflow.
/// [`Error::Cancelled`].
pub fn facility_location_query_mutual_information(
    similarity: Shaped,
    eta: f64,
    workers: &Workers,
    control: &Control,
) -> Result<Mixture, Error> {
    let eta = not_negative("eta", eta)?;
    let closest = summarize("candidateQuerySimilarity", &similarity, workers, control, |row| {
        row.fold(f64::NEG_INFINITY, f64::max)
    })?;
    let relevance = scaled("eta", eta, closest)?;
    let (similarity, rows, columns) = similarity;
    let coverage = FacilityLocation::from_similarity(similarity, rows, columns, workers, control)?;
    let parts: [Arc<dyn Objective>; 2] = [Arc::new(coverage), Arc::new(Modular::new(relevance)?)];
    Mixture::new(parts.into(), &[1.0, 1.0], workers, control)
}

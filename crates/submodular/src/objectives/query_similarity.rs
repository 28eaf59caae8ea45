//! How similar candidates are to queries: a row for each candidate, a column for each query. What
//! measures start from that need no similarities among candidates, so that a selection out of
//! millions takes little memory.

use gainful_kernels::{Control, Workers, zeros};

use super::Metric;
use super::context::{Shaped, join};
use super::matrix::{Matrix, Narrow, check_entries};
use super::points::Points;
use super::rows::rows_per_task;
use crate::error::Error;

/// The similarities between the rows of `features` and those of `queries`, in the precision of
/// `features`. With [`Metric::Euclidean`] the largest squared distance is that of a candidate and a
/// query.
///
/// # Errors
///
/// Those of [`Metric::similarities`]; [`Error::Argument`] about `queries`: empty, or of another
/// number of columns.
pub fn query_similarity(
    features: Shaped,
    queries: Shaped,
    metric: Metric,
    workers: &Workers,
    control: &Control,
) -> Result<Shaped, Error> {
    cross_similarity("queries", features, queries, metric, workers, control)
}

/// [`query_similarity`] to `others`, whatever their `name`.
pub(crate) fn cross_similarity(
    name: &str,
    features: Shaped,
    others: Shaped,
    metric: Metric,
    workers: &Workers,
    control: &Control,
) -> Result<Shaped, Error> {
    let (candidates, others_count) = (features.1, others.1);
    let single = matches!(features.0, Matrix::F32(_));
    let (joined, total, columns) = join(features, name, others)?;
    let points = Points::new(joined, total, columns, metric, workers, control)?;
    let similarity = if single {
        compare::<f32>(&points, candidates, metric, workers, control)?.into()
    } else {
        compare::<f64>(&points, candidates, metric, workers, control)?.into()
    };
    Ok((similarity, candidates, others_count))
}

/// The similarities of the first points with all later ones.
fn compare<T: Narrow>(
    points: &Points,
    candidates: usize,
    metric: Metric,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<T>, Error> {
    let queries: Vec<u32> = (candidates as u32..points.count() as u32).collect();
    let pairs = |candidate: usize| {
        let mut row = Vec::with_capacity(queries.len());
        points.append_pairs(candidate as u32, &queries, &mut row);
        row
    };
    let farthest = match metric {
        Metric::Euclidean => {
            control.begin("largest distance", Some(candidates as u64))?;
            let largest = workers.map(candidates, |candidate| match control.advance(1) {
                Ok(()) => pairs(candidate).into_iter().fold(0.0, f64::max),
                Err(_) => 0.0,
            });
            control.check()?;
            largest.into_iter().fold(0.0, f64::max)
        }
        _ => 0.0,
    };
    let image = points.image(farthest);
    let mut similarity = zeros(candidates.saturating_mul(queries.len()), workers, control)?;
    control.begin("similarities", Some(candidates as u64))?;
    workers.for_each_chunk(&mut similarity, queries.len(), |candidate, row| {
        if control.advance(1).is_err() {
            return;
        }
        let mut pairs = pairs(candidate);
        image.apply(&mut pairs);
        row.iter_mut().zip(pairs).for_each(|(entry, pair)| *entry = T::narrow(pair));
    });
    control.check()?;
    Ok(similarity)
}

/// What `summary` makes of each row of such similarities, in double precision.
///
/// # Errors
///
/// [`Error::Argument`] about `argument`: empty, NaN, infinite, or too large for sums to be
/// finite; [`Error::Cancelled`].
pub(crate) fn summarize(
    argument: &str,
    (similarity, rows, columns): &Shaped,
    workers: &Workers,
    control: &Control,
    summary: impl Fn(&mut dyn Iterator<Item = f64>) -> f64 + Sync,
) -> Result<Vec<f64>, Error> {
    similarity.check_form(argument, *rows, *columns)?;
    match similarity {
        Matrix::F32(entries) => check_entries(argument, entries, f32::LARGEST, workers, control),
        Matrix::F64(entries) => check_entries(argument, entries, f64::LARGEST, workers, control),
    }?;
    let mut summaries = zeros(*rows, workers, control)?;
    let rows_per_task = rows_per_task(*columns);
    workers.for_each_chunk(&mut summaries, rows_per_task, |task, summaries| {
        if control.is_cancelled() {
            return;
        }
        for (row, result) in (task * rows_per_task..).zip(summaries) {
            let range = row * columns..(row + 1) * columns;
            *result = match similarity {
                Matrix::F32(entries) => {
                    summary(&mut entries[range].iter().map(|&entry| entry.into()))
                }
                Matrix::F64(entries) => summary(&mut entries[range].iter().copied()),
            };
        }
    });
    control.check()?;
    Ok(summaries)
}

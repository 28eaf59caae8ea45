//! The information measures of facility location, which are facility location again.
//!
//! With q_v = eta max_{q in Q} s_qv and p_v = nu max_{p in P} s_pv,
//!
//! f(A) = Σ_v max(min(max_{j in A} s_jv, q_v) - p_v, 0)
//!
//! is the mutual information with the queries Q where there are no privates P (p = 0), the
//! conditional gain over P where there are no queries (q = ∞), and the conditional mutual
//! information where there are both. As c_v(x) = max(min(x, q_v) - p_v, 0) never falls as x grows,
//! c_v(max_{j in A} s_jv) = max_{j in A} c_v(s_jv): the clamped similarities make a plain facility
//! location, as fast and as exact as any.
//!
//! Iyer, Khargoankar, Bilmes & Asanani (2021), sections 3.4 to 3.6; Kaushal et al., "PRISM" (2022).

use gainful_kernels::{Control, Workers};

use super::context::{Context, Shaped, check_columns};
use super::matrix::{Narrow, check_entries};
use super::{FacilityLocation, Matrix, Metric};
use crate::error::Error;

impl FacilityLocation {
    /// The information measure of similarities given row by row: a row for each candidate, query or
    /// private, a column for each point to represent.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `similarity`, `querySimilarity` or `privateSimilarity` as in
    /// [`Self::from_similarity`], or if they differ in the number of columns; [`Error::Cancelled`].
    pub fn information_from_similarity(
        (similarity, rows, columns): Shaped,
        context: Context<Shaped>,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        similarity.check_form("similarity", rows, columns)?;
        let clamp = Clamp::new(&context, columns, workers, control)?;
        let clamped = match similarity {
            Matrix::F32(entries) => clamp.apply(entries, workers, control)?.into(),
            Matrix::F64(entries) => clamp.apply(entries, workers, control)?.into(),
        };
        Self::from_similarity(clamped, rows, columns, workers, control)
    }

    /// The information measure of the similarities between the rows of a feature matrix, which are
    /// both the candidates and the points to represent, and the rows of other such matrices, which
    /// are queries and privates.
    ///
    /// Takes (candidates + queries + privates)² numbers of memory for a while, then candidates².
    ///
    /// # Errors
    ///
    /// Those of [`Metric::similarities`]; [`Error::Argument`] about `queries` or `privates`: empty, or
    /// of another number of columns.
    pub fn information_from_features(
        features: Shaped,
        context: Context<Shaped>,
        metric: Metric,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let candidates = features.1;
        let ((joined, total, columns), counts) = context.joined(features)?;
        match metric.similarities(&joined, total, columns, workers, control)? {
            Matrix::F32(all) => split(all, candidates, counts, workers, control),
            Matrix::F64(all) => split(all, candidates, counts, workers, control),
        }
    }
}

/// Makes a measure of the similarities of all candidates, queries and privates.
fn split<T: Narrow>(
    mut all: Vec<T>,
    candidates: usize,
    counts: Context<usize>,
    workers: &Workers,
    control: &Control,
) -> Result<FacilityLocation, Error>
where
    Matrix: From<Vec<T>>,
{
    let total = all.len().isqrt();
    let mut next = candidates;
    let context = counts.map(|count| {
        let rows = all[next * total..(next + count) * total].chunks(total);
        next += count;
        let entries: Vec<T> = rows.flat_map(|row| &row[..candidates]).copied().collect();
        (Matrix::from(entries), count, candidates)
    });
    for row in 1..candidates {
        control.check()?;
        all.copy_within(row * total..row * total + candidates, row * candidates);
    }
    all.truncate(candidates * candidates);
    all.shrink_to_fit();
    let similarity = (Matrix::from(all), candidates, candidates);
    FacilityLocation::information_from_similarity(similarity, context, workers, control)
}

/// c_v for every point v to represent.
struct Clamp {
    /// q_v.
    above: Vec<f64>,
    /// p_v.
    below: Vec<f64>,
}

impl Clamp {
    fn new(
        context: &Context<Shaped>,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let largest = |name: &str, group: Option<&(Shaped, f64)>, absent: f64| {
            let Some(((matrix, rows, own_columns), factor)) = group else {
                return Ok(vec![absent; columns]);
            };
            matrix.check_form(name, *rows, *own_columns)?;
            check_columns(name, *own_columns, columns)?;
            let mut largest = match matrix {
                Matrix::F32(entries) => column_maxima(name, entries, columns, workers, control),
                Matrix::F64(entries) => column_maxima(name, entries, columns, workers, control),
            }?;
            largest.iter_mut().for_each(|largest| *largest *= factor);
            Ok::<_, Error>(largest)
        };
        Ok(Self {
            above: largest("querySimilarity", context.queries(), f64::INFINITY)?,
            below: largest("privateSimilarity", context.privates(), 0.0)?,
        })
    }

    /// Replaces the similarities by what is left of them.
    fn apply<T: Narrow>(
        &self,
        mut entries: Vec<T>,
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<T>, Error> {
        // Before NaN is lost in a minimum.
        check_entries("similarity", &entries, T::LARGEST, workers, control)?;
        workers.for_each_chunk(&mut entries, self.above.len(), |_, row| {
            if control.is_cancelled() {
                return;
            }
            for ((entry, &above), &below) in row.iter_mut().zip(&self.above).zip(&self.below) {
                *entry = T::narrow(((*entry).into().min(above) - below).max(0.0));
            }
        });
        control.check()?;
        Ok(entries)
    }
}

/// The largest entry of each column.
fn column_maxima<T: Narrow>(
    argument: &str,
    entries: &[T],
    columns: usize,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<f64>, Error> {
    check_entries(argument, entries, T::LARGEST, workers, control)?;
    let mut maxima = vec![f64::NEG_INFINITY; columns];
    for row in entries.chunks(columns) {
        control.check()?;
        for (largest, &entry) in maxima.iter_mut().zip(row) {
            *largest = largest.max(entry.into());
        }
    }
    Ok(maxima)
}

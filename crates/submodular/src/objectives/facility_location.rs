//! Facility location: how well the selected rows represent all columns.
//!
//! f(S) = sum over v of max(0, max over j in S of s_jv). Monotone and submodular for any real
//! similarities, because of the floor 0. The state keeps the largest similarity of each column, so
//! a gain is one pass over the candidate's row: bound by the memory that holds it.
//!
//! Cornuejols, Fisher & Nemhauser, "Location of bank accounts to optimize float" (1977).

use gainful_kernels::{
    Cancelled, Control, Element, ROWS_PER_GROUP, Workers, facility_gains, facility_update,
    pairwise_sum,
};

use crate::error::Error;
use crate::objective::{Objective, Properties, Property, State};
use crate::objectives::matrix::{Narrow, check_entries};
use crate::objectives::{Matrix, Metric};

/// Entries of a row or rows that one task sums up: a few microseconds, long enough to outweigh
/// handing it out.
const ENTRIES_PER_TASK: usize = 1 << 15;

/// The facility-location function of a similarity matrix.
#[derive(Clone, Debug)]
pub struct FacilityLocation {
    similarity: Matrix,
    rows: usize,
    columns: usize,
    /// The gain of each row at the empty set, which every selection begins with.
    singletons: Vec<f64>,
}

impl FacilityLocation {
    /// The function of similarities given row by row: a row for each candidate, a column for each
    /// point to represent.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `similarity`: no rows or columns, more rows than 32 bits can
    /// number, another number of entries than `rows` times `columns`, NaN, an infinity, or numbers
    /// whose sums may overflow, above 1e36 in single precision and 1e288 in double precision;
    /// [`Error::Cancelled`].
    pub fn from_similarity(
        similarity: Matrix,
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        const NAME: &str = "similarity";
        similarity.check_form(NAME, rows, columns)?;
        match &similarity {
            Matrix::F32(entries) => check_entries(NAME, entries, f32::LARGEST, workers, control),
            Matrix::F64(entries) => check_entries(NAME, entries, f64::LARGEST, workers, control),
        }?;
        Self::new(similarity, rows, columns, workers, control)
    }

    /// The function of the similarities between the rows of a feature matrix, which are both the
    /// candidates and the points to represent.
    ///
    /// Takes `rows`² numbers of memory, in the precision of the features, and on the order of
    /// `rows`² `columns` multiplications.
    ///
    /// # Errors
    ///
    /// Those of [`Metric::similarities`].
    pub fn from_features(
        features: &Matrix,
        rows: usize,
        columns: usize,
        metric: Metric,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let similarity = metric.similarities(features, rows, columns, workers, control)?;
        Self::new(similarity, rows, rows, workers, control)
    }

    fn new(
        similarity: Matrix,
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        // The check of `similarity`'s form has made sure that the rows can be numbered.
        let candidates: Vec<u32> = (0..rows as u32).collect();
        let mut singletons = vec![0.0; rows];
        match &similarity {
            Matrix::F32(entries) => Coverage::new(entries, columns, &[]).compute(
                &candidates,
                &mut singletons,
                workers,
                control,
            ),
            Matrix::F64(entries) => Coverage::new(entries, columns, &[]).compute(
                &candidates,
                &mut singletons,
                workers,
                control,
            ),
        }?;
        Ok(Self { similarity, rows, columns, singletons })
    }

    /// The number of candidates.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of points to represent.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The similarities, row by row.
    pub fn similarity(&self) -> &Matrix {
        &self.similarity
    }
}

impl Objective for FacilityLocation {
    fn size(&self) -> usize {
        self.rows
    }

    fn properties(&self) -> Properties {
        const REASON: &str =
            "the best similarity of each point, at least 0, is monotone submodular";
        Properties::normalized(Property::holds(REASON), Property::holds(REASON))
    }

    fn bytes(&self) -> usize {
        self.similarity.bytes() + size_of_val(self.singletons.as_slice())
    }

    fn begin(&self) -> Box<dyn State + '_> {
        match &self.similarity {
            Matrix::F32(entries) => {
                Box::new(Coverage::new(entries, self.columns, &self.singletons))
            }
            Matrix::F64(entries) => {
                Box::new(Coverage::new(entries, self.columns, &self.singletons))
            }
        }
    }
}

/// How well each column is represented so far.
#[derive(Clone)]
struct Coverage<'a, T> {
    similarity: &'a [T],
    /// For each column the largest similarity to a selected row, at least 0.
    largest: Vec<T>,
    /// The gains at the empty set.
    singletons: &'a [f64],
    is_empty: bool,
}

impl<'a, T: Element> Coverage<'a, T> {
    fn new(similarity: &'a [T], columns: usize, singletons: &'a [f64]) -> Self {
        Self { similarity, largest: vec![T::default(); columns], singletons, is_empty: true }
    }

    /// Computes the gains of `candidates`.
    fn compute(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let groups_per_task = ENTRIES_PER_TASK / (ROWS_PER_GROUP * self.largest.len());
        let rows_per_task = groups_per_task.max(1) * ROWS_PER_GROUP;
        workers.for_each_chunk(gains, rows_per_task, |task, gains| {
            if control.is_cancelled() {
                return;
            }
            let candidates = &candidates[task * rows_per_task..][..gains.len()];
            facility_gains(self.similarity, candidates, &self.largest, gains);
        });
        control.check()
    }
}

impl<T: Element> State for Coverage<'_, T> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        if !self.is_empty {
            return self.compute(candidates, gains, workers, control);
        }
        for (gain, &candidate) in gains.iter_mut().zip(candidates) {
            *gain = self.singletons[candidate as usize];
        }
        control.check()
    }

    fn insert(&mut self, element: u32, _: &Workers) {
        self.is_empty = false;
        let columns = self.largest.len();
        let row = &self.similarity[element as usize * columns..][..columns];
        facility_update(row, &mut self.largest);
    }

    fn value(&self) -> f64 {
        let largest: Vec<f64> = self.largest.iter().map(|&largest| largest.into()).collect();
        pairwise_sum(&largest)
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(self.clone())
    }
}

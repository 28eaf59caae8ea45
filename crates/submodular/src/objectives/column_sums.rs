//! Sums over columns of what a set has in each column: what feature-based functions, saturated
//! coverage and probabilistic set cover have in common.
//!
//! The state keeps for each column what the selected rows have in it, so a gain is one pass over the
//! candidate's row. Rows of a dense matrix go through a kernel where there is one for the function;
//! all others are gone through entry by entry in double precision.

use gainful_kernels::{Cancelled, CompensatedSum, Control, Workers, zeros};

use super::matrix::{Matrix, Narrow};
use super::rows::{DenseRows, EntriesByRow, Rows, SparseRows};
use super::singletons::FromSingletons;
use crate::error::Error;
use crate::objective::{Objective, Properties, Property, State};

/// The part of the largest gain within which gains of functions that are not computed exactly alike
/// count as equal: thousands of times the precision.
const TIE: f64 = 1e-12;

/// Entries gone through between two looks at a control: some milliseconds at most.
const BLOCK: usize = 1 << 16;

/// What a set has in one column, and what more of it is worth. Entries are not negative.
pub(crate) trait Column: Copy + Send + Sync + 'static {
    /// Why sums of such columns are monotone and submodular.
    const REASON: &'static str;

    /// Whether computed gains never grow, to the last bit, as the set grows.
    const IS_EXACT: bool;

    /// What a further entry adds to the value.
    fn gain(&self, entry: f64) -> f64;

    /// Takes the entry in.
    fn insert(&mut self, entry: f64);

    /// The empty set in a dense matrix.
    fn begin_dense<'a, T: Narrow>(rows: DenseRows<'a, T>, empty: &[Self]) -> Box<dyn State + 'a> {
        Box::new(ByEntry::new(rows, empty))
    }
}

/// A column whose gains a kernel computes, for whole rows of a dense matrix.
pub(crate) trait InLanes<const N: usize>: Column {
    /// What the kernel has to know of a column.
    fn known(&self) -> [f64; N];

    /// The gains of `candidates`, rows of the matrix, given what is known of all columns.
    fn gains<T: Narrow>(entries: &[T], candidates: &[u32], known: [&[T]; N], gains: &mut [f64]);
}

/// The sum of the values of all columns.
#[derive(Clone, Debug)]
pub(crate) struct ColumnSums<C> {
    rows: Rows,
    empty: Vec<C>,
    /// The gain of each row at the empty set.
    singletons: Vec<f64>,
    tolerance: f64,
}

impl<C: Column> ColumnSums<C> {
    /// The function of checked rows, given what the empty set has in each column.
    pub(crate) fn new(
        rows: Rows,
        empty: Vec<C>,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let mut singletons = zeros(rows.rows(), workers, control)?;
        let candidates: Vec<u32> = (0..rows.rows() as u32).collect();
        control.begin("singletons", None)?;
        begin(&rows, &empty).gains(&candidates, &mut singletons, workers, control)?;
        let largest = singletons.iter().copied().fold(0.0, f64::max);
        let tolerance = if C::IS_EXACT { 0.0 } else { TIE * largest };
        Ok(Self { rows, empty, singletons, tolerance })
    }
}

fn begin<'a, C: Column>(rows: &'a Rows, empty: &[C]) -> Box<dyn State + 'a> {
    match rows {
        Rows::Dense { entries, columns, .. } => match entries {
            Matrix::F32(entries) => C::begin_dense(DenseRows { entries, columns: *columns }, empty),
            Matrix::F64(entries) => C::begin_dense(DenseRows { entries, columns: *columns }, empty),
        },
        Rows::Sparse(matrix) => {
            let pattern = matrix.pattern();
            match matrix.values() {
                Matrix::F32(values) => {
                    Box::new(ByEntry::new(SparseRows { pattern, values }, empty))
                }
                Matrix::F64(values) => {
                    Box::new(ByEntry::new(SparseRows { pattern, values }, empty))
                }
            }
        }
    }
}

impl<C: Column> Objective for ColumnSums<C> {
    fn size(&self) -> usize {
        self.rows.rows()
    }

    fn properties(&self) -> Properties {
        Properties::normalized(Property::holds(C::REASON), Property::holds(C::REASON))
    }

    fn tie_tolerance(&self) -> f64 {
        self.tolerance
    }

    fn bytes(&self) -> usize {
        self.rows.bytes()
            + size_of_val(self.empty.as_slice())
            + size_of_val(self.singletons.as_slice())
    }

    fn begin(&self) -> Box<dyn State + '_> {
        Box::new(FromSingletons::new(begin(&self.rows, &self.empty), &self.singletons))
    }
}

/// What a set has in each column, and what that is worth.
#[derive(Clone)]
struct Columns<C> {
    columns: Vec<C>,
    value: CompensatedSum,
}

impl<C: Column> Columns<C> {
    fn new(empty: &[C]) -> Self {
        Self { columns: empty.to_vec(), value: CompensatedSum::default() }
    }

    fn insert(&mut self, row: impl Iterator<Item = (usize, f64)>) {
        let mut gain = 0.0;
        for (column, entry) in row {
            let column = &mut self.columns[column];
            gain += column.gain(entry);
            column.insert(entry);
        }
        self.value.add(gain);
    }
}

/// A set whose gains are computed entry by entry.
#[derive(Clone)]
struct ByEntry<C, R> {
    rows: R,
    set: Columns<C>,
}

impl<C: Column, R: EntriesByRow> ByEntry<C, R> {
    fn new(rows: R, empty: &[C]) -> Self {
        Self { rows, set: Columns::new(empty) }
    }

    fn gain(&self, row: u32, control: &Control) -> f64 {
        let mut gain = 0.0;
        for (place, (column, entry)) in self.rows.row(row).enumerate() {
            if place % BLOCK == 0 && control.is_cancelled() {
                return 0.0;
            }
            gain += self.set.columns[column].gain(entry);
        }
        gain
    }
}

impl<C: Column, R: EntriesByRow> State for ByEntry<C, R> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let rows_per_task = self.rows.rows_per_task();
        workers.for_each_chunk(gains, rows_per_task, |task, gains| {
            let candidates = &candidates[task * rows_per_task..];
            for (gain, &candidate) in gains.iter_mut().zip(candidates) {
                *gain = self.gain(candidate, control);
            }
        });
        control.check()
    }

    fn insert(&mut self, element: u32, _: &Workers) {
        self.set.insert(self.rows.row(element));
    }

    fn value(&self) -> f64 {
        self.set.value.value()
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(self.clone())
    }
}

/// A set of rows of a dense matrix whose gains a kernel computes.
#[derive(Clone)]
pub(crate) struct ByRow<'a, C, T, const N: usize> {
    rows: DenseRows<'a, T>,
    set: Columns<C>,
    /// What the kernel has to know of all columns, in the precision of the entries.
    known: [Vec<T>; N],
}

impl<'a, C: InLanes<N>, T: Narrow, const N: usize> ByRow<'a, C, T, N> {
    /// The empty set.
    pub(crate) fn new(rows: DenseRows<'a, T>, empty: &[C]) -> Self {
        let known = std::array::from_fn(|_| vec![T::default(); rows.columns]);
        let mut state = Self { rows, set: Columns::new(empty), known };
        state.tell();
        state
    }

    /// Brings up to date what the kernel knows.
    fn tell(&mut self) {
        for (place, column) in self.set.columns.iter().enumerate() {
            for (known, number) in self.known.iter_mut().zip(column.known()) {
                known[place] = T::narrow(number);
            }
        }
    }
}

impl<C: InLanes<N>, T: Narrow, const N: usize> State for ByRow<'_, C, T, N> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let rows_per_task = self.rows.rows_per_task();
        let known = self.known.each_ref().map(Vec::as_slice);
        workers.for_each_chunk(gains, rows_per_task, |task, gains| {
            if control.is_cancelled() {
                return;
            }
            let candidates = &candidates[task * rows_per_task..][..gains.len()];
            C::gains(self.rows.entries, candidates, known, gains);
        });
        control.check()
    }

    fn insert(&mut self, element: u32, _: &Workers) {
        self.set.insert(self.rows.row(element));
        self.tell();
    }

    fn value(&self) -> f64 {
        self.set.value.value()
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(self.clone())
    }
}

//! The Cholesky factor of a growing principal submatrix, and what is left of all other diagonals.
//!
//! After elements i_1, ..., i_t the row of element j holds c_s = (K_{j i_s} - Σ_{r<s} c_r C_{i_s r}) /
//! sqrt(p_s) and its residual is K_jj - Σ_s c_s², the pivot that j would have and the factor by which
//! it would multiply the determinant. Rows are extended on demand, for the elements whose gain is
//! asked for: in the end of the work of extending all of them after every pick at most the same, and
//! for lazy optimizers a small part. Each row is read once for all columns that it lacks, so the
//! extension is bound by arithmetic where rows are far behind, by memory where they lack one column.
//!
//! Residuals never grow, to the last bit, as squares are subtracted. An element whose residual is no
//! more than the kernel's floor is taken to depend on the earlier ones: its pivot is the floor and
//! its column of the factor is zero, so the residuals of others stay as they are.
//!
//! Chen, Zhang & Zhou, "Fast greedy MAP inference for determinantal point process to improve
//! recommendation diversity" (2018); rows on demand as in Minoux's lazy evaluation.

use std::mem;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use gainful_kernels::{
    Cancelled, CompensatedSum, Control, PRODUCTS, Workers, inner_product, inner_products,
};

use super::kernel::Kernel;

/// Columns by which a row is extended between two looks at a control.
const STEPS: usize = 128;

/// Columns whose products among one another are summed one by one; a vector of f64.
const BLOCK: usize = 8;

/// Tasks into which a sweep over many candidates is cut.
const TASKS: usize = 64;

/// The fewest candidates of a task: some microseconds where rows lack many columns. Where a task of
/// a sweep takes as long, each lacks one.
const CANDIDATES_PER_TASK: usize = 4;

/// A selected element.
#[derive(Clone, Debug)]
struct Pivot {
    element: u32,
    /// Its row of the factor, up to the diagonal.
    row: Vec<f64>,
    /// The inverse of its entry on the diagonal of the factor; 0 if it depends on those before it.
    inverse_root: f64,
}

/// The row of an element that is not selected, as far as it was needed.
#[derive(Clone, Debug)]
struct Row {
    columns: Vec<f64>,
    /// What the columns leave of the diagonal.
    residual: f64,
}

/// The factor of the selected elements and the rows of all others.
#[derive(Debug)]
pub(crate) struct Factor<'a> {
    kernel: &'a Kernel,
    pivots: Vec<Pivot>,
    rows: Vec<Mutex<Row>>,
    value: CompensatedSum,
}

impl<'a> Factor<'a> {
    /// The factor of no element but the `conditions`, points of the kernel that are no candidates
    /// and do not count into the value.
    pub(crate) fn new(kernel: &'a Kernel, conditions: impl IntoIterator<Item = u32>) -> Self {
        let row = |candidate| Mutex::new(Row::new(kernel, candidate));
        let rows = (0..kernel.groups().candidates()).map(row).collect();
        let mut factor =
            Self { kernel, pivots: Vec::new(), rows, value: CompensatedSum::default() };
        for condition in conditions {
            factor.push(condition, Row::new(kernel, condition));
        }
        factor
    }

    /// Writes the logarithms of the pivots that `candidates` would have into `logarithms`.
    pub(crate) fn logarithms(
        &self,
        candidates: &[u32],
        logarithms: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let candidates_per_task = (candidates.len() / TASKS).max(CANDIDATES_PER_TASK);
        workers.for_each_chunk(logarithms, candidates_per_task, |task, logarithms| {
            let candidates = &candidates[task * candidates_per_task..];
            for (logarithm, &candidate) in logarithms.iter_mut().zip(candidates) {
                let mut row = self.lock(candidate);
                while self.lacks_columns(&row) {
                    if control.is_cancelled() {
                        return;
                    }
                    self.extend(candidate, &mut row);
                }
                *logarithm = self.logarithm(row.residual);
            }
        });
        control.check()
    }

    /// Adds `element`.
    pub(crate) fn insert(&mut self, element: u32) {
        let row = self.rows[element as usize].get_mut().unwrap_or_else(PoisonError::into_inner);
        let row = Row { columns: mem::take(&mut row.columns), residual: row.residual };
        let residual = self.push(element, row);
        self.value.add(self.logarithm(residual));
    }

    /// The logarithm of the determinant: the sum of those of the pivots.
    pub(crate) fn value(&self) -> f64 {
        self.value.value()
    }

    /// Makes an element a pivot; returns its residual.
    fn push(&mut self, element: u32, mut row: Row) -> f64 {
        while self.lacks_columns(&row) {
            self.extend(element, &mut row);
        }
        let is_independent = row.residual > self.kernel.floor();
        let inverse_root = if is_independent { row.residual.sqrt().recip() } else { 0.0 };
        self.pivots.push(Pivot { element, row: row.columns, inverse_root });
        row.residual
    }

    fn logarithm(&self, residual: f64) -> f64 {
        residual.max(self.kernel.floor()).ln()
    }

    fn lacks_columns(&self, row: &Row) -> bool {
        row.columns.len() < self.pivots.len()
    }

    /// Appends the next columns of the row of `element`.
    fn extend(&self, element: u32, row: &mut Row) {
        let begin = row.columns.len();
        let pivots = &self.pivots[begin..self.pivots.len().min(begin + STEPS)];
        let others = pivots.iter().map(|pivot| pivot.element);
        // All entries first: they may have to come from memory, which then answers many at a time.
        self.kernel.append(element, others, &mut row.columns);
        let mut first = begin;
        while first < row.columns.len() {
            let known = first - first % BLOCK;
            let last = row.columns.len().min(known + BLOCK).min(first + PRODUCTS);
            self.substitute(row, known, first..last);
            first = last;
        }
    }

    /// Turns entries of a row in consecutive columns, of which no more than [`PRODUCTS`], into
    /// columns of the factor. Products with the `known` columns are summed first, in vectors, those
    /// with the columns of the same block one by one: the same sums whichever columns come together.
    fn substitute(&self, row: &mut Row, known: usize, columns: Range<usize>) {
        let pivots = &self.pivots[columns.clone()];
        let mut products = [0.0; PRODUCTS];
        let (solved, _) = row.columns.split_at(known);
        if let Ok(pivots) = <&[Pivot; PRODUCTS]>::try_from(pivots) {
            products = inner_products(solved, pivots.each_ref().map(|pivot| &pivot.row[..known]));
        } else {
            for (product, pivot) in products.iter_mut().zip(pivots) {
                *product = inner_product(solved, &pivot.row[..known]);
            }
        }
        for ((pivot, product), column) in pivots.iter().zip(products).zip(columns) {
            let within = row.columns[known..column].iter().zip(&pivot.row[known..]);
            let product = within.fold(product, |product, (x, y)| product + x * y);
            let entry = (row.columns[column] - product) * pivot.inverse_root;
            row.columns[column] = entry;
            row.residual -= entry * entry;
        }
    }

    fn lock(&self, candidate: u32) -> MutexGuard<'_, Row> {
        // A row that a panic left behind is as good as before: what it has is right.
        self.rows[candidate as usize].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Row {
    fn new(kernel: &Kernel, element: u32) -> Self {
        Self { columns: Vec::new(), residual: kernel.diagonal(element) }
    }
}

impl Clone for Factor<'_> {
    fn clone(&self) -> Self {
        let row = |candidate| Mutex::new(self.lock(candidate).clone());
        Self {
            kernel: self.kernel,
            pivots: self.pivots.clone(),
            rows: (0..self.kernel.groups().candidates()).map(row).collect(),
            value: self.value,
        }
    }
}

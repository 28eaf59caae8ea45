//! The Cholesky factor of a growing principal submatrix, and what is left of all other diagonals.
//!
//! After elements i_1, ..., i_t the row of element j holds c_s = (K_{j i_s} - Σ_{r<s} c_r C_{i_s r}) /
//! sqrt(p_s) and its residual is K_jj - Σ_s c_s², the pivot that j would have and the factor by which
//! it would multiply the determinant. Rows are extended on demand, for the elements whose gain is
//! asked for: in the end of the work of extending all of them after every pick at most the same, and
//! for lazy optimizers a small part. A few rows that lack about as many columns are extended
//! together, a block of columns at a time, so that the factor is read less often.
//!
//! A column is one fixed expression of its row and the factor, whatever rows and columns it comes
//! together with: the products with all earlier blocks, in the order of [`subtract_products`], are
//! subtracted from the entry of the kernel first, then those with columns of its block one by one.
//!
//! Residuals never grow, to the last bit, as squares are subtracted. An element whose residual is no
//! more than the kernel's floor is taken to depend on the earlier ones: its pivot is the floor and
//! its column of the factor is zero, so the residuals of others stay as they are.
//!
//! Chen, Zhang & Zhou, "Fast greedy MAP inference for determinantal point process to improve
//! recommendation diversity" (2018); rows on demand as in Minoux's lazy evaluation.

use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use gainful_kernels::{
    BLOCK, Block, Cancelled, CompensatedSum, Control, Line, Workers, block_products, substitute,
    subtract_products,
};

use super::kernel::Kernel;
use super::row::Row;
use crate::error::Error;

/// Rows that are extended together.
const GROUP: usize = 4;

/// If no row lacks more columns of a block, these are computed one by one: a panel would take the time
/// of eight.
const FEW: usize = 4;

/// Blocks by which rows are extended between two looks at a control: a millisecond for rows of 5,000
/// columns.
const STEPS: usize = 16;

/// Tasks into which a sweep over many candidates is cut.
const TASKS: usize = 64;

/// Consecutive pivots, as many as a block has lanes or fewer at the end.
#[derive(Clone, Debug, Default)]
struct Panel {
    elements: Vec<u32>,
    /// What the rows of the factor have in each column up to the last of this block, below the
    /// diagonal; a lane is a row.
    lines: Vec<Line>,
    /// The inverses of the entries on the diagonal of the factor; 0 for elements that depend on those
    /// before them.
    inverse_roots: Block,
}

/// The factor of some elements, shared with all that begins with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    panels: Vec<Arc<Panel>>,
    /// The rows of the factor, without its diagonal.
    pivots: Vec<Arc<[Block]>>,
}

impl Given {
    /// The same with `conditions` after it, points of the kernel that are no candidates. O(q³) for q
    /// points in all.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`] and [`Error::Cancelled`].
    pub(crate) fn with(
        &self,
        kernel: &Kernel,
        conditions: impl IntoIterator<Item = u32>,
        control: &Control,
    ) -> Result<Self, Error> {
        let mut factor = Factor::of(kernel, self.clone(), Vec::new());
        for condition in conditions {
            let row = Row::with_room(kernel.diagonal(condition), factor.panels.len())?;
            factor.push(condition, row, control);
            // What is pushed after a cancellation is not complete.
            control.check()?;
        }
        Ok(Self { panels: factor.panels, pivots: factor.pivots })
    }

    /// The memory that it takes.
    pub(crate) fn bytes(&self) -> usize {
        let panels = self.panels.iter().map(|panel| size_of_val(panel.lines.as_slice()));
        let pivots = self.pivots.iter().map(|pivot| size_of_val::<[Block]>(pivot));
        panels.sum::<usize>() + pivots.sum::<usize>()
    }
}

/// The factor of the selected elements and the rows of all others.
#[derive(Debug)]
pub(crate) struct Factor<'a> {
    kernel: &'a Kernel,
    panels: Vec<Arc<Panel>>,
    /// The rows of the factor, without its diagonal.
    pivots: Vec<Arc<[Block]>>,
    rows: Vec<Mutex<Row>>,
    value: CompensatedSum,
}

/// A row that is being extended.
struct Extension<'s> {
    /// The place of the element among those whose rows are asked for.
    index: usize,
    element: u32,
    row: Held<'s>,
}

/// A row, wherever it is.
enum Held<'s> {
    Locked(MutexGuard<'s, Row>),
    /// That of the element which becomes a pivot.
    Borrowed(&'s mut Row),
    /// A new one, as another call holds the element's.
    Own(Row),
}

impl Deref for Held<'_> {
    type Target = Row;

    fn deref(&self) -> &Row {
        match self {
            Self::Locked(row) => row,
            Self::Borrowed(row) => row,
            Self::Own(row) => row,
        }
    }
}

impl DerefMut for Held<'_> {
    fn deref_mut(&mut self) -> &mut Row {
        match self {
            Self::Locked(row) => row,
            Self::Borrowed(row) => row,
            Self::Own(row) => row,
        }
    }
}

/// What rows that are extended together have when a block begins, a right-hand side each.
struct Sides<'s> {
    /// The columns of the block.
    solved: [Block; GROUP],
    /// How many of these there are already.
    known: [usize; GROUP],
    /// The entries of the kernel for the others, less what has been subtracted from them.
    remainders: [Block; GROUP],
    /// The columns of earlier blocks.
    earlier: [&'s [Block]; GROUP],
}

impl<'a> Factor<'a> {
    /// The factor of no element but those that are given and do not count into the value.
    pub(crate) fn new(kernel: &'a Kernel, given: &Given) -> Self {
        let row = |candidate| Mutex::new(Row::new(kernel.diagonal(candidate)));
        let rows = (0..kernel.groups().candidates()).map(row).collect();
        Self::of(kernel, given.clone(), rows)
    }

    fn of(kernel: &'a Kernel, Given { panels, pivots }: Given, rows: Vec<Mutex<Row>>) -> Self {
        Self { kernel, panels, pivots, rows, value: CompensatedSum::default() }
    }

    /// Writes the logarithms of the pivots that `candidates` would have into `logarithms`.
    pub(crate) fn logarithms(
        &self,
        candidates: &[u32],
        logarithms: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let candidates_per_task = (candidates.len() / TASKS).next_multiple_of(GROUP).max(GROUP);
        workers.for_each_chunk(logarithms, candidates_per_task, |task, logarithms| {
            let candidates = &candidates[task * candidates_per_task..][..logarithms.len()];
            let extension =
                |(index, &element)| Extension { index, element, row: self.hold(element) };
            let mut rows: Vec<_> = candidates.iter().enumerate().map(extension).collect();
            rows.sort_unstable_by_key(|extension| (extension.row.length(), extension.index));
            let mut groups = rows.chunks_mut(GROUP).peekable();
            while let Some(group) = groups.next() {
                if let Some(next) = groups.peek() {
                    next.iter().for_each(|extension| extension.row.prefetch());
                }
                self.extend(group, control);
            }
            for Extension { index, row, .. } in rows {
                logarithms[index] = self.logarithm(row.residual());
            }
        });
        control.check()
    }

    /// Adds `element`.
    pub(crate) fn insert(&mut self, element: u32) {
        let row = self.rows[element as usize].get_mut().unwrap_or_else(PoisonError::into_inner);
        let row = mem::replace(row, Row::new(self.kernel.diagonal(element)));
        let residual = self.push(element, row, &Control::new());
        self.value.add(self.logarithm(residual));
    }

    /// The logarithm of the determinant: the sum of those of the pivots.
    pub(crate) fn value(&self) -> f64 {
        self.value.value()
    }

    /// Makes an element a pivot; returns its residual. Of no use once cancelled.
    fn push(&mut self, element: u32, mut row: Row, control: &Control) -> f64 {
        let extension = Extension { index: 0, element, row: Held::Borrowed(&mut row) };
        self.extend(&mut [extension], control);
        let residual = row.residual();
        let lane = self.pivots.len() % BLOCK;
        if lane == 0 {
            let lines = vec![Line::default(); self.pivots.len() + BLOCK];
            self.panels.push(Arc::new(Panel { lines, ..Panel::default() }));
        }
        if let Some(panel) = self.panels.last_mut() {
            // One that others began with as well is copied first.
            let panel = Arc::make_mut(panel);
            for (line, column) in panel.lines.iter_mut().zip(row.blocks().as_flattened()) {
                line.0[lane] = *column;
            }
            panel.elements.push(element);
            let is_independent = residual > self.kernel.floor();
            panel.inverse_roots[lane] = if is_independent { residual.sqrt().recip() } else { 0.0 };
        }
        self.pivots.push(row.into_blocks().into());
        residual
    }

    fn logarithm(&self, residual: f64) -> f64 {
        residual.max(self.kernel.floor()).ln()
    }

    /// Appends the columns that rows lack, to no more than [`GROUP`] of them; those that lack most come
    /// first. Stops early if cancelled.
    fn extend(&self, rows: &mut [Extension<'_>], control: &Control) {
        let Some(Extension { row: shortest, .. }) = rows.first() else { return };
        if shortest.length() == self.pivots.len() {
            return;
        }
        let first = shortest.length() / BLOCK;
        rows.iter_mut().for_each(|extension| extension.row.reserve(self.panels.len()));
        for number in first..self.panels.len() {
            if (number - first).is_multiple_of(STEPS) && control.is_cancelled() {
                return;
            }
            let end = self.pivots.len().min((number + 1) * BLOCK);
            let lacking = rows.partition_point(|extension| extension.row.length() < end);
            // What the next block needs is asked for while this one is worked on.
            if let Some(next) = self.panels.get(number + 1) {
                for extension in &*rows {
                    self.kernel.prefetch(extension.element, &next.elements);
                }
            }
            self.append_block(&mut rows[..lacking], number, end);
        }
    }

    /// Appends the columns up to `end` in a block, of which every row lacks some.
    fn append_block(&self, rows: &mut [Extension<'_>], number: usize, end: usize) {
        let panel = &self.panels[number];
        let count = rows.len();
        let mut sides = self.sides(rows, panel, number);
        let lanes = end - number * BLOCK;
        let Sides { solved, known, remainders, earlier } = &mut sides;
        if lanes - known[0] <= FEW {
            for lane in known[0]..lanes {
                let pivot = &self.pivots[number * BLOCK + lane][..number];
                let lacking = known[..count].partition_point(|&known| known <= lane);
                let mut products = [0.0; GROUP];
                block_products(pivot, &earlier[..lacking], &mut products[..lacking]);
                for (side, product) in products[..lacking].iter().enumerate() {
                    let within = panel.lines[number * BLOCK..].iter().zip(&solved[side][..lane]);
                    let remainder = within
                        .fold(remainders[side][lane] - product, |remainder, (line, column)| {
                            remainder - line.0[lane] * column
                        });
                    solved[side][lane] = remainder * panel.inverse_roots[lane];
                }
            }
        } else if let Some((lines, diagonal)) = panel.lines.split_last_chunk() {
            let (remainders, solved) = (&mut remainders[..count], &mut solved[..count]);
            subtract_products(lines, &earlier[..count], remainders);
            substitute(diagonal, &panel.inverse_roots, &known[..count], remainders, solved);
        }
        let solved = sides.solved;
        for (extension, block) in rows.iter_mut().zip(solved) {
            extension.row.append(block, end);
        }
    }

    /// What rows have of a block, and the entries of the kernel for what they lack.
    fn sides<'s>(&self, rows: &'s [Extension<'_>], panel: &Panel, number: usize) -> Sides<'s> {
        let mut sides = Sides {
            solved: [[0.0; BLOCK]; GROUP],
            known: [0; GROUP],
            remainders: [[0.0; BLOCK]; GROUP],
            earlier: [&[]; GROUP],
        };
        for (index, Extension { element, row, .. }) in rows.iter().enumerate() {
            let (block, known) = row.last();
            let others = &panel.elements[known..];
            self.kernel.read(
                *element,
                others,
                &mut sides.remainders[index][known..][..others.len()],
            );
            (sides.solved[index], sides.known[index]) = (block, known);
            sides.earlier[index] = &row.blocks()[..number];
        }
        sides
    }

    /// The row of a candidate, to be extended, or a new one while it is held elsewhere: that gets the
    /// same bits.
    fn hold(&self, candidate: u32) -> Held<'_> {
        match self.rows[candidate as usize].try_lock() {
            Ok(row) => Held::Locked(row),
            // A row that a panic left behind is as good as before: what it has is right.
            Err(TryLockError::Poisoned(row)) => Held::Locked(row.into_inner()),
            Err(TryLockError::WouldBlock) => Held::Own(Row::new(self.kernel.diagonal(candidate))),
        }
    }

    fn lock(&self, candidate: u32) -> MutexGuard<'_, Row> {
        self.rows[candidate as usize].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for Factor<'_> {
    fn clone(&self) -> Self {
        let row = |candidate| Mutex::new(self.lock(candidate).clone());
        Self {
            kernel: self.kernel,
            panels: self.panels.clone(),
            pivots: self.pivots.clone(),
            rows: (0..self.kernel.groups().candidates()).map(row).collect(),
            value: self.value,
        }
    }
}

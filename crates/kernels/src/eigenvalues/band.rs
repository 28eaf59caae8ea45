//! A symmetric matrix becomes a band: reflections make zeros in a block of columns at once, and are applied to
//! what is left of the matrix from both sides as products of narrow matrices.
//!
//! The reflections of a block are I - V T Vᵀ with a triangular T (Schreiber & Van Loan, "A storage-efficient WY
//! representation", 1989). With W = A V T and X = W - V (Tᵀ Vᵀ W) / 2 the rest A becomes A - X Vᵀ - V Xᵀ.

use std::sync::{Mutex, PoisonError};

use super::WIDTH;
use super::chase::Band;
use crate::accumulate::{Strided, add_products};
use crate::control::Control;
use crate::inner_product::inner_product;
use crate::memory::{Error, room, zeros};
use crate::substitution::{BLOCK, Line};
use crate::workers::Workers;

/// Rows that one task updates.
const ROWS: usize = 48;

/// Panels that one row after the other is multiplied with: they take an eighth of the second-level cache, and a row
/// is read in pieces that the processor foresees.
const TOGETHER: usize = 16;

/// Lines that are summed before the sum is added to what there is: they take a third of the first-level cache.
const DEPTH: usize = 256;

/// Panels of [`BLOCK`] columns in a block of reflections.
const PANELS: usize = WIDTH / BLOCK;

/// Makes a band of `factor` times a matrix.
pub(super) fn banded(
    matrix: &[f64],
    size: usize,
    factor: f64,
    workers: &Workers,
    control: &Control,
) -> Result<Band, Error> {
    let padded = size.next_multiple_of(BLOCK);
    // An odd number of lines of the cache, or rows would compete for few of its sets.
    let stride = padded + BLOCK * (1 - padded / BLOCK % 2);
    let mut rest = zeros::<f64>(size * stride, workers, control)?;
    for (row, values) in rest.chunks_exact_mut(stride).zip(matrix.chunks_exact(size)) {
        row.iter_mut().zip(values).for_each(|(to, value)| *to = value * factor);
    }
    let mut band = Band::new(size)?;
    let mut scratch = Scratch::new(padded)?;
    let (mut update, mut next) = (Update::new(padded)?, Update::new(padded)?);
    for first in (0..size).step_by(WIDTH) {
        let after = size.min(first + WIDTH);
        update.apply(first, first, &mut rest[first * stride..after * stride], stride);
        for row in first..after {
            band.row_mut(row, first).copy_from_slice(&rest[row * stride..][first..=row]);
        }
        if after < size {
            let block = Block { first: after, length: size - after };
            let columns = rest[first * stride..].chunks_exact(stride).take(WIDTH);
            scratch.reflect(columns.map(|row| &row[after..size]), block.length);
            scratch.copy_remainder(&mut band, block);
            let rows = &mut rest[after * stride..];
            scratch.multiply_rest(rows, stride, block, &update, &mut next, workers);
            scratch.finish(block, &mut next);
            std::mem::swap(&mut update, &mut next);
        }
        control.advance(WIDTH as u64)?;
    }
    Ok(band)
}

/// What is left of the matrix: its rows and columns from `first` on.
#[derive(Clone, Copy)]
struct Block {
    first: usize,
    length: usize,
}

/// A block of reflections, and what is made of them; all of it for the most rows.
struct Scratch {
    /// The columns, one after the other: the triangular remainder, and below it the reflections.
    columns: Vec<f64>,
    /// V, one column after the other.
    vectors: Vec<f64>,
    /// The factors of the reflections.
    taus: [f64; WIDTH],
    /// T, row by row.
    triangle: [[f64; WIDTH]; WIDTH],
    /// W and then X, row by row.
    products: Vec<f64>,
    /// Lines of V and then of W.
    lines: Vec<Line>,
}

impl Scratch {
    fn new(padded: usize) -> Result<Self, Error> {
        Ok(Self {
            columns: filled(WIDTH * padded, 0.0)?,
            vectors: filled(WIDTH * padded, 0.0)?,
            taus: [0.0; WIDTH],
            triangle: [[0.0; WIDTH]; WIDTH],
            products: filled(WIDTH * padded, 0.0)?,
            lines: filled(PANELS * padded, Line::default())?,
        })
    }

    /// Finds the reflections that make the columns triangular, and V.
    fn reflect<'a>(&mut self, columns: impl Iterator<Item = &'a [f64]>, length: usize) {
        for (to, column) in self.columns.chunks_exact_mut(length).zip(columns) {
            to.copy_from_slice(column);
        }
        self.vectors[..WIDTH * length].fill(0.0);
        self.taus.fill(0.0);
        for column in 0..WIDTH.min(length) {
            let (done, others) = self.columns.split_at_mut((column + 1) * length);
            let vector = &mut self.vectors[column * length..][column..length];
            let own = &mut done[column * length..][column..];
            vector.copy_from_slice(own);
            let tau = reflection(vector, &mut own[0]);
            self.taus[column] = tau;
            for other in others.chunks_exact_mut(length).take(WIDTH - 1 - column) {
                let other = &mut other[column..];
                let factor = tau * inner_product(vector, other);
                other.iter_mut().zip(&*vector).for_each(|(to, value)| *to -= factor * value);
            }
        }
        self.make_triangle(length);
    }

    /// T: each column of it follows from the ones before and from the products of V's columns.
    fn make_triangle(&mut self, length: usize) {
        self.triangle = [[0.0; WIDTH]; WIDTH];
        for column in 0..WIDTH {
            let tau = self.taus[column];
            let own = &self.vectors[column * length..][..length];
            let mut overlaps = [0.0; WIDTH];
            for (overlap, other) in
                overlaps.iter_mut().zip(self.vectors.chunks_exact(length)).take(column)
            {
                *overlap = inner_product(other, own);
            }
            for row in 0..column {
                let sum: f64 = (row..column).map(|i| self.triangle[row][i] * overlaps[i]).sum();
                self.triangle[row][column] = -tau * sum;
            }
            self.triangle[column][column] = tau;
        }
    }

    /// Writes what is left of the columns into the band.
    fn copy_remainder(&self, band: &mut Band, block: Block) {
        let Block { first, length } = block;
        for row in 0..WIDTH.min(length) {
            let to = band.row_mut(first + row, first - WIDTH);
            for (column, to) in to.iter_mut().enumerate().take(WIDTH).skip(row) {
                *to = self.columns[column * length + row];
            }
        }
    }

    /// A V for the rows of the rest, each of which is brought up to date by the last update first: so the matrix
    /// goes through the caches once for each block.
    fn multiply_rest(
        &mut self,
        rest: &mut [f64],
        stride: usize,
        block: Block,
        update: &Update,
        next: &mut Update,
        workers: &Workers,
    ) {
        let Block { first, length } = block;
        let vectors = &self.vectors;
        pack(&mut self.lines, length, |row, column| vectors[column * length + row]);
        let lines = &self.lines[..PANELS * length];
        let products = &mut next.left[..length * 2 * WIDTH];
        products.fill(0.0);
        let products: Vec<_> = products.chunks_mut(ROWS * 2 * WIDTH).map(Mutex::new).collect();
        workers.for_each_chunk(rest, ROWS * stride, |index, rest| {
            update.apply(first + index * ROWS, first, rest, stride);
            let mut products = products[index].lock().unwrap_or_else(PoisonError::into_inner);
            for start in (0..length).step_by(DEPTH) {
                let end = length.min(start + DEPTH);
                let values = Strided { values: &rest[first + start..], stride };
                let lines = &lines[PANELS * start..PANELS * end];
                let rows = rest.len() / stride;
                add_products(values, lines, end - start, &mut products, 2 * WIDTH, rows);
            }
        });
    }

    /// Makes the next update of A V.
    fn finish(&mut self, block: Block, next: &mut Update) {
        let length = block.length;
        let Self { vectors, triangle, products, lines, .. } = self;
        let products = &mut products[..length * WIDTH];
        let left = &mut next.left[..length * 2 * WIDTH];
        next.block = block;

        // W = (A V) T.
        products.fill(0.0);
        let values = Strided { values: left, stride: 2 * WIDTH };
        multiply(values, &lines_of(triangle), products, length);

        // S = Tᵀ (Vᵀ W).
        pack(lines, length, |row, column| products[row * WIDTH + column]);
        let mut inner = [0.0; WIDTH * WIDTH];
        for start in (0..length).step_by(DEPTH) {
            let end = length.min(start + DEPTH);
            let values = Strided { values: &vectors[start..], stride: length };
            let lines = &lines[PANELS * start..PANELS * end];
            add_products(values, lines, end - start, &mut inner, WIDTH, WIDTH);
        }
        let mut symmetric = [[0.0; WIDTH]; WIDTH];
        for (row, to) in symmetric.iter_mut().enumerate() {
            for (i, inner) in inner.chunks_exact(WIDTH).enumerate().take(row + 1) {
                let factor = 0.5 * triangle[i][row];
                to.iter_mut().zip(inner).for_each(|(to, value)| *to += factor * value);
            }
        }

        // X = W - V S / 2.
        for (row, left) in left.chunks_exact_mut(2 * WIDTH).enumerate() {
            for (column, to) in left[WIDTH..].iter_mut().enumerate() {
                *to = -vectors[column * length + row];
            }
        }
        let values = Strided { values: &left[WIDTH..], stride: 2 * WIDTH };
        multiply(values, &lines_of(&symmetric), products, length);
        for (left, row) in left.chunks_exact_mut(2 * WIDTH).zip(products.chunks_exact(WIDTH)) {
            left.iter_mut().zip(row).for_each(|(to, value)| *to = -value);
        }

        // What comes from the right: lines of V and of X, for eight columns after the other.
        for (panel, lines) in next.lines.chunks_exact_mut(2 * WIDTH).enumerate() {
            let rows = |lane: usize| panel * BLOCK + lane;
            let (of_v, of_x) = lines.split_at_mut(WIDTH);
            for (column, (v, x)) in of_v.iter_mut().zip(of_x).enumerate() {
                v.0 = std::array::from_fn(|lane| {
                    if rows(lane) < length { vectors[column * length + rows(lane)] } else { 0.0 }
                });
                x.0 = std::array::from_fn(|lane| {
                    if rows(lane) < length { products[rows(lane) * WIDTH + column] } else { 0.0 }
                });
            }
            if (panel + 1) * BLOCK >= length {
                break;
            }
        }
    }
}

/// A change of the rest of the matrix that is still to be made: A - X Vᵀ - V Xᵀ.
struct Update {
    block: Block,
    /// [-X, -V], row by row.
    left: Vec<f64>,
    /// Lines of V and of X, for eight columns after the other.
    lines: Vec<Line>,
}

impl Update {
    /// Nothing to be done.
    fn new(padded: usize) -> Result<Self, Error> {
        Ok(Self {
            block: Block { first: 0, length: 0 },
            left: filled(2 * WIDTH * padded, 0.0)?,
            lines: filled(2 * PANELS * padded, Line::default())?,
        })
    }

    /// Changes consecutive rows of the matrix, `row` and those after it, from `column` on.
    fn apply(&self, row: usize, column: usize, rows: &mut [f64], stride: usize) {
        let Block { first, length } = self.block;
        if length == 0 {
            return;
        }
        let values = Strided { values: &self.left[(row - first) * 2 * WIDTH..], stride: 2 * WIDTH };
        let panels = length.div_ceil(BLOCK);
        for panel in ((column - first) / BLOCK..panels).step_by(TOGETHER) {
            let lines = &self.lines[panel * 2 * WIDTH..panels.min(panel + TOGETHER) * 2 * WIDTH];
            let count = rows.len() / stride;
            add_products(
                values,
                lines,
                2 * WIDTH,
                &mut rows[first + panel * BLOCK..],
                stride,
                count,
            );
        }
    }
}

/// So many times the same value.
fn filled<T: Clone>(count: usize, value: T) -> Result<Vec<T>, Error> {
    let mut values = room(count)?;
    values.resize(count, value);
    Ok(values)
}

/// The reflection I - τ v vᵀ that turns `vector` into a multiple of the first unit vector. Writes v into
/// `vector`, whose first entry then is 1, and the multiple into `image`; returns τ.
#[inline(always)]
pub(super) fn reflection_with(vector: &mut [f64], image: &mut f64, rest: f64) -> f64 {
    let first = vector[0];
    vector[0] = 1.0;
    if rest == 0.0 {
        *image = first;
        return 0.0;
    }
    let norm = -(first * first + rest).sqrt().copysign(first);
    let factor = (first - norm).recip();
    vector[1..].iter_mut().for_each(|value| *value *= factor);
    *image = norm;
    (norm - first) / norm
}

fn reflection(vector: &mut [f64], image: &mut f64) -> f64 {
    let rest = inner_product(&vector[1..], &vector[1..]);
    reflection_with(vector, image, rest)
}

/// The lines of a matrix whose rows are [`WIDTH`] long, panel by panel.
fn lines_of(matrix: &[[f64; WIDTH]; WIDTH]) -> [Line; PANELS * WIDTH] {
    let mut lines = [Line::default(); PANELS * WIDTH];
    for (panel, lines) in lines.chunks_exact_mut(WIDTH).enumerate() {
        for (line, row) in lines.iter_mut().zip(matrix) {
            line.0.copy_from_slice(&row[panel * BLOCK..][..BLOCK]);
        }
    }
    lines
}

/// Adds the product with a small matrix to `out`.
fn multiply(left: Strided<'_>, lines: &[Line; PANELS * WIDTH], out: &mut [f64], rows: usize) {
    add_products(left, lines, WIDTH, out, WIDTH, rows);
}

/// Makes lines of a matrix with so many rows and [`WIDTH`] columns, [`DEPTH`] rows after the other.
fn pack(lines: &mut [Line], rows: usize, value: impl Fn(usize, usize) -> f64) {
    for start in (0..rows).step_by(DEPTH) {
        let end = rows.min(start + DEPTH);
        let lines = lines[PANELS * start..PANELS * end].chunks_exact_mut(end - start);
        for (panel, lines) in lines.enumerate() {
            for (row, line) in (start..).zip(lines) {
                line.0 = std::array::from_fn(|lane| value(row, panel * BLOCK + lane));
            }
        }
    }
}

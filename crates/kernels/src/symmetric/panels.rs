//! Rows in the order in which the tiles read them: panels of as many rows as a vector has lanes,
//! column by column.

use std::ops::Range;

use super::{BLOCK, Rows, column_blocks};
use crate::control::Control;
use crate::memory::{Error, zeros};
use crate::simd::lanes::{Element, Lane};
use crate::workers::Workers;

/// Panels are made up to a multiple of this many, so that every tile is whole.
pub(crate) const PANEL_GROUP: usize = 3;

const _: () = assert!(BLOCK.is_multiple_of(PANEL_GROUP * <f32 as Lane>::LANES));
const _: () = assert!(BLOCK.is_multiple_of(PANEL_GROUP * <f64 as Lane>::LANES));

/// A matrix whose rows are to be paired, packed: as large as the matrix itself, made up with zero rows
/// to whole groups of panels.
#[derive(Clone, Debug)]
pub struct Panels<T> {
    values: Vec<T>,
    rows: usize,
    columns: usize,
}

impl<T: Element> Panels<T> {
    /// Packs the matrix `features`, given row by row.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`] and [`Error::Cancelled`].
    ///
    /// # Panics
    ///
    /// If `features` is not `rows` x `columns`.
    pub fn new(
        features: &[T],
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        Self::pack(Rows::new(features, rows, columns), workers, control)
    }

    pub(super) fn pack(
        features: Rows<'_, T>,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let Rows { rows, columns, .. } = features;
        let padded = rows.next_multiple_of(PANEL_GROUP * T::LANES);
        let mut values = zeros(padded.saturating_mul(columns), workers, control)?;
        workers.for_each_chunk(&mut values, (T::LANES * columns).max(1), |panel, packed| {
            for block in column_blocks(columns) {
                if control.is_cancelled() {
                    return;
                }
                let packed = &mut packed[T::LANES * block.start..T::LANES * block.end];
                pack_panel(features, panel, block, packed);
            }
        });
        control.check()?;
        Ok(Self { values, rows, columns })
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The memory that they take.
    pub fn bytes(&self) -> usize {
        size_of_val(self.values.as_slice())
    }

    /// Some of the rows, in this order.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    pub fn select(&self, rows: &[u32]) -> Self {
        let lanes = T::LANES;
        let padded = rows.len().next_multiple_of(PANEL_GROUP * lanes);
        let mut values = vec![T::default(); padded * self.columns];
        for (to, &from) in rows.iter().enumerate() {
            let from = from as usize;
            assert!(from < self.rows, "selected rows are rows");
            let from = self.values[from / lanes * lanes * self.columns..].iter().skip(from % lanes);
            let to = values[to / lanes * lanes * self.columns..].iter_mut().skip(to % lanes);
            for (to, &from) in to.step_by(lanes).zip(from.step_by(lanes)).take(self.columns) {
                *to = from;
            }
        }
        Self { values, rows: rows.len(), columns: self.columns }
    }

    /// The panels of some rows, of which the first begins a panel; in whole groups.
    pub(super) fn of_rows(&self, rows: Range<usize>) -> &[T] {
        let end = rows.end.next_multiple_of(PANEL_GROUP * T::LANES);
        &self.values[rows.start * self.columns..end * self.columns]
    }
}

/// Writes these columns of one panel, except the rows that make it up.
pub(super) fn pack_panel<T: Element>(
    features: Rows<'_, T>,
    panel: usize,
    columns: Range<usize>,
    packed: &mut [T],
) {
    let Rows { values, rows, columns: width } = features;
    let begin = rows.min(panel * T::LANES);
    let end = rows.min(begin + T::LANES);
    for (lane, row) in values[begin * width..end * width].chunks(width).enumerate() {
        for (&value, packed) in row[columns.clone()].iter().zip(packed.chunks_mut(T::LANES)) {
            packed[lane] = value;
        }
    }
}

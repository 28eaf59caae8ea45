//! Similarities of features that are computed when they are asked for, a strip at a time: the same
//! numbers, to the last bit, as in the matrix of all of them.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use gainful_kernels::{
    COLUMNS_PER_SUM, Cancelled, Control, Panels, Workers, product_strip, squared_distance_strip,
};

use super::{Image, Metric, Pairing, overflow, own_similarity};
use crate::error::Error;
use crate::objectives::matrix::Narrow;

/// Rows of a strip, at most: with so many a strip of f32 takes 590 kB and stays in a second-level
/// cache of 1 MB, beside the rows that it is computed from.
pub(crate) const ROWS_PER_STRIP: usize = 48;

/// Columns of a strip, at most.
pub(crate) const COLUMNS_PER_STRIP: usize = COLUMNS_PER_SUM;

/// The rows of a feature matrix and how they are compared.
#[derive(Debug)]
pub(crate) struct Comparison<T> {
    panels: Panels<T>,
    pairing: Pairing,
    image: Image,
    /// The similarity of each row to itself, unless it is the image as for other rows.
    own: Option<Vec<T>>,
    largest: f64,
    /// Strips of earlier tasks, to be written again.
    strips: Mutex<Vec<Vec<T>>>,
}

/// Some rows that are to be compared with others.
pub(crate) struct Probe<T> {
    rows: Vec<u32>,
    panels: Panels<T>,
}

impl<T: Narrow> Comparison<T> {
    /// Prepares features that are known to be finite.
    ///
    /// Holds as much memory as they take, and three times as much meanwhile. For
    /// [`Metric::Euclidean`], which depends on the largest distance, all pairs are compared once.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `features` too large for similarities to be finite, or about
    /// `gamma`; [`Error::Memory`]; [`Error::Cancelled`].
    pub(crate) fn new(
        metric: Metric,
        features: Vec<T>,
        rows: usize,
        columns: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        metric.checked()?;
        let compared = metric.compared(&features, columns, workers, control)?;
        let own = metric
            .compares_directions()
            .then(|| compared.chunks(columns).map(own_similarity).collect());
        let longest = compared.chunks(columns).map(squared_length).fold(0.0, f64::max);
        let panels = Panels::new(&compared, rows, columns, workers, control)?;
        drop(compared);
        drop(features);
        let (pairing, image) = (metric.pairing(), Image::Same);
        let mut comparison =
            Self { panels, pairing, image, own, largest: 1.0, strips: Mutex::default() };
        let farthest = comparison.check(metric, longest, workers, control)?;
        comparison.image = metric.image(columns, farthest);
        comparison.largest = match metric {
            Metric::Dot => longest,
            Metric::Euclidean => farthest,
            _ => 1.0,
        };
        Ok(comparison)
    }

    /// The number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.panels.rows()
    }

    /// No similarity is larger.
    pub(crate) fn largest(&self) -> f64 {
        self.largest
    }

    /// About how much memory the rows take.
    pub(crate) fn bytes(&self) -> usize {
        self.panels.bytes() + self.own.as_ref().map_or(0, |own| size_of_val(own.as_slice()))
    }

    /// These rows, at most [`ROWS_PER_STRIP`], to be compared with others.
    pub(crate) fn probe(&self, rows: &[u32]) -> Probe<T> {
        Probe { rows: rows.to_vec(), panels: self.panels.select(rows) }
    }

    /// What `task` makes of the similarities of the rows of `probe` with those of `range`, which begins
    /// at a multiple of [`COLUMNS_PER_STRIP`] and is no longer.
    pub(crate) fn with_strip<R>(
        &self,
        probe: &Probe<T>,
        range: Range<usize>,
        control: &Control,
        task: impl FnOnce(&mut [T]) -> R,
    ) -> Result<R, Cancelled> {
        let spare = || self.strips.lock().unwrap_or_else(PoisonError::into_inner);
        let length = probe.rows.len() * range.len();
        let mut buffer = spare().pop().unwrap_or_default();
        if buffer.len() < length {
            buffer.resize(length, T::default());
        }
        let strip = &mut buffer[..length];
        self.fill(probe, range, strip, control)?;
        let result = task(strip);
        spare().push(buffer);
        Ok(result)
    }

    fn fill(
        &self,
        probe: &Probe<T>,
        range: Range<usize>,
        strip: &mut [T],
        control: &Control,
    ) -> Result<(), Cancelled> {
        let (left, right) = (&probe.panels, &self.panels);
        match self.pairing {
            Pairing::Product => product_strip(left, right, range.clone(), strip, control),
            Pairing::Distance => squared_distance_strip(left, right, range.clone(), strip, control),
        }?;
        self.image.apply(strip);
        let Some(own) = &self.own else { return Ok(()) };
        for (&row, strip) in probe.rows.iter().zip(strip.chunks_mut(range.len())) {
            let row = row as usize;
            if range.contains(&row) {
                strip[row - range.start] = own[row];
            }
        }
        Ok(())
    }

    /// Fails if a product or distance is too large; the largest distance if the metric needs it.
    ///
    /// `longest` is the largest squared length. No product exceeds it, and no distance four times it.
    fn check(
        &self,
        metric: Metric,
        longest: f64,
        workers: &Workers,
        control: &Control,
    ) -> Result<f64, Error> {
        let limit = metric.limit::<T>().unwrap_or(f64::INFINITY);
        let largest = match self.pairing {
            Pairing::Product => longest,
            Pairing::Distance if metric == Metric::Euclidean || 4.0 * longest > T::LARGEST => {
                self.farthest(workers, control)?
            }
            Pairing::Distance => 0.0,
        };
        if largest <= limit { Ok(largest) } else { Err(overflow().into()) }
    }

    /// The largest distance of two rows.
    fn farthest(&self, workers: &Workers, control: &Control) -> Result<f64, Error> {
        let rows: Vec<u32> = (0..self.rows() as u32).collect();
        let groups: Vec<&[u32]> = rows.chunks(ROWS_PER_STRIP).collect();
        control.begin("largest distance", Some(groups.len() as u64))?;
        let largest = workers.map(groups.len(), |group| {
            let probe = self.probe(groups[group]);
            let mut largest = 0.0f64;
            // Distances to earlier rows are found from there.
            let first = group * ROWS_PER_STRIP / COLUMNS_PER_STRIP * COLUMNS_PER_STRIP;
            for begin in (first..self.rows()).step_by(COLUMNS_PER_STRIP) {
                let range = begin..self.rows().min(begin + COLUMNS_PER_STRIP);
                let _ = self.with_strip(&probe, range, control, |strip| {
                    largest = strip.iter().fold(largest, |largest, &x| largest.max(x.into()));
                });
            }
            let _ = control.advance(1);
            largest
        });
        control.check()?;
        Ok(largest.into_iter().fold(0.0, f64::max))
    }
}

fn squared_length<T: Narrow>(row: &[T]) -> f64 {
    row.iter().map(|&value| -> f64 { value.into() }).map(|value| value * value).sum()
}

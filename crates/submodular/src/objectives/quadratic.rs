//! Functions of single elements and pairs: what graph cuts, redundancy, cuts and sums of distances
//! have in common.
//!
//! f(S) = Σ_{j in S} l_j + c Σ_{i < j in S} m_ij for a symmetric m, so the gain of j is
//! l_j + c Σ_{i in S} m_ij. The state keeps these sums for all elements: a gain takes constant time,
//! a pick one pass over a row. All gains shrink as the set grows if no c m_ij is positive, and then
//! they do so to the last bit, since addition rounds monotonically.

use gainful_kernels::{Cancelled, CompensatedSum, Control, Workers};

use super::symmetric::SymmetricMatrix;
use crate::error::Error;
use crate::objective::{Property, State};

/// Gains that differ by less than this part of the largest possible one count as equal: more than
/// the rounding of sums of thousands of entries, less than what tells elements apart.
const TIE: f64 = 1e-12;

/// Partial sums of a row: independent additions that a processor does side by side.
const LANES: usize = 8;

/// A function of single elements and pairs.
#[derive(Clone, Debug)]
pub(crate) struct Quadratic {
    pairs: SymmetricMatrix,
    factor: f64,
    single: Vec<f64>,
    /// No gain is larger, nor its negative.
    largest: f64,
    /// The first pair that adds to the value beyond its elements, so that gains grow.
    growing: Option<(u32, u32)>,
    /// The first element that lowers the value of some set.
    lowering: Option<u32>,
    /// Whether no set is worth less than 0, as far as sums of rows tell.
    is_non_negative: bool,
}

/// What is summed up over one row, its diagonal left out.
#[derive(Clone, Copy, Default)]
struct RowSummary {
    sum: f64,
    absolute: f64,
    growing: Option<u32>,
}

impl Quadratic {
    /// The function of the matrix m, the factor c, and l_j computed from an element, m_jj, and the
    /// sum of all other entries of its row.
    ///
    /// Whether the result is finite is for the caller to check, by [`Self::is_finite`].
    pub(crate) fn new(
        pairs: SymmetricMatrix,
        factor: f64,
        single: impl Fn(u32, f64, f64) -> f64,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let rows =
            pairs.map_rows(workers, control, |row, entries| summarize(row, entries, factor))?;
        let elements = || (0..pairs.size() as u32).zip(&rows);
        let single: Vec<f64> =
            elements().map(|(j, row)| single(j, pairs.entry(j, j), row.sum)).collect();
        let magnitudes = single
            .iter()
            .zip(&rows)
            .map(|(single, row)| single.abs() + factor.abs() * row.absolute);
        let largest = magnitudes.fold(0.0, f64::max);
        let growing = elements().find_map(|(j, row)| row.growing.map(|other| (j, other)));
        // The least gain of j is that at the set of all elements whose pairs with it lower it.
        let least = |(j, row): (u32, &RowSummary)| {
            let lowering = (row.absolute - row.sum * factor.signum()) / 2.0;
            single[j as usize] - factor.abs() * lowering
        };
        let lowering = elements().find(|&element| least(element) < -TIE * largest).map(|(j, _)| j);
        // Each pair of a set lowers its value by no more than half of it in the row of either element.
        let covers_half = |(j, row): (u32, &RowSummary)| {
            single[j as usize] + factor * row.sum / 2.0 >= -TIE * largest
        };
        let falls = factor <= 0.0 && growing.is_none();
        let is_non_negative = lowering.is_none() || falls && elements().all(covers_half);
        Ok(Self { pairs, factor, single, largest, growing, lowering, is_non_negative })
    }

    /// Whether all gains are finite.
    pub(crate) fn is_finite(&self) -> bool {
        // A maximum passes NaN over.
        let are_finite = self.single.iter().all(|single| single.is_finite());
        are_finite && self.factor.is_finite() && self.largest.is_finite()
    }

    /// The number of elements.
    pub(crate) fn size(&self) -> usize {
        self.pairs.size()
    }

    /// See [`Objective::tie_tolerance`](crate::Objective::tie_tolerance).
    pub(crate) fn tie_tolerance(&self) -> f64 {
        TIE * self.largest
    }

    /// See [`Objective::is_non_negative`](crate::Objective::is_non_negative).
    pub(crate) fn is_non_negative(&self) -> bool {
        self.is_non_negative
    }

    /// The memory that the data take.
    pub(crate) fn bytes(&self) -> usize {
        self.pairs.bytes() + size_of_val(self.single.as_slice())
    }

    /// Whether gains never grow, which for a negative factor is whether no entry off the diagonal
    /// is negative; `noun` is what entries are.
    pub(crate) fn submodular(&self, noun: &str) -> Property {
        match self.growing {
            None => Property::known(true, format!("no {noun} of two elements is negative")),
            Some((i, j)) => {
                Property::known(false, format!("the {noun} of elements {i} and {j} is negative"))
            }
        }
    }

    /// Whether gains are never negative, with an element whose gains are not.
    pub(crate) fn monotone(&self) -> Property {
        match self.lowering {
            None => Property::holds("no element lowers the value of any set"),
            Some(j) => Property::known(false, format!("element {j} lowers the value of some set")),
        }
    }

    /// The empty set.
    pub(crate) fn begin(&self) -> Box<dyn State + '_> {
        let sums = vec![0.0; self.size()];
        Box::new(Sums { function: self, sums, value: CompensatedSum::default() })
    }
}

fn summarize(row: u32, entries: &[f64], factor: f64) -> RowSummary {
    let diagonal = row as usize;
    let (before, after) = (&entries[..diagonal], &entries[diagonal + 1..]);
    let sum = |image: fn(f64) -> f64| lane_sum(before, image) + lane_sum(after, image);
    let grows = |&entry: &f64| factor * entry > 0.0;
    let growing = before
        .iter()
        .position(grows)
        .or_else(|| after.iter().position(grows).map(|offset| diagonal + 1 + offset));
    RowSummary {
        sum: sum(|entry| entry),
        absolute: sum(f64::abs),
        growing: growing.map(|column| column as u32),
    }
}

/// The sum of the images of all entries.
fn lane_sum(entries: &[f64], image: impl Fn(f64) -> f64) -> f64 {
    let (chunks, rest) = entries.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for chunk in chunks {
        for (lane, &entry) in lanes.iter_mut().zip(chunk) {
            *lane += image(entry);
        }
    }
    lanes.iter().sum::<f64>() + rest.iter().map(|&entry| image(entry)).sum::<f64>()
}

/// A set, and for each element the sum of its entries with those of the set.
#[derive(Clone)]
struct Sums<'a> {
    function: &'a Quadratic,
    sums: Vec<f64>,
    value: CompensatedSum,
}

impl Sums<'_> {
    fn gain(&self, element: u32) -> f64 {
        let Quadratic { single, factor, .. } = self.function;
        single[element as usize] + factor * self.sums[element as usize]
    }
}

impl State for Sums<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        _: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        for (gain, &candidate) in gains.iter_mut().zip(candidates) {
            *gain = self.gain(candidate);
        }
        control.check()
    }

    fn insert(&mut self, element: u32, workers: &Workers) {
        self.value.add(self.gain(element));
        self.function.pairs.fold_row(element, &mut self.sums, workers, |sum, entry| sum + entry);
    }

    fn value(&self) -> f64 {
        self.value.value()
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(self.clone())
    }
}

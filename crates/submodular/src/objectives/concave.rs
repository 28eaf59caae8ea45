//! Concave functions φ with φ(0) = 0 that never decrease, of what a set has in one column.
//!
//! What an entry x adds to φ(t) is computed in a form that does not subtract two large numbers, so that
//! nothing cancels late in a selection.

use gainful_kernels::{ArgumentError, capped_gains, ratio_gains, square_root_gains};

use super::column_sums::{ByRow, Column, InLanes};
use super::matrix::Narrow;
use super::rows::DenseRows;
use crate::objective::State;

const REASON: &str = "concave functions of sums of numbers that are not negative are submodular, \
                      and these never decrease";

/// A concave function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Concave {
    /// √t
    SquareRoot,
    /// ln(1 + t)
    Log1p,
    /// t / (1 + t)
    Ratio,
    /// t^exponent
    Power {
        /// Between 0 and 1, both excluded.
        exponent: f64,
    },
    /// min(t, cap)
    Cap {
        /// Positive.
        cap: f64,
    },
}

impl Concave {
    /// The function of this name: `sqrt`, `log1p`, `ratio`, `power` with its `exponent` or `cap` with its
    /// `cap`. A parameter of another function is ignored.
    ///
    /// # Errors
    ///
    /// [`ArgumentError`] about `concave`: a name that is none of these; about `exponent` or `cap`: missing
    /// or out of range.
    pub fn by_name(
        name: &str,
        exponent: Option<f64>,
        cap: Option<f64>,
    ) -> Result<Self, ArgumentError> {
        const NAMES: [&str; 5] = ["sqrt", "log1p", "ratio", "power", "cap"];
        match name {
            "sqrt" => Ok(Self::SquareRoot),
            "log1p" => Ok(Self::Log1p),
            "ratio" => Ok(Self::Ratio),
            "power" => {
                let exponent = given("exponent", exponent)?;
                let concave = Self::Power { exponent };
                concave.check().map(|()| concave)
            }
            "cap" => {
                let concave = Self::Cap { cap: given("cap", cap)? };
                concave.check().map(|()| concave)
            }
            _ => Err(ArgumentError::unknown("concave", &NAMES, name)),
        }
    }

    /// Fails unless its parameter is in range.
    pub(crate) fn check(self) -> Result<(), ArgumentError> {
        match self {
            Self::Power { exponent } if !(exponent > 0.0 && exponent < 1.0) => {
                let expected = "a number between 0 and 1";
                Err(ArgumentError::out_of_range("exponent", expected, format!("{exponent}")))
            }
            Self::Cap { cap } if !(cap > 0.0 && cap.is_finite()) => {
                Err(ArgumentError::out_of_range("cap", "a positive number", format!("{cap}")))
            }
            _ => Ok(()),
        }
    }
}

fn given(argument: &str, value: Option<f64>) -> Result<f64, ArgumentError> {
    value.ok_or_else(|| ArgumentError::invalid(argument, "a number", "nothing"))
}

/// w √t
#[derive(Clone, Copy, Debug)]
pub(crate) struct SquareRoot {
    sum: f64,
    root: f64,
    weight: f64,
}

impl SquareRoot {
    /// Of a column of this weight.
    pub(crate) fn new(weight: f64) -> Self {
        Self { sum: 0.0, root: 0.0, weight }
    }
}

impl Column for SquareRoot {
    const REASON: &'static str = REASON;
    const IS_EXACT: bool = true;

    fn gain(&self, entry: f64) -> f64 {
        // The least divisor is less than the root of any positive number: 0 adds 0.
        let divisor = (self.sum + entry).sqrt() + self.root;
        entry / divisor.max(f64::MIN_POSITIVE) * self.weight
    }

    fn insert(&mut self, entry: f64) {
        self.sum += entry;
        self.root = self.sum.sqrt();
    }

    fn begin_dense<'a, T: Narrow>(rows: DenseRows<'a, T>, empty: &[Self]) -> Box<dyn State + 'a> {
        Box::new(ByRow::new(rows, empty))
    }
}

impl InLanes<3> for SquareRoot {
    fn known(&self) -> [f64; 3] {
        [self.sum, self.root, self.weight]
    }

    fn gains<T: Narrow>(entries: &[T], candidates: &[u32], known: [&[T]; 3], gains: &mut [f64]) {
        square_root_gains(entries, candidates, known, gains);
    }
}

/// w ln(1 + t)
#[derive(Clone, Copy, Debug)]
pub(crate) struct Log1p {
    shifted: f64,
    weight: f64,
}

impl Log1p {
    /// Of a column of this weight.
    pub(crate) fn new(weight: f64) -> Self {
        Self { shifted: 1.0, weight }
    }
}

impl Column for Log1p {
    const REASON: &'static str = REASON;
    const IS_EXACT: bool = false;

    fn gain(&self, entry: f64) -> f64 {
        (entry / self.shifted).ln_1p() * self.weight
    }

    fn insert(&mut self, entry: f64) {
        self.shifted += entry;
    }
}

/// Ratios whose product with one another is finite: 1e20 to this power.
const FACTORS: usize = 15;

/// ln(1 + t) without a weight: in a dense matrix, logarithms of products instead of sums of
/// logarithms, a fifteenth of them. Measured, a row of features takes less than a third of the time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnitLog1p {
    shifted: f64,
}

impl UnitLog1p {
    /// Of any column.
    pub(crate) fn new() -> Self {
        Self { shifted: 1.0 }
    }
}

impl Column for UnitLog1p {
    const REASON: &'static str = REASON;
    const IS_EXACT: bool = false;

    fn gain(&self, entry: f64) -> f64 {
        (entry / self.shifted).ln_1p()
    }

    fn insert(&mut self, entry: f64) {
        self.shifted += entry;
    }

    fn begin_dense<'a, T: Narrow>(rows: DenseRows<'a, T>, empty: &[Self]) -> Box<dyn State + 'a> {
        Box::new(ByRow::new(rows, empty))
    }
}

impl InLanes<1> for UnitLog1p {
    fn known(&self) -> [f64; 1] {
        [self.shifted]
    }

    fn gains<T: Narrow>(
        entries: &[T],
        candidates: &[u32],
        [shifted]: [&[T]; 1],
        gains: &mut [f64],
    ) {
        for (&candidate, gain) in candidates.iter().zip(gains) {
            let row = &entries[candidate as usize * shifted.len()..][..shifted.len()];
            let parts = row.chunks(FACTORS).zip(shifted.chunks(FACTORS));
            *gain = parts.map(|(row, shifted)| ln_of_product(row, shifted)).sum();
        }
    }
}

/// ln Π (1 + x / a)
fn ln_of_product<T: Narrow>(row: &[T], shifted: &[T]) -> f64 {
    // The product less 1, which keeps the digits of small ratios.
    let excess = row.iter().zip(shifted).fold(0.0, |excess, (&entry, &shifted)| {
        let ratio = entry.into() / shifted.into();
        excess * (1.0 + ratio) + ratio
    });
    excess.ln_1p()
}

/// w t / (1 + t)
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ratio {
    shifted: f64,
    scaled: f64,
    weight: f64,
}

impl Ratio {
    /// Of a column of this weight.
    pub(crate) fn new(weight: f64) -> Self {
        Self { shifted: 1.0, scaled: weight, weight }
    }
}

impl Column for Ratio {
    const REASON: &'static str = REASON;
    const IS_EXACT: bool = true;

    fn gain(&self, entry: f64) -> f64 {
        entry / (self.shifted + entry) * self.scaled
    }

    fn insert(&mut self, entry: f64) {
        self.shifted += entry;
        self.scaled = self.weight / self.shifted;
    }

    fn begin_dense<'a, T: Narrow>(rows: DenseRows<'a, T>, empty: &[Self]) -> Box<dyn State + 'a> {
        Box::new(ByRow::new(rows, empty))
    }
}

impl InLanes<2> for Ratio {
    fn known(&self) -> [f64; 2] {
        [self.shifted, self.scaled]
    }

    fn gains<T: Narrow>(entries: &[T], candidates: &[u32], known: [&[T]; 2], gains: &mut [f64]) {
        ratio_gains(entries, candidates, known, gains);
    }
}

/// w t^p
#[derive(Clone, Copy, Debug)]
pub(crate) struct Power {
    sum: f64,
    power: f64,
    exponent: f64,
    weight: f64,
}

impl Power {
    /// Of a column of this weight.
    pub(crate) fn new(exponent: f64, weight: f64) -> Self {
        Self { sum: 0.0, power: 0.0, exponent, weight }
    }
}

impl Column for Power {
    const REASON: &'static str = REASON;
    const IS_EXACT: bool = false;

    fn gain(&self, entry: f64) -> f64 {
        let more = if entry < self.sum {
            self.power * (self.exponent * (entry / self.sum).ln_1p()).exp_m1()
        } else {
            (self.sum + entry).powf(self.exponent) - self.power
        };
        more * self.weight
    }

    fn insert(&mut self, entry: f64) {
        self.sum += entry;
        self.power = self.sum.powf(self.exponent);
    }
}

/// w min(t, cap)
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cap {
    sum: f64,
    cap: f64,
    weight: f64,
}

impl Cap {
    /// Of a column of this weight.
    pub(crate) fn new(cap: f64, weight: f64) -> Self {
        Self { sum: 0.0, cap, weight }
    }

    /// By how much the sum is below the cap.
    fn room(&self) -> f64 {
        (self.cap - self.sum).max(0.0)
    }
}

impl Column for Cap {
    const REASON: &'static str = REASON;
    const IS_EXACT: bool = true;

    fn gain(&self, entry: f64) -> f64 {
        entry.min(self.room()) * self.weight
    }

    fn insert(&mut self, entry: f64) {
        self.sum += entry;
    }

    fn begin_dense<'a, T: Narrow>(rows: DenseRows<'a, T>, empty: &[Self]) -> Box<dyn State + 'a> {
        Box::new(ByRow::new(rows, empty))
    }
}

impl InLanes<2> for Cap {
    fn known(&self) -> [f64; 2] {
        [self.room(), self.weight]
    }

    fn gains<T: Narrow>(entries: &[T], candidates: &[u32], known: [&[T]; 2], gains: &mut [f64]) {
        capped_gains(entries, candidates, known, gains);
    }
}

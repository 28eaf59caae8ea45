//! What discrete estimators take: samples of symbols, counts, counts of counts, probabilities.

use std::borrow::Cow;

use gainful_information::discrete::{CountOfCounts, Symbols};
use gainful_kernels::{ArgumentError, Control, Workers};
use napi::bindgen_prelude::Either;
use napi_derive::napi;

use crate::call::Outcome;
use crate::failure::{Code, Failure};
use crate::numbers::Numbers;

/// The greatest integer that every smaller one is exact below, 2^53 - 1.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// Symbols: numbers of any type, or strings.
pub type Sample<'env> = Either<Numbers<'env>, Vec<String>>;

/// One of the four, as the facade's `source` makes it.
#[napi(object, object_to_js = false)]
pub struct NativeSource<'env> {
    pub sample: Option<Sample<'env>>,
    #[napi(ts_type = "Float64Array")]
    pub counts: Option<Numbers<'env>>,
    /// How many symbols have each of `counts`; one if there is no such list.
    #[napi(ts_type = "Float64Array")]
    pub symbols: Option<Numbers<'env>>,
    #[napi(ts_type = "Float64Array")]
    pub probabilities: Option<Numbers<'env>>,
}

/// The same, checked for form.
pub enum Source<'a> {
    Symbols(Symbols<'a>),
    Counts(Cow<'a, [f64]>),
    Pairs(Cow<'a, [f64]>, Cow<'a, [f64]>),
    Probabilities(Cow<'a, [f64]>),
}

/// The symbols where they are; single precision is widened, which is exact.
pub fn borrowed(sample: Sample<'_>) -> Outcome<Symbols<'_>> {
    Ok(match sample {
        Either::A(Numbers::U8(values)) => Symbols::U8(values),
        Either::A(Numbers::I8(values)) => Symbols::I8(values),
        Either::A(Numbers::U16(values)) => Symbols::U16(values),
        Either::A(Numbers::I16(values)) => Symbols::I16(values),
        Either::A(Numbers::U32(values)) => Symbols::U32(values),
        Either::A(Numbers::I32(values)) => Symbols::I32(values),
        Either::A(numbers @ (Numbers::F32(_) | Numbers::F64(_))) => {
            Symbols::F64(numbers.into_f64()?)
        }
        Either::B(texts) => Symbols::Text(texts.into()),
    })
}

/// The symbols in a copy that outlives the call.
pub fn copied(sample: Sample<'_>) -> Outcome<Symbols<'static>> {
    borrowed(match sample {
        Either::A(numbers) => Either::A(numbers.copied()?),
        Either::B(texts) => Either::B(texts),
    })
}

impl<'a> Source<'a> {
    /// Where it is.
    pub fn borrowed(source: NativeSource<'a>) -> Outcome<Self> {
        Ok(match source {
            NativeSource { sample: Some(sample), .. } => Self::Symbols(borrowed(sample)?),
            NativeSource { counts: Some(counts), symbols: Some(symbols), .. } => {
                Self::Pairs(counts.into_f64()?, symbols.into_f64()?)
            }
            NativeSource { counts: Some(counts), .. } => Self::Counts(counts.into_f64()?),
            NativeSource { probabilities: Some(probabilities), .. } => {
                Self::Probabilities(probabilities.into_f64()?)
            }
            _ => return Err(Failure::new(Code::INTERNAL, "A source without data")),
        })
    }

    /// In a copy that outlives the call.
    pub fn copied(source: NativeSource<'_>) -> Outcome<Source<'static>> {
        let copy =
            |numbers: Option<Numbers<'_>>| numbers.map(|numbers| numbers.copied()).transpose();
        let sample = match source.sample {
            Some(sample) => return Ok(Source::Symbols(copied(sample)?)),
            None => None,
        };
        Source::borrowed(NativeSource {
            sample,
            counts: copy(source.counts)?,
            symbols: copy(source.symbols)?,
            probabilities: copy(source.probabilities)?,
        })
    }

    /// How many symbols were seen how often.
    pub fn count(&self, workers: &Workers, control: &Control) -> Outcome<CountOfCounts> {
        Ok(match self {
            Self::Symbols(symbols) => symbols.count(workers, control)?,
            Self::Counts(counts) => {
                CountOfCounts::from_counts(&whole(counts, control, |i| format!("counts[{i}]"))?)?
            }
            Self::Pairs(counts, symbols) => {
                let counts = whole(counts, control, |i| format!("countOfCounts[{i}][0]"))?;
                let symbols = whole(symbols, control, |i| format!("countOfCounts[{i}][1]"))?;
                let pairs: Vec<(u64, u64)> = counts.into_iter().zip(symbols).collect();
                CountOfCounts::from_pairs(&pairs)?
            }
            Self::Probabilities(_) => {
                return Err(Failure::new(Code::INTERNAL, "Probabilities where counts are due"));
            }
        })
    }
}

/// Numbers as integers that are not negative.
fn whole(numbers: &[f64], control: &Control, name: impl Fn(usize) -> String) -> Outcome<Vec<u64>> {
    const BLOCK: usize = 1 << 16;
    let mut integers = gainful_kernels::room(numbers.len())?;
    for (block, values) in numbers.chunks(BLOCK).enumerate() {
        control.check()?;
        for (offset, &value) in values.iter().enumerate() {
            if !(0.0..=MAX_SAFE_INTEGER).contains(&value) || value.fract() != 0.0 {
                let expected = format!("an integer from 0 to {MAX_SAFE_INTEGER}");
                let name = name(block * BLOCK + offset);
                return Err(ArgumentError::out_of_range(name, expected, value.to_string()).into());
            }
            integers.push(value as u64);
        }
    }
    Ok(integers)
}

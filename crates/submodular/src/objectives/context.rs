//! What a selection is to be about, the queries, and what it is to stay away from, the privates: the
//! context of the submodular information measures.
//!
//! With queries alone the measure is a mutual information, with privates alone a conditional gain,
//! with both a conditional mutual information.
//!
//! Iyer, Khargoankar, Bilmes & Asanani, "Submodular combinatorial information measures with
//! applications in machine learning" (2021); Kaushal et al., "PRISM" (2022).

use gainful_kernels::ArgumentError;

use super::Matrix;
use super::matrix::Narrow;
use crate::error::Error;

/// A matrix with its numbers of rows and columns.
pub type Shaped = (Matrix, usize, usize);

/// Queries and privates, of which there is at least one kind, and how much they count.
#[derive(Clone, Debug)]
pub struct Context<T> {
    queries: Option<(T, f64)>,
    privates: Option<(T, f64)>,
}

impl<T> Context<T> {
    /// Queries, whose similarities count `eta` times: the higher, the more relevance matters and the
    /// less what candidates represent besides.
    ///
    /// # Errors
    ///
    /// About `eta` if it is negative, NaN or infinite.
    pub fn of_queries(queries: T, eta: f64) -> Result<Self, ArgumentError> {
        Ok(Self { queries: Some((queries, not_negative("eta", eta)?)), privates: None })
    }

    /// Privates, whose similarities count `nu` times: the higher, the further to stay away.
    ///
    /// # Errors
    ///
    /// About `nu` if it is negative, NaN or infinite.
    pub fn of_privates(privates: T, nu: f64) -> Result<Self, ArgumentError> {
        Ok(Self { queries: None, privates: Some((privates, not_negative("nu", nu)?)) })
    }

    /// Queries and privates.
    ///
    /// # Errors
    ///
    /// About `eta` or `nu` if it is negative, NaN or infinite.
    pub fn of_both(queries: T, eta: f64, privates: T, nu: f64) -> Result<Self, ArgumentError> {
        let Self { queries, .. } = Self::of_queries(queries, eta)?;
        Ok(Self { queries, ..Self::of_privates(privates, nu)? })
    }

    /// The queries and their factor eta.
    pub(crate) fn queries(&self) -> Option<&(T, f64)> {
        self.queries.as_ref()
    }

    /// The privates and their factor nu.
    pub(crate) fn privates(&self) -> Option<&(T, f64)> {
        self.privates.as_ref()
    }

    /// The same context with other queries and privates, made of these: of the queries first.
    pub(crate) fn map<U>(self, mut image: impl FnMut(T) -> U) -> Context<U> {
        let mut map = |group: Option<(T, f64)>| group.map(|(of, factor)| (image(of), factor));
        let (queries, privates) = (map(self.queries), map(self.privates));
        Context { queries, privates }
    }
}

impl Context<Shaped> {
    /// The rows of `features`, then those of the queries, then those of the privates, in the
    /// precision of `features`; and the numbers of queries and privates.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `features`, `queries` or `privates`: empty, or of another number of
    /// columns than the features. [`Error::Memory`].
    pub(crate) fn joined(self, features: Shaped) -> Result<(Shaped, Context<usize>), Error> {
        let mut all = features;
        let mut append = |name: &str, group: Option<(Shaped, f64)>| {
            let Some((points, factor)) = group else { return Ok(None) };
            let rows = points.1;
            let first = std::mem::replace(&mut all, (Matrix::F64(Vec::new()), 0, 0));
            all = join(first, name, points)?;
            Ok::<_, Error>(Some((rows, factor)))
        };
        let queries = append("queries", self.queries)?;
        let privates = append("privates", self.privates)?;
        Ok((all, Context { queries, privates }))
    }
}

/// The rows of `features`, then those of `others`, which go by `name`, in the precision of `features`.
///
/// # Errors
///
/// [`Error::Argument`] about `features` or `name`: empty, or of different numbers of columns;
/// [`Error::Memory`].
pub(crate) fn join(
    (features, rows, columns): Shaped,
    name: &str,
    (others, other_rows, other_columns): Shaped,
) -> Result<Shaped, Error> {
    features.check_form("features", rows, columns)?;
    others.check_form(name, other_rows, other_columns)?;
    check_columns(name, other_columns, columns)?;
    Ok((append(features, &others)?, rows + other_rows, columns))
}

/// Fails unless a matrix has as many columns as expected.
pub(crate) fn check_columns(
    argument: &str,
    columns: usize,
    expected: usize,
) -> Result<(), ArgumentError> {
    if columns == expected {
        return Ok(());
    }
    let expected = format!("a matrix of {expected} columns");
    Err(ArgumentError::invalid(argument, expected, format!("{columns} columns")))
}

/// `value`, unless it is negative, NaN or infinite.
pub(crate) fn not_negative(argument: &str, value: f64) -> Result<f64, ArgumentError> {
    if value >= 0.0 && value.is_finite() {
        return Ok(value);
    }
    Err(ArgumentError::out_of_range(argument, "a number that is not negative", value.to_string()))
}

/// `factor`, which goes by `argument`, times each of `values`.
///
/// # Errors
///
/// About `argument` if the magnitudes of all products have no finite sum.
pub(crate) fn scaled(
    argument: &str,
    factor: f64,
    mut values: Vec<f64>,
) -> Result<Vec<f64>, ArgumentError> {
    values.iter_mut().for_each(|value| *value *= factor);
    if values.iter().map(|value| value.abs()).sum::<f64>().is_finite() {
        return Ok(values);
    }
    let expected = "a number small enough for finite values of all sets";
    Err(ArgumentError::out_of_range(argument, expected, format!("{factor:e}")))
}

/// The numbers of `first`, then those of `second` in the same precision.
fn append(first: Matrix, second: &Matrix) -> Result<Matrix, Error> {
    fn extend<T: Narrow>(mut first: Vec<T>, second: &Matrix) -> Result<Vec<T>, Error> {
        let more = second.len();
        if first.try_reserve_exact(more).is_err() {
            return Err(Error::Memory { bytes: size_of::<T>().saturating_mul(first.len() + more) });
        }
        match second {
            Matrix::F32(numbers) => {
                first.extend(numbers.iter().map(|&number| T::narrow(number.into())));
            }
            Matrix::F64(numbers) => first.extend(numbers.iter().map(|&number| T::narrow(number))),
        }
        Ok(first)
    }
    Ok(match first {
        Matrix::F32(numbers) => extend(numbers, second)?.into(),
        Matrix::F64(numbers) => extend(numbers, second)?.into(),
    })
}

/// Which of several points are candidates, which are queries and which are privates: they come in
/// this order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Groups {
    candidates: u32,
    queries: u32,
    privates: u32,
    eta: f64,
    nu: f64,
}

impl Groups {
    /// The last of `total` points are those of the context; all others are candidates.
    ///
    /// # Errors
    ///
    /// About `queryCount` or `privateCount` if it is 0, or if there is no candidate.
    pub(crate) fn last(
        total: u32,
        context: Option<&Context<usize>>,
    ) -> Result<Self, ArgumentError> {
        let mut candidates = total;
        let mut take = |name: &str, group: Option<&(usize, f64)>| {
            let Some(&(count, _)) = group else { return Ok(0) };
            match u32::try_from(count) {
                Ok(count) if count > 0 && count < candidates => {
                    candidates -= count;
                    Ok(count)
                }
                _ => {
                    let expected = format!("a number of points from 1 to {}", candidates - 1);
                    Err(ArgumentError::out_of_range(name, expected, count.to_string()))
                }
            }
        };
        let privates = take("privateCount", context.and_then(Context::privates))?;
        let queries = take("queryCount", context.and_then(Context::queries))?;
        let eta = context.and_then(Context::queries).map_or(1.0, |&(_, eta)| eta);
        let nu = context.and_then(Context::privates).map_or(1.0, |&(_, nu)| nu);
        Ok(Self { candidates, queries, privates, eta, nu })
    }

    /// The number of candidates, which come first.
    pub(crate) fn candidates(&self) -> u32 {
        self.candidates
    }

    /// The numbers of the queries.
    pub(crate) fn queries(&self) -> std::ops::Range<u32> {
        self.candidates..self.candidates + self.queries
    }

    /// The numbers of the privates.
    pub(crate) fn privates(&self) -> std::ops::Range<u32> {
        let begin = self.queries().end;
        begin..begin + self.privates
    }

    /// The factor of the queries; 1 if there are none.
    pub(crate) fn eta(&self) -> f64 {
        self.eta
    }

    /// The factor of the privates; 1 if there are none.
    pub(crate) fn nu(&self) -> f64 {
        self.nu
    }

    /// How many times the similarity of two points counts: eta times between candidates and
    /// queries, nu times between candidates and privates.
    pub(crate) fn coupling(&self, one: u32, other: u32) -> f64 {
        if self.queries + self.privates == 0 {
            return 1.0;
        }
        let (first, last) = (one.min(other), one.max(other));
        if first >= self.candidates || last < self.candidates {
            1.0
        } else if last < self.queries().end {
            self.eta
        } else {
            self.nu
        }
    }
}

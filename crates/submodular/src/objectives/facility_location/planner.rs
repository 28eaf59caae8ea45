//! Which of the methods suits features, and what it takes.
//!
//! The fastest that fits the memory, which is counted array by array. The function is the same, to
//! the last bit, unless neighbours are asked for: so free memory never decides what is selected. Time
//! is a model of few measured speeds, good enough to tell apart what differs by factors.

use gainful_kernels::{ArgumentError, COLUMNS_PER_SUM, simd};

use super::FacilityMethod;
use crate::objectives::Metric;
use crate::objectives::metric::{Pairing, ROWS_PER_STRIP};

/// Fused multiply-adds of single precision that a thread does in a second in products of matrices, by
/// instruction set: measured (the one of NEON is a guess).
const PRODUCTS_PER_SECOND: [(&str, f64); 3] = [("avx512", 1e11), ("avx2", 4e10), ("neon", 2e10)];

/// The same without vector instructions, where a fused operation is a call of a function.
const SCALAR_PRODUCTS_PER_SECOND: f64 = 5e8;

/// Bytes of similarities that a thread reads or writes in a second.
const BYTES_PER_SECOND: f64 = 1e10;

/// Similarities of whose kind a thread computes so many in a second, given products or distances.
const IMAGES_PER_SECOND: f64 = 2e9;
const EXPONENTIALS_PER_SECOND: f64 = 5e8;

/// Gains that lazy greedy computes for each element it selects, and for each row besides the first
/// sweep, about: between those of clusters and those of noise.
const GAINS_PER_PICK: f64 = 50.0;
const SWEEPS: f64 = 2.0;

/// Features for which there is to be a function.
#[derive(Clone, Copy, Debug)]
pub struct FacilityShape {
    /// The number of rows.
    pub rows: usize,
    /// The number of features of each row.
    pub columns: usize,
    /// Whether they are in single precision.
    pub single: bool,
    /// How alike two rows are.
    pub metric: Metric,
}

/// What a plan has to observe.
#[derive(Clone, Copy, Debug)]
pub struct FacilityWishes {
    /// The method, if that is decided.
    pub method: Option<FacilityMethod>,
    /// How many bytes may be used, if that is limited.
    pub memory_limit: Option<u64>,
    /// How many elements will be selected, if that is known.
    pub cardinality: Option<usize>,
    /// The number of threads.
    pub threads: usize,
}

/// How to make a function, and what that will take.
#[derive(Clone, Debug, PartialEq)]
pub struct FacilityPlan {
    /// The method.
    pub method: FacilityMethod,
    /// The most memory in use at any time, in bytes; the caller's features are not counted.
    pub bytes: u64,
    /// About how long it will take to make the function and to select `cardinality` elements lazily, in
    /// seconds.
    pub seconds: f64,
    /// Why this method: a sentence without a full stop.
    pub reason: String,
}

impl FacilityShape {
    /// How to make the function of features of this shape: with all similarities in memory where they
    /// fit, else in blocks, which keeps the function as it is, too.
    ///
    /// # Errors
    ///
    /// About `memoryLimit` if there is not enough for the method, or for any.
    pub fn plan(&self, wishes: FacilityWishes) -> Result<FacilityPlan, ArgumentError> {
        let limit = wishes.memory_limit.unwrap_or(u64::MAX);
        let figures = |method| (self.bytes(method, wishes.threads), self.seconds(method, wishes));
        let plan = |method, (bytes, seconds): (u64, f64), reason: String| {
            if bytes <= limit {
                return Ok(FacilityPlan { method, bytes, seconds, reason });
            }
            let expected = format!("at least {bytes} bytes");
            Err(ArgumentError::out_of_range("memoryLimit", expected, limit.to_string()))
        };
        if let Some(method) = wishes.method {
            let reason = match method {
                FacilityMethod::Neighbours(_) => {
                    "nearest neighbours were asked for: a function that is nowhere larger"
                }
                _ => "the method was asked for",
            };
            return plan(method, figures(method), reason.into());
        }
        let dense = figures(FacilityMethod::Dense);
        if dense.0 <= limit {
            let reason =
                "all similarities fit the memory, and no gain is faster than a sweep over them";
            return plan(FacilityMethod::Dense, dense, reason.into());
        }
        let reason = format!(
            "keeping all similarities takes {} bytes and the limit is {limit}; computing them when \
             they are needed gives the same function",
            dense.0
        );
        plan(FacilityMethod::Blocks, figures(FacilityMethod::Blocks), reason)
    }

    /// The most memory in use at any time; in double precision nothing overflows.
    fn bytes(&self, method: FacilityMethod, threads: usize) -> u64 {
        let (rows, number) = (self.rows as f64, if self.single { 4.0 } else { 8.0 });
        let features = rows * self.columns as f64 * number;
        // The copy of the features, their directions and their panels.
        let prepared = 3.0 * features;
        // Gains at the empty set and best similarities.
        let state = rows * (8.0 + number);
        let strip = ROWS_PER_STRIP.min(self.rows) * COLUMNS_PER_SUM.min(self.rows);
        let strips = threads as f64 * strip as f64 * number;
        let bytes = match method {
            FacilityMethod::Dense => rows * rows * number + prepared + state,
            FacilityMethod::Blocks => prepared + state + strips,
            FacilityMethod::Neighbours(neighbours) => {
                // An index and a similarity in the lists of all points, of the size of two numbers, and
                // in the graph that is made of them, beside the panels.
                let pairs = rows * (neighbours as f64).min(rows);
                let lists = pairs * (2.0 * number + 4.0 + number);
                prepared.max(features + lists + state + strips)
            }
        };
        bytes as u64
    }

    /// About how long it takes to make the function and to select.
    fn seconds(&self, method: FacilityMethod, wishes: FacilityWishes) -> f64 {
        let (rows, threads) = (self.rows as f64, wishes.threads.max(1) as f64);
        let number = if self.single { 4.0 } else { 8.0 };
        let products = self.columns as f64 / self.products_per_second();
        let images = match self.metric {
            Metric::Rbf { .. } => 1.0 / EXPONENTIALS_PER_SECOND,
            _ => 1.0 / IMAGES_PER_SECOND,
        };
        let memory = number / BYTES_PER_SECOND;
        let pairs = rows * rows;
        let gains =
            wishes.cardinality.map_or(0.0, |picks| SWEEPS * rows + GAINS_PER_PICK * picks as f64);
        let compared = products + images;
        let work = match method {
            // Half of the products are those of the other half; all are written and read.
            FacilityMethod::Dense => {
                pairs * (products / 2.0 + images + 3.0 * memory) + gains * rows * memory
            }
            FacilityMethod::Blocks => {
                let sweeps = if self.metric == Metric::Euclidean { 1.5 } else { 1.0 };
                (sweeps * pairs + gains * rows) * compared
            }
            FacilityMethod::Neighbours(neighbours) => {
                let neighbours = (neighbours as f64).min(rows);
                pairs * compared + (3.0 * rows + gains) * neighbours * 8.0 * memory
            }
        };
        work / threads
    }

    fn products_per_second(&self) -> f64 {
        let level = simd::level();
        let single = PRODUCTS_PER_SECOND
            .iter()
            .find(|(name, _)| *name == level)
            .map_or(SCALAR_PRODUCTS_PER_SECOND, |(_, speed)| *speed);
        let precision = if self.single { 1.0 } else { 0.5 };
        // Squared differences take two operations each.
        let pairing = if self.metric.pairing() == Pairing::Product { 1.0 } else { 0.5 };
        single * precision * pairing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WISHES: FacilityWishes =
        FacilityWishes { method: None, memory_limit: None, cardinality: None, threads: 2 };

    fn shape(rows: usize, columns: usize) -> FacilityShape {
        FacilityShape { rows, columns, single: true, metric: Metric::Cosine }
    }

    #[test]
    fn all_similarities_are_kept_where_they_fit() {
        let plan = shape(10_000, 1_024).plan(WISHES).unwrap();
        assert_eq!(plan.method, FacilityMethod::Dense);
        // The matrix, three times the features, and a gain and a best similarity for each row.
        assert_eq!(plan.bytes, 400_000_000 + 3 * 40_960_000 + 120_000);
    }

    #[test]
    fn similarities_are_computed_anew_where_they_do_not_fit() {
        let shape = shape(100_000, 100);
        let limit = 2 << 30;
        let wishes = FacilityWishes { memory_limit: Some(limit), ..WISHES };
        let plan = shape.plan(wishes).unwrap();
        assert_eq!(plan.method, FacilityMethod::Blocks);
        assert!(plan.bytes < limit / 8);
        assert!(plan.reason.contains("40121200000 bytes and the limit is 2147483648"));
        let longer = shape.plan(FacilityWishes { cardinality: Some(100), ..wishes }).unwrap();
        assert!(longer.seconds > 2.0 * plan.seconds);
    }

    #[test]
    fn a_wish_is_granted_or_refused() {
        let shape = shape(1_000, 10);
        for method in
            [FacilityMethod::Dense, FacilityMethod::Blocks, FacilityMethod::Neighbours(32)]
        {
            let wishes = FacilityWishes { method: Some(method), ..WISHES };
            let plan = shape.plan(wishes).unwrap();
            assert_eq!(plan.method, method);
            let wishes = FacilityWishes { memory_limit: Some(plan.bytes), ..wishes };
            assert_eq!(shape.plan(wishes), Ok(plan.clone()));
            let wishes = FacilityWishes { memory_limit: Some(plan.bytes - 1), ..wishes };
            let expected = format!(
                "Expected at least {} bytes for memoryLimit but received {}",
                plan.bytes,
                plan.bytes - 1
            );
            assert_eq!(shape.plan(wishes).unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn too_little_memory_for_any_method_is_an_error() {
        let wishes = FacilityWishes { memory_limit: Some(1_000), ..WISHES };
        let error = shape(1_000, 10).plan(wishes).unwrap_err();
        assert_eq!(error.argument, "memoryLimit");
        assert_eq!(shape(usize::MAX, 1 << 20).bytes(FacilityMethod::Dense, 1), u64::MAX);
    }
}

//! The two loops of brute-force neighbour search in the maximum norm: distances from one point to
//! many, and how many of them are below a radius.
//!
//! Distances are compared with one another, so each is one exact expression: a subtraction per
//! coordinate, rounded once, and the largest absolute value. Points are stored as columns, one
//! slice per coordinate.

use std::ops::Range;

use crate::simd::dispatch::{Kernels, kernels};

/// Writes max_c |query_c - columns_c\[i\]| for each point i of `range` into `out`.
///
/// With no coordinates every distance is zero.
///
/// # Panics
///
/// If there is not one column per coordinate, if `range` exceeds a column, or if `out` is not as
/// long as `range`.
pub fn max_norm_distances(query: &[f64], columns: &[&[f64]], range: Range<usize>, out: &mut [f64]) {
    max_norm_with(kernels(), query, columns, range, out);
}

/// How many of `values` are less than `bound`, strictly.
///
/// For those that are less or equal pass `bound.next_up()`.
pub fn count_below(values: &[f64], bound: f64) -> usize {
    count_with(kernels(), values, bound)
}

fn max_norm_with(
    kernels: &Kernels<f64>,
    query: &[f64],
    columns: &[&[f64]],
    range: Range<usize>,
    out: &mut [f64],
) {
    assert_eq!(query.len(), columns.len(), "one column per coordinate");
    assert_eq!(range.len(), out.len(), "one distance per point");
    // SAFETY: kernels are only handed out for an available level.
    unsafe { (kernels.max_norm)(query, columns, range, out) }
}

fn count_with(kernels: &Kernels<f64>, values: &[f64], bound: f64) -> usize {
    // SAFETY: kernels are only handed out for an available level.
    unsafe { (kernels.count_below)(values, bound) }
}

/// The loops, for any instruction set.
pub(crate) mod kernel {
    use std::ops::Range;

    use crate::simd::lanes::{Lane, Lanes};

    /// Distances that are worked on at a time, so that they stay in the first-level cache while
    /// the coordinates pass.
    const BLOCK: usize = 1024;

    #[inline(always)]
    pub(crate) fn max_norm<V: Lanes>(
        set: V::Set,
        query: &[V::Element],
        columns: &[&[V::Element]],
        range: Range<usize>,
        out: &mut [V::Element],
    ) {
        out.fill(V::Element::default());
        for (block, out) in out.chunks_mut(BLOCK).enumerate() {
            let begin = range.start + block * BLOCK;
            for (&coordinate, column) in query.iter().zip(columns) {
                let values = &column[begin..begin + out.len()];
                farther::<V>(set, coordinate, values, out);
            }
        }
    }

    /// Raises each distance to that in one more coordinate.
    #[inline(always)]
    fn farther<V: Lanes>(
        set: V::Set,
        coordinate: V::Element,
        values: &[V::Element],
        out: &mut [V::Element],
    ) {
        let query = V::splat(set, coordinate);
        let (values, values_end) = Lane::chunks(values);
        let (out, out_end) = Lane::chunks_mut(out);
        for (value, out) in values.iter().zip(out) {
            query.sub(V::load(set, value)).abs().max(V::load(set, out)).store(out);
        }
        let values = V::load(set, &Lane::padded(values_end, V::Element::default()));
        let mut end = Lane::padded(out_end, V::Element::default());
        query.sub(values).abs().max(V::load(set, &end)).store(&mut end);
        out_end.copy_from_slice(&end.as_ref()[..out_end.len()]);
    }

    #[inline(always)]
    pub(crate) fn count_below<V: Lanes>(
        set: V::Set,
        values: &[V::Element],
        bound: V::Element,
    ) -> usize {
        let bounds = V::splat(set, bound);
        let (chunks, end) = V::Element::chunks(values);
        let mut count = 0;
        for chunk in chunks {
            count += V::load(set, chunk).below(bounds).count_ones() as usize;
        }
        count + end.iter().filter(|&&value| value < bound).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::testing::same_at_every_level;

    #[test]
    fn distances_are_those_of_the_definition() {
        for dimension in [0, 1, 2, 5] {
            same_at_every_level::<f64, f64>(|kernels, source| {
                let query: Vec<f64> = (0..dimension).map(|_| source.value()).collect();
                let columns: Vec<_> = (0..dimension).map(|_| source.slice::<f64>()).collect();
                let columns: Vec<&[f64]> = columns.iter().map(|column| &**column).collect();
                let range = source.length / 3..source.length;
                let mut out = vec![f64::NAN; range.len()];
                max_norm_with(kernels, &query, &columns, range.clone(), &mut out);
                for (&distance, point) in out.iter().zip(range) {
                    let differences = query.iter().zip(&columns).map(|(q, c)| (q - c[point]).abs());
                    assert_eq!(distance, differences.fold(0.0, f64::max));
                }
                out
            });
        }
    }

    #[test]
    fn counts_are_strict() {
        same_at_every_level::<f64, f64>(|kernels, source| {
            let values = source.slice::<f64>();
            let mut counts = Vec::new();
            for bound in [-1.0, -0.0, 0.0, 0.5, 0.5f64.next_up(), f64::INFINITY, f64::NAN] {
                let expected = values.iter().filter(|&&value| value < bound).count();
                assert_eq!(count_with(kernels, &values, bound), expected, "below {bound}");
                counts.push(expected as f64);
            }
            counts
        });
    }
}

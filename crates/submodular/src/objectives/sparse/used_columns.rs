//! Sparse matrices without the columns that have no entries: states keep something for each column,
//! and of billions of columns few may be used.

use gainful_kernels::{Control, Workers, zeros};

use super::{BLOCK, SparseMatrix, SparsePattern};
use crate::error::Error;

/// The bits of a column by which one pass sorts; two passes see all.
const DIGIT: u32 = u16::BITS;

impl SparsePattern {
    /// The same entries in the columns that have any, in the same order, and of `weights`, one for each
    /// column, those of these; all as it is unless there are more columns than entries.
    ///
    /// O(e log e) for e entries.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`] and [`Error::Cancelled`].
    pub(crate) fn in_used_columns(
        mut self,
        weights: Option<Vec<f64>>,
        workers: &Workers,
        control: &Control,
    ) -> Result<(Self, Option<Vec<f64>>), Error> {
        // A matrix has a column, even if it is empty.
        if self.columns <= self.entries().max(1) {
            return Ok((self, weights));
        }
        let mut used = sorted(&self.column_indices, workers, control)?;
        used.dedup();
        used.shrink_to_fit();
        workers.for_each_chunk(&mut self.column_indices, BLOCK, |_, indices| {
            if !control.is_cancelled() {
                for index in indices {
                    // As many as there are distinct indices of 32 bits.
                    *index = used.partition_point(|&column| column < *index) as u32;
                }
            }
        });
        control.check()?;
        self.columns = used.len().max(1);
        let weights = weights.map(|weights| match used.as_slice() {
            [] => weights[..1].to_vec(),
            used => used.iter().map(|&column| weights[column as usize]).collect(),
        });
        Ok((self, weights))
    }
}

impl SparseMatrix {
    /// [`SparsePattern::in_used_columns`] with the entries.
    pub(crate) fn in_used_columns(
        self,
        weights: Option<Vec<f64>>,
        workers: &Workers,
        control: &Control,
    ) -> Result<(Self, Option<Vec<f64>>), Error> {
        let Self { pattern, values } = self;
        let (pattern, weights) = pattern.in_used_columns(weights, workers, control)?;
        Ok((Self { pattern, values }, weights))
    }
}

/// The numbers in ascending order, by counting: it looks at the control on the way.
fn sorted(numbers: &[u32], workers: &Workers, control: &Control) -> Result<Vec<u32>, Error> {
    let mut from = zeros(numbers.len(), workers, control)?;
    let mut to = zeros(numbers.len(), workers, control)?;
    from.copy_from_slice(numbers);
    for shift in [0, DIGIT] {
        let digit = |number: u32| (number >> shift) as usize & ((1 << DIGIT) - 1);
        let mut places = vec![0_usize; 1 << DIGIT];
        for block in from.chunks(BLOCK) {
            control.check()?;
            block.iter().for_each(|&number| places[digit(number)] += 1);
        }
        let mut next = 0;
        for place in &mut places {
            next += std::mem::replace(place, next);
        }
        for block in from.chunks(BLOCK) {
            control.check()?;
            for &number in block {
                let place = &mut places[digit(number)];
                to[*place] = number;
                *place += 1;
            }
        }
        std::mem::swap(&mut from, &mut to);
    }
    Ok(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gainful_kernels::Random;

    #[test]
    fn columns_without_entries_are_left_out() {
        let (workers, control) = (Workers::single(), Control::new());
        let mut random = Random::new(1, 0);
        for columns in [1_u64, 3, 40, 70_000, 1 << 32] {
            let rows: Vec<Vec<u32>> = (0..6)
                .map(|_| {
                    let count = random.below(5);
                    let mut row: Vec<u32> =
                        (0..count).map(|_| random.below(columns) as u32).collect();
                    row.sort_unstable();
                    row.dedup();
                    row
                })
                .collect();
            let mut offsets = vec![0];
            rows.iter().for_each(|row| offsets.push(offsets[offsets.len() - 1] + row.len() as u32));
            let pattern = SparsePattern::trusted(offsets, rows.concat(), columns as usize);
            let weight = |column: u32| f64::from(column) / 3.0;
            let weights = (columns < 1 << 32).then(|| (0..columns as u32).map(weight).collect());
            let (pattern, weights) = pattern.in_used_columns(weights, &workers, &control).unwrap();
            assert!(pattern.columns() as u64 <= columns);
            assert!(pattern.columns() <= pattern.entries().max(1));
            // The distinct columns in ascending order, which numbers them.
            let mut used = rows.concat();
            used.sort_unstable();
            used.dedup();
            let is_narrowed = columns as usize > rows.concat().len();
            for (index, row) in rows.iter().enumerate() {
                let expected: Vec<u32> = match is_narrowed {
                    false => row.clone(),
                    true => row
                        .iter()
                        .map(|column| used.iter().position(|other| other == column).unwrap() as u32)
                        .collect(),
                };
                assert_eq!(pattern.row(index), expected);
                for (&new, &old) in pattern.row(index).iter().zip(row) {
                    assert!(weights.as_ref().is_none_or(|all| all[new as usize] == weight(old)));
                }
            }
        }
    }

    #[test]
    fn sorting_looks_at_the_control() {
        let control = Control::new();
        control.cancel();
        let pattern = SparsePattern::trusted(vec![0, 1], vec![7], 1 << 40);
        assert!(pattern.in_used_columns(None, &Workers::single(), &control).is_err());
    }
}

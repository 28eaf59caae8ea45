//! Counting neighbours in one dimension: a sorted column and searches in it.
//!
//! |v - x| < r is decided by that subtraction itself. Bounds computed as x - r and x + r would round
//! and move points across the border; the differences v - x and x - v are monotone in v even when
//! rounded, so a search by them is exact.

use std::iter;

use gainful_kernels::{Cancelled, Control};

use super::BLOCK;

/// The average number of values in a cell of the guide; 1 and 2 were equally fast, 4 slower.
const VALUES_PER_CELL: usize = 2;

/// The most values that are sorted between two looks at the control: some milliseconds.
const SORTED_AT_ONCE: usize = 1 << 16;

/// A column in ascending order, with a guide that tells roughly where a value is.
pub(super) struct SortedColumn {
    values: Vec<f64>,
    cells: Cells,
    /// The number of values before each cell.
    guide: Vec<u32>,
}

/// A range of numbers, cut into cells of equal width.
struct Cells {
    lower: f64,
    per_unit: f64,
    count: usize,
}

impl Cells {
    /// The cell of `value`; it never decreases as `value` grows, even when rounded. Values outside
    /// the range belong to the outermost cells.
    fn of(&self, value: f64) -> usize {
        (((value - self.lower) * self.per_unit) as usize).min(self.count - 1)
    }
}

impl SortedColumn {
    /// Sorts `column`, which is neither empty nor longer than 2^32 - 1.
    ///
    /// The values are distributed into the cells and sorted there: about O(N), and O(N log N) for
    /// columns with extreme outliers.
    pub(super) fn new(column: &[f64], control: &Control) -> Result<Self, Cancelled> {
        let (mut lower, mut upper) = (f64::INFINITY, f64::NEG_INFINITY);
        for values in column.chunks(BLOCK) {
            control.check()?;
            for &value in values {
                (lower, upper) = (lower.min(value), upper.max(value));
            }
        }
        let count = column.len().div_ceil(VALUES_PER_CELL);
        let per_unit = count as f64 / (upper - lower);
        // A constant column and a range that overflows both lead to one cell for all values.
        let per_unit = if per_unit.is_finite() { per_unit } else { 0.0 };
        let cells = Cells { lower, per_unit, count };

        // Counts, then ends, then, as the cells fill from their ends, begins.
        let mut guide = vec![0u32; count];
        for values in column.chunks(BLOCK) {
            control.check()?;
            values.iter().for_each(|&value| guide[cells.of(value)] += 1);
        }
        let mut end = 0;
        for cell in &mut guide {
            end += *cell;
            *cell = end;
        }
        let mut values = vec![0.0; column.len()];
        for unsorted in column.chunks(BLOCK) {
            control.check()?;
            for &value in unsorted {
                let place = &mut guide[cells.of(value)];
                *place -= 1;
                values[*place as usize] = value;
            }
        }
        let mut rest = &mut values[..];
        let ends = guide[1..].iter().copied().chain(iter::once(end));
        for (&begin, end) in guide.iter().zip(ends) {
            let (cell, others) = rest.split_at_mut((end - begin) as usize);
            sort(cell, control)?;
            rest = others;
        }
        Ok(Self { values, cells, guide })
    }

    /// Whether all values are equal.
    pub(super) fn is_constant(&self) -> bool {
        self.values[0] == self.values[self.values.len() - 1]
    }

    /// The share of values that repeat another one: 1 - distinct/N.
    pub(super) fn repeated(&self) -> f64 {
        let repeated = self.values.windows(2).filter(|pair| pair[0] == pair[1]).count();
        repeated as f64 / self.values.len() as f64
    }

    /// How many values v have |v - x| < `radius`, x among them if it is in the column.
    pub(super) fn closer(&self, x: f64, radius: f64) -> u32 {
        let end = self.boundary(x + radius, |v| v - x < radius);
        let begin = self.boundary(x - radius, |v| x - v >= radius);
        // With radius 0 nothing is closer, and the two searches cross where x repeats.
        end.saturating_sub(begin) as u32
    }

    /// The number of values that are `inside`, which holds for all values up to some point near
    /// `guess` and for none beyond.
    fn boundary(&self, guess: f64, inside: impl Fn(f64) -> bool) -> usize {
        let values = &self.values[..];
        let mut end = self.guide[self.cells.of(guess)] as usize;
        let mut step = 1;
        if end < values.len() && inside(values[end]) {
            // Values before `begin` are inside.
            let mut begin = end + 1;
            loop {
                end = begin + step;
                if end >= values.len() {
                    end = values.len();
                    break;
                }
                if !inside(values[end]) {
                    break;
                }
                begin = end + 1;
                step *= 2;
            }
            return begin + values[begin..end].partition_point(|&v| inside(v));
        }
        // Values from `end` on are outside.
        while end > 0 {
            let begin = end.saturating_sub(step);
            if inside(values[begin]) {
                return begin + 1 + values[begin + 1..end].partition_point(|&v| inside(v));
            }
            end = begin;
            step *= 2;
        }
        0
    }
}

/// Sorts `values`; many of them, as extreme outliers leave in one cell, by halves.
fn sort(values: &mut [f64], control: &Control) -> Result<(), Cancelled> {
    control.check()?;
    if values.len() <= SORTED_AT_ONCE {
        values.sort_unstable_by(f64::total_cmp);
        return Ok(());
    }
    let (lower, _, upper) = values.select_nth_unstable_by(values.len() / 2, f64::total_cmp);
    sort(lower, control)?;
    sort(upper, control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_cells_are_sorted_by_halves() {
        // All but one of the values share a cell.
        let mut column: Vec<f64> = (0..200_000u64).map(|i| (i * 7919 % 99_991) as f64).collect();
        column.push(1e300);
        let sorted = SortedColumn::new(&column, &Control::new()).unwrap();
        column.sort_unstable_by(f64::total_cmp);
        assert_eq!(sorted.values, column);
    }

    #[test]
    fn sorting_stops_when_asked_to() {
        let control = Control::new();
        control.cancel();
        assert_eq!(SortedColumn::new(&[2.0, 1.0], &control).err(), Some(Cancelled));
        assert_eq!(sort(&mut [2.0, 1.0], &control), Err(Cancelled));
    }
}

//! Counting neighbours in one dimension: a sorted column and searches in it.
//!
//! |v - x| < r is decided by that subtraction itself. Bounds computed as x - r and x + r would round
//! and move points across the border; the differences v - x and x - v are monotone in v even when
//! rounded, so a search by them is exact.

/// The share of the column's values that one cell of the guide holds on average.
const VALUES_PER_CELL: usize = 2;

/// A column in ascending order, with a guide that tells roughly where a value is.
pub(super) struct SortedColumn {
    values: Vec<f64>,
    /// The number of values below each of equally wide cells from the least value on.
    guide: Vec<u32>,
    cells_per_unit: f64,
}

impl SortedColumn {
    /// Sorts `column`, which is neither empty nor longer than 2^32 - 1. O(N log N).
    pub(super) fn new(column: &[f64]) -> Self {
        let mut values = column.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        let cells = values.len() / VALUES_PER_CELL + 1;
        let range = values[values.len() - 1] - values[0];
        // Zero (a constant column) and an overflowing range both lead to one cell for all.
        let cells_per_unit = cells as f64 / range;
        let cells_per_unit = if cells_per_unit.is_finite() { cells_per_unit } else { 0.0 };
        let mut sorted = Self { values, guide: Vec::with_capacity(cells), cells_per_unit };
        let mut below = 0;
        for cell in 0..cells {
            while below < sorted.values.len() && sorted.cell(sorted.values[below], cells) < cell {
                below += 1;
            }
            sorted.guide.push(below as u32);
        }
        sorted
    }

    /// The cell of `value`; values outside the range belong to the outermost cells.
    fn cell(&self, value: f64, cells: usize) -> usize {
        (((value - self.values[0]) * self.cells_per_unit) as usize).min(cells - 1)
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
        let mut end = self.guide[self.cell(guess, self.guide.len())] as usize;
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

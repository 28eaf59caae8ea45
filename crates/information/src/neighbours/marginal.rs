//! Counting neighbours in a projection: by sorted searches in one dimension, in a tree in more.

use gainful_kernels::{Cancelled, Control, Workers};

use super::samples::Columns;
use super::sorted_column::SortedColumn;
use super::tree::Tree;

/// Points counted between two looks at the control.
const BLOCK: usize = 4096;

/// For each point, how many others are closer to it than its radius.
///
/// `sorted` are the same columns, sorted.
pub(super) fn count_closer(
    columns: &Columns,
    sorted: &[SortedColumn],
    radii: &[f64],
    workers: &Workers,
    control: &Control,
) -> Result<Vec<u32>, Cancelled> {
    let [column] = sorted else {
        return Tree::new(columns, workers, control)?.count_closer(radii, workers, control);
    };
    let mut counts = vec![0; radii.len()];
    workers.for_each_chunk(&mut counts, BLOCK, |block, counts| {
        if control.advance(counts.len() as u64).is_err() {
            return;
        }
        let first = block * BLOCK;
        for (point, count) in (first..).zip(counts) {
            // The point itself is closer than any radius but zero.
            *count = column.closer(columns[0][point], radii[point]).saturating_sub(1);
        }
    });
    control.check()?;
    Ok(counts)
}

//! All marginals of a table on "S and one more coordinate".
//!
//! They come from a tree over the coordinates outside S: each half is summed out once for the whole
//! other half. That makes two passes over the full table instead of one per coordinate, since
//! deeper levels work on tables that have shrunk exponentially.

use gainful_kernels::{Cancelled, Control, Workers};

use crate::table::Table;

/// The extensions of a subset S whose marginals are wanted.
pub(crate) struct Extensions<'a> {
    /// The coordinates outside S, ascending.
    rest: Vec<u32>,
    /// For each coordinate, whether its marginal is wanted.
    wanted: Vec<bool>,
    workers: &'a Workers,
    control: &'a Control,
}

impl<'a> Extensions<'a> {
    /// The extensions of `subset` by each of `candidates`, out of `dimension` coordinates.
    pub(crate) fn new(
        dimension: usize,
        subset: &[u32],
        candidates: &[u32],
        workers: &'a Workers,
        control: &'a Control,
    ) -> Self {
        let rest = (0..dimension as u32).filter(|i| !subset.contains(i)).collect();
        let mut wanted = vec![false; dimension];
        candidates.iter().for_each(|&e| wanted[e as usize] = true);
        Self { rest, wanted, workers, control }
    }

    /// Passes to `visit` each wanted coordinate e together with the marginal of `table` on S and e.
    ///
    /// The order of the sums depends on S and e alone, not on what else is wanted.
    pub(crate) fn visit(
        &self,
        table: &Table,
        visit: &mut dyn FnMut(u32, &Table),
    ) -> Result<(), Cancelled> {
        if self.wanted.contains(&true) { self.descend(table, &self.rest, visit) } else { Ok(()) }
    }

    /// The same for `rest`, some of which is wanted, all others outside S being summed out.
    fn descend(
        &self,
        table: &Table,
        rest: &[u32],
        visit: &mut dyn FnMut(u32, &Table),
    ) -> Result<(), Cancelled> {
        self.control.check()?;
        if let &[coordinate] = rest {
            visit(coordinate, table);
            return Ok(());
        }
        let (left, right) = rest.split_at(rest.len() / 2);
        for (kept, dropped) in [(left, right), (right, left)] {
            if kept.iter().any(|&coordinate| self.wanted[coordinate as usize]) {
                let keep = |coordinate: u32| !dropped.contains(&coordinate);
                self.descend(&table.marginal(keep, self.workers), kept, visit)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Axis;

    /// A table of small integers, so that every sum is exact.
    fn counting(sizes: &[usize]) -> Table {
        let axes = (0..).zip(sizes).map(|(coordinate, &size)| Axis { coordinate, size }).collect();
        let length: usize = sizes.iter().product();
        Table::new(axes, (0..length).map(|i| (i * 7 % 31) as f64).collect())
    }

    #[test]
    fn every_wanted_marginal_is_found() {
        let table = counting(&[2, 3, 2, 2, 3]);
        let (workers, control) = (Workers::single(), Control::new());
        for candidates in [&[0, 1, 3, 4][..], &[1, 4], &[3]] {
            let extensions = Extensions::new(5, &[2], candidates, &workers, &control);
            let mut seen = Vec::new();
            let mut visit = |e: u32, marginal: &Table| {
                let expected = table.marginal(|i| i == e || i == 2, &workers);
                assert_eq!(marginal.values(), expected.values(), "{e}");
                seen.push(e);
            };
            extensions.visit(&table, &mut visit).unwrap();
            assert_eq!(seen, candidates);
        }
    }

    #[test]
    fn the_search_stops_when_asked_to() {
        let (workers, control) = (Workers::single(), Control::new());
        control.cancel();
        let extensions = Extensions::new(2, &[], &[0, 1], &workers, &control);
        assert_eq!(extensions.visit(&counting(&[2, 2]), &mut |_, _| ()), Err(Cancelled));
    }
}

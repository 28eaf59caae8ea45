//! The law of two consecutive states as a table with two axes per coordinate, one for x and one for
//! y: for chains most of whose transitions are possible.
//!
//! Projections are marginals of the table; a coordinate is summed out along both of its axes.

use gainful_kernels::{Cancelled, Control, Workers, room};

use super::subsets::{Shrink, all_entropies};
use super::{PairLaw, Projection, insert_sorted};
use crate::entropy::{Entropies, entropy};
use crate::error::Error;
use crate::extensions::Extensions;
use crate::table::{Axis, Table};

/// J as a table, and π.
pub(crate) struct Dense {
    stationary: Table,
    pairs: Table,
}

impl Dense {
    /// The chain of stationary law `stationary` and the transition probabilities `transition`, a
    /// square matrix in row-major order.
    pub(crate) fn new(
        shape: &[u32],
        stationary: Vec<f64>,
        transition: &[f64],
    ) -> Result<Self, Error> {
        let axes: Vec<Axis> = (0..)
            .zip(shape)
            .map(|(coordinate, &size)| Axis { coordinate, size: size as usize })
            .collect();
        let mut pairs = room(transition.len())?;
        for (row, mass) in transition.chunks_exact(stationary.len()).zip(&stationary) {
            pairs.extend(row.iter().map(|probability| mass * probability));
        }
        let pairs = Table::new([&axes[..], &axes[..]].concat(), pairs);
        Ok(Self { stationary: Table::new(axes, stationary), pairs })
    }
}

impl PairLaw for Dense {
    fn stationary(&self) -> &[f64] {
        self.stationary.values()
    }

    fn bytes(&self) -> usize {
        size_of_val(self.stationary.values()) + size_of_val(self.pairs.values())
    }

    fn evaluation_cost(&self) -> f64 {
        2.0 * self.pairs.values().len() as f64
    }

    /// The tables of all subsets, with a logarithm for each of their numbers.
    fn enumeration_cost(&self) -> f64 {
        let pairs = |axis: &Axis| (axis.size * axis.size + 1) as f64;
        2.0 * self.stationary.axes().iter().map(pairs).product::<f64>()
    }

    fn all_entropies(
        &self,
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<Entropies>, Cancelled> {
        all_entropies(self, self.stationary.axes().len(), workers, control)
    }

    /// O(n²) additions for n states.
    fn entropies(&self, subset: &[u32], workers: &Workers) -> Entropies {
        let keep = |coordinate: u32| subset.binary_search(&coordinate).is_ok();
        let of = |table: &Table| entropy(table.marginal(keep, workers).values(), workers);
        Entropies { state: of(&self.stationary), pair: of(&self.pairs) }
    }

    fn project(&self) -> Box<dyn Projection + '_> {
        Box::new(DenseProjection { law: self, subset: Vec::new() })
    }
}

impl Shrink for Dense {
    fn shrink(&self, keep: &dyn Fn(u32) -> bool) -> Self {
        let single = Workers::single();
        Self {
            stationary: self.stationary.marginal(keep, &single).into_owned(),
            pairs: self.pairs.marginal(keep, &single).into_owned(),
        }
    }

    fn own_entropies(&self) -> Entropies {
        let single = Workers::single();
        Entropies {
            state: entropy(self.stationary.values(), &single),
            pair: entropy(self.pairs.values(), &single),
        }
    }
}

/// The projection on a growing subset.
struct DenseProjection<'a> {
    law: &'a Dense,
    /// Ascending.
    subset: Vec<u32>,
}

impl Projection for DenseProjection<'_> {
    /// O(n²) additions for n states, for all candidates together, and one logarithm per projected
    /// pair for each.
    fn extended(
        &self,
        candidates: &[u32],
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<Entropies>, Cancelled> {
        let dimension = self.law.stationary.axes().len();
        let extensions = Extensions::new(dimension, &self.subset, candidates, workers, control);
        let mut entropies = vec![Entropies::default(); dimension];
        extensions.visit(&self.law.stationary, &mut |e, states| {
            entropies[e as usize].state = entropy(states.values(), workers);
        })?;
        extensions.visit(&self.law.pairs, &mut |e, pairs| {
            entropies[e as usize].pair = entropy(pairs.values(), workers);
        })?;
        Ok(candidates.iter().map(|&e| entropies[e as usize]).collect())
    }

    fn extend(&mut self, coordinate: u32) {
        insert_sorted(&mut self.subset, coordinate);
    }
}

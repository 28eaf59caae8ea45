//! Reversible chains of binary coordinates that change at most one coordinate in a step
//! (Metropolis, Gibbs): J is never built.
//!
//! With q_i(x) = π(x) P(x, x with i flipped), the pairs of the projection on S are: x_S with one
//! coordinate j of S flipped, weight q_j summed over the coordinates outside S, and x_S twice with
//! the rest of π. So d + 1 tables of 2^d numbers replace one of 4^d. By reversibility q_i takes the
//! same value at x and at x with i flipped; half of it is held, without the axis of i.

use gainful_kernels::{Cancelled, Control, Workers};

use super::subsets::{Shrink, all_entropies};
use super::{PairLaw, Projection, insert_sorted};
use crate::entropy::{Entropies, entropy};
use crate::extensions::Extensions;
use crate::table::{Axis, Table};

/// The law of two consecutive states of such a chain.
pub(crate) struct SingleSite {
    stationary: Table,
    /// q_i for each axis i of `stationary`, without that axis.
    flips: Vec<Table>,
}

impl SingleSite {
    /// The chain of stationary law `stationary` on `flips.len()` binary coordinates, where
    /// `flips[i]` is q_i without the axis of i.
    pub(crate) fn new(stationary: Vec<f64>, flips: Vec<Vec<f64>>) -> Self {
        let axes: Vec<Axis> =
            (0..flips.len()).map(|i| Axis { coordinate: i as u32, size: 2 }).collect();
        let flips = flips
            .into_iter()
            .enumerate()
            .map(|(i, values)| {
                let mut axes = axes.clone();
                axes.remove(i);
                Table::new(axes, values)
            })
            .collect();
        Self { stationary: Table::new(axes, stationary), flips }
    }
}

impl PairLaw for SingleSite {
    fn stationary(&self) -> &[f64] {
        self.stationary.values()
    }

    fn bytes(&self) -> usize {
        let values: usize = self.flips.iter().map(|flip| flip.values().len()).sum();
        (values + self.stationary.values().len()) * size_of::<f64>()
    }

    fn evaluation_cost(&self) -> f64 {
        self.bytes() as f64 / size_of::<f64>() as f64
    }

    /// The tables of all subsets, with a logarithm for each of their numbers.
    fn enumeration_cost(&self) -> f64 {
        let dimension = self.flips.len();
        3f64.powi(dimension as i32) * (dimension as f64 / 2.0 + 2.0)
    }

    fn all_entropies(
        &self,
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<Entropies>, Cancelled> {
        all_entropies(self, self.flips.len(), workers, control)
    }

    fn entropies(&self, subset: &[u32], workers: &Workers) -> Entropies {
        let keep = |coordinate: u32| subset.binary_search(&coordinate).is_ok();
        let stationary = self.stationary.marginal(keep, workers).into_owned();
        let mut pairs = Pairs::new(stationary, workers);
        for (position, &i) in subset.iter().enumerate() {
            pairs.split_off(&self.flips[i as usize].marginal(keep, workers), position, workers);
        }
        pairs.entropies(workers)
    }

    fn project(&self) -> Box<dyn Projection + '_> {
        Box::new(SingleSiteProjection { law: self, subset: Vec::new() })
    }
}

impl Shrink for SingleSite {
    fn shrink(&self, keep: &dyn Fn(u32) -> bool) -> Self {
        let single = Workers::single();
        let marginal = |table: &Table| table.marginal(keep, &single).into_owned();
        let kept = self.stationary.axes().iter().zip(&self.flips);
        let flips = kept.filter(|(axis, _)| keep(axis.coordinate)).map(|(_, flip)| marginal(flip));
        Self { flips: flips.collect(), stationary: marginal(&self.stationary) }
    }

    fn own_entropies(&self) -> Entropies {
        let single = Workers::single();
        let mut pairs = Pairs::new(self.stationary.clone(), &single);
        for (position, flip) in self.flips.iter().enumerate() {
            pairs.split_off(flip, position, &single);
        }
        pairs.entropies(&single)
    }
}

/// The pairs of one projection, taken apart flip by flip.
struct Pairs {
    /// H(π^S).
    state: f64,
    /// The sum of -x log x over the flips split off so far.
    flips: f64,
    /// The weight of each projected state that no flip took away; at the end, of staying.
    rest: Vec<f64>,
}

impl Pairs {
    /// No flips yet.
    fn new(stationary: Table, workers: &Workers) -> Self {
        let state = entropy(stationary.values(), workers);
        Self { state, flips: 0.0, rest: stationary.into_values() }
    }

    /// Takes the flips of the coordinate that is number `position` of the projection.
    fn split_off(&mut self, flip: &Table, position: usize, workers: &Workers) {
        let flip = flip.values();
        self.flips += 2.0 * entropy(flip, workers);
        let stride = self.rest.len() >> (position + 1);
        for (states, flip) in self.rest.chunks_exact_mut(2 * stride).zip(flip.chunks_exact(stride))
        {
            let (zeros, ones) = states.split_at_mut(stride);
            for ((zero, one), weight) in zeros.iter_mut().zip(ones).zip(flip) {
                *zero -= weight;
                *one -= weight;
            }
        }
    }

    fn entropies(mut self, workers: &Workers) -> Entropies {
        // Staying has no negative weight; rounding may leave -1e-16 where it is zero.
        self.rest.iter_mut().for_each(|weight| *weight = weight.max(0.0));
        Entropies { state: self.state, pair: self.flips + entropy(&self.rest, workers) }
    }
}

/// The projection on a growing subset.
struct SingleSiteProjection<'a> {
    law: &'a SingleSite,
    /// Ascending.
    subset: Vec<u32>,
}

impl Projection for SingleSiteProjection<'_> {
    /// O(|S| 2^d + candidates 2^(d-1)) additions and (|S| / 2 + 2) 2^(|S|+1) logarithms per
    /// candidate.
    fn extended(
        &self,
        candidates: &[u32],
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<Entropies>, Cancelled> {
        let dimension = self.law.flips.len();
        let extensions = Extensions::new(dimension, &self.subset, candidates, workers, control);

        let mut pairs: Vec<Option<Pairs>> = Vec::new();
        pairs.resize_with(dimension, || None);
        extensions.visit(&self.law.stationary, &mut |e, stationary| {
            pairs[e as usize] = Some(Pairs::new(stationary.clone(), workers));
        })?;
        for (position, &i) in self.subset.iter().enumerate() {
            extensions.visit(&self.law.flips[i as usize], &mut |e, flip| {
                if let Some(pairs) = &mut pairs[e as usize] {
                    pairs.split_off(flip, position + usize::from(e < i), workers);
                }
            })?;
        }
        candidates
            .iter()
            .filter_map(|&e| Some((e, pairs[e as usize].take()?)))
            .map(|(e, mut pairs)| {
                control.check()?;
                let keep = |coordinate: u32| self.subset.binary_search(&coordinate).is_ok();
                let position = self.subset.partition_point(|&member| member < e);
                let flip = self.law.flips[e as usize].marginal(keep, workers);
                pairs.split_off(&flip, position, workers);
                Ok(pairs.entropies(workers))
            })
            .collect()
    }

    fn extend(&mut self, coordinate: u32) {
        insert_sorted(&mut self.subset, coordinate);
    }
}

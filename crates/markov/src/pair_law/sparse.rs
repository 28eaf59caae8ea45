//! The law of two consecutive states as a list of the pairs that occur.
//!
//! The pairs of a projection are groups of entries. While a subset S grows, every entry keeps the
//! number of its group; a candidate coordinate splits each group by its digits in x and in y, so a
//! gain costs one pass over the entries and one logarithm per group.

use gainful_kernels::{Cancelled, Control, Workers, room};

use super::{PairLaw, Projection};
use crate::entropy::Entropies;
use crate::error::Error;
use crate::grouping::{Groups, Keys};

/// The entries of J that are not zero, in the order of x.
pub(crate) struct Sparse {
    shape: Vec<u32>,
    stationary: Vec<f64>,
    from: Vec<u32>,
    to: Vec<u32>,
    weights: Vec<f64>,
}

impl Sparse {
    /// The chain of stationary law `stationary` and the transition probabilities `transition`, a
    /// square matrix in row-major order.
    pub(crate) fn new(
        shape: Vec<u32>,
        stationary: Vec<f64>,
        transition: &[f64],
        control: &Control,
    ) -> Result<Self, Error> {
        let entries = transition.iter().filter(|&&probability| probability > 0.0).count();
        let (mut from, mut to, mut weights) = (room(entries)?, room(entries)?, room(entries)?);
        for (x, (&mass, row)) in
            stationary.iter().zip(transition.chunks_exact(stationary.len())).enumerate()
        {
            control.check()?;
            for (y, &probability) in row.iter().enumerate() {
                let weight = mass * probability;
                if weight > 0.0 {
                    from.push(x as u32);
                    to.push(y as u32);
                    weights.push(weight);
                }
            }
        }
        Ok(Self { shape, stationary, from, to, weights })
    }

    /// The digit of every state at `coordinate`, and how many values it takes.
    fn digits(&self, coordinate: u32) -> (Vec<u32>, u64) {
        let size = self.shape[coordinate as usize];
        let slower: usize =
            self.shape[..coordinate as usize].iter().map(|&size| size as usize).product();
        let stride = self.stationary.len() / slower / size as usize;
        let mut digits = Vec::with_capacity(self.stationary.len());
        for _ in 0..slower {
            for digit in 0..size {
                digits.resize(digits.len() + stride, digit);
            }
        }
        (digits, u64::from(size))
    }

    /// The code of every state projected on `subset`, and the number of codes.
    fn codes(&self, subset: &[u32]) -> (Vec<u32>, u64) {
        let mut codes = vec![0; self.stationary.len()];
        let mut count = 1;
        for &coordinate in subset {
            let (digits, size) = self.digits(coordinate);
            for (code, digit) in codes.iter_mut().zip(digits) {
                *code = *code * size as u32 + digit;
            }
            count *= size;
        }
        (codes, count)
    }

    /// The states keyed by their group and their label, a number below `count`.
    fn state_keys<'a>(
        &self,
        groups: &'a Groups,
        labels: &'a [u32],
        count: u64,
    ) -> Keys<impl Fn(usize) -> u64 + 'a> {
        let key = move |x: usize| u64::from(groups.numbers[x]) * count + u64::from(labels[x]);
        Keys { entries: self.stationary.len(), bound: groups.count * count, key }
    }

    /// The entries keyed by their group and the labels of x and y, numbers below `count`.
    fn pair_keys<'a>(
        &'a self,
        groups: &'a Groups,
        labels: &'a [u32],
        count: u64,
    ) -> Keys<impl Fn(usize) -> u64 + 'a> {
        let key = move |entry: usize| {
            let x = u64::from(labels[self.from[entry] as usize]);
            let y = u64::from(labels[self.to[entry] as usize]);
            (u64::from(groups.numbers[entry]) * count + x) * count + y
        };
        Keys { entries: self.weights.len(), bound: groups.count * count * count, key }
    }

    /// The entropies of the groups split by labels below `count`.
    fn split_entropies(
        &self,
        (states, pairs): (&Groups, &Groups),
        labels: &[u32],
        count: u64,
        workers: &Workers,
    ) -> Entropies {
        Entropies {
            state: self.state_keys(states, labels, count).entropy(&self.stationary, workers),
            pair: self.pair_keys(pairs, labels, count).entropy(&self.weights, workers),
        }
    }
}

impl PairLaw for Sparse {
    fn stationary(&self) -> &[f64] {
        &self.stationary
    }

    fn bytes(&self) -> usize {
        self.stationary.len() * size_of::<f64>()
            + self.weights.len() * (size_of::<f64>() + 2 * size_of::<u32>())
    }

    fn evaluation_cost(&self) -> f64 {
        2.0 * self.weights.len() as f64
    }

    /// One subset at a time.
    fn enumeration_cost(&self) -> f64 {
        self.evaluation_cost() * 2f64.powi(self.shape.len() as i32)
    }

    fn all_entropies(
        &self,
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<Entropies>, Cancelled> {
        let single = Workers::single();
        let entropies = workers.map(1 << self.shape.len(), |mask| {
            control.advance(1)?;
            let subset = (0..self.shape.len() as u32).filter(|i| mask >> i & 1 == 1);
            Ok(match mask {
                0 => Entropies::default(),
                _ => self.entropies(&subset.collect::<Vec<_>>(), &single),
            })
        });
        entropies.into_iter().collect()
    }

    fn entropies(&self, subset: &[u32], workers: &Workers) -> Entropies {
        let (codes, count) = self.codes(subset);
        let whole = (&Groups::one(self.stationary.len()), &Groups::one(self.weights.len()));
        self.split_entropies(whole, &codes, count, workers)
    }

    fn project(&self) -> Box<dyn Projection + '_> {
        Box::new(SparseProjection {
            law: self,
            states: Groups::one(self.stationary.len()),
            pairs: Groups::one(self.weights.len()),
        })
    }
}

/// The projection on a growing subset.
struct SparseProjection<'a> {
    law: &'a Sparse,
    /// The states that agree on the subset.
    states: Groups,
    /// The entries that agree on the subset in both states.
    pairs: Groups,
}

impl Projection for SparseProjection<'_> {
    /// O(entries) additions and at most one logarithm per entry for each candidate.
    fn extended(
        &self,
        candidates: &[u32],
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<Entropies>, Cancelled> {
        let single = Workers::single();
        let results = workers.map(candidates.len(), |index| {
            control.check()?;
            let coordinate = candidates[index];
            let (digits, size) = self.law.digits(coordinate);
            Ok(self.law.split_entropies((&self.states, &self.pairs), &digits, size, &single))
        });
        results.into_iter().collect()
    }

    fn extend(&mut self, coordinate: u32) {
        let (digits, size) = self.law.digits(coordinate);
        let states = self.law.state_keys(&self.states, &digits, size).groups();
        let pairs = self.law.pair_keys(&self.pairs, &digits, size).groups();
        (self.states, self.pairs) = (states, pairs);
    }
}

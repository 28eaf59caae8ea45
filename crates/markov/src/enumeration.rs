//! Values of many subsets at once: what exact optima and checks of structure are made from.
//!
//! A subset is a mask: bit i stands for coordinate i.

use gainful_kernels::{Cancelled, Control, Workers};

use crate::chain::MarkovChain;
use crate::entropy::Entropies;
use crate::objectives::{Goal, Score, TIE_TOLERANCE, without_dust};

/// Subsets in the share of one thread.
const CHUNK: usize = 16;

/// A subset and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    /// The coordinates, ascending.
    pub coordinates: Vec<u32>,
    /// Their value, in nats.
    pub value: f64,
}

/// The coordinates of a mask, ascending.
pub(crate) fn coordinates(mask: u32) -> Vec<u32> {
    (0..u32::BITS).filter(|i| mask >> i & 1 == 1).collect()
}

/// The mask of some coordinates.
fn mask(coordinates: &[u32]) -> usize {
    coordinates.iter().map(|i| 1 << i).sum()
}

/// The value of every subset, at the index that is its mask.
pub(crate) fn all_values(
    chain: &MarkovChain,
    score: &dyn Score,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<f64>, Cancelled> {
    control.begin("enumerate", Some(1 << chain.dimension()))?;
    let entropies = chain.law().all_entropies(workers, control)?;
    let others = |subset: &[u32]| entropies[mask(subset)];
    let value = |(mask, &found): (u32, &Entropies)| score.value(&coordinates(mask), found, &others);
    Ok((0..).zip(&entropies).map(value).collect())
}

/// The value of each subset of `masks`, one at a time.
pub(crate) fn values(
    chain: &MarkovChain,
    score: &dyn Score,
    masks: &[u32],
    workers: &Workers,
    control: &Control,
) -> Result<Vec<f64>, Cancelled> {
    control.begin("enumerate", Some(masks.len() as u64))?;
    let mut values = vec![0.0; masks.len()];
    let single = Workers::single();
    workers.for_each_chunk(&mut values, CHUNK, |chunk, values| {
        for (value, &mask) in values.iter_mut().zip(&masks[chunk * CHUNK..]) {
            if control.advance(1).is_err() {
                return;
            }
            let subset = coordinates(mask);
            let projected = |subset: &[u32]| chain.projected(subset, &single);
            *value = score.value(&subset, projected(&subset), &projected);
        }
    });
    control.check()?;
    Ok(values)
}

/// The best of `masks`, of these `values`. Values within [`TIE_TOLERANCE`] of the best count as
/// equal; among them the subset that comes first in the order of words wins.
pub(crate) fn best(goal: Goal, candidates: impl Iterator<Item = (u32, f64)> + Clone) -> Optimum {
    let signed = |value: f64| goal.sign() * value;
    let most = candidates.clone().map(|(_, value)| signed(value)).fold(f64::MIN, f64::max);
    let (mask, value) = candidates
        .filter(|&(_, value)| signed(value) >= most - TIE_TOLERANCE)
        .max_by_key(|&(mask, _)| mask.reverse_bits())
        .unwrap_or_default();
    Optimum { coordinates: coordinates(mask), value: without_dust(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equally_good_subsets_wins() {
        let candidates = [(0b0110, 1.0), (0b1001, 1.0 - 1e-10), (0b1100, 1.0), (0b0011, 0.5)];
        let optimum = best(Goal::Maximize, candidates.into_iter());
        assert_eq!(optimum, Optimum { coordinates: vec![0, 3], value: 1.0 - 1e-10 });
        let optimum = best(Goal::Minimize, candidates.into_iter());
        assert_eq!(optimum, Optimum { coordinates: vec![0, 1], value: 0.5 });
    }
}

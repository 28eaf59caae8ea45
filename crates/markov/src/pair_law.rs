//! The law of two consecutive states, J(x, y) = π(x) P(x, y): one file per representation.
//!
//! All objectives need of a chain are the entropies of J and of its marginal π, projected on
//! subsets of the coordinates. A representation offers them for one subset at a time and, sharing
//! work, for all one-coordinate extensions of a subset that grows.

mod dense;
mod single_site;
mod sparse;
mod subsets;

use gainful_kernels::{Cancelled, Control, Workers};

pub(crate) use dense::Dense;
pub(crate) use single_site::SingleSite;
pub(crate) use sparse::Sparse;

use crate::entropy::Entropies;

/// A way to hold J.
pub(crate) trait PairLaw: Send + Sync {
    /// The stationary law π, coordinate 0 slowest.
    fn stationary(&self) -> &[f64];

    /// The memory in use.
    fn bytes(&self) -> usize;

    /// About how many numbers [`Self::entropies`] reads.
    fn evaluation_cost(&self) -> f64;

    /// The entropies of the projection on `subset`, which is ascending and not empty.
    fn entropies(&self, subset: &[u32], workers: &Workers) -> Entropies;

    /// About how many numbers [`Self::all_entropies`] reads or takes the logarithm of.
    fn enumeration_cost(&self) -> f64;

    /// The entropies of the projections on all subsets, at the index with bit i set for each
    /// coordinate i; zeros for the empty one. Advances `control` by one for each.
    fn all_entropies(
        &self,
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<Entropies>, Cancelled>;

    /// The projection on the empty subset.
    fn project(&self) -> Box<dyn Projection + '_>;
}

/// The projection of a chain on a subset S that grows.
pub(crate) trait Projection: Send + Sync {
    /// The entropies of the projections on S and e, for each e of `candidates`, none of which is in
    /// S. Each is the same whatever other candidates it is asked for with.
    fn extended(
        &self,
        candidates: &[u32],
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<Entropies>, Cancelled>;

    /// Adds `coordinate`, which is not in S.
    fn extend(&mut self, coordinate: u32);
}

/// Adds `coordinate` to an ascending subset that does not hold it.
pub(crate) fn insert_sorted(subset: &mut Vec<u32>, coordinate: u32) {
    let position = subset.partition_point(|&member| member < coordinate);
    subset.insert(position, coordinate);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::MarkovChain;
    use crate::testing::{curie_weiss, random_chain, workers};

    /// One chain of each representation and kind of shape.
    fn chains() -> Vec<MarkovChain> {
        vec![
            curie_weiss(1),
            curie_weiss(7),
            random_chain(&[3, 2, 4], 1.0, 2),
            random_chain(&[2, 3, 2, 2, 5], 0.05, 3),
        ]
    }

    fn extended(
        chain: &MarkovChain,
        subset: &[u32],
        candidates: &[u32],
        workers: &Workers,
    ) -> Vec<Entropies> {
        let mut projection = chain.law().project();
        subset.iter().for_each(|&coordinate| projection.extend(coordinate));
        projection.extended(candidates, workers, &Control::new()).unwrap()
    }

    #[test]
    fn extensions_have_the_entropies_of_their_subsets() {
        for chain in chains() {
            for mask in 0..1u32 << chain.dimension() {
                let (subset, rest): (Vec<u32>, Vec<u32>) =
                    (0..chain.dimension() as u32).rev().partition(|i| mask >> i & 1 == 1);
                let found = extended(&chain, &subset, &rest, &Workers::single());
                for (&candidate, found) in rest.iter().zip(found) {
                    let subset = [&subset[..], &[candidate]].concat();
                    let expected = chain.entropies(&subset).unwrap();
                    assert!((found.state - expected.state).abs() < 1e-13, "{subset:?}");
                    assert!((found.pair - expected.pair).abs() < 1e-13, "{subset:?}");
                    // Neither the other candidates nor their order matters.
                    let alone = extended(
                        &chain,
                        &subset[..subset.len() - 1],
                        &[candidate],
                        &Workers::single(),
                    );
                    assert_eq!(alone, [found], "{subset:?}");
                }
            }
        }
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        // Large enough for several chunks of every kind.
        for chain in [curie_weiss(16), random_chain(&[2, 3, 2, 2, 5], 0.05, 3)] {
            let rest: Vec<u32> = (2..chain.dimension() as u32).collect();
            let expected = extended(&chain, &[1, 0], &rest, &Workers::single());
            for threads in [2, 3, 8] {
                assert_eq!(extended(&chain, &[1, 0], &rest, &workers(threads)), expected);
            }
        }
    }

    #[test]
    fn all_subsets_have_the_entropies_of_each() {
        for chain in chains() {
            let control = Control::new();
            let all = chain.law().all_entropies(&Workers::single(), &control).unwrap();
            for (mask, found) in (0..).zip(&all) {
                let subset = crate::enumeration::coordinates(mask);
                let expected = chain.entropies(&subset).unwrap();
                assert!((found.state - expected.state).abs() < 1e-13, "{subset:?}");
                assert!((found.pair - expected.pair).abs() < 1e-13, "{subset:?}");
            }
            for threads in [2, 3, 8] {
                assert_eq!(chain.law().all_entropies(&workers(threads), &control).unwrap(), all);
            }
            control.cancel();
            assert_eq!(chain.law().all_entropies(&workers(2), &control), Err(Cancelled));
        }
    }

    #[test]
    fn extensions_stop_when_asked_to() {
        let control = Control::new();
        control.cancel();
        for chain in chains() {
            let result = chain.law().project().extended(&[0], &Workers::single(), &control);
            assert_eq!(result, Err(Cancelled));
        }
    }
}

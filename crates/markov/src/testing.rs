//! What the tests of this crate share.

use std::num::NonZeroUsize;
use std::sync::Arc;

use gainful_kernels::{Control, Pool, Random, Workers};

use crate::builders::CurieWeiss;
use crate::chain::MarkovChain;

/// `threads` threads of a pool of their own.
pub(crate) fn workers(threads: usize) -> Workers {
    let threads = NonZeroUsize::new(threads).unwrap();
    Workers::new(Arc::new(Pool::new(threads).unwrap()), threads)
}

/// A random transition matrix of `states` states with about `density` of its entries, and enough
/// more for the chain to visit all states in turn.
pub(crate) fn random_transition(states: usize, density: f64, seed: u64) -> Vec<f64> {
    let mut random = Random::new(seed, 0);
    let mut transition = vec![0.0; states * states];
    for (x, row) in transition.chunks_exact_mut(states).enumerate() {
        for value in row.iter_mut() {
            let (present, weight) = (random.unit() < density, random.unit());
            *value = if present { weight } else { 0.0 };
        }
        row[(x + 1) % states] += 0.1 + random.unit();
        let sum: f64 = row.iter().sum();
        row.iter_mut().for_each(|value| *value /= sum);
    }
    transition
}

/// The chain of a [`random_transition`].
pub(crate) fn random_chain(shape: &[u32], density: f64, seed: u64) -> MarkovChain {
    let transition = random_transition(shape.iter().product::<u32>() as usize, density, seed);
    let (workers, control) = (Workers::single(), Control::new());
    MarkovChain::from_dense(&transition, shape.to_vec(), None, &workers, &control).unwrap()
}

/// The Curie-Weiss model of the reference values with `dimension` spins.
pub(crate) fn curie_weiss(dimension: u32) -> MarkovChain {
    let model = CurieWeiss { dimension, inverse_temperature: 0.1, field: 1.0, coupling_decay: 0.5 };
    model.build(&Workers::single(), &Control::new()).unwrap()
}

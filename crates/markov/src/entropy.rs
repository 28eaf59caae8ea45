//! Shannon entropies of tables of probabilities, in nats, with 0 log 0 = 0.
//!
//! Every objective of this crate is a combination of two entropies per subset of coordinates, that
//! of the state and that of two consecutive states. Sums run in a fixed order: runs of [`RUN`]
//! values, then by halves, so their bits depend neither on threads nor on vector width and their
//! error grows with the logarithm of the length.

use gainful_kernels::{Workers, pairwise_sum};

/// Values added one after the other before runs are paired.
const RUN: usize = 64;

/// Runs in the share of one thread: about 0.1 ms of logarithms.
const RUNS_PER_CHUNK: usize = 256;

/// The entropies of a projection of a chain, in nats.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Entropies {
    /// H(π^S): of one state, projected on S.
    pub state: f64,
    /// H(J^S): of two consecutive states, each projected on S.
    pub pair: f64,
}

impl Entropies {
    /// h(S) = H(J^S) - H(π^S), the entropy rate of the Markov chain closest to the projection.
    pub fn rate(self) -> f64 {
        self.pair - self.state
    }
}

/// The sum of -x log x over `values`, none of which is negative.
pub(crate) fn entropy(values: &[f64], workers: &Workers) -> f64 {
    let mut runs = vec![0.0; values.len().div_ceil(RUN)];
    workers.for_each_chunk(&mut runs, RUNS_PER_CHUNK, |chunk, runs| {
        let values = &values[chunk * RUNS_PER_CHUNK * RUN..];
        for (sum, run) in runs.iter_mut().zip(values.chunks(RUN)) {
            *sum = run.iter().map(|&x| x_log_x(x)).sum();
        }
    });
    // Subtracting from zero, not negating: nothing has the entropy +0.
    0.0 - pairwise_sum(&runs)
}

/// x log x, continued by 0 at 0.
fn x_log_x(x: f64) -> f64 {
    if x > 0.0 { x * x.ln() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::workers;

    #[test]
    fn a_uniform_table_has_the_entropy_of_its_size() {
        for size in [1usize, 2, 63, 64, 65, 1000, 100_000] {
            let mut table = vec![1.0 / size as f64; size];
            table.resize(size + 100, 0.0);
            let entropy = entropy(&table, &Workers::single());
            assert!((entropy - (size as f64).ln()).abs() < 1e-13, "{size}");
        }
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let table: Vec<f64> = (0..50_001).map(|i| 1.0 / f64::from(i + 1)).collect();
        let expected = entropy(&table, &Workers::single()).to_bits();
        for threads in [2, 3, 8] {
            assert_eq!(entropy(&table, &workers(threads)).to_bits(), expected);
        }
    }
}

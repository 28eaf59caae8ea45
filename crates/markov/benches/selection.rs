//! How long selections take on both representations of a chain, on one thread.

#![expect(clippy::expect_used, reason = "a benchmark of a refused input is a mistake")]

use divan::Bencher;
use gainful_kernels::{Control, Random, Workers};
use gainful_markov::{CurieWeiss, MarkovChain, SelectionOptions, select_coordinates};

fn main() {
    divan::main();
}

fn curie_weiss(dimension: u32) -> MarkovChain {
    let model = CurieWeiss { dimension, inverse_temperature: 0.1, field: 1.0, coupling_decay: 0.5 };
    model.build(&Workers::single(), &Control::new()).expect("the parameters are in range")
}

/// A chain on binary coordinates of which about this share of the transitions is possible.
fn random(dimension: u32, density: f64) -> MarkovChain {
    let mut random = Random::new(0, 0);
    let states = 1 << dimension;
    let mut transition: Vec<f64> = (0..states * states)
        .map(|entry| {
            let possible =
                random.unit() < density || (entry + states + 1) % states == entry / states;
            f64::from(possible) * (0.1 + random.unit())
        })
        .collect();
    for row in transition.chunks_exact_mut(states) {
        let sum: f64 = row.iter().sum();
        row.iter_mut().for_each(|probability| *probability /= sum);
    }
    let shape = vec![2; dimension as usize];
    MarkovChain::from_dense(&transition, shape, None, &Workers::single(), &Control::new())
        .expect("the rows are probabilities")
}

fn select(bencher: Bencher<'_, '_>, chain: &MarkovChain, prove: bool) {
    let cardinality = chain.dimension().div_ceil(2);
    let options = SelectionOptions { prove, ..SelectionOptions::new(cardinality) };
    bencher.bench_local(|| {
        select_coordinates(chain, &options, &Workers::single(), &Control::new())
            .expect("the cardinality fits")
    });
}

#[divan::bench(args = [10, 16, 20], sample_count = 10)]
fn build_curie_weiss(bencher: Bencher<'_, '_>, dimension: u32) {
    bencher.bench_local(|| curie_weiss(dimension));
}

#[divan::bench(args = [10, 16, 20], sample_count = 10)]
fn half_of_single_site(bencher: Bencher<'_, '_>, dimension: u32) {
    select(bencher, &curie_weiss(dimension), false);
}

#[divan::bench(args = [10], sample_count = 10)]
fn half_of_single_site_with_proof(bencher: Bencher<'_, '_>, dimension: u32) {
    select(bencher, &curie_weiss(dimension), true);
}

#[divan::bench(args = [8, 10], sample_count = 10)]
fn half_of_dense(bencher: Bencher<'_, '_>, dimension: u32) {
    select(bencher, &random(dimension, 1.0), false);
}

#[divan::bench(args = [0.01, 0.1, 0.2, 0.3, 0.5], sample_count = 10)]
fn half_of_ten_by_density(bencher: Bencher<'_, '_>, density: f64) {
    select(bencher, &random(10, density), false);
}

#[divan::bench(args = [8, 10], sample_count = 3)]
fn build_dense(bencher: Bencher<'_, '_>, dimension: u32) {
    bencher.bench_local(|| random(dimension, 1.0));
}

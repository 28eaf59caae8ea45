//! Time of the estimators on generated data: `cargo bench -p gainful-information`.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use gainful_information::discrete::{
    CountOfCounts, ESTIMATORS, EntropyOptions, compare, count, entropy,
};
use gainful_information::divergences::Divergence;
use gainful_information::neighbours::{
    MutualInformationEstimator, Options, Samples, mutual_information,
};
use gainful_kernels::{Control, Random, Workers};

fn main() {
    divan::main();
}

/// Bytes of a sample.
const BYTES: usize = 100_000_000;

/// Bytes of which `symbols` different ones occur equally often.
#[divan::bench(args = [1, 20, 256], sample_count = 10)]
fn entropy_of_bytes(bencher: Bencher, symbols: u64) {
    let mut random = Random::new(0, 0);
    let sample: Vec<u8> = (0..BYTES).map(|_| random.below(symbols) as u8).collect();
    bencher.counter(BytesCount::new(BYTES)).bench(|| {
        let counts = count::bytes(black_box(&sample), &Workers::single(), &Control::new());
        counts.and_then(|counts| {
            entropy(&counts, ESTIMATORS[0], &EntropyOptions::default(), &Control::new())
        })
    });
}

/// Counts of 100,000 symbols: all about ten, and by Zipf's law, with some 600 different counts.
fn counts(zipf: bool) -> Vec<u64> {
    let mut random = Random::new(0, 0);
    let count = |rank: u64| if zipf { 1 + 100_000 / (rank + 1) } else { 1 + random.below(20) };
    (0..100_000).map(count).collect()
}

/// All estimators together, after counting.
#[divan::bench(args = [false, true])]
fn all_estimators(bencher: Bencher, zipf: bool) {
    let counts = CountOfCounts::from_counts(&counts(zipf)).ok();
    let options = EntropyOptions::default();
    bencher.bench(|| {
        black_box(&counts).as_ref().map(|counts| compare(counts, &options, &Control::new()))
    });
}

/// Two distributions of 10,000 probabilities.
#[divan::bench(args = ["kullback-leibler", "jensen-shannon", "hellinger"])]
fn divergence(bencher: Bencher, name: &str) {
    let mut random = Random::new(0, 0);
    let mut distribution = || {
        let weights: Vec<f64> = (0..10_000).map(|_| random.unit() + 1e-3).collect();
        let sum: f64 = weights.iter().sum();
        weights.into_iter().map(|weight| weight / sum).collect::<Vec<f64>>()
    };
    let (p, q) = (distribution(), distribution());
    let divergence = Divergence::named(name);
    bencher.bench(|| {
        let divergence = divergence.clone();
        divergence.map(|one| one.of(black_box(&p), black_box(&q), 0.5, false, &Control::new()))
    });
}

/// Samples and columns of each variable; y depends on x.
#[divan::bench(
    args = [(10_000, 1), (100_000, 1), (1_000_000, 1), (10_000, 2), (10_000, 5), (10_000, 8)],
    sample_count = 5
)]
fn ksg1(bencher: Bencher, (samples, columns): (usize, usize)) {
    let mut random = Random::new(0, 0);
    // A sum of four uniform numbers, which is nearly normal.
    let mut normal = || (0..4).map(|_| random.unit()).sum::<f64>();
    let x: Vec<f64> = (0..samples * columns).map(|_| normal()).collect();
    let y: Vec<f64> = x.iter().map(|x| 0.6 * x + 0.8 * normal()).collect();
    bencher.counter(ItemsCount::new(samples)).bench(|| {
        mutual_information(
            Samples::new("x", black_box(&x), samples, columns)?,
            Samples::new("y", black_box(&y), samples, columns)?,
            MutualInformationEstimator::named("ksg1")?,
            &Options::default(),
            &Workers::single(),
            &Control::new(),
        )
    });
}

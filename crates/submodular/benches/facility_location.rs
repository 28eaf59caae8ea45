//! Greedy and lazy greedy on facility location, single precision, one thread: points in clusters,
//! compared by their cosines.

use divan::Bencher;
use divan::counter::BytesCount;
use gainful_kernels::{Control, Random, Workers};
use gainful_submodular::{
    Cardinality, Constraint, Error, FacilityLocation, Metric, Objective, Options, Selection,
    maximize, optimizers,
};

const DIMENSIONS: usize = 64;
const CLUSTERS: u64 = 200;

fn main() {
    divan::main();
}

/// `size` points, each a cluster's centre and some noise, compared by their cosines.
fn clustered(size: usize) -> Result<FacilityLocation, Error> {
    let mut features = Vec::with_capacity(size * DIMENSIONS);
    let mut random = Random::new(0, 0);
    for _ in 0..size {
        let mut centre = Random::new(1, random.below(CLUSTERS));
        features.extend((0..DIMENSIONS).map(|_| {
            let (centre, noise) = (centre.unit() - 0.5, random.unit() - 0.5);
            (centre + 0.6 * noise) as f32
        }));
    }
    let (workers, control) = (Workers::single(), Control::new());
    let features = features.into();
    FacilityLocation::from_features(&features, size, DIMENSIONS, Metric::Cosine, &workers, &control)
}

fn select(
    objective: &FacilityLocation,
    optimizer: &str,
    cardinality: usize,
) -> Result<Selection, Error> {
    let options =
        Options { optimizer: Some(optimizers::by_name(optimizer)?), ..Options::default() };
    let constraint = Constraint::from(Cardinality::new(cardinality));
    maximize(objective, &constraint, &options, &Workers::single(), &Control::new())
}

/// Reports bytes of evaluated rows, to be compared with the bandwidth of memory.
fn measure(bencher: Bencher<'_, '_>, optimizer: &str, size: usize, cardinality: usize) {
    let Ok(objective) = clustered(size) else { return };
    let Ok(selection) = select(&objective, optimizer, cardinality) else { return };
    let row = objective.bytes() / size;
    bencher
        .counter(BytesCount::new(selection.evaluations * row as u64))
        .bench_local(|| select(&objective, optimizer, cardinality));
}

#[divan::bench(args = [(2_000, 200), (10_000, 1_000)], sample_count = 10)]
fn lazy_greedy(bencher: Bencher<'_, '_>, (size, cardinality): (usize, usize)) {
    measure(bencher, "lazy-greedy", size, cardinality);
}

#[divan::bench(args = [(2_000, 20)], sample_count = 10)]
fn greedy(bencher: Bencher<'_, '_>, (size, cardinality): (usize, usize)) {
    measure(bencher, "greedy", size, cardinality);
}

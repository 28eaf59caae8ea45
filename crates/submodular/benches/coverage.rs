//! How long a selection takes on feature-based functions and set covers, made beforehand.
//!
//! `cargo bench -p gainful-submodular --bench coverage`. Feature-based gains are bound by arithmetic,
//! those of sets by the memory that lists of elements come from.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use gainful_kernels::{Control, Random, Workers};
use gainful_submodular::{
    Cardinality, Concave, Constraint, FeatureBased, Matrix, Objective, Options, Rows, SetCover,
    SparsePattern, maximize,
};

fn main() {
    divan::main();
}

/// Selects by the default optimizer on one thread; an item is one gain.
fn bench(bencher: Bencher, objective: &dyn Objective, cardinality: usize) {
    let constraint = Constraint::from(Cardinality::new(cardinality));
    let select = || {
        let (options, workers) = (Options::default(), Workers::single());
        maximize(black_box(objective), &constraint, &options, &workers, &Control::new())
    };
    let evaluations = select().map_or(0, |selection| selection.evaluations);
    bencher.counter(ItemsCount::new(evaluations)).bench_local(select);
}

/// Rows of features, of which every row has about a third.
fn features(rows: usize, columns: usize) -> Vec<f32> {
    let mut random = Random::new(0, 0);
    let mut draw = || (3.0 * random.unit() - 2.0).max(0.0) as f32;
    (0..rows * columns).map(|_| draw()).collect()
}

#[divan::bench(args = ["sqrt", "log1p", "ratio", "cap"])]
fn feature_based(bencher: Bencher, name: &str) {
    let (rows, columns) = (5000, 2000);
    let entries = Matrix::F32(features(rows, columns));
    let (workers, control) = (Workers::single(), Control::new());
    let objective =
        Concave::by_name(name, None, Some(20.0)).map_err(Into::into).and_then(|concave| {
            let features = Rows::Dense { entries, rows, columns };
            FeatureBased::new(features, concave, None, &workers, &control)
        });
    if let Ok(objective) = objective {
        bench(bencher, &objective, 100);
    }
}

/// Without and with weights.
#[divan::bench(args = [false, true])]
fn set_cover(bencher: Bencher, weighted: bool) {
    let (sets, elements) = (100_000, 100_000);
    let mut random = Random::new(0, 1);
    let (mut offsets, mut indices) = (vec![0], Vec::new());
    for _ in 0..sets {
        let size = 5 + (95.0 * random.unit().powi(3)) as usize;
        let draw = |_| (elements as f64 * random.unit().powi(2)) as u32;
        let mut set: Vec<u32> = (0..size).map(draw).collect();
        set.sort_unstable();
        set.dedup();
        indices.append(&mut set);
        offsets.push(indices.len() as u32);
    }
    let (workers, control) = (Workers::single(), Control::new());
    let weights = weighted.then(|| vec![1.0; elements]);
    let objective = SparsePattern::new("sets", offsets, indices, elements, &workers, &control)
        .and_then(|sets| SetCover::new(sets, weights, &workers, &control));
    if let Ok(objective) = objective {
        bench(bencher, &objective, 1000);
    }
}

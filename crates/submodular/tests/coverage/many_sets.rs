//! Set covers of thousands of sets, so many that lazy greedy keeps their bounds in buckets, against a
//! plain greedy program that knows nothing of bounds.

use std::num::NonZeroUsize;
use std::sync::Arc;

use gainful_kernels::{Control, Pool, Random, Workers};
use gainful_submodular::{
    Cardinality, Constraint, Options, Selection, SetCover, SparsePattern, extend, maximize,
    optimizers,
};

const SETS: u32 = 4000;
const ELEMENTS: u32 = 9000;
const PICKS: usize = 60;

/// Sets of up to 25 elements, one in ten of which is empty and one in ten the set before it; few
/// elements are in many sets, and the last ones in none.
fn sets(random: &mut Random) -> Vec<Vec<u32>> {
    let mut sets: Vec<Vec<u32>> = Vec::new();
    for _ in 0..SETS {
        let set = match (random.below(10), sets.last()) {
            (0, _) => Vec::new(),
            (1, Some(before)) => before.clone(),
            _ => {
                let size = random.below(26);
                let draw = |_| (f64::from(ELEMENTS - 100) * random.unit().powi(2)) as u32;
                let mut set: Vec<u32> = (0..size).map(draw).collect();
                set.sort_unstable();
                set.dedup();
                set
            }
        };
        sets.push(set);
    }
    sets
}

fn objective(sets: &[Vec<u32>], weights: Option<Vec<f64>>) -> SetCover {
    let (workers, control) = (Workers::single(), Control::new());
    let mut offsets = vec![0];
    offsets.extend(sets.iter().scan(0, |end, set| {
        *end += set.len() as u32;
        Some(*end)
    }));
    let pattern =
        SparsePattern::new("sets", offsets, sets.concat(), ELEMENTS as usize, &workers, &control);
    SetCover::new(pattern.unwrap(), weights, &workers, &control).unwrap()
}

/// The picks of greedy and the bits of their gains: each gain summed up anew in the order of the
/// set's elements, the first of the largest ones.
fn plain_greedy(
    sets: &[Vec<u32>],
    weights: Option<&[f64]>,
    constraint: &Constraint,
    initial: &[u32],
) -> (Vec<u32>, Vec<u64>) {
    let mut left = weights.map_or(vec![1.0; ELEMENTS as usize], <[f64]>::to_vec);
    for &u in initial.iter().flat_map(|&set| &sets[set as usize]) {
        left[u as usize] = 0.0;
    }
    let mut available: Vec<bool> = match &constraint.candidates {
        Some(candidates) => (0..SETS).map(|set| candidates.contains(&set)).collect(),
        None => vec![true; SETS as usize],
    };
    for &set in constraint.exclude.iter().chain(&constraint.include).chain(initial) {
        available[set as usize] = false;
    }
    let (mut elements, mut gains) = (Vec::new(), Vec::new());
    while elements.len() < PICKS {
        let gain = |set: u32| -> f64 {
            sets[set as usize].iter().fold(0.0, |sum, &u| sum + left[u as usize])
        };
        let pick = constraint.include.get(elements.len()).copied().unwrap_or_else(|| {
            let free = (0..SETS).filter(|&set| available[set as usize]);
            free.fold((0, f64::NEG_INFINITY), |(best, largest), set| {
                let gain = gain(set);
                if gain > largest { (set, gain) } else { (best, largest) }
            })
            .0
        });
        gains.push(gain(pick).to_bits());
        elements.push(pick);
        available[pick as usize] = false;
        sets[pick as usize].iter().for_each(|&u| left[u as usize] = 0.0);
    }
    (elements, gains)
}

/// No more elements than `limit`, and nothing else; with elements that are included and excluded; or
/// with few candidates.
fn constraint(number: usize, limit: usize) -> Constraint {
    let base = Constraint::from(Cardinality::new(limit));
    let pick = |least: u32| -> Vec<u32> { (0..SETS).filter(|set| set % 7 >= least).collect() };
    match number {
        0 => base,
        1 => Constraint { include: vec![3999, 5, 17], exclude: pick(6), ..base },
        _ => Constraint { candidates: Some(pick(3)), ..base },
    }
}

fn outcome(selection: &Selection) -> (Vec<u32>, Vec<u64>) {
    let gains = selection.gains.iter().map(|gain| gain.to_bits()).collect();
    (selection.elements.clone(), gains)
}

#[test]
fn selections_are_those_of_a_plain_program() {
    let mut random = Random::new(11, 0);
    let sets = sets(&mut random);
    let weights: Vec<f64> = (0..ELEMENTS).map(|_| random.below(4) as f64 + random.unit()).collect();
    for weights in [None, Some(weights)] {
        let objective = objective(&sets, weights.clone());
        for (number, initial) in [(0, vec![]), (1, vec![]), (2, vec![8, 3000, 9])] {
            let [constraint, half] = &[PICKS, PICKS / 2].map(|limit| constraint(number, limit));
            let expected = plain_greedy(&sets, weights.as_deref(), constraint, &initial);
            let options = Options {
                optimizer: Some(optimizers::by_name("lazy-greedy").unwrap()),
                initial,
                ..Options::default()
            };
            let mut first: Option<Selection> = None;
            for threads in [1, 2, 3, 8] {
                let threads = NonZeroUsize::new(threads).unwrap();
                let workers = Workers::new(Arc::new(Pool::new(threads).unwrap()), threads);
                let control = Control::new();
                let run = |constraint: &Constraint| {
                    maximize(&objective, constraint, &options, &workers, &control).unwrap()
                };
                let selection = run(constraint);
                assert_eq!(outcome(&selection), expected, "{threads} threads");
                let longer =
                    extend(&objective, &run(half), constraint, None, &workers, &control).unwrap();
                assert_eq!(outcome(&longer), expected, "extended by {threads} threads");
                let first = first.get_or_insert_with(|| selection.clone());
                assert_eq!(*first, selection, "{threads} threads");
            }
        }
    }
}

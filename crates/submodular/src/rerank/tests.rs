//! Every method against its formula, computed the long way round.

use std::num::NonZeroUsize;
use std::sync::Arc;

use gainful_kernels::{Pool, Random};
use proptest::prelude::*;

use super::*;

const METHODS: [Method; 3] =
    [Method::MarginalRelevance, Method::Determinantal, Method::FacilityLocation];

const LIKENESSES: [Likeness; 2] = [Likeness::Cosine, Likeness::Dot];

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

fn likeness_of(likeness: Likeness, x: &[f64], y: &[f64]) -> f64 {
    match likeness {
        Likeness::Dot => dot(x, y),
        Likeness::Cosine => {
            let lengths = dot(x, x).sqrt() * dot(y, y).sqrt();
            if lengths == 0.0 { 0.0 } else { dot(x, y) / lengths }
        }
    }
}

/// log |det| by elimination with pivots.
fn log_determinant(mut matrix: Vec<Vec<f64>>) -> f64 {
    let mut sum = 0.0;
    while !matrix.is_empty() {
        let pivot = (0..matrix.len())
            .max_by(|&x, &y| matrix[x][0].abs().total_cmp(&matrix[y][0].abs()))
            .unwrap();
        let pivot = matrix.swap_remove(pivot);
        sum += pivot[0].abs().ln();
        for row in &mut matrix {
            let factor = row.remove(0) / pivot[0];
            row.iter_mut().zip(&pivot[1..]).for_each(|(entry, pivot)| *entry -= factor * pivot);
        }
    }
    sum
}

/// A query and candidates, and what the formulas make of them.
struct Instance {
    query: Vec<f64>,
    candidates: Vec<Vec<f64>>,
}

impl Instance {
    fn random(size: usize, columns: usize, seed: u64) -> Self {
        let mut random = Random::new(seed, size as u64);
        // Of single precision, so that both precisions have the same numbers.
        let mut vector = |shift: f64| -> Vec<f64> {
            let mut value = || f64::from((random.unit() + shift) as f32);
            (0..columns).map(|_| value()).collect()
        };
        Self { query: vector(-0.3), candidates: (0..size).map(|_| vector(-0.4)).collect() }
    }

    fn relevance(&self, likeness: Likeness, candidate: usize) -> f64 {
        likeness_of(likeness, &self.query, &self.candidates[candidate])
    }

    fn similarity(&self, likeness: Likeness, x: usize, y: usize) -> f64 {
        likeness_of(likeness, &self.candidates[x], &self.candidates[y])
    }

    /// The score of `candidate` once `selected` are selected.
    fn score(&self, options: &Options, selected: &[u32], candidate: usize) -> f64 {
        let Options { lambda, likeness, .. } = *options;
        let size = self.candidates.len();
        let relevance = |candidate: usize| self.relevance(likeness, candidate);
        let similarity = |x: usize, y: usize| self.similarity(likeness, x, y);
        let selected: Vec<usize> = selected.iter().map(|&element| element as usize).collect();
        let with = [selected.as_slice(), &[candidate]].concat();
        match options.method {
            Method::MarginalRelevance if selected.is_empty() => relevance(candidate),
            Method::MarginalRelevance => {
                let similarities = selected.iter().map(|&other| similarity(candidate, other));
                let largest = similarities.fold(f64::NEG_INFINITY, f64::max);
                lambda * relevance(candidate) - (1.0 - lambda) * largest
            }
            Method::Determinantal => {
                let value = |set: &[usize]| {
                    let row = |&x| set.iter().map(|&y| similarity(x, y)).collect();
                    let sum: f64 = set.iter().map(|&x| relevance(x)).sum();
                    let determinant = log_determinant(set.iter().map(row).collect());
                    lambda * sum + (1.0 - lambda) * determinant
                };
                value(&with) - value(&selected)
            }
            Method::FacilityLocation => {
                let total: f64 = (0..size).map(|v| relevance(v).max(0.0)).sum();
                let value = |set: &[usize]| {
                    let mean = set.iter().map(|&x| relevance(x)).sum::<f64>() / options.k as f64;
                    let represented =
                        |v: usize| set.iter().map(|&x| similarity(x, v)).fold(0.0, f64::max);
                    let weight = |v: usize| {
                        if total > 0.0 { relevance(v).max(0.0) / total } else { 1.0 / size as f64 }
                    };
                    let sum: f64 = (0..size).map(|v| weight(v) * represented(v)).sum();
                    lambda * mean + (1.0 - lambda) * sum
                };
                value(&with) - value(&selected)
            }
        }
    }

    fn rerank(&self, options: &Options, single: bool, workers: &Workers) -> Ranking {
        let (query, candidates) = (&self.query, &self.candidates.concat());
        let control = Control::new();
        if !single {
            return rerank(Items::F64 { query, candidates }, options, workers, &control).unwrap();
        }
        let narrow = |values: &[f64]| values.iter().map(|&value| value as f32).collect::<Vec<_>>();
        let (query, candidates) = (&narrow(query), &narrow(candidates));
        rerank(Items::F32 { query, candidates }, options, workers, &control).unwrap()
    }
}

#[test]
fn every_selection_has_the_highest_score_of_its_formula() {
    for seed in 0..20 {
        let instance = Instance::random(14, 9, seed);
        for method in METHODS {
            for likeness in LIKENESSES {
                for lambda in [0.0, 0.3, 0.5, 0.9, 1.0] {
                    for single in [false, true] {
                        let options = Options { k: 6, method, lambda, likeness };
                        let ranking = instance.rerank(&options, single, &Workers::single());
                        follows(&instance, &options, single, &ranking);
                    }
                }
            }
        }
    }
}

fn follows(instance: &Instance, options: &Options, single: bool, ranking: &Ranking) {
    assert_eq!(ranking.elements.len(), options.k);
    // Only facility location computes in the precision of the candidates.
    let is_rough = single && options.method == Method::FacilityLocation;
    let tolerance = if is_rough { 1e-5 } else { 1e-10 };
    for (step, (&element, &score)) in ranking.elements.iter().zip(&ranking.scores).enumerate() {
        let selected = &ranking.elements[..step];
        let scores: Vec<f64> = (0..instance.candidates.len())
            .map(|candidate| {
                let is_new = !selected.contains(&(candidate as u32));
                if is_new { instance.score(options, selected, candidate) } else { f64::MIN }
            })
            .collect();
        let highest = scores.iter().copied().fold(f64::MIN, f64::max);
        assert!(scores[element as usize] >= highest - tolerance, "{options:?}, step {step}");
        let is_first = step == 0 && options.method == Method::MarginalRelevance;
        let expected = if is_first { options.lambda * highest } else { highest };
        assert!((score - expected).abs() <= tolerance, "{score} {expected} {options:?}");
    }
}

#[test]
fn a_copy_comes_late_or_never() {
    let candidates = [[3.0, 1.0], [3.0, 1.0], [6.0, 2.0], [1.0, 3.0], [0.0, 0.0]].concat();
    let query = &[1.0, 0.5];
    let select = |method, lambda| {
        let options = Options { k: 9, method, lambda, likeness: Likeness::Cosine };
        let items = Items::F64 { query, candidates: &candidates };
        rerank(items, &options, &Workers::single(), &Control::new()).unwrap().elements
    };
    assert_eq!(select(Method::MarginalRelevance, 0.5), [0, 3, 4, 1, 2]);
    assert_eq!(select(Method::MarginalRelevance, 1.0), [0, 1, 2, 3, 4]);
    assert_eq!(select(Method::Determinantal, 0.5), [0, 3], "the others add no dimension");
    assert_eq!(select(Method::Determinantal, 1.0), [0, 1, 2, 3, 4]);
    assert_eq!(select(Method::FacilityLocation, 0.0), [0, 3, 1, 2, 4]);
}

#[test]
fn without_positive_relevance_all_candidates_count_the_same() {
    let mut instance = Instance::random(10, 4, 3);
    for candidate in &mut instance.candidates {
        let sign = -dot(candidate, &instance.query).signum();
        candidate.iter_mut().for_each(|value| *value *= sign);
    }
    let options =
        Options { k: 4, method: Method::FacilityLocation, lambda: 0.2, likeness: Likeness::Cosine };
    let ranking = instance.rerank(&options, false, &Workers::single());
    follows(&instance, &options, false, &ranking);
}

#[test]
fn cosines_see_no_lengths_not_even_extreme_ones() {
    let instance = Instance::random(30, 7, 5);
    for method in [Method::MarginalRelevance, Method::Determinantal] {
        let options = Options { k: 6, method, lambda: 0.4, likeness: Likeness::Cosine };
        let expected = instance.rerank(&options, true, &Workers::single());
        let scaled = |values: &[f64], by: f32| -> Vec<f32> {
            values.iter().map(|&value| value as f32 * by).collect()
        };
        let candidates: Vec<f32> = (instance.candidates.iter().enumerate())
            .flat_map(|(row, values)| {
                scaled(values, [1.0f32, 2f32.powi(100), 2f32.powi(-90)][row % 3])
            })
            .collect();
        let items =
            Items::F32 { query: &scaled(&instance.query, 2f32.powi(90)), candidates: &candidates };
        let ranking = rerank(items, &options, &Workers::single(), &Control::new()).unwrap();
        assert_eq!(ranking, expected, "powers of two change no rounding");
    }
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let instance = Instance::random(600, 500, 1);
    let pool = Arc::new(Pool::new(NonZeroUsize::new(8).unwrap()).unwrap());
    for method in METHODS {
        for single in [false, true] {
            let options = Options { k: 20, method, lambda: 0.5, likeness: Likeness::Cosine };
            let expected = instance.rerank(&options, single, &Workers::single());
            for threads in [2, 3, 8] {
                let workers = Workers::new(Arc::clone(&pool), NonZeroUsize::new(threads).unwrap());
                assert!(instance.rerank(&options, single, &workers) == expected, "{threads}");
            }
        }
    }
}

/// Scores by a table: that of a candidate falls by its step with every selection, of which each look
/// takes one more into account.
struct Table {
    scores: Vec<f64>,
    steps: Vec<f64>,
    known: Vec<usize>,
    selected: usize,
}

impl greedy::Scoring for Table {
    fn score(&mut self, candidate: u32) -> greedy::Score {
        let candidate = candidate as usize;
        if self.known[candidate] < self.selected {
            self.known[candidate] += 1;
            self.scores[candidate] -= self.steps[candidate];
        }
        greedy::Score { value: self.scores[candidate], known: self.known[candidate] }
    }

    fn select(&mut self, _: u32) {
        self.selected += 1;
    }
}

proptest! {
    #[test]
    fn lazily_is_plainly(
        table in proptest::collection::vec((-3..6i8, 0..4i8), 1..30),
        k in 1..40usize,
    ) {
        // Small integers make many ties; those of 5 must not be selected any more.
        let score = |score: i8| if score == 5 { f64::NEG_INFINITY } else { score.into() };
        let table = || Table {
            scores: table.iter().map(|&(start, _)| score(start)).collect(),
            steps: table.iter().map(|&(_, step)| step.into()).collect(),
            known: vec![0; table.len()],
            selected: 0,
        };
        let size = table().scores.len();
        let control = Control::new();
        let lazy = greedy::lazy(&mut table(), size, k, Ranking::default(), &control);
        let plain = greedy::plain(&mut table(), size, k, Ranking::default(), &control);
        prop_assert_eq!(lazy, plain);
    }
}

#[test]
fn marginal_relevance_in_order_is_that_of_langchain() {
    // By `maximalMarginalRelevance` of @langchain/core 1.4.0 from npm; row 5 is zero, row 9 a copy.
    let candidates: Vec<f64> = [
        [-5.0, -3.0, -1.0, 1.0],
        [2.0, -2.0, 5.0, 1.0],
        [-2.0, -1.0, 0.0, 1.0],
        [5.0, 0.0, -5.0, 1.0],
        [1.0, 1.0, 1.0, 1.0],
        [0.0, 0.0, 0.0, 0.0],
        [4.0, 3.0, 2.0, 1.0],
        [0.0, 4.0, -3.0, 1.0],
        [-4.0, 5.0, 3.0, 1.0],
        [-2.0, -1.0, 0.0, 1.0],
        [-1.0, -4.0, 4.0, 1.0],
        [-5.0, -3.0, -1.0, 1.0],
    ]
    .concat();
    let query = &[1.0, -2.0, 3.0, 0.5];
    let expected: [(f64, [u32; 12]); 6] = [
        (0.0, [1, 7, 0, 5, 8, 6, 3, 10, 4, 2, 11, 9]),
        (0.3, [1, 7, 0, 5, 6, 8, 10, 3, 4, 2, 9, 11]),
        (0.5, [1, 0, 10, 5, 4, 3, 8, 6, 2, 9, 11, 7]),
        (1.0, [1, 10, 4, 6, 2, 9, 5, 0, 11, 8, 3, 7]),
        (1.5, [1, 10, 4, 6, 2, 9, 0, 11, 5, 8, 3, 7]),
        (-0.5, [1, 7, 0, 5, 8, 3, 6, 2, 11, 9, 4, 10]),
    ];
    for (lambda, expected) in expected {
        for k in [1, 2, 7, 12, 100] {
            let elements =
                maximal_marginal_relevance(query, &candidates, lambda, k, &Control::new());
            assert_eq!(elements.unwrap(), expected[..k.min(12)], "{lambda}");
        }
    }
}

#[test]
fn numbers_that_are_none_count_as_no_likeness() {
    let candidates =
        [[f64::NAN, 1.0], [1.0, 1.0], [f64::INFINITY, 0.0], [1e200, 1e200], [-1e-200; 2]].concat();
    let control = Control::new();
    let elements = maximal_marginal_relevance(&[-1.0, -1.0], &candidates, 0.5, 5, &control);
    // All but row 1, whose cosine is -1, have the relevance 0.
    assert_eq!(elements.unwrap(), [0, 2, 3, 4, 1]);
}

#[test]
fn bad_arguments_are_named() {
    let options =
        Options { k: 1, method: Method::MarginalRelevance, lambda: 0.5, likeness: Likeness::Dot };
    let location = Options { method: Method::FacilityLocation, ..options };
    let one: &[f64] = &[1.0];
    let cases: [(&[f64], &[f64], Options, &str); 10] = [
        (&[], one, options, "at least one number for query but received none"),
        (one, &[], options, "rows of 1 numbers as in query for candidates but received 0 numbers"),
        (
            &[1.0, 2.0],
            &[1.0; 3],
            options,
            "rows of 2 numbers as in query for candidates but received 3 numbers",
        ),
        (&[f64::NAN], one, options, "finite numbers for query but received NaN at index 0"),
        (
            one,
            &[0.0, f64::NEG_INFINITY],
            options,
            "finite numbers for candidates but received -Infinity at index 1",
        ),
        (
            &[1e200],
            one,
            options,
            "numbers small enough for finite similarities for query but received numbers that \
             overflow",
        ),
        (
            one,
            &[1e200],
            options,
            "numbers small enough for finite similarities for candidates but received numbers \
             that overflow",
        ),
        (
            one,
            &[2f64.powi(500)],
            location,
            "rows whose squares sum up to 1e288 at most for candidates but received \
             1.0715086071862673e301",
        ),
        (one, one, Options { k: 0, ..options }, "a positive integer for k but received 0"),
        (
            one,
            one,
            Options { lambda: f64::NAN, ..options },
            "a number from 0 to 1 for lambda but received NaN",
        ),
    ];
    for (query, candidates, options, message) in cases {
        let items = Items::F64 { query, candidates };
        let error = rerank(items, &options, &Workers::single(), &Control::new()).unwrap_err();
        assert_eq!(error.to_string(), format!("Expected {message}"));
    }
    assert_eq!(
        Method::by_name("mrr").unwrap_err().to_string(),
        "Expected 'mmr' or 'determinantal' or 'facility-location' for method but received 'mrr'"
    );
    assert_eq!(
        Likeness::by_name("rbf").unwrap_err().to_string(),
        "Expected 'cosine' or 'dot' for metric but received 'rbf'"
    );
}

#[test]
fn cancelled_work_says_so_at_every_look() {
    let instance = Instance::random(40, 6, 1);
    let (query, candidates) = (&instance.query, &instance.candidates.concat());
    for method in METHODS {
        let options = Options { k: 5, method, lambda: 0.5, likeness: Likeness::Cosine };
        let run = |control: &Control| {
            rerank(Items::F64 { query, candidates }, &options, &Workers::single(), control)
        };
        let control = Control::cancelled_at(u64::MAX);
        run(&control).unwrap();
        assert!(control.looks() > 50, "at least one for each score");
        for look in 1..=control.looks() {
            let result = run(&Control::cancelled_at(look));
            assert!(matches!(result, Err(Error::Cancelled(_))), "{method:?}, look {look}");
        }
    }
}

//! The test of a function's structure, judged by the definitions on small instances, and what it
//! finds in functions that are not what they are declared to be.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use gainful_kernels::{Control, Pool, Random, Workers};
use gainful_submodular::{
    Custom, Error, FacilityLocation, Matrix, Objective, Oracle, Structure, check_structure,
};
use proptest::prelude::*;
use std::num::NonZeroUsize;
use std::sync::Arc;

/// A set function by its values; declared to be everything it may or may not be.
struct Function<F>(F);

impl<F: Fn(&[u32]) -> f64 + Send + Sync> Oracle for Function<F> {
    fn gain(&self, selected: &[u32], element: u32) -> f64 {
        (self.0)(&with(selected, element)) - (self.0)(selected)
    }

    fn has_values(&self) -> bool {
        true
    }

    fn value(&self, selected: &[u32]) -> f64 {
        (self.0)(selected)
    }
}

fn objective(
    size: usize,
    value: impl Fn(&[u32]) -> f64 + Send + Sync + 'static,
) -> Custom<impl Oracle> {
    Custom::new(size, true, true, 0.0, Function(value))
}

fn check(objective: &dyn Objective, samples: u64, seed: u64) -> Structure {
    check_structure(objective, samples, seed, &Workers::single(), &Control::new()).unwrap()
}

fn of_size(value: impl Fn(f64) -> f64) -> impl Fn(&[u32]) -> f64 {
    move |set| value(set.len() as f64)
}

fn with(set: &[u32], element: u32) -> Vec<u32> {
    [set, &[element]].concat()
}

/// The root of the number of elements, 0.1 more if both 3 and 7 are among them: almost submodular.
fn root_with_bonus(set: &[u32]) -> f64 {
    let bonus = if set.contains(&3) && set.contains(&7) { 0.1 } else { 0.0 };
    (set.len() as f64).sqrt() + bonus
}

/// The number of edges of a path that leave the set: submodular and not monotone.
fn cut_of_path(size: u32) -> impl Fn(&[u32]) -> f64 {
    move |set| {
        let cut = |&vertex: &u32| set.contains(&vertex) != set.contains(&(vertex + 1));
        (0..size - 1).filter(cut).count() as f64
    }
}

#[test]
fn a_concave_function_of_the_size_passes() {
    let structure = check(&objective(6, of_size(f64::sqrt)), 1, 0);
    assert_eq!((&structure.growth, &structure.loss, structure.offset), (&None, &None, None));
    assert!(structure.is_exhaustive);
    // Each of 30 ordered pairs at each set of the other four elements.
    assert_eq!(structure.comparisons, 30 * 16);
    assert_eq!(structure.gains, (0.0, 1.0));
    let curvature = structure.total_curvature.unwrap();
    assert!((curvature - (1.0 - (6f64.sqrt() - 5f64.sqrt()))).abs() < 1e-15);
    let least = 2.0 - 2f64.sqrt();
    assert!((structure.second_differences.1 - least).abs() < 1e-15);
}

#[test]
fn a_convex_function_of_the_size_is_refuted() {
    for size in [5, 40] {
        let structure = check(&objective(size, of_size(|n| n * n)), 50, 3);
        let growth = structure.growth.unwrap();
        assert_eq!(growth.superset.len(), growth.subset.len() + if size == 5 { 1 } else { 39 });
        assert!(growth.superset.starts_with(&growth.subset));
        assert!(!growth.superset.contains(&growth.element));
        let gain = |set: &[u32]| 2.0 * set.len() as f64 + 1.0;
        assert_eq!(growth.gain, gain(&growth.subset));
        assert_eq!(growth.later_gain, gain(&growth.superset));
        assert!(structure.loss.is_none() && structure.total_curvature.is_none());
        assert_eq!(structure.is_exhaustive, size == 5);
        // Supermodular: no second difference is positive.
        assert_eq!(structure.second_differences.1, 0.0);
    }
}

#[test]
fn a_linear_function_has_no_curvature_and_the_zero_function_neither() {
    for size in [4, 30] {
        for slope in [3.0, 0.0] {
            let structure = check(&objective(size, of_size(move |n| slope * n)), 100, 0);
            assert_eq!(structure.total_curvature, Some(0.0));
            assert_eq!(structure.second_differences, (0.0, 0.0));
        }
    }
}

#[test]
fn a_coverage_of_one_item_has_full_curvature() {
    for size in [4, 30] {
        let structure = check(&objective(size, of_size(|n| n.min(1.0))), 100, 0);
        assert_eq!(structure.total_curvature, Some(1.0));
    }
}

#[test]
fn a_cut_is_refuted_as_monotone_alone() {
    for size in [6, 25] {
        let structure = check(&objective(size, cut_of_path(size as u32)), 500, 1);
        let loss = structure.loss.unwrap();
        // A vertex between two that are in the set.
        assert_eq!(loss.gain, -2.0);
        let cut = cut_of_path(size as u32);
        assert_eq!(cut(&with(&loss.subset, loss.element)) - cut(&loss.subset), loss.gain);
        assert!(structure.growth.is_none() && structure.offset.is_none());
        assert_eq!(structure.total_curvature, None);
    }
}

#[test]
fn a_rare_violation_is_found_along_random_chains() {
    let structure = check(&objective(20, root_with_bonus), 3000, 0);
    assert!(!structure.is_exhaustive);
    let growth = structure.growth.unwrap();
    let gain = |set: &[u32]| root_with_bonus(&with(set, growth.element)) - root_with_bonus(set);
    assert!((growth.gain - gain(&growth.subset)).abs() < 1e-12);
    assert!((growth.later_gain - gain(&growth.superset)).abs() < 1e-12);
    assert!(growth.later_gain > growth.gain + 1e-3);
    assert!(structure.loss.is_none());
}

#[test]
fn a_value_at_the_empty_set_is_found() {
    for size in [3, 30] {
        let structure = check(&objective(size, of_size(|n| n + 5.0)), 10, 0);
        assert_eq!(structure.offset, Some(5.0));
        assert!(structure.growth.is_none() && structure.loss.is_none());
    }
}

#[test]
fn rounding_is_no_violation_whatever_the_scale() {
    for scale in [1e-200, 1.0, 1e200] {
        let noisy = move |set: &[u32]| {
            let noise: u32 = set.iter().map(|element| element * 7919 % 5).sum();
            scale * (set.len() as f64 + 1e-11 * f64::from(noise % 3))
        };
        let structure = check(&objective(6, noisy), 1, 0);
        assert!(structure.growth.is_none() && structure.loss.is_none());
        assert!(structure.second_differences.0 < 0.0);
        assert!(structure.tolerance > 0.9e-9 * scale && structure.tolerance < 1.1e-9 * scale);
    }
    let tolerant = Custom::new(4, true, true, 0.5, Function(of_size(|n| n + 0.1 * n * n)));
    assert!(check(&tolerant, 1, 0).growth.is_none());
    assert!(check(&objective(4, of_size(|n| n + 0.1 * n * n)), 1, 0).growth.is_some());
}

#[test]
fn functions_of_one_and_two_elements_have_a_structure() {
    let one = check(&objective(1, of_size(|n| 2.0 * n)), 100, 0);
    assert_eq!((one.comparisons, one.total_curvature), (0, Some(0.0)));
    let two = check(&objective(2, of_size(f64::sqrt)), 100, 0);
    assert_eq!(two.comparisons, 2);
    assert_eq!(two.total_curvature, Some(1.0 - (2f64.sqrt() - 1.0)));
}

#[test]
fn curvature_is_left_out_where_it_takes_long() {
    assert!(check(&objective(1000, of_size(f64::sqrt)), 20, 0).total_curvature.is_some());
    assert!(check(&objective(1001, of_size(f64::sqrt)), 20, 0).total_curvature.is_none());
}

#[test]
fn the_seed_decides_and_threads_do_not() {
    let mut random = Random::new(5, 0);
    let similarity = Matrix::F64((0..50 * 50).map(|_| random.unit()).collect());
    let (single, control) = (Workers::single(), Control::new());
    let f = FacilityLocation::from_similarity(similarity, 50, 50, &single, &control).unwrap();
    let expected = check(&f, 300, 7);
    assert!(expected.growth.is_none() && expected.loss.is_none());
    assert!(expected.comparisons >= 300);
    assert_ne!(check(&f, 300, 8), expected);
    for threads in [1, 2, 3, 8] {
        let threads = NonZeroUsize::new(threads).unwrap();
        let workers = Workers::new(Arc::new(Pool::new(threads).unwrap()), threads);
        assert_eq!(check_structure(&f, 300, 7, &workers, &control).unwrap(), expected);
    }
}

#[test]
fn a_test_keeps_looking_at_its_control() {
    for (size, looks) in [(8, 300), (60, 700)] {
        let f = objective(size, of_size(f64::sqrt));
        let run = |control: &Control| check_structure(&f, 200, 0, &Workers::single(), control);
        let control = Control::new();
        run(&control).unwrap();
        assert!(control.looks() > looks, "{} looks", control.looks());
        for look in [1, 2, looks / 2, looks] {
            let control = Control::cancelled_at(look);
            assert!(matches!(run(&control), Err(Error::Cancelled(_))));
            assert!(control.looks() < look + 4, "{} looks after {look}", control.looks());
        }
    }
}

/// Values of all sets of four elements: integers, so that differences are exact. A third of them
/// are made of a coverage, with one value changed by little.
fn values() -> impl Strategy<Value = Vec<i32>> {
    let anything = proptest::collection::vec(-3..4i32, 16);
    let coverage = (proptest::collection::vec(0u32..256, 4), 0usize..16, -1..2i32).prop_map(
        |(covered, changed, by)| {
            let value = |set: usize| {
                let union = (0..4).filter(|i| set >> i & 1 == 1).map(|i| covered[i]);
                union.fold(0, |union, more| union | more).count_ones() as i32
            };
            (0..16).map(|set| value(set) + if set == changed { by } else { 0 }).collect()
        },
    );
    prop_oneof![anything, coverage.clone(), coverage]
}

proptest! {
    #[test]
    fn the_definitions_agree(values in values()) {
        let table = values.clone();
        let f = objective(4, move |set: &[u32]| {
            f64::from(table[set.iter().map(|element| 1usize << element).sum::<usize>()])
        });
        let structure = check(&f, 1, 0);

        let gain = |set: usize, element: usize| values[set | 1 << element] - values[set];
        let outside = |set: usize| (0..4).filter(move |element| set >> element & 1 == 0);
        let subsets = |set: usize| (0..16usize).filter(move |subset| subset & set == *subset);
        let monotone = (0..16).all(|set| outside(set).all(|element| gain(set, element) >= 0));
        let submodular = (0..16).all(|set| subsets(set).all(|subset| {
            outside(set).all(|element| gain(subset, element) >= gain(set, element))
        }));
        prop_assert_eq!(structure.loss.is_none(), monotone);
        prop_assert_eq!(structure.growth.is_none(), submodular);
        prop_assert_eq!(structure.offset.is_none(), values[0] == 0);

        let mask = |set: &[u32]| set.iter().map(|element| 1usize << element).sum::<usize>();
        if let Some(loss) = structure.loss {
            let least = (0..16).flat_map(|set| outside(set).map(move |e| gain(set, e))).min();
            prop_assert_eq!(f64::from(gain(mask(&loss.subset), loss.element as usize)), loss.gain);
            prop_assert_eq!(Some(loss.gain), least.map(f64::from));
        }
        if let Some(growth) = structure.growth {
            let element = growth.element as usize;
            prop_assert_eq!(f64::from(gain(mask(&growth.subset), element)), growth.gain);
            prop_assert_eq!(f64::from(gain(mask(&growth.superset), element)), growth.later_gain);
        }
        let first_gains: Vec<i32> = (0..4).map(|element| gain(0, element)).collect();
        let ratios = (0..4usize).filter(|&element| first_gains[element] > 0).map(|element| {
            f64::from(gain(15 & !(1 << element), element)) / f64::from(first_gains[element])
        });
        let curvature = 1.0 - ratios.fold(1.0, f64::min);
        prop_assert_eq!(structure.total_curvature, (monotone && submodular).then_some(curvature));
    }
}

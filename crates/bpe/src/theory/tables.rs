//! Tests of all short strings at once: greedy against the optimum, as two independent programs counted
//! it, for strings up to renaming of at most three letters.

use super::exact::{Cuts, optimal_merges};
use super::testing::{all_strings, words_of};
use super::words::{FIRST_MERGED, Words};
use crate::model::Merge;
use gainful_kernels::Control;

/// The least and the greatest utility that greedy reaches, by how it resolves ties.
fn greedy_range(words: &Words, count: u32) -> [i64; 2] {
    let control = Control::new();
    let gains = words.gains(&control).unwrap();
    let best = gains.iter().map(|&(_, gain)| gain).max();
    let (Some(best), true) = (best, count > 0) else { return [0, 0] };
    let mut range = [i64::MAX, 0];
    for &((left, right), _) in gains.iter().filter(|&&(_, gain)| gain == best) {
        let mut merged = words.clone();
        let merge = Merge { left, right, token: FIRST_MERGED + count };
        merged.merge(merge, &control).unwrap();
        let [least, greatest] = greedy_range(&merged, count - 1);
        range = [range[0].min(best + least), range[1].max(best + greatest)];
    }
    range
}

#[test]
fn greedy_misses_the_optimum_as_often_as_known() {
    // Length, merges; strings; those that an unlucky tie and those that any tie keeps below the optimum;
    // the worst ratio with any tie and with the best one.
    for (length, count, strings, unlucky, never, worst, worst_best) in [
        (8, 2, 1094, 32, 0, 0.75, 1.0),
        (8, 3, 1094, 32, 0, 0.667, 1.0),
        (9, 2, 3281, 187, 0, 0.75, 1.0),
        (9, 3, 3281, 194, 2, 0.667, 0.833),
        (10, 2, 9842, 921, 6, 0.75, 0.8),
        (10, 3, 9842, 1065, 41, 0.667, 0.714),
    ] {
        let all = all_strings(3, length);
        assert_eq!(all.len(), strings);
        let (mut counts, mut ratios) = ([0, 0], [1.0f64, 1.0]);
        for string in all {
            let words = words_of(&[&string]);
            let found = optimal_merges(&words, count, Cuts::ALL, None, &Control::new()).unwrap();
            let optimum = found.best.utility;
            let range = greedy_range(&words, count as u32);
            assert!((range[0]..=range[1]).contains(&found.greedy.utility), "{string}");
            for (tie, &utility) in range.iter().enumerate() {
                counts[tie] += usize::from(utility < optimum);
                ratios[tie] = ratios[tie].min(utility as f64 / optimum.max(1) as f64);
            }
        }
        assert_eq!(counts, [unlucky, never], "{length} {count}");
        let is_close = |found: f64, known: f64| (found - known).abs() < 5e-4;
        assert!(is_close(ratios[0], worst) && is_close(ratios[1], worst_best), "{ratios:?}");
    }
}

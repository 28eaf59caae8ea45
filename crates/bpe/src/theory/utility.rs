//! Compression utility: by how many symbols merges shorten words.
//!
//! kappa(mu) = |x| - |apply_mu(x)|, where `apply` takes the merges of mu in their order (Zouhar et al.
//! 2023, section 2). Each word is cut by itself: of the merges later than the last one applied, the
//! first one that occurs is applied next, so merges that do not occur cost nothing.

use super::words::{Pair, Words};
use crate::model::Merge;
use gainful_kernels::{Cancelled, Control};
use rustc_hash::FxHashMap;

/// Symbols looked at between two looks at the [`Control`]: well below a millisecond.
const SYMBOLS_PER_CHECK: usize = 1 << 14;

/// The words after all `merges`, one after the other.
///
/// # Errors
///
/// [`Cancelled`].
pub fn apply_merges(
    words: &Words,
    merges: &[Merge],
    control: &Control,
) -> Result<Vec<Vec<u32>>, Cancelled> {
    let mut ranks: FxHashMap<Pair, usize> = FxHashMap::default();
    for (rank, merge) in merges.iter().enumerate() {
        ranks.entry((merge.left, merge.right)).or_insert(rank);
    }
    let mut unchecked = 0;
    let mut applied = Vec::with_capacity(words.len());
    for (word, _) in words.iter() {
        let mut word = word.to_vec();
        let mut next = 0;
        loop {
            unchecked += word.len();
            if unchecked >= SYMBOLS_PER_CHECK {
                control.check()?;
                unchecked = 0;
            }
            let present = word.windows(2).filter_map(|pair| ranks.get(&(pair[0], pair[1])));
            let Some(&rank) = present.filter(|&&rank| rank >= next).min() else {
                break;
            };
            replace(&mut word, merges[rank]);
            next = rank + 1;
        }
        applied.push(word);
    }
    Ok(applied)
}

/// By how many symbols `merges` shorten the words, each word as often as it occurs.
///
/// # Errors
///
/// [`Cancelled`].
pub fn compression_utility(
    words: &Words,
    merges: &[Merge],
    control: &Control,
) -> Result<i64, Cancelled> {
    let applied = apply_merges(words, merges, control)?;
    let lengths = applied.iter().enumerate().map(|(i, word)| word.len() as i64 * words.weight(i));
    Ok(words.total_length() - lengths.sum::<i64>())
}

/// Applies one merge to one word, in place.
pub(super) fn replace(word: &mut Vec<u32>, merge: Merge) {
    let (mut read, mut write) = (0, 0);
    while read < word.len() {
        let is_pair = word[read] == merge.left && word.get(read + 1) == Some(&merge.right);
        word[write] = if is_pair { merge.token } else { word[read] };
        read += 1 + usize::from(is_pair);
        write += 1;
    }
    word.truncate(write);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::testing::{golden, merges_of, texts_of};
    use proptest::prelude::*;

    #[test]
    fn utilities_and_segmentations_are_the_golden_ones() {
        for case in golden("kappa") {
            let words = Words::of_texts(&[case["text"].as_str().unwrap()]).unwrap();
            let merges = merges_of(&texts_of(&case["merges"]));
            let control = Control::new();
            let utility = compression_utility(&words, &merges, &control).unwrap();
            assert_eq!(utility, case["kappa"].as_i64().unwrap(), "{case}");
            let names = |symbol| crate::theory::testing::name(symbol, &merges);
            let applied = apply_merges(&words, &merges, &control).unwrap();
            let applied: Vec<String> = applied[0].iter().map(|&symbol| names(symbol)).collect();
            assert_eq!(applied, texts_of(&case["applied"]), "{case}");
        }
    }

    proptest! {
        #[test]
        fn merges_apply_one_after_the_other(
            texts in prop::collection::vec("[ab]{0,12}", 1..4),
            picks in prop::collection::vec((0..5u32, 0..5u32), 0..5),
        ) {
            // Symbols 0 and 1 are the letters, the others the merges; some of those never occur.
            let symbol = |pick: u32| if pick < 2 { 97 + pick } else { 1000 + pick - 2 };
            let merges: Vec<Merge> = picks.iter().enumerate().map(|(i, &(left, right))| {
                Merge { left: symbol(left), right: symbol(right), token: 1000 + i as u32 }
            }).collect();
            let words = Words::of_texts(&texts).unwrap();
            let mut seen = std::collections::HashSet::new();
            prop_assume!(picks.iter().all(|pick| seen.insert(pick)));
            let mut plain = words.clone();
            let gains: i64 = merges.iter().map(|&merge| plain.merge(merge)).sum();
            let utility = compression_utility(&words, &merges, &Control::new()).unwrap();
            prop_assert_eq!(utility, gains);
        }
    }

    #[test]
    fn a_long_word_is_cancelled_soon() {
        let words = Words::of_texts(&["ab".repeat(100_000)]).unwrap();
        let merges = merges_of(&["(ab)".into()]);
        let control = Control::cancelled_at(1);
        assert_eq!(compression_utility(&words, &merges, &control), Err(Cancelled));
    }
}

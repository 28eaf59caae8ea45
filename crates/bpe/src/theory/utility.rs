//! Compression utility: by how many symbols merges shorten words.
//!
//! kappa(mu) = |x| - |apply_mu(x)|, where `apply` takes the merges of mu in their order (Zouhar et al.
//! 2023, section 2).

use super::apply::apply_merges;
use super::words::Words;
use crate::error::Error;
use crate::model::Merge;
use gainful_kernels::Control;

/// By how many symbols `merges` shorten the words, each word as often as it occurs.
///
/// # Errors
///
/// [`Error::Cancelled`] and [`Error::Memory`].
pub fn compression_utility(
    words: &Words,
    merges: &[Merge],
    control: &Control,
) -> Result<i64, Error> {
    let applied = apply_merges(words, merges, control)?;
    let lengths = applied.iter().enumerate().map(|(i, word)| word.len() as i64 * words.weight(i));
    Ok(words.total_length() - lengths.sum::<i64>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::testing::{golden, merges_of, texts_of, words_of};

    #[test]
    fn utilities_and_segmentations_are_the_golden_ones() {
        for case in golden("kappa") {
            let words = words_of(&[case["text"].as_str().unwrap()]);
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

    #[test]
    fn a_word_counts_as_often_as_it_occurs() {
        let words = words_of(&["abab", "abab", "ab", "ba"]);
        let merges = merges_of(&["(ab)".into(), "((ab)(ab))".into(), "(xy)".into()]);
        let utility = compression_utility(&words, &merges, &Control::new()).unwrap();
        assert_eq!(utility, 3 + 3 + 1);
    }
}

//! A smaller vocabulary by rank: the first merges of a model.
//!
//! Greedy training never looks ahead, so the first merges are those that a training for a smaller
//! vocabulary makes: any prefix is a model of its own.

use super::reduced::{Reduced, essential, look, reduce};
use crate::error::Error;
use crate::model::Model;
use crate::room;
use crate::trace::{Stop, Trace};
use gainful_kernels::{ArgumentError, Control};

/// The model with as many of the first merges as make at most `vocabulary_size` tokens.
///
/// Tokens that no merge makes stay: special ones, start symbols, and whole words of imported models. A
/// trained model becomes the one that a training for that size makes, trace included, and its tokens
/// keep their ids. Takes time linear in the vocabulary.
///
/// # Errors
///
/// [`ArgumentError`] for `vocabularySize` if the tokens that no merge makes are more.
pub fn truncate(
    model: &Model,
    vocabulary_size: usize,
    control: &Control,
) -> Result<Reduced, Error> {
    model.check_plain("model")?;
    let mut keeps = essential(model, control)?;
    let mut is_made = room::filled(keeps.len(), false, control)?;
    model.merges().iter().for_each(|merge| is_made[merge.token as usize] = true);
    for (token, bytes) in model.vocabulary().iter().enumerate() {
        keeps[token] |= !bytes.is_empty() && !is_made[token];
    }
    let mut size = keeps.iter().filter(|&&keeps| keeps).count();
    if size > vocabulary_size {
        let expected = format!("an integer of at least {size}");
        let found = vocabulary_size.to_string();
        return Err(ArgumentError::out_of_range("vocabularySize", expected, found).into());
    }
    let mut count = model.merges().len();
    for (index, merge) in model.merges().iter().enumerate() {
        look(index, control)?;
        // In models of others, a side may be a token that only a later merge makes.
        let mut new = vec![merge.left, merge.right, merge.token];
        new.retain(|&token| !keeps[token as usize]);
        new.sort_unstable();
        new.dedup();
        if size + new.len() > vocabulary_size {
            count = index;
            break;
        }
        size += new.len();
        new.iter().for_each(|&token| keeps[token as usize] = true);
    }
    let trace = model.trace().map(|trace| -> Result<_, Error> {
        Ok(Trace {
            start_symbols: trace.start_symbols(),
            steps: room::concat(&[&trace.steps()[..count]])?,
            stop: if count < model.merges().len() { Stop::VocabularySize } else { trace.stop() },
        })
    });
    let trace = trace.transpose()?;
    reduce(model, &keeps, model.merges()[..count].iter().copied(), trace, control)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::training::{TrainingOptions, train};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// A smaller training is the judge.
        #[test]
        fn a_truncated_model_is_that_of_a_smaller_training(
            texts in corpus(),
            size in 258usize..290,
            more in 0usize..30,
            special in any::<bool>(),
        ) {
            let words = counted(&texts);
            let mut options = TrainingOptions::new(size + more);
            // A special token that a merge would make keeps its id and its merge.
            options.special_tokens = if special { vec!["ab".into(), "<s>".into()] } else { vec![] };
            let large = train(&words, SPLIT, &options, &Control::new()).unwrap();
            options.vocabulary_size = Some(size);
            let small = train(&words, SPLIT, &options, &Control::new()).unwrap();
            let Reduced { model, ids } = truncate(&large, size, &Control::new()).unwrap();
            prop_assert_eq!(texts_of(&model), texts_of(&small));
            // A smaller training stops before a merge that makes no new token.
            prop_assert!(model.merges().starts_with(small.merges()));
            prop_assert!(model.merges().len() <= small.merges().len() + usize::from(special));
            let steps = &model.trace().unwrap().steps()[..small.merges().len()];
            prop_assert_eq!(steps, small.trace().unwrap().steps());
            prop_assert_eq!(ids, (0..small.vocabulary().len() as u32).collect::<Vec<_>>());
        }
    }

    #[test]
    fn tokens_that_no_merge_makes_stay_and_gaps_close() {
        // Ids: a gap, "ab", special, "a", "b", "abb", and a word that nothing makes.
        let model =
            imported(&["", "ab", "<s>", "a", "b", "abb", "zz"], &["<s>"], &[[3, 4, 1], [1, 4, 5]]);
        let Reduced { model: small, ids } = truncate(&model, 5, &Control::new()).unwrap();
        assert_eq!(texts_of(&small), ["ab", "<s>", "a", "b", "zz"]);
        assert_eq!(ids, [1, 2, 3, 4, 6]);
        let merges: Vec<_> = small.merge_texts().collect();
        assert_eq!(merges, [("a".into(), "b".into())]);
        let all = truncate(&model, 100, &Control::new()).unwrap();
        assert_eq!(all.model.merges().len(), 2);
        assert_eq!(
            truncate(&model, 3, &Control::new()).unwrap_err().to_string(),
            "Expected an integer of at least 4 for vocabularySize but received 3"
        );
        assert!(truncate(&model, 5, &Control::cancelled_at(1)).is_err());
    }

    #[test]
    fn a_merge_of_a_token_that_is_made_later_takes_it_along() {
        let model =
            imported(&["a", "b", "ab", "abb", "abab"], &[], &[[2, 1, 3], [0, 1, 2], [2, 2, 4]]);
        for (size, merges) in [(2, 0), (3, 0), (4, 2), (5, 3)] {
            let small = truncate(&model, size, &Control::new()).unwrap().model;
            assert_eq!(small.merges().len(), merges, "{size}");
            assert!(small.vocabulary().len() <= size);
        }
    }
}

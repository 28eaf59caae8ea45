//! A model for new text: merges learnt on it, in addition to the old ones or instead of tokens that the
//! new text does not use.
//!
//! Continued training and leaf-based pruning as in Purason et al., "Teaching Old Tokenizers New
//! Words" (2025). Every token that stays keeps its id, so whoever has weights for each id keeps those,
//! too.

use super::alphabet_of;
use super::reduced::{Reduced, arranged, reduce};
use super::shrink::shrink;
use crate::counting::WordCounts;
use crate::encoding::WordRules;
use crate::error::Error;
use crate::model::{Merge, Model, Parts};
use crate::room;
use crate::training::{Initial, TieBreak, TrainingOptions, train};
use gainful_kernels::{ArgumentError, Control, Workers};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// How to adapt a model.
#[derive(Clone, Debug, Default)]
pub struct Adaptation {
    /// How many merges are learnt whose tokens get ids after the old ones.
    pub add: usize,
    /// How many tokens that the new text uses least make room for others.
    pub replace: usize,
    /// Pairs that occur less often are not merged.
    pub min_frequency: u64,
    /// The longest token that a merge may make, in start symbols; at least 2. Default: no limit.
    pub max_token_length: Option<usize>,
}

/// An adapted model and what it changes.
#[derive(Debug)]
pub struct Adapted {
    /// The model: the old merges that are left, then the new ones.
    pub model: Model,
    /// The ids that have another token than before, in increasing order.
    pub added: Vec<u32>,
    /// The ids that lost their token, in increasing order. Where less was learnt than made room
    /// for, some have none now.
    pub replaced: Vec<u32>,
    /// How many tokens the new text has with the old model, and with the new one. A byte or character
    /// that is no token counts as one.
    pub tokens_before: u64,
    /// See [`Self::tokens_before`].
    pub tokens_after: u64,
}

/// Adapts a model to the words of a new text, which the model's own pattern made.
///
/// First the least used tokens go, as [`shrink`] takes them; then merges are learnt on top of the rest,
/// by the model's tie rule or else by that of Hugging Face. New tokens take the ids that became free,
/// smallest first, then those after the old ones. Start symbols that the model lacks are added besides.
///
/// # Errors
///
/// [`ArgumentError`] for `replace` if fewer tokens can go, and what [`train`] refuses.
pub fn adapt(
    model: &Arc<Model>,
    words: &WordCounts,
    options: &Adaptation,
    workers: &Workers,
    control: &Control,
) -> Result<Adapted, Error> {
    model.check_plain("model")?;
    model.check_takes_words("model")?;
    let before = model.tokenizer()?.counts_of_words(words, workers, control)?;
    let Reduced { model: reduced, ids } = make_room(model, &before, options.replace, control)?;
    let reduced = Arc::new(reduced);
    let training = TrainingOptions {
        merges: Some(
            reduced.merges().len().saturating_add(options.add).saturating_add(options.replace),
        ),
        min_frequency: options.min_frequency,
        max_token_length: options.max_token_length,
        alphabet: alphabet_of(model),
        tie_break: model.tie_break().unwrap_or(TieBreak::HUGGING_FACE),
        initial: Some(Initial::Model(Arc::clone(&reduced))),
        ..TrainingOptions::without_limit()
    };
    let trained = train(words, words.pattern().clone(), &training, control)?;
    let unknown = reduced.rules().unknown;
    let (adapted, added) = with_old_ids(model, &ids, unknown, trained, control)?;
    let after = adapted.tokenizer()?.counts_of_words(words, workers, control)?;
    let (old, new) = (model.vocabulary(), adapted.vocabulary());
    let lost = |&id: &u32| old.get(id).is_some() && old.get(id) != new.get(id);
    Ok(Adapted {
        replaced: room::collect((0..old.len() as u32).filter(lost))?,
        model: adapted,
        added,
        tokens_before: before.iter().sum(),
        tokens_after: after.iter().sum(),
    })
}

/// The model without its `replace` least used tokens.
fn make_room(
    model: &Model,
    counts: &[u64],
    replace: usize,
    control: &Control,
) -> Result<Reduced, Error> {
    let keeps = room::collect(model.vocabulary().iter().map(|token| !token.is_empty()))?;
    if replace == 0 {
        return reduce(model, &keeps, model.merges().iter().copied(), None, control);
    }
    let size = keeps.iter().filter(|&&keeps| keeps).count();
    let counts = room::collect(counts[..keeps.len()].iter().map(|&count| count as f64))?;
    let too_many = || {
        let expected = "a number of tokens that can be left out";
        ArgumentError::out_of_range("replace", expected, replace.to_string())
    };
    let left = size.checked_sub(replace).ok_or_else(too_many)?;
    shrink(model, &counts, left, control).map_err(|error| match error {
        Error::Argument(_) => too_many().into(),
        error => error,
    })
}

/// The trained model with the ids of the old one, and the ids of the tokens that it did not have; `ids` are
/// those that its first tokens had, `unknown` is the one that stands for what is no token.
fn with_old_ids(
    old: &Model,
    ids: &[u32],
    unknown: Option<u32>,
    trained: Model,
    control: &Control,
) -> Result<(Model, Vec<u32>), Error> {
    let trained = trained.into_parts();
    let mut places: Vec<Option<u32>> = room::filled(old.vocabulary().len(), None, control)?;
    for (token, &id) in (0..).zip(ids) {
        places[id as usize] = Some(token);
    }
    let mut free: FxHashMap<&[u8], u32> = FxHashMap::default();
    for (id, token) in (0..).zip(old.vocabulary().iter()) {
        if !token.is_empty() && places[id as usize].is_none() {
            room::reserve_entry(&mut free)?;
            free.entry(token).or_insert(id);
        }
    }
    let mut new: Vec<u32> = Vec::new();
    // What was left out and is learnt again has its own id again.
    for token in ids.len() as u32..trained.vocabulary.len() as u32 {
        match trained.vocabulary.get(token).and_then(|bytes| free.remove(bytes)) {
            Some(id) => places[id as usize] = Some(token),
            None => {
                room::reserve(&mut new, 1)?;
                new.push(token);
            }
        }
    }
    let mut added = Vec::new();
    room::reserve(&mut added, new.len())?;
    // At most so many have no free id.
    room::reserve(&mut places, new.len())?;
    let freed = (0..places.len() as u32)
        .filter(|&id| places[id as usize].is_none() && old.vocabulary().get(id).is_some());
    let mut freed = room::collect(freed)?.into_iter();
    for token in new {
        let id = freed.next().unwrap_or(places.len() as u32);
        if id as usize == places.len() {
            places.push(None);
        }
        places[id as usize] = Some(token);
        added.push(id);
    }
    let mut ids = room::filled(trained.vocabulary.len(), 0, control)?;
    for (id, &token) in (0..).zip(&places) {
        if let Some(token) = token {
            ids[token as usize] = id;
        }
    }
    let id = |token: u32| ids[token as usize];
    let mut merges = trained.merges;
    for merge in &mut merges {
        *merge = Merge { left: id(merge.left), right: id(merge.right), token: id(merge.token) };
    }
    let model = Model::new(Parts {
        vocabulary: arranged(&trained.vocabulary, places.iter().copied(), control)?,
        merges,
        rules: WordRules { unknown: unknown.map(id), ..old.rules() },
        pattern: old.pattern().cloned(),
        tie_break: old.tie_break(),
        trace: trained.trace,
        ..Parts::default()
    });
    Ok((model, added))
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use proptest::prelude::*;

    fn sum(tokens: &[Vec<u32>]) -> u64 {
        tokens.iter().map(|tokens| tokens.len() as u64).sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn old_ids_stay_and_new_merges_are_those_of_a_recount(
            texts in corpus(),
            other in corpus(),
            tokens in 258usize..300,
            add in 0usize..12,
            replace in 0usize..12,
        ) {
            let mut options = TrainingOptions::new(tokens);
            options.special_tokens = vec!["<s>".into()];
            let control = Control::new();
            let model = Arc::new(train(&counted(&texts), SPLIT, &options, &control).unwrap());
            let adaptation = Adaptation { add, replace, ..Adaptation::default() };
            let words = counted(&other);
            let adapted = adapt(&model, &words, &adaptation, &Workers::single(), &control);
            let before: Vec<Vec<u32>> = other.iter().map(|text| plain_encode(&model, text)).collect();
            let mut counts = vec![0.0; model.vocabulary().len()];
            before.iter().flatten().for_each(|&token| counts[token as usize] += 1.0);
            let size = counts.len() - replace;
            let Some(kept) = plain_shrink(&model, &counts, size) else {
                prop_assert!(adapted.is_err());
                return Ok(());
            };
            let adapted = adapted.unwrap();
            let old = texts_of(&model);
            let new = texts_of(&adapted.model);
            for &id in &kept {
                prop_assert_eq!(&old[id as usize], &new[id as usize]);
            }
            // The merges, by their texts.
            let vocabulary: Vec<String> = kept.iter().map(|&id| old[id as usize].clone()).collect();
            let text = |merge: &Merge| (old[merge.left as usize].clone(), old[merge.right as usize].clone());
            let left = model.merges().iter().filter(|merge| kept.contains(&merge.token));
            let mut merges: Vec<(String, String)> = left.map(text).collect();
            merges.extend(plain_training(&words, vocabulary, &merges, add + replace, |_| true));
            prop_assert_eq!(adapted.model.merge_texts().collect::<Vec<_>>(), merges);
            check_fits(&adapted.model)?;
            let changed = |id: u32| old.get(id as usize) != new.get(id as usize);
            let is_there = |id: u32| !new[id as usize].is_empty();
            let ids = 0..new.len() as u32;
            let added: Vec<u32> = ids.filter(|&id| changed(id) && is_there(id)).collect();
            prop_assert_eq!(&adapted.added, &added);
            let replaced: Vec<u32> = (0..old.len() as u32).filter(|&id| changed(id)).collect();
            prop_assert_eq!(&adapted.replaced, &replaced);
            // New ids come only once the free ones are taken.
            prop_assert!(new.len() <= old.len() + add);
            prop_assert!(new.len() == old.len() || !new.contains(&String::new()));

            let after: Vec<Vec<u32>> =
                other.iter().map(|text| plain_encode(&adapted.model, text)).collect();
            prop_assert_eq!(adapted.tokens_before, sum(&before));
            prop_assert_eq!(adapted.tokens_after, sum(&after));
            let tokenizer = adapted.model.tokenizer().unwrap();
            for (text, expected) in other.iter().zip(&after) {
                let tokens = tokenizer.encode(text, &control).unwrap();
                prop_assert_eq!(&tokens, expected);
                prop_assert_eq!(&tokenizer.decode(&tokens).unwrap(), text);
            }
            for threads in [2, 8] {
                let again = adapt(&model, &words, &adaptation, &workers(threads), &control);
                let again = again.unwrap();
                prop_assert_eq!(again.model.merges(), adapted.model.merges());
                prop_assert_eq!(again.tokens_after, adapted.tokens_after);
            }
        }
    }

    #[test]
    fn characters_that_the_model_lacks_are_added() {
        let mut options = TrainingOptions::new(4);
        options.alphabet = crate::training::Alphabet::Characters(Default::default());
        let control = Control::new();
        let words = counted(&["abab".into()]);
        let model = Arc::new(train(&words, SPLIT, &options, &control).unwrap());
        assert_eq!(texts_of(&model), ["a", "b", "ab", "abab"]);
        let new = counted(&["abxxé abxx".into()]);
        let options = Adaptation { add: 1, replace: 1, ..Adaptation::default() };
        let adapted = adapt(&model, &new, &options, &Workers::single(), &control).unwrap();
        // "abab" made room; a space, "x" and "é" are added besides two merges.
        assert_eq!(texts_of(&adapted.model), ["a", "b", "ab", " ", "x", "é", "abx", "abxx"]);
        assert_eq!((adapted.replaced, adapted.added), (vec![3], vec![3, 4, 5, 6, 7]));
        assert_eq!((adapted.tokens_before, adapted.tokens_after), (3 + 1 + 1 + 3, 2 + 2));
        let options = Adaptation { replace: 3, ..options };
        assert_eq!(
            adapt(&model, &new, &options, &Workers::single(), &control).unwrap_err().to_string(),
            "Expected a number of tokens that can be left out for replace but received 3"
        );
    }
}

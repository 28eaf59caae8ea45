//! Tokens of several words: merges on top of a model's that may cross the borders of its pre-tokens.
//!
//! Liu et al., "SuperBPE: Space Travel for Language Models" (2025): a first stage learns subwords
//! within words as usual; a second one goes on with the same merges on texts that are hardly split at
//! all. The model that comes out splits as the second stage does and applies all merges in their order.

use super::alphabet_of;
use crate::counting::WordCounts;
use crate::encoding::WordRules;
use crate::error::Error;
use crate::model::{Model, Parts};
use crate::training::{Accept, Candidate, Initial, TieBreak, TrainingOptions, train_if};
use gainful_kernels::{ArgumentError, Control};
use std::sync::Arc;

/// Where texts are split in the second stage of the original: numbers into up to three digits, runs of
/// punctuation, and white space that does not precede a word.
pub const PATTERN: &str = r"\p{N}{1,3}| ?[^\s\p{L}\p{N}]{2,}[\r\n/]*| +(?!\S)";

/// How to learn superwords.
#[derive(Clone, Debug, Default)]
pub struct SuperwordOptions {
    /// The number of tokens to stop at. Default: no limit.
    pub vocabulary_size: Option<usize>,
    /// The number of merges to stop at, those of the model included. Default: no limit.
    pub merges: Option<usize>,
    /// Pairs that occur less often are not merged.
    pub min_frequency: u64,
    /// The longest token that a merge may make, in start symbols; at least 2. Default: no limit.
    pub max_token_length: Option<usize>,
    /// The most words that a new token may have: runs of what is no white space. Default: no limit.
    pub max_words: Option<usize>,
}

/// Goes on from a model on the words that another pattern, which splits less, made of a corpus.
///
/// The merges of the model are applied first, also where they cross the borders of its own pre-tokens;
/// its tokens keep their ids. Ties are resolved by its rule, or else by that of Hugging Face. Each
/// distinct text between two splits is a word now, so the training holds about the whole corpus.
///
/// # Errors
///
/// [`ArgumentError`] for `model` if it takes whole words whatever its merges are, and what
/// [`train_if`] refuses.
pub fn superwords<'a>(
    model: &Arc<Model>,
    words: &WordCounts,
    options: &SuperwordOptions,
    mut accept: Option<&'a mut Accept<'a>>,
    control: &Control,
) -> Result<Model, Error> {
    model.check_plain("model")?;
    model.check_takes_words("model")?;
    if model.rules().whole_words {
        let expected = "a model of merges alone";
        let found = "one that makes tokens of whole words without merges";
        return Err(ArgumentError::invalid("model", expected, found).into());
    }
    let training = TrainingOptions {
        vocabulary_size: options.vocabulary_size,
        merges: options.merges,
        min_frequency: options.min_frequency,
        max_token_length: options.max_token_length,
        alphabet: alphabet_of(model),
        tie_break: model.tie_break().unwrap_or(TieBreak::HUGGING_FACE),
        initial: Some(Initial::Model(Arc::clone(model))),
        ..TrainingOptions::without_limit()
    };
    let most = options.max_words.unwrap_or(usize::MAX);
    let spelling = model.spelling().clone();
    let mut accept_short = |candidate: Candidate<'_>| {
        let is_short = options.max_words.is_none() || {
            let token = spelling.read(candidate.token).unwrap_or_default();
            String::from_utf8_lossy(&token).split_whitespace().count() <= most
        };
        match &mut accept {
            _ if !is_short => Ok(false),
            Some(accept) => accept(candidate),
            None => Ok(true),
        }
    };
    let pattern = words.pattern().clone();
    let trained = train_if(words, pattern, &training, Some(&mut accept_short), control)?;
    let rules = WordRules { whole_words: false, ..model.rules() };
    Ok(Model::new(Parts { rules, tie_break: model.tie_break(), ..trained.into_parts() }))
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::pattern::Pattern;
    use crate::training::train;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn merges_are_those_of_a_recount(
            texts in corpus(),
            tokens in 256usize..275,
            more in 0usize..25,
            max_words in proptest::option::of(1usize..4),
        ) {
            let control = Control::new();
            let options = TrainingOptions::new(tokens);
            let model = Arc::new(train(&counted(&texts), SPLIT, &options, &control).unwrap());
            let pattern = Pattern::from_expression(PATTERN).unwrap();
            let words = counted_by(pattern.clone(), &texts);
            let count = model.merges().len() + more;
            let options =
                SuperwordOptions { merges: Some(count), max_words, ..SuperwordOptions::default() };
            let large = superwords(&model, &words, &options, None, &control).unwrap();
            prop_assert_eq!(large.pattern(), Some(&pattern));
            let old: Vec<(String, String)> = model.merge_texts().collect();
            let is_short = |token: &str| {
                let token = token.replace('Ġ', " ");
                token.split_ascii_whitespace().count() <= max_words.unwrap_or(usize::MAX)
            };
            let mut merges = old.clone();
            merges.extend(plain_training(&words, texts_of(&model), &old, more, is_short));
            prop_assert_eq!(large.merge_texts().collect::<Vec<_>>(), merges);
            prop_assert!(texts_of(&large).starts_with(&texts_of(&model)));
            check_fits(&large)?;
            let tokenizer = large.tokenizer().unwrap();
            let json = large.to_tokenizer_json().unwrap();
            let read = Model::from_tokenizer_json(json.as_bytes(), &control).unwrap();
            let read = read.tokenizer().unwrap();
            for text in &texts {
                let tokens = tokenizer.encode(text, &control).unwrap();
                prop_assert_eq!(&tokens, &plain_encode(&large, text));
                prop_assert_eq!(&tokenizer.decode(&tokens).unwrap(), text);
                prop_assert_eq!(read.encode(text, &control).unwrap(), tokens);
            }
        }
    }

    #[test]
    fn tokens_cross_words_and_the_caller_may_refuse_them() {
        let control = Control::new();
        let texts = vec!["by the way, by the way. by the way".to_owned()];
        let options = TrainingOptions::new(266);
        let model = train(&counted(&texts), SPLIT, &options, &control);
        let model = Arc::new(model.unwrap());
        let words = counted_by(Pattern::from_expression(PATTERN).unwrap(), &texts);
        let options = SuperwordOptions { merges: Some(40), ..SuperwordOptions::default() };
        let large = superwords(&model, &words, &options, None, &control).unwrap();
        assert!(texts_of(&large).iter().any(|token| token.contains("theĠway")));
        let mut refuse = |candidate: Candidate<'_>| Ok(!candidate.token.contains("eĠ"));
        let small = superwords(&model, &words, &options, Some(&mut refuse), &control).unwrap();
        assert!(!texts_of(&small).iter().any(|token| token.contains("eĠ")));
        let ranks = imported(&["a", "b"], &[], &[]);
        let whole = Model::from_parts(Parts {
            vocabulary: ranks.vocabulary().clone(),
            rules: WordRules { whole_words: true, ..WordRules::default() },
            ..Parts::default()
        });
        let error = superwords(&Arc::new(whole.unwrap()), &words, &options, None, &control);
        assert_eq!(
            error.unwrap_err().to_string(),
            "Expected a model of merges alone for model but received one that makes tokens of whole \
             words without merges"
        );
    }
}

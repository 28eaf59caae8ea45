//! A model: the vocabulary, the merges that make it, and how they came about.

use crate::encoding::{Tokenizer, WordRules};
use crate::error::Error;
use crate::normalization::Normalizer;
use crate::pair_map::pair_key;
use crate::pattern::Pattern;
use crate::spelling::Spelling;
use crate::trace::Trace;
use crate::training::TieBreak;
use crate::vocabulary::Vocabulary;
use gainful_kernels::ArgumentError;
use rustc_hash::FxHashSet;

/// One merge: `left` followed by `right` becomes `token`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The token on the left.
    pub left: u32,
    /// The token on the right.
    pub right: u32,
    /// The token that replaces both.
    pub token: u32,
}

/// A step of a training that takes tokens away again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A pair becomes a token.
    Merge(Merge),
    /// A token goes, and where it stands it is taken apart.
    Removal {
        /// The token that goes.
        token: u32,
        /// The tokens that stand in its place.
        parts: Box<[u32]>,
    },
}

/// What a model is made of.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// The tokens, and in what start symbols words are spelled.
    pub vocabulary: Vocabulary,
    /// The merges in the order in which they apply. Several may make the same token, a special one
    /// among them.
    pub merges: Vec<Merge>,
    /// All merges and removals in their order, if tokens were removed. The tokens that no text becomes
    /// then are the last ones of the vocabulary.
    pub events: Vec<Event>,
    /// How many tokens were removed for good.
    pub removed: usize,
    /// What becomes of words besides merging.
    pub rules: WordRules,
    /// What is done to texts before they are split.
    pub normalizer: Option<Normalizer>,
    /// What splits texts into words, if that is known.
    pub pattern: Option<Pattern>,
    /// The rule that resolved ties, if that is known.
    pub tie_break: Option<TieBreak>,
    /// The course of the training; absent from a model that was imported.
    pub trace: Option<Trace>,
}

/// A byte-pair encoding: tokens, and merges in the order in which they apply.
#[derive(Clone, Debug)]
pub struct Model(Parts);

impl Model {
    /// A model of these parts, which fit together: a training made them.
    pub(crate) fn new(parts: Parts) -> Self {
        Self(parts)
    }

    /// A model of parts that come from elsewhere.
    ///
    /// Fails if a merge or a rule uses an id without a token, if a merge makes another token than the
    /// two sides joined, or stands twice in the list; and if a trace has another number of merges.
    pub fn from_parts(parts: Parts) -> Result<Self, Error> {
        let Parts { vocabulary, merges, trace, .. } = &parts;
        let mut seen = FxHashSet::default();
        for (index, merge) in merges.iter().enumerate() {
            let [left, right, token] = [merge.left, merge.right, merge.token].map(|token| {
                vocabulary.get(token).ok_or_else(|| {
                    let found = format!("{token} in merge {index}");
                    ArgumentError::invalid("merges", "ids of tokens", found)
                })
            });
            let (left, right, token) = (left?, right?, token?);
            if vocabulary.spelling().join(left, right) != token {
                let written = |token| vocabulary.text(token).unwrap_or_default();
                let found = format!(
                    "'{}' of '{}' and '{}' in merge {index}",
                    written(merge.token),
                    written(merge.left),
                    written(merge.right)
                );
                let expected = "merges whose token is both sides joined";
                return Err(ArgumentError::invalid("merges", expected, found).into());
            }
            if !seen.insert(pair_key(merge.left, merge.right)) {
                let found = format!("the pair of merge {index} twice");
                return Err(ArgumentError::invalid("merges", "distinct pairs", found).into());
            }
        }
        if let Some(unknown) = parts.rules.unknown.filter(|&id| vocabulary.get(id).is_none()) {
            let found = unknown.to_string();
            return Err(ArgumentError::invalid("rules.unknown", "the id of a token", found).into());
        }
        if let Some(trace) = trace.as_ref().filter(|trace| trace.steps().len() != merges.len()) {
            let expected = format!("a trace of {} merges", merges.len());
            let found = trace.steps().len().to_string();
            return Err(ArgumentError::invalid("trace", expected, found).into());
        }
        Ok(Self(parts))
    }

    /// What it is made of.
    pub(crate) fn into_parts(self) -> Parts {
        self.0
    }

    /// What is done to texts before they are split.
    pub fn normalizer(&self) -> Option<Normalizer> {
        self.0.normalizer
    }

    /// The pattern that splits texts into words, if it is known.
    pub fn pattern(&self) -> Option<&Pattern> {
        self.0.pattern.as_ref()
    }

    /// In what start symbols words are spelled.
    pub fn spelling(&self) -> &Spelling {
        self.0.vocabulary.spelling()
    }

    /// What becomes of words besides merging.
    pub fn rules(&self) -> WordRules {
        self.0.rules
    }

    /// The number of ids that texts may become: all but those of removed tokens, which come last.
    pub fn size(&self) -> usize {
        self.0.vocabulary.len() - self.0.removed
    }

    /// All merges and removals in their order; nothing if no token was removed.
    pub fn events(&self) -> &[Event] {
        &self.0.events
    }

    /// Refuses a model that lost tokens in its training where merges alone must say everything.
    ///
    /// # Errors
    ///
    /// If tokens were removed; the error names `argument`.
    pub fn check_plain(&self, argument: &str) -> Result<(), ArgumentError> {
        if self.0.events.is_empty() {
            return Ok(());
        }
        let expected = "a model whose training removed no tokens";
        Err(ArgumentError::invalid(argument, expected, "one that removed some"))
    }

    /// Refuses a model that normalizes texts where words are taken as they are.
    ///
    /// # Errors
    ///
    /// If it has a normalizer; the error names `argument`.
    pub fn check_takes_words(&self, argument: &str) -> Result<(), ArgumentError> {
        if self.0.normalizer.is_none() {
            return Ok(());
        }
        let expected = "a model that takes texts as they are";
        Err(ArgumentError::invalid(argument, expected, "one that normalizes them"))
    }

    /// The tokens, in the order of their ids.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.0.vocabulary
    }

    /// The merges, first one first.
    pub fn merges(&self) -> &[Merge] {
        &self.0.merges
    }

    /// The rule that resolved ties, if it is known.
    pub fn tie_break(&self) -> Option<TieBreak> {
        self.0.tie_break
    }

    /// The course of the training; `None` for a model that was imported.
    pub fn trace(&self) -> Option<&Trace> {
        self.0.trace.as_ref()
    }

    /// The merges as pairs of tokens as files write them.
    pub fn merge_texts(&self) -> impl Iterator<Item = (String, String)> {
        let text = |token| self.0.vocabulary.text(token).unwrap_or_default();
        self.0.merges.iter().map(move |merge| (text(merge.left), text(merge.right)))
    }

    /// A tokenizer that encodes with this model. Fails if it is not known what splits texts into
    /// words.
    pub fn tokenizer(&self) -> Result<Tokenizer, Error> {
        Tokenizer::new(self)
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        self.0.vocabulary.bytes()
            + self.0.merges.capacity() * size_of::<Merge>()
            + self.0.trace.as_ref().map_or(0, Trace::bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Stop;

    fn parts(merges: &[[u32; 3]]) -> Parts {
        let mut vocabulary = Vocabulary::new(Spelling::Bytes);
        for token in ["a", "b", "ab", "abb"] {
            vocabulary.push(token.as_bytes());
        }
        vocabulary.push_gap();
        let merges =
            merges.iter().map(|&[left, right, token]| Merge { left, right, token }).collect();
        Parts { vocabulary, merges, ..Parts::default() }
    }

    #[test]
    fn parts_that_fit_make_a_model() {
        let model = Model::from_parts(parts(&[[0, 1, 2], [2, 1, 3]])).unwrap();
        let texts: Vec<(String, String)> = model.merge_texts().collect();
        assert_eq!(texts, [("a".into(), "b".into()), ("ab".into(), "b".into())]);
        assert_eq!((model.pattern(), model.trace()), (None, None));
        assert_eq!(
            model.tokenizer().unwrap_err().to_string(),
            "Expected a model whose pattern is known for model but received one without a pattern"
        );
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let fails = |merges| Model::from_parts(parts(merges)).unwrap_err().to_string();

        for (merges, message) in [
            (&[[0, 1, 2], [2, 4, 3]][..], "ids of tokens for merges but received 4 in merge 1"),
            (&[[0, 1, 7]], "ids of tokens for merges but received 7 in merge 0"),
            (
                &[[0, 1, 2], [1, 2, 3]],
                "merges whose token is both sides joined for merges but received 'abb' of 'b' and 'ab' in merge 1",
            ),
            (
                &[[0, 1, 2], [0, 1, 2]],
                "distinct pairs for merges but received the pair of merge 1 twice",
            ),
        ] {
            assert_eq!(fails(merges), format!("Expected {message}"));
        }
        let rules = WordRules { unknown: Some(4), ..WordRules::default() };
        assert_eq!(
            Model::from_parts(Parts { rules, ..parts(&[]) }).unwrap_err().to_string(),
            "Expected the id of a token for rules.unknown but received 4"
        );
        let trace = Trace { start_symbols: 2, steps: Vec::new(), stop: Stop::Exhausted };
        let parts = Parts { trace: Some(trace), ..parts(&[[0, 1, 2]]) };
        assert_eq!(
            Model::from_parts(parts).unwrap_err().to_string(),
            "Expected a trace of 1 merges for trace but received 0"
        );
    }
}

//! What can be chosen about a training.

use super::tie::TieBreak;
use crate::error::Error;
use crate::model::Model;
use crate::spelling::{Marks, Spelling};
use gainful_kernels::ArgumentError;
use std::sync::Arc;

/// Ids are 31 bits wide: see [`super::symbols`].
pub(super) const MOST_TOKENS: usize = 1 << 31;

/// Which start symbols a vocabulary gets, and with that how words are spelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// All 256 bytes: any text can be encoded.
    AllBytes,
    /// The bytes that occur in the corpus.
    ObservedBytes,
    /// Characters.
    Characters(CharacterAlphabet),
}

/// Which characters are start symbols.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CharacterAlphabet {
    /// How many of the most frequent characters are kept, of equally frequent ones those with the
    /// smaller code points. The others vanish from words, and their neighbours become adjacent.
    /// Default: all.
    pub limit: Option<usize>,
    /// Characters that count as more frequent than any other, whether they occur or not.
    pub initial: Vec<char>,
    /// What tells where in a word a character stands. Default: nothing.
    pub marks: Marks,
}

impl Alphabet {
    /// How words are spelled.
    pub(super) fn spelling(&self) -> Spelling {
        match self {
            Self::AllBytes | Self::ObservedBytes => Spelling::Bytes,
            Self::Characters(characters) => Spelling::Characters(characters.marks.clone()),
        }
    }
}

/// How the occurrences of a pair are counted, which matters for runs of one symbol alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overlap {
    /// All windows: "aaa" shows (a, a) twice. So count Hugging Face's trainer and most others.
    #[default]
    Windows,
    /// The occurrences that a merge can replace together: "aaa" shows (a, a) once. The count is then
    /// how many symbols the corpus loses.
    Disjoint,
}

/// Merges that come before those that are trained.
#[derive(Clone, Debug)]
pub enum Initial {
    /// A model, whose tokens keep their ids.
    Model(Arc<Model>),
    /// Pairs of tokens as files write them. They get the ids after the start symbols.
    Texts(Vec<(String, String)>),
}

/// How to train.
#[derive(Clone, Debug)]
pub struct TrainingOptions {
    /// The number of distinct tokens to stop at: special tokens, start symbols and merged ones.
    /// Default: no limit.
    pub vocabulary_size: Option<usize>,
    /// The number of merges to stop at, initial ones included. Default: no limit.
    pub merges: Option<usize>,
    /// Pairs that occur less often are not merged. Default 0; 1 means the same.
    pub min_frequency: u64,
    /// The longest token that a merge may make, in start symbols; at least 2. Default: no limit.
    pub max_token_length: Option<usize>,
    /// Tokens with the first ids, which training does not look for in the text. Default: none.
    pub special_tokens: Vec<String>,
    /// The start symbols. Default: all bytes.
    pub alphabet: Alphabet,
    /// Which of the most frequent pairs is merged. Default: the rule of Hugging Face.
    pub tie_break: TieBreak,
    /// The intersection over self above which a token is removed once it was merged, above 0 and at
    /// most 1, which removes none (Chizhov et al. 2024). Default: none is removed.
    pub picky: Option<f64>,
    /// How occurrences are counted. Default: all windows.
    pub overlap: Overlap,
    /// Merges to begin with, which are applied whatever their counts. A model brings its own special
    /// tokens and start symbols; those that it lacks are added behind its tokens. Default: none.
    pub initial: Option<Initial>,
}

impl TrainingOptions {
    /// Options with everything but the size at its default.
    pub fn new(vocabulary_size: usize) -> Self {
        Self { vocabulary_size: Some(vocabulary_size), ..Self::without_limit() }
    }

    /// Options for merging until no pair is left, with everything else at its default.
    pub fn without_limit() -> Self {
        Self {
            vocabulary_size: None,
            merges: None,
            min_frequency: 0,
            max_token_length: None,
            special_tokens: Vec::new(),
            alphabet: Alphabet::AllBytes,
            tie_break: TieBreak::HUGGING_FACE,
            picky: None,
            overlap: Overlap::Windows,
            initial: None,
        }
    }

    /// Refuses what is wrong whatever the corpus is.
    pub(super) fn check(&self) -> Result<(), Error> {
        if let Some(length) = self.max_token_length.filter(|&length| length < 2) {
            let found = length.to_string();
            let expected = "an integer of at least 2";
            return Err(ArgumentError::out_of_range("maxTokenLength", expected, found).into());
        }
        if let Some(index) = self.special_tokens.iter().position(String::is_empty) {
            let found = format!("'' at index {index}");
            let expected = "strings that are not empty";
            return Err(ArgumentError::invalid("specialTokens", expected, found).into());
        }
        if let Some(Initial::Model(model)) = &self.initial {
            model.check_plain("initialMerges")?;
            model.check_takes_words("initialMerges")?;
            self.check_against(model)?;
        }
        if let Some(threshold) = self.picky {
            super::picky::check(self, threshold)?;
        }
        Ok(())
    }

    /// Refuses options that the initial model decides in another way.
    fn check_against(&self, model: &Model) -> Result<(), ArgumentError> {
        let refused = |argument, expected: &str, found: &str| {
            Err(ArgumentError::invalid(argument, expected, found))
        };
        if *model.spelling() != self.alphabet.spelling() {
            let spelling = |spelling: &Spelling| match spelling {
                Spelling::Bytes => "bytes".to_owned(),
                Spelling::Characters(marks) => format!(
                    "characters with prefix '{}' and suffix '{}'",
                    marks.continuing_subword_prefix, marks.end_of_word_suffix
                ),
            };
            let expected = format!("an alphabet of {}", spelling(&self.alphabet.spelling()));
            return refused("initialMerges", &expected, &spelling(model.spelling()));
        }
        if !self.special_tokens.is_empty() {
            let expected = "no tokens beside those of the initial model";
            return refused("specialTokens", expected, "some");
        }
        let limit = match &self.alphabet {
            Alphabet::Characters(characters) => characters.limit,
            _ => None,
        };
        match limit {
            Some(limit) => {
                let expected = "no limit beside an initial model";
                refused("limitAlphabet", expected, &limit.to_string())
            }
            None => Ok(()),
        }
    }

    /// Refuses sizes that the vocabulary and the merges before the first one that is trained exceed.
    pub(super) fn check_size(&self, tokens: usize, merges: usize) -> Result<(), ArgumentError> {
        for (argument, given, least) in
            [("vocabularySize", self.vocabulary_size, tokens), ("merges", self.merges, merges)]
        {
            if let Some(given) = given.filter(|given| !(least..=MOST_TOKENS).contains(given)) {
                let expected = format!("an integer from {least} to {MOST_TOKENS}");
                return Err(ArgumentError::out_of_range(argument, expected, given.to_string()));
            }
        }
        Ok(())
    }
}

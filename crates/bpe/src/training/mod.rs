//! Training: which pairs of symbols a corpus merges, in which order.
//!
//! Byte-pair encoding (Gage 1994; Sennrich, Haddow & Birch 2016) merges, again and again, the pair
//! of neighbouring symbols that occurs most often. This trainer keeps for each pair its count and
//! its places; a merge visits the places of its pair alone, so the whole training takes
//! O(N log N) time for distinct words of N bytes together.

mod neighbours;
mod pairs;
mod queue;
mod steps;
mod symbols;
mod tie;
mod trainer;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

pub use tie::TieBreak;

use crate::alphabet;
use crate::counting::WordCounts;
use crate::error::Error;
use crate::model::{Model, Parts};
use crate::pattern::Pattern;
use crate::spelling::Spelling;
use crate::vocabulary::Vocabulary;
use gainful_kernels::{ArgumentError, Control};
use rustc_hash::{FxHashMap, FxHashSet};
use trainer::Trainer;

/// Which start symbols a vocabulary gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// All 256 bytes: any text can be encoded.
    AllBytes,
    /// The bytes that occur in the corpus.
    ObservedBytes,
}

/// How to train.
#[derive(Clone, Debug)]
pub struct TrainingOptions {
    /// The number of distinct tokens to stop at: special tokens, start symbols and merged ones.
    pub vocabulary_size: usize,
    /// Pairs that occur less often are not merged. Default 0; 1 means the same.
    pub min_frequency: u64,
    /// The longest token that a merge may make, in bytes; at least 2. Default: no limit.
    pub max_token_length: Option<usize>,
    /// Tokens with the first ids, which training does not look for in the text. Default: none.
    pub special_tokens: Vec<String>,
    /// The start symbols. Default: all bytes.
    pub alphabet: Alphabet,
    /// Which of the most frequent pairs is merged. Default: the rule of Hugging Face.
    pub tie_break: TieBreak,
}

impl TrainingOptions {
    /// Options with everything but the size at its default.
    pub fn new(vocabulary_size: usize) -> Self {
        Self {
            vocabulary_size,
            min_frequency: 0,
            max_token_length: None,
            special_tokens: Vec::new(),
            alphabet: Alphabet::AllBytes,
            tie_break: TieBreak::HUGGING_FACE,
        }
    }

    fn check(&self, start: &Start) -> Result<(), ArgumentError> {
        let least = match self.alphabet {
            Alphabet::AllBytes => start.vocabulary.len(),
            Alphabet::ObservedBytes => start.vocabulary.special_tokens().len(),
        };
        // Ids are 32 bits wide, and the largest one is kept for cells without a token.
        let limit = u32::MAX as usize - 1;
        if !(least..=limit).contains(&self.vocabulary_size) {
            return Err(ArgumentError::out_of_range(
                "vocabularySize",
                format!("an integer from {least} to {limit}"),
                self.vocabulary_size.to_string(),
            ));
        }
        if let Some(length) = self.max_token_length.filter(|&length| length < 2) {
            return Err(ArgumentError::out_of_range(
                "maxTokenLength",
                "an integer of at least 2",
                length.to_string(),
            ));
        }
        if let Some(index) = self.special_tokens.iter().position(String::is_empty) {
            return Err(ArgumentError::invalid(
                "specialTokens",
                "strings that are not empty",
                format!("'' at index {index}"),
            ));
        }
        Ok(())
    }
}

/// Trains a model on the words that `pattern` made of a corpus.
///
/// The result is a function of the counts and the options alone. It takes O(N log N) time for distinct
/// words of N bytes together, and about 20 N bytes for as many merges as are usual; merging until no
/// pair is left took 93 N on random letters. Fails if an option is out of its range, if the corpus is
/// too large, if there is no memory for its tables, or if `control` is cancelled.
pub fn train(
    words: &WordCounts,
    pattern: Pattern,
    options: &TrainingOptions,
    control: &Control,
) -> Result<Model, Error> {
    let start = Start::new(words, options);
    options.check(&start)?;
    check_total(words)?;
    let trainer = Trainer::new(words, start, options, control)?;
    let (vocabulary, merges, trace) = trainer.run(options.vocabulary_size, control)?;
    Ok(Model::new(Parts {
        vocabulary,
        merges,
        pattern: Some(pattern),
        tie_break: Some(options.tie_break),
        trace: Some(trace),
        ..Parts::default()
    }))
}

/// Refuses corpora in which the count of a pair could exceed 2^62, so that no sum overflows later.
fn check_total(words: &WordCounts) -> Result<(), Error> {
    let total: i128 =
        words.iter().map(|(word, count)| word.len() as i128 * i128::from(count.max(0))).sum();
    if total > 1 << 62 {
        return Err(Error::CorpusTooLarge("counts of pairs could exceed 2^62"));
    }
    Ok(())
}

/// The vocabulary before the first merge.
struct Start {
    vocabulary: Vocabulary,
    /// Special tokens by the bytes that a merge would make them of, where the rule shares ids.
    special: FxHashMap<Vec<u8>, u32>,
    /// The token of each byte that occurs.
    byte_tokens: [u32; 256],
}

impl Start {
    fn new(words: &WordCounts, options: &TrainingOptions) -> Self {
        let mut vocabulary = Vocabulary::new(Spelling::Bytes);
        let mut seen = FxHashSet::default();
        let mut special = FxHashMap::default();
        for text in &options.special_tokens {
            if !seen.insert(text.as_str()) {
                continue;
            }
            let token = vocabulary.push_special(text.clone());
            if options.tie_break.shares_ids()
                && let Some(bytes) = alphabet::to_bytes(text)
            {
                special.insert(bytes, token);
            }
        }
        let mut present = [options.alphabet == Alphabet::AllBytes; 256];
        if options.alphabet == Alphabet::ObservedBytes {
            let bytes = words.iter().flat_map(|(word, _)| word);
            bytes.for_each(|&byte| present[usize::from(byte)] = true);
        }
        let mut byte_tokens = [symbols::NO_TOKEN; 256];
        for &byte in options.tie_break.alphabet() {
            if present[usize::from(byte)] {
                let shared = special.get([byte].as_slice()).copied();
                byte_tokens[usize::from(byte)] = shared.unwrap_or_else(|| vocabulary.push(&[byte]));
            }
        }
        Self { vocabulary, special, byte_tokens }
    }

    fn token(&self, byte: u8) -> u32 {
        self.byte_tokens[usize::from(byte)]
    }
}

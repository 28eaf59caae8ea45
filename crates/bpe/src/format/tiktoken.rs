//! `.tiktoken` files: a token a line, its bytes in base64, a space and its rank, which is its id.
//!
//! The format holds neither the pattern nor special tokens, and no merges: those follow from the
//! ranks ([`super::rank_merges`]). Ranks need be neither in order nor without gaps.

use super::error::{FormatError, shown};
use super::rank_merges::{RankMerges, rank_merges};
use super::vocab_json::check_plain;
use super::{Unsaid, ranks};
use crate::encoding::start_symbols;
use crate::error::Error;
use crate::model::Model;
use crate::pair_map::pair_key;
use crate::spelling::Spelling;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gainful_kernels::{Control, Workers};
use rustc_hash::{FxHashMap, FxHashSet};

/// What messages call the format.
const NAME: &str = "a .tiktoken file";

/// Tokens looked at between two looks at the [`Control`]: below a millisecond.
const TOKENS_PER_CHECK: usize = 4096;

/// A line of a file.
fn push_line(file: &mut String, token: &[u8], id: u32) {
    STANDARD.encode_string(token, file);
    file.push_str(&format!(" {id}\n"));
}

impl Model {
    /// The model of a `.tiktoken` file. Special tokens need ids.
    ///
    /// It encodes as tiktoken does, whatever the tokens: where merges cannot make a token, a word that
    /// equals it becomes that token all the same ([`crate::WordRules::whole_words`]).
    ///
    /// # Errors
    ///
    /// [`FormatError`] names the line of what is no token, and ids or tokens that are there twice.
    pub fn from_tiktoken(
        file: &[u8],
        unsaid: Unsaid,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let tokens = ranks::parse(NAME, file, ranks::token_and_rank, control)?;
        ranks::model(NAME, tokens, unsaid, workers, control)
    }

    /// The model as the text of a `.tiktoken` file, which tiktoken encodes with as
    /// [`crate::Tokenizer`] does. Without special tokens and tokens that no text is encoded to.
    ///
    /// # Errors
    ///
    /// [`FormatError`] for models that ranks cannot express: of characters, with an unknown token,
    /// with two tokens of the same bytes, or whose merges apply in another order than that of the ids
    /// of their tokens.
    pub fn to_tiktoken(&self, workers: &Workers, control: &Control) -> Result<String, Error> {
        let fail = |problem: String| Error::from(FormatError::writing(NAME, problem));
        check_plain(self, NAME)?;
        if *self.spelling() != Spelling::Bytes {
            return Err(fail("its tokens are made of characters, not of bytes".to_owned()));
        }
        if self.rules().unknown.is_some() {
            return Err(fail("it has a token for unknown bytes".to_owned()));
        }
        let tokens = self.ranked_tokens(control)?;
        let RankMerges { merges, unreachable } = rank_merges(&tokens, workers, control)?;
        let places: FxHashMap<u64, usize> = (0..)
            .zip(self.merges())
            .map(|(index, merge)| (pair_key(merge.left, merge.right), index))
            .collect();
        let mut last = None;
        for merge in merges {
            let place = places.get(&pair_key(merge.left, merge.right)).copied();
            let shown = || {
                let text = |token| shown(&self.vocabulary().text(token).unwrap_or_default());
                format!("{} of {} and {}", text(merge.token), text(merge.left), text(merge.right))
            };
            if place.is_none() {
                let made = shown();
                return Err(fail(format!(
                    "by rank there would be {made}, which is no merge of it"
                )));
            }
            if place < last {
                let made = shown();
                return Err(fail(format!("{made} is merged earlier than tokens with smaller ids")));
            }
            last = place;
        }
        let omitted: FxHashSet<u32> = if self.rules().whole_words {
            FxHashSet::default()
        } else {
            unreachable.into_iter().collect()
        };
        let mut file = String::new();
        for (id, token) in (0..).zip(&tokens) {
            if !token.is_empty() && !omitted.contains(&id) {
                push_line(&mut file, token, id);
            }
        }
        Ok(file)
    }

    /// The tokens that texts are encoded to, by their ids; empty where there is none.
    fn ranked_tokens(&self, control: &Control) -> Result<Vec<&[u8]>, Error> {
        let made: FxHashSet<u32> = self.merges().iter().map(|merge| merge.token).collect();
        let special: FxHashSet<u32> =
            self.vocabulary().special_tokens().map(|(id, _)| id).collect();
        let symbols: FxHashSet<u32> = start_symbols(self.vocabulary()).into_iter().collect();
        let mut seen: FxHashMap<&[u8], u32> = FxHashMap::default();
        let mut tokens = Vec::with_capacity(self.vocabulary().len());
        for (id, token) in (0..).zip(self.vocabulary().iter()) {
            if (id as usize).is_multiple_of(TOKENS_PER_CHECK) {
                control.check()?;
            }
            let is_used = !special.contains(&id) || made.contains(&id) || symbols.contains(&id);
            tokens.push(if is_used { token } else { &[] });
            if !is_used || token.is_empty() {
                continue;
            }
            if let Some(other) = seen.insert(token, id) {
                let problem = format!("the tokens {other} and {id} have the same bytes");
                return Err(FormatError::writing(NAME, problem).into());
            }
        }
        Ok(tokens)
    }
}

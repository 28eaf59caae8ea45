//! Models in two files, `vocab.json` and `merges.txt`, as GPT-2 has them.

use super::error::{FormatError, shown};
use super::import::{self, Token};
use super::{Unsaid, merges_txt, vocab_json};
use crate::error::Error;
use crate::model::{Model, Parts};
use crate::spelling::Spelling;
use gainful_kernels::{ArgumentError, Control};
use rustc_hash::FxHashSet;

impl Model {
    /// The model of a `vocab.json` and a `merges.txt`, spelled as the caller says. Special tokens
    /// without an id must be in the vocabulary.
    ///
    /// Tokens that no merge makes stay in the vocabulary and are never encoded to.
    ///
    /// # Errors
    ///
    /// [`FormatError`] names the line or the token that does not fit.
    pub fn from_vocab_and_merges(
        vocab: &[u8],
        merges: &[u8],
        spelling: Spelling,
        unsaid: Unsaid,
        control: &Control,
    ) -> Result<Self, Error> {
        let tokens = vocab_json::parse(vocab, control)?;
        let numbered = merges_txt::parse(merges_txt::NAME, merges, control)?;
        let merges = import::merges(
            merges_txt::NAME,
            &spelling,
            &tokens,
            numbered.iter().map(|(_, merge)| merge),
            |index| format!("line {}", numbered[index].0),
            control,
        )?;
        let special: FxHashSet<&str> =
            unsaid.special_tokens.iter().map(|(text, _)| text.as_str()).collect();
        let is_special = |text: &str| special.contains(text);
        let mut all = import::plain_tokens(vocab_json::NAME, &spelling, &tokens, is_special)?;
        let mut seen = FxHashSet::default();
        for (text, id) in &unsaid.special_tokens {
            if !seen.insert(text) {
                continue;
            }
            let known = tokens.id(text);
            let id = id.or(known).ok_or_else(|| {
                let expected = "tokens of the vocabulary, or ids for them";
                ArgumentError::invalid("specialTokens", expected, shown(text))
            })?;
            if known.is_some_and(|known| known != id) {
                let problem = format!("the special token {} has another id than {id}", shown(text));
                return Err(FormatError::reading(vocab_json::NAME, problem).into());
            }
            all.push((id, Token::Special(text.clone())));
        }
        let vocabulary = import::vocabulary(vocab_json::NAME, spelling, all, control)?;
        let pattern = unsaid.pattern;
        Ok(Self::new(Parts { vocabulary, merges, pattern, ..Parts::default() }))
    }
}

//! `tokenizer.json` of Hugging Face's tokenizers: one file that holds the whole pipeline.
//!
//! What is read is what this crate encodes in exactly the same way. Anything else in the pipeline is
//! refused, with its path in the file and its value: better no model than one with other tokens.

mod added_tokens;
mod fields;
mod model;
mod oniguruma;
mod pipeline;
mod read;
mod write;

use super::error::{FormatError, shown};
use super::import::{self, Token};
use crate::encoding::WordRules;
use crate::error::Error;
use crate::model::{Model, Parts};
use crate::spelling::{Marks, Spelling};
use gainful_kernels::Control;
use read::TokenizerFile;
use rustc_hash::FxHashMap;
use serde_json::Value;

/// What messages call the format.
const NAME: &str = "tokenizer.json";

impl Model {
    /// The model of a `tokenizer.json`, which encodes as Hugging Face's tokenizers do without adding
    /// special tokens around the text. All added tokens become special tokens: if all of these are
    /// allowed, they are found as Hugging Face's tokenizers find them.
    ///
    /// # Errors
    ///
    /// [`FormatError`] names the path of what is wrong or cannot be done in the same way.
    pub fn from_tokenizer_json(file: &[u8], control: &Control) -> Result<Self, Error> {
        let file = read::parse(file, control)?;
        let fail = |problem: String| Error::from(FormatError::reading(NAME, problem));
        let spelling = spelling(&file).map_err(fail)?;
        pipeline::check_decoder(&file.decoder, &spelling).map_err(fail)?;
        let pattern = file.pre_tokenizer.pattern().map_err(fail)?;

        let TokenizerFile { added_tokens, normalizer, model, .. } = file;
        let mut added = FxHashMap::default();
        for (index, token) in added_tokens.iter().enumerate() {
            if added.insert(token.text.as_str(), index).is_some() {
                let text = shown(&token.text);
                return Err(fail(format!("added_tokens[{index}] repeats the token {text}")));
            }
            if let Some(id) = model.tokens.id(&token.text).filter(|&id| id != token.id) {
                let path = format!("added_tokens[{index}].id");
                let expected = format!("the id {id} of the same token in model.vocab");
                return Err(fail(fields::unexpected(&expected, &path, &Value::from(token.id))));
            }
        }
        let is_added = |text: &str| added.contains_key(text);
        let merges = import::merges(
            NAME,
            &spelling,
            &model.tokens,
            model.merges.iter(),
            |index| format!("model.merges[{index}]"),
            control,
        )?;
        let mut tokens = import::plain_tokens(NAME, &spelling, &model.tokens, is_added)?;
        let unknown = match &model.unknown {
            None => None,
            Some(text) => Some(model.tokens.id(text).ok_or_else(|| {
                let found = Value::from(text.as_str());
                fail(fields::unexpected("a token of model.vocab", "model.unk_token", &found))
            })?),
        };
        let rules = WordRules {
            whole_words: model.ignore_merges,
            unknown,
            fuse_unknown: model.fuse_unknown,
        };
        let rules_of_added: Vec<_> =
            added_tokens.iter().map(|token| (token.id, token.rules)).collect();
        tokens.extend(added_tokens.into_iter().map(|token| (token.id, Token::Special(token.text))));
        let mut vocabulary = import::vocabulary(NAME, spelling, tokens, control)?;
        rules_of_added.into_iter().for_each(|(id, rules)| vocabulary.set_rules(id, rules));
        Ok(Self::new(Parts {
            vocabulary,
            merges,
            rules,
            normalizer,
            pattern: Some(pattern),
            tie_break: model.tie_break,
            ..Parts::default()
        }))
    }
}

/// Byte-level models are those that a pre-tokenizer writes in the byte-to-unicode alphabet.
fn spelling(file: &TokenizerFile) -> Result<Spelling, String> {
    let marks = Marks {
        continuing_subword_prefix: file.model.continuing_subword_prefix.clone(),
        end_of_word_suffix: file.model.end_of_word_suffix.clone(),
    };
    if !file.pre_tokenizer.is_byte_level {
        return Ok(Spelling::Characters(marks));
    }
    for (field, mark) in [
        ("continuing_subword_prefix", marks.continuing_subword_prefix),
        ("end_of_word_suffix", marks.end_of_word_suffix),
    ] {
        if !mark.is_empty() {
            let path = format!("model.{field}");
            let expected = "null, as the pre_tokenizer is ByteLevel,";
            return Err(fields::unexpected(expected, &path, &Value::from(mark)));
        }
    }
    Ok(Spelling::Bytes)
}

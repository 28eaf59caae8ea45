//! Writing the whole file.

use super::NAME;
use super::pipeline::{PreTokenizer, decoder_of, normalizer_value};
use crate::error::Error;
use crate::format::error::FormatError;
use crate::format::json::{quoted, separated};
use crate::format::vocab_json::{WrittenTokens, check_distinct};
use crate::model::Model;
use crate::spelling::Spelling;
use crate::vocabulary::SpecialRules;
use serde_json::Value;
use std::fmt;

impl Model {
    /// The model as the text of a `tokenizer.json`, which encodes as [`crate::Tokenizer`] does.
    ///
    /// Special tokens are listed as such, so Hugging Face's tokenizers find them in texts.
    ///
    /// # Errors
    ///
    /// [`FormatError`] for a model whose pattern is not known or may mean something else to Hugging
    /// Face's tokenizers, or with two tokens that are written alike.
    pub fn to_tokenizer_json(&self) -> Result<String, Error> {
        let Some(pattern) = self.pattern() else {
            let problem = "it is not known what splits texts into words";
            return Err(FormatError::writing(NAME, problem).into());
        };
        check_distinct(self, NAME)?;
        let is_byte_level = *self.spelling() == Spelling::Bytes;
        let pre_tokenizer = PreTokenizer::of(pattern, is_byte_level)
            .map_err(|problem| FormatError::writing(NAME, problem))?
            .to_value();
        let decoder = decoder_of(self.spelling());
        Ok(TokenizerJson { model: self, pre_tokenizer, decoder }.to_string())
    }
}

struct TokenizerJson<'a> {
    model: &'a Model,
    pre_tokenizer: Value,
    decoder: Value,
}

impl fmt::Display for TokenizerJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, pre_tokenizer, decoder } = self;
        f.write_str(r#"{"version":"1.0","truncation":null,"padding":null,"added_tokens":["#)?;
        let vocabulary = model.vocabulary();
        let added_tokens = vocabulary.special_tokens().zip(vocabulary.special_rules());
        separated(f, added_tokens, |f, ((token, text), rules)| {
            let SpecialRules { single_word, lstrip, rstrip, normalized, is_kept } = rules;
            write!(
                f,
                concat!(
                    r#"{{"id":{},"content":{},"single_word":{},"lstrip":{},"rstrip":{},"#,
                    r#""normalized":{},"special":{}}}"#
                ),
                token,
                quoted(text),
                single_word,
                lstrip,
                rstrip,
                normalized,
                !is_kept
            )
        })?;
        write!(
            f,
            concat!(
                r#"],"normalizer":{},"pre_tokenizer":{},"post_processor":null,"#,
                r#""decoder":{},"model":{{"type":"BPE","dropout":null,"#
            ),
            normalizer_value(model.normalizer()),
            pre_tokenizer,
            decoder
        )?;
        let rules = model.rules();
        let unknown = rules.unknown.and_then(|token| model.vocabulary().text(token));
        let (prefix, suffix) = match model.spelling() {
            Spelling::Bytes => ("", ""),
            Spelling::Characters(marks) => {
                (marks.continuing_subword_prefix.as_str(), marks.end_of_word_suffix.as_str())
            }
        };
        let mark = |mark: &str| if mark.is_empty() { Value::Null } else { quoted(mark) };
        write!(
            f,
            concat!(
                r#""unk_token":{},"continuing_subword_prefix":{},"end_of_word_suffix":{},"#,
                r#""fuse_unk":{},"byte_fallback":false,"ignore_merges":{},"vocab":{},"merges":["#
            ),
            unknown.map_or(Value::Null, Value::from),
            mark(prefix),
            mark(suffix),
            rules.fuse_unknown,
            rules.whole_words,
            WrittenTokens(model),
        )?;
        separated(f, model.merge_texts(), |f, (left, right)| {
            write!(f, "[{},{}]", quoted(&left), quoted(&right))
        })?;
        f.write_str("]")?;
        if let Some(tie_break) = model.tie_break() {
            // Not of the format; its readers pass over fields of the model that they do not know.
            write!(f, r#","tie_break":{}"#, quoted(tie_break.name()))?;
        }
        f.write_str("}}")
    }
}

//! The whole file.

use super::NAME;
use super::added_tokens::{self, AddedToken};
use super::fields::unexpected;
use super::model::{BpeModel, ModelSeed};
use super::pipeline::{PreTokenizer, check_post_processor, parse_normalizer};
use crate::error::Error;
use crate::format::vocab_json::read_json;
use crate::normalization::Normalizer;
use gainful_kernels::Control;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// What a file holds.
#[derive(Debug)]
pub(super) struct TokenizerFile {
    pub(super) added_tokens: Vec<AddedToken>,
    pub(super) normalizer: Option<Normalizer>,
    pub(super) pre_tokenizer: PreTokenizer,
    pub(super) decoder: Value,
    pub(super) model: BpeModel,
}

/// Reads a file.
pub(super) fn parse(file: &[u8], control: &Control) -> Result<TokenizerFile, Error> {
    read_json(NAME, file, control, |json| json.deserialize_map(FileVisitor(control)))
}

struct FileVisitor<'a>(&'a Control);

impl<'de> Visitor<'de> for FileVisitor<'_> {
    type Value = TokenizerFile;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TokenizerFile, A::Error> {
        let (mut added_tokens, mut pre_tokenizer, mut model) = (Vec::new(), None, None);
        let (mut normalizer, mut decoder) = (None, Value::Null);
        while let Some(field) = map.next_key::<String>()? {
            match field.as_str() {
                "model" => model = Some(map.next_value_seed(ModelSeed(self.0))?),
                "added_tokens" => {
                    added_tokens =
                        added_tokens::parse(map.next_value()?).map_err(A::Error::custom)?;
                }
                "pre_tokenizer" => {
                    let read = PreTokenizer::parse(map.next_value()?);
                    pre_tokenizer = Some(read.map_err(A::Error::custom)?);
                }
                "normalizer" => {
                    normalizer = parse_normalizer(map.next_value()?).map_err(A::Error::custom)?;
                }
                "post_processor" => {
                    check_post_processor(&map.next_value()?).map_err(A::Error::custom)?;
                }
                "decoder" => decoder = map.next_value()?,
                "version" => check_version(&map.next_value()?).map_err(A::Error::custom)?,
                // They act on the tokens of a text once it is encoded.
                "truncation" | "padding" => drop(map.next_value::<Value>()?),
                _ => {
                    let message = unexpected("no such field", &field, &map.next_value()?);
                    return Err(A::Error::custom(message));
                }
            }
        }
        let model = model.ok_or_else(|| A::Error::custom("model is missing"))?;
        let pre_tokenizer = pre_tokenizer.unwrap_or_default();
        Ok(TokenizerFile { added_tokens, normalizer, pre_tokenizer, decoder, model })
    }
}

fn check_version(version: &Value) -> Result<(), String> {
    if version == "1.0" { Ok(()) } else { Err(unexpected("\"1.0\"", "version", version)) }
}

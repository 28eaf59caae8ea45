//! `model`: the vocabulary and the merges. Both are read as they come, since a tree of values would
//! take several times their memory.

use super::fields::unexpected;
use crate::format::merges_txt;
use crate::format::vocab_json::{ENTRIES_PER_CHECK, Tokens, TokensAt, shown_value};
use crate::training::TieBreak;
use gainful_kernels::Control;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// The fields of a byte-pair encoding.
#[derive(Debug, Default)]
pub(super) struct BpeModel {
    pub(super) tokens: Tokens,
    pub(super) merges: Vec<(String, String)>,
    pub(super) unknown: Option<String>,
    pub(super) continuing_subword_prefix: String,
    pub(super) end_of_word_suffix: String,
    pub(super) fuse_unknown: bool,
    pub(super) ignore_merges: bool,
    /// Written by this crate alone.
    pub(super) tie_break: Option<TieBreak>,
}

/// Reads the value of `model`.
pub(super) struct ModelSeed<'a>(pub(super) &'a Control);

impl<'de> DeserializeSeed<'de> for ModelSeed<'_> {
    type Value = BpeModel;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<BpeModel, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ModelSeed<'_> {
    type Value = BpeModel;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object for model")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<BpeModel, A::Error> {
        let mut model = BpeModel::default();
        let (mut tokens, mut merges) = (None, None);
        while let Some(field) = map.next_key::<String>()? {
            match field.as_str() {
                "vocab" => tokens = Some(map.next_value_seed(TokensAt("model.vocab", self.0))?),
                "merges" => merges = Some(map.next_value_seed(Merges(self.0))?),
                _ => model.set(&field, map.next_value()?).map_err(A::Error::custom)?,
            }
        }
        let missing = |field: &str| A::Error::custom(format!("model.{field} is missing"));
        model.tokens = tokens.ok_or_else(|| missing("vocab"))?;
        model.merges = merges.ok_or_else(|| missing("merges"))?;
        Ok(model)
    }
}

impl BpeModel {
    fn set(&mut self, field: &str, value: Value) -> Result<(), String> {
        let fail = |expected: &str| Err(unexpected(expected, &format!("model.{field}"), &value));
        match (field, &value) {
            ("type", Value::String(kind)) if kind == "BPE" => {}
            ("type", _) => return fail("\"BPE\""),
            ("dropout", Value::Null) => {}
            ("dropout", Value::Number(number)) if number.as_f64() == Some(0.0) => {}
            ("dropout", _) => return fail("null"),
            ("byte_fallback", Value::Bool(false)) => {}
            ("byte_fallback", _) => return fail("false"),
            ("unk_token", Value::Null) => self.unknown = None,
            ("unk_token", Value::String(token)) => self.unknown = Some(token.clone()),
            ("continuing_subword_prefix" | "end_of_word_suffix", Value::Null) => {}
            ("continuing_subword_prefix", Value::String(mark)) => {
                self.continuing_subword_prefix.clone_from(mark);
            }
            ("end_of_word_suffix", Value::String(mark)) => self.end_of_word_suffix.clone_from(mark),
            ("unk_token" | "continuing_subword_prefix" | "end_of_word_suffix", _) => {
                return fail("null or a string");
            }
            ("fuse_unk", Value::Bool(fuse)) => self.fuse_unknown = *fuse,
            ("ignore_merges", Value::Bool(ignore)) => self.ignore_merges = *ignore,
            ("fuse_unk" | "ignore_merges", _) => return fail("true or false"),
            ("tie_break", Value::String(name)) => self.tie_break = TieBreak::from_name(name).ok(),
            _ => return fail("no such field"),
        }
        Ok(())
    }
}

/// Reads the list of merges.
struct Merges<'a>(&'a Control);

impl<'de> DeserializeSeed<'de> for Merges<'_> {
    type Value = Vec<(String, String)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Merges<'_> {
    type Value = Vec<(String, String)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list for model.merges")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut merges = Vec::new();
        while let Some(value) = list.next_element::<Value>()? {
            if merges.len().is_multiple_of(ENTRIES_PER_CHECK) {
                self.0.check().map_err(A::Error::custom)?;
            }
            let merge = merge_of(&value).ok_or_else(|| {
                A::Error::custom(format!(
                    "expected two tokens, as a pair or with one space between them, for \
                     model.merges[{}] but found {}",
                    merges.len(),
                    shown_value(&value)
                ))
            })?;
            merges.push(merge);
        }
        Ok(merges)
    }
}

/// A merge in either spelling: a pair, or a string with one space in it.
fn merge_of(value: &Value) -> Option<(String, String)> {
    match value {
        Value::String(text) => merges_txt::parse_merge(text),
        Value::Array(pair) => match pair.as_slice() {
            [Value::String(left), Value::String(right)] => Some((left.clone(), right.clone())),
            _ => None,
        },
        _ => None,
    }
}

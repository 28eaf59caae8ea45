//! `vocab.json` of GPT-2: an object of tokens with their ids, also the `vocab` of a
//! `tokenizer.json`.

use super::error::{FormatError, shown};
use super::json::{quoted, separated};
use crate::error::Error;
use crate::model::Model;
use gainful_kernels::Control;
use rustc_hash::FxHashMap;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use serde_json::de::SliceRead;
use std::fmt;

/// What messages call the format.
pub(super) const NAME: &str = "vocab.json";

/// Tokens as they are written, and their ids.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    /// In the order of the file.
    pub(super) list: Vec<(String, u32)>,
    ids: FxHashMap<String, u32>,
}

impl Tokens {
    /// The id of a token.
    pub(super) fn id(&self, token: &str) -> Option<u32> {
        self.ids.get(token).copied()
    }
}

/// The tokens of a file. An id that two tokens have, or a token that has two, is an error.
pub(super) fn parse(file: &[u8], control: &Control) -> Result<Tokens, Error> {
    read_json(NAME, file, control, |json| TokensAt("", control).deserialize(json))
}

/// Reads a file that is one JSON value.
pub(super) fn read_json<'a, T>(
    format: &str,
    file: &'a [u8],
    control: &Control,
    read: impl FnOnce(&mut serde_json::Deserializer<SliceRead<'a>>) -> serde_json::Result<T>,
) -> Result<T, Error> {
    let mut json = serde_json::Deserializer::from_slice(file);
    let value = read(&mut json).and_then(|value| json.end().map(|()| value));
    // A cancelled call ends as if the file were wrong.
    control.check()?;
    Ok(value.map_err(|error| FormatError::reading(format, error))?)
}

/// Entries of an object or a list that are read between two looks at the [`Control`].
pub(super) const ENTRIES_PER_CHECK: usize = 4096;

/// Reads the tokens that stand at this path of a file.
pub(super) struct TokensAt<'a>(pub(super) &'static str, pub(super) &'a Control);

impl TokensAt<'_> {
    fn of(&self, token: &str) -> String {
        format!("{}[{}]", self.0, shown(token))
    }
}

impl<'de> DeserializeSeed<'de> for TokensAt<'_> {
    type Value = Tokens;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tokens, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for TokensAt<'_> {
    type Value = Tokens;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object of tokens and their ids")?;
        if self.0.is_empty() { Ok(()) } else { write!(f, " for {}", self.0) }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tokens, A::Error> {
        let mut tokens = Tokens::default();
        let mut of_ids: FxHashMap<u32, usize> = FxHashMap::default();
        while let Some(token) = map.next_key::<String>()? {
            if tokens.list.len().is_multiple_of(ENTRIES_PER_CHECK) {
                self.1.check().map_err(A::Error::custom)?;
            }
            let value: Value = map.next_value()?;
            let Some(id) = value.as_u64().and_then(|id| u32::try_from(id).ok()) else {
                return Err(A::Error::custom(format!(
                    "expected an id from 0 to {} for {} but found {}",
                    u32::MAX,
                    self.of(&token),
                    shown_value(&value)
                )));
            };
            if token.is_empty() {
                return Err(A::Error::custom(format!("the token {} is empty", self.of(""))));
            }
            if let Some(other) = of_ids.insert(id, tokens.list.len()) {
                let other = self.of(&tokens.list[other].0);
                let message = format!("{} and {other} have the same id {id}", self.of(&token));
                return Err(A::Error::custom(message));
            }
            if tokens.ids.insert(token.clone(), id).is_some() {
                let message = format!("the token {} is there twice", self.of(&token));
                return Err(A::Error::custom(message));
            }
            tokens.list.push((token, id));
        }
        Ok(tokens)
    }
}

/// A JSON value as a message shows it.
pub(super) fn shown_value(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(80) {
        None => text,
        Some((end, _)) => format!("{}...", &text[..end]),
    }
}

impl Model {
    /// The tokens and their ids as the text of a `vocab.json`, in the order of the ids.
    ///
    /// # Errors
    ///
    /// [`FormatError`] if two tokens are written alike.
    pub fn to_vocab_json(&self) -> Result<String, Error> {
        check_distinct(self, NAME)?;
        Ok(WrittenTokens(self).to_string())
    }
}

/// Refuses tokens that are written alike, which an object cannot hold.
pub(super) fn check_distinct(model: &Model, format: &str) -> Result<(), FormatError> {
    check_plain(model, format)?;
    let mut seen = FxHashMap::default();
    for (id, text) in texts(model) {
        if let Some(other) = seen.insert(text, id) {
            let problem = format!("the tokens {other} and {id} are written alike");
            return Err(FormatError::writing(format, problem));
        }
    }
    Ok(())
}

/// Refuses models that removed tokens in their training: no format holds what is taken apart, and when.
pub(super) fn check_plain(model: &Model, format: &str) -> Result<(), FormatError> {
    if model.events().is_empty() {
        return Ok(());
    }
    let problem = "its training removed tokens, which the format cannot say".to_owned();
    Err(FormatError::writing(format, problem))
}

fn texts(model: &Model) -> impl Iterator<Item = (u32, String)> {
    let vocabulary = model.vocabulary();
    let ids = 0..vocabulary.len() as u32;
    ids.filter_map(move |id| Some((id, vocabulary.text(id)?)))
}

/// An object of the tokens and their ids.
pub(super) struct WrittenTokens<'a>(pub(super) &'a Model);

impl fmt::Display for WrittenTokens<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        separated(f, texts(self.0), |f, (id, text)| write!(f, "{}:{id}", quoted(&text)))?;
        f.write_str("}")
    }
}

//! `added_tokens`: what Hugging Face's tokenizers look for in a text before they split it.

use super::fields::{Fields, unexpected};
use serde_json::Value;

/// A special token.
#[derive(Debug)]
pub(super) struct AddedToken {
    pub(super) id: u32,
    pub(super) text: String,
}

/// The tokens of the list.
///
/// Tokens are special tokens of the model, whether marked as special or not: the mark only says
/// whether decoding may leave them out. Those that take space along, or stand only between words, are
/// refused.
pub(super) fn parse(value: Value) -> Result<Vec<AddedToken>, String> {
    let tokens = match value {
        Value::Null => Vec::new(),
        Value::Array(tokens) => tokens,
        other => return Err(unexpected("a list", "added_tokens", &other)),
    };
    let parse = |(index, token)| {
        let mut fields = Fields::new(&format!("added_tokens[{index}]"), token)?;
        let token = AddedToken { id: fields.id("id")?, text: fields.string("content")? };
        if token.text.is_empty() {
            let expected = "a token that is not empty";
            return Err(unexpected(expected, &fields.path("content"), &Value::from("")));
        }
        for field in ["single_word", "lstrip", "rstrip"] {
            fields.must_be(field, false)?;
        }
        // Without a normalizer it makes no difference whether the text is normalized first.
        fields.boolean("normalized", false)?;
        fields.boolean("special", true)?;
        fields.finish()?;
        Ok(token)
    };
    tokens.into_iter().enumerate().map(parse).collect()
}

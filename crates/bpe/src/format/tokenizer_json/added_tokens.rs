//! `added_tokens`: what Hugging Face's tokenizers look for in a text before they split it, and what
//! [`crate::Tokenizer`] looks for if it is asked to.

use super::fields::{Fields, unexpected};
use crate::format::error::shown;
use crate::vocabulary::SpecialRules;
use serde_json::Value;

/// A special token.
#[derive(Debug)]
pub(super) struct AddedToken {
    pub(super) id: u32,
    pub(super) text: String,
    pub(super) rules: SpecialRules,
}

/// The tokens of the list. All of them are special tokens of the model, whether marked as such or not:
/// the mark only says whether decoding may leave them out.
///
/// White space after a token with `rstrip` is part of it, and may be the beginning of another token,
/// which Hugging Face's library then finds a second time: such a list is refused.
pub(super) fn parse(value: Value) -> Result<Vec<AddedToken>, String> {
    let tokens = match value {
        Value::Null => Vec::new(),
        Value::Array(tokens) => tokens,
        other => return Err(unexpected("a list", "added_tokens", &other)),
    };
    let parse = |(index, token)| {
        let mut fields = Fields::new(&format!("added_tokens[{index}]"), token)?;
        let (id, text) = (fields.id("id")?, fields.string("content")?);
        if text.is_empty() {
            let expected = "a token that is not empty";
            return Err(unexpected(expected, &fields.path("content"), &Value::from("")));
        }
        let rules = SpecialRules {
            single_word: fields.boolean("single_word", false)?,
            lstrip: fields.boolean("lstrip", false)?,
            rstrip: fields.boolean("rstrip", false)?,
            normalized: fields.boolean("normalized", false)?,
            is_kept: !fields.boolean("special", true)?,
        };
        fields.finish()?;
        Ok(AddedToken { id, text, rules })
    };
    let tokens: Vec<AddedToken> =
        tokens.into_iter().enumerate().map(parse).collect::<Result<_, _>>()?;
    let takes_space = tokens.iter().position(|token| token.rules.rstrip);
    let is_space = |token: &AddedToken| token.text.starts_with(char::is_whitespace);
    if let (Some(index), Some(token)) = (takes_space, tokens.iter().find(|token| is_space(token))) {
        let path = format!("added_tokens[{index}].rstrip");
        let expected = format!("false beside the token {}", shown(&token.text));
        return Err(unexpected(&expected, &path, &Value::from(true)));
    }
    Ok(tokens)
}

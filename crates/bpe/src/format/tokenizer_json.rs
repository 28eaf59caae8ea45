//! `tokenizer.json` of Hugging Face's tokenizers: one file that holds the whole pipeline.
//!
//! The text is written piece by piece, because the vocabulary must stand in the order of its ids and
//! because a tree of values would take several times the memory of the model.

use crate::model::Model;
use std::fmt::{self, Write};

impl Model {
    /// The model as the text of a `tokenizer.json`, which encodes as [`crate::Tokenizer`] does.
    ///
    /// Special tokens are listed as such, so Hugging Face's tokenizers find them in texts.
    pub fn to_tokenizer_json(&self) -> String {
        TokenizerJson(self).to_string()
    }
}

struct TokenizerJson<'a>(&'a Model);

impl fmt::Display for TokenizerJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let vocabulary = self.0.vocabulary();
        let texts = || (0..).map_while(|token| vocabulary.text(token));
        f.write_str(r#"{"version":"1.0","truncation":null,"padding":null,"added_tokens":["#)?;
        separated(f, vocabulary.special_tokens(), |f, (token, text)| {
            write!(
                f,
                r#"{{"id":{token},"content":{},"single_word":false,"lstrip":false,"#,
                quoted(text)
            )?;
            f.write_str(r#""rstrip":false,"normalized":false,"special":true}"#)
        })?;
        f.write_str(concat!(
            r#"],"normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"#,
            r#""trim_offsets":true,"use_regex":true},"post_processor":null,"decoder":{"type":"#,
            r#""ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true},"#,
            r#""model":{"type":"BPE","dropout":null,"unk_token":null,"#,
            r#""continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":false,"#,
            r#""byte_fallback":false,"ignore_merges":false,"vocab":{"#,
        ))?;
        separated(f, texts().enumerate(), |f, (token, text)| {
            write!(f, "{}:{token}", quoted(&text))
        })?;
        f.write_str(r#"},"merges":["#)?;
        separated(f, self.0.merge_texts(), |f, (left, right)| {
            write!(f, "[{},{}]", quoted(&left), quoted(&right))
        })?;
        f.write_str("]}}")
    }
}

/// Writes items with commas between them.
fn separated<T>(
    f: &mut fmt::Formatter<'_>,
    items: impl Iterator<Item = T>,
    write_item: impl Fn(&mut fmt::Formatter<'_>, T) -> fmt::Result,
) -> fmt::Result {
    for (index, item) in items.enumerate() {
        if index > 0 {
            f.write_char(',')?;
        }
        write_item(f, item)?;
    }
    Ok(())
}

/// A string as JSON.
fn quoted(text: &str) -> serde_json::Value {
    serde_json::Value::from(text)
}

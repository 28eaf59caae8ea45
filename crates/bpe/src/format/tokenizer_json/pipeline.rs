//! The steps before and after the model: `normalizer`, `pre_tokenizer`, `post_processor` and
//! `decoder`.

use super::fields::{Fields, unexpected};
use super::oniguruma;
use crate::normalization::Normalizer;
use crate::pattern::Pattern;
use crate::spelling::Spelling;
use serde_json::{Value, json};

/// What a `pre_tokenizer` does: it splits the text by expressions, one after the other, and writes
/// what comes out in the byte-to-unicode alphabet or leaves it as it is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PreTokenizer {
    /// Each isolates its matches inside the pieces of the ones before it.
    pub(super) expressions: Vec<String>,
    /// Whether it splits at white space, which it drops, before anything else.
    pub(super) splits_at_white_space: bool,
    /// Whether what lies between the matches of an expression is dropped.
    pub(super) drops_rest: bool,
    pub(super) is_byte_level: bool,
}

impl PreTokenizer {
    /// Reads the value of `pre_tokenizer`.
    pub(super) fn parse(value: Value) -> Result<Self, String> {
        let mut steps = Self::default();
        if !value.is_null() {
            steps.add("pre_tokenizer", value)?;
        }
        Ok(steps)
    }

    /// What splits as `pattern` does; a problem if Hugging Face's library has nothing that does.
    pub(super) fn of(pattern: &Pattern, is_byte_level: bool) -> Result<Self, String> {
        let splits_at_white_space = !pattern.covers_texts();
        let sources = if splits_at_white_space { Vec::new() } else { pattern.sources() };
        if let (None, [source]) = (pattern.name(), sources.as_slice())
            && let Some(part) = oniguruma::difference(source)
        {
            return Err(format!(
                "Hugging Face's library may take {part} in the pattern {source} otherwise"
            ));
        }
        let expressions = sources.into_iter().map(str::to_owned).collect();
        Ok(Self { expressions, splits_at_white_space, is_byte_level, ..Self::default() })
    }

    /// The pattern that splits as it does.
    pub(super) fn pattern(&self) -> Result<Pattern, String> {
        let sources: Vec<&str> = self.expressions.iter().map(String::as_str).collect();
        let refuse = |expected: &str| {
            let found = Value::from(self.expressions.clone());
            Err(unexpected(expected, "pre_tokenizer", &found))
        };
        if self.splits_at_white_space {
            let nothing_else = sources.is_empty();
            let expected = "no expressions beside WhitespaceSplit";
            return if nothing_else { Ok(Pattern::WHITESPACE) } else { refuse(expected) };
        }
        let known = Pattern::from_sources(&sources);
        match (known, sources.as_slice()) {
            // One expression of those that are known matches all of a text.
            (Some(pattern), [_]) => Ok(pattern),
            _ if self.drops_rest => refuse("an expression that is known to match all of a text"),
            (Some(pattern), _) => Ok(pattern),
            (None, [source]) => match oniguruma::difference(source) {
                None => Pattern::from_expression(source)
                    .or_else(|error| refuse(&format!("a pattern that can be had ({error})"))),
                Some(part) => refuse(&format!(
                    "an expression without {part}, which Hugging Face's library may take otherwise,"
                )),
            },
            (None, _) => refuse("one expression or a known pattern"),
        }
    }

    /// The value of `pre_tokenizer`.
    pub(super) fn to_value(&self) -> Value {
        let byte_level = |use_regex: bool| {
            json!({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
                   "use_regex": use_regex})
        };
        let split = |expression: &String| {
            json!({"type": "Split", "pattern": {"Regex": expression}, "behavior": "Isolated",
                   "invert": false})
        };
        if self.is_byte_level
            && self.expressions == Pattern::GPT2.sources()
            && !self.splits_at_white_space
        {
            return byte_level(true);
        }
        let mut steps: Vec<Value> = self.expressions.iter().map(split).collect();
        if self.splits_at_white_space {
            steps.insert(0, json!({"type": "WhitespaceSplit"}));
        }
        if self.is_byte_level {
            steps.push(byte_level(false));
        }
        match steps.len() {
            0 => Value::Null,
            1 => steps.remove(0),
            _ => json!({"type": "Sequence", "pretokenizers": steps}),
        }
    }

    fn add(&mut self, path: &str, value: Value) -> Result<(), String> {
        let shown = value.clone();
        let mut fields = Fields::new(path, value)?;
        match fields.kind()?.as_str() {
            "Sequence" => {
                let steps = fields.list("pretokenizers")?;
                fields.finish()?;
                for (index, step) in steps.into_iter().enumerate() {
                    self.add(&format!("{path}.pretokenizers[{index}]"), step)?;
                }
                return Ok(());
            }
            _ if self.is_byte_level => {
                return Err(unexpected("nothing after ByteLevel", path, &shown));
            }
            "ByteLevel" => {
                // Missing, it is true.
                if fields.boolean("add_prefix_space", true)? {
                    let path = fields.path("add_prefix_space");
                    return Err(unexpected("false", &path, &Value::Bool(true)));
                }
                // Only says where tokens stand in the text.
                fields.boolean("trim_offsets", true)?;
                if fields.boolean("use_regex", true)? {
                    self.expressions.extend(Pattern::GPT2.sources().into_iter().map(str::to_owned));
                }
                self.is_byte_level = true;
            }
            "WhitespaceSplit" => {
                if !self.expressions.is_empty() {
                    return Err(unexpected("WhitespaceSplit before anything else", path, &shown));
                }
                self.splits_at_white_space = true;
            }
            "Split" => {
                let pattern_path = fields.path("pattern");
                let mut pattern = Fields::new(&pattern_path, fields.take("pattern"))?;
                let expression = pattern.string("Regex")?;
                pattern.finish()?;
                let behavior = fields.string("behavior")?;
                let invert = fields.boolean("invert", false)?;
                // The second is the same where the matches cover the text.
                self.drops_rest |= invert;
                let is_known =
                    matches!((behavior.as_str(), invert), ("Isolated", false) | ("Removed", true));
                if !is_known {
                    let expected = "\"Isolated\" without invert, or \"Removed\" with it,";
                    let found = Value::from(format!("{behavior}, invert: {invert}"));
                    return Err(unexpected(expected, &fields.path("behavior"), &found));
                }
                self.expressions.push(expression);
            }
            _ => {
                return Err(unexpected(
                    "ByteLevel, Split, WhitespaceSplit or a Sequence of them",
                    path,
                    &shown,
                ));
            }
        }
        fields.finish()
    }
}

/// What a `normalizer` does to texts.
pub(super) fn parse_normalizer(value: Value) -> Result<Option<Normalizer>, String> {
    let mut found = None;
    if !value.is_null() {
        add_normalizer("normalizer", value, &mut found)?;
    }
    Ok(found)
}

fn add_normalizer(path: &str, value: Value, found: &mut Option<Normalizer>) -> Result<(), String> {
    let shown = value.clone();
    let mut fields = Fields::new(path, value)?;
    match fields.kind()?.as_str() {
        "NFC" => *found = Some(Normalizer::Nfc),
        "Sequence" => {
            for (index, step) in fields.list("normalizers")?.into_iter().enumerate() {
                add_normalizer(&format!("{path}.normalizers[{index}]"), step, found)?;
            }
        }
        _ => return Err(unexpected("null or NFC", path, &shown)),
    }
    fields.finish()
}

/// The value of `normalizer`.
pub(super) fn normalizer_value(normalizer: Option<Normalizer>) -> Value {
    match normalizer {
        Some(Normalizer::Nfc) => json!({"type": "NFC"}),
        None => Value::Null,
    }
}

/// Refuses what is not known to leave the tokens of a text alone. What puts special tokens around them
/// is not done: encoding is that of Hugging Face with `add_special_tokens` off.
pub(super) fn check_post_processor(value: &Value) -> Result<(), String> {
    const KNOWN: [&str; 5] =
        ["ByteLevel", "TemplateProcessing", "RobertaProcessing", "BertProcessing", "Sequence"];
    let is_known = |value: &Value| value["type"].as_str().is_some_and(|kind| KNOWN.contains(&kind));
    let steps = value["processors"].as_array();
    let is_good =
        value.is_null() || is_known(value) && steps.is_none_or(|steps| steps.iter().all(is_known));
    if is_good {
        return Ok(());
    }
    Err(unexpected("null or one of the known ones", "post_processor", value))
}

/// The decoder that does what [`crate::Tokenizer::decode`] does.
pub(super) fn decoder_of(spelling: &Spelling) -> Value {
    let marks = match spelling {
        Spelling::Bytes => {
            return json!({"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true,
                          "use_regex": true});
        }
        Spelling::Characters(marks) => marks,
    };
    let (prefix, suffix) = (&marks.continuing_subword_prefix, &marks.end_of_word_suffix);
    let end_of_word = json!({"type": "BPEDecoder", "suffix": suffix});
    match (prefix.is_empty(), suffix.is_empty()) {
        (true, true) => json!({"type": "Fuse"}),
        (true, false) => end_of_word,
        (false, true) => json!({"type": "WordPiece", "prefix": prefix, "cleanup": false}),
        (false, false) => {
            let continuing =
                json!({"type": "Replace", "pattern": {"String": prefix}, "content": ""});
            json!({"type": "Sequence", "decoders": [continuing, end_of_word]})
        }
    }
}

/// Refuses a decoder that decodes otherwise than [`crate::Tokenizer::decode`]. A file without one
/// says nothing about decoding.
pub(super) fn check_decoder(value: &Value, spelling: &Spelling) -> Result<(), String> {
    let expected = decoder_of(spelling);
    // What the other fields of this one say is about encoding.
    let is_byte_level = *spelling == Spelling::Bytes && value["type"] == "ByteLevel";
    if value.is_null() || *value == expected || is_byte_level {
        return Ok(());
    }
    Err(unexpected(&expected.to_string(), "decoder", value))
}

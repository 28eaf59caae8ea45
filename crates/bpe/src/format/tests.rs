//! Formats against literal files.

use crate::{Pattern, TrainingOptions, WordCounts, train};
use gainful_kernels::Control;
use serde_json::{Value, json};

fn model(special_tokens: &[&str]) -> crate::Model {
    let mut options = TrainingOptions::new(256 + special_tokens.len() + 3);
    options.special_tokens = special_tokens.iter().map(|&token| token.to_owned()).collect();
    let text = "ab ab ab \"q\" \"q\"";
    let counts = WordCounts::of_text(text, Pattern::GPT2, &Control::new()).unwrap();
    train(&counts, Pattern::GPT2, &options, &Control::new()).unwrap()
}

/// By hand: (a, b) occurs 3 times; then (Ġ, ") and (Ġ, ab) twice each, and the id of `"` is the
/// smaller one.
#[test]
fn merges_txt() {
    assert_eq!(model(&[]).to_merges_txt(), "#version: 0.2\na b\nĠ \"\nĠ ab\n");
}

#[test]
fn tokenizer_json() {
    let model = model(&["<s>", "\"\\\n"]);
    let written = model.to_tokenizer_json();
    let value: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(value["model"]["merges"], json!([["a", "b"], ["Ġ", "\""], ["Ġ", "ab"]]));
    let vocabulary = value["model"]["vocab"].as_object().unwrap();
    assert_eq!(vocabulary.len(), 261);
    for (token, text) in
        [(0, "<s>"), (1, "\"\\\n"), (2, "!"), (257, "Ń"), (258, "ab"), (259, "Ġ\""), (260, "Ġab")]
    {
        assert_eq!(vocabulary[text], token, "{text}");
    }
    assert_eq!(
        value["added_tokens"][1],
        json!({"id": 1, "content": "\"\\\n", "single_word": false, "lstrip": false,
               "rstrip": false, "normalized": false, "special": true})
    );
    assert_eq!(
        value["pre_tokenizer"],
        json!({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true})
    );
    assert_eq!(value["decoder"]["type"], "ByteLevel");
    // In the order of ids, which a tree of values does not keep.
    assert!(written.contains(r#""vocab":{"<s>":0,"\"\\\n":1,"!":2,"\"":3,"#));
}

//! `tokenizer.json` against literal files.

use super::{encode, merge_texts, model, texts};
use crate::{Model, Pattern, TrainingOptions, WordCounts, train};
use gainful_kernels::Control;
use serde_json::{Value, json};

fn read(file: &Value) -> Result<Model, String> {
    Model::from_tokenizer_json(file.to_string().as_bytes(), &Control::new())
        .map_err(|error| error.to_string())
}

/// A file as Hugging Face's library writes it.
fn file() -> Value {
    json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [
            {"id": 0, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false,
             "normalized": false, "special": true},
            {"id": 9, "content": "<pad>", "single_word": false, "lstrip": false, "rstrip": false,
             "normalized": true, "special": false}
        ],
        "normalizer": null,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
                          "use_regex": true},
        "post_processor": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false,
                           "use_regex": true},
        "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true,
                    "use_regex": true},
        "model": {
            "type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
            "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false,
            "ignore_merges": false,
            "vocab": {"<s>": 0, "a": 1, "b": 2, "Ġ": 3, "ab": 4, "Ġab": 5},
            "merges": [["a", "b"], ["Ġ", "ab"]]
        }
    })
}

/// The file with another value at a path.
fn with(path: &str, value: Value) -> Value {
    let mut file = file();
    match file.pointer_mut(path) {
        Some(found) => *found = value,
        None => {
            let (parent, field) = path.rsplit_once('/').unwrap();
            file.pointer_mut(parent).unwrap()[field] = value;
        }
    }
    file
}

#[test]
fn a_file_of_hugging_face() {
    let model = read(&file()).unwrap();
    let expected = ["<s>", "a", "b", "Ġ", "ab", "Ġab"].map(|text| Some(text.to_owned()));
    let mut expected = expected.to_vec();
    expected.extend([None, None, None, Some("<pad>".to_owned())]);
    assert_eq!(texts(&model), expected);
    assert_eq!(model.vocabulary().special_tokens().collect::<Vec<_>>(), [(0, "<s>"), (9, "<pad>")]);
    assert_eq!(encode(&model, "ab ab b").unwrap(), [4, 5, 3, 2]);
    assert_eq!(model.pattern(), Some(&Pattern::GPT2));
}

#[test]
fn both_spellings_of_merges() {
    let old = with("/model/merges", json!(["a b", "Ġ ab"]));
    assert_eq!(merge_texts(&read(&old).unwrap()), merge_texts(&read(&file()).unwrap()));
    let mixed = with("/model/merges", json!(["a b", ["Ġ", "ab"]]));
    assert_eq!(merge_texts(&read(&mixed).unwrap()), merge_texts(&read(&file()).unwrap()));
}

#[test]
fn what_may_be_missing() {
    let file = json!({
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false},
        "model": {"vocab": {"a": 0}, "merges": []}
    });
    assert_eq!(encode(&read(&file).unwrap(), "aa").unwrap(), [0, 0]);
}

#[test]
fn a_split_by_a_known_pattern() {
    let split = json!({"type": "Split", "pattern": {"Regex": Pattern::GPT2.sources()[0]},
                       "behavior": "Removed", "invert": true});
    let bytes = json!({"type": "ByteLevel", "add_prefix_space": false, "use_regex": false,
                       "trim_offsets": true});
    let sequence = json!({"type": "Sequence", "pretokenizers": [split, bytes]});
    let model = read(&with("/pre_tokenizer", sequence)).unwrap();
    assert_eq!(model.pattern(), Some(&Pattern::GPT2));
    assert_eq!(encode(&model, "ab ab").unwrap(), [4, 5]);
}

#[test]
fn every_pattern_is_written_and_read() {
    for name in ["gpt2", "cl100k", "o200k", "llama3", "qwen2", "deepseek-v3", "whitespace", "none"]
    {
        let (pattern, control) = (Pattern::from_name(name).unwrap(), Control::new());
        let words = WordCounts::of_text("ab ab", pattern.clone(), &control).unwrap();
        let model = train(&words, pattern, &TrainingOptions::new(257), &control).unwrap();
        let written = model.to_tokenizer_json().unwrap();
        let again = read(&serde_json::from_str(&written).unwrap());
        // Llama 3 splits as cl100k does.
        let expected = if name == "llama3" { "cl100k" } else { name };
        assert_eq!(again.unwrap().pattern().unwrap().name(), Some(expected));
    }
}

/// A pre-tokenizer that splits by these expressions.
fn splits(splits: &[(&str, &str, bool)]) -> Value {
    let split = |&(expression, behavior, invert): &(&str, &str, bool)| {
        json!({"type": "Split", "pattern": {"Regex": expression}, "behavior": behavior,
               "invert": invert})
    };
    let mut steps: Vec<Value> = splits.iter().map(split).collect();
    steps.push(json!({"type": "ByteLevel", "add_prefix_space": false, "use_regex": false,
                      "trim_offsets": true}));
    json!({"type": "Sequence", "pretokenizers": steps})
}

#[test]
fn any_expression_that_means_the_same_is_read() {
    let source = r"\p{L}+|\s";
    let model = read(&with("/pre_tokenizer", splits(&[(source, "Isolated", false)]))).unwrap();
    assert_eq!(model.pattern(), Some(&Pattern::from_expression(source).unwrap()));
    let again = read(&serde_json::from_str(&model.to_tokenizer_json().unwrap()).unwrap());
    assert_eq!(again.unwrap().pattern(), model.pattern());

    let deepseek = Pattern::from_name("deepseek-v3").unwrap();
    let deepseek = deepseek.sources();
    for (steps, problem) in [
        (
            vec![(r"\w+", "Isolated", false)],
            r"expected an expression without \w, which Hugging Face's library may take otherwise, for",
        ),
        // What lies between the matches would vanish.
        (
            vec![(r"\p{L}+", "Removed", true)],
            "expected an expression that is known to match all of a text for",
        ),
        (
            deepseek.iter().map(|&source| (source, "Removed", true)).collect(),
            "expected an expression that is known to match all of a text for",
        ),
        (
            vec![("a", "Isolated", false), ("b", "Isolated", false)],
            "expected one expression or a known pattern for",
        ),
        (vec![("a*", "Isolated", false)], "expected a pattern that can be had (Expected a regular"),
    ] {
        let found = read(&with("/pre_tokenizer", splits(&steps))).unwrap_err();
        assert!(found.contains(problem), "{found}");
    }
}

#[test]
fn an_expression_that_means_something_else_there_is_not_written() {
    for (pattern, part) in [
        (Pattern::from_expression(r"\w+").unwrap(), r"\w in the pattern \w+"),
        (Pattern::from_expression("^a|b").unwrap(), "^ in the pattern ^a|b"),
    ] {
        let unsaid = crate::Unsaid { pattern: Some(pattern), ..crate::Unsaid::default() };
        let control = Control::new();
        let spelling = crate::Spelling::Bytes;
        let model =
            Model::from_vocab_and_merges(b"{\"a\": 0}", b"", spelling, unsaid, &control).unwrap();
        assert_eq!(
            model.to_tokenizer_json().unwrap_err().to_string(),
            format!(
                "Cannot write tokenizer.json: Hugging Face's library may take {part} otherwise"
            )
        );
    }
}

#[test]
fn a_split_that_does_not_isolate_is_refused() {
    for (behavior, invert) in
        [("Isolated", true), ("Removed", false), ("MergedWithNext", false), ("Contiguous", false)]
    {
        let split = json!({"type": "Split", "pattern": {"Regex": Pattern::GPT2.sources()[0]},
                           "behavior": behavior, "invert": invert});
        let expected = format!(
            "expected \"Isolated\" without invert, or \"Removed\" with it, for \
             pre_tokenizer.behavior but found \"{behavior}, invert: {invert}\""
        );
        let found = read(&with("/pre_tokenizer", split)).unwrap_err();
        assert!(found.contains(&expected), "{found}");
    }
    let bytes = file()["pre_tokenizer"].clone();
    let sequence = json!({"type": "Sequence", "pretokenizers": [bytes, bytes]});
    let found = read(&with("/pre_tokenizer", sequence)).unwrap_err();
    assert!(
        found.contains("nothing after ByteLevel for pre_tokenizer.pretokenizers[1]"),
        "{found}"
    );
}

#[test]
fn texts_are_composed_first() {
    let nfc = json!({"type": "NFC"});
    for normalizer in [nfc.clone(), json!({"type": "Sequence", "normalizers": [nfc.clone(), nfc]})]
    {
        let mut file = with("/normalizer", normalizer);
        // The bytes of U+00E9 and of U+0301.
        for (id, byte) in (10..).zip(["\u{c3}", "\u{a9}", "e", "\u{cc}", "\u{123}"]) {
            file["model"]["vocab"][byte] = json!(id);
        }
        let model = read(&file).unwrap();
        assert_eq!(model.normalizer(), Some(crate::Normalizer::Nfc));
        let again = model.to_tokenizer_json().unwrap();
        assert!(again.contains(r#""normalizer":{"type":"NFC"}"#));
        for model in [model, read(&serde_json::from_str(&again).unwrap()).unwrap()] {
            let tokens = encode(&model, "abe\u{301}\u{301}").unwrap();
            assert_eq!(tokens, [4, 10, 11, 13, 14]);
            assert_eq!(model.tokenizer().unwrap().decode(&tokens).unwrap(), "ab\u{e9}\u{301}");
        }
    }
}

/// DeepSeek's own file has line ends in its expression.
#[test]
fn line_ends_in_an_expression() {
    let deepseek = Pattern::from_name("deepseek-v3").unwrap();
    let sources: Vec<String> = deepseek
        .sources()
        .iter()
        .map(|source| source.replace("\\r", "\r").replace("\\n", "\n"))
        .collect();
    assert!(sources[2].contains("[^\r\n"));
    let steps: Vec<_> = sources.iter().map(|source| (source.as_str(), "Isolated", false)).collect();
    let model = read(&with("/pre_tokenizer", splits(&steps))).unwrap();
    assert_eq!(model.pattern(), Some(&deepseek));
}

#[test]
fn unknown_tokens_and_whole_words() {
    let mut file = with("/model/unk_token", json!("<s>"));
    file["model"]["ignore_merges"] = json!(true);
    file["model"]["vocab"]["aab"] = json!(6);
    let model = read(&file).unwrap();
    assert_eq!(encode(&model, "aab aabb").unwrap(), [6, 3, 1, 4, 2]);
    assert_eq!(encode(&model, "axxb").unwrap(), [1, 0, 0, 2]);
    file["model"]["fuse_unk"] = json!(true);
    assert_eq!(encode(&read(&file).unwrap(), "axxb").unwrap(), [1, 0, 2]);
    let again =
        read(&serde_json::from_str(&read(&file).unwrap().to_tokenizer_json().unwrap()).unwrap());
    assert_eq!(encode(&again.unwrap(), "axxb aab").unwrap(), [1, 0, 2, 3, 1, 4]);
}

#[test]
fn what_cannot_be_honoured_is_refused() {
    let token = |field: &str, value: Value| {
        let mut file = file();
        file["added_tokens"][1][field] = value;
        file
    };
    for (file, problem) in [
        (
            with("/normalizer", json!({"type": "NFD"})),
            r#"expected null or NFC for normalizer but found {"type":"NFD"}"#,
        ),
        (
            with(
                "/normalizer",
                json!({"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Lowercase"}]}),
            ),
            r#"expected null or NFC for normalizer.normalizers[1] but found {"type":"Lowercase"}"#,
        ),
        (
            with("/normalizer", json!({"type": "NFC", "x": 1})),
            "expected no such field for normalizer.x but found 1",
        ),
        (with("/normalizer", json!("NFC")), r#"expected an object for normalizer but found "NFC""#),
        (
            with("/pre_tokenizer/add_prefix_space", json!(true)),
            "expected false for pre_tokenizer.add_prefix_space but found true",
        ),
        (
            with("/pre_tokenizer", json!({"type": "Metaspace"})),
            r#"expected ByteLevel, Split, WhitespaceSplit or a Sequence of them for pre_tokenizer but found {"type":"Metaspace"}"#,
        ),
        (
            with(
                "/pre_tokenizer",
                json!({"type": "Sequence", "pretokenizers": [{"type": "Digits"}]}),
            ),
            r#"expected ByteLevel, Split, WhitespaceSplit or a Sequence of them for pre_tokenizer.pretokenizers[0] but found {"type":"Digits"}"#,
        ),
        (with("/pre_tokenizer", json!(3)), "expected an object for pre_tokenizer but found 3"),
        (
            with("/pre_tokenizer", json!({})),
            "expected a string for pre_tokenizer.type but found null",
        ),
        (
            with("/pre_tokenizer/more", json!(3)),
            "expected no such field for pre_tokenizer.more but found 3",
        ),
        (
            with("/post_processor", json!({"type": "Mine"})),
            r#"expected null or one of the known ones for post_processor but found {"type":"Mine"}"#,
        ),
        (with("/version", json!("2.0")), r#"expected "1.0" for version but found "2.0""#),
        (
            with("/model/type", json!("WordPiece")),
            r#"expected "BPE" for model.type but found "WordPiece""#,
        ),
        (with("/model/dropout", json!(0.1)), "expected null for model.dropout but found 0.1"),
        (
            with("/model/byte_fallback", json!(true)),
            "expected false for model.byte_fallback but found true",
        ),
        (
            with("/model/fuse_unk", json!(1)),
            "expected true or false for model.fuse_unk but found 1",
        ),
        (
            with("/model/unk_token", json!(1)),
            "expected null or a string for model.unk_token but found 1",
        ),
        (with("/model/more", json!(1)), "expected no such field for model.more but found 1"),
        (
            with("/model/vocab", json!({"a": -1})),
            r#"expected an id from 0 to 4294967295 for model.vocab["a"] but found -1"#,
        ),
        (
            with("/model/merges/1", json!("abc")),
            r#"expected two tokens, as a pair or with one space between them, for model.merges[1] but found "abc""#,
        ),
        (
            with("/model/merges/1", json!(["a"])),
            r#"expected two tokens, as a pair or with one space between them, for model.merges[1] but found ["a"]"#,
        ),
        (
            token("lstrip", json!(1)),
            "expected true or false for added_tokens[1].lstrip but found 1",
        ),
        (
            token("content", json!("")),
            r#"expected a token that is not empty for added_tokens[1].content but found """#,
        ),
        (
            token("id", json!("x")),
            r#"expected an id from 0 to 4294967295 for added_tokens[1].id but found "x""#,
        ),
    ] {
        let found = read(&file).unwrap_err();
        let expected = format!("Cannot read tokenizer.json: {problem} at line 1 column ");
        assert!(found.starts_with(&expected), "{found}\n{expected}");
    }
    for (file, problem) in [
        (
            with("/decoder", json!({"type": "Fuse"})),
            r#"expected {"add_prefix_space":true,"trim_offsets":true,"type":"ByteLevel","use_regex":true} for decoder but found {"type":"Fuse"}"#,
        ),
        (
            with("/model/end_of_word_suffix", json!("</w>")),
            r#"expected null, as the pre_tokenizer is ByteLevel, for model.end_of_word_suffix but found "</w>""#,
        ),
        (
            with("/model/unk_token", json!("?")),
            r#"expected a token of model.vocab for model.unk_token but found "?""#,
        ),
        (
            with("/model/merges/0", json!(["b", "a"])),
            r#"model.merges[0]: the vocabulary lacks "ba" of "b" and "a""#,
        ),
        (
            with("/model/merges/1", json!(["a", "b"])),
            "model.merges[1]: the same merge as that of model.merges[0]",
        ),
        (token("id", json!(5)), "the id 5 belongs to two tokens"),
        (token("content", json!("<s>")), "added_tokens[1] repeats the token \"<s>\""),
        (
            token("content", json!("ab")),
            "expected the id 4 of the same token in model.vocab for added_tokens[1].id but found 9",
        ),
        (
            with("/model/vocab/b c", json!(6)),
            "the token \"b c\" (id 6) is neither special nor written in the byte-to-unicode alphabet",
        ),
    ] {
        assert_eq!(read(&file).unwrap_err(), format!("Cannot read tokenizer.json: {problem}"));
    }
    let broken = Model::from_tokenizer_json(b"{\"model\":\n{]", &Control::new()).unwrap_err();
    assert_eq!(
        broken.to_string(),
        "Cannot read tokenizer.json: key must be a string at line 2 column 2"
    );
    let missing = Model::from_tokenizer_json(b"{\"model\": {}}", &Control::new()).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "Cannot read tokenizer.json: model.vocab is missing at line 1 column 12"
    );
}

/// By hand, from the documentation of the format.
#[test]
fn what_is_written() {
    let written = model("ab\"", &["a b", "a \""]).to_tokenizer_json().unwrap();
    let value: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(value["model"]["merges"], json!([["a", "b"], ["a", "\""]]));
    assert_eq!(
        value["pre_tokenizer"],
        json!({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true})
    );
    assert_eq!(value["decoder"]["type"], "ByteLevel");
    // In the order of ids, which a tree of values does not keep.
    assert!(written.contains(r#""vocab":{"a":0,"b":1,"\"":2,"ab":3,"a\"":4}"#));
    let special = read(&file()).unwrap().to_tokenizer_json().unwrap();
    let value: Value = serde_json::from_str(&special).unwrap();
    assert_eq!(value["added_tokens"], file()["added_tokens"]);
}

#[test]
fn a_model_without_a_pattern_is_not_written() {
    let control = Control::new();
    let spelling = crate::Spelling::Bytes;
    let unsaid = crate::Unsaid::default();
    let model =
        Model::from_vocab_and_merges(b"{\"a\": 0}", b"", spelling, unsaid, &control).unwrap();
    assert_eq!(
        model.to_tokenizer_json().unwrap_err().to_string(),
        "Cannot write tokenizer.json: it is not known what splits texts into words"
    );
    assert_eq!(
        model.tokenizer().unwrap_err().to_string(),
        "Expected a model whose pattern is known for model but received one without a pattern"
    );
}

//! `vocab.json` and `merges.txt` against literal files.

use super::{encode, merge_texts, model, texts, unsaid};
use crate::{Marks, Model, Spelling, Unsaid};
use gainful_kernels::Control;

const VOCAB: &str = r#"{"a": 1, "b": 0, "ab": 2, "Ġ": 3, "Ġab": 4, "<end>": 7}"#;

fn read(vocab: &str, merges: impl AsRef<[u8]>, special: &[(&str, u32)]) -> Result<Model, String> {
    Model::from_vocab_and_merges(
        vocab.as_bytes(),
        merges.as_ref(),
        Spelling::Bytes,
        unsaid(special),
        &Control::new(),
    )
    .map_err(|error| error.to_string())
}

#[test]
fn the_layout_of_gpt2() {
    let model =
        read(VOCAB, "#version: 0.2\na b\r\n\nĠ ab\n", &[("<end>", 7), ("<more>", 9)]).unwrap();
    let expected = [Some("b"), Some("a"), Some("ab"), Some("Ġ"), Some("Ġab"), None, None];
    let special = [Some("<end>"), None, Some("<more>")];
    assert_eq!(
        texts(&model),
        expected.iter().chain(&special).map(|text| text.map(str::to_owned)).collect::<Vec<_>>()
    );
    assert_eq!(encode(&model, "ab ab").unwrap(), [2, 4]);
    assert_eq!(model.vocabulary().special_tokens().len(), 2);
    assert_eq!(
        model.to_vocab_json().unwrap(),
        r#"{"b":0,"a":1,"ab":2,"Ġ":3,"Ġab":4,"<end>":7,"<more>":9}"#
    );
    assert_eq!(model.to_merges_txt().unwrap(), "#version: 0.2\na b\nĠ ab\n");
}

/// A merge of `#version` and another token is not a version.
#[test]
fn only_the_first_line_names_a_version() {
    let vocab = r##"{"#version": 0, "b": 1, "#versionb": 2, "bb": 3}"##;
    let model = read(vocab, "b b\n#version b", &[]).unwrap();
    assert_eq!(merge_texts(&model).len(), 2);
    assert_eq!(merge_texts(&read(vocab, "#version b", &[]).unwrap()).len(), 0);
    assert_eq!(merge_texts(&read(vocab, "", &[]).unwrap()).len(), 0);
}

#[test]
fn tokens_that_no_merge_makes_stay() {
    let vocab = r#"{"a": 0, "b": 1, "abb": 2, "ab": 3}"#;
    let model = read(vocab, "a b", &[]).unwrap();
    assert_eq!(encode(&model, "abb").unwrap(), [3, 1]);
    assert_eq!(model.tokenizer().unwrap().decode(&[2]).unwrap(), "abb");
}

#[test]
fn characters_with_marks() {
    let vocab = r###"{"l": 0, "##o": 1, "##w</w>": 2, "lo": 3, "low</w>": 4, "é</w>": 5}"###;
    let spelling = Spelling::Characters(Marks {
        continuing_subword_prefix: "##".into(),
        end_of_word_suffix: "</w>".into(),
    });
    let read = |merges: &str| {
        let (vocab, merges) = (vocab.as_bytes(), merges.as_bytes());
        let unsaid = unsaid(&[]);
        Model::from_vocab_and_merges(vocab, merges, spelling.clone(), unsaid, &Control::new())
    };
    let model = read("l ##o\nlo ##w</w>").unwrap();
    assert_eq!(encode(&model, "low").unwrap(), [4]);
    assert_eq!(encode(&model, "é").unwrap(), [5]);
    assert_eq!(
        encode(&model, "lowl").unwrap_err(),
        "Expected characters of the model's alphabet for text but received 'w' at index 2"
    );
    assert_eq!(
        read("l o").unwrap_err().to_string(),
        "Cannot read merges.txt: line 1: \"o\" continues a word but does not begin with \"##\""
    );
}

#[test]
fn what_is_no_vocabulary_is_refused() {
    for (vocab, problem) in [
        ("", "EOF while parsing a value at line 1 column 0"),
        (
            "[]",
            "invalid type: sequence, expected an object of tokens and their ids at line 1 column 0",
        ),
        ("{}x", "trailing characters at line 1 column 3"),
        (
            "{\"a\": 0,\n \"b\": -1}",
            "expected an id from 0 to 4294967295 for [\"b\"] but found -1 at line 2 column 9",
        ),
        (
            r#"{"a": 4294967296}"#,
            "expected an id from 0 to 4294967295 for [\"a\"] but found 4294967296 at line 1 column 17",
        ),
        (
            r#"{"a": 1.5}"#,
            "expected an id from 0 to 4294967295 for [\"a\"] but found 1.5 at line 1 column 10",
        ),
        (
            r#"{"a": "0"}"#,
            "expected an id from 0 to 4294967295 for [\"a\"] but found \"0\" at line 1 column 10",
        ),
        (r#"{"": 0}"#, "the token [\"\"] is empty at line 1 column 7"),
        (r#"{"a": 0, "a": 1}"#, "the token [\"a\"] is there twice at line 1 column 16"),
        (r#"{"a": 0, "b": 0}"#, "[\"b\"] and [\"a\"] have the same id 0 at line 1 column 16"),
        (r#"{"a": 9999999}"#, "the id 9999999 leaves too many ids below it without a token"),
        (
            r#"{"a b": 0}"#,
            "the token \"a b\" (id 0) is neither special nor written in the byte-to-unicode alphabet",
        ),
    ] {
        assert_eq!(
            read(vocab, "", &[]).unwrap_err(),
            format!("Cannot read vocab.json: {problem}"),
            "{vocab}"
        );
    }
}

#[test]
fn what_are_no_merges_is_refused() {
    for (merges, problem) in [
        (&b"a"[..], "line 1: expected two tokens but found \"a\""),
        (b"#version: 0.2\na b c", "line 2: expected two tokens but found \"a b c\""),
        (b"a b\n b", "line 2: expected two tokens but found \" b\""),
        (b"a  b", "line 1: expected two tokens but found \"a  b\""),
        (b"\na \xff", "line 2: \"a \u{fffd}\" is not UTF-8"),
        (b"a x", "line 1: the vocabulary lacks \"x\" of \"a\" and \"x\""),
        (b"b a", "line 1: the vocabulary lacks \"ba\" of \"b\" and \"a\""),
        (b"a b\n\na b", "line 3: the same merge as that of line 1"),
    ] {
        let found = read(VOCAB, merges, &[("<end>", 7)]).unwrap_err();
        assert_eq!(found, format!("Cannot read merges.txt: {problem}"));
    }
}

#[test]
fn special_tokens_must_fit() {
    assert_eq!(
        read(VOCAB, "", &[("<end>", 8)]).unwrap_err(),
        "Cannot read vocab.json: the special token \"<end>\" has another id than 8"
    );
    assert_eq!(
        read(VOCAB, "", &[("<more>", 2)]).unwrap_err(),
        "Cannot read vocab.json: the id 2 belongs to two tokens"
    );
    let unsaid = Unsaid { special_tokens: vec![("<more>".into(), None)], ..Unsaid::default() };
    let vocab = VOCAB.as_bytes();
    let refused =
        Model::from_vocab_and_merges(vocab, b"", Spelling::Bytes, unsaid, &Control::new());
    assert_eq!(
        refused.unwrap_err().to_string(),
        "Expected tokens of the vocabulary, or ids for them for specialTokens but received \"<more>\""
    );
}

#[test]
fn what_lines_cannot_hold_is_refused() {
    let vocab = r#"{"a": 0, " ": 1, "a ": 2}"#.as_bytes();
    let file = format!(
        r#"{{"pre_tokenizer": {}, "model": {{"vocab": {}, "merges": [["a", " "]]}}}}"#,
        r#"{"type": "Split", "pattern": {"Regex": "PATTERN"}, "behavior": "Isolated"}"#
            .replace("PATTERN", &crate::Pattern::GPT2.sources()[0].replace('\\', "\\\\")),
        std::str::from_utf8(vocab).unwrap()
    );
    let model = Model::from_tokenizer_json(file.as_bytes(), &Control::new()).unwrap();
    assert_eq!(
        model.to_merges_txt().unwrap_err().to_string(),
        "Cannot write merges.txt: the token \" \" has a space or a line end"
    );
}

#[test]
fn a_missing_byte_is_refused() {
    assert_eq!(
        encode(&model("ab", &[]), "ab \u{1f600}d").unwrap_err(),
        "Expected bytes of the model's alphabet for text but received byte 32 at index 2"
    );
    assert_eq!(
        encode(&model("abðŁ", &[]), "ab\u{1f600}d").unwrap_err(),
        "Expected bytes of the model's alphabet for text but received byte 152 at index 2"
    );
}

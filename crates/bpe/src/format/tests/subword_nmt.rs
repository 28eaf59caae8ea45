//! Codes of subword-nmt against literal files.

use super::{encode, merge_texts, texts};
use crate::model::Parts;
use crate::spelling::{Marks, Spelling};
use crate::vocabulary::Vocabulary;
use crate::{Model, Pattern};
use gainful_kernels::Control;

fn read(codes: &str) -> Result<Model, String> {
    Model::from_subword_nmt(codes.as_bytes(), Pattern::WHITESPACE, &Control::new())
        .map_err(|error| error.to_string())
}

/// The example of the paper: `low lower newest widest`, with the merges that it gives; the tokens of
/// "lowest" by hand.
#[test]
fn merges_are_read_and_applied() {
    let codes = "#version: 0.2\ne s\r\nes t</w>\nl o\nlo w\ne s\n\nw est</w>\n";
    let model = read(codes).unwrap();
    let expected = ["e", "l", "o", "s", "t</w>", "w", "es", "est</w>", "lo", "low", "west</w>"];
    assert_eq!(texts(&model), expected.map(|text| Some(text.to_owned())));
    assert_eq!(merge_texts(&model).len(), 5);
    assert_eq!(encode(&model, "lowest west").unwrap(), [9, 7, 10]);
    assert_eq!(
        encode(&model, "low").unwrap_err(),
        "Expected characters of the model's alphabet for text but received 'w' at index 2"
    );
    // Without what stands there twice.
    let written = "#version: 0.2\ne s\nes t</w>\nl o\nlo w\nw est</w>\n";
    assert_eq!(model.to_subword_nmt().unwrap(), written);
    assert_eq!(texts(&read(written).unwrap()), texts(&model));
}

/// Two ways to make one symbol.
#[test]
fn symbols_are_their_strings() {
    let model = read("#version: 0.2\na b\nb c\nab c\na bc\nabc d\n").unwrap();
    let expected = ["a", "b", "c", "d", "ab", "bc", "abc", "abcd"];
    assert_eq!(texts(&model), expected.map(|text| Some(text.to_owned())));
    assert_eq!(model.merges()[3].token, model.merges()[2].token);
}

#[test]
fn models_that_spell_otherwise_are_not_written() {
    let spell = |continuing_subword_prefix: &str, end_of_word_suffix: &str| {
        let marks = Marks {
            continuing_subword_prefix: continuing_subword_prefix.to_owned(),
            end_of_word_suffix: end_of_word_suffix.to_owned(),
        };
        let vocabulary = Vocabulary::new(Spelling::Characters(marks));
        Model::new(Parts { vocabulary, ..Parts::default() })
    };
    assert_eq!(spell("", "</w>").to_subword_nmt().unwrap(), "#version: 0.2\n");
    let bytes = Model::new(Parts::default());
    for model in [bytes, spell("", ""), spell("", "_"), spell("##", "</w>")] {
        assert_eq!(
            model.to_subword_nmt().unwrap_err().to_string(),
            "Cannot write codes of subword-nmt: words are not spelled in characters with </w> at their end"
        );
    }
}

#[test]
fn what_is_no_file_of_codes_is_refused() {
    for (codes, problem) in [
        ("", "line 1: expected \"#version: 0.2\" but found \"\""),
        ("e s\n", "line 1: expected \"#version: 0.2\" but found \"e s\""),
        ("#version: 0.1\n", "line 1: expected \"#version: 0.2\" but found \"#version: 0.1\""),
        ("#version: 0.2\ne s t\n", "line 2: expected two tokens but found \"e s t\""),
        (
            "#version: 0.2\ne s\nes te\n",
            "line 3: \"te\" is no character and no line before makes it",
        ),
        ("#version: 0.2\ne </w>\n", "line 2: \"</w>\" is no character and no line before makes it"),
    ] {
        let expected = format!("Cannot read codes of subword-nmt: {problem}");
        assert_eq!(read(codes).unwrap_err(), expected);
    }
}

//! The text of rank objects.

use super::{encode, merge_texts, texts, tiktoken_line, unsaid};
use crate::Model;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gainful_kernels::{Control, Workers};
use proptest::prelude::*;

fn read(text: &str, special_tokens: &[(&str, u32)]) -> Result<Model, String> {
    let (workers, control) = (Workers::single(), Control::new());
    Model::from_ranks(text.as_bytes(), unsaid(special_tokens), &workers, &control)
        .map_err(|error| error.to_string())
}

#[test]
fn lines_of_many_tokens() {
    // The letters a and b, ab, a gap, and aba.
    let model = read("! 0 YQ== Yg== YWI=\n! 4 YWJh", &[("<end>", 3)]).unwrap();
    let expected = ["a", "b", "ab", "<end>", "aba"];
    assert_eq!(texts(&model), expected.map(|text| Some(text.to_owned())));
    assert_eq!(merge_texts(&model), [("a".into(), "b".into()), ("ab".into(), "a".into())]);
    assert_eq!(encode(&model, "abaab").unwrap(), [4, 2]);
}

#[test]
fn lines_of_one_token() {
    let model = read("YQ== 1\r\n! 2 Yg==\n\nYWI= 0\n", &[]).unwrap();
    assert_eq!(texts(&model), ["ab", "a", "b"].map(|text| Some(text.to_owned())));
    assert_eq!(encode(&model, "aab").unwrap(), [1, 0]);
}

#[test]
fn special_tokens_stand_for_their_text() {
    // As a token that is written in the byte-to-unicode alphabet, this would be a space.
    let model = read("! 0 YQ==", &[("\u{120}", 1)]).unwrap();
    assert_eq!(model.tokenizer().unwrap().decode(&[1, 0]).unwrap(), "\u{120}a");
    let small = crate::stages::truncate(&model, 2, &Control::new()).unwrap().model;
    assert_eq!(small.tokenizer().unwrap().decode(&[1, 0]).unwrap(), "\u{120}a");
}

#[test]
fn what_is_no_such_text_is_refused() {
    for (text, problem) in [
        ("", "it has no tokens"),
        ("! 0", "it has no tokens"),
        ("! 0 YQ==\n! 0 Yg==", "line 2: rank 0 is also that of line 1"),
        ("! 0 YQ== Yg==\n! 1 Yw==", "line 2: rank 1 is also that of line 1"),
        ("! 0 YQ== YQ==", "the token \"a\" has the ranks 0 and 1"),
        ("! 0 YQ==  Yg==", "line 1: expected a token in base64 but found none"),
        ("! x YQ==", "line 1: expected a rank from 0 to 4294967295 but found \"x\""),
        ("! 4294967295 YQ== Yg==", "line 1: it has ranks above 4294967295"),
        ("!", "line 1: expected a token in base64, a space and its rank but found \"!\""),
        ("! 0 YQ", "line 1: expected a token in base64 but found \"YQ\": Invalid padding"),
    ] {
        let message = format!("Cannot read the ranks: {problem}");
        assert_eq!(read(text, &[]).unwrap_err(), message, "{text:?}");
    }
}

proptest! {
    /// Both kinds of lines, in any order, make the model that a `.tiktoken` file makes.
    #[test]
    fn equal_to_a_tiktoken_file(
        tokens in proptest::collection::hash_set("[ab]{2,5}", 0..20)
            .prop_map(|tokens| {
                let letters = ["a", "b"].map(String::from);
                letters.into_iter().chain(tokens).collect::<Vec<String>>()
            })
            .prop_shuffle(),
        cuts in proptest::collection::vec(1usize..6, 30),
        word in "[ab]{1,20}",
    ) {
        let lines = (0..).zip(&tokens).map(|(rank, token)| tiktoken_line(token.as_bytes(), rank));
        let file: String = lines.collect();
        let mut text = String::new();
        let (mut first, mut cuts) = (0, cuts.into_iter());
        while first < tokens.len() {
            let end = tokens.len().min(first + cuts.next().unwrap_or(1));
            let line: String =
                tokens[first..end].iter().map(|token| format!(" {}", STANDARD.encode(token))).collect();
            text.insert_str(0, &format!("! {first}{line}\n"));
            first = end;
        }
        let expected = Model::from_tiktoken(
            file.as_bytes(),
            unsaid(&[]),
            &Workers::single(),
            &Control::new(),
        )
        .unwrap();
        for text in [&text, &file] {
            let model = read(text, &[]).unwrap();
            prop_assert_eq!(texts(&model), texts(&expected));
            prop_assert_eq!(merge_texts(&model), merge_texts(&expected));
            prop_assert_eq!(encode(&model, &word).unwrap(), encode(&expected, &word).unwrap());
        }
    }
}

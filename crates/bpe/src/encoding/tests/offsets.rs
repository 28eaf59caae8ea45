//! Places of tokens against sums of their lengths.

use super::{CORPUS, model, model_with};
use crate::encoding::{Decoding, Input, SpecialPolicy, SpecialTokens, Unit};
use crate::{Model, Tokenizer};
use gainful_kernels::Control;
use proptest::prelude::*;

fn places(tokenizer: &Tokenizer, input: Input<'_>, unit: Unit) -> Vec<(u32, u32)> {
    let policy = SpecialPolicy::ORDINARY;
    let placed = tokenizer.encode_placed(input, &policy, unit, &Control::new()).unwrap();
    assert_eq!(placed.tokens, tokenizer.encode_input(input, &policy, &Control::new()).unwrap());
    placed.starts.into_iter().zip(placed.ends).collect()
}

/// The UTF-16 places of the characters that hold a range of bytes.
fn in_utf16(text: &str, start: usize, end: usize) -> (u32, u32) {
    let mut before = 0;
    let mut place = (0, 0);
    for (at, character) in text.char_indices() {
        let after = before + character.len_utf16();
        if (at..at + character.len_utf8()).contains(&start) {
            place.0 = before as u32;
        }
        if (at..at + character.len_utf8()).contains(&(end - 1)) {
            place.1 = after as u32;
        }
        before = after;
    }
    place
}

proptest! {
    #[test]
    fn places_are_sums_of_lengths(text in "[abé日\u{1f600} \n]{0,40}|\\PC{0,20}") {
        let tokenizer = model("日é é日 \u{1f600}\u{1f600} abab aé aé", 270).tokenizer().unwrap();
        let tokens = tokenizer.encode(&text, &Control::new()).unwrap();
        let mut at = 0;
        let mut expected = Vec::new();
        for token in tokens {
            let length = tokenizer.decode_bytes(&[token], Decoding::WHOLE).unwrap().len();
            expected.push((at, at + length));
            at += length;
        }
        let bytes: Vec<(u32, u32)> =
            expected.iter().map(|&(start, end)| (start as u32, end as u32)).collect();
        prop_assert_eq!(&places(&tokenizer, Input::Text(&text), Unit::Bytes), &bytes);
        prop_assert_eq!(&places(&tokenizer, Input::Bytes(text.as_bytes()), Unit::Bytes), &bytes);
        let utf16: Vec<(u32, u32)> =
            expected.iter().map(|&(start, end)| in_utf16(&text, start, end)).collect();
        prop_assert_eq!(places(&tokenizer, Input::Text(&text), Unit::Utf16), utf16);
    }
}

#[test]
fn bytes_in_no_character_and_special_tokens_have_places() {
    let tokenizer = model_with(&["<s>"], CORPUS, 258).tokenizer().unwrap();
    let bytes = b"a\xff\xfe<s>b";
    let policy = tokenizer.special_policy(SpecialTokens::All, SpecialTokens::None).unwrap();
    let control = Control::new();
    let placed =
        tokenizer.encode_placed(Input::Bytes(bytes), &policy, Unit::Bytes, &control).unwrap();
    assert_eq!(placed.starts, [0, 1, 2, 3, 6]);
    assert_eq!(placed.ends, [1, 2, 3, 6, 7]);
    let text = Input::Text("é<s>🙂");
    let placed = tokenizer.encode_placed(text, &policy, Unit::Utf16, &control).unwrap();
    assert_eq!(placed.starts, [0, 0, 1, 4, 4, 4, 4]);
    assert_eq!(placed.ends, [1, 1, 4, 6, 6, 6, 6]);
    let refused =
        tokenizer.encode_placed(Input::Bytes(bytes), &policy, Unit::Utf16, &control).unwrap_err();
    assert_eq!(refused.to_string(), "Expected 'bytes' for bytes for unit but received 'utf16'");
}

/// Marks take no place in the text; an unknown token takes that of what it stands for.
#[test]
fn characters_with_marks_and_unknown_ones_have_places() {
    let file = |fuse: bool| {
        format!(
            r###"{{"pre_tokenizer": {{"type": "WhitespaceSplit"}}, "model": {{"type": "BPE",
            "unk_token": "?", "fuse_unk": {fuse}, "continuing_subword_prefix": "##",
            "end_of_word_suffix": "</w>", "vocab": {{"?": 0, "a": 1, "##b": 2, "##a</w>": 3,
            "ab": 4, "a</w>": 5, "##?": 6}}, "merges": [["a", "##b"]]}}}}"###
        )
    };
    let tokenizer = |fuse| {
        let model = Model::from_tokenizer_json(file(fuse).as_bytes(), &Control::new());
        model.unwrap().tokenizer().unwrap()
    };
    let text = Input::Text("aba éxa  ab?a aéb?é");
    let tokens = [4, 3, 0, 0, 3, 4, 6, 3, 1, 0, 2, 6, 0];
    assert_eq!(
        tokenizer(false).encode_input(text, &SpecialPolicy::ORDINARY, &Control::new()).unwrap(),
        tokens
    );
    let expected = [
        (0, 2),
        (2, 3),
        (4, 5),
        (5, 6),
        (6, 7),
        (9, 11),
        (11, 12),
        (12, 13),
        (14, 15),
        (15, 16),
        (16, 17),
        (17, 18),
        (18, 19),
    ];
    assert_eq!(places(&tokenizer(false), text, Unit::Utf16), expected);
    let fused = [
        (0, 2),
        (2, 3),
        (4, 6),
        (6, 7),
        (9, 11),
        (11, 12),
        (12, 13),
        (14, 15),
        (15, 16),
        (16, 17),
        (17, 18),
        (18, 19),
    ];
    assert_eq!(places(&tokenizer(true), text, Unit::Utf16), fused);
}

#[test]
fn unknown_bytes_have_places() {
    let file = r#"{"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}, "model":
        {"type": "BPE", "unk_token": "?", "fuse_unk": true, "vocab": {"?": 0, "a": 1}, "merges": []}}"#;
    let model = Model::from_tokenizer_json(file.as_bytes(), &Control::new()).unwrap();
    let tokenizer = model.tokenizer().unwrap();
    let places = places(&tokenizer, Input::Text("aéba?"), Unit::Bytes);
    assert_eq!(places, [(0, 1), (1, 4), (4, 5), (5, 6)]);
}

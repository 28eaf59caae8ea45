//! Bytes that need not be UTF-8, and places of errors.

use super::{CORPUS, model, model_with};
use crate::encoding::{Input, SpecialPolicy, SpecialTokens};
use crate::{Model, Tokenizer};
use gainful_kernels::Control;
use proptest::prelude::*;

fn encode(tokenizer: &Tokenizer, input: Input<'_>) -> Vec<u32> {
    tokenizer.encode_input(input, &SpecialPolicy::ORDINARY, &Control::new()).unwrap()
}

/// The tokens of bytes by the rule: of each run of characters by itself, and of each run of bytes in none
/// as of one word.
fn encode_runs(model: &Model, bytes: &[u8]) -> Vec<u32> {
    let tokenizer = model.tokenizer().unwrap();
    let mut runs: Vec<(bool, Vec<u8>)> = Vec::new();
    for chunk in bytes.utf8_chunks() {
        for (is_valid, part) in [(true, chunk.valid().as_bytes()), (false, chunk.invalid())] {
            match runs.last_mut() {
                _ if part.is_empty() => {}
                Some((kind, run)) if *kind == is_valid => run.extend_from_slice(part),
                _ => runs.push((is_valid, part.to_vec())),
            }
        }
    }
    let mut tokens = Vec::new();
    for (is_valid, run) in runs {
        if is_valid {
            let text = String::from_utf8(run).unwrap();
            tokens.extend(tokenizer.encode(&text, &Control::new()).unwrap());
            continue;
        }
        let byte_token = |byte: &u8| {
            let mut all = model.vocabulary().iter();
            all.position(|token| token == [*byte]).unwrap() as u32
        };
        let mut symbols: Vec<u32> = run.iter().map(byte_token).collect();
        for merge in model.merges() {
            let mut at = 0;
            while at + 1 < symbols.len() {
                if symbols[at..at + 2] == [merge.left, merge.right] {
                    symbols.splice(at..at + 2, [merge.token]);
                }
                at += 1;
            }
        }
        tokens.extend(symbols);
    }
    tokens
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// With merges of bytes that begin characters, which tear them apart in valid text.
    #[test]
    fn bytes_are_encoded_run_by_run(
        parts in proptest::collection::vec(prop_oneof![
            "[a é日\u{1f600}]{1,3}".prop_map(String::into_bytes),
            proptest::collection::vec(prop_oneof![
                Just(0x80), Just(0xc3), Just(0xe6), Just(0xf0), Just(0x9f), Just(0xff), Just(b'a')
            ], 1..4),
            Just(vec![0xed, 0xa0, 0x80]),
            Just(vec![0xf4, 0x90, 0x80, 0x80]),
        ], 0..8),
    ) {
        let model = model("é日é日 \u{1f600}\u{1f600} \u{fffd}\u{fffd} aé aé", 270);
        let tokenizer = model.tokenizer().unwrap();
        let bytes = parts.concat();
        let tokens = encode(&tokenizer, Input::Bytes(&bytes));
        prop_assert_eq!(&tokens, &encode_runs(&model, &bytes));
        let how = crate::Decoding::WHOLE;
        prop_assert_eq!(&tokenizer.decode_bytes(&tokens, how).unwrap(), &bytes);
        if let Ok(text) = std::str::from_utf8(&bytes) {
            prop_assert_eq!(tokens, encode(&tokenizer, Input::Text(text)));
        }
    }
}

#[test]
fn many_bytes_in_no_character_are_one_piece() {
    let tokenizer = model("", 256).tokenizer().unwrap();
    let bytes = vec![0x80; 3 << 20];
    assert_eq!(encode(&tokenizer, Input::Bytes(&bytes)).len(), bytes.len());
    let control = Control::cancelled_at(3);
    let input = Input::Bytes(&bytes);
    assert!(tokenizer.encode_input(input, &SpecialPolicy::ORDINARY, &control).is_err());
}

#[test]
fn special_tokens_of_bytes_are_told_by_the_byte() {
    let tokenizer = model_with(&["<s>"], CORPUS, 300).tokenizer().unwrap();
    let refuse = tokenizer.special_policy(SpecialTokens::None, SpecialTokens::All).unwrap();
    let allow = tokenizer.special_policy(SpecialTokens::All, SpecialTokens::None).unwrap();
    let bytes = b"\xc3\xa9\xff\xc3\xa9<s>\xff";
    let control = Control::new();
    let error = tokenizer.encode_input(Input::Bytes(bytes), &refuse, &control).unwrap_err();
    assert_eq!(error.to_string(), "The special token '<s>' at index 5 of the text is not allowed");
    let tokens = tokenizer.encode_input(Input::Bytes(bytes), &allow, &control).unwrap();
    assert_eq!(tokens.iter().filter(|&&token| token == 0).count(), 1);
}

/// A model of the letters a and b.
fn letters() -> Tokenizer {
    let unsaid = crate::Unsaid {
        pattern: Some(crate::Pattern::GPT2),
        special_tokens: vec![("<s>".into(), Some(7))],
    };
    let (vocab, control) = (br#"{"a": 0, "b": 1}"#, Control::new());
    let model = Model::from_vocab_and_merges(vocab, b"", crate::Spelling::Bytes, unsaid, &control);
    model.unwrap().tokenizer().unwrap()
}

#[test]
fn unknown_symbols_are_told_by_their_place_in_the_whole_text() {
    let tokenizer = letters();
    let allow = tokenizer.special_policy(SpecialTokens::All, SpecialTokens::None).unwrap();
    let fails =
        |input| tokenizer.encode_input(input, &allow, &Control::new()).unwrap_err().to_string();
    let expected = "Expected bytes of the model's alphabet for text but received byte";
    assert_eq!(fails(Input::Text("ab<s>a<s>bé")), format!("{expected} 195 at index 10"));
    assert_eq!(fails(Input::Text("é")), format!("{expected} 195 at index 0"));
    assert_eq!(fails(Input::Bytes(b"ab<s>a\xffb")), format!("{expected} 255 at index 6"));
    assert_eq!(fails(Input::Bytes(b"ab<s>ac\xffb")), format!("{expected} 99 at index 6"));
}

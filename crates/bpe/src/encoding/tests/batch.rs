//! Many texts on many threads against each by itself.

use super::{CORPUS, model_with};
use crate::encoding::{Input, SpecialPolicy, SpecialTokens};
use crate::{Model, Spelling, Unsaid};
use gainful_kernels::{Control, Pool, Workers};
use std::num::NonZeroUsize;
use std::sync::Arc;

fn workers() -> Vec<Workers> {
    let pool = Arc::new(Pool::new(NonZeroUsize::new(3).unwrap()).unwrap());
    [1, 2, 3, 8].map(|n| Workers::new(Arc::clone(&pool), NonZeroUsize::new(n).unwrap())).into()
}

#[test]
fn equal_to_each_text_by_itself() {
    let tokenizer = model_with(&["<s>"], CORPUS, 330).tokenizer().unwrap();
    let long = format!("{CORPUS}<s>\n").repeat(4000);
    let unbroken = "日本".repeat(100_000);
    let mut texts = vec![
        Input::Text(""),
        Input::Text(&long),
        Input::Bytes(b"a\xff<s>\xff\xffb"),
        Input::Text(&unbroken),
        Input::Bytes(long.as_bytes()),
        Input::Text(""),
    ];
    let short: Vec<String> = (0..10_000).map(|index| format!("text {index}<s>")).collect();
    texts.extend(short.iter().map(|text| Input::Text(text)));
    for allowed in [SpecialTokens::None, SpecialTokens::All] {
        let policy = tokenizer.special_policy(allowed, SpecialTokens::None).unwrap();
        let control = Control::new();
        let alone: Vec<Vec<u32>> = texts
            .iter()
            .map(|&text| tokenizer.encode_input(text, &policy, &control).unwrap())
            .collect();
        for workers in workers() {
            let batch = tokenizer.encode_batch(&texts, &policy, &workers, &control).unwrap();
            assert_eq!(batch.tokens, alone.concat());
            let lengths: Vec<usize> = batch.offsets.windows(2).map(|w| w[1] - w[0]).collect();
            let expected: Vec<usize> = alone.iter().map(Vec::len).collect();
            assert_eq!(lengths, expected);
            assert_eq!(batch.offsets[0], 0);
        }
    }
    let none =
        tokenizer.encode_batch(&[], &SpecialPolicy::ORDINARY, &Workers::single(), &Control::new());
    assert_eq!(none.unwrap().offsets, [0]);
}

#[test]
fn the_first_text_that_fails_is_named() {
    let unsaid = Unsaid {
        pattern: Some(crate::Pattern::GPT2),
        special_tokens: vec![("<s>".into(), Some(7))],
    };
    let vocab = r#"{"a": 0, "b": 1, "Ġ": 2}"#.as_bytes();
    let model = Model::from_vocab_and_merges(vocab, b"", Spelling::Bytes, unsaid, &Control::new());
    let tokenizer = model.unwrap().tokenizer().unwrap();
    let long = format!("{}c", "ab ".repeat(200_000));
    let texts = [Input::Text("ab"), Input::Text(&long), Input::Text("d")];
    let refuse = tokenizer.special_policy(SpecialTokens::None, SpecialTokens::All).unwrap();
    for workers in workers() {
        let policy = SpecialPolicy::ORDINARY;
        let error = tokenizer.encode_batch(&texts, &policy, &workers, &Control::new()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Expected bytes of the model's alphabet for text but received byte 99 at index 600000 \
             (texts[1])"
        );
        let texts = [Input::Text("a"), Input::Text("b<s>")];
        let error = tokenizer.encode_batch(&texts, &refuse, &workers, &Control::new()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "The special token '<s>' at index 1 of the text is not allowed (texts[1])"
        );
        let control = Control::cancelled_at(2);
        assert!(
            tokenizer
                .encode_batch(&[Input::Text(&long[1..])], &policy, &workers, &control)
                .is_err()
        );
    }
}

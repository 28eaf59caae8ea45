//! What parts of an encoding are.
//!
//! No merge crossed a border of the tokens that are left, so the merges among the symbols of any of them
//! that follow each other in a word are those of that part by itself, in the same order.

use super::{CORPUS, Pieces};
use crate::{Decoding, Pattern, Tokenizer, TrainingOptions, WordCounts, train};
use gainful_kernels::Control;
use proptest::prelude::*;

fn tokenizer(pattern: &str) -> Tokenizer {
    let pattern = Pattern::from_name(pattern).unwrap();
    let control = Control::new();
    // White space has merges, too, so that tokens tell how it is split.
    let corpus = format!("{CORPUS}{}", "\n\n.\t\t. \t.\r\n\r\n.\n \n.\u{3000} .".repeat(9));
    let counts = WordCounts::of_text(&corpus, pattern.clone(), &control).unwrap();
    train(&counts, pattern, &TrainingOptions::new(330), &control).unwrap().tokenizer().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn parts_of_encodings(
        pattern in prop_oneof![
            Just("gpt2"), Just("cl100k"), Just("o200k"), Just("qwen2"), Just("deepseek-v3"), Just("none")
        ],
        text in "(the|cats?|sea ?shell|'s|'S|[ \n\r\t\u{3000}]{1,3}|[0-9]{1,5}|A|aaaa|naïv|日本|\u{301}|/){0,9}",
    ) {
        let (tokenizer, control) = (tokenizer(pattern), Control::new());
        let mut found = Pieces::default();
        tokenizer.encode_part(&text, 0..text.len(), &mut found, &control).unwrap();
        let all: Vec<u32> = found.0.iter().flat_map(|(_, tokens)| tokens.clone()).collect();
        let bytes = |tokens: &[u32]| tokenizer.decode_bytes(tokens, Decoding::WHOLE).unwrap();

        // Any of them decode to the bytes that they stand for.
        for start in 0..all.len() {
            let before = bytes(&all[..start]).len();
            for end in start..=all.len() {
                prop_assert!(text.as_bytes()[before..].starts_with(&bytes(&all[start..end])));
            }
        }
        // Whole words are split and encoded as they were, unless they end in white space, about which
        // patterns look at what follows.
        for start in 0..found.0.len() {
            for end in start + 1..=found.0.len() {
                let words = &found.0[start..end];
                let part = &text[words[0].0.start..words[end - start - 1].0.end];
                if part.ends_with(char::is_whitespace) && end < found.0.len() {
                    continue;
                }
                let expected: Vec<u32> = words.iter().flat_map(|(_, tokens)| tokens.clone()).collect();
                prop_assert_eq!(tokenizer.encode(part, &control).unwrap(), expected, "{:?}", part);
            }
        }
        // Within a word, the bytes of any of them are merged into the same.
        for (_, tokens) in &found.0 {
            for start in 0..tokens.len() {
                for end in start + 1..=tokens.len() {
                    let part = bytes(&tokens[start..end]);
                    let mut again = Vec::new();
                    tokenizer.encode_piece(&part, 0..part.len(), &mut again, &control).unwrap();
                    prop_assert_eq!(&again, &tokens[start..end]);
                }
            }
        }
    }
}

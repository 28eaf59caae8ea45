//! `.tiktoken` files against plain rank merging.

use super::{encode, merge_texts, model, random_model, texts, tiktoken_line, unsaid};
use crate::{Model, Spelling, Unsaid};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gainful_kernels::{Control, Workers};
use proptest::prelude::*;
use std::collections::HashMap;

fn read(file: impl AsRef<[u8]>, special_tokens: &[(&str, u32)]) -> Result<Model, String> {
    let workers = Workers::single();
    Model::from_tiktoken(file.as_ref(), unsaid(special_tokens), &workers, &Control::new())
        .map_err(|error| error.to_string())
}

fn write(model: &Model) -> Result<String, String> {
    model.to_tiktoken(&Workers::single(), &Control::new()).map_err(|error| error.to_string())
}

fn file_of(tokens: &[(&str, u32)]) -> String {
    tokens.iter().map(|(token, rank)| tiktoken_line(token.as_bytes(), *rank)).collect()
}

/// The first tokens of a golden training, as OpenAI's files write them.
#[test]
fn a_golden_file() {
    let file = "Jw== 0\nLA== 1\nLg== 2\nSQ== 3\nUw== 4\nVA== 5\nYQ== 6\nYg== 7\n";
    let model = read(file, &[]).unwrap();
    let expected = ["'", ",", ".", "I", "S", "T", "a", "b"];
    assert_eq!(texts(&model), expected.map(|text| Some(text.to_owned())));
    assert_eq!(write(&model).unwrap(), file);
}

#[test]
fn merges_follow_from_ranks() {
    // By rank: "abc" is ab + c, and "bcab", whose parts "bc" and "ab" are both there, bc + ab.
    let file =
        file_of(&[("a", 0), ("b", 1), ("c", 2), ("ab", 3), ("bc", 4), ("abc", 5), ("bcab", 6)]);
    let model = read(file, &[]).unwrap();
    let expected = [("a", "b"), ("b", "c"), ("ab", "c"), ("bc", "ab")];
    assert_eq!(merge_texts(&model), expected.map(|(left, right)| (left.into(), right.into())));
    assert_eq!(encode(&model, "abcab").unwrap(), [5, 3]);
    assert!(!model.rules().whole_words);
}

#[test]
fn ranks_need_neither_order_nor_all_numbers() {
    let file = "YWI= 7\r\n\r\nYg== 2\r\nYQ== 0";
    let model = read(file, &[("<end>", 9), ("a", 4)]).unwrap();
    let expected =
        [Some("a"), None, Some("b"), None, Some("a"), None, None, Some("ab"), None, Some("<end>")];
    assert_eq!(texts(&model), expected.map(|text| text.map(str::to_owned)));
    // The special token that is written as a letter is not that letter.
    assert_eq!(encode(&model, "aba").unwrap(), [7, 0]);
    assert_eq!(write(&model).unwrap(), "YQ== 0\nYg== 2\nYWI= 7\n");
}

#[test]
fn a_token_that_no_merge_makes_is_a_whole_word() {
    // "bab" comes down to b + ab, but "abab" to ab + ab, and "cab" to c + ab; no two parts of "acb"
    // are tokens.
    let file = file_of(&[
        ("a", 0),
        ("b", 1),
        ("c", 2),
        ("ab", 3),
        ("acb", 4),
        ("a-long-word-of-bytes", 5),
    ]);
    let model = read(&file, &[]).unwrap();
    assert!(model.rules().whole_words);
    assert_eq!(encode(&model, "acb").unwrap(), [4]);
    assert_eq!(encode(&model, "acba").unwrap(), [0, 2, 1, 0]);
    assert_eq!(write(&model).unwrap(), file);
}

#[test]
fn what_is_no_such_file_is_refused() {
    let fails = |file: &str| read(file, &[]).unwrap_err();
    let wrong = |problem: &str| format!("Cannot read a .tiktoken file: {problem}");
    for (file, problem) in [
        ("", "it has no tokens"),
        (
            "YQ== 0\nYg==",
            "line 2: expected a token in base64, a space and its rank but found \"Yg==\"",
        ),
        ("YQ= 0", "line 1: expected a token in base64 but found \"YQ=\": Invalid padding"),
        (
            "YR== 0",
            "line 1: expected a token in base64 but found \"YR==\": Invalid last symbol 82, offset 1.",
        ),
        (" 0", "line 1: expected a token in base64 but found none"),
        ("YQ== -1", "line 1: expected a rank from 0 to 4294967295 but found \"-1\""),
        (
            "YQ== 4294967296",
            "line 1: expected a rank from 0 to 4294967295 but found \"4294967296\"",
        ),
        ("YQ== +1", "line 1: expected a rank from 0 to 4294967295 but found \"+1\""),
        ("YQ== ", "line 1: expected a rank from 0 to 4294967295 but found \"\""),
        ("YQ== 1 2", "line 1: expected a rank from 0 to 4294967295 but found \"1 2\""),
        ("YQ== 0\n\nYg== 0", "line 3: rank 0 is also that of line 1"),
        ("YQ== 0\nYQ== 1", "the token \"a\" has the ranks 0 and 1"),
        ("YQ== 4000000000", "the id 4000000000 leaves too many ids below it without a token"),
    ] {
        assert_eq!(fails(file), wrong(problem), "{file:?}");
    }
    assert_eq!(read("YQ== 0", &[("<s>", 0)]).unwrap_err(), wrong("the id 0 belongs to two tokens"));
    let unsaid = Unsaid { special_tokens: vec![("<s>".into(), None)], ..Unsaid::default() };
    assert_eq!(
        Model::from_tiktoken(b"YQ== 0", unsaid, &Workers::single(), &Control::new())
            .unwrap_err()
            .to_string(),
        "Expected an id for each token for specialTokens but received \"<s>\""
    );
}

#[test]
fn what_ranks_cannot_express_is_refused() {
    let fails = |model: &Model| write(model).unwrap_err();
    // The merge list leaves "abc" at a + bc, ranks make it a token.
    assert_eq!(
        fails(&model("abc", &["b c", "a b", "ab c"])),
        "Cannot write a .tiktoken file: by rank there would be \"abc\" of \"a\" and \"bc\", which is \
         no merge of it"
    );
    let vocab = r#"{"a": 0, "b": 1, "ab": 3, "ba": 2}"#.as_bytes();
    let read = |merges: &str, spelling| {
        Model::from_vocab_and_merges(
            vocab,
            merges.as_bytes(),
            spelling,
            unsaid(&[]),
            &Control::new(),
        )
        .unwrap()
    };
    assert_eq!(
        fails(&read("a b\nb a", Spelling::Bytes)),
        "Cannot write a .tiktoken file: \"ab\" of \"a\" and \"b\" is merged earlier than tokens with \
         smaller ids"
    );
    assert_eq!(
        fails(&read("", Spelling::Characters(crate::Marks::default()))),
        "Cannot write a .tiktoken file: its tokens are made of characters, not of bytes"
    );
}

/// As tiktoken encodes one word: the whole word, or the neighbours of lowest rank first.
fn encode_plainly(ranks: &HashMap<Vec<u8>, u32>, word: &[u8]) -> Vec<u32> {
    if let Some(&rank) = ranks.get(word) {
        return vec![rank];
    }
    let mut parts: Vec<Vec<u8>> = word.iter().map(|&byte| vec![byte]).collect();
    loop {
        let joined = parts.windows(2).map(|pair| ranks.get(&pair.concat()));
        let best = joined.enumerate().filter_map(|(at, rank)| Some((*rank?, at))).min();
        let Some((_, at)) = best else { break };
        let whole = parts[at..at + 2].concat();
        parts.splice(at..at + 2, [whole]);
    }
    parts.iter().map(|part| ranks[part]).collect()
}

fn table_of(file: &str) -> HashMap<Vec<u8>, u32> {
    let line = |line: &str| {
        let (token, rank) = line.split_once(' ').unwrap();
        (STANDARD.decode(token).unwrap(), rank.parse().unwrap())
    };
    file.lines().map(line).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Tables of any strings in any order: a token may have a smaller rank than its parts, and there
    /// may be no way to make it.
    #[test]
    fn equal_to_plain_rank_merging(
        tokens in proptest::collection::hash_set("[ab]{2,4}|[abc]{2,7}", 0..25)
            .prop_map(|tokens| {
                let letters = ["a", "b", "c"].map(String::from);
                tokens.into_iter().chain(letters).collect::<Vec<String>>()
            })
            .prop_shuffle(),
        words in proptest::collection::vec("[abc]{1,12}|[ab]{1,9}|a{60,90}|(ab){40}c", 1..6),
    ) {
        let pairs: Vec<(&str, u32)> = tokens.iter().map(String::as_str).zip(0..).collect();
        let file = file_of(&pairs);
        let model = read(&file, &[]).unwrap();
        let table = table_of(&file);
        for word in words.iter().chain(&tokens) {
            let expected = encode_plainly(&table, word.as_bytes());
            prop_assert_eq!(encode(&model, word).unwrap(), expected, "{} in {:?}", word, tokens);
        }
        prop_assert_eq!(table_of(&write(&model).unwrap()), table);
    }

    /// What a model can write encodes by plain rank merging as the model does.
    #[test]
    fn what_is_written_encodes_the_same(
        model in random_model(),
        words in proptest::collection::vec("[abc]{1,12}|[ab]{1,9}|a{1,9}", 1..9),
    ) {
        if let Ok(file) = write(&model) {
            let table = table_of(&file);
            for word in words {
                prop_assert_eq!(
                    encode_plainly(&table, word.as_bytes()),
                    encode(&model, &word).unwrap(),
                    "{} in {:?}", word, merge_texts(&model)
                );
            }
        }
    }
}

/// Each thread merges tokens by itself, so the merges are the same for any number of them.
#[test]
fn any_number_of_threads() {
    use std::num::NonZeroUsize;
    use std::sync::Arc;
    let mut file = String::new();
    let mut rank = 0;
    for length in 1..=13 {
        for bits in 0..1u32 << length {
            let letter = |bit: u32| if bits >> bit & 1 == 0 { b'a' } else { b'b' };
            let token: Vec<u8> = (0..length).map(letter).collect();
            file.push_str(&tiktoken_line(&token, rank));
            rank += 1;
        }
    }
    let pool = Arc::new(gainful_kernels::Pool::new(NonZeroUsize::new(3).unwrap()).unwrap());
    let read = |workers: &Workers| {
        Model::from_tiktoken(file.as_bytes(), unsaid(&[]), workers, &Control::new()).unwrap()
    };
    let alone = read(&Workers::single());
    assert!(alone.merges().len() > 5000);
    for threads in [2, 3, 8] {
        let workers = Workers::new(Arc::clone(&pool), NonZeroUsize::new(threads).unwrap());
        assert_eq!(read(&workers).merges(), alone.merges());
    }
}

//! Encoding against a plain application of the merges, and decoding.

mod batch;
mod input;
mod live;
mod offsets;
mod parts;
mod truncate;

use super::rules::WordRules;
use super::sink::Sink;
use super::{Input, SpecialPolicy};
use crate::alphabet::to_characters;
use crate::{Model, Pattern, Tokenizer, TrainingOptions, WordCounts, train};
use gainful_kernels::Control;
use proptest::prelude::*;

fn model(corpus: &str, vocabulary_size: usize) -> Model {
    model_with(&[], corpus, vocabulary_size)
}

fn model_with(special_tokens: &[&str], corpus: &str, vocabulary_size: usize) -> Model {
    let mut options = TrainingOptions::new(vocabulary_size);
    options.special_tokens = special_tokens.iter().map(|&token| token.to_owned()).collect();
    let counts = WordCounts::of_text(corpus, Pattern::GPT2, &Control::new()).unwrap();
    train(&counts, Pattern::GPT2, &options, &Control::new()).unwrap()
}

/// Applies the lowest-ranked merge, leftmost first, until none applies.
fn encode_plainly(model: &Model, text: &str) -> Vec<u32> {
    // As in Hugging Face's libraries, a byte is what is written as its character.
    let texts: Vec<String> = (0..).map_while(|token| model.vocabulary().text(token)).collect();
    let byte_token = |byte: u8| {
        let character = to_characters(&[byte]);
        texts.iter().position(|text| *text == character).unwrap() as u32
    };
    let mut tokens = Vec::new();
    for piece in model.pattern().unwrap().pieces(text).unwrap() {
        let mut symbols: Vec<u32> = piece.bytes().map(byte_token).collect();
        loop {
            let rank = |pair: &[u32]| {
                model.merges().iter().position(|merge| [merge.left, merge.right] == pair)
            };
            let ranks = symbols.windows(2).enumerate();
            let best = ranks.filter_map(|(at, pair)| Some((rank(pair)?, at))).min();
            let Some((rank, at)) = best else { break };
            symbols.splice(at..at + 2, [model.merges()[rank].token]);
        }
        tokens.extend(symbols);
    }
    tokens
}

const CORPUS: &str = "the cat sat on the mat; the cats' hats and the bats' mats aaaa aaaaaaaa naïve \
    naïveté 12 1212 日本語 日本 she sells sea shells by the sea shore\n\nthe shells she sells   are";

#[test]
fn round_trip() {
    let tokenizer = model(CORPUS, 330).tokenizer().unwrap();
    for text in ["", " ", CORPUS, "\u{feff}bom", "été\r\n\t", "\0\u{10ffff}"] {
        assert_eq!(
            tokenizer.decode(&tokenizer.encode(text, &Control::new()).unwrap()).unwrap(),
            text
        );
    }
    assert!(tokenizer.encode(CORPUS, &Control::new()).unwrap().len() < CORPUS.len() / 2);
}

#[test]
fn unknown_tokens_are_named() {
    let tokenizer = model(CORPUS, 300).tokenizer().unwrap();
    assert_eq!(
        tokenizer.decode(&[0, 7, 300]).unwrap_err().to_string(),
        "Unknown token 300 at index 2: the vocabulary has 300 tokens"
    );
}

/// The Encoding Standard puts one U+FFFD for each maximal part of a character; golden values from
/// `new TextDecoder().decode` of Node.js.
#[test]
fn invalid_utf8_is_replaced() {
    let model = model("", 256);
    let tokenizer = model.tokenizer().unwrap();
    let decode = |bytes: &[u8]| {
        let mut tokens = Vec::new();
        tokenizer.engine.symbols.spell(bytes, WordRules::default(), &mut tokens).unwrap();
        tokenizer.decode(&tokens).unwrap()
    };
    assert_eq!(decode(b"a\xe2\x82b"), "a\u{fffd}b");
    assert_eq!(decode(b"\xf0\x9f\x98"), "\u{fffd}");
    assert_eq!(decode(b"\xed\xa0\x80"), "\u{fffd}\u{fffd}\u{fffd}");
    assert_eq!(decode(b"\xc0\xaf"), "\u{fffd}\u{fffd}");
    assert_eq!(decode(b"\xef\xbb\xbfa"), "\u{feff}a");
}

#[test]
fn a_million_equal_letters() {
    let tokenizer = model(CORPUS, 330).tokenizer().unwrap();
    let text = "a".repeat(1_000_000);
    assert_eq!(tokenizer.decode(&tokenizer.encode(&text, &Control::new()).unwrap()).unwrap(), text);
}

/// Texts of several pieces, and pieces of several threads.
#[test]
fn counts_are_those_of_the_tokens() {
    use gainful_kernels::{Pool, Workers};
    use std::num::NonZeroUsize;
    use std::sync::Arc;
    let tokenizer = model(CORPUS, 330).tokenizer().unwrap();
    let long = format!("{CORPUS}\n").repeat(4000);
    let texts = ["", CORPUS, long.as_str(), " "];
    let inputs = texts.map(Input::Text);
    let control = Control::new();
    let tokens: Vec<Vec<u32>> =
        texts.iter().map(|text| tokenizer.encode(text, &control).unwrap()).collect();
    let mut expected = vec![0; tokenizer.vocabulary().len()];
    tokens.iter().flatten().for_each(|&token| expected[token as usize] += 1);
    let lengths: Vec<u64> = tokens.iter().map(|tokens| tokens.len() as u64).collect();
    let pool = Arc::new(Pool::new(NonZeroUsize::new(3).unwrap()).unwrap());
    for threads in [1, 2, 3, 8] {
        let workers = Workers::new(Arc::clone(&pool), NonZeroUsize::new(threads).unwrap());
        assert_eq!(tokenizer.token_counts(&texts, &workers, &control).unwrap(), expected);
        let counted = tokenizer.count_batch(&inputs, &SpecialPolicy::ORDINARY, &workers, &control);
        assert_eq!(counted.unwrap(), lengths);
    }
    control.cancel();
    assert!(tokenizer.token_counts(&texts, &Workers::single(), &control).is_err());
}

/// Keeps where pieces are and what they become.
#[derive(Default)]
struct Pieces(Vec<(std::ops::Range<usize>, Vec<u32>)>);

impl Sink for Pieces {
    fn piece(&mut self, piece: std::ops::Range<usize>, tokens: &[u32]) {
        self.0.push((piece, tokens.to_vec()));
    }
}

/// Of a part of a text, which is a text by itself.
#[test]
fn pieces_are_handed_out_with_their_tokens() {
    let model = model(CORPUS, 330);
    let tokenizer = model.tokenizer().unwrap();
    for part in [0..CORPUS.len(), 5..60, 3..3] {
        let mut found = Pieces::default();
        tokenizer.encode_part(CORPUS, part.clone(), &mut found, &Control::new()).unwrap();
        let text = &CORPUS[part];
        let pieces: Vec<&str> = found.0.iter().map(|(piece, _)| &CORPUS[piece.clone()]).collect();
        assert_eq!(pieces, model.pattern().unwrap().pieces(text).unwrap());
        let tokens: Vec<u32> = found.0.into_iter().flat_map(|(_, tokens)| tokens).collect();
        assert_eq!(tokens, encode_plainly(&model, text));
    }
}

#[test]
fn counting_stops_above_the_limit() {
    let tokenizer = model(CORPUS, 330).tokenizer().unwrap();
    let text = CORPUS.repeat(100);
    let control = Control::new();
    let all = tokenizer.encode(&text, &control).unwrap().len();
    for limit in [0, 1, 10, 1000, all - 1, all, all + 1, usize::MAX] {
        let input = Input::Text(&text);
        let count = tokenizer.count(input, &SpecialPolicy::ORDINARY, limit, &control).unwrap();
        assert_eq!(count, all.min(limit.saturating_add(1)), "{limit}");
    }
}

#[test]
fn threads_share_a_tokenizer() {
    fn check<T: Send + Sync>() {}
    check::<Tokenizer>();
}

proptest! {
    /// Words on both sides of the length at which the method changes, and special tokens that the
    /// merges may or may not make of their own bytes.
    #[test]
    fn equal_to_plain_merging(
        corpus in "[abc]{1,30}( [abc]{1,30}){0,8}",
        texts in proptest::collection::vec("[abc ]{0,20}|abc|bb|[ab]{60,90}|[a \n\t]{0,9}|\\PC{0,12}", 1..4),
        special in prop_oneof![
            Just(vec![]),
            Just(vec!["abc", "cab", "bb", "<s>"]),
            Just(vec!["\n", " ", "Ġ", "a", "\t"]),
            Just(vec!["Ġ", " "]),
        ],
        extra in 0..40usize,
    ) {
        let model = model_with(&special, &corpus, 256 + special.len() + extra);
        let tokenizer = model.tokenizer().unwrap();
        for text in texts.iter().chain([&corpus]) {
            let tokens = tokenizer.encode(text, &Control::new()).unwrap();
            prop_assert_eq!(&tokens, &encode_plainly(&model, text));
            // What the first call left in the cache.
            prop_assert_eq!(&tokenizer.encode(text, &Control::new()).unwrap(), &tokens);
            prop_assert_eq!(&tokenizer.decode(&tokens).unwrap(), text);
        }
    }
}

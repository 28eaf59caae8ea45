//! How fast the steps are: splitting, counting, merging, encoding.
//!
//! `cargo bench -p gainful-bpe`; with `GAINFUL_TEXT` naming a UTF-8 file, on that text instead of a
//! made-up one. Rates are in bytes of text, except for merging: a merge's work depends on the
//! distinct words alone.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use gainful_bpe::{Pattern, TrainingOptions, WordCounts, train};
use gainful_kernels::{Control, Random};

fn main() {
    divan::main();
}

/// Bytes of the made-up text.
const LENGTH: usize = 4_000_000;

/// Tokens of the vocabulary.
const VOCABULARY_SIZE: usize = 10_000;

/// Words of random letters, the k-th most frequent one about 1/k as often as the first.
fn made_up_text() -> String {
    let mut random = Random::new(0, 0);
    let words: Vec<String> = (0..30_000)
        .map(|_| {
            let length = 2 + random.below(5) + random.below(5);
            (0..length).map(|_| char::from(b'a' + random.below(26) as u8)).collect()
        })
        .collect();
    let mut text = String::with_capacity(LENGTH);
    while text.len() < LENGTH {
        let rank = (words.len() as f64).powf(random.unit()) as usize - 1;
        text.push_str(&words[rank]);
        text.push(if random.below(12) == 0 { '\n' } else { ' ' });
    }
    text
}

fn text() -> String {
    match std::env::var_os("GAINFUL_TEXT") {
        Some(path) => std::fs::read_to_string(path).unwrap_or_else(|_| made_up_text()),
        None => made_up_text(),
    }
}

fn counts(text: &str) -> WordCounts {
    WordCounts::of_text(text, Pattern::GPT2, &Control::new())
        .unwrap_or_else(|_| WordCounts::new(Pattern::GPT2))
}

/// How many pieces `pattern` makes of a text: what splitting alone costs.
fn count_pieces(pattern: &Pattern, text: &str) -> usize {
    let mut pieces = 0;
    let split = pattern.for_each_batch(text, &Control::new(), |_, ends| {
        pieces += black_box(ends).len();
        Ok(())
    });
    split.map_or(0, |()| pieces)
}

#[divan::bench]
fn split(bencher: Bencher) {
    let text = text();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| count_pieces(&Pattern::GPT2, black_box(&text)));
}

#[divan::bench]
fn split_and_count(bencher: Bencher) {
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench(|| counts(black_box(&text)));
}

#[divan::bench]
fn merge(bencher: Bencher) {
    let words = counts(&text());
    let options = TrainingOptions::new(VOCABULARY_SIZE);
    bencher
        .counter(ItemsCount::new(VOCABULARY_SIZE))
        .bench(|| train(black_box(&words), Pattern::GPT2, &options, &Control::new()));
}

#[divan::bench]
fn encode(bencher: Bencher) {
    let text = text();
    let options = TrainingOptions::new(VOCABULARY_SIZE);
    let model = train(&counts(&text), Pattern::GPT2, &options, &Control::new());
    let tokenizer = model.and_then(|model| model.tokenizer());
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        tokenizer.as_ref().map(|tokenizer| tokenizer.encode(black_box(&text), &Control::new())).ok()
    });
}

//! How fast each pattern splits, alone and with counting, on one thread.
//!
//! `GAINFUL_TEXT=FILE cargo bench -p gainful-bpe --bench splitting` on a UTF-8 file; without one on a
//! few made-up sentences.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use gainful_bpe::{Counter, Feed, InvalidBytes, Pattern};
use gainful_kernels::Control;

/// Named patterns, and one that is run as an expression.
const PATTERNS: &[&str] = &[
    "gpt2",
    "cl100k",
    "o200k",
    "qwen2",
    "deepseek-v3",
    "whitespace",
    r"[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
];

fn main() {
    divan::main();
}

fn text() -> String {
    let made_up = || "The quick brown fox isn't 12 years old, is it?\nNo.\n".repeat(40_000);
    std::env::var_os("GAINFUL_TEXT")
        .and_then(|path| std::fs::read_to_string(path).ok())
        .unwrap_or_else(made_up)
}

#[divan::bench(args = PATTERNS)]
fn split(bencher: Bencher, pattern: &str) {
    let text = text();
    let pattern = Pattern::parse(pattern).unwrap_or(Pattern::GPT2);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        pattern.for_each_batch(black_box(&text), &Control::new(), |_, ends| {
            black_box(ends);
            Ok(())
        })
    });
}

#[divan::bench(args = PATTERNS)]
fn split_and_count(bencher: Bencher, pattern: &str) {
    let text = text();
    let pattern = Pattern::parse(pattern).unwrap_or(Pattern::GPT2);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let mut counter = Counter::new(pattern.clone(), Feed::Whole, InvalidBytes::Refuse);
        counter.feed(black_box(&text), &Control::new())
    });
}

//! What becomes of a call for which the system has no memory: an error, not the end of the process.
//!
//! The allocator of this program refuses one large request after the other: a call is repeated until it
//! needed none of those that are refused. A table that cannot say that there is no room ends the program.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::Arc;

use gainful_bpe::stages::{SuperwordOptions, shrink, superwords, truncate};
use gainful_bpe::{
    Alphabet, CharacterAlphabet, Error, Initial, Model, Pattern, TieBreak, TrainingOptions,
    WordCounts, theory, train,
};
use gainful_kernels::{Control, Workers};

/// Requests of this many bytes are large.
const LARGE: usize = 1 << 14;

thread_local! {
    /// How many large requests of this thread are granted before one is refused.
    static GRANTED: Cell<usize> = const { Cell::new(usize::MAX) };
}

struct Scarce;

/// Whether a request is refused.
fn is_refused(bytes: usize) -> bool {
    if bytes < LARGE {
        return false;
    }
    let granted = GRANTED.get();
    if granted != usize::MAX {
        GRANTED.set(granted.checked_sub(1).unwrap_or(usize::MAX));
    }
    granted == 0
}

// SAFETY: the system's allocator does the work, and a null pointer says that there is no memory.
unsafe impl GlobalAlloc for Scarce {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if is_refused(layout.size()) {
            return std::ptr::null_mut();
        }
        // SAFETY: promised by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, start: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if is_refused(size) {
            return std::ptr::null_mut();
        }
        // SAFETY: promised by the caller.
        unsafe { System.realloc(start, layout, size) }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        // SAFETY: promised by the caller.
        unsafe { System.dealloc(start, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Scarce = Scarce;

/// Refuses one large request of `call` after the other. Returns how many there were.
fn refuse_each<T>(call: impl Fn() -> Result<T, Error>) -> usize {
    for granted in 0.. {
        GRANTED.set(granted);
        let outcome = call();
        let left = GRANTED.replace(usize::MAX);
        match outcome {
            Err(Error::Memory { .. }) => {}
            Err(error) => panic!("request {granted}: {error}"),
            // The refused request was never made.
            Ok(_) if left != usize::MAX => return granted,
            // Nothing was refused that the result needs.
            Ok(_) => {}
        }
    }
    unreachable!("a call ends")
}

/// Words of which most are distinct, and one whose tokens are large tables themselves.
fn words() -> WordCounts {
    corpus(20_000, 3_000)
}

/// One word of so many pairs of letters, and so many short ones.
fn corpus(long: usize, short: usize) -> WordCounts {
    let mut text = "ab".repeat(long);
    let mut state = 1u32;
    for _ in 0..short {
        text.push(' ');
        for _ in 0..6 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push(char::from(b'a' + (state >> 28) as u8));
        }
    }
    WordCounts::of_text(&text, Pattern::GPT2, &Control::new()).unwrap()
}

/// Merges until a pair of the long word is one of the most frequent ones.
fn options(tie_break: &str) -> TrainingOptions {
    TrainingOptions {
        merges: Some(3_000),
        min_frequency: 2,
        tie_break: TieBreak::from_name(tie_break).unwrap(),
        ..TrainingOptions::without_limit()
    }
}

fn refuse_each_of_training(options: &TrainingOptions) {
    let words = words();
    let requests = refuse_each(|| train(&words, Pattern::GPT2, options, &Control::new()));
    assert!(requests > 20, "{requests} requests");
}

fn model() -> Model {
    train(&words(), Pattern::GPT2, &options("huggingface"), &Control::new()).unwrap()
}

#[test]
fn a_training_by_each_rule_fails() {
    for rule in TieBreak::all() {
        refuse_each_of_training(&options(rule.name()));
        let alphabet = Alphabet::Characters(CharacterAlphabet::default());
        refuse_each_of_training(&TrainingOptions { alphabet, ..options(rule.name()) });
    }
}

#[test]
fn a_training_with_initial_merges_fails() {
    let model = Arc::new(model());
    let texts: Vec<(String, String)> = model.merge_texts().collect();
    for initial in [Initial::Model(model), Initial::Texts(texts)] {
        let initial = Some(initial);
        refuse_each_of_training(&TrainingOptions {
            merges: Some(4_000),
            initial,
            ..options("huggingface")
        });
    }
}

#[test]
fn a_training_with_removals_fails() {
    refuse_each_of_training(&TrainingOptions { picky: Some(0.7), ..options("huggingface") });
}

#[test]
fn a_smaller_vocabulary_fails() {
    let (model, control) = (model(), Control::new());
    assert!(refuse_each(|| truncate(&model, 2_000, &control)) > 3);
    let counts: Vec<f64> = (0..model.vocabulary().len()).map(|token| (token % 7) as f64).collect();
    assert!(refuse_each(|| shrink(&model, &counts, 2_000, &control)) > 3);
}

#[test]
fn a_training_across_words_fails() {
    let (model, control) = (Arc::new(model()), Control::new());
    let words = corpus(5_000, 4_000);
    let merges = Some(model.merges().len() + 500);
    let options = SuperwordOptions { merges, ..SuperwordOptions::default() };
    assert!(refuse_each(|| superwords(&model, &words, &options, None, &control)) > 20);
}

#[test]
fn a_computation_of_the_theory_fails() {
    let (control, workers) = (Control::new(), Workers::single());
    let counts = corpus(2_500, 600);
    let words = theory::Words::of_counts(&counts, theory::Letters::Bytes, &control).unwrap();
    let greedy = || theory::greedy_merges(&words, 12, theory::FIRST_MERGED, &control);
    assert!(refuse_each(greedy) > 3);
    let merges = greedy().unwrap().merges;
    assert!(refuse_each(|| theory::apply_merges(&words, &merges, &control)) > 3);
    let effort = theory::Effort { rounds: 2, budget: None };
    assert!(refuse_each(|| theory::certificate(&words, &merges, effort, &workers, &control)) > 3);
    let improve = || theory::improve_merges(&words, &merges[..2], 1, None, &workers, &control);
    assert!(refuse_each(improve) > 3);
}

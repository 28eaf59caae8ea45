//! Golden values, and plain programs for every parsing.

use std::borrow::Cow;
use std::f64::consts::LN_2;

use gainful_kernels::Control;
use proptest::prelude::*;

use super::*;
use crate::discrete::{EntropyEstimator, Symbols};

fn codes(sequence: &[u8]) -> Codes {
    Codes::new("sequence", &Symbols::U8(Cow::Borrowed(sequence)), &Control::new()).unwrap()
}

fn rate(sequence: &[u8], name: &str, order: usize) -> f64 {
    let method = RateMethod::named(name).unwrap();
    entropy_rate(&codes(sequence), method, order, &Control::new()).unwrap().value
}

/// A bit that stays seven times in ten, from the generator "minimal standard" with seed 21.
fn golden_sequence() -> Vec<u8> {
    let mut state = 21u64;
    let mut below = |bound: u64| {
        state = 48271 * state % 2_147_483_647;
        state * bound / 2_147_483_647
    };
    let mut bits = vec![0u8];
    while bits.len() < 600 {
        let stays = below(10) < 7;
        if below(10) >= 6 {
            below(2);
        }
        let before = bits[bits.len() - 1];
        bits.push(if stays { before } else { 1 - before });
    }
    bits
}

#[test]
fn golden_values() {
    let sequence = golden_sequence();
    assert_eq!(sequence.iter().map(|&bit| u32::from(bit)).sum::<u32>(), 311);
    // Written for these numbers alone; antropy 0.2.3 gave the same complexity.
    assert_eq!(lempel_ziv_complexity(&codes(&sequence), &Control::new()).unwrap(), 63);
    let bits = |depth| rate(&sequence, "context-tree-weighting", depth) * 600.0 / LN_2;
    assert!((bits(0) - 604.3587416163624).abs() < 1e-8);
    assert!((bits(1) - 532.128994404334).abs() < 1e-8);
    assert!((bits(3) - 533.9573161143329).abs() < 1e-8);
    let estimator = EntropyEstimator::named("maximum-likelihood").unwrap();
    let found = block_entropies(&codes(&sequence), 5, estimator, &Control::new()).unwrap();
    let expected = [
        0.6924748076290885,
        1.2962578626354633,
        1.8999692810553541,
        2.4980722632584063,
        3.0855187453405644,
    ];
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
    for (order, expected) in [(1, 0.6037830550063747), (4, 0.5874464820821581)] {
        assert!((rate(&sequence, "block", order) - expected).abs() < 1e-12);
    }
}

/// Whether `word` occurs in `text`.
fn occurs(word: &[u8], text: &[u8]) -> bool {
    word.is_empty() || text.windows(word.len()).any(|window| window == word)
}

fn plain_phrases(text: &[u8]) -> u64 {
    let (mut phrases, mut start) = (0, 0);
    while start < text.len() {
        let mut end = start + 1;
        while end < text.len() && occurs(&text[start..end], &text[..end - 1]) {
            end += 1;
        }
        phrases += 1;
        start = end;
    }
    phrases
}

fn plain_match_rate(text: &[u8]) -> f64 {
    let sum: f64 = (1..text.len())
        .map(|i| {
            let longest = (0..i)
                .map(|from| text[i..].iter().zip(&text[from..]).take_while(|(a, b)| a == b).count())
                .max()
                .unwrap();
            (longest as f64 + 1.0) / ((i + 1) as f64).ln()
        })
        .sum();
    (text.len() - 1) as f64 / sum
}

/// The probability of what follows `context` in `text`, by the recursion of the definition.
fn plain_tree(text: &[u8], symbols: &[u8], context: &[u8], depth: usize) -> f64 {
    let padded: Vec<u8> =
        std::iter::repeat_n(text[0], depth + context.len()).chain(text.iter().copied()).collect();
    let first = padded.len() - text.len();
    let here = (first..padded.len()).filter(|&at| padded[..at].ends_with(context));
    let mut counts = [0u32; 256];
    let (mut kt, mut total) = (1.0, 0.0);
    for at in here {
        let symbol = usize::from(padded[at]);
        kt *= (f64::from(counts[symbol]) + 0.5) / (total + symbols.len() as f64 / 2.0);
        counts[symbol] += 1;
        total += 1.0;
    }
    if depth == 0 {
        return kt;
    }
    let below: f64 = symbols
        .iter()
        .map(|&symbol| {
            let mut longer = vec![symbol];
            longer.extend_from_slice(context);
            plain_tree(text, symbols, &longer, depth - 1)
        })
        .product();
    0.5 * kt + 0.5 * below
}

fn plain_dictionary(text: &[u8]) -> f64 {
    let mut known: Vec<Vec<u8>> = Vec::new();
    let (mut phrase, mut phrases) = (Vec::new(), 0.0);
    for &symbol in text {
        phrase.push(symbol);
        if !known.contains(&phrase) {
            phrases += 1.0;
            known.push(std::mem::take(&mut phrase));
        }
    }
    if !phrase.is_empty() {
        phrases += 1.0;
    }
    let c: f64 = phrases;
    c * c.ln() / text.len() as f64
}

proptest! {
    #[test]
    fn parsings_are_those_of_plain_programs(
        text in prop::collection::vec(0u8..3, 2..80),
        depth in 0usize..4,
    ) {
        let control = Control::new();
        prop_assert_eq!(lempel_ziv_complexity(&codes(&text), &control).unwrap(), plain_phrases(&text));
        prop_assert!((rate(&text, "match-lengths", 1) - plain_match_rate(&text)).abs() < 1e-12);
        prop_assert!((rate(&text, "lempel-ziv-78", 1) - plain_dictionary(&text)).abs() < 1e-12);
        let mut symbols = text.clone();
        symbols.sort_unstable();
        symbols.dedup();
        let expected = -plain_tree(&text, &symbols, &[], depth).ln() / text.len() as f64;
        let found = rate(&text, "context-tree-weighting", depth);
        prop_assert!((found - expected).abs() < 1e-10, "{} {}", found, expected);
    }

    /// By counting pairs of a context and a symbol.
    #[test]
    fn the_markov_rate_is_a_sum_over_transitions(text in prop::collection::vec(0u8..3, 4..80), order in 0usize..4) {
        use std::collections::HashMap;
        let (mut pairs, mut contexts) = (HashMap::new(), HashMap::new());
        for window in text.windows(order + 1) {
            *pairs.entry(window).or_insert(0.0) += 1.0;
            *contexts.entry(&window[..order]).or_insert(0.0) += 1.0;
        }
        let total = (text.len() - order) as f64;
        let sum: f64 = pairs
            .iter()
            .map(|(window, count): (&&[u8], &f64)| -count / total * (count / contexts[&window[..order]]).ln())
            .sum();
        prop_assert!((rate(&text, "markov", order) - sum).abs() < 1e-12);
    }
}

#[test]
fn short_sequences_are_refused() {
    let refuse = |name: &str, sequence: &[u8], order: usize| {
        let method = RateMethod::named(name).unwrap();
        entropy_rate(&codes(sequence), method, order, &Control::new()).unwrap_err().to_string()
    };
    let message = "Expected at least 3 symbols for sequence but received 2";
    assert_eq!(refuse("block", &[1, 2], 2), message);
    assert_eq!(refuse("markov", &[1, 2], 2), message);
    let message = "Expected at least 2 symbols for sequence but received 1";
    assert_eq!(refuse("match-lengths", &[1], 1), message);
}

#[test]
fn long_parsings_stop_when_asked_to() {
    let control = Control::new();
    let sequence = codes(&[1; 100]);
    control.cancel();
    for method in METHODS {
        assert!(entropy_rate(&sequence, *method, 2, &control).is_err(), "{}", method.name);
    }
}

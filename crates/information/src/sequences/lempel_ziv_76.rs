//! The number of phrases in the exhaustive history of Lempel & Ziv, "On the complexity of finite sequences" (1976).

use gainful_kernels::Control;

use super::RateMethod;
use super::suffix_automaton::{START, SuffixAutomaton};
use crate::Error;
use crate::discrete::Codes;

pub(super) const METHOD: RateMethod = RateMethod { name: "lempel-ziv-76", rate };

/// Symbols between two looks at the control.
const BLOCK: usize = 1 << 12;

/// c ln N / N for c phrases.
fn rate(sequence: &Codes, _: usize, control: &Control) -> Result<f64, Error> {
    let length = sequence.len() as f64;
    let phrases = phrases(sequence.codes(), sequence.symbols(), control)?;
    Ok(phrases as f64 * length.ln() / length)
}

/// A phrase ends where it is no longer a substring of what comes before its last symbol; it may overlap what it copies.
/// Linear time.
pub(super) fn phrases(codes: &[u32], symbols: u64, control: &Control) -> Result<u64, Error> {
    debug_assert!(symbols > 0);
    control.begin("parse", Some(codes.len() as u64))?;
    let mut before = SuffixAutomaton::with_room(codes.len())?;
    let (mut phrases, mut state, mut length) = (0, START, 0);
    for block in codes.chunks(BLOCK) {
        control.advance(block.len() as u64)?;
        for &symbol in block {
            // What is known here are the substrings of everything before this symbol.
            match before.step(state, symbol) {
                Some(next) => (state, length) = (next, length + 1),
                None => {
                    phrases += 1;
                    (state, length) = (START, 0);
                }
            }
            // Should the phrase get a state of its own now, the old one serves as well: they differ by the phrase's
            // own place, which nothing follows yet.
            before.push(symbol);
        }
    }
    // The last phrase may be one that came before.
    Ok(phrases + u64::from(length > 0))
}

//! How far what follows a position repeats what came before it.
//!
//! Kontoyiannis, Algoet, Suhov & Wyner, "Nonparametric entropy estimation for stationary processes and
//! random fields" (1998), the estimator of growing windows.

use gainful_kernels::Control;

use super::suffix_automaton::{START, SuffixAutomaton};
use super::{RateMethod, too_short};
use crate::Error;
use crate::discrete::Codes;

pub(super) const METHOD: RateMethod = RateMethod { name: "match-lengths", rate };

/// Symbols between two looks at the control.
const BLOCK: usize = 1 << 10;

/// 1 / mean of Λ_i / ln(i + 1) over i = 1 ... N - 1, where Λ_i is 1 plus the length of the longest match of x_i, x_{i+1}, ... that
/// starts before i, and may run into it.
///
/// Linear time: the match of the next position is at most one symbol shorter.
fn rate(sequence: &Codes, _: usize, control: &Control) -> Result<f64, Error> {
    let codes = sequence.codes();
    if codes.len() < 2 {
        return Err(too_short(2, codes.len()));
    }
    control.begin("match", Some(codes.len() as u64))?;
    // Knows the substrings of the sequence up to `end`, so those that start before i and end before `end`.
    let mut known = SuffixAutomaton::with_room(codes.len())?;
    let (mut sum, mut end, mut state, mut length) = (0.0, 0, START, 0u32);
    for i in 0..codes.len() {
        if i % BLOCK == 0 {
            control.advance(BLOCK.min(codes.len() - i) as u64)?;
        }
        // The match of i is what the one of i - 1 leaves without its first symbol, and goes on from there.
        while let Some(&symbol) = codes.get(i + length as usize) {
            // Everything before the symbol to be matched: a match may overlap its source, but must start before i.
            while end < i + length as usize {
                known.push(codes[end]);
                end += 1;
                state = known.state_of(state, length);
            }
            match known.step(state, symbol) {
                Some(next) => {
                    state = next;
                    length += 1;
                }
                None => break,
            }
        }
        if i > 0 {
            sum += (f64::from(length) + 1.0) / ((i + 1) as f64).ln();
        }
        if length > 0 {
            length -= 1;
            state = known.state_of(state, length);
        }
    }
    Ok((codes.len() - 1) as f64 / sum)
}

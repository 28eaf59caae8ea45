//! The entropy rate of a sequence: what each symbol tells that those before it did not.
//!
//! To add a method, write its file and add it to [`METHODS`].

mod block;
mod context_tree;
mod lempel_ziv_76;
mod lempel_ziv_78;
mod markov;
mod match_lengths;
mod suffix_automaton;

use gainful_kernels::{ArgumentError, Control};

use crate::discrete::Codes;
use crate::{Bounds, Error, Estimate};

pub use block::block_entropies;

/// A method to estimate an entropy rate.
#[derive(Clone, Copy, Debug)]
pub struct RateMethod {
    /// The name by which users choose it.
    pub name: &'static str,
    /// The rate in nats a symbol.
    rate: fn(&Codes, usize, &Control) -> Result<f64, Error>,
}

/// All methods.
pub const METHODS: &[RateMethod] = &[
    block::METHOD,
    markov::METHOD,
    lempel_ziv_76::METHOD,
    lempel_ziv_78::METHOD,
    match_lengths::METHOD,
    context_tree::METHOD,
];

impl RateMethod {
    /// The method called `name`.
    ///
    /// # Errors
    /// If there is none; the message lists those that exist.
    pub fn named(name: &str) -> Result<Self, ArgumentError> {
        METHODS.iter().find(|method| method.name == name).copied().ok_or_else(|| {
            let names: Vec<&str> = METHODS.iter().map(|method| method.name).collect();
            ArgumentError::unknown("method", &names, name)
        })
    }
}

/// The entropy rate of `sequence` in nats a symbol; `order` is how many symbols before one count, for the methods that
/// limit them.
///
/// # Errors
/// If the sequence is too short for the method, if there is no memory, or on cancellation.
pub fn entropy_rate(
    sequence: &Codes,
    method: RateMethod,
    order: usize,
    control: &Control,
) -> Result<Estimate, Error> {
    let value = (method.rate)(sequence, order, control)?;
    let greatest = (sequence.symbols() as f64).ln();
    let bounds = Bounds { least: 0.0, greatest };
    Ok(Estimate { value, samples: sequence.len() as u64, bounds, ..Estimate::default() })
}

/// How many phrases a sequence has in the parsing of Lempel & Ziv (1976): its complexity.
///
/// # Errors
/// If there is no memory, or on cancellation.
pub fn lempel_ziv_complexity(sequence: &Codes, control: &Control) -> Result<u64, Error> {
    lempel_ziv_76::phrases(sequence.codes(), sequence.symbols(), control)
}

/// The sequence is too short.
fn too_short(needed: usize, found: usize) -> Error {
    let expected = format!("at least {needed} symbols");
    ArgumentError::out_of_range("sequence", expected, found.to_string()).into()
}

#[cfg(test)]
mod tests;

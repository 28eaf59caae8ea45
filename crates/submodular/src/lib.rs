//! Greedy maximization of submodular set functions, with a certificate for every answer.

mod objective;

pub use objective::{Objective, Properties, State};

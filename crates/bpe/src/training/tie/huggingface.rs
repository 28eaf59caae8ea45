//! The rule of Hugging Face's `BpeTrainer`: the smallest (left id, right id) wins, ids are given in
//! the order of the byte-to-unicode characters, and a string has one id.

use super::Rule;
use super::ids::Ids;
use crate::alphabet::BYTES_BY_CHARACTER;
use crate::training::trainer;

pub(super) static RULE: Rule = Rule {
    name: "huggingface",
    alphabet: &BYTES_BY_CHARACTER,
    shares_ids: true,
    train: trainer::train::<Ids>,
};

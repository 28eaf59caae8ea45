//! The rule of rustbpe and bpeasy: the smallest (left id, right id) wins, and a byte's id is the
//! byte.

use super::ids::Ids;
use super::{BYTES, Rule};
use crate::training::trainer;

pub(super) static RULE: Rule =
    Rule { name: "raw-ids", alphabet: &BYTES, shares_ids: false, train: trainer::train::<Ids> };

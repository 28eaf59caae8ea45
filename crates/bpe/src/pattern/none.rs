//! No pattern: each text is one piece.

use super::Definition;

pub(super) static DEFINITION: Definition = Definition {
    name: "none",
    sources: &[],
    spellings: &[],
    keeps_rest: true,
    scan: |text, _, ends| {
        ends[0] = text.len();
        1
    },
    is_boundary: None,
};

//! No pattern: each text is one piece.

use super::Definition;

pub(super) static DEFINITION: Definition = Definition {
    name: "none",
    sources: &[],
    spellings: &[],
    keeps_rest: true,
    scan: |text, start, ends| {
        ends[0] = text.line(start).len();
        1
    },
    is_boundary: None,
};

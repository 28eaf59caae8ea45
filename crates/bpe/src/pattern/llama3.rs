//! The pattern of Llama 3: that of cl100k.

use super::block::scan_blocks;
use super::{Definition, cl100k};

pub(super) static DEFINITION: Definition = Definition {
    name: "llama3",
    sources: cl100k::SOURCES,
    // Expressions are taken for cl100k, whose pattern is the same.
    spellings: &[],
    keeps_rest: true,
    scan: |text, start, ends| {
        scan_blocks(text, start, ends, cl100k::starts::<3>, cl100k::piece_end::<3>)
    },
    is_boundary: Some(cl100k::is_boundary),
};

//! The pattern of Qwen 2, 2.5 and 3: that of cl100k with each digit by itself.

use super::block::scan_blocks;
use super::{Definition, cl100k};

pub(super) static DEFINITION: Definition = Definition {
    name: "qwen2",
    sources: &[
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    ],
    spellings: &[
        r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    ],
    keeps_rest: true,
    scan: |text, start, ends| {
        scan_blocks(text, start, ends, cl100k::starts::<1>, cl100k::piece_end::<1>)
    },
    is_boundary: Some(cl100k::is_boundary),
};

//! Words between white space, which is dropped: what Hugging Face calls WhitespaceSplit, and what
//! the first trainers did (Sennrich, Haddow & Birch 2016).
//!
//! A batch has one piece, because the next one does not start where it ends.

use super::Definition;
use super::class::Class;

pub(super) static DEFINITION: Definition = Definition {
    name: "whitespace",
    sources: &[r"\S+"],
    spellings: &[],
    keeps_rest: false,
    scan: |text, start, ends| {
        *start = text.run_end(*start, |class| class.is(Class::SPACE));
        if *start == text.len() {
            return 0;
        }
        ends[0] = text.run_end(*start, |class| !class.is(Class::SPACE));
        1
    },
    is_boundary: Some(|text, at| matches!(text[at], b' ' | b'\n')),
};

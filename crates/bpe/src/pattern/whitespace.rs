//! Words between white space, which is dropped: what Hugging Face calls WhitespaceSplit, and what
//! the first trainers did (Sennrich, Haddow & Birch 2016).

use super::class::Class;
use super::text::{Text, ascii_visible};
use super::{BATCH, Definition};

pub(super) static DEFINITION: Definition = Definition {
    name: "whitespace",
    sources: &[r"\S+"],
    spellings: &[],
    keeps_rest: false,
    scan,
    is_boundary: Some(|text, at| matches!(text[at], b' ' | b'\n')),
};

/// White space and words by turns.
fn scan(text: Text<'_>, start: usize, ends: &mut [usize; BATCH]) -> usize {
    let mut at = start;
    let (pairs, _) = ends.as_chunks_mut::<2>();
    for (filled, [word, end]) in pairs.iter_mut().enumerate() {
        *word = text.run_end(at, |class| class.is(Class::SPACE));
        if *word == text.len() {
            return 2 * filled;
        }
        at = text.word_end(*word, ascii_visible, |class| !class.is(Class::SPACE));
        *end = at;
    }
    BATCH
}

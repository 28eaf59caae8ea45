//! English contractions, as cl100k and its relatives know them: `(?i:'s|'t|'re|'ve|'m|'ll|'d)`.

/// The length of the contraction that `text` begins with, apostrophe included; zero if none.
///
/// Simple case folding makes U+017F (long s) an s.
#[inline(always)]
pub(super) fn length(text: &[u8]) -> usize {
    let [b'\'', first, rest @ ..] = text else { return 0 };
    match (first | 0x20, rest) {
        (b's' | b't' | b'm' | b'd', _) => 2,
        (b'r' | b'v', [b'e' | b'E', ..]) | (b'l', [b'l' | b'L', ..]) => 3,
        _ if *first == 0xc5 && rest.first() == Some(&0xbf) => 3,
        _ => 0,
    }
}

//! How texts are divided among threads.

use crate::pattern::Pattern;

/// Bytes of text that are counted between two looks at the control: about a millisecond.
pub(super) const BLOCK: usize = 1 << 18;

/// What is split by itself, so that no pre-token reaches beyond it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    /// Each text or file.
    Whole,
    /// Each line, with the "\n" that ends it.
    Lines,
}

impl Feed {
    /// The first place at or after `at` where `text` may be cut without changing its pre-tokens; the
    /// end of the text if there is none.
    fn next_cut(self, pattern: &Pattern, text: &str, at: usize) -> usize {
        let cut = pattern.next_cut(text, at);
        match self {
            Self::Whole => cut,
            Self::Lines => {
                let at = at.max(1) - 1;
                let line_end = text.as_bytes()[at..cut].iter().position(|&byte| byte == b'\n');
                line_end.map_or(cut, |offset| at + offset + 1)
            }
        }
    }

    /// The last place after `start` and before the end of `text` where it may be cut without changing
    /// its pre-tokens, whatever follows. `text` need not be UTF-8.
    pub(super) fn last_cut(self, pattern: &Pattern, text: &[u8], start: usize) -> Option<usize> {
        let line_end = match self {
            Self::Whole => None,
            Self::Lines => text[start..].iter().rposition(|&byte| byte == b'\n'),
        };
        match line_end {
            Some(offset) => Some(start + offset + 1),
            None => pattern.last_cut(text, start),
        }
    }
}

/// A part of a text, and the number of bytes before it in all texts.
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    pub(super) position: u64,
}

/// Texts, or parts of them, in groups of about [`BLOCK`] bytes. The first one is at `position`.
pub(super) fn cut_into_blocks<'a>(
    pattern: &Pattern,
    feed: Feed,
    texts: &[&'a str],
    mut position: u64,
) -> Vec<Vec<Part<'a>>> {
    let mut blocks = Vec::new();
    let (mut block, mut room) = (Vec::new(), BLOCK);
    for &text in texts {
        let mut rest = text;
        while !rest.is_empty() {
            let (part, after) = if rest.len() > room {
                rest.split_at(feed.next_cut(pattern, rest, room))
            } else {
                (rest, "")
            };
            block.push(Part { text: part, position });
            position += part.len() as u64;
            room = room.saturating_sub(part.len());
            if room == 0 {
                blocks.push(std::mem::take(&mut block));
                room = BLOCK;
            }
            rest = after;
        }
    }
    if !block.is_empty() {
        blocks.push(block);
    }
    blocks
}

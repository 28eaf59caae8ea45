//! Who takes the tokens of a text as they are found: a list, a number, whatever a caller keeps.

use crate::error::Error;
use crate::room;
use std::ops::Range;

/// Tokens that a short piece has at most.
pub(crate) const FEW: usize = 4;

/// Takes the tokens of one piece after the other.
pub(crate) trait Sink {
    /// Makes room for `most` more tokens; called before their pieces.
    fn reserve(&mut self, most: usize) -> Result<(), Error> {
        let _ = most;
        Ok(())
    }

    /// Takes the tokens of the bytes `piece` of the text.
    fn piece(&mut self, piece: Range<usize>, tokens: &[u32]);

    /// As [`Self::piece`], of the first `count` tokens, which are one at least.
    #[inline(always)]
    fn short_piece(&mut self, piece: Range<usize>, tokens: &[u32; FEW], count: usize) {
        self.piece(piece, &tokens[..count]);
    }

    /// Whether no further tokens are wanted. Asked now and then: some may come all the same.
    fn is_full(&self) -> bool {
        false
    }
}

impl Sink for Vec<u32> {
    #[inline]
    fn reserve(&mut self, most: usize) -> Result<(), Error> {
        room::reserve(self, most.saturating_add(FEW))
    }

    #[inline(always)]
    fn piece(&mut self, _: Range<usize>, tokens: &[u32]) {
        self.extend_from_slice(tokens);
    }

    /// Writes all four and keeps some: how many is no branch that could be mispredicted.
    #[inline(always)]
    fn short_piece(&mut self, _: Range<usize>, tokens: &[u32; FEW], count: usize) {
        match self.spare_capacity_mut().first_chunk_mut::<FEW>() {
            Some(spare) => {
                *spare = tokens.map(std::mem::MaybeUninit::new);
                let length = self.len() + count.min(FEW);
                // SAFETY: the capacity has room for `FEW` more values, which were just written, and
                // no more than those are added to the length.
                unsafe { self.set_len(length) };
            }
            None => self.extend_from_slice(&tokens[..count]),
        }
    }
}

/// Counts tokens, until there are more than a limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count {
    /// How many there are so far.
    pub(crate) tokens: usize,
    /// More than these are of no interest.
    pub(crate) limit: usize,
}

impl Sink for Count {
    #[inline(always)]
    fn piece(&mut self, _: Range<usize>, tokens: &[u32]) {
        self.tokens += tokens.len();
    }

    #[inline(always)]
    fn short_piece(&mut self, _: Range<usize>, _: &[u32; FEW], count: usize) {
        self.tokens += count;
    }

    #[inline(always)]
    fn is_full(&self) -> bool {
        self.tokens > self.limit
    }
}
